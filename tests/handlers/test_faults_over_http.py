"""
The whole bot against a Bot API that misbehaves over HTTP: each due ends as delivered or as told to the office, and what
somebody pressed is answered.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, select
from telegram.ext import CommandHandler

from meetbot.handlers.limits import ANSWER
from meetbot.handlers.outgoing import Attachment, Outgoing, send
from meetbot.handlers.pacing import Pacing
from meetbot.handlers.patience import Patience
from meetbot.handlers.router import Router
from meetbot.handlers.routing import Command
from meetbot.handlers.turn import Turn
from meetbot.people.models import Person
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.texts import Html
from tests.handlers.called import House
from tests.handlers.conftest import CONFIG
from tests.handlers.misbehaving import (
    Happens,
    Misbehaving,
    cut_within_the_answer,
    over_http,
    page,
    refused,
    taken_without_a_word,
)
from tests.harness import open_harness
from tests.localchat.pictures import png

DELIVERED, FAILED = [SentOutcome.DELIVERED], [SentOutcome.FAILED]
GATEWAY = page(502)
FLOOD = partial(refused, 429, "Too Many Requests: retry later")


@pytest.fixture
async def fronts() -> list[Misbehaving]:
    return []


@pytest.fixture
async def house(tmp_path: Path, fronts: list[Misbehaving]) -> AsyncIterator[House]:
    """Olga's meeting can be told to Alan and Beth; what stands before the Bot API is ``front(house)``."""
    async with open_harness(tmp_path, CONFIG, reach=partial(over_http, found=fronts)) as harness:
        house = House(harness)
        await harness.settle()
        yield house


@pytest.fixture
def front(house: House, fronts: list[Misbehaving]) -> Misbehaving:
    return fronts[0]


# -- what nobody asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "happens",
    [refused(500, "Internal Server Error"), page(500), GATEWAY, page(404), page(401), page(200), FLOOD(retry_after=1)],
    ids=["500", "500 page", "502 page", "404 page", "401 page", "200 page", "429"],
)
async def test_what_was_not_taken_is_sent_again_and_arrives_once(
    house: House, front: Misbehaving, happens: Happens
) -> None:
    front.fault("sendMessage", happens, chat_id=house.alan.id)
    house.books()
    await house.service.settle()
    await house.service.advance(minutes=4)

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (1, DELIVERED)
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, DELIVERED)


@pytest.mark.parametrize("happens", [taken_without_a_word, cut_within_the_answer, page(504)])
async def test_what_may_have_been_taken_is_sent_again_a_little_later(
    house: House, front: Misbehaving, happens: Happens
) -> None:
    front.fault("sendMessage", happens, chat_id=house.alan.id)
    house.books()
    await house.service.settle()
    taken = house.calls(house.alan)
    await house.service.advance(minutes=1)

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (taken + 1, DELIVERED)
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, DELIVERED)


async def test_what_is_never_confirmed_comes_four_times_at_most_and_is_told_to_the_office(
    house: House, front: Misbehaving
) -> None:
    front.fault("sendMessage", cut_within_the_answer, times=100, chat_id=house.alan.id)
    house.books()
    await house.service.settle()
    await house.service.advance(hours=1)

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (4, FAILED)
    assert any("Alan was not reached" in message.text for message in house.ada.received)


async def test_a_chat_that_is_to_wait_for_minutes_holds_up_nobody_and_gets_its_message_then(
    house: House, front: Misbehaving
) -> None:
    front.fault("sendMessage", FLOOD(retry_after=300), times=1, chat_id=house.alan.id)
    house.books()
    await house.service.settle()

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (0, [None])
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, DELIVERED)
    assert _again_in(house) == timedelta(minutes=5)

    pacing = house.service.service.application.bot.rate_limiter
    assert isinstance(pacing, Pacing)
    pacing._chats.clear()  # its minutes are the loop's, not the clock's that the test sets
    await house.service.advance(minutes=5)
    assert (house.calls(house.alan), house.outcomes(house.alan)) == (1, DELIVERED)


