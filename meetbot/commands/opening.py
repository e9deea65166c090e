"""Which database a verb means, opened; and the new files that verbs write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from meetbot.backup import AlreadyThere
from meetbot.settings import LOCAL_DATABASE, Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from meetbot.db import Database


def database_url(settings: Settings) -> str:
    """
    The database that is meant: the live one when a token or MEETBOT_DATABASE_URL is set, else the local chat's.

    The running local chat itself uses its own always; the other verbs do what their caller named.
    """
    is_live = not settings.is_local or "database_url" in settings.model_fields_set
    return settings.database_url.get_secret_value() if is_live else LOCAL_DATABASE


@contextmanager
def opened() -> Iterator[Database]:
    """The database as it is, whatever its schema."""
    from meetbot.db import Database

    database = Database(database_url(Settings()))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def brought_up_to_date() -> Iterator[Database]:
    """The database with the schema of this version."""
    from meetbot.migrations import upgrade

    with opened() as database:
        upgrade(database)
        yield database


@contextmanager
def rows() -> Iterator[Session | None]:
    """The database to look into; none where none has been made yet, as looking is no reason to make one."""
    from sqlalchemy.engine import make_url

    url = make_url(database_url(Settings()))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield None
        return
    with brought_up_to_date() as database, database.reading() as session:
        yield session


@contextmanager
def only_new(path: Path) -> Iterator[None]:
    """Around opening a file with "x". Raises AlreadyThere."""
    try:
        yield
    except FileExistsError:
        raise AlreadyThere(path) from None
