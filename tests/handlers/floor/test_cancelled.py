"""A meeting that is cancelled while people are in the room, or while it is prepared, leaves a room to be cleared (F3, F5)."""

from __future__ import annotations

from sqlmodel import Session, select

from meetbot.booking.models import Reservation, Room
from meetbot.checklists import service as checklists
from meetbot.checklists.cancelling import cancel
from meetbot.checklists.readiness import RoomState, room_state
from tests.handlers.floor.conftest import Floor


async def cancelled(floor: Floor, at: str, booking_id: int = 1) -> None:
    await floor.until(at)
    floor.do(lambda session, by: cancel(session, booking_id, by, floor.now))
    await floor.service.settle()


def state(floor: Floor) -> RoomState:
    def read(session: Session) -> RoomState:
        room = session.exec(select(Room).where(Room.code == "boardroom")).one()
        return room_state(session, room, floor.now)

    return floor.service.look(read)


async def test_the_closing_list_of_a_meeting_cancelled_while_it_runs_is_called_at_once(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.service.settle()
    floor.do(lambda session, by: checklists.take(session, 1, by, floor.now), floor.alan)
    await cancelled(floor, "2026-11-23 14:30")

    called = next(each for each in reversed(floor.alan.received) if "Inspection" in each.text)
    assert called.text.splitlines()[-2:] == [
        "❌ Cancelled at 14:30. The room is still to be cleared and locked.", "🔎 Inspection: 0 of 17 done.",
    ]  # fmt: skip
    assert any("Olga cancelled this booking" in each.text for each in floor.alan.received)
    label = next(each for each in called.buttons if each.endswith(": OK"))
    card = await floor.press(floor.alan, label, called)
    assert card.text.splitlines()[-1] == "🔎 Inspection: 1 of 17 done."


async def test_the_room_is_to_be_inspected_and_free_when_it_is_cleared(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await cancelled(floor, "2026-11-23 14:30")

    row = floor.booking(1)
    assert (row.reserved_until - floor.now).total_seconds() == 15 * 60
    assert state(floor) is RoomState.TO_INSPECT


async def test_the_organisers_card_says_that_the_room_is_cleared(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 14:20")
    floor.olga.says("/my")
    await floor.service.settle()
    card = await floor.press(floor.olga, "Boardroom")
    card = floor.olga.last
    await cancelled(floor, "2026-11-23 14:30")

    assert "🧹 The attendants clear and lock the room." in (floor.olga.message(card.message_id) or card).text


async def test_a_room_that_somebody_had_begun_to_prepare_is_cleared_too(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 13:10")
    await floor.press(floor.alan, "Open and air", await floor.open(floor.alan))
    await cancelled(floor, "2026-11-23 13:20")

    listed = await floor.open(floor.alan)
    assert "❌ Cancelled at 13:20. The room is still to be cleared and locked." in listed.text.splitlines()
    assert not any("Open and air" in label for label in listed.buttons)


def held_until(floor: Floor) -> list[str]:
    """When the booking's holds on its rooms end, on the house's clock."""
    zone = floor.service.service.parts.site.zone

    def read(session: Session) -> list[str]:
        rows = session.exec(select(Reservation).where(Reservation.booking_id == 1, Reservation.is_active)).all()
        return [f"{row.until_at.astimezone(zone):%H:%M}" for row in rows]

    return floor.service.look(read)


async def test_a_meeting_that_runs_is_ended_and_not_cancelled_on_its_card(floor: Floor):
    """What one needs then is in sight on a phone."""
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 14:20")
    floor.olga.says("/my")
    await floor.service.settle()

    await floor.press(floor.olga, "Boardroom")

    assert floor.olga.last.buttons == [
        "🍵 Tea", "🎙 Volume", "🌡 Temperature", "🪑 Chairs", "🔌 Equipment", "💬 Other", "⚠️ Report",
        "☕ Break", "⏹ Meeting is over", "+15 min", "+30 min",
        "✂️ Give back the rest", "✏️ Change", "✨ Special wishes", "🗺 Plan", "📄 Papers",
    ]  # fmt: skip


async def test_furniture_that_stands_half_moved_is_cleared_before_others_have_the_room(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 13:05")
    await floor.press(floor.alan, "Set the tables", await floor.open(floor.alan))
    await floor.until("2026-11-23 13:50")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    question = await floor.press(floor.olga, "Cancel booking")
    assert "The room is being set up: it is cleared first" in question.text

    await floor.press(floor.olga, "Yes, cancel it")

    assert held_until(floor) == ["14:05"]
    assert state(floor) is not RoomState.FREE


async def test_a_room_in_which_nothing_was_moved_is_free_at_once(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await cancelled(floor, "2026-11-23 13:50")

    assert held_until(floor) == []


async def test_a_meeting_cancelled_before_anybody_did_anything_leaves_nothing_to_do(floor: Floor):
    floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await cancelled(floor, "2026-11-24 13:20")

    sheet = await floor.sheet(floor.alan)
    assert sheet.text.splitlines()[0] == "Nothing is left to do for the next 24 hours."


async def test_the_supervisor_hears_when_nobody_clears_the_room(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await cancelled(floor, "2026-11-23 14:30")
    await floor.until("2026-11-23 14:51")

    assert any("inspection is late" in each.text for each in floor.sun.received)


async def test_what_comes_before_the_meeting_cannot_be_ticked_any_more(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await cancelled(floor, "2026-11-23 14:30")
    floor.alan.forges("ck.t:1::room.open", floor.alan.last)
    await floor.service.settle()

    found = floor.service.look(lambda session: checklists.checklist(session, 1, floor.now))
    assert found.entry("room.open").tick is None
