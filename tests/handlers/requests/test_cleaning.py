"""Cleaners are called from a checklist, an item or any room, and have the call at once."""

from __future__ import annotations

import pytest

from meetbot.checklists import service as checklists
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.handlers.floor.conftest import Floor


@pytest.fixture
def clara(floor: Floor) -> User:
    return floor.service.person("Clara", Role.CLEANER)


async def asked(floor: Floor) -> Message:
    """What the cleaners are called for, asked on a checklist."""
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    return await floor.press(floor.alan, "🧹 Cleaners", await floor.open(floor.alan))


async def test_a_call_from_the_checklist_reaches_the_cleaner_with_place_and_reason(floor: Floor, clara: User):
    question = await asked(floor)
    assert question.text == "🧹 Call cleaners to Boardroom\nWhat for? Choose, or type it."
    assert question.rows == [
        ["Tidy up after the meeting"], ["Something was spilt"], ["Empty the bins"], ["Floor or carpet"], ["‹ Checklist"],
    ]  # fmt: skip

    mine = await floor.press(floor.alan, "spilt", question)

    text = "🧹 Cleaners to Boardroom\nSomething was spilt\n🙋 Alan calls (10:00)\n⏳ Waiting for an answer"
    assert (mine.text, mine.rows) == (text, [["✋ Take", "✅ Done"], ["‹ Checklist"]])
    assert (clara.last.text, clara.last.rows) == (text, [["✋ Take", "✅ Done"]])
    assert not any("Cleaners to" in each.text for each in floor.bea.received)


async def test_taken_and_done_are_seen_by_who_called(floor: Floor, clara: User):
    mine = await floor.press(floor.alan, "spilt", await asked(floor))
    await floor.press(clara, "Take")
    assert (floor.alan.message(mine.message_id) or mine).text.endswith("🚶 Clara is on the way (10:00)")

    await floor.service.advance(minutes=6)
    await floor.press(clara, "Done")
    assert (floor.alan.message(mine.message_id) or mine).text.endswith("✅ Done by Clara (10:06)")
    assert (floor.alan.message(mine.message_id) or mine).rows == [["‹ Checklist"]]


async def test_the_attendant_records_it_as_done_and_the_cleaner_sees_it(floor: Floor, clara: User):
    mine = await floor.press(floor.alan, "spilt", await asked(floor))
    seen = clara.last
    await floor.press(floor.alan, "Done", mine)
    clara.presses("Take", seen)
    await floor.service.settle()

    assert clara.alerts == ["Alan has done it already (10:00)."]


async def test_after_ten_minutes_the_supervisor_is_called(floor: Floor, clara: User):
    await floor.press(floor.alan, "spilt", await asked(floor))
    await floor.service.advance(minutes=9)
    assert not any("No cleaner" in each.text for each in floor.sun.received)

    await floor.service.advance(minutes=1)
    assert any(
        each.text == "🧹 Cleaners to Boardroom\nSomething was spilt\n🙋 Alan calls (10:00)\n"
        "❗ No cleaner has answered for 10 minutes"
        for each in floor.sun.received
    )


async def test_a_call_from_an_item_goes_back_to_the_list(floor: Floor, clara: User):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    listed = await floor.press(floor.alan, "Details", await floor.open(floor.alan))
    item = await floor.press(floor.alan, listed.rows[2][0], listed)
    question = await floor.press(floor.alan, "🧹 Cleaners", item)
    back = await floor.press(floor.alan, "‹ Checklist", question)

    assert "📄 Papers" in back.buttons


async def test_any_room_can_be_chosen_and_the_reason_typed(floor: Floor, clara: User):
    floor.bea.says("/cleaners")
    await floor.service.settle()
    assert floor.bea.last.text == "🧹 呼叫保洁\n到哪里？"

    await floor.press(floor.bea, "第一会议室", floor.bea.last)
    floor.bea.says("窗帘掉了 <3")
    await floor.service.settle()

    assert clara.last.text.splitlines()[:3] == ["🧹 Cleaners to Boardroom", "窗帘掉了 <3", "🙋 贝贝 calls (10:00)"]


async def test_a_cleaners_tasks_are_the_open_calls(floor: Floor, clara: User):
    clara.says("/tasks")
    await floor.service.settle()
    listed = clara.last
    assert listed.text == "🧹 Nobody waits for a cleaner\nAs soon as somebody calls you, I write to you here."

    await floor.press(floor.alan, "spilt", await asked(floor))
    shown = clara.message(listed.message_id) or listed
    assert (shown.text, shown.rows) == (
        "🧹 1 call is open\nThe longest waiting comes first.", [["⏳ 10:00 Boardroom: Something was spilt"]],
    )  # fmt: skip

    await floor.press(clara, "⏳ 10:00", shown)
    await floor.press(clara, "Done", clara.last)
    assert "Nobody waits" in (clara.message(listed.message_id) or listed).text


