"""Updates reach the bot at least once, in order; the newest poll wins; or they go to the webhook."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict
from telegram.ext import Application, ApplicationBuilder, CommandHandler, ContextTypes

from meetbot.localchat.chat import LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import User
from meetbot.localchat.store import Json
from meetbot.localchat.webhook import SECRET_HEADER, post_waiting, serve_webhook


async def texts(bot: Bot, **poll: Any) -> list[str | None]:
    return [update.message.text if update.message else None for update in await bot.get_updates(**poll)]


async def test_an_update_comes_again_until_a_later_poll_confirms_it(bot: Bot, olga: User) -> None:
    first = olga.says("1")
    olga.says("2")

    assert await texts(bot) == ["1", "2"]
    assert await texts(bot, limit=1) == ["1"]
    assert await texts(bot, offset=first + 1) == ["2"]
    assert await texts(bot) == ["2"]


async def test_a_negative_offset_keeps_the_newest_and_forgets_the_rest(bot: Bot, olga: User) -> None:
    for word in "123":
        olga.says(word)

    assert await texts(bot, offset=-2) == ["2", "3"]
    assert await texts(bot) == ["2", "3"]


async def test_an_update_can_be_delivered_again_after_it_was_confirmed(chat: LocalChat, bot: Bot, olga: User) -> None:
    first = olga.says("1")
    await bot.get_updates(offset=first + 1)

    chat.redeliver(first)

    again = await bot.get_updates(offset=first + 1)
    assert [update.update_id for update in again] == [first]
    assert await bot.get_updates(offset=first + 1) == ()
    with pytest.raises(LookupError):
        chat.redeliver(first + 100)


async def test_only_the_kinds_asked_for_are_queued_until_another_list_is_given(bot: Bot, olga: User) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    olga.says("unheard")
    olga.blocks()
    assert await bot.get_updates() == ()

    await bot.get_updates(allowed_updates=[])
    olga.unblocks()
    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [True]


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, olga: User) -> None:
    poll = asyncio.create_task(texts(bot, timeout=30))
    await asyncio.sleep(0)
    olga.says("now")

    assert await poll == ["now"]


async def test_an_update_from_another_thread_ends_the_poll_too(bot: Bot, olga: User) -> None:
    poll = asyncio.create_task(texts(bot, timeout=30))
    await asyncio.sleep(0)
    await asyncio.to_thread(olga.says, "from afar")

    assert await poll == ["from afar"]


async def test_the_newest_poll_wins(bot: Bot, olga: User) -> None:
    old = asyncio.create_task(texts(bot, timeout=30))
    await asyncio.sleep(0)
    new = asyncio.create_task(texts(bot, timeout=30))

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await old
    olga.says("x")
    assert await new == ["x"]


async def test_the_librarys_own_application_runs_on_it(chat: LocalChat, olga: User) -> None:
    answered = asyncio.Event()

    async def greet(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
        await update.message.reply_html(f"Hello <b>{update.effective_user.first_name}</b>")
        answered.set()

    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
    request, poll = InProcessRequest(chat), InProcessRequest(chat)
    application = builder.token(chat.token).request(request).get_updates_request(poll).job_queue(None).build()
    application.add_handler(CommandHandler("start", greet))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        olga.starts("abc")
        await answered.wait()
        await application.updater.stop()
        await application.stop()

    assert olga.last.html == "Hello <b>Olga</b>"


class Hook:
    """A webhook that answers what it is told to."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.taken: list[tuple[str, Json, dict[str, str]]] = []
        self.asked = asyncio.Event()

    async def post(self, url: str, body: Json, headers: dict[str, str]) -> int:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.taken.append((url, body, headers))
        self.asked.set()
        if status == 0:
            raise ConnectionError("nobody there")
        return status


async def test_the_webhook_gets_updates_in_order_with_its_secret(chat: LocalChat, bot: Bot, olga: User) -> None:
    await bot.set_webhook("https://e.org/hook", secret_token="s3-cret")
    olga.says("1")
    olga.says("2")
    hook = Hook()

    assert await post_waiting(chat, hook.post)

    assert [(url, body["message"]["text"], headers) for url, body, headers in hook.taken] == [
        ("https://e.org/hook", "1", {SECRET_HEADER: "s3-cret"}),
        ("https://e.org/hook", "2", {SECRET_HEADER: "s3-cret"}),
    ]
    assert (await bot.get_webhook_info()).pending_update_count == 0


@pytest.mark.parametrize("status", [0, 500, 403])
async def test_what_the_webhook_did_not_take_stays(chat: LocalChat, bot: Bot, olga: User, status: int) -> None:
    await bot.set_webhook("https://e.org/hook")
    olga.says("1")
    hook = Hook(status)

    assert not await post_waiting(chat, hook.post)

    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await post_waiting(chat, hook.post)
    assert [body["message"]["text"] for _, body, _ in hook.taken] == ["1"]


async def test_updates_are_posted_as_they_come(chat: LocalChat, bot: Bot, olga: User) -> None:
    hook = Hook()
    serving = asyncio.create_task(serve_webhook(chat, hook.post))
    await bot.set_webhook("https://e.org/hook")

    olga.says("1")
    await hook.asked.wait()

    assert [body["message"]["text"] for _, body, _ in hook.taken] == ["1"]
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot, olga: User) -> None:
    olga.says("1")
    await bot.set_webhook("https://e.org/hook")

    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()

    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
