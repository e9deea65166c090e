from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, TypeHandler
from telegram.request import BaseRequest, RequestData

from meetbot.clock import SimulatedClock
from meetbot.company import Company
from meetbot.db import Database
from meetbot.handlers.intake import ALLOWED_UPDATES, Intake
from meetbot.handlers.shared_intake import SharedIntake
from meetbot.inbox.errors import NotAnUpdate
from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import GivenUp, Kind, given_up, open_updates, take_in
from meetbot.seam import Seam
from tests.factories import NOW


class Telegram(BaseRequest):
    """The other side without a socket: each getUpdates gives what comes next in ``polls``, then never answers again."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.polls: list[list[dict[str, Any]] | Exception] = []
        self.exhausted = asyncio.Event()

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        method = url.rpartition("/")[2]
        self.calls.append((method, dict(request_data.parameters) if request_data else {}))
        result: object = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "meetbot", "username": "meetbot"}
        if method == "getUpdates":
            if not self.polls:
                self.exhausted.set()
                await asyncio.Event().wait()
            answer = self.polls.pop(0)
            if isinstance(answer, Exception):
                raise answer
            result = answer
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def polled(self) -> list[object]:
        """The offsets that were asked for."""
        return [parameters.get("offset") for method, parameters in self.calls if method == "getUpdates"]


class Bot:
    """An intake over a real application, whose handler does what the test says and notes what it was given."""

    def __init__(self, database: Database) -> None:
        self.telegram = Telegram()
        self.seam = Seam(database)
        self.clock = SimulatedClock(NOW)
        self.handled: list[str] = []
        self.counted: list[int] = []
        self.slept: list[float] = []
        self.on_text: Callable[[str], Any] | None = None
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().token("1:x").request(self.telegram).get_updates_request(self.telegram)
            .job_queue(None).updater(None).build()
        )  # fmt: skip
        self.application.add_handler(TypeHandler(Update, self.handle))
        self.intake = self.new_intake()

    def new_intake(self) -> Intake:
        return Intake(
            self.seam, self.application, self.clock,
            on_handled=lambda update, _seconds: self.counted.append(update.update_id), sleep=self.sleep,
        )  # fmt: skip

    async def handle(self, update: Update, context: object) -> None:
        assert update.message is not None
        text = update.message.text or ""
        if self.on_text is not None:
            await self.on_text(text)
        self.handled.append(text)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def poll(self) -> None:
        """Poll until everything that ``polls`` holds was given, and settle."""
        poll = asyncio.create_task(self.intake.poll())
        exhausted = asyncio.create_task(self.telegram.exhausted.wait())
        await asyncio.wait({poll, exhausted}, return_when=asyncio.FIRST_COMPLETED)
        poll.cancel()
        exhausted.cancel()
        await self.intake.settle()
        if poll.done() and not poll.cancelled():
            await poll

    async def rows(self) -> dict[int, bool]:
        """Which update ids are in the inbox, and whether they are answered."""

        def look(session: Session) -> dict[int, bool]:
            return {row.update_id: row.done_at is not None for row in session.exec(select(InboxUpdate))}

        return await self.seam.read(look)


@pytest.fixture
async def bot(database: Database) -> AsyncIterator[Bot]:
    bot = Bot(database)
    async with bot.application:
        yield bot
        await bot.intake.stop(0.0)


def message(update_id: int, text: str, chat: int = 7) -> dict[str, Any]:
    person = {"id": chat, "first_name": "Olga", "is_bot": False}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id, "date": 1, "text": text, "from": person,
            "chat": {"id": chat, "type": "private", "first_name": "Olga"},
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b'"x"', b"null", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b'{"update_id": -1}',
     b'{"update_id": 99999999999999999999}', b'{"update_id": 1, "message": 5}', b'{"update_id": 1, "message": {}}',
     b"\xff\xfe", b"[" * 100_000,
     b'{"update_id": 1, "message": {"message_id": 1, "date": 1' + b"9" * 80 + b', "chat": {"id": 7, "type": "private"}}}'],
)  # fmt: skip
async def test_what_is_no_update_is_refused_and_not_kept(bot: Bot, body: bytes) -> None:
    await bot.intake.start()

    with pytest.raises(NotAnUpdate):
        await bot.intake.take(body)

    assert await bot.rows() == {}


async def test_an_update_of_a_kind_nobody_knows_is_kept_and_done(bot: Bot) -> None:
    await bot.intake.start()

    await bot.intake.take({"update_id": 1, "something_new": {"id": 5}})
    await bot.intake.settle()

    assert await bot.rows() == {1: True}


async def test_an_update_is_written_down_before_it_is_handled_and_marked_afterwards(bot: Bot) -> None:
    seen: list[dict[int, bool]] = []

    async def look(text: str) -> None:
        seen.append(await bot.rows())

    bot.on_text = look
    await bot.intake.start()

    await bot.intake.take(json.dumps(message(1, "hello")))
    await bot.intake.settle()

    assert (bot.handled, seen, await bot.rows(), bot.counted) == (["hello"], [{1: False}], {1: True}, [1])


async def test_a_redelivered_update_is_not_handled_again(bot: Bot) -> None:
    await bot.intake.start()
    await bot.intake.take(message(1, "hello"))
    await bot.intake.take(message(1, "hello"))
    await bot.intake.settle()
    await bot.intake.take(message(1, "hello"))
    await bot.intake.settle()

    assert bot.handled == ["hello"]


async def test_polling_confirms_only_what_is_written_down(bot: Bot) -> None:
    bot.telegram.polls = [[message(1, "a"), message(2, "b")], [], [message(3, "c")]]
    await bot.intake.start()

    await bot.poll()

    assert bot.handled == ["a", "b", "c"]
    assert bot.telegram.polled() == [None, 3, 3, 4]
    assert await bot.rows() == {1: True, 2: True, 3: True}


async def test_polling_asks_for_the_kinds_of_update_that_are_handled_and_ends_a_webhook_first(bot: Bot) -> None:
    await bot.poll()

    methods = [method for method, _ in bot.telegram.calls if method != "getMe"]
    assert methods == ["deleteWebhook", "getUpdates"]
    assert bot.telegram.calls[-1][1]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert "drop_pending_updates" not in bot.telegram.calls[-2][1]


async def test_a_batch_that_cannot_be_written_is_not_confirmed(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.telegram.polls = [[message(1, "a")], [message(1, "a")]]
    write, failures = bot.seam.write_beside, [OSError("no space left on device")]

    async def sometimes(*args: Any, **kwargs: Any) -> Any:
        if failures:
            raise failures.pop()
        return await write(*args, **kwargs)

    monkeypatch.setattr(bot.seam, "write_beside", sometimes)
    bot.intake._left_over_done.set()

    await bot.poll()

    assert bot.handled == ["a"]
    assert bot.telegram.polled() == [None, None, 2]


async def test_what_the_first_poll_of_a_run_brings_again_is_not_handled_again(bot: Bot) -> None:
    bot.telegram.polls = [[message(1, "a"), message(2, "b")]]
    await bot.intake.start()
    await bot.intake.take(message(1, "a"))

    await bot.poll()

    assert bot.handled == ["a", "b"]


async def test_what_comes_after_the_first_poll_is_begun_with_while_it_is_written_down(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.telegram.polls = [[message(1, "a")], [message(2, "b")]]
    await bot.intake.start()
    write, polled_when_b_came = bot.seam.write_along, list[object]()
    is_handled = asyncio.Event()

    async def note(text: str) -> None:
        if text == "b":
            polled_when_b_came.extend(bot.telegram.polled())
            is_handled.set()

    async def slow(function: Any, *args: Any, **kwargs: Any) -> Any:
        if function is take_in and args[0][0].update_id == 2:
            await asyncio.wait_for(is_handled.wait(), 5)
        return await write(function, *args, **kwargs)

    bot.on_text = note
    monkeypatch.setattr(bot.seam, "write_along", slow)

    await bot.poll()

    assert polled_when_b_came == [None, 2]  # not yet confirmed
    assert bot.telegram.polled() == [None, 2, 3]
    assert (bot.handled, await bot.rows()) == (["a", "b"], {1: True, 2: True})


async def test_what_was_begun_with_and_could_not_be_written_comes_again_and_is_handled_once(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.telegram.polls = [[message(1, "a")], [message(2, "b")], [message(2, "b"), message(3, "c")]]
    await bot.intake.start()
    write, failures = bot.seam.write_along, [OSError("no space left on device")]

    async def sometimes(function: Any, *args: Any, **kwargs: Any) -> Any:
        if function is take_in and args[0][0].update_id == 2 and failures:
            raise failures.pop()
        return await write(function, *args, **kwargs)

    monkeypatch.setattr(bot.seam, "write_along", sometimes)

    await bot.poll()

    assert bot.handled == ["a", "b", "c"]
    assert bot.telegram.polled() == [None, 2, 2, 4]
    assert await bot.rows() == {1: True, 2: True, 3: True}


async def test_trouble_with_telegram_is_tried_again_with_growing_pauses(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    bot.telegram.polls = [
        NetworkError("down"), NetworkError("down"), Conflict("other"), *[NetworkError("down")] * 4,
        RetryAfter(timedelta(seconds=17)), [message(1, "a")], NetworkError("down"),
    ]  # fmt: skip
    await bot.intake.start()

    await bot.poll()

    assert bot.slept == [1, 2, 4, 8, 16, 30, 30, 17, 1]
    assert bot.handled == ["a"]
    assert caplog.text.count("another process takes the updates (it polls with the same token)") == 1


async def test_a_token_that_is_no_longer_good_ends_the_polling(bot: Bot) -> None:
    bot.telegram.polls = [InvalidToken()]

    with pytest.raises(InvalidToken):
        await bot.poll()


async def test_a_chat_is_answered_in_order_while_other_chats_go_on(bot: Bot) -> None:
    gate = asyncio.Event()

    async def slow(text: str) -> None:
        if text == "slow":
            await gate.wait()

    bot.on_text = slow
    await bot.intake.start()
    await bot.intake.take(message(1, "slow", chat=7))
    await bot.intake.take(message(2, "after slow", chat=7))
    await bot.intake.take(message(3, "other", chat=8))
    while not bot.handled:  # noqa: ASYNC110
        await asyncio.sleep(0)

    assert (bot.handled, bot.intake.queued) == (["other"], 2)
    gate.set()
    await bot.intake.settle()

    assert (bot.handled, bot.intake.queued) == (["other", "slow", "after slow"], 0)


@pytest.mark.parametrize("is_first_poll", [True, False])
async def test_only_the_last_update_of_a_chat_can_come_twice(bot: Bot, is_first_poll: bool) -> None:
    seen = noting_what_is_open(bot)
    bot.telegram.polls = [[message(2, "a"), message(3, "b"), message(4, "c")]]
    if not is_first_poll:
        bot.telegram.polls.insert(0, [message(1, "elsewhere", chat=8)])
    await bot.intake.start()
    await bot.poll()

    assert seen == [{2, 3, 4}, {3, 4}, {4}]


async def test_nor_can_more_where_several_processes_share_the_inbox(postgresql: Database) -> None:
    bot = Bot(postgresql)
    company, seen = Company(bot.seam), noting_what_is_open(bot)
    bot.intake = SharedIntake(company, bot.seam, bot.application, bot.clock)
    bot.telegram.polls = [[message(2, "a"), message(3, "b"), message(4, "c")]]
    async with bot.application:
        await company.start()
        await bot.intake.start()
        await bot.poll()
        await company.stop()
    bot.seam.close()

    assert seen == [{2, 3, 4}, {3, 4}, {4}]


def noting_what_is_open(bot: Bot) -> list[set[int]]:
    """What is not marked when an update has written something: a crash then repeats so much."""
    seen: list[set[int]] = []

    async def write(text: str) -> None:
        if text != "elsewhere":
            await bot.seam.write(lambda session: None)
            seen.append({left.update_id for left in await bot.seam.read(open_updates)} - {1})

    bot.on_text = write
    return seen


async def test_two_hundred_chats_of_five_messages_each_keep_their_order(bot: Bot) -> None:
    await bot.intake.start()
    bot.telegram.polls = [
        [message(batch * 200 + chat, f"{chat}:{batch}", chat) for chat in range(1, 201)] for batch in range(5)
    ]

    await bot.poll()

    for chat in range(1, 201):
        own = [text for text in bot.handled if text.startswith(f"{chat}:")]
        assert own == [f"{chat}:{batch}" for batch in range(5)]
    assert set((await bot.rows()).values()) == {True}


async def test_an_update_that_fails_is_done_and_its_lane_goes_on(bot: Bot) -> None:
    async def fail(text: str) -> None:
        if text == "bad":
            raise ZeroDivisionError

    bot.on_text = fail
    await bot.intake.start()

    await bot.intake.take(message(1, "bad"))
    await bot.intake.take(message(2, "good"))
    await bot.intake.settle()

    assert bot.handled == ["good"]
    assert await bot.rows() == {1: True, 2: True}


async def test_a_counter_that_fails_stops_no_lane(bot: Bot) -> None:
    def fail(update: Update, seconds: float) -> None:
        raise ZeroDivisionError

    bot.intake.on_handled = fail
    await bot.intake.start()

    await bot.intake.take(message(1, "first"))
    await bot.intake.take(message(2, "second"))
    await bot.intake.settle()

    assert bot.handled == ["first", "second"]
    assert await bot.rows() == {1: True, 2: True}


async def left_over(bot: Bot, *updates: dict[str, Any]) -> None:
    """Updates taken in by a run that died before it handled them."""
    for update in updates:
        await bot.intake.take(update)  # nothing is handled before ``start``
    await bot.intake.stop(0.0)
    bot.intake = bot.new_intake()


async def test_what_an_earlier_run_left_open_is_worked_off_first(bot: Bot) -> None:
    await left_over(bot, message(1, "a"), message(2, "b"))

    await bot.intake.take(message(3, "c"))
    await bot.intake.start()
    await bot.intake.settle()

    assert bot.handled == ["a", "b", "c"]
    assert await bot.rows() == {1: True, 2: True, 3: True}


async def test_an_update_that_kills_the_bot_each_time_is_given_up_and_the_others_are_not(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    class KilledError(BaseException):
        pass

    async def die(text: str) -> None:
        if text == "poison":
            raise KilledError

    await left_over(bot, message(1, "before"), message(2, "poison"), message(3, "after", chat=8))
    bot.on_text = die
    for _ in range(10):
        with pytest.raises(KilledError):
            await bot.intake.start()
        bot.intake = bot.new_intake()

    counted: list[str] = []
    bot.intake.on_given_up = lambda: counted.append("given up")
    await bot.intake.start()

    assert bot.handled == ["before", "after"]
    assert await bot.rows() == {1: True, 2: True, 3: True}
    assert [record.__dict__["update_id"] for record in caplog.records if "given up" in record.message] == [2]
    found = await bot.seam.read(given_up, NOW - timedelta(days=1))
    assert found == [GivenUp(2, 7, NOW, NOW, Kind.MESSAGE)]
    assert counted == ["given up"]


async def test_a_row_that_cannot_be_read_is_given_up(bot: Bot) -> None:
    def spoil(session: Session) -> None:
        session.add(InboxUpdate(update_id=5, chat_id=7, body="{", received_at=NOW))

    await bot.seam.write(spoil)

    await bot.intake.start()

    assert await bot.rows() == {5: True}


async def test_stopping_finishes_what_is_in_hand_and_leaves_the_rest_for_the_next_run(bot: Bot) -> None:
    gate = asyncio.Event()

    async def hang(text: str) -> None:
        if text == "hangs":
            await gate.wait()

    bot.on_text = hang
    await bot.intake.start()
    await bot.intake.take(message(1, "quick", chat=1))
    await bot.intake.take(message(2, "hangs", chat=2))
    await bot.intake.take(message(3, "behind it", chat=2))
    while not bot.handled:  # noqa: ASYNC110
        await asyncio.sleep(0)

    await bot.intake.stop(0.0)

    assert await bot.rows() == {1: True, 2: False, 3: False}
    gate.set()
    bot.intake = bot.new_intake()
    await bot.intake.start()
    assert bot.handled == ["quick", "hangs", "behind it"]


async def test_the_inbox_does_not_wake_whoever_listens_for_writes(bot: Bot) -> None:
    woken: list[bool] = []
    bot.seam.after_write(lambda: woken.append(True))
    await bot.intake.start()

    await bot.intake.take(message(1, "hello"))
    await bot.intake.settle()

    assert woken == []


async def test_the_webhook_is_set_with_its_secret_and_drops_nothing(bot: Bot) -> None:
    await bot.intake.set_webhook("https://meet.example.org/telegram/abc", "abc")

    assert bot.telegram.calls[-1] == (
        "setWebhook",
        {
            "url": "https://meet.example.org/telegram/abc",
            "allowed_updates": list(ALLOWED_UPDATES),
            "secret_token": "abc",
        },
    )