async def test_a_forged_call_changes_nothing(floor: Floor, clara: User):
    question = await asked(floor)
    clara.forges("cl.why:1:0", clara.last)
    floor.alan.forges("cl.why:999:0", question)
    floor.alan.forges("cl.room:999", question)
    floor.alan.forges("cl.take:999", question)
    floor.olga.forges("cl.done:1", floor.olga.last)
    await floor.service.settle()

    assert not any("Cleaners to" in each.text for each in clara.received)


@pytest.fixture
async def ended(floor: Floor) -> int:
    """A meeting that Alan took and that is over."""
    found = floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-23 16:00")
    return found


async def item(floor: Floor, booking_id: int, key: str = "after.cleaners") -> str:
    """What the item's page says about it."""
    floor.alan.forges(f"ck.i:{booking_id}::{key}", floor.alan.last)
    await floor.service.settle()
    return floor.alan.last.text


async def test_a_call_from_its_item_ticks_the_item_when_the_cleaner_is_done(floor: Floor, clara: User, ended: int):
    question = await floor.press(floor.alan, "🧹 Call")
    assert question.rows[-2:] == [["📞 Rung up; they have been"], ["‹ Checklist"]]
    await floor.press(floor.alan, "Tidy up", question)
    await floor.press(clara, "Take")
    await floor.service.advance(minutes=12)
    await floor.press(clara, "Done")

    assert "✅ done\nClara, 16:12" in await item(floor, ended)
    assert "🧽 Cleaned by Clara" in floor.alan.last.text


async def test_cleaners_who_were_rung_up_are_recorded_with_their_name(floor: Floor, clara: User, ended: int):
    question = await floor.press(floor.alan, "🧹 Call")
    recorded = await floor.press(floor.alan, "📞 Rung up", question)
    assert (recorded.text, recorded.rows) == (
        "🧹 Cleaners to Boardroom\nTidy up after the meeting\n🙋 Alan calls (16:00)\n✅ Done by Alan (16:00)",
        [["🧽 Who cleaned?"], ["‹ Checklist"]],
    )
    asked = await floor.press(floor.alan, "🧽 Who cleaned", recorded)
    assert (asked.text, asked.rows) == (
        "🧽 Who cleaned Boardroom?\nChoose, or type the name.", [["Clara"], ["I did it myself"], ["‹ Back"]],
    )  # fmt: skip
    floor.alan.says("Mrs Zhao of the property")
    await floor.service.settle()

    shown = floor.alan.message(recorded.message_id) or recorded
    assert (shown.text.splitlines()[-1], shown.rows) == ("🧽 Cleaned by Mrs Zhao of the property", [["‹ Checklist"]])
    assert "🧽 Cleaned by Mrs Zhao of the property" in await item(floor, ended)
    assert not any("Cleaners to" in each.text for each in clara.received)


async def test_cleaners_called_for_something_else_tick_nothing(floor: Floor, clara: User, ended: int):
    floor.alan.forges(f"cl.ask:{ended}:check.lights", floor.alan.last)
    await floor.service.settle()
    await floor.press(floor.alan, "Something was spilt", floor.alan.last)
    await floor.press(clara, "Done")

    assert "⬜ still to do" in await item(floor, ended, "check.lights")
    assert "⬜ still to do" in await item(floor, ended)


async def test_a_cleaner_who_cannot_come_is_replaced(floor: Floor, clara: User):
    dora = floor.service.person("Dora", Role.CLEANER)
    await floor.press(floor.alan, "spilt", await asked(floor))
    taken = await floor.press(clara, "Take")
    assert taken.rows == [["✅ Done"], ["🔁 Not me after all"]]
    await floor.service.advance(minutes=4)
    await floor.press(clara, "🔁 Not me after all", taken)

    assert (dora.last.text.splitlines()[-1], dora.last.rows) == ("⏳ Waiting for an answer", [["✋ Take", "✅ Done"]])
    await floor.service.advance(minutes=10)
    assert "❗ No cleaner has answered for 10 minutes" in floor.sun.last.text


async def test_a_forged_name_is_nobodys(floor: Floor, clara: User, ended: int):
    recorded = await floor.press(floor.alan, "📞 Rung up", await floor.press(floor.alan, "🧹 Call"))
    floor.alan.forges("cl.was:1:1", recorded)
    await floor.service.settle()

    assert "🧽 Cleaned" not in (floor.alan.message(recorded.message_id) or recorded).text
