"""The composition root: puts the parts of the running service together. Tests and the demo enter by the same door.

``prepare`` brings a database up to date; ``build`` makes a ``Service`` of it; whoever runs it (``running``, a test, the
demo) starts and stops it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from telegram.ext import Application, ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

import meetbot.recorded  # (from its import on, the log tells of every fact)
import meetbot.reminders.staleness  # noqa: F401  (from its import on, a change marks the cards it concerns)
from meetbot.booking.rooms import RoomSpec, read_rooms, seed_rooms
from meetbot.clock import Clock
from meetbot.company import Company
from meetbot.db import Database
from meetbot.handlers.afterwards import Afterwards
from meetbot.handlers.alarm import SchedulerAlarm
from meetbot.handlers.areas import AREAS
from meetbot.handlers.delivery import ChatDelivery
from meetbot.handlers.doorkeeper import Doorkeeper
from meetbot.handlers.intake import Intake
from meetbot.handlers.limits import TELEGRAM, UNLIMITED, Limits
from meetbot.handlers.menus import publish_menus
from meetbot.handlers.pacing import Pacing
from meetbot.handlers.parts import Parts
from meetbot.handlers.patience import Patience
from meetbot.handlers.people.reach import reached
from meetbot.handlers.router import Router
from meetbot.handlers.routing import Routes
from meetbot.handlers.shared_intake import SharedIntake
from meetbot.handlers.unclaimed import unclaimed
from meetbot.mail.delivery import Carrier, MailDelivery
from meetbot.mail.post import Post
from meetbot.migrations import upgrade
from meetbot.migrations.overlap import Unguarded, is_guarded
from meetbot.migrations.waiting import after_others
from meetbot.people.service import ensure_admins
from meetbot.reminders.asking import Asking
from meetbot.reminders.delivery import Carriers
from meetbot.reminders.recipe import forget_unless_same
from meetbot.reminders.ticker import Ticker
from meetbot.seam import Seam
from meetbot.settings import SITE_FILE, Settings, Site, read_site, smtp_address
from meetbot.standard.service import seed

_log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]


def prepare(database: Database, settings: Settings, now: datetime, on_wait: Callable[[], None] = lambda: None) -> None:
    """Bring the schema, the rooms, the standard and the first admins of a database in line with code and config.

    ``on_wait`` is called while another process does so, see ``after_others``. Raises ConfigProblems, Unguarded, TooNew.
    """
    upgrade(database, on_wait)
    with database.engine.connect().execution_options(write=False) as connection:
        if not is_guarded(connection):
            raise Unguarded(database.url.render_as_string(hide_password=True))
    rooms, site = read_rooms(settings.config), read_site(settings.config)

    def seed_all() -> None:
        with database.writing() as session:
            _seed(session, settings, rooms, site, now)

    after_others(database, seed_all, on_wait)


def _seed(session: Session, settings: Settings, rooms: tuple[RoomSpec, ...], site: Site, now: datetime) -> None:
    seed_rooms(session, rooms, now)
    for file in seed(session, settings.config / "standard", now, site.next_opening(now)).edited:
        _log.warning("%s was edited but keeps its version; raise the version, or the change counts for nothing", file)
    ensure_admins(session, settings.admins, now)
    if forget_unless_same(session, settings.config / SITE_FILE, site.zone, now):
        _log.info("nothing changed since the moments of what comes next were worked out; they are kept")


@dataclass
class Connection:
    """How the bot reaches its chat platform."""

    token: str
    api_root: str
    request: BaseRequest
    updates_request: BaseRequest
    limits: Limits = TELEGRAM


@dataclass
class Service:
    """The running service without its web side."""

    parts: Parts
    application: App
    intake: Intake
    ticker: Ticker
    delivery: ChatDelivery
    mail: MailDelivery
    alarm: SchedulerAlarm
    changes: Afterwards
    company: Company | None = None

    @property
    def is_on_watch(self) -> bool:
        """Whether what is done once for the whole house is this process's to do."""
        return self.company is None or self.company.is_on_watch

    async def start(self) -> None:
        """Say hello to the platform, work off what an earlier run left open, and begin to look for what is due.

        Raises telegram.error.InvalidToken, and NetworkError while the platform is out of reach: then call it again.
        """
        await self.application.initialize()
        await publish_menus(self.application.bot, self.parts.routes)
        self.alarm.start()
        if self.company is None:
            self.ticker.wake()
        else:
            await self.company.start()
        await self.intake.start()

    async def poll(self) -> None:
        """Ask the platform for updates until cancelled; among several processes, while this one is on watch. Raises InvalidToken."""
        if self.company is None:
            await self.intake.poll()
        while self.company is not None:
            await self.company.on_watch()
            polling, losing = (asyncio.create_task(each) for each in (self.intake.poll(), self.company.off_watch()))
            try:
                await asyncio.wait({polling, losing}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                losing.cancel()
                polling.cancel()
                ended, _ = await asyncio.gather(polling, losing, return_exceptions=True)
            if isinstance(ended, Exception):
                raise ended

    async def stop(self) -> None:
        """Finish what is in hand, mark it and let everything go."""
        self.alarm.stop()
        await self.intake.stop()
        self.changes.forget()
        await self.ticker.stop(hush=self.application.bot.rate_limiter.shutdown)
        if self.company is not None:
            await self.company.stop()
        await self.mail.close()
        await self.application.shutdown()
        self.parts.seam.close()

    async def settle(self) -> None:
        """Return when every update is answered and everything due by now was sent: for tests and the demo."""
        await self.intake.settle()
        is_settled = False
        while not is_settled:
            self.changes.forget()
            await self.ticker.run(self.parts.clock.now())
            await self.ticker.settled()
            is_settled = not self.changes.is_pending  # what was sent may be a card that others follow


def build(
    settings: Settings,
    site: Site,
    clock: Clock,
    database: Database,
    connection: Connection,
    post: Carrier | None = None,
) -> Service:
    """The service over a prepared database. ``post`` carries mail; none: the one that the settings name."""
    seam = Seam(database)
    parts = Parts(settings, site, clock, seam, Routes.of(AREAS), unclaimed)
    application = _application(connection)
    patience = Patience(parts)
    Router(parts, reached, patience).attach(application)
    application.add_error_handler(_log_error)
    company = None if database.is_sqlite else Company(seam)
    bells: list[Callable[[], None]] = []
    alarm = SchedulerAlarm(clock, lambda: bells[0]())  # noqa: PLW0108  (the ticker comes after its alarm)
    delivery = ChatDelivery(application.bot, parts)
    mail = MailDelivery(seam, clock, site, settings.mail_from or "", post or _post(settings))
    carriers = Carriers(delivery, mail)
    if company is None:
        ticker = Ticker(seam, clock, carriers, alarm, is_alone=True, asking=Asking(site))
        intake = Intake(seam, application, clock, put_off=patience.put_off, on_away=patience.tell)
        look = ticker.wake
    else:
        ticker = Ticker(
            seam, clock, carriers, alarm, name=company.name, alive=lambda: company.alive, asking=Asking(site)
        )
        intake = shared = SharedIntake(
            company, seam, application, clock, put_off=patience.put_off, on_away=patience.tell
        )  # fmt: skip
        company.on_look, company.on_beat, look = ticker.wake, shared.look_through, company.look
        company.on_share = _pacing(application).take_share
    if connection.limits is not UNLIMITED:  # a stand-in on the same machine has nobody to keep out
        intake.admit = Doorkeeper(parts).admit
    bells.append(look)
    seam.is_pressed = lambda: intake.queued > 0
    changes = Afterwards(look, seam.is_pressed)
    seam.after_write(changes.note)
    _pacing(application).on_moved = delivery.chat_moved
    return Service(parts, application, intake, ticker, delivery, mail, alarm, changes, company)


def _pacing(application: App) -> Pacing:
    pacing = application.bot.rate_limiter
    assert isinstance(pacing, Pacing)
    return pacing


def _post(settings: Settings) -> Post | None:
    if settings.smtp_url is None:
        return None
    return Post.to(smtp_address(settings.smtp_url.get_secret_value()), settings.mail_from or "")


def _application(connection: Connection) -> App:
    return (
        ApplicationBuilder()
        .token(connection.token)
        .base_url(f"{connection.api_root}/bot")
        .base_file_url(f"{connection.api_root}/file/bot")
        .request(connection.request)
        .get_updates_request(connection.updates_request)
        .rate_limiter(Pacing(connection.limits))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def _log_error(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """What the router could not answer (the answer itself failed, an update without a sender)."""
    if isinstance(context.error, asyncio.CancelledError):
        return
    _log.error("an update could not be answered", exc_info=context.error)
