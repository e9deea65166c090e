"""
The bot as a process: takes its address, prepares its database, talks to Telegram or to the local chat, and stops when
it is told to.

1. Bind the web side's port: a taken one is said before anything is begun.
2. Bring the database in line and put the service together; whoever asks meanwhile learns that it starts (``starting``).
3. Serve the web side: the local chat's Bot API and Telegram's webhook are there before anybody asks for them.
4. Start the service (what an earlier run left open comes first), then take updates in until a signal comes.
5. Stop in the other order: what is in hand is finished and marked.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress

from telegram.error import NetworkError

from meetbot.app import Service, build, prepare
from meetbot.housekeeping import Housekeeping
from meetbot.observing import figures, probes
from meetbot.places import Place, local_chat, telegram
from meetbot.serving import feeds, following_rooms, plans
from meetbot.settings import Settings, Site, read_site
from meetbot.starting import Starting, StoppedMeanwhile
from meetbot.web.application import web_app
from meetbot.web.errors import NoPublicAddress
from meetbot.web.server import WebServer, require_loopback
from meetbot.web.webhook import webhook_secret

_log = logging.getLogger(__name__)
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
        place = await asyncio.to_thread(local_chat if settings.is_local else telegram, settings, site, web.port)
        try:
            await _run_at(place, site, web, say, stop or _stopped_by_signal())
        finally:
            await place.leave()
    finally:
        await web.stop()


async def _run_at(place: Place, site: Site, web: WebServer, say: Callable[[str], None], stop: asyncio.Event) -> None:
    starting = Starting(stop.is_set)
    await web.start(starting.application)
    try:
        await asyncio.to_thread(_prepare, place, starting.waits)
    except StoppedMeanwhile:
        return
    service = build(place.settings, site, place.clock, place.database, place.connection)
    metrics = figures(service)
    counting = metrics.count_logged()
    logging.getLogger().addHandler(counting)
    secret = _secret(place.settings)
    application = web_app(
        find_feed=feeds(service),
        find_plan=plans(service),
        probes=probes(service),
        metrics=metrics,
        webhook=(secret, service.intake.take) if place.settings.updates == "webhook" else None,
        more=place.routes(service),
    )
    web.show(application)
    following, bell = following_rooms(service)
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


def _prepare(place: Place, on_wait: Callable[[], None]) -> None:
    now = place.clock.now()
    prepare(place.database, place.settings, now, on_wait)
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


def _secret(settings: Settings) -> str:
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    return webhook_secret(settings.token.get_secret_value()) if settings.token else ""


def _stopped_by_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