@pytest.mark.parametrize(
    "happens",
    [
        refused(403, "Forbidden: bot was blocked by the user"),
        refused(403, "Forbidden: user is deactivated"),
        refused(403, "Forbidden: bot can't initiate conversation with a user"),
        refused(400, "Bad Request: chat not found"),
    ],
)
async def test_whom_no_message_reaches_is_told_to_the_office_once_until_they_write_again(
    house: House, front: Misbehaving, happens: Happens
) -> None:
    front.fault("sendMessage", happens, times=10, chat_id=house.alan.id)
    house.books()
    await house.service.settle()
    await house.service.advance(minutes=30)

    told = [message for message in house.ada.received if "Alan was not reached" in message.text]
    assert (house.outcomes(house.alan), len(told), _is_reachable(house)) == (FAILED, 1, False)

    front.faults.clear()
    house.alan.says("/tasks")
    await house.service.settle()

    assert _is_reachable(house)


async def test_what_is_for_a_group_that_became_a_supergroup_goes_there_and_the_rows_name_it(
    house: House, front: Misbehaving
) -> None:
    old, new = -77, -1000077
    house.service.chat.group(new, "Attendants")
    front.fault(
        "sendMessage", refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=new), chat_id=old
    )
    with house.service.database.writing() as session:
        alan = session.exec(select(Person).where(Person.name == "Alan")).one()
        alan.telegram_id = old
    house.books()
    await house.service.settle()

    assert len(house.service.chat.group(new, "").messages) == 1
    assert (
        house.service.look(lambda session: session.exec(select(Person.telegram_id).where(Person.name == "Alan")).one())
        == new
    )


