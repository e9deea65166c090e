"""What a start would stumble over in the environment, beyond what each setting says by itself; no secret is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlsplit

from meetbot.commands.complaints import complaint
from meetbot.settings import Settings
from meetbot.web.errors import Exposed, NoPublicAddress
from meetbot.web.server import require_loopback

_TOKEN: Final = re.compile(r"\d{6,}:[\w-]{30,}")
# What Telegram takes; shorter ones can be guessed.
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_PROXIES: Final = frozenset({"http", "https", "socks5", "socks5h"})
_PREFIX: Final = "MEETBOT_"


def mistyped(names: Iterable[str]) -> Iterator[str]:
    """A line for each variable that is nearly one of meetbot's."""
    known = [_PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(names):
        if name.startswith(_PREFIX) and name not in known and (near := get_close_matches(name, known, 1, 0.8)):
            yield f"{name}: there is no such setting, and it counts for nothing; is {near[0]} meant?"


def unusable(settings: Settings) -> Iterator[str]:
    """A line for each setting with which the bot would not start, or not be reached."""
    if settings.token is not None and not _TOKEN.fullmatch(settings.token.get_secret_value()):
        yield "MEETBOT_TOKEN: this is no bot token; copy it whole from @BotFather, like 123456789:AA..."
    if settings.token is None:
        try:
            require_loopback(settings.http_address[0])
        except Exposed as error:
            yield complaint(error)
    if settings.token is not None and settings.updates == "webhook":
        yield from _unreachable(settings)
    if settings.proxy is not None and not _is_proxy(settings.proxy.get_secret_value()):
        yield "MEETBOT_PROXY: write the whole address, for example http://proxy.example.org:3128 or socks5://127.0.0.1:1080"
    yield from _no_database(settings.database_url.get_secret_value())


def _unreachable(settings: Settings) -> Iterator[str]:
    if settings.public_url is None:
        yield complaint(NoPublicAddress())
    elif not settings.public_url.startswith("https://"):
        yield "MEETBOT_PUBLIC_URL: Telegram hands updates to https:// addresses only; take one, or polling"
    if settings.webhook_secret is not None and not _SECRET.fullmatch(settings.webhook_secret.get_secret_value()):
        yield "MEETBOT_WEBHOOK_SECRET: take 16 to 256 letters, digits, _ and -; or leave it out, and one is derived from the token"


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in _PROXIES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _no_database(address: str) -> Iterator[str]:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        url = make_url(address)
        kind = url.get_backend_name()
        if kind not in {"sqlite", "postgresql"}:
            yield f"MEETBOT_DATABASE_URL: meetbot works with SQLite and PostgreSQL, not with {kind}"
            return
        url.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError) as error:
        yield complaint(error)
    except ImportError:
        yield "MEETBOT_DATABASE_URL: the library for this database is missing; install meetbot[pg]"
