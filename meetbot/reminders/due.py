"""
What is due: the rules over the facts of a subject, minus what was sent.

``booking.next_due`` keeps a pass cheap. It is a cache: every change that touches a booking clears it, and a pass looks only at
bookings where it is empty or has come. Open defects and requests for access are few and are looked at in every pass.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.models import Booking
from meetbot.kept import fetch
from meetbot.reminders.asking import Asking
from meetbot.reminders.calendar_reading import calendar_clash_facts, subscription_facts
from meetbot.reminders.claims import History, Process, histories, is_to_resume, open_claims, resumes_at
from meetbot.reminders.cleaning_reading import cleaning_facts
from meetbot.reminders.defect_reading import defect_facts
from meetbot.reminders.dues import Due, subject, subject_id, subject_kind
from meetbot.reminders.facts import Staff
from meetbot.reminders.given_up_reading import given_up_facts
from meetbot.reminders.lost_reading import find_facts
from meetbot.reminders.mail_reading import mail_facts
from meetbot.reminders.proposal_reading import proposal_facts
from meetbot.reminders.reading import access_facts, booking_facts, failure_facts, staff
from meetbot.reminders.request_reading import request_facts
from meetbot.reminders.rules import (
    ACCESS_RULES,
    BOOKING_RULES,
    CALENDAR_CLASH_RULES,
    CLEANING_RULES,
    DEFECT_RULES,
    FAILURE_RULES,
    FIND_RULES,
    GIVEN_UP_RULES,
    MAIL_RULES,
    PROPOSAL_RULES,
    REQUEST_RULES,
    STANDARD_RULES,
    SUBSCRIPTION_RULES,
)
from meetbot.reminders.settling import Known, next_at, settle
from meetbot.reminders.standard_reading import note_quiet, quiet_until, standard_facts
from meetbot.times import NEVER

log = logging.getLogger(__name__)
F = TypeVar("F")

# One pass looks at so many changed bookings at a time; the rest follows at once. Bounds memory after everything was emptied.
_MOST_AT_ONCE = 500
# Nothing of a booking that ended this long ago is worth sending; the longest rule holds half a day.
_LONG_OVER = timedelta(days=2)
# A meeting that began longer ago than this is over, or nearly.
_STILL_ON = timedelta(hours=12)

# Built once: building a statement takes longer than running it, and these run in every pass.
_DUE = (
    select(Booking.id)
    .where(col(Booking.next_due) <= bindparam("now", type_=UTCDateTime()))
    .order_by(col(Booking.next_due))
    .limit(_MOST_AT_ONCE)
)
# After a start everything is to be looked at, and a round that is due now cannot wait for the meetings of next month: what is on
# or comes is looked at by its start, and then what has been.
_CHANGED = columns(col(Booking.id)).where(col(Booking.next_due).is_(None)).limit(_MOST_AT_ONCE)
_COMING = _CHANGED.where(col(Booking.starts_at) >= bindparam("since")).order_by(col(Booking.starts_at), col(Booking.id))
_BEEN = _CHANGED.where(col(Booking.starts_at) < bindparam("since")).order_by(
    col(Booking.starts_at).desc(), col(Booking.id)
)
_NEXT = select(func.min(Booking.next_due)).where(col(Booking.next_due).is_not(None))


def _nothing(*_about: object) -> tuple[()]:
    return ()


_STANDARD = "standard"
# By kind of subject what is no booking: few at a time, and looked at in every pass. A reader gives the facts of all that may
# have something to send, or of the one whose id it is handed; then come the rules about them.
_WATCHED: Mapping[str, tuple[Callable[..., Iterable[Any]], Sequence[Callable[..., Iterator[Due]]]]] = {
    "defect": (defect_facts, DEFECT_RULES),
    "find": (find_facts, FIND_RULES),
    "request": (request_facts, REQUEST_RULES),
    "cleaning": (cleaning_facts, CLEANING_RULES),
    _STANDARD: (standard_facts, STANDARD_RULES),
    "proposal": (proposal_facts, PROPOSAL_RULES),
    "access": (access_facts, ACCESS_RULES),
    "subscription": (subscription_facts, SUBSCRIPTION_RULES),
    "imported": (calendar_clash_facts, CALENDAR_CLASH_RULES),
    "mail": (mail_facts, MAIL_RULES),
    "update": (given_up_facts, GIVEN_UP_RULES),
}


@dataclass(frozen=True)
class Agenda:
    """What a pass has to look at, in order, and when the next one is needed if this one finds nothing."""

    subjects: tuple[str, ...]
    next_at: datetime | None


def dues_of(session: Session, booking_id: int, now: datetime, asking: Asking = Asking()) -> list[Due]:  # noqa: B008 - frozen
    """Every due of one booking that nobody was sent yet, past and future, by time."""
    about = subject("booking", booking_id)
    past = histories(session, [about])
    waiting = (_unsent(due, past[about].known) for due in derive(session, past, now, asking)[about])
    return sorted((due for due in waiting if due.recipients), key=lambda due: due.at)


def _unsent(due: Due, known: Known) -> Due:
    return replace(due, recipients=tuple(id for id in due.recipients if due.key(id) not in known))


def derive(session: Session, pasts: Mapping[str, History], now: datetime, asking: Asking) -> dict[str, list[Due]]:
    """All dues of these subjects, sent or not, given the claims on each."""
    house = staff(session, asking)
    found: dict[str, list[Due]] = {about: [] for about in pasts}
    bookings = {subject_id(about): pasts[about].rows for about in pasts if subject_kind(about) == "booking"}
    for facts in booking_facts(session, bookings, house, now) if bookings else ():
        found[facts.subject] += apply(BOOKING_RULES, facts)
    for about in pasts:
        found[about] += _others(session, about, house, now)
        for failure in failure_facts(pasts[about].rows, house):
            found[about] += apply(FAILURE_RULES, failure)
    return found


def _others(session: Session, about: str, house: Staff, now: datetime) -> Iterator[Due]:
    read, rules = _WATCHED.get(subject_kind(about), (_nothing, ()))
    for facts in read(session, house, now, subject_id(about)):
        yield from apply(rules, facts)


def apply(rules: Iterable[Callable[[F], Iterator[Due]]], facts: F) -> list[Due]:
    """The dues of all rules. A rule that breaks is logged and left out: it must not silence the others."""
    found: list[Due] = []
    for rule in rules:
        try:
            found += rule(facts)
        except Exception:
            log.exception("rule %s broke", rule.__name__, extra={"subject": getattr(facts, "subject", "")})
    return found


def agenda(session: Session, process: Process, now: datetime) -> Agenda:
    """The subjects where something may have to be sent by ``now``; costs the same however many bookings there are."""
    watched, watched_next = _watched(session, process, now)
    resumed, resumed_next = _resumed(session, process, now)
    bookings = [subject("booking", id) for id in (*_due_bookings(session, now), *_changed_bookings(session, now))]
    moments = (watched_next, resumed_next, next_known(session))
    return Agenda(
        tuple(dict.fromkeys((*watched, *resumed, *bookings))),
        min((moment for moment in moments if moment is not None), default=None),
    )


def _due_bookings(session: Session, now: datetime) -> Sequence[int | None]:
    return session.exec(_DUE, params={"now": now}).all()


def _changed_bookings(session: Session, now: datetime) -> Sequence[int]:
    found = fetch(session, _COMING, since=now - _STILL_ON)
    if len(found) < _MOST_AT_ONCE:
        found = [*found, *fetch(session, _BEEN, since=now - _STILL_ON)]
    return [id_ for (id_,) in found]


def next_known(session: Session) -> datetime | None:
    """The first moment at which a booking has something due; none when none has. Bookings just changed are not counted."""
    found = session.exec(_NEXT).one()
    return None if found is None or found >= NEVER else found


def _resumed(session: Session, process: Process, now: datetime) -> tuple[list[str], datetime | None]:
    """Subjects with claims to take up again, and when the next claim is to be taken up."""
    rows = open_claims(session)
    moments = (resumes_at(row, process) for row in rows)
    later = min((moment for moment in moments if moment is not None and moment > now), default=None)
    return [row.subject for row in rows if is_to_resume(row, process, now)], later


def _watched(session: Session, process: Process, now: datetime) -> tuple[list[str], datetime | None]:
    """What is no booking (defects, requests, calls, a new version) and has something to send, and when the next of it has."""
    house = staff(session, process.asking)
    dues: dict[str, list[Due]] = {}
    quiet_till = quiet_until(session, now)
    for kind, (read, rules) in _WATCHED.items():
        if kind != _STANDARD or quiet_till is None:
            dues |= {facts.subject: apply(rules, facts) for facts in read(session, house, now)}
    found: list[str] = []
    moments: list[datetime | None] = [quiet_till] if quiet_till != NEVER else []
    pasts = histories(session, list(dues))
    for about, derived in dues.items():
        past = pasts[about]
        for failure in failure_facts(past.rows, house):
            dues[about] += apply(FAILURE_RULES, failure)
        coming = next_at(derived, past.known, now)
        if settle(derived, past.known, past.again(process, now), now):
            found.append(about)
        elif subject_kind(about) == _STANDARD:
            note_quiet(session, coming)
        moments.append(coming)
    return found, min((moment for moment in moments if moment is not None), default=None)


def remember_next(session: Session, booking_id: int, moment: datetime | None) -> None:
    """Fill the cache of a booking; none: nothing more comes."""
    session.execute(update(Booking).where(col(Booking.id) == booking_id).values(next_due=moment or NEVER))


def reached(session: Session, booking_ids: Sequence[int], now: datetime) -> Sequence[int]:
    """Those of the bookings whose noted moment has come; the others are looked at because they changed."""
    ids = session.exec(select(Booking.id).where(col(Booking.id).in_(booking_ids), col(Booking.next_due) <= now)).all()
    return [id for id in ids if id is not None]


def forget(session: Session, now: datetime) -> None:
    """
    Empty the cache of every booking that is not long over: after a start (rooms.yaml or the rules may have changed) and after
    somebody got or lost a role. Changes nothing but the next pass's time.
    """
    session.execute(update(Booking).where(col(Booking.ends_at) > now - _LONG_OVER).values(next_due=None))
