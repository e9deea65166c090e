"""An organiser asks in one tap; the attendants have it at once, and the organiser sees who comes."""

from __future__ import annotations

import pytest

from meetbot.checklists import service as checklists
from meetbot.localchat.people import Message
from meetbot.people.roles import Role
from tests.handlers.floor.conftest import Floor


@pytest.fixture
async def running(floor: Floor) -> Message:
    """Olga's card of a meeting that runs, taken by nobody."""
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 14:25")
    return await opened(floor)


async def opened(floor: Floor) -> Message:
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    return floor.olga.last


def said(message: Message | None) -> str:
    """The line about the request on the booking's card."""
    assert message is not None
    return next((line for line in message.text.splitlines() if line.startswith("🙋")), "")


async def test_before_the_room_is_opened_nothing_can_be_asked(floor: Floor):
    booked = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    card = await opened(floor)
    floor.olga.forges(f"rq.ask:{booked}:tea", card)
    await floor.service.settle()

    assert "🍵 Tea" not in card.buttons
    assert floor.olga.alerts == ["Nobody is in the room yet. From Tue 24 Nov 2026, 13:00 on you can ask here."]


async def test_one_tap_calls_the_attendants(floor: Floor, running: Message):
    assert running.rows[:2] == [["🍵 Tea", "🎙 Volume", "🌡 Temperature"], ["🪑 Chairs", "🔌 Equipment", "💬 Other"]]

    card = await floor.press(floor.olga, "🍵 Tea", running)

    assert said(card) == "🙋 14:25 🍵 Tea · ⏳ Waiting for an answer"
    assert floor.alan.last.text == (
        "🍵 Tea · Boardroom\n14:00–16:00 · Budget 2027\n🙋 Olga asks (14:25)\n⏳ Waiting for an answer"
    )
    assert floor.alan.last.rows == [["🚶 On my way", "✅ Done", "🚫 Cannot…"]]
    assert floor.bea.last.text == "🍵 茶水 · 第一会议室\n14:00–16:00 · Budget 2027\n🙋 Olga 提出（14:25）\n⏳ 等待回应"
    assert floor.bea.last.rows == [["🚶 马上去", "✅ 完成", "🚫 无法办理…"]]


async def test_those_who_took_the_meeting_are_called_and_nobody_else(floor: Floor, running: Message):
    floor.do(lambda session, by: checklists.take(session, 1, by, floor.now), floor.alan)
    await floor.service.settle()
    await floor.press(floor.olga, "Volume", running)

    assert floor.alan.last.text.startswith("🎙 Volume · Boardroom")
    assert not any("音量" in each.text for each in floor.bea.received)


