"""
The bound: the smallest python-telegram-bot bot that answers a press and edits its message, with everything as the library
brings it: httpx, polling, no database. ``python -m benchmarks.bare ROOT [--lanes]``

With ``--lanes`` it handles updates beside each other, those of one chat in order.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Awaitable
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, BaseUpdateProcessor, CallbackQueryHandler, CommandHandler, ContextTypes

from benchmarks.standin import TOKEN

_AT_ONCE = 256


class Lanes(BaseUpdateProcessor):
    """A lock a chat."""

    def __init__(self) -> None:
        super().__init__(_AT_ONCE)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        assert isinstance(update, Update)
        async with self._locks[update.effective_chat.id if update.effective_chat else 0]:
            await coroutine

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...


async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    await query.answer()
    await query.edit_message_text(query.message.text or "", reply_markup=query.message.reply_markup, parse_mode="HTML")


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None:
        await update.message.reply_text("Hello")


def main(root: str, *, lanes: bool) -> None:
    builder = Application.builder().token(TOKEN).base_url(f"{root}/bot").base_file_url(f"{root}/file/bot")
    application = (builder.concurrent_updates(Lanes()) if lanes else builder).build()
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(CommandHandler("start", start))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], lanes="--lanes" in sys.argv)
