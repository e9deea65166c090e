"""The other way to the bot: updates are posted to its webhook, in order, until it says that it has them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from meetbot.localchat.chat import LocalChat
from meetbot.localchat.store import Json

# Posts a JSON body to an address with headers; gives the status. Raises OSError when nobody answers.
Post = Callable[[str, Json, dict[str, str]], Awaitable[int]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the name of a header
_RETRY_SECONDS = (0.2, 1.0, 3.0)


async def post_waiting(chat: LocalChat, post: Post) -> bool:
    """Post what waits, oldest first; whether the webhook took all of it. An update it did not take stays."""
    hook = chat.updates.webhook()
    while hook and (waiting := chat.updates.waiting(1)):
        headers = {SECRET_HEADER: hook["secret"]} if hook["secret"] else {}
        try:
            status = await post(hook["url"], waiting[0], headers)
        except OSError as error:
            chat.updates.webhook_failed(chat.clock.now(), str(error))
            return False
        if not 200 <= status < 300:
            chat.updates.webhook_failed(chat.clock.now(), f"Wrong response from the webhook: {status}")
            return False
        chat.updates.confirm([waiting[0]["update_id"]])
        hook = chat.updates.webhook()
    return True


async def serve_webhook(chat: LocalChat, post: Post | None = None) -> None:
    """Post updates as they come, for as long as this task runs; does nothing while no webhook is set."""
    post = post or _post
    failures = 0
    with chat.updates.listening() as rung:
        while True:
            rung.clear()
            has_all = await post_waiting(chat, post)
            failures = 0 if has_all else failures + 1
            if has_all:
                await rung.wait()
            else:
                await asyncio.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS)) - 1])


async def _post(url: str, body: Json, headers: dict[str, str]) -> int:
    import aiohttp

    try:
        async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
            return answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(str(error)) from error
