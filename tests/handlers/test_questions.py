"""A question that was answered in the chat keeps no buttons: what became of it stands below, or in its place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.handlers.floor.conftest import Floor, floor
from tests.localchat.pictures import png

__all__ = ["floor"]


async def item(floor: Floor) -> Message:
    """The page of the first item of a meeting, open before Alan."""
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    listed = await floor.press(floor.alan, "Details", await floor.open(floor.alan))
    return await floor.press(floor.alan, listed.rows[2][0], listed)


async def problem(floor: Floor) -> tuple[User, Message]:
    return floor.alan, await floor.press(floor.alan, "⚠️ Problem", await item(floor))


async def detail(floor: Floor) -> tuple[User, Message]:
    floor.olga.says("/start")
    await floor.service.settle()
    await floor.press(floor.olga, "My details")
    return floor.olga, await floor.press(floor.olga, "🏢 Department")


async def search(floor: Floor) -> tuple[User, Message]:
    ada = floor.service.person("Ada", Role.ADMIN)
    for number in range(9):
        floor.service.person(f"Person {number}", Role.ORGANISER)
    ada.says("/people")
    await floor.service.settle()
    return ada, await floor.press(ada, "Search")


async def clause_search(floor: Floor) -> tuple[User, Message]:
    floor.olga.says("/standard")
    await floor.service.settle()
    return floor.olga, await floor.press(floor.olga, "Search")


async def report(floor: Floor) -> tuple[User, Message]:
    floor.olga.says("/report")
    await floor.service.settle()
    return floor.olga, await floor.press(floor.olga, "Boardroom")


ASKED = [problem, detail, search, clause_search, report]


@pytest.mark.parametrize("ask", ASKED, ids=[each.__name__ for each in ASKED])
async def test_an_answered_question_keeps_no_buttons(
    floor: Floor, ask: Callable[[Floor], Awaitable[tuple[User, Message]]]
):
    who, question = await ask(floor)
    assert question.rows != []

    who.says("cups")
    await floor.service.settle()

    answered = who.message(question.message_id)
    assert answered is None or answered.text != question.text or answered.rows == []
    assert who.last.message_id > question.message_id


async def test_only_the_newest_of_several_answers_has_buttons(floor: Floor):
    alan, question = await problem(floor)
    for words in ("the leg is broken", "and the edge is sharp"):
        alan.says(words)
        await floor.service.settle()

    with_buttons = [each.text for each in alan.received if each.message_id >= question.message_id and each.rows]
    assert with_buttons == ["Added to defect 1. Send more, or go on."]


async def test_what_was_not_understood_is_asked_once_more_with_buttons_below(floor: Floor):
    page = await item(floor)
    question = await floor.press(floor.alan, "📷 Photo", page)
    floor.alan.says("here it is")
    await floor.service.settle()

    assert (floor.alan.message(question.message_id) or question).rows == []
    assert floor.alan.last.text == "I wait for a photo. Please send one."
    assert floor.alan.last.rows == [["‹ Back to the list"]]

    floor.alan.sends_photo(png(40, 30))
    await floor.service.settle()
    assert [each.text for each in floor.alan.received if "I wait for a photo" in each.text] == []


async def test_a_question_that_is_left_for_half_an_hour_keeps_its_way_back(floor: Floor):
    alan, question = await problem(floor)
    await floor.service.advance(minutes=31)
    alan.says("hello")
    await floor.service.settle()

    assert (alan.message(question.message_id) or question).rows == question.rows
