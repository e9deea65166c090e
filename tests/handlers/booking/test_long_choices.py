"""What a booking is chosen from may be long: three hundred people, a year of dates. Words narrow it, pages turn."""

from __future__ import annotations

import pytest

from meetbot.people.roles import Role
from tests.factories import add_person
from tests.handlers.booking.conftest import Organiser, organiser, restarted
from tests.harness import Harness

LINE = "tomorrow 14:00-16:00 20 people general meeting hollow square in the Boardroom"


def three_hundred(service: Harness) -> None:
    """Person 001 to Person 300; every hundredth is in Legal."""
    with service.database.writing() as session:
        for number in range(1, 301):
            department = "Finance" if number % 100 else "Legal"
            add_person(session, f"Person {number:03}", Role.ORGANISER, telegram_id=8000 + number, department=department)


async def a_year(who: Organiser) -> None:
    """Every Tuesday, forty times."""
    await who.says("/book every Tuesday 14:00-16:00 20 people general meeting hollow square in the Boardroom 40 times")
    await who.presses("✅ Confirm all \\(40\\)|✅ 确认全部 40 场")


@pytest.mark.parametrize(
    ("language", "organiser_", "found", "whole", "confirm", "told"),
    [
        ("en", "👤 Organiser", "🔎 “legal”: 3 found", "✖ Whole list", "✅ Confirm", "👤 For Person 200"),
        ("zh", "👤 组织者", "🔎 “legal”：找到 3 项", "✖ 查看全部", "✅ 确认预订", "👤 替Person 200预订"),
    ],
)
async def test_somebody_among_three_hundred_is_found_by_words(
    service: Harness, language: str, organiser_: str, found: str, whole: str, confirm: str, told: str
) -> None:
    three_hundred(service)
    ada = await organiser(service, "Ada", Role.ADMIN, language=language)
    line = LINE if language == "en" else "明天下午2点到4点 20人 普通会议"
    await ada.says(f"/book {line}")
    await ada.presses(organiser_)
    assert ada.buttons[8:11] == ["‹", "1/38", "›"]
    await ada.presses("^‹$")
    assert ada.buttons[-5:-2] == ["‹", "38/38", "›"]

    await ada.says("legal")

    assert ada.text.splitlines()[-1] == found
    assert ada.buttons[:4] == ["Person 100 · Legal", "Person 200 · Legal", "Person 300 · Legal", whole]
    await ada.presses(whole)
    assert ada.buttons[8:11] == ["‹", "1/38", "›"]
    await ada.says("200")
    await ada.presses("Person 200")
    assert told in ada.text.splitlines()


@pytest.mark.parametrize(
    ("language", "head", "search", "words", "found", "first"),
    [
        ("en", "🔁 Series 1", "🔎 Search", "mar 14:00", "🔎 “mar 14:00”: 5 found", "Tue 2 Mar ›"),
        ("zh", "🔁 系列会议 1", "🔎 查找", "3月 周二", "🔎 “3月 周二”：找到 5 项", "3月2日 周二 ›"),
    ],
)
async def test_a_date_among_forty_is_found_by_words(
    service: Harness, language: str, head: str, search: str, words: str, found: str, first: str
) -> None:
    olga = await organiser(service, "Olga", language=language)
    await a_year(olga)
    await olga.forges("bk.series:1")
    assert olga.buttons[8:12] == ["‹", "1/5", "›", search]

    await olga.presses(search)
    await olga.says(words)

    assert (olga.text.splitlines()[0], olga.text.splitlines()[4]) == (head, found)
    assert (olga.buttons[0], len([each for each in olga.buttons if each.endswith("›")])) == (first, 5)


async def test_the_page_of_a_series_outlives_a_restart_and_follows_a_change(service: Harness, olga: Organiser) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await a_year(olga)
    await olga.presses("^›$")
    shown = olga.last

    async with restarted(service):
        await sun.forges("bk.cancel:12")
        await sun.presses("✖ Only this date")
    now = olga.user.message(shown.message_id)
    assert now is not None
    assert (now.buttons[0], now.buttons[9]) == ("Tue 19 Jan ›", "2/5")
    assert "Tue 9 Feb ›" not in now.buttons
