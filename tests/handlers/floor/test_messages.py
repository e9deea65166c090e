"""What goes out unasked to the staff, in their language, one message a card."""

from __future__ import annotations

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from meetbot.handlers.cards import rules_with_words
from tests.factories import SHANGHAI, at
from tests.handlers.floor.conftest import Floor

STAFF_RULES = {
    "call_to_take", "nobody_took", "work_due", "work_overdue", "setup_short", "post", "not_ready", "round", "break_over",
    "ending_soon", "rounds_missed", "inspection", "inspection_late", "overrun",
}  # fmt: skip


def test_every_rule_about_the_service_of_a_meeting_has_words():
    assert STAFF_RULES - rules_with_words() == set()


async def test_a_booking_calls_everybody_and_shows_who_took_it(floor: Floor):
    floor.book("2026-11-25 14:00", "2026-11-25 16:00")
    await floor.service.settle()
    called = floor.alan.last
    opened = await floor.press(floor.alan, "✋ Take", called)

    set_up = floor.booking(1).reserved_from.astimezone(SHANGHAI)
    assert called.text == (
        "✋ Who takes Boardroom · Wed 25 Nov 14:00–16:00?\nBudget 2027\nHollow square, 21 places\n"
        f"Set-up from Wed 25 Nov {set_up:%H:%M}"
    )
    assert called.rows == [["✋ Take", "📋 Checklist"]]
    assert opened.message_id == called.message_id
    assert opened.text.splitlines()[3] == "👤 Alan"
    assert floor.bea.last.text == (
        "✅ 已接手：第一会议室 · 11月25日 周三 14:00–16:00\nBudget 2027\n回字式，21 座\n👤 Alan"
    )


async def test_nobody_took_it_goes_to_the_supervisor(floor: Floor):
    floor.book("2026-11-23 15:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 10:05")

    assert floor.sun.last.text == (
        "❗ Nobody has taken Boardroom · 15:00–16:00\nBudget 2027\nHollow square, 21 places\n"
        "⚡ Short notice: open and prepare the room as soon as it is free."
    )


async def test_a_call_for_a_cancelled_meeting_is_called_off(floor: Floor):
    found = floor.book("2026-11-25 14:00", "2026-11-25 16:00")
    await floor.service.settle()
    floor.do(lambda session, by: booking.cancel(session, found, by, floor.now))
    await floor.service.settle()

    call = next(message for message in floor.alan.received if "Cancelled" in message.text)
    assert call.text.startswith("❌ Cancelled: Boardroom · Wed 25 Nov 14:00–16:00\n")
    assert call.buttons == []


async def test_a_list_is_one_message_that_the_newest_call_brings_down(floor: Floor):
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 13:50")

    lists = [message for message in floor.alan.received if message.text.startswith("Boardroom")]
    assert len(lists) == 1
    assert "🚪 At the door: guests arrive, the meeting begins at 14:00." in lists[0].text
    assert lists[0].buttons[:2] == ["Prepare 0/7", "▸ Before 0/6"]


async def test_the_newest_call_brings_down_the_list_whichever_tab_it_showed(floor: Floor):
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 13:01")
    await floor.press(floor.alan, "After 0/17")
    await floor.until("2026-11-24 13:15")

    lists = [message for message in floor.alan.received if message.text.startswith("Boardroom")]
    assert [each.buttons[0] for each in lists] == ["▸ Prepare 0/7"]


async def test_the_supervisor_hears_what_is_not_ready_and_not_inspected(floor: Floor):
    found = floor.book("2026-11-24 14:00", "2026-11-24 15:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 14:00")
    not_ready = floor.sun.last
    await floor.until("2026-11-24 15:21")

    assert not_ready.text == (
        "Boardroom · 14:00–15:00\n❗ The meeting begins and the room is not ready: 13 items are open.\n👤 Alan"
    )
    assert floor.sun.last.text == "Boardroom · 14:00–15:00\n❗ The inspection is late: 17 items are open.\n👤 Alan"
    opened = await floor.press(floor.sun, "📋 Checklist", floor.sun.last)
    assert "🔎 Inspection: 0 of 17 done." in opened.text


async def test_an_overrun_into_the_next_set_up_is_told(floor: Floor):
    found = floor.book("2026-11-24 14:00", "2026-11-24 15:00")
    floor.book("2026-11-24 15:30", "2026-11-24 16:00")
    await floor.until("2026-11-24 15:20")
    floor.do(lambda session, by: booking.end(session, found, by, at("2026-11-24 15:20")), floor.alan)
    await floor.service.settle()

    told = next(message for message in floor.sun.received if "⏱" in message.text)
    assert told.text == (
        "Boardroom · 14:00–15:00\n⏱ The meeting ended 20 minutes later than planned.\n"
        "❗ The set-up for the next meeting should have begun already.\n👤 Nobody has taken it yet"
    )
