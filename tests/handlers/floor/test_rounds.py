"""Tea rounds: done, later, skipped; older ones give way; breaks and the end stop them."""

from __future__ import annotations

from typing import Any

import pytest

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from meetbot.localchat.people import Message, User
from meetbot.standard.needs import Needs
from tests.handlers.floor.conftest import Floor


async def running(floor: Floor, until: str, **fields: Any) -> int:
    """A meeting that Alan took, up to this moment."""
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00", **fields)
    for who in (floor.alan, floor.bea):
        floor.do(lambda session, by: checklists.take(session, found, by, floor.now), who)
    await floor.until(f"2026-11-24 {until}")
    return found


def rounds(who: User) -> list[Message]:
    return [message for message in who.received if message.text.startswith("🫖")]


async def test_a_round_says_what_to_do_and_when_the_next_is(floor: Floor):
    await running(floor, "14:20")
    (shown,) = rounds(floor.alan)

    assert shown.text.splitlines()[0] == "🫖 Tea round 1 · Boardroom"
    assert shown.text.splitlines()[1].startswith("Go round all guests.")
    assert shown.text.splitlines()[2:] == ["Next round: 14:40."]
    assert shown.rows == [["✅ Done"], ["⏰ Later: 5 min", "⏭ Skip"]]


async def test_a_round_in_chinese(floor: Floor):
    await running(floor, "14:20")
    (shown,) = rounds(floor.bea)

    assert shown.text.splitlines()[0] == "🫖 巡回补水（第1轮） · 第一会议室"
    assert shown.rows == [["✅ 完成"], ["⏰ 5分钟后", "⏭ 跳过"]]


async def test_done_shows_everybody_who_and_when(floor: Floor):
    await running(floor, "14:21")

    mine = await floor.press(floor.alan, "✅ Done")

    assert mine.text == "🫖 Tea round 1 · Boardroom\n✅ Done at 14:21 by Alan\nNext round: 14:40."
    assert mine.rows == [["↩️ Not done after all"]]
    assert rounds(floor.bea)[0].text == "🫖 巡回补水（第1轮） · 第一会议室\n✅ Alan 于 14:21 完成\n下一轮：14:40。"


async def test_two_attendants_press_done_at_once(floor: Floor):
    await running(floor, "14:21")
    floor.alan.presses("✅ Done")
    floor.bea.presses("✅ 完成")
    await floor.service.settle()

    shown = rounds(floor.alan)[0].text
    first = floor.alan.name if floor.alan.name in shown else floor.bea.name  # whoever was: both are shown the same
    assert f"✅ Done at 14:21 by {first}" in shown
    assert f"✅ {first} 于 14:21 完成" in rounds(floor.bea)[0].text


async def test_a_mistake_is_taken_back(floor: Floor):
    await running(floor, "14:21")
    await floor.press(floor.alan, "✅ Done")

    shown = await floor.press(floor.alan, "Not done after all")

    assert shown.rows[0] == ["✅ Done"]


async def test_later_calls_again_in_five_minutes_in_a_new_message(floor: Floor):
    await running(floor, "14:20")
    put_off = await floor.press(floor.alan, "Later")
    await floor.until("2026-11-24 14:25")

    assert put_off.text.splitlines()[1] == "⏰ Put off until 14:25."
    assert [message.message_id > put_off.message_id for message in rounds(floor.alan)] == [True]
    assert rounds(floor.alan)[0].text.splitlines()[1].startswith("Go round")


async def test_skipped_for_a_usual_reason_or_ones_own(floor: Floor):
    await running(floor, "14:20")
    asked = await floor.press(floor.alan, "⏭ Skip")
    skipped = await floor.press(floor.alan, "Cups are full", asked)
    await floor.until("2026-11-24 14:40")
    second = await floor.press(floor.alan, "⏭ Skip")
    floor.alan.says("Secret vote")
    await floor.service.settle()

    assert asked.buttons == ["Not to be disturbed", "Cups are full", "A break is near", "‹ Back"]
    assert skipped.text.splitlines()[1] == "⏭ Skipped at 14:20 by Alan: “Cups are full”"
    own = floor.alan.message(second.message_id)
    assert own is not None
    assert own.text.splitlines()[1] == "⏭ Skipped at 14:40 by Alan: “Secret vote”"


