"""While the meeting runs: break, end, extend, from the staff's list and from the organiser's question."""

from __future__ import annotations

import pytest

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from meetbot.localchat.people import Message
from meetbot.people.roles import Role
from tests.factories import at
from tests.handlers.floor.conftest import Floor


async def running(floor: Floor, until: str) -> int:
    """A meeting that Alan took, up to this moment."""
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until(f"2026-11-24 {until}")
    return found


def question(floor: Floor) -> Message:
    return floor.with_button(floor.olga, "min")


async def test_the_list_has_the_buttons_of_a_running_meeting(floor: Floor):
    await running(floor, "14:05")
    shown = await floor.open(floor.alan)

    assert shown.text.splitlines()[-3:] == [
        "▶️ Running until 16:00.", "❗ 13 overdue, the first since 13:00", "Next round: 14:20.",
    ]  # fmt: skip
    assert shown.rows[3:5] == [["☕ Break", "⏹ Meeting is over"], ["+15 min", "+30 min"]]


async def test_a_break_brings_its_list_and_its_end_the_meeting_back(floor: Floor):
    found = await running(floor, "14:30")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.bea)
    await floor.open(floor.alan)

    paused = await floor.press(floor.alan, "☕ Break")
    floor.service.clock.jump(at("2026-11-24 14:45"))
    await floor.press(floor.alan, "▶️ End break", paused)

    assert "☕ Break since 14:30; the meeting is planned until 16:00." in paused.text
    assert paused.rows[:4] == [
        ["Prepare 0/7", "Before 0/6", "During 0/1"],
        ["▸ Break 0/2", "After 0/17"],
        ["⬜ 14:35 Quick tidy"],
        ["⬜ 14:35 Replenish and replace"],
    ]
    assert [message for message in floor.alan.received if "Next round: 15:05." in message.text] != []
    assert [message.text for message in floor.bea.received if "▶️ 休息结束，请回到岗位" in message.text] != []
    assert [message for message in floor.alan.received if "▶️ The break is over." in message.text] == []


async def test_ending_early_is_asked_once_more(floor: Floor):
    found = await running(floor, "15:00")
    await floor.open(floor.alan)

    asked = await floor.press(floor.alan, "⏹ Meeting is over")
    back = await floor.press(floor.alan, "‹ Back", asked)
    assert floor.booking(found).ended_at is None
    await floor.press(floor.alan, "⏹ Meeting is over", back)
    await floor.press(floor.alan, "⏹ Yes, it is over")

    assert asked.text == (
        "Is the meeting in Boardroom over?\n"
        "It was planned until 16:00. Tea rounds stop and the inspection starts now."
    )  # fmt: skip
    assert floor.booking(found).ended_at == at("2026-11-24 15:00")
    assert "🔎 Inspection: 0 of 17 done." in floor.alan.last.text


async def test_the_organiser_is_asked_before_the_end_and_extends(floor: Floor):
    found = await running(floor, "15:45")
    asked = question(floor)

    extended = await floor.press(floor.olga, r"^\+30 min$", asked)

    assert asked.text == (
        "⏰ Boardroom: ends at 16:00\nBudget 2027\nDo you need longer? Without an answer it ends as planned."
    )
    assert extended.text == "⏰ Boardroom: ends at 16:30\nBudget 2027\nIt goes on. I ask again at 16:15."
    assert floor.booking(found).ends_at == at("2026-11-24 16:30")


async def test_extending_twice_with_the_same_button_extends_once(floor: Floor):
    found = await running(floor, "15:45")
    asked = question(floor)
    for _ in range(2):
        floor.olga.presses(r"^\+15 min$", asked)
    await floor.service.settle()

    assert floor.booking(found).ends_at == at("2026-11-24 16:15")


def files(floor: Floor) -> list[str]:
    """The calendar files that the organiser got."""
    return [each.document.decode() for each in floor.olga.received if each.document]


@pytest.mark.parametrize(
    ("labels", "end"),
    [([r"^\+15 min$"], "20261124T161500"), (["Meeting is over", "Yes, it is over"], "20261124T154500")],
)
async def test_an_organiser_who_extends_or_ends_gets_the_calendar_file_once(floor: Floor, labels: list[str], end: str):
    await running(floor, "15:45")
    asked = question(floor)
    for label in labels:
        pressed = await floor.press(floor.olga, label, floor.olga.message(asked.message_id))
    floor.olga.forges(f"lv.more:1:{int(at('2026-11-24 16:15').timestamp()) // 60}:e", pressed)
    await floor.service.settle()

    [file] = files(floor)
    assert ("METHOD:PUBLISH" in file, f"DTEND;TZID=Asia/Shanghai:{end}" in file) == (True, True)


