"""Processes that start at the same time on one PostgreSQL: one upgrades the database, the others wait for it and say so."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meetbot.db import Database

_log = logging.getLogger(__name__)
T = TypeVar("T")
# The guard against double booking takes half a minute on a million reservations; a machine may be many times slower.
_PATIENCE = 600.0
_PAUSE = 0.5
# Second number of the advisory lock with ``db.OURS``: who upgrades the database. 1 and 2 are the turn to write and the watch.
_UPGRADING = 3


def say_upgrading(connection: Connection) -> None:
    """Until its transaction ends, others know that this connection upgrades the database."""
    from meetbot.db import OURS

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OURS}, {_UPGRADING})")


def after_others(database: Database, work: Callable[[], T], on_wait: Callable[[], None] = lambda: None) -> T:
    """
    The result of ``work``, begun when no other process upgrades the database; begun again where one kept it waiting after all.

    ``on_wait`` is called twice a second meanwhile and may raise, to wait no longer. After ten minutes ``work`` is done, or fails,
    whoever is there. SQLite belongs to one process, which waits for nobody.
    """
    from sqlalchemy.exc import OperationalError

    began, is_said = time.monotonic(), False
    while True:
        is_patient = time.monotonic() - began < _PATIENCE
        if not (is_patient and _is_upgraded_elsewhere(database)):
            try:
                return work()
            except OperationalError as error:
                if not (is_patient and _was_kept_waiting(error)):
                    raise
        if not is_said:
            _log.warning("another process upgrades the database: this one waits for it, %d s at most", _PATIENCE)
            is_said = True
        on_wait()
        time.sleep(_PAUSE)


def _is_upgraded_elsewhere(database: Database) -> bool:
    from meetbot.db import OURS

    if database.is_sqlite:
        return False
    with database.reading() as session:
        asked = session.connection().exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({OURS}, {_UPGRADING})")
        return not asked.scalar_one()


def _was_kept_waiting(error: Exception) -> bool:
    """Whether PostgreSQL ended a wait for somebody's lock (lock_timeout)."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == "55P03"
