"""Reads the facts that the rules look at, many bookings with a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.meeting import Meeting
from meetbot.booking.models import BookingChange
from meetbot.booking.rooms import physical
from meetbot.booking.setup import setup_shortfall
from meetbot.checklists.models import Take
from meetbot.checklists.view import Checklist, Entry, checklists
from meetbot.kept import fetch
from meetbot.nameplates.progress import next_steps
from meetbot.people.models import AccessRequest, Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.reminders.asking import Asking
from meetbot.reminders.defect_reading import is_any_open, mended_since, threats_to
from meetbot.reminders.facts import BookingFacts, Change, Staff, Work
from meetbot.reminders.guest_reading import guest_facts
from meetbot.reminders.matters import AccessFacts, FailureFacts
from meetbot.reminders.missed_reading import missed_rounds
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.access import DECIDED_HOLDS
from meetbot.reminders.rules.failures import RULE as UNDELIVERED
from meetbot.reminders.rules.guests import BY_MAIL

_CALLED = (Role.ATTENDANT, Role.SUPERVISOR, Role.MAINTENANCE, Role.CLEANER, Role.ADMIN)

# Built once: building a statement takes longer than running it, and these run in every pass.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_STAFF = (
    select(col(RoleGrant.role), col(RoleGrant.person_id))
    .join(Person, col(Person.id) == RoleGrant.person_id)
    .where(col(RoleGrant.role).in_(_CALLED), col(Person.deactivated_at).is_(None))
    .order_by(col(RoleGrant.person_id))
)
_GIVEN_BACK = (
    select(Take.booking_id, Take.person_id, Take.released_at)
    .where(col(Take.booking_id).in_(_IDS), col(Take.released_at).is_not(None))
    .order_by(col(Take.released_at), col(Take.id))
)
_CHANGES = (
    sa_select(
        col(BookingChange.booking_id), col(BookingChange.id), col(BookingChange.verb), col(BookingChange.by),
        col(BookingChange.at), col(BookingChange.before), col(BookingChange.after), col(BookingChange.together_with),
    )
    .where(col(BookingChange.booking_id).in_(_IDS))
    .order_by(col(BookingChange.id))
)  # fmt: skip
_REQUESTS = select(AccessRequest, Person.id).outerjoin(Person, col(Person.telegram_id) == AccessRequest.telegram_id)
_RECENT_REQUESTS = _REQUESTS.where(
    or_(
        col(AccessRequest.decided_at).is_(None),
        col(AccessRequest.decided_at) > bindparam("since", type_=UTCDateTime()),
    )
).order_by(col(AccessRequest.id))


def staff(session: Session, asking: Asking) -> Staff:
    """The active people whom rules call by role, and when they are asked what can wait."""
    by_role: dict[Role, list[int]] = defaultdict(list)
    for role, person_id in fetch(session, _STAFF):
        by_role[role].append(person_id)
    return Staff({role: tuple(ids) for role, ids in by_role.items()}, asking)


def booking_facts(
    session: Session, pasts: Mapping[int, Sequence[Sent]], staff: Staff, now: datetime
) -> Iterator[BookingFacts]:
    """The facts of these bookings, given the claims on each by booking id; unknown ids are left out."""
    booking_ids = list(pasts)
    is_house_in_order = not is_any_open(session)
    given_back = _by_booking(fetch(session, _GIVEN_BACK, ids=booking_ids))
    changes = _by_booking(fetch(session, _CHANGES, ids=booking_ids))
    guests = guest_facts(session, pasts)
    found = checklists(session, booking_ids)
    steps = next_steps(session, [each.meeting for each in found if now < each.meeting.start])
    for checklist in found:
        meeting = checklist.meeting
        returns = given_back[meeting.id]
        told, work = tuple(Change(*change) for change in changes[meeting.id]), tuple(map(_work, checklist.entries))
        yield BookingFacts(
            meeting=meeting,
            staff=staff,
            taken={taker.person_id: taker.taken_at for taker in checklist.takers},
            given_back=tuple(person_id for person_id, _ in returns),
            free_since=max([meeting.booking.told_at, *(released_at for _, released_at in returns)]),
            changes=told,
            work=work,
            threats=() if is_house_in_order or now >= meeting.start else threats_to(session, meeting),
            mended=mended_since(session, pasts[meeting.id]),
            names_step=steps.get(meeting.id, ""),
            setup_short_by=_setup_short_by(session, checklist, now),
            guests=guests.get(meeting.id, ()),
            missed=missed_rounds(pasts[meeting.id], told, work),
        )


def _by_booking(found: Iterable[Any]) -> dict[int, list[Sequence[Any]]]:
    """The rows without their first column, by it."""
    by_booking: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for booking_id, *row in found:
        by_booking[booking_id].append(row)
    return by_booking


def _work(entry: Entry) -> Work:
    return Work(
        item=entry.item,
        is_done=entry.state.is_done,
        snoozes=entry.snoozes,
        snoozed_until=entry.calls_at if entry.snoozed_until else None,
    )


def _setup_short_by(session: Session, checklist: Checklist, now: datetime) -> int:
    """Minutes; asked while it matters, and not of a booking whose set-up was cut short when it was made."""
    meeting = checklist.meeting
    if meeting.is_cancelled or now >= meeting.start or _was_cut_short(meeting):
        return 0
    room_ids = [room.id for room in physical(session, meeting.room) if room.id is not None]
    return setup_shortfall(session, meeting, room_ids) // timedelta(minutes=1)


def _was_cut_short(meeting: Meeting) -> bool:
    return meeting.reserved.start <= meeting.booking.told_at


def access_facts(session: Session, staff: Staff, now: datetime, request_id: int | None = None) -> list[AccessFacts]:
    """The requests that somebody may have to be told of: open, or decided lately; or this one."""
    if request_id is None:
        rows = session.exec(_RECENT_REQUESTS, params={"since": now - DECIDED_HOLDS})
    else:
        rows = session.exec(_REQUESTS.where(col(AccessRequest.id) == request_id))
    return [_access(request, person_id, staff) for request, person_id in rows]


def _access(request: AccessRequest, person_id: int | None, staff: Staff) -> AccessFacts:
    assert request.id is not None
    return AccessFacts(
        id=request.id,
        staff=staff,
        asked_at=request.asked_at,
        decided_at=request.decided_at,
        decided_by=request.decided_by,
        granted=request.granted_role,
        person_id=person_id if request.granted_role else None,
    )


def failure_facts(rows: Sequence[Sent], staff: Staff) -> list[FailureFacts]:
    """
    Who was not reached about the subject of these claims; a failure to tell of a failure is not told again.

    Guests who are not reached by mail are told to their organiser by a rule of their own.
    """
    first: dict[int, Sent] = {}
    for row in rows:
        if row.outcome is SentOutcome.FAILED and row.rule != UNDELIVERED and row.rule not in BY_MAIL:
            first.setdefault(row.recipient_id, row)
    return [
        FailureFacts(row.subject, staff, person_id, row.rule, row.error, row.finished_at or row.claimed_at)
        for person_id, row in first.items()
    ]
