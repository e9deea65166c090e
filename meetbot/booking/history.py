"""What every change of a booking has in common: its history, its calendar sequence, and whom else it concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, func, select

from meetbot.booking.availability import BESIDE
from meetbot.booking.errors import ChangedMeanwhile
from meetbot.booking.models import Booking, BookingChange, ChangeVerb, Series
from meetbot.booking.reservations import reservations
from meetbot.chronicle import note
from meetbot.kept import fetch
from meetbot.people.members import Member

# What a change may touch; the rest of the row is bookkeeping.
_FACTS = (
    "room_id", "organiser_id", "title", "meeting_type", "layout", "heads", "places", "starts_at", "ends_at",
    "reserved_from", "reserved_until", "needs", "tea_every", "rostrum_every", "cancelled_at", "ended_at",
)  # fmt: skip


def facts(booking: Booking) -> dict[str, Any]:
    """The booking's facts as JSON holds them."""
    return {name: _as_json(getattr(booking, name)) for name in _FACTS}


def facts_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """``facts`` of the booking of which the row has these values."""
    return {name: _as_json(values[name]) for name in _FACTS}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@contextmanager
def changing(session: Session, booking: Booking, verb: ChangeVerb, by: Member, now: datetime) -> Iterator[None]:
    """
    Do to the booking what the block does, and all that follows from it.

    1. What differs afterwards becomes a BookingChange row; when nothing differs, nothing below happens.
    2. The calendar sequence rises, its series' too, and the ticker works out the booking's next due moment again.
    3. So it does for the bookings before and after it in the same rooms, where it was and where it is now.
    """
    assert booking.id is not None
    before, concerned = facts(booking), neighbours(session, booking)
    yield
    after = facts(booking)
    differing = [name for name in _FACTS if before[name] != after[name]]
    if not differing:
        return
    booking.sequence += 1
    booking.changed_at = now
    booking.next_due = None
    session.add(booking)
    count_change(session, booking.series_id, now)
    was, is_now = ({name: each[name] for name in differing} for each in (before, after))
    enter(session, booking.id, verb, was, is_now, by, now)
    forget_next_due(session, concerned | neighbours(session, booking))


def made_together(session: Session, booking_ids: Sequence[int], by: Member, now: datetime) -> None:
    """What ``by`` did to these bookings ``now`` was one act: each of their organisers is told once, of the first of theirs."""
    if len(booking_ids) < 2:
        return
    session.flush()
    whose = _organisers(session, booking_ids)
    theirs: dict[int, list[int]] = {}
    for booking_id in booking_ids:
        theirs.setdefault(whose[booking_id], []).append(booking_id)
    for first, *others in theirs.values():
        for ids in _portions(others):
            session.connection().execute(_TOGETHER, {"first": first, "ids": ids, "who": by.id, "moment": now})


def _organisers(session: Session, booking_ids: Sequence[int]) -> dict[int, int]:
    """Whose each of these bookings is."""
    found: dict[int, int] = {}
    for ids in _portions(booking_ids):
        wanted = select(col(Booking.id), col(Booking.organiser_id)).where(col(Booking.id).in_(ids))
        found.update((id_, organiser) for id_, organiser in session.exec(wanted) if id_ is not None)
    return found


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many as one statement may name."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def together(session: Session, booking_id: int, at: datetime) -> list[Booking]:
    """What the same act concerned, for the first of it: that one, and the others by their start."""
    others = select(BookingChange.booking_id).where(
        col(BookingChange.together_with) == booking_id, col(BookingChange.at) == at
    )
    wanted = select(Booking).where((col(Booking.id) == booking_id) | col(Booking.id).in_(others))
    return list(session.exec(wanted.order_by(col(Booking.starts_at), col(Booking.id))))


def how_many_together(session: Session, booking_id: int, at: datetime) -> int:
    """How many other dates of its series the same act concerned, for the first of them."""
    wanted = select(func.count(col(BookingChange.booking_id).distinct())).where(
        col(BookingChange.together_with) == booking_id, col(BookingChange.at) == at
    )
    return session.exec(wanted).one()


_AT_ONCE = 900
_TOGETHER = (
    update(BookingChange)
    .where(
        col(BookingChange.booking_id).in_(bindparam("ids", expanding=True)),
        col(BookingChange.by) == bindparam("who"),
        col(BookingChange.at) == bindparam("moment"),
    )
    .values(together_with=bindparam("first"))
)


