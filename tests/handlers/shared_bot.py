"""
A small bot in a process of its own that shares its database with others and takes updates in by webhook.

``python -m tests.handlers.shared_bot DATABASE API_ROOT TOKEN``: prints its port, notes each text as a fact and answers it, until
it is ended.
"""

from __future__ import annotations

import asyncio
import sys

from sqlmodel import Session, select
from starlette.applications import Starlette
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from meetbot.clock import SystemClock
from meetbot.company import Company
from meetbot.db import Database
from meetbot.handlers.shared_intake import SharedIntake
from meetbot.handlers.transport import AiohttpRequest
from meetbot.people.models import Person
from meetbot.seam import Seam
from meetbot.web.server import WebServer
from meetbot.web.webhook import webhook_route

SECRET = "secret"


def note(session: Session, update_id: int, text: str) -> None:
    """A fact that one update makes once."""
    if session.exec(select(Person).where(Person.telegram_id == update_id)).first() is None:
        session.add(Person(telegram_id=update_id, name=text, joined_at=SystemClock().now()))
    session.flush()


async def main(database: str, api_root: str, token: str) -> None:
    seam = Seam(Database(database))
    company = Company(seam)

    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.message.text is not None
        await seam.write(note, update.update_id, update.message.text)
        await context.bot.send_message(update.message.chat_id, f"noted {update.message.text}")

    builder = ApplicationBuilder().token(token).base_url(f"{api_root}/bot").updater(None).job_queue(None)
    application = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest()).build()
    application.add_handler(TypeHandler(Update, handle))
    async with application:
        intake = SharedIntake(company, seam, application, SystemClock())
        company.on_beat = intake.look_through
        await company.start()
        await intake.start()
        web = WebServer("127.0.0.1", 0)
        await web.start(Starlette(routes=[webhook_route(SECRET, intake.take)]))
        print(web.port, flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