async def test_when_somebody_else_extends_the_organiser_is_told_with_the_calendar_file(floor: Floor):
    await running(floor, "15:45")
    await floor.open(floor.alan)

    await floor.press(floor.alan, r"^\+15 min$")

    [file] = files(floor)
    told = next(each for each in floor.olga.received if each.document)
    assert told.text.splitlines()[0] == "⏱ Alan extended this meeting"
    assert "DTEND;TZID=Asia/Shanghai:20261124T161500" in file
    assert [each for each in floor.alan.received if each.document] == []


async def test_a_button_that_would_shorten_shows_the_present_end(floor: Floor):
    found = await running(floor, "15:45")
    stale = question(floor)
    floor.do(
        lambda session, by: booking.extend(session, found, by, at("2026-11-24 17:00"), floor.now, floor.site),
        floor.alan,
    )

    floor.olga.presses(r"^\+15 min$", stale)
    await floor.service.settle()

    assert floor.booking(found).ends_at == at("2026-11-24 17:00")
    assert question(floor).text.startswith("⏰ Boardroom: ends at 17:00")


async def test_the_next_booking_leaves_some_time(floor: Floor):
    found = await running(floor, "15:40")
    floor.book("2026-11-24 16:45", "2026-11-24 18:00")
    await floor.until("2026-11-24 15:45")

    offered = await floor.press(floor.olga, r"^\+30 min$", question(floor))
    extended = await floor.press(floor.olga, "Extend until 16:15", offered)

    assert offered.text == ("The room is needed for the next meeting: this one can go on until 16:15 at the latest.")
    assert offered.buttons == ["Extend until 16:15", "‹ Back"]
    assert extended.text.startswith("⏰ Boardroom: ends at 16:15\n")
    assert floor.booking(found).ends_at == at("2026-11-24 16:15")


async def test_no_time_at_all_is_said_over_the_button(floor: Floor):
    found = await running(floor, "15:40")
    floor.book("2026-11-24 16:30", "2026-11-24 17:00")
    await floor.until("2026-11-24 15:45")

    await floor.press(floor.olga, r"^\+15 min$", question(floor))

    assert floor.olga.alerts[-1] == (
        "The room is needed for the next meeting: this one can go on until 16:00 at the latest."
    )
    assert floor.booking(found).ends_at == at("2026-11-24 16:00")


async def test_nobody_answers_and_the_planned_end_counts(floor: Floor):
    await running(floor, "16:00")

    assert floor.olga.last.text == (
        "⏹ Boardroom: ended at 16:00\nBudget 2027\nThank you. The attendants inspect the room now."
    )
    assert floor.olga.last.buttons == []


@pytest.mark.parametrize(
    "code", ["lv.break:{id}:e", "lv.over:{id}:e", "lv.more:{id}:29861900:e", "lv.end:{id}:e", "lv.card:{id}:e"]
)
async def test_somebody_elses_meeting_is_not_theirs_to_run(floor: Floor, code: str):
    found = await running(floor, "15:00")
    oscar = floor.service.person("Oscar", Role.ORGANISER)
    await floor.service.settle()
    oscar.forges(code.format(id=found), oscar.last)
    await floor.service.settle()

    assert len(oscar.alerts) == 1
    row = floor.booking(found)
    assert (row.ended_at, row.ends_at) == (None, at("2026-11-24 16:00"))


@pytest.mark.parametrize(
    "code", ["lv.more:{id}:-5:c", "lv.more:{id}:9007199254740992:c", "lv.more:{id}:0:cp-", "lv.break:1:zz"]
)
async def test_forged_live_buttons_break_nothing(floor: Floor, code: str):
    found = await running(floor, "15:00")
    await floor.open(floor.alan)

    floor.alan.forges(code.format(id=found), floor.alan.last)
    await floor.service.settle()

    assert floor.booking(found).ends_at == at("2026-11-24 16:00")
    assert floor.alan.alerts
