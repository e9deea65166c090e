"""The place setting as a picture in chat."""

from __future__ import annotations

from meetbot.localchat.people import User
from meetbot.standard.needs import Needs
from tests.handlers.floor.conftest import Floor


async def asked(floor: Floor, who: User, booking_id: int, verb: str = "pa.set") -> None:
    who.says("/tasks")
    await floor.service.settle()
    who.forges(f"{verb}:{booking_id}", who.last)
    await floor.service.settle()


async def test_the_picture_comes_in_the_readers_language(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00", meeting_type="leadership")
    for who, caption in (
        (floor.alan, "🍵 Place setting · Leadership meeting"),
        (floor.bea, "🍵 席位摆放图 · 班子会议"),
    ):
        await asked(floor, who, booking_id)
        assert who.last.text.startswith(caption)
        assert (who.last.photo or b"").startswith(b"\x89PNG")


async def test_a_place_without_anything_is_said_in_words(floor: Floor) -> None:
    needs = Needs(paper=False, side_table=True, lectern=True)
    booking_id = floor.book(
        "2026-11-24 14:00", "2026-11-24 16:00", meeting_type="training", layout="classroom", needs=needs
    )
    await asked(floor, floor.alan, booking_id)
    assert floor.alan.alerts[-1] == "Nothing is set at the places of this meeting: drinks are at the side."
