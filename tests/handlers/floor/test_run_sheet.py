"""The run sheet: whose work it is, what comes first, and the way to each list."""

from __future__ import annotations

import pytest

from meetbot.checklists import service as checklists
from meetbot.people.roles import Role
from tests.handlers.floor.conftest import Floor


async def test_with_nothing_to_do_it_says_what_happens_next(floor: Floor):
    await floor.sheet(floor.alan)

    assert floor.alan.last.text == (
        "Nothing is left to do for the next 24 hours.\nI call you when a meeting is booked or work falls due."
    )


async def test_a_cleaner_is_told_that_nobody_called(floor: Floor):
    clara = floor.service.person("Clara", Role.CLEANER)
    clara.says("/tasks")
    await floor.service.settle()

    assert clara.last.text == "🧹 Nobody waits for a cleaner\nAs soon as somebody calls you, I write to you here."


async def test_an_organiser_has_no_run_sheet(floor: Floor):
    floor.olga.says("/tasks")
    await floor.service.settle()

    assert floor.olga.last.text.startswith("This is not yours to use.")


async def test_it_names_whose_work_it_is_and_what_comes_first(floor: Floor):
    mine = floor.book("2026-11-23 15:00", "2026-11-23 16:30", title="")
    others = floor.book("2026-11-23 16:00", "2026-11-23 17:00", room="training", layout="classroom", heads=10)
    floor.book("2026-11-24 09:00", "2026-11-24 10:00", room="hall-a", layout="classroom", heads=10)
    floor.do(lambda session, by: checklists.take(session, mine, by, floor.now), floor.alan)
    floor.do(lambda session, by: checklists.take(session, others, by, floor.now), floor.bea)
    await floor.sheet(floor.alan)

    assert floor.alan.last.text == (
        "Work of the next 24 hours, as of 10:00\n\n"
        "Yours\n"
        "15:00–16:30 Boardroom · ✅ 0 ⬜ 31\n"
        "    next 10:00: Open and air the room\n\n"
        "Nobody has taken these yet\n"
        "Tue 24 Nov 09:00–10:00 Riverside Hall A · ✅ 0 ⬜ 31\n"
        "    next 10:00: Open and air the room\n\n"
        "Taken by others\n"
        "16:00–17:00 Training Room · 贝贝\n"
        "    next 10:00: Open and air the room"
    )
    assert floor.alan.last.rows == [
        ["📋 15:00 Boardroom"], ["📋 Tue 09:00 Riverside Hall A", "✋ Take"], ["📋 16:00 Training Room"],
        ["🔄 Look again", "⚠️ Report"],
    ]  # fmt: skip


async def test_late_work_is_marked_by_sign_and_word_in_both_languages(floor: Floor):
    floor.book("2026-11-23 15:00", "2026-11-23 16:30")
    await floor.until("2026-11-23 10:05")
    for who in (floor.alan, floor.bea):
        await floor.sheet(who)

    assert "❗ overdue since 10:00: Open and air the room" in floor.alan.last.text
    assert floor.alan.last.buttons[0] == "📋 ❗15:00 Boardroom"
    assert floor.bea.last.text == (
        "未来24小时的工作（10:05）\n\n还没有人接手\n15:00–16:30 第一会议室 · ✅ 0 ⬜ 31\n　　❗ 已逾期（10:00）：开门通风"
    )


async def test_a_run_sheet_follows_who_took_what(floor: Floor):
    booking = floor.book("2026-11-23 15:00", "2026-11-23 16:30")
    await floor.sheet(floor.alan)
    shown = floor.alan.last

    floor.do(lambda session, by: checklists.take(session, booking, by, floor.now), floor.bea)
    await floor.service.settle()

    now = floor.alan.message(shown.message_id)
    assert now is not None
    assert "Taken by others\n15:00–16:30 Boardroom · 贝贝" in now.text
    assert "✋ Take" not in now.buttons


async def test_taking_from_the_run_sheet_opens_the_list_and_leads_back(floor: Floor):
    floor.book("2026-11-23 15:00", "2026-11-23 16:30")
    await floor.sheet(floor.alan)

    taken = await floor.press(floor.alan, "✋ Take", floor.alan.last)
    back = await floor.press(floor.alan, "‹ Tasks", taken)

    assert taken.text.startswith("Boardroom · 15:00–16:30\nBudget 2027\nHollow square, 21 places\n👤 Alan\n")
    assert back.message_id == taken.message_id
    assert "Yours\n15:00–16:30 Boardroom" in back.text


async def test_a_list_opened_from_the_run_sheet_is_not_overwritten_by_it(floor: Floor):
    booking = floor.book("2026-11-23 15:00", "2026-11-23 16:30")
    opened = await floor.open(floor.alan)

    floor.do(lambda session, by: checklists.take(session, booking, by, floor.now), floor.bea)
    await floor.service.settle()

    now = floor.alan.message(opened.message_id)
    assert now is not None
    assert now.text.startswith("Boardroom · 15:00–16:30\nBudget 2027\nHollow square, 21 places\n👤 贝贝")


async def test_many_meetings_come_in_pages(floor: Floor):
    for hour in range(11, 18):
        floor.book(f"2026-11-23 {hour}:00", f"2026-11-23 {hour}:15", room="training", layout="classroom", heads=4)
    await floor.sheet(floor.alan)
    first = floor.alan.last

    second = await floor.press(floor.alan, "^›$", first)
    forged = floor.service.clock.now()
    floor.alan.forges("tk.show:9999", second)
    await floor.service.settle()

    assert first.rows[-3:] == [["‹", "1/2", "›"], ["🔎 Search"], ["⚠️ Report"]]
    assert len(first.rows) == 8
    assert second.rows[-3:] == [["‹", "2/2", "›"], ["🔎 Search"], ["⚠️ Report"]]
    last = floor.alan.message(second.message_id)
    assert last is not None
    assert (last.rows[-3], forged) == (["‹", "2/2", "›"], floor.now)


@pytest.mark.parametrize(
    ("who", "search", "words", "found", "whole"),
    [
        ("alan", "🔎 Search", "training 16:", "🔎 “training 16:”: 1 found", "✖ Whole list"),
        ("bea", "🔎 查找", "培训 16:", "🔎 “培训 16:”：找到 1 项", "✖ 查看全部"),
    ],
)
async def test_a_meeting_among_many_is_found_by_words(
    floor: Floor, who: str, search: str, words: str, found: str, whole: str
):
    for hour in range(11, 18):
        floor.book(f"2026-11-23 {hour}:00", f"2026-11-23 {hour}:15", room="training", layout="classroom", heads=4)
    user = getattr(floor, who)
    await floor.sheet(user)

    await floor.press(user, search, user.last)
    user.says(words)
    await floor.service.settle()

    narrowed = user.last
    assert (narrowed.text.splitlines()[1], narrowed.rows[0][0][:7]) == (found, "📋 16:00")
    again = await floor.press(user, whole, narrowed)
    assert "1/2" in again.buttons
