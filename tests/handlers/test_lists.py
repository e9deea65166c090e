"""Every long list has pages and a search; a search is narrowed, turned and left, and shows nobody what is not theirs."""

from __future__ import annotations

import pytest

from meetbot.people.roles import Role
from tests.handlers.booking.conftest import Organiser, organiser, restarted
from tests.harness import Harness


async def books_many(who: Organiser) -> None:
    """Ten bookings tomorrow, one of them with a title."""
    for hour in range(8, 18):
        title = " title: Budget" if hour == 17 else ""
        await who.books(f"tomorrow {hour}:00-{hour}:30 6 people general meeting{title}")


async def test_a_search_finds_by_title_room_and_day(service: Harness, olga: Organiser) -> None:
    await books_many(olga)
    await olga.says("/my")
    assert olga.buttons[8:] == ["‹", "1/2", "›", "🔎 Search", "Past bookings"]

    await olga.presses("🔎 Search")
    await olga.says("budg")

    assert olga.text.splitlines()[:2] == ["Your bookings · 10 to come", "🔎 “budg”: 1 found"]
    assert olga.buttons[1:] == ["✖ Whole list", "🔎 Search again", "Past bookings"]
    await olga.presses("✖ Whole list")
    assert olga.buttons[8:10] == ["‹", "1/2"]


async def test_the_pages_of_a_search_stay_narrowed_over_a_restart(service: Harness, olga: Organiser) -> None:
    await books_many(olga)
    await olga.says("/my 24 Nov")

    async with restarted(service):
        await olga.presses("›")

        assert olga.text.splitlines()[1] == "🔎 “24 Nov”: 10 found"
        assert len([label for label in olga.buttons if label.startswith("Tue 24 Nov")]) == 2


async def test_what_is_not_found_says_what_to_do(olga: Organiser) -> None:
    await olga.books("tomorrow 9:00-10:00 6 people general meeting")

    await olga.says("/my unicorn")

    assert olga.text.splitlines()[1] == "🔎 “unicorn”: nothing is called so. Try a shorter word, or see the whole list."
    assert olga.buttons == ["✖ Whole list", "🔎 Search again", "Past bookings"]


async def test_rooms_are_found_by_a_part_of_the_name_in_any_language(olga: Organiser) -> None:
    await olga.says("/rooms 301")
    english = olga.buttons[0]
    await olga.says("/rooms 第一会议室")

    assert (english, olga.buttons[0]) == ("Room 301", "Boardroom")


async def test_after_a_search_a_sentence_is_a_sentence_again(service: Harness, olga: Organiser) -> None:
    await books_many(olga)
    await olga.says("/my")
    await olga.presses("🔎 Search")
    await olga.says("budget")

    await olga.says("tomorrow 14:00-16:00 20 people")

    assert olga.text.startswith("New booking\n")


async def test_a_sticker_finds_nothing(service: Harness, olga: Organiser) -> None:
    await books_many(olga)
    await olga.says("/my")
    await olga.presses("🔎 Search")

    olga.user.sends_sticker()
    await service.settle()

    assert olga.text == "I search by words. Please write one."


@pytest.mark.parametrize(
    "code",
    ["ls.page:none:0", "ls.page:my:-5", "ls.page:my:99999999", "ls.all:none", "ls.find:none", "ls.page:defects:0"],
)
async def test_forged_lists_do_no_harm(service: Harness, code: str) -> None:
    olga = await organiser(service, "Pete")
    await olga.says("/my")

    await olga.forges(code)

    assert not any("Something went wrong" in each for each in (*olga.user.alerts, olga.text))
    assert "Defects" not in olga.text


async def test_a_search_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.books("明天下午2点到4点 8人 普通会议 301会议室")

    await li.says("/my 301")

    assert li.text.splitlines()[1] == "🔎 “301”：找到 1 项"


async def test_defects_are_found_by_their_room(service: Harness) -> None:
    max_ = await organiser(service, "Max", Role.MAINTENANCE)

    await max_.says("/defects lamp")

    assert max_.text.splitlines()[-1] == "✅ Nothing is broken that I know of."


@pytest.fixture
async def olga(service: Harness) -> Organiser:
    return await organiser(service)
