"""Names of things that organisers choose: layouts, needs, rooms, types; each with its sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.errors import UnknownRoom
from meetbot.booking.models import Room
from meetbot.booking.rooms import bookable, spec_of
from meetbot.handlers.names import layout_name
from meetbot.standard.document import Standard
from meetbot.standard.needs import Drink, Equipment, Needs
from meetbot.texts import Html, Texts, escape
from meetbot.times import Interval

# The switches of ``Needs`` that are on or off, in the order of the sub-card.
SWITCHES = ("fruit", "paper", "nameplates", "flowers", "smoking", "rostrum", "lectern", "side_table", "banner")
_SIGNS = {
    "tea": "🍵", "water": "💧", "fruit": "🍎", "paper": "📝", "nameplates": "📛", "flowers": "💐", "smoking": "🚬",
    "rostrum": "🏛", "lectern": "🗣", "side_table": "🫖", "banner": "🎏",
    Equipment.PROJECTOR: "📽", Equipment.SCREEN: "🖥", Equipment.SOUND: "🔊", Equipment.MICROPHONES: "🎤",
    Equipment.LASER_POINTER: "🔦", Equipment.WHITEBOARD: "🖊", Equipment.VIDEO_CALL: "📹",
}  # fmt: skip


def need_name(texts: Texts, need: str) -> str:
    """What a switch of the needs is called."""
    names = {
        "tea": texts.plain("Tea"),
        "water": texts.plain("Bottled water"),
        "fruit": texts.plain("Fruit"),
        "paper": texts.plain("Paper and pens"),
        "nameplates": texts.plain("Nameplates"),
        "flowers": texts.plain("Flowers"),
        "smoking": texts.plain("Smoking, with ashtrays"),
        "rostrum": texts.plain("Rostrum"),
        "lectern": texts.plain("Lectern"),
        "side_table": texts.plain("Side table"),
        "banner": texts.plain("Banner"),
    }
    return names[need]


def signed(texts: Texts, need: str) -> str:
    """A switch of the needs with its sign."""
    return f"{_SIGNS[need]} {need_name(texts, need)}"


def equipment_name(texts: Texts, standard: Standard, thing: Equipment) -> str:
    """A piece of equipment as the standard calls it, with its sign."""
    wording = standard.equipment.get(thing)
    return f"{_SIGNS[thing]} {wording.in_(texts.language) if wording else thing}"


def needs_line(texts: Texts, standard: Standard, needs: Needs) -> Html:
    """Everything that was asked for, in one line."""
    return _line(_asked(texts, standard, needs))


def needs_between(texts: Texts, standard: Standard, old: Needs, new: Needs) -> tuple[Html, Html]:
    """What is no longer asked for, and what is asked for besides."""
    before, after = _asked(texts, standard, old), _asked(texts, standard, new)
    return _line(each for each in before if each not in after), _line(each for each in after if each not in before)


def _line(named: Iterable[str]) -> Html:
    return Html(" · ".join(map(escape, named)))


def _asked(texts: Texts, standard: Standard, needs: Needs) -> list[str]:
    drink = "tea" if needs.drink is Drink.TEA else "water"
    wanted = [signed(texts, drink), *(signed(texts, name) for name in SWITCHES if getattr(needs, name))]
    wanted += [equipment_name(texts, standard, thing) for thing in needs.equipment]
    return wanted


def room_called(session: Session, texts: Texts, code: str) -> str:
    """The name of the room with this code; the code where there is none."""
    try:
        return bookable(session, code).spec.name.in_(texts.language)
    except UnknownRoom:
        return code


def room_of_id(session: Session, texts: Texts, room_id: int) -> str:
    """The name of a room by its row, also of one that left the file."""
    return spec_of(session.get_one(Room, room_id)).name.in_(texts.language)


def short_day(texts: Texts, moment: datetime) -> str:
    """Weekday, day and month: "Tue 24 Nov", for buttons."""
    return texts.wall(moment, "M月d日 EEE" if texts.language == "zh" else "EEE d MMM")


def slot(texts: Texts, start: datetime, end: datetime) -> str:
    """A span for a button: "Tue 24 Nov 14:00–16:00"."""
    same_day = texts.day(start) == texts.day(end)
    until = texts.time(end) if same_day else f"{short_day(texts, end)} {texts.time(end)}"
    return texts.clocked(f"{short_day(texts, start)} {texts.time(start)}–{until}", start, end)


def seats(texts: Texts, layout: str, places: int, heads: int, capacity: int | None = None) -> Html:
    """Layout, places and people: "Hollow square: 21 places for 20 people", with what the room could hold."""
    values = {"layout": layout_name(texts, layout), "places": places}
    if capacity is None:
        return texts.n(
            "🪑 {layout}: {places} places for {count} person", "🪑 {layout}: {places} places for {count} people", heads,
            **values,
        )  # fmt: skip
    return texts.n(
        "🪑 {layout}: {places} places for {count} person (the room holds {capacity})",
        "🪑 {layout}: {places} places for {count} people (the room holds {capacity})",
        heads,
        **values,
        capacity=capacity,
    )


def around(texts: Texts, event: Interval, reserved: Interval) -> Html:
    """Set-up and clearing, with the day where it is another than the meeting's."""
    begins = (
        texts.time(reserved.start)
        if texts.day(reserved.start) == texts.day(event.start)
        else texts.moment(reserved.start)
    )
    ends = texts.time(reserved.end) if texts.day(reserved.end) == texts.day(event.end) else texts.moment(reserved.end)
    return texts.t("🧰 Set-up from {begins}, clearing until {ends}", begins=begins, ends=ends)
