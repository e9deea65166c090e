"""
A small bot in a process of its own, which dies by signal 9 at the point it is told to.

``python -m tests.handlers.killed_bot DATABASE API_ROOT TOKEN EXPECTED POINT``: takes updates in, notes each text as a fact,
answers, and leaves when EXPECTED facts are there and everything is marked.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from meetbot.clock import SystemClock
from meetbot.db import Database
from meetbot.handlers.intake import Intake
from meetbot.handlers.transport import AiohttpRequest
from meetbot.people.models import Person
from meetbot.seam import Seam

POINTS = ("polled", "taken", "handling", "saved", "answered", "marked")


def note(session: Session, update_id: int, text: str) -> int:
    """A fact that one update makes once; how many there are."""
    if session.exec(select(Person).where(Person.telegram_id == update_id)).first() is None:
        session.add(Person(telegram_id=update_id, name=text, joined_at=SystemClock().now()))
    session.flush()
    return count(session)


def count(session: Session) -> int:
    return len(session.exec(select(Person.id)).all())


async def main(database: str, api_root: str, token: str, expected: int, point: str) -> None:
    def die_at(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying(here: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            die_at(here)
            return function(*args)

        return call

    seam, is_done = Seam(Database(database)), asyncio.Event()

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.message.text is not None
        die_at("handling")
        facts = await seam.write(note, update.update_id, update.message.text)
        die_at("saved")
        await context.bot.send_message(update.message.chat_id, f"noted {update.message.text}")
        die_at("answered")
        if facts == expected:
            is_done.set()

    builder = ApplicationBuilder().token(token).base_url(f"{api_root}/bot").updater(None).job_queue(None)
    application = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).build()
    application.add_handler(TypeHandler(Update, handle))
    async with application:
        intake = Intake(seam, application, SystemClock())
        intake._take_in = dying("polled", intake._take_in)  # type: ignore[method-assign]
        intake._queue = dying("taken", intake._queue)  # type: ignore[method-assign]
        await intake.start()
        if await seam.read(count) == expected:
            is_done.set()
        polling = asyncio.create_task(intake.poll())
        await is_done.wait()
        await intake.settle()
        die_at("marked")
        polling.cancel()
        await intake.stop()
    seam.close()


if __name__ == "__main__":
    database, api_root, token, expected, point = sys.argv[1:]
    asyncio.run(main(database, api_root, token, int(expected), point))
