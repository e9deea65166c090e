"""Breaks set beforehand, from the booking's card (M6)."""

from __future__ import annotations

import pytest

from meetbot.booking.service import move
from meetbot.localchat.people import Message
from tests.factories import at
from tests.handlers.floor.conftest import Floor


@pytest.fixture
async def page(floor: Floor) -> Message:
    """The breaks of a meeting on Wednesday from 14:00 to 17:00."""
    floor.book("2026-11-25 14:00", "2026-11-25 17:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    await floor.press(floor.olga, "Special wishes", floor.olga.last)
    return await floor.press(floor.olga, "Breaks")


def listed(message: Message) -> list[str]:
    return [line for line in message.text.splitlines() if line.startswith("•")]


async def test_a_break_is_two_taps(floor: Floor, page: Message):
    assert page.rows == [["14:30", "15:00", "15:30", "16:00"], ["16:30"], ["‹ Back"]]
    lengths = await floor.press(floor.olga, "15:30", page)
    assert lengths.rows == [["10 min", "15 min", "20 min", "30 min"], ["‹ Back"]]

    page = await floor.press(floor.olga, "15 min", lengths)
    assert listed(page) == ["• 15:30–15:45"]
    assert page.rows == [["✖ 15:30–15:45"], ["14:30", "15:00", "16:00", "16:30"], ["‹ Back"]]


async def test_several_breaks_are_typed_and_one_is_taken_out(floor: Floor, page: Message):
    for words in ("15:00-15:15", "16点10分 10分钟"):
        floor.olga.says(words)
        await floor.service.settle()
    assert listed(floor.olga.last) == ["• 15:00–15:15", "• 16:10–16:20"]
    assert [each.text for each in floor.olga.received if each.text.startswith("☕")] == [floor.olga.last.text]

    await floor.press(floor.olga, "✖ 15:00", floor.olga.last)
    assert listed(floor.olga.last) == ["• 16:10–16:20"]
    card = await floor.press(floor.olga, "‹ Back", floor.olga.last)
    assert "☕ Break 16:10–16:20" in card.text.splitlines()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("after lunch", "From when to when? Please type it like this: 15:00–15:15"),
        (
            "13:00-13:15",
            "A break lies inside the meeting and does not cross another break. Choose another time for it.",
        ),
        (
            "16:50-17:10",
            "A break lies inside the meeting and does not cross another break. Choose another time for it.",
        ),
    ],
)
async def test_a_break_that_cannot_be_is_refused_and_asked_on(floor: Floor, page: Message, words: str, said: str):
    floor.olga.says(words)
    await floor.service.settle()
    assert floor.olga.last.text == said

    floor.olga.says("15:00-15:15")
    await floor.service.settle()
    assert listed(floor.olga.last) == ["• 15:00–15:15"]


async def test_rounds_pause_and_the_short_list_comes_in_the_break(floor: Floor, page: Message):
    floor.olga.says("15:00-15:30")
    await floor.service.settle()
    await floor.until("2026-11-25 14:59")
    before = floor.alan.last.message_id
    await floor.until("2026-11-25 15:31")

    during = [each for each in floor.alan.received if each.message_id > before]
    assert not any("Tea round" in each.text for each in during)
    tab = next(label for label in during[-1].buttons if "Break" in label and "/" in label)
    shown = during[-1] if tab.startswith("▸") else await floor.press(floor.alan, "Break 0/", during[-1])
    assert any("tidy" in label.lower() for label in shown.buttons)


async def test_breaks_move_with_their_meeting(floor: Floor, page: Message):
    floor.olga.says("15:00-15:15")
    await floor.service.settle()
    floor.do(
        lambda session, by: move(
            session, 1, by, at("2026-11-25 15:00"), at("2026-11-25 18:00"), floor.now, floor.site, confirmed_closed=True
        )
    )
    await floor.service.settle()
    card = await floor.press(floor.olga, "‹ Back", floor.olga.last)

    assert "☕ Break 16:00–16:15" in card.text.splitlines()


async def test_a_break_of_a_meeting_past_midnight(floor: Floor):
    floor.book("2026-11-25 22:00", "2026-11-26 02:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    await floor.press(floor.olga, "Special wishes", floor.olga.last)
    await floor.press(floor.olga, "Breaks")
    floor.olga.says("0:30-0:45")
    await floor.service.settle()

    assert listed(floor.olga.last) == ["• 00:30–00:45"]