async def test_markup_that_telegram_cannot_read_is_sent_as_words_alone(
    house: House, front: Misbehaving, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable = refused(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 7")
    front.fault("sendMessage", unreadable, chat_id=house.alan.id, only_if=b"%3Cb%3E")
    house.books()
    await house.service.settle()

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (1, DELIVERED)
    assert "<b>" not in house.alan.last.html
    assert house.alan.last.text == house.beth.last.text
    assert "a message is sent in a simpler form: Can't parse entities" in caplog.text


# -- what somebody waits for ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "happens",
    [
        refused(500, "Internal Server Error"), GATEWAY, taken_without_a_word, cut_within_the_answer,
        FLOOD(retry_after=1), refused(400, "Bad Request: message is not modified: same"),
    ],
    ids=["500", "502 page", "timeout", "cut", "429", "not modified"],
)  # fmt: skip
async def test_a_press_is_answered_by_one_edit_whatever_happens_to_the_first(
    house: House, front: Misbehaving, happens: Happens
) -> None:
    house.books()
    await house.service.settle()
    before = len(house.alan.received)
    front.fault("editMessageText", happens, chat_id=house.alan.id)
    front.fault("answerCallbackQuery", happens)

    house.alan.presses("Take")
    await house.service.settle()

    assert len(house.alan.received) == before
    assert house.takers() == ["Alan"]
    assert "Something went wrong" not in "".join(house.alan.alerts)


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited"])
async def test_a_card_that_cannot_be_edited_is_sent_anew(house: House, front: Misbehaving, words: str) -> None:
    house.books()
    await house.service.settle()
    before = len(house.alan.received)
    front.fault("editMessageText", refused(400, f"Bad Request: {words}"), chat_id=house.alan.id)

    house.alan.presses("Take")
    await house.service.settle()

    assert len(house.alan.received) == before + 1
    assert "👤 Alan" in house.alan.last.text


async def test_a_press_on_a_query_that_is_too_old_still_shows_what_came_of_it(house: House, front: Misbehaving) -> None:
    house.books()
    await house.service.settle()
    front.fault("answerCallbackQuery", refused(400, "Bad Request: query is too old and response timeout expired"))

    house.alan.presses("Take")
    await house.service.settle()

    assert (house.takers(), "👤 Alan" in house.alan.last.text, house.alan.alerts) == (["Alan"], True, [])


async def test_a_message_that_cannot_be_deleted_stays_and_disturbs_nobody(
    house: House, front: Misbehaving, caplog: pytest.LogCaptureFixture
) -> None:
    front.fault("deleteMessage", refused(400, "Bad Request: message can't be deleted for everyone"), times=100)
    house.books()
    await house.service.settle()
    house.alan.presses("Take")
    await house.service.settle()
    await house.service.advance(hours=30)

    assert front.calls("deleteMessage", house.alan.id) > 0
    assert None not in house.outcomes(house.alan)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_an_answer_that_may_have_arrived_is_not_sent_for_ever(house: House, front: Misbehaving) -> None:
    front.fault("sendMessage", cut_within_the_answer, times=100, chat_id=house.olga.id)
    house.olga.says("/rooms")
    await house.service.settle()

    assert front.calls("sendMessage", house.olga.id) == 3 + 1  # /start, when they came in, and /rooms


# -- files ----------------------------------------------------------------------------------------------------------------


async def test_a_picture_that_is_no_photo_to_telegram_goes_as_a_file(house: House, front: Misbehaving) -> None:
    front.fault("sendPhoto", refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    picture = Attachment(b"\x89PNG", "plan.png", is_photo=True)
    await send(
        house.service.service.application.bot, house.olga.id, Outgoing(Html("The plan"), attachment=picture), ANSWER
    )

    assert (house.olga.last.text, house.olga.last.file_name) == ("The plan", "plan.png")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This file has 51 MB; Telegram takes"), ("zh", "这个文件有 51 MB")]
)
async def test_a_file_too_large_to_send_is_explained_to_whoever_asked_for_it(
    house: House, front: Misbehaving, language: str, words: str
) -> None:
    with house.service.database.writing() as session:
        session.exec(select(Person).where(Person.name == "Olga")).one().language = language
    application, large = house.service.service.application, Attachment(b"x" * (50 * 2**20 + 1), "person.zip")

    async def hand_out(turn: Turn, _words: str) -> None:
        await turn.reply(Outgoing(Html("Here"), attachment=large))

    parts = house.service.service.parts
    router = Router(parts, hand_out, Patience(parts))
    command = router._on_command(Command("all", hand_out, "Everything"))
    application.add_handler(CommandHandler("all", command), group=-1)
    house.olga.says("/all")
    await house.service.settle()

    assert any(message.text.startswith(words) for message in house.olga.received)
    assert front.calls("sendDocument", house.olga.id) == 0


async def test_a_due_whose_file_is_too_large_goes_without_it_and_says_so(house: House, front: Misbehaving) -> None:
    front.fault("sendPhoto", page(413), times=9)
    front.fault("sendDocument", page(413), times=9)
    house.olga.says("/report")
    await house.service.settle()
    delivery = house.service.service.delivery
    olga = house.service.look(partial(member, telegram_id=house.olga.id))
    assert olga is not None
    found = Attachment(b"x" * 2_500_000, "find.jpg", is_photo=True)
    await delivery._send(delivery._reader(olga), Outgoing(Html("Is this yours?"), attachment=found), 1)

    assert house.olga.last.text == "Is this yours?\n📎 The file has 3 MB, too much for Telegram, and was left out."


async def test_a_photo_too_large_for_a_bot_to_fetch_is_explained(house: House, front: Misbehaving) -> None:
    front.fault("getFile", refused(400, "Bad Request: file is too big"))
    house.alan.says("/report")
    await house.service.settle()
    house.alan.sends_photo(png(), "The lamp is broken")
    await house.service.settle()

    assert "I can take" in house.alan.last.text


def _is_reachable(house: House) -> bool:
    def look(session: Session) -> bool:
        return session.exec(select(Person.unreachable_since).where(Person.name == "Alan")).one() is None

    return house.service.look(look)


def _again_in(house: House) -> timedelta:
    """How long after now the one message that was put off is tried again."""

    def look(session: Session) -> timedelta:
        moment = session.exec(select(Sent.retry_at).where(Sent.outcome == None)).one()  # noqa: E711  (SQL's null)
        assert moment is not None
        return moment - house.service.clock.now()

    return house.service.look(look)