async def test_an_older_round_gives_way_and_its_button_acts_on_itself(floor: Floor):
    found = await running(floor, "14:40")
    older, newer = rounds(floor.alan)

    pressed = await floor.press(floor.alan, "✅ Done", older)

    assert older.text.splitlines()[-1] == "Round 2 was called since, at 14:40."
    assert older.rows == [["✅ Done"]]
    assert pressed.text == "🫖 Tea round 1 · Boardroom\n✅ Done at 14:40 by Alan"
    assert floor.alan.message(newer.message_id) == newer
    states = floor.service.look(lambda session: checklists.checklist(session, found, floor.now))
    assert [states.entry(f"refill:1.{number}").state for number in (1, 2)] == ["ticked", "open"]


async def test_a_rostrum_round_of_the_same_minute_shares_the_card(floor: Floor):
    found = await running(floor, "14:40", needs=Needs(rostrum=True), rostrum_every=20)
    shown = rounds(floor.alan)[-1]

    done = await floor.press(floor.alan, "✅ Done", shown)

    assert shown.text.splitlines()[0] == "🫖 Tea round 2 + Rostrum round · Boardroom"
    assert shown.text.splitlines()[2].startswith("Rostrum round: A leader")
    assert done.text.splitlines()[1] == "✅ Done at 14:40 by Alan"
    states = floor.service.look(lambda session: checklists.checklist(session, found, floor.now))
    assert [states.entry(key).state for key in ("refill:1.2", "rostrum:1.2")] == ["ticked", "ticked"]


async def test_a_break_pauses_and_the_end_stops(floor: Floor):
    found = await running(floor, "14:21")
    floor.do(lambda session, by: booking.start_break(session, found, by, floor.now), floor.bea)
    await floor.service.settle()
    paused = rounds(floor.alan)[-1]
    await floor.until("2026-11-24 14:30")
    floor.do(lambda session, by: booking.end(session, found, by, floor.now), floor.bea)
    await floor.service.settle()
    over = rounds(floor.alan)[-1]

    assert paused.text.splitlines()[-1] == "☕ There is a break: rounds pause."
    assert (over.text.splitlines()[-1], over.buttons) == ("⏹ The meeting is over: no more rounds.", [])


async def test_a_round_pressed_after_the_end_says_so(floor: Floor):
    found = await running(floor, "14:21")
    stale = rounds(floor.alan)[-1]
    floor.do(lambda session, by: booking.end(session, found, by, floor.now), floor.bea)
    await floor.service.settle()

    shown = await floor.press(floor.alan, "✅ Done", stale)

    assert shown.buttons == []


async def test_a_round_that_the_meeting_no_longer_has_says_so(floor: Floor):
    found = await running(floor, "14:20")
    floor.do(lambda session, by: booking.start_break(session, found, by, floor.now), floor.bea)
    await floor.service.settle()

    shown = next(message for message in floor.alan.received if "not called any more" in message.text)
    assert (shown.text, shown.buttons) == (
        "🫖 Boardroom · 14:00–16:00\nThis round is not called any more.", [],
    )  # fmt: skip


@pytest.mark.parametrize(
    "code", ["rd.done:{id}:refill:9.9", "rd.later:{id}:room.tables", "rd.why:{id}:7:refill:1.1", "rd.done:77:x"]
)
async def test_forged_rounds_break_nothing(floor: Floor, code: str):
    found = await running(floor, "14:20")
    shown = rounds(floor.alan)[-1]

    floor.alan.forges(code.format(id=found), shown)
    await floor.service.settle()

    assert "went wrong" not in "".join(floor.alan.alerts)
