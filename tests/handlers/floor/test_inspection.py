"""After the end: in order or a problem, counted back, lights - air - lock, and the room is closed."""

from __future__ import annotations

import pytest

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from meetbot.defects import service as defects
from meetbot.localchat.people import Message
from tests.factories import at
from tests.handlers.floor.conftest import Floor


@pytest.fixture
async def ended(floor: Floor) -> int:
    """A meeting that Alan took and that just ended."""
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 15:50")
    floor.do(lambda session, by: booking.end(session, found, by, floor.now))
    await floor.service.settle()
    return found


async def finish(floor: Floor, booking_id: int, but: tuple[str, ...] = ()) -> None:
    """Everything after the meeting is done, counts complete, except ``but``."""
    found = floor.service.look(lambda session: checklists.checklist(session, booking_id, floor.now))
    for entry in found.entries:
        if entry.item.phase == "after" and entry.item.key not in but and not entry.state.is_done:
            floor.do(
                lambda session, by, entry=entry: checklists.tick(
                    session, booking_id, entry.item.key, by, floor.now, count=entry.item.quantity or 0
                ),
                floor.alan,
            )
    await floor.service.settle()


def count_page(floor: Floor) -> Message:
    return floor.with_button(floor.alan, "Cups counted back")


async def test_the_inspection_calls_those_who_took_the_meeting(floor: Floor, ended: int):
    assert floor.alan.last.text == (
        "Boardroom · 14:00–16:00\nBudget 2027\nHollow square, 21 places\n👤 Alan\n\n"
        "⏹ Ended at 15:50.\n🔎 Inspection: 0 of 17 done."
    )
    assert floor.alan.last.rows[2:10] == [
        ["⬜ Nothing left behind: OK", "🧳 Found"],
        ["⬜ Nothing damaged: OK", "⚠️ Problem"],
        ["⬜ 🔢 Cups counted back × 21", "⚠️ Problem"],
        ["⬜ 🔢 Left-over supplies counted"],
        ["⬜ Cleaners called in", "🧹 Call"],
        ["⬜ Lights: OK", "⚠️ Problem"],
        ["⬜ Sound: OK", "⚠️ Problem"],
        ["⬜ Tables and chairs: OK", "⚠️ Problem"],
    ]


async def test_one_tap_says_in_order(floor: Floor, ended: int):
    shown = await floor.press(floor.alan, "Lights: OK")

    assert "✅ Lights" in shown.buttons
    assert "🔎 Inspection: 1 of 17 done." in shown.text


async def test_counted_back_in_full(floor: Floor, ended: int):
    asked = await floor.press(floor.alan, "Cups counted back")
    shown = await floor.press(floor.alan, "✅ All 21 are here", asked)

    assert asked.rows[:2] == [["✅ All 21 are here"], ["20", "19", "18", "🔢 Type a number"]]
    assert "✅ Cups counted back × 21" in shown.buttons


async def test_too_few_are_a_defect_that_asks_for_words(floor: Floor, ended: int):
    await floor.press(floor.alan, "Cups counted back")
    asked = await floor.press(floor.alan, "^19$")

    found = floor.service.look(lambda session: defects.view(session, 1))
    assert asked.text == (
        "⚠️ Defect 1: Cups counted back × 21\n19 counted: some are missing.\n"
        "The office and maintenance are told at once.\n\nSend words or a photo to describe it, or go on."
    )
    assert found.defect.words == "19/21"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("-3", "A count is a number from 0 to 10000. How many are there?"),
        ("many", "A count is a number from 0 to 10000. How many are there?"),
        ("99999999999999999999", "A count is a number from 0 to 10000. How many are there?"),
        ("10001", "A count is a number from 0 to 10000. How many are there?"),
    ],
)
async def test_a_typed_count_that_is_none_is_asked_again(floor: Floor, ended: int, typed: str, answer: str):
    await floor.press(floor.alan, "Cups counted back")
    await floor.press(floor.alan, "Type a number")
    floor.alan.says(typed)
    await floor.service.settle()
    refused = floor.alan.last.text
    floor.alan.says("２１")
    await floor.service.settle()

    assert refused == answer
    assert "✅ Cups counted back × 21" in count_page(floor).buttons


async def test_the_lock_comes_last(floor: Floor, ended: int):
    await floor.press(floor.alan, "^‹$")

    await floor.press(floor.alan, "Lock the door")

    assert floor.alan.alerts[-1] == "Not yet. First comes: Nothing left behind."


async def test_a_finished_inspection_closes_the_room(floor: Floor, ended: int):
    floor.do(lambda session, by: checklists.problem(session, ended, "check.sound", by, floor.now), floor.alan)
    floor.do(lambda session, by: checklists.skip(session, ended, "after.cleaners", by, floor.now, "late"), floor.alan)
    await finish(floor, ended, but=("lock.door",))

    closed = await floor.press(floor.alan, "Lock the door")

    assert closed.text == (
        "Boardroom · 14:00–16:00\nBudget 2027\nHollow square, 21 places\n👤 Alan\n\n"
        "⏹ Ended at 15:50.\n🔒 Room closed at 15:50 by Alan.\n✅ 15 in order\n"
        "⚠️ problem: Sound (defect 1)\n⏭ skipped: Cleaners called in"
    )
    assert closed.rows == [
        ["Prepare 0/7", "Before 0/6"], ["During 0/1", "▸ After 17/17"], ["🔍 Details", "🗺 Plan", "‹ Tasks"],
        ["📄 Papers", "🧹 Cleaners"], ["⚠️ Report", "↩️ Give back"],
    ]  # fmt: skip


async def test_an_unanswered_end_can_still_be_moved(floor: Floor):
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 16:01")

    over = floor.alan.last
    shown = await floor.press(floor.alan, r"^\+15 min$", over)

    assert "⏹ Planned until 16:00, so it is over." in over.text
    assert floor.booking(found).ends_at == at("2026-11-24 16:15")
    assert "▶️ Running until 16:15." in shown.text
