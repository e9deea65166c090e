"""
Claims: who sends what, decided by the database.

Inserting a ``Sent`` row is the claim; its unique key lets one process win. Every claim ends with an outcome. One without an
outcome is taken up again: after a transient failure at ``retry_at``; after a crash by the next pass (its message may have gone
out, so it is repeated). A message that had begun to be sent again whenever a process died may be what kills it: it waits ever
longer, and in the end somebody is told instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Insert, bindparam, update
from sqlalchemy import select as sa_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from meetbot.booking.models import Booking
from meetbot.people.members import Member
from meetbot.reminders.asking import Asking
from meetbot.reminders.cards import mark_stale
from meetbot.reminders.dues import Due, Key, Way, subject_id, subject_kind
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.settling import Known, Verdict

# A live process ends its claims sooner, even when the platform makes it wait. Shorter, and two processes would send twice.
TAKEOVER_AFTER = timedelta(minutes=5)
# Telegram is back after seconds or after minutes; asking more often than every five minutes helps nobody.
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)
# Most of what a death finds in hand has nothing to do with it, so a few deaths prove nothing: a machine that restarts again
# and again would lose what it had queued.
MOST_DEATHS = 10
# Stands in ``error`` while a message is repeated that a crash left open.
LOST = "the process died while sending"
# And while the database was out of reach when its words were to be read.
AWAY = "the database was away"

# Built once: building a statement takes longer than running it, and these run in every pass.
_HISTORIES = select(Sent).where(col(Sent.subject).in_(bindparam("subjects", expanding=True))).order_by(col(Sent.id))
_OPEN_COLUMNS = (Sent.id, Sent.subject, Sent.outcome, Sent.retry_at, Sent.claimed_at, Sent.claimed_by, Sent.deaths)
# Without an order: asked for one, SQLite would walk the whole table by id instead of the index of open claims.
_OPEN = sa_select(*(col(column) for column in _OPEN_COLUMNS)).where(col(Sent.outcome).is_(None))


@dataclass(frozen=True)
class Process:
    """
    Who claims. ``busy``: its claims that are being sent right now; ``is_alone``: no other process uses the database.

    ``alive``: the names of the processes that live; none where nobody knows. ``asking``: when its house asks what can wait.
    """

    name: str
    busy: frozenset[int] = frozenset()
    is_alone: bool = False
    alive: frozenset[str] | None = None
    asking: Asking = Asking()  # noqa: RUF009 - frozen

    def may_resume_at_once(self, claimed_by: str) -> bool:
        """Whether nobody else can be sending what this process claimed."""
        return self.is_alone or claimed_by == self.name or (self.alive is not None and claimed_by not in self.alive)


@dataclass(frozen=True)
class Claim:
    """One message that this process has to send. ``is_repeat``: a process died before it knew whether it arrived."""

    id: int
    due: Due
    recipient: Member
    attempts: int = 1
    is_repeat: bool = False

    @property
    def chat(self) -> int | None:
        """Where it goes; none for a mail, which shares its place with nobody."""
        return self.recipient.telegram_id if self.due.way is Way.CHAT else None

    def retry_at(self, now: datetime, not_before: timedelta | None) -> datetime:
        """When to try again after this attempt failed: later each time, and never before the platform allows it."""
        return now + max(_pause(self.attempts), not_before or timedelta())


@dataclass(frozen=True)
class History:
    """All claims on one subject."""

    rows: Sequence[Sent]

    @property
    def known(self) -> Known:
        return {key_of(row): row.outcome for row in self.rows}

    def again(self, process: Process, now: datetime) -> dict[Key, Sent]:
        """The claims that are to be sent again."""
        return {key_of(row): row for row in self.rows if is_to_resume(row, process, now)}


def key_of(row: Sent) -> Key:
    return Key(row.rule, row.subject, row.occurrence, row.recipient_id)


def histories(session: Session, subjects: Sequence[str]) -> dict[str, History]:
    """All claims so far, by subject."""
    found: dict[str, list[Sent]] = {subject: [] for subject in subjects}
    if subjects:
        for row in session.exec(_HISTORIES, params={"subjects": subjects}):
            found[row.subject].append(row)
    return {subject: History(rows) for subject, rows in found.items()}


def open_claims(session: Session) -> Sequence[Any]:
    """Every claim without an outcome, over all subjects: the columns that tell who takes it up again and when."""
    return session.connection().execute(_OPEN).all()


def is_to_resume(row: Any, process: Process, now: datetime) -> bool:
    """Whether a claim without an outcome waits for somebody, and ``process`` may be that."""
    resume_at = resumes_at(row, process)
    return resume_at is not None and resume_at <= now


def resumes_at(row: Any, process: Process) -> datetime | None:
    """From when on ``process`` takes the claim up again; none while it is being sent, and when it has ended."""
    if row.outcome is not None or row.id in process.busy:
        return None
    if row.retry_at is not None:
        retried: datetime = row.retry_at
        return retried
    pause = _pause(row.deaths) if row.deaths else timedelta()
    resumed: datetime = row.claimed_at + (
        pause if process.may_resume_at_once(row.claimed_by) else max(pause, TAKEOVER_AFTER)
    )
    return resumed


def _pause(times: int) -> timedelta:
    """Longer each time."""
    pause: timedelta = min(FIRST_RETRY * 2 ** min(times - 1, 10), LONGEST_RETRY)
    return pause


@dataclass(frozen=True)
class Won:
    """A claim that this process has to send, before its recipient is known."""

    id: int
    verdict: Verdict
    attempts: int = 1
    is_repeat: bool = False


def record(
    session: Session, verdicts: Sequence[Verdict], again: dict[Key, Sent], process: Process, now: datetime
) -> list[Won]:
    """Write the verdicts down; those that this process has to send."""
    won = []
    for verdict in verdicts:
        row = again.get(verdict.key)
        # Read before the update, which changes the row at hand too.
        attempts, is_repeat = (row.attempts + 1, row.retry_at is None) if row else (1, False)
        id = _resume(session, row, verdict, process, now) if row else _insert(session, verdict, process, now)
        if id is not None and verdict.outcome is None:
            won.append(Won(id, verdict, attempts, is_repeat))
    return won


def begin_again(session: Session, id: int) -> None:
    """It is sent once more after a death: if this process dies before it knows, this message was there again."""
    session.execute(update(Sent).where(col(Sent.id) == id).values(deaths=col(Sent.deaths) + 1))


def drop(session: Session, rows: Collection[Sent], now: datetime) -> None:
    """End claims that nothing asks for any more (the meeting was cancelled, the round is done)."""
    for row in rows:
        _end(session, row.id, SentOutcome.SUPERSEDED, now)


def finish(session: Session, id: int, now: datetime, message_id: int, shown_on: str = "") -> None:
    """The message arrived; cards of the subject ``shown_on`` say so."""
    _end(session, id, SentOutcome.DELIVERED, now, message_id)
    if shown_on:
        mark_stale(session, shown_on, now)


def expire(session: Session, id: int, now: datetime) -> None:
    """It became too late while the message waited for its turn."""
    _end(session, id, SentOutcome.EXPIRED, now)


def fail(session: Session, id: int | None, subject: str, now: datetime, error: str) -> None:
    """The message cannot be delivered: the admins are told."""
    _end(session, id, SentOutcome.FAILED, now, error=error)
    look_again(session, subject)


def look_again(session: Session, subject: str) -> None:
    """Have the subject looked at once more: what became of a claim makes something else due."""
    if subject_kind(subject) == "booking":  # other subjects are looked at in every pass
        session.execute(update(Booking).where(col(Booking.id) == subject_id(subject)).values(next_due=None))


def put_off(session: Session, id: int, retry_at: datetime, error: str) -> None:
    """Try again at ``retry_at``."""
    session.execute(update(Sent).where(col(Sent.id) == id).values(retry_at=retry_at, error=error, deaths=0))


def _insert(session: Session, verdict: Verdict, process: Process, now: datetime) -> int | None:
    """The id of the new claim; none when another process was first."""
    values: dict[str, Any] = {
        **verdict.key._asdict(),
        "recipient_id": verdict.recipient,
        "due_at": verdict.due.at,
        "claimed_at": now,
        "claimed_by": process.name,
        "attempts": 0 if verdict.outcome else 1,
        "outcome": verdict.outcome,
        "finished_at": now if verdict.outcome else None,
        "error": "",
    }
    del values["recipient"]
    return session.execute(_insert_or_nothing(session).values(values).returning(col(Sent.id))).scalar_one_or_none()


def _insert_or_nothing(session: Session) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Sent).on_conflict_do_nothing()
    return sqlite.insert(Sent).on_conflict_do_nothing()


def _resume(session: Session, row: Sent, verdict: Verdict, process: Process, now: datetime) -> int | None:
    """The id of the claim when this process sends it again; none when it has ended, or another process was first."""
    if verdict.outcome is SentOutcome.EXPIRED and row.error:
        # It was tried until it was too late: that is a failure, and somebody is told.
        fail(session, row.id, row.subject, now, row.error)
        return None
    if verdict.outcome is not None:
        _end(session, row.id, verdict.outcome, now)
        return None
    if row.retry_at is None and row.deaths >= MOST_DEATHS:
        # It was there each time: the next try might take the next process down.
        fail(session, row.id, row.subject, now, LOST)
        return None
    return _take_over(session, row, process, now)


def _take_over(session: Session, row: Sent, process: Process, now: datetime) -> int | None:
    taken = session.execute(
        update(Sent)
        .where(col(Sent.id) == row.id, col(Sent.outcome).is_(None), col(Sent.attempts) == row.attempts)
        .values(
            attempts=row.attempts + 1,
            claimed_at=now,
            claimed_by=process.name,
            retry_at=None,
            error=row.error if row.retry_at is not None else LOST,
        )
        .returning(col(Sent.id))
    )
    return taken.scalar_one_or_none()


def _end(
    session: Session,
    id: int | None,
    outcome: SentOutcome,
    now: datetime,
    message_id: int | None = None,
    error: str = "",
) -> None:
    session.execute(
        update(Sent)
        .where(col(Sent.id) == id, col(Sent.outcome).is_(None))
        .values(outcome=outcome, finished_at=now, retry_at=None, message_id=message_id, error=error)
    )