def count_change(session: Session, series_id: int | None, now: datetime) -> None:
    """
    One of the dates of a series changed (none: of no series).

    A calendar knows all of them by one SEQUENCE (RFC 5545, 3.8.7.4).
    """
    if series_id is None:
        return
    session.flush()
    session.connection().execute(_COUNT, {"one": series_id, "now": now})
    first = session.exec(select(func.min(Booking.id)).where(Booking.series_id == series_id)).one()
    if first is not None:  # what is due about the series as a whole (mail to its guests) is worked out with this date
        forget_next_due(session, {first})
    known = session.identity_map.get(identity_key(Series, series_id))
    if known is not None:
        session.expire(known, ["sequence", "changed_at"])


_COUNT = (
    update(Series)
    .where(col(Series.id) == bindparam("one"))
    .values(sequence=col(Series.sequence) + 1, changed_at=bindparam("now"))
)


def last_change(session: Session, booking_id: int) -> int:
    """The newest entry of the booking's history; 0 where there is none."""
    found = session.exec(select(func.max(BookingChange.id)).where(BookingChange.booking_id == booking_id)).one()
    return found or 0


def changes_since(session: Session, booking_id: int, change_id: int) -> list[BookingChange]:
    """What became different about the booking after that entry of its history, the oldest first."""
    wanted = select(BookingChange).where(BookingChange.booking_id == booking_id, col(BookingChange.id) > change_id)
    return [each for each in session.exec(wanted.order_by(col(BookingChange.id))) if each.before]


def check_unchanged(session: Session, booking_id: int, since: int | None) -> None:
    """Raises ChangedMeanwhile when somebody changed the booking after the entry ``since`` of its history."""
    if since is not None and (found := changes_since(session, booking_id, since)):
        raise ChangedMeanwhile(booking_id, tuple(each.id for each in found if each.id is not None))


def record(
    session: Session, booking_id: int, verb: ChangeVerb, after: dict[str, Any], by: Member, now: datetime
) -> None:
    """An entry of a booking's history about something that had no state before."""
    enter(session, booking_id, verb, {}, after, by, now)


def enter(
    session: Session,
    booking_id: int,
    verb: ChangeVerb,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Member,
    now: datetime,
) -> None:
    """An entry of a booking's history, which the log tells too. The one place where there is one made."""
    values = {"booking_id": booking_id, "verb": verb, "before": before, "after": after, "by": by.id, "at": now}
    fetch(session, _ENTER, **values)
    tell_the_log(session, booking_id, verb, by)


def tell_the_log(session: Session, booking_id: int, verb: ChangeVerb, by: Member) -> None:
    """What goes with each entry."""
    note(session, "a booking changes", booking=booking_id, verb=verb, by=by.id)


_ENTER = insert(BookingChange)


def neighbours(session: Session, booking: Booking) -> set[int]:
    """The bookings just before and just after this one in its physical rooms."""
    assert booking.id is not None
    held = [row.room_id for row in reservations(session, booking.id)]
    return beside(session, held, booking)


def beside(session: Session, room_ids: Collection[int], booking: Booking) -> set[int]:
    """The bookings just before and just after this one's reserved span in these physical rooms."""
    if not room_ids:
        return set()
    return {
        id_ for (id_,) in fetch(session, BESIDE, rooms=list(room_ids), moment=booking.reserved_from, booking=booking.id)
    }


_FORGET = update(Booking).where(col(Booking.id).in_(bindparam("ids", expanding=True))).values(next_due=None)
FORGET_BESIDE = update(Booking).where(col(Booking.id).in_(BESIDE)).values(next_due=None).returning(col(Booking.id))


def forget_next_due(session: Session, booking_ids: Collection[int]) -> None:
    """Have the ticker work out again when something is next due for these bookings."""
    if not booking_ids:
        return
    session.connection().execute(_FORGET, {"ids": list(booking_ids)})
    forgotten(session, booking_ids)


def forget_next_due_beside(session: Session, room_ids: Collection[int], booking: Booking) -> None:
    """``forget_next_due`` of the bookings just before and just after this one, in one statement."""
    values = {"rooms": list(room_ids), "moment": booking.reserved_from, "booking": booking.id}
    forgotten(session, [id_ for (id_,) in fetch(session, FORGET_BESIDE, **values)])


def forgotten(session: Session, booking_ids: Collection[int]) -> None:
    """Those of these bookings that the session has in hand know it, too."""
    for booking_id in booking_ids:
        known = session.identity_map.get(identity_key(Booking, booking_id))
        if known is not None:
            set_committed_value(known, "next_due", None)
