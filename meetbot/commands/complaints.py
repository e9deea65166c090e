"""From an error that stops a verb to the line an operator reads: what is wrong, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from meetbot.backup import AlreadyThere, DatabaseInUse, NoDatabase, NotABackup, NotEmpty
from meetbot.errors import MeetbotError
from meetbot.migrations import TooNew
from meetbot.migrations.overlap import Unguarded
from meetbot.mistakes import line
from meetbot.privacy.errors import NoSuchPerson, StillHere
from meetbot.standard.errors import NoSuchVersion, NotAnEdition
from meetbot.web.errors import CannotListen, Exposed, LocalChatDamaged, NoPublicAddress
from meetbot.yamlfiles import ConfigProblems

Function = TypeVar("Function", bound=Callable[..., str])
_ADDRESS = "MEETBOT_DATABASE_URL: write an address like sqlite:///var/meetbot.db"


@dataclass(unsafe_hash=True)
class NotAFile(MeetbotError):
    """The verb copies a file, and this kind of database is none."""

    kind: str


@singledispatch
def complaint(error: Exception) -> str:
    """One line (one for every mistake in config files); never a secret, never a traceback."""
    return _of_telegram(error)


@complaint.register
def _(error: MeetbotError) -> str:
    return f"{type(error).__name__}: {error}"


@complaint.register
def _(error: ConfigProblems) -> str:
    return "\n".join(map(line, error.problems))


@complaint.register
def _(error: ValidationError) -> str:
    # What was given is not repeated: it may be a secret.
    return "\n".join(
        f"{_variable(each['loc'])}{each['msg'].removeprefix('Value error, ')}"
        for each in error.errors(include_input=False, include_url=False)
    )


def _variable(place: tuple[int | str, ...]) -> str:
    """The variable's name; nothing where several do not go together, and the message names them."""
    return f"MEETBOT_{str(place[0]).upper()}: " if place else ""


@complaint.register
def _(error: CannotListen) -> str:
    where = f"{error.host}:{error.port}"
    if error.is_taken:
        return f"{where} is taken by another program; stop it, or set MEETBOT_HTTP to another port"
    return f"cannot listen on {where} ({error.reason}); set MEETBOT_HTTP to an address of this machine"


@complaint.register
def _(error: Exposed) -> str:
    return (
        f"the local chat lets anybody be anyone, so it is not served on {error.host}; "
        "set MEETBOT_HTTP to 127.0.0.1:8080, or set MEETBOT_TOKEN to go live"
    )


@complaint.register
def _(_error: NoPublicAddress) -> str:
    return "MEETBOT_UPDATES is webhook, so Telegram must find the bot: set MEETBOT_PUBLIC_URL, or take polling"


@complaint.register
def _(error: LocalChatDamaged) -> str:
    return f"{error.path}: the local chat's messages cannot be read ({error.reason}); remove the file, they are only for trying"


@complaint.register
def _(error: Unguarded) -> str:
    return f"{error.url}: the guard against double booking is missing; put a backup back with: bot.py restore FILE"


@complaint.register
def _(error: TooNew) -> str:
    return (
        f"the database was last used by a later version of meetbot (schema {error.found}; this one knows {error.known}); "
        "start that version, or restore a backup from before"
    )


@complaint.register
def _(error: NoDatabase) -> str:
    return f"{error.path}: there is no database; set MEETBOT_DATABASE_URL, or run the bot once"


@complaint.register
def _(error: AlreadyThere) -> str:
    return f"{error.path}: there is a file already; choose another name"


@complaint.register
def _(error: NotEmpty) -> str:
    return f"{error.url}: there is something in this database, and a backup is not put over it; make a new one, name it in MEETBOT_DATABASE_URL and try again"


@complaint.register
def _(error: NotABackup) -> str:
    return f"{error.path}: this is no usable backup: {error.reason}"


@complaint.register
def _(error: DatabaseInUse) -> str:
    return f"{error.path}: the database is in use; stop the bot first"


@complaint.register
def _(error: NotAFile) -> str:
    return f"this verb copies an SQLite file, and the database is {error.kind}; use that database's own tools"


@complaint.register
def _(error: NotAnEdition) -> str:
    return f"{error.words!r} is neither a file nor a published version; write a path, or name@number like conference-service@1"


@complaint.register
def _(error: NoSuchPerson) -> str:
    return f"Nobody has the number {error.person_id}. The card of a person in /people shows theirs."


@complaint.register
def _(error: StillHere) -> str:
    return f"{error.name} is still here. Let them leave first (/people, their card, They leave); then try again."


@complaint.register
def _(error: NoSuchVersion) -> str:
    return f"{error.name}@{error.number} has not been published; start the bot once, or name another version"


@complaint.register(ArgumentError)
@complaint.register(NoSuchModuleError)
def _(_error: Exception) -> str:
    return _ADDRESS


@complaint.register
def _(error: DBAPIError) -> str:
    return complaint(error.orig) if isinstance(error.orig, sqlite3.Error) else _line("database", error.orig)


@complaint.register
def _(error: sqlite3.Error) -> str:
    words = str(error)
    if "not a database" in words or "malformed" in words:
        return f"the database file is damaged ({words}); put a backup back with: bot.py restore FILE"
    if "unable to open" in words or "readonly" in words:
        return f"the database file cannot be written ({words}); check MEETBOT_DATABASE_URL and the folder's permissions"
    if "locked" in words:
        return f"the database is held by another program ({words}); stop it and try again"
    if "full" in words:
        return f"the disk is full ({words})"
    return _line("database", error)


@complaint.register
def _(error: OSError) -> str:
    name = f"{error.filename}: " if isinstance(error.filename, str | Path) else ""
    return f"{name}{error.strerror or error}"


def _of_telegram(error: Exception) -> str:
    match type(error).__name__:
        case "InvalidToken":
            return "Telegram does not know this token; copy it again from @BotFather into MEETBOT_TOKEN"
        case "TimedOut" | "NetworkError":
            return f"Telegram cannot be reached ({error}); check the network, MEETBOT_PROXY and MEETBOT_API_URL"
    return _line("Telegram", error)


def _line(who: str, error: object) -> str:
    return f"{who}: {' '.join(str(error).split())}"
