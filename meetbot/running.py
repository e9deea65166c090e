"""
The bot as a process: takes its address, prepares its database, talks to Telegram or to the local chat, and stops when
it is told to.

1. Bind the web side's port: a taken one is said before anything is begun.
2. Bring the database in line and put the service together.
3. Serve the web side: the local chat's Bot API and Telegram's webhook are there before anybody asks for them.
4. Start the service (what an earlier run left open comes first), then take updates in until a signal comes.
5. Stop in the other order: what is in hand is finished and marked.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session
from starlette.routing import BaseRoute
from telegram import Update
from telegram.error import NetworkError

from meetbot.app import Connection, Service, build, prepare
from meetbot.booking.feeds import Ics, find
from meetbot.booking.incoming.content import LARGEST
from meetbot.booking.meeting import Meeting
from meetbot.checklists.feed import calendar, meeting_in
from meetbot.clock import Clock, SystemClock
from meetbot.db import Database
from meetbot.errors import NotFound
from meetbot.handlers.alarm import SchedulerAlarm
from meetbot.handlers.pacing import TELEGRAM, UNLIMITED, Pacing
from meetbot.handlers.plans import picture
from meetbot.handlers.transport import AiohttpRequest
from meetbot.housekeeping import Housekeeping
from meetbot.layouts.errors import DoesNotFit
from meetbot.migrations.overlap import is_guarded
from meetbot.reminders.dues import Due
from meetbot.settings import LOCAL_DATABASE, Settings, Site, read_site
from meetbot.web.application import web_app
from meetbot.web.errors import LocalChatDamaged, NoPublicAddress
from meetbot.web.feeds import FindFeed, FindPlan
from meetbot.web.fetching import Fetcher
from meetbot.web.following import Following
from meetbot.web.health import Probe
from meetbot.web.metrics import Metrics
from meetbot.web.server import WebServer, require_loopback
from meetbot.web.webhook import webhook_secret

_log = logging.getLogger(__name__)
_LOCAL_CHAT_FILE = Path("var/local-chat.db")
# A getUpdates occupies its connection for half a minute; it has a pool of its own.
_UPDATES_POOL = 2
# Between tries to reach Telegram at the start, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (also to whoever reads it through a pipe)


async def run(settings: Settings, say: Callable[[str], None] = _say, stop: asyncio.Event | None = None) -> None:
    """
    Run until ``stop`` (by default: SIGINT or SIGTERM); ``say`` gets the lines for whoever started it.

    Raises CannotListen, Exposed, NoPublicAddress, ConfigProblems, Unguarded, telegram.error.InvalidToken, database errors, OSError.
    """
    site = read_site(settings.config)
    host, port = settings.http_address
    if settings.is_local:
        require_loopback(host)
    elif settings.updates == "webhook" and settings.public_url is None:
        raise NoPublicAddress
    web = WebServer(host, port)
    web.bind()
    try:
        place = await asyncio.to_thread(_local_chat if settings.is_local else _telegram, settings, site, web.port)
        try:
            await _run_at(place, site, web, say, stop or _stopped_by_signal())
        finally:
            await place.leave()
    finally:
        await web.stop()


@dataclass
class Place:
    """Where the bot talks: Telegram, or the local chat. ``settings`` are those that hold there."""

    settings: Settings
    clock: Clock
    database: Database
    connection: Connection
    greeting: str
    routes: Callable[[Service], Sequence[BaseRoute]] = field(default=lambda _service: ())
    prepare: Callable[[Session, datetime], None] = field(default=lambda _session, _now: None)
    end_streams: Callable[[], None] = field(default=lambda: None)
    close: Callable[[], None] = field(default=lambda: None)

    async def leave(self) -> None:
        """Give back what the place holds."""
        await self.connection.request.shutdown()
        await self.connection.updates_request.shutdown()
        self.database.close()
        self.close()


def _telegram(settings: Settings, _site: Site, _port: int) -> Place:
    assert settings.token is not None
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    return Place(
        settings,
        SystemClock(),
        Database(settings.database_url.get_secret_value()),
        Connection(
            settings.token.get_secret_value(), settings.api_url, AiohttpRequest(proxy),
            AiohttpRequest(proxy, connection_pool_size=_UPDATES_POOL), TELEGRAM,
        ),
        "The bot runs. Stop it with Ctrl+C.",
    )  # fmt: skip


def _local_chat(settings: Settings, site: Site, port: int) -> Place:
    from meetbot.localcast import enter_chat, enter_house, first_moment  # a bot with a token does without
    from meetbot.localchat.chat import LocalChat, saved_clock
    from meetbot.localchat.routes import routes

    address = f"http://{settings.http.rpartition(':')[0]}:{port}"
    try:
        clock = saved_clock(_LOCAL_CHAT_FILE, first_moment(site, datetime.now(UTC)))
        chat = LocalChat(_LOCAL_CHAT_FILE, clock)
    except sqlite3.DatabaseError as error:
        raise LocalChatDamaged(_LOCAL_CHAT_FILE, str(error)) from None
    enter_chat(chat)
    return Place(
        settings.model_copy(update={"public_url": settings.public_url or address, "updates": "polling"}),
        clock,
        Database(LOCAL_DATABASE),
        Connection(
            chat.token, f"{address}/local", AiohttpRequest(),
            AiohttpRequest(connection_pool_size=_UPDATES_POOL), UNLIMITED,
        ),
        f"No MEETBOT_TOKEN, so here is the local chat: {address}/  (stop it with Ctrl+C)",
        routes=lambda service: routes(chat, partial(_next_due, service), site.time_zone),
        prepare=enter_house,
        end_streams=chat.end_streams,
        close=chat.close,
    )  # fmt: skip


async def _next_due(service: Service) -> datetime | None:
    """When the bot will next do something by itself, once it has done what is due now: nobody jumps past it."""
    service.ticker.wake()
    await service.ticker.settled()
    return await service.ticker.next_moment()


async def _run_at(place: Place, site: Site, web: WebServer, say: Callable[[str], None], stop: asyncio.Event) -> None:
    await asyncio.to_thread(_prepare, place)
    service = build(place.settings, site, place.clock, place.database, place.connection)
    metrics = _metrics(service)
    counting = metrics.count_logged()
    logging.getLogger().addHandler(counting)
    secret = _secret(place.settings)
    application = web_app(
        find_feed=_feeds(service),
        find_plan=_plans(service),
        probes=_probes(service),
        metrics=metrics,
        webhook=(secret, service.intake.take) if place.settings.updates == "webhook" else None,
        more=place.routes(service),
    )
    await web.start(application)
    following, bell = _following(service)
    housekeeping = Housekeeping(service.parts.seam, place.clock, site)
    try:
        if await _started(service, stop):
            bell.start()
            following.wake()
            housekeeping.start()
            say(place.greeting)
            await _take_updates(service, place.settings, secret, stop)
    finally:
        place.end_streams()
        bell.stop()
        await following.stop()
        await housekeeping.stop()
        await service.stop()
        logging.getLogger().removeHandler(counting)


async def _started(service: Service, stop: asyncio.Event) -> bool:
    """Whether the service runs; tried again while Telegram is out of reach, until ``stop``."""
    pause = _FIRST_PAUSE
    while not stop.is_set():
        try:
            await service.start()
        except NetworkError as trouble:
            _log.warning("Telegram cannot be reached (%s). Next try in %.0f s", trouble, pause)
        else:
            return True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return False


def _prepare(place: Place) -> None:
    now = place.clock.now()
    prepare(place.database, place.settings, now)
    with place.database.writing() as session:
        place.prepare(session, now)


async def _take_updates(service: Service, settings: Settings, secret: str, stop: asyncio.Event) -> None:
    """Until ``stop``; what ends the polling (a token that is no longer good) is raised."""
    if settings.updates == "webhook":
        await service.intake.set_webhook(f"{settings.public_url}/telegram/{secret}", secret)
        await stop.wait()
        return
    polling, stopping = asyncio.create_task(service.poll()), asyncio.create_task(stop.wait())
    await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    polling.cancel()
    stopping.cancel()
    ended, _ = await asyncio.gather(polling, stopping, return_exceptions=True)
    if isinstance(ended, Exception):
        raise ended


def _feeds(service: Service) -> FindFeed:
    parts = service.parts

    async def answer(secret: str) -> Ics | None:
        url = parts.settings.public_url
        return await parts.seam.read(_calendar, secret, parts.clock.now(), parts.site, url)

    return answer


def _calendar(session: Session, secret: str, now: datetime, site: Site, public_url: str | None) -> Ics | None:
    """The calendar behind a secret; none for one that is unknown, revoked, or of somebody who left."""
    feed = find(session, secret)
    try:
        return calendar(session, feed, now, site, public_url) if feed else None
    except NotFound:
        return None


def _plans(service: Service) -> FindPlan:
    parts = service.parts

    async def answer(secret: str, booking_id: int) -> bytes | None:
        try:
            found, language = await parts.seam.read(_in_feed, secret, booking_id)
            return await parts.seam.work(picture, found, parts.texts(language), parts.site.extra_font)
        except (NotFound, DoesNotFit):
            return None

    return answer


def _in_feed(session: Session, secret: str, booking_id: int) -> tuple[Meeting, str]:
    """A meeting that this feed shows with its plan, and the language of whose feed it is. Raises NotFound."""
    feed = find(session, secret)
    if feed is None:
        raise NotFound
    found, reader = meeting_in(session, feed, booking_id)
    return found, reader.language


def _following(service: Service) -> tuple[Following, SchedulerAlarm]:
    """Who looks at the calendars that rooms follow, and what wakes them."""
    parts = service.parts
    following = Following(parts.seam, parts.clock, parts.site, Fetcher(LARGEST).fetch, lambda: service.is_on_watch)
    bell = SchedulerAlarm(parts.clock, following.wake)
    following.bell = bell
    return following, bell


def _secret(settings: Settings) -> str:
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    return webhook_secret(settings.token.get_secret_value()) if settings.token else ""


def _probes(service: Service) -> Mapping[str, Probe]:
    seam = service.parts.seam

    async def database() -> bool:
        return await seam.read(_answers)

    async def guard() -> bool:
        return await seam.read(_is_guarded)

    async def ticker() -> bool:
        return service.alarm.is_running

    return {"database": database, "guard": guard, "ticker": ticker}


def _answers(session: Session) -> bool:
    return bool(session.connection().execute(text("SELECT 1")).scalar_one())


def _is_guarded(session: Session) -> bool:
    return is_guarded(session.connection())


def _metrics(service: Service) -> Metrics:
    metrics = Metrics()
    metrics.watch("queued_updates", "Updates in hand and not yet answered", lambda: service.intake.queued)
    pacing = service.application.bot.rate_limiter
    if isinstance(pacing, Pacing):
        metrics.watch("queued_messages", "Messages that wait for their turn", lambda: pacing.queued)
        metrics.watch("refused_messages", "How often the platform said: slower", lambda: pacing.refusals)
        pacing.on_error = lambda method, error: metrics.telegram_errors.labels(method, type(error).__name__).inc()
    service.delivery.on_sent = service.mail.on_sent = partial(_count_sent, metrics, service.parts.clock)
    service.intake.on_handled = partial(_count_handled, metrics)
    return metrics


def _count_handled(metrics: Metrics, update: Update, seconds: float) -> None:
    metrics.updates.labels(_kind(update)).inc()
    metrics.latency.observe(seconds)


def _count_sent(metrics: Metrics, clock: Clock, due: Due, outcome: str) -> None:
    metrics.sends.labels(due.rule, outcome).inc()
    if outcome == "delivered":
        metrics.lateness.observe(max(0.0, (clock.now() - due.at).total_seconds()))


def _kind(update: Update) -> str:
    if update.callback_query is not None:
        return "press"
    return "message" if update.message is not None else "other"


def _stopped_by_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
