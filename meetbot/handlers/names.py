"""What rooms and layouts are called, in every area alike."""

from __future__ import annotations

from meetbot.booking.rooms import RoomSpec
from meetbot.texts import Texts


def layout_name(texts: Texts, layout: str) -> str:
    """What a layout is called; the key itself where it has no name yet."""
    names = {
        "classroom": texts.plain("Classroom"),
        "hollow_square": texts.plain("Hollow square"),
        "oval": texts.plain("Oval"),
    }
    return names.get(layout, layout)


def room_name(texts: Texts, spec: RoomSpec) -> str:
    """The room's name and, where it has one, its floor: "Boardroom, 5th floor"."""
    name = spec.name.in_(texts.language)
    return texts.plain("{room}, {floor}", room=name, floor=spec.floor.in_(texts.language)) if spec.floor else name
