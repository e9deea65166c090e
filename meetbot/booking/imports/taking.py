"""What a foreign calendar changes: its dates compared with those that were taken over before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from meetbot.booking.imports.models import ImportedDate
from meetbot.booking.incoming.occurring import Occurrence, occurrences
from meetbot.booking.incoming.values import Event, Incoming
from meetbot.booking.models import Booking, Series
from meetbot.settings import Site
from meetbot.times import Interval

CANCEL: Final = "CANCEL"
# SQLite takes at most 999 values in an old statement.
_AT_ONCE: Final = 500


class Verb(StrEnum):
    """What becomes of a date."""

    MAKE = "make"
    MOVE = "move"
    KEEP = "keep"
    REMOVE = "remove"


@dataclass(frozen=True)
class Step:
    """One date, and what the calendar asks for. ``wanted`` is none for REMOVE, ``known`` for the first MAKE."""

    verb: Verb
    wanted: Occurrence | None
    known: ImportedDate | None

    @property
    def start(self) -> datetime:
        return self.wanted.start if self.wanted else self._row.starts_at

    @property
    def end(self) -> datetime:
        return self.wanted.end if self.wanted else self._row.ends_at

    @property
    def _row(self) -> ImportedDate:
        assert self.known is not None
        return self.known


def window(now: datetime, site: Site) -> Interval:
    """The time that can be booked."""
    return Interval(now, now + timedelta(days=site.ahead_days))


def steps(
    session: Session, calendar: Incoming, owner: str, now: datetime, site: Site, *, is_whole: bool = False
) -> list[Step]:
    """
    What to do so that the dates of ``owner`` follow the calendar, by start. Only what is not over is touched.

    A file speaks of the events in it; with ``is_whole`` (a subscription) what it does not name is gone. An event that the
    bot itself published is passed over, and so is one older than what is known. Raises TooManyDates.
    """
    ours = _published(session, calendar.events)
    events = [event for event in calendar.events if event.uid not in ours]
    wanted = {} if calendar.method == CANCEL else _wanted(events, window(now, site))
    known = _known(session, owner, None if is_whole else {event.uid for event in events})
    found = [_step(each, known.get(key), now) for key, each in wanted.items()]
    found += [
        Step(Verb.REMOVE, None, row)
        for key, row in known.items()
        if key not in wanted
        and row.removed_at is None
        and row.ends_at > now
        and (is_whole or _is_spoken_of(row, events))
    ]
    return sorted(found, key=lambda each: (each.start, each.end, each.verb))


def key_of(occurrence: Occurrence) -> tuple[str, str]:
    """How a date is known again: UID, and the start that its rule gave it."""
    return occurrence.uid, named(occurrence.original)


def named(original: datetime | None) -> str:
    """The original start as it is kept."""
    return original.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if original else ""


def _wanted(events: Iterable[Event], within: Interval) -> dict[tuple[str, str], Occurrence]:
    return {key_of(each): each for each in occurrences(events, within)}


def _step(wanted: Occurrence, known: ImportedDate | None, now: datetime) -> Step:
    if known is None or known.removed_at is not None:
        return Step(Verb.MAKE, wanted, known)
    is_same = (known.starts_at, known.ends_at) == (wanted.start, wanted.end)
    is_older = wanted.event.sequence < known.sequence
    return Step(Verb.KEEP if is_same or is_older or known.starts_at <= now else Verb.MOVE, wanted, known)


def _is_spoken_of(row: ImportedDate, events: Sequence[Event]) -> bool:
    """Whether the file says what becomes of this date: it names the date itself, or the whole event."""
    return any(
        event.uid == row.uid
        and event.sequence >= row.sequence
        and (event.recurrence_id is None or named(event.recurrence_id) == row.original)
        for event in events
    )


def _known(session: Session, owner: str, uids: Collection[str] | None) -> dict[tuple[str, str], ImportedDate]:
    wanted = select(ImportedDate).where(ImportedDate.owner == owner)
    if uids is None:
        rows = list(session.exec(wanted))
    else:
        rows = [row for part in _parts(uids) for row in session.exec(wanted.where(col(ImportedDate.uid).in_(part)))]
    return {(row.uid, row.original): row for row in rows}


def _published(session: Session, events: Iterable[Event]) -> set[str]:
    """The UIDs that are ours: somebody sent back a file or a feed of the bot."""
    uids = {event.uid for event in events}
    return {
        uid
        for part in _parts(uids)
        for uids_of in (
            select(Booking.uid).where(col(Booking.uid).in_(part)),
            select(Series.uid).where(col(Series.uid).in_(part)),
        )
        for uid in session.exec(uids_of)
    }


def _parts(values: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(values)
    return (listed[first : first + _AT_ONCE] for first in range(0, len(listed), _AT_ONCE))


def remember(session: Session, step: Step, owner: str, import_id: int | None) -> ImportedDate:
    """The row of a date that was made or moved."""
    assert step.wanted is not None
    uid, original = key_of(step.wanted)
    row = step.known or ImportedDate(
        owner=owner, uid=uid, original=original, sequence=0, starts_at=step.start, ends_at=step.end
    )
    if step.verb is Verb.MAKE:
        row.import_id, row.removed_at = import_id, None
    row.sequence, row.starts_at, row.ends_at = step.wanted.event.sequence, step.start, step.end
    session.add(row)
    session.flush()
    return row