async def test_the_first_goes_and_everybody_sees_it(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    await floor.service.advance(minutes=2)
    mine = await floor.press(floor.alan, "On my way")

    assert mine.text.splitlines()[-2:] == ["🚶 Alan is on the way (14:27)", "⏱ Answered after 2 min"]
    assert mine.rows == [["✅ Done", "🚫 Cannot…"], ["🔁 Not me after all"]]
    assert floor.bea.last.text.splitlines()[-2:] == ["🚶 Alan 正在赶来（14:27）", "⏱ 2分钟后回应"]
    assert said(floor.olga.message(running.message_id)) == "🙋 14:25 🍵 Tea · 🚶 Alan is on the way (14:27)"

    await floor.press(floor.alan, "Done")
    assert said(floor.olga.message(running.message_id)) == "🙋 14:25 🍵 Tea · ✅ Done by Alan (14:27)"


async def test_who_comes_second_learns_who_was_first(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    seen = floor.bea.last
    await floor.press(floor.alan, "On my way")
    floor.bea.presses("马上去", seen)  # on a telephone that has not caught up yet
    await floor.service.settle()

    assert floor.bea.alerts == ["Alan 已在赶来（14:25）。"]
    assert "🚶 马上去" not in (floor.bea.message(seen.message_id) or seen).buttons


async def test_after_three_minutes_the_supervisor_is_called(floor: Floor, running: Message):
    await floor.press(floor.olga, "Temperature", running)
    before = len(floor.sun.received)
    await floor.service.advance(minutes=2)
    assert len(floor.sun.received) == before

    await floor.service.advance(minutes=1)
    assert floor.sun.last.text == (
        "🌡 Temperature · Boardroom\n14:00–16:00 · Budget 2027\n🙋 Olga asks (14:25)\n❗ Nobody has answered for 3 minutes"
    )


async def test_an_answered_request_calls_no_supervisor(floor: Floor, running: Message):
    await floor.press(floor.olga, "Temperature", running)
    await floor.press(floor.alan, "On my way")
    before = len(floor.sun.received)
    await floor.service.advance(minutes=5)

    assert not any("Temperature" in each.text for each in floor.sun.received[before:])


async def test_anything_else_is_typed(floor: Floor, running: Message):
    asked = await floor.press(floor.olga, "Other", running)
    assert asked.text == "💬 What do you need in Boardroom?\nType it in a few words; the attendants get it at once."

    floor.olga.says("a <b>red</b> marker & chalk")
    await floor.service.settle()

    assert said(floor.olga.message(running.message_id)) == (
        "🙋 14:25 💬 a <b>red</b> marker & chalk · ⏳ Waiting for an answer"
    )
    assert floor.alan.last.text.splitlines()[:2] == ["💬 Request · Boardroom", "a <b>red</b> marker & chalk"]


async def test_back_from_the_question_nothing_is_waited_for(floor: Floor, running: Message):
    await floor.press(floor.olga, "Other", running)
    await floor.press(floor.olga, "‹ Back")
    floor.olga.says("thank you")
    await floor.service.settle()

    assert floor.olga.last.text == "I did not expect a message just now. Send /help to see what I can do."


async def test_a_sticker_is_no_request(floor: Floor, running: Message):
    await floor.press(floor.olga, "Other", running)
    floor.olga.sends_sticker()
    await floor.service.settle()

    assert "I found no words in that. Please type it in a few words." in [each.text for each in floor.olga.received]


@pytest.mark.parametrize("by_button", [True, False])
async def test_what_cannot_be_done_is_told_with_its_reason(floor: Floor, running: Message, by_button: bool):
    await floor.press(floor.olga, "Chairs", running)
    asked = await floor.press(floor.bea, "无法办理")
    assert asked.rows == [["这里没有"], ["本会议室无法调整"], ["需要维修人员处理"], ["‹ 返回"]]

    if by_button:
        await floor.press(floor.bea, "这里没有", asked)
    else:
        floor.bea.says("全部用完了")
        await floor.service.settle()

    reason = "We have none here" if by_button else "全部用完了"
    assert floor.olga.last.text.splitlines()[-2] == f"🚫 贝贝 (14:25): {reason}"
    assert floor.olga.last.rows == []
    assert floor.sun.last.text.splitlines()[-2] == f"🚫 贝贝 (14:25): {reason}"


async def test_a_forged_answer_changes_nothing(floor: Floor, running: Message):
    max_ = floor.service.person("Max", Role.MAINTENANCE)
    oscar = floor.service.person("Oscar", Role.ORGANISER)
    await floor.press(floor.olga, "🍵 Tea", running)
    max_.forges("rq.go:1", max_.last)
    oscar.forges("rq.off:1", oscar.last)
    oscar.forges("rq.ask:1:chairs", oscar.last)
    floor.alan.forges("rq.why:1:99", floor.alan.last)
    floor.olga.forges("rq.ask:1:gold", running)
    await floor.service.settle()

    assert said(floor.olga.message(running.message_id)) == "🙋 14:25 🍵 Tea · ⏳ Waiting for an answer"
    assert "I cannot find that any more. Send /start for the current menu." in oscar.alerts


async def test_the_run_sheet_begins_with_what_somebody_waits_for(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    sheet = await floor.sheet(floor.alan)
    assert sheet.rows[0] == ["🍵 Tea · 14:25 Boardroom"]

    card = await floor.press(floor.alan, "🍵 Tea · 14:25 Boardroom", sheet)
    assert floor.alan.last.text.startswith("🍵 Tea · Boardroom")
    await floor.press(floor.alan, "Done", floor.alan.last)

    assert card.message_id == sheet.message_id
    assert (floor.alan.message(sheet.message_id) or sheet).rows[0] != ["🍵 Tea · 14:25 Boardroom"]


async def test_the_organiser_withdraws_on_the_booking_card_and_who_comes_is_told(floor: Floor, running: Message):
    card = await floor.press(floor.olga, "🍵 Tea", running)
    assert ["↩️ No longer: 🍵 Tea"] in card.rows
    await floor.press(floor.alan, "On my way")
    card = await floor.press(floor.olga, "↩️ No longer", card)

    assert said(card) == "🙋 14:25 🍵 Tea · ↩️ No longer needed (14:25)"
    assert ["↩️ No longer: 🍵 Tea"] not in card.rows
    assert floor.alan.last.text == (
        "🍵 Tea · Boardroom\n14:00–16:00 · Budget 2027\n🙋 Olga asks (14:25)\n↩️ No longer needed (14:25)\n"
        "⏱ Answered within a minute"
    )
    assert floor.alan.last.rows == []


async def test_what_was_withdrawn_before_anybody_came_disturbs_nobody(floor: Floor, running: Message):
    card = await floor.press(floor.olga, "🍵 Tea", running)
    before = len(floor.alan.received)
    await floor.press(floor.olga, "↩️ No longer", card)

    assert len(floor.alan.received) == before
    assert "↩️ No longer needed" in floor.alan.last.text


async def test_who_cannot_come_after_all_gives_it_back_and_everybody_is_called_anew(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    mine = await floor.press(floor.alan, "On my way")
    assert mine.rows == [["✅ Done", "🚫 Cannot…"], ["🔁 Not me after all"]]
    await floor.service.advance(minutes=2)
    before = len(floor.bea.received)
    await floor.press(floor.alan, "🔁 Not me after all", mine)

    assert (len(floor.bea.received), floor.bea.last.text.splitlines()[-1]) == (before, "⏳ 等待回应")
    assert floor.bea.last.rows == [["🚶 马上去", "✅ 完成", "🚫 无法办理…"]]
    await floor.service.advance(minutes=3)
    assert "❗ Nobody has answered for 3 minutes" in floor.sun.last.text


async def test_the_supervisor_calls_somebody_else(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    await floor.service.advance(minutes=3)
    await floor.press(floor.alan, "On my way")
    shown = await floor.press(floor.sun, "🔁 Call somebody else")

    assert shown.text.splitlines()[-1] == "⏳ Waiting for an answer"
    floor.bea.forges("rq.pool:1", floor.bea.last)
    await floor.service.settle()
    assert floor.bea.alerts == []


async def test_another_attendant_does_not_take_it_away(floor: Floor, running: Message):
    await floor.press(floor.olga, "🍵 Tea", running)
    await floor.press(floor.alan, "On my way")
    floor.bea.forges("rq.pool:1", floor.bea.last)
    await floor.service.settle()

    assert floor.bea.alerts == ["您没有这项权限。如有需要，请向办公室申请相应角色。"]


async def test_who_leaves_leaves_the_tea_to_the_others(floor: Floor, running: Message):
    ada = floor.service.person("Ada", Role.ADMIN)
    await floor.press(floor.olga, "🍵 Tea", running)
    await floor.press(floor.alan, "On my way")
    alan = floor.do(lambda session, by: by.id, floor.alan)
    ada.forges(f"pp.bye:{alan}:0", ada.last)
    await floor.service.settle()

    assert floor.bea.last.text.splitlines()[-1] == "⏳ 等待回应"
