"""Somebody who lives in another zone than the house chooses it, and reads their own time in brackets."""

from __future__ import annotations

import pytest

from meetbot.handlers import areas  # noqa: F401  (the areas import each other in this order)
from meetbot.handlers.people.zones import called
from tests.handlers.booking.conftest import Organiser, organiser
from tests.harness import Harness

LINE = "tomorrow 14:00-16:00 20 people general meeting hollow square in the Boardroom"


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("berlin", ("Europe/Berlin",)),
        ("new york", ("America/New_York",)),
        ("上海", ("Asia/Shanghai",)),
        ("北京", ("Asia/Shanghai",)),
        ("Beijing", ("Asia/Shanghai",)),
        ("san fran", ("America/Los_Angeles",)),
        ("Atlantis", ()),
        ("", ()),
    ],
)
def test_a_zone_is_found_by_its_city(words: str, zones: tuple[str, ...]) -> None:
    assert called(words) == zones


async def test_dates_say_the_own_time_after_the_houses(service: Harness) -> None:
    olga = await organiser(service)
    await olga.says("/zone")
    assert "The house keeps the time of Shanghai." in olga.text

    await olga.presses("Berlin · 03:00")

    assert olga.text == "✅ Kept. Dates look like this: Mon 23 Nov 2026, 10:00 (your time: Mon 03:00)"
    await olga.books(LINE)
    assert "📅 Tue 24 Nov 2026, 14:00–16:00 (your time: Tue 07:00–09:00) (2 h)" in olga.card().text


async def test_it_is_reached_from_the_start_and_a_city_can_be_written(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.says("/start")
    await li.presses("👤", "🕑 时区")

    await li.says("纽约")
    await li.presses("纽约 · 21:00")

    assert li.text == "✅ 已设置。以后日期这样显示：2026年11月23日 周一 10:00（您当地时间：周日 21:00）"
    await li.presses("‹ 返回")
    assert "🕑 纽约" in li.text


async def test_back_to_the_houses_time_nothing_is_in_brackets(service: Harness, olga: Organiser) -> None:
    await olga.says("/zone Berlin")
    await olga.presses("Berlin · 03:00")
    await olga.says("/zone")

    await olga.presses("As the house")

    assert olga.text == "✅ Kept. Dates look like this: Mon 23 Nov 2026, 10:00"


async def test_after_the_choice_a_sentence_is_no_city(service: Harness, olga: Organiser) -> None:
    await olga.says("/zone")
    await olga.presses("Berlin · 03:00")

    await olga.says("tomorrow 14:00-16:00 20 people")

    assert olga.text.startswith("New booking\n")


async def test_a_forged_zone_is_refused(service: Harness, olga: Organiser) -> None:
    await olga.says("/zone")

    await olga.forges("tz.set:Mars/Phobos")

    assert olga.user.alerts == ["I do not know that time zone. Send /zone to choose one."]


async def test_what_is_not_found_says_what_to_write(service: Harness, olga: Organiser) -> None:
    await olga.says("/zone Atlantis")

    assert olga.text == "No time zone is called “Atlantis”. Write a larger city nearby, in English or Chinese."


@pytest.fixture
async def olga(service: Harness) -> Organiser:
    return await organiser(service)
