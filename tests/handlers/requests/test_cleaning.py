"""Cleaners are called from a checklist, an item or any room, and have the call at once."""

from __future__ import annotations

import pytest

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
