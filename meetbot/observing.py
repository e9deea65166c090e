"""What an operator sees of the service from outside: whether it can do its work, and its figures."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col
from telegram import Update

from meetbot.app import Service
from meetbot.clock import Clock
from meetbot.db import Database, is_full
from meetbot.files.models import StoredFile
from meetbot.handlers.pacing import Pacing
from meetbot.migrations import is_newest
from meetbot.migrations.overlap import is_guarded
from meetbot.reminders.dues import Due
from meetbot.web.health import Probe
from meetbot.web.metrics import Metrics

# In seconds. A poll is answered within half a minute; what was refused is tried again after as long at most.
_LONGEST_SILENCE = 90.0
_ALARM_PATIENCE = timedelta(minutes=2)
# Bytes. A photo has up to 20 MB, and the write-ahead log grows while a backup reads.
_LEAST_FREE = 100_000_000
_A_PIECE = bytes(64 * 1024)


def probes(service: Service) -> Mapping[str, Probe]:
    """
    What must be so for the service to do its work.

    The ``database`` can be read and ``writing`` is possible; the ``guard`` against double booking is in force; the ``schema`` is this
    version's; the ``ticker`` looks for what is due; ``updates`` come in; the ``disk`` has room.
    """
    seam = service.parts.seam

    async def database() -> bool:
        return await seam.read(_answers)

    async def writing() -> bool:
        return await seam.write_beside(_may_write)

    async def guard() -> bool:
        return await seam.read(_is_guarded)

    async def schema() -> bool:
        return await seam.work(is_newest, seam.database)

    async def ticker() -> bool:
        return service.alarm.is_running and not service.alarm.is_overdue(_ALARM_PATIENCE) and service.ticker.is_well

    async def updates() -> bool:
        if service.parts.settings.updates == "webhook":
            return service.intake.silent_for < inf
        is_heard = service.intake.silent_for < _LONGEST_SILENCE
        return not service.is_on_watch or (is_heard and not service.intake.is_contested)

    async def disk() -> bool:
        if seam.is_full:  # after it said so it is asked: nobody else may write before it is said to be ready again
            seam.is_full = not await seam.work(_takes_a_piece, seam.database, service.parts.clock.now())
        return not seam.is_full and _has_room(seam.database)

    return {
        "database": database, "writing": writing, "guard": guard, "schema": schema, "ticker": ticker, "updates": updates,
        "disk": disk,
    }  # fmt: skip


def _answers(session: Session) -> bool:
    return bool(session.connection().execute(text("SELECT 1")).scalar_one())


def _may_write(session: Session) -> bool:
    """Beginning to write is enough to be refused by SQLite; PostgreSQL is asked."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return bool(connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off")
    return True


def _is_guarded(session: Session) -> bool:
    return is_guarded(session.connection())


def _has_room(database: Database) -> bool:
    """Where a SQLite file is. What room a database server has it says itself, when there is none."""
    folder = _folder(database)
    return folder is None or _free(folder) >= _LEAST_FREE


def _folder(database: Database) -> Path | None:
    """Where the SQLite file is; none where there is none."""
    file = database.url.database
    return Path(file).parent if database.is_sqlite and file and file != ":memory:" else None


def _free(folder: Path) -> int:
    """Bytes that are left there."""
    return shutil.disk_usage(folder).free


def _takes_a_piece(database: Database, now: datetime) -> bool:
    """Whether it takes something that needs room; nothing of it is left."""
    piece = {
        "sha256": uuid4().hex,
        "mime": "",
        "name": "",
        "content": _A_PIECE,
        "size": len(_A_PIECE),
        "stored_at": now,
    }
    try:
        with database.writing_beside() as session:
            connection = session.connection()
            connection.execute(insert(StoredFile).values(piece))
            connection.execute(delete(StoredFile).where(col(StoredFile.sha256) == piece["sha256"]))
    except SQLAlchemyError as error:
        if is_full(error):
            return False
        raise
    return True


def figures(service: Service) -> Metrics:
    metrics = Metrics()
    metrics.watch("queued_updates", "Updates in hand and not yet answered", lambda: service.intake.queued)
    pacing = service.application.bot.rate_limiter
    if isinstance(pacing, Pacing):
        metrics.watch("queued_messages", "Messages that wait for their turn", lambda: pacing.queued)
        metrics.watch("queued_seconds", "For how long the oldest of them has waited", lambda: pacing.longest_wait)
        metrics.watch("refused_messages", "How often the platform said: slower", lambda: pacing.refusals)
        pacing.on_error = lambda method, error: metrics.telegram_errors.labels(method, type(error).__name__).inc()
    metrics.watch("on_watch", "1 where this process polls and sends what is due", lambda: service.is_on_watch)
    metrics.watch("silent_seconds", "Since Telegram last answered a poll", lambda: service.intake.silent_for)
    if (folder := _folder(service.parts.seam.database)) is not None:
        metrics.watch("disk_free_bytes", "What is left where the SQLite file is", partial(_free, folder))
    service.delivery.on_sent = service.mail.on_sent = partial(_count_sent, metrics, service.parts.clock)
    service.intake.on_handled = partial(_count_handled, metrics)
    service.intake.on_given_up = metrics.given_up.inc
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
