"""Calls for cleaners (D13, F3): called by the staff to a room, taken and done by a cleaner, or recorded by the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, Room
from meetbot.errors import NotFound
from meetbot.people.members import Member
from meetbot.people.roles import STAFF, Role
from meetbot.people.service import names
from meetbot.requests.errors import AlreadyAnswered, RequestWordsMissing, RequestWordsTooLong
from meetbot.requests.models import AnswerKind, CleanerCall
from meetbot.texts import lines, one_line, shorten

CALLERS = STAFF
ANSWERERS = STAFF | {Role.CLEANER}
SAME_WITHIN = timedelta(minutes=1)
LONGEST_REASON = 300
_LONGEST_KEY = 80
# What was not tidied by then has been done or called for again.
OPEN_FOR = timedelta(days=1)
LONGEST_NAME = 60


@dataclass(frozen=True)
class CallView:
    """One call as it stands. ``taker`` and ``doer`` are "" while there is none; ``cleaner`` is who cleaned, as far as known."""

    call: CleanerCall
    room: Room
    caller: str
    taker: str
    doer: str

    @property
    def id(self) -> int:
        assert self.call.id is not None
        return self.call.id

    @property
    def is_done(self) -> bool:
        return self.call.done_at is not None

    @property
    def cleaner(self) -> str:
        return self.call.cleaned_by or self.taker or self.doer


def call(
    session: Session,
    by: Member,
    now: datetime,
    reason: str,
    room_id: int | None = None,
    booking_id: int | None = None,
    item_key: str = "",
    update_id: int | None = None,
) -> CleanerCall:
    """
    The new call to this room, else to the booking's; the one that stands, where the same was called within a minute.

    Raises NotAllowed, NotFound, RequestWordsMissing, RequestWordsTooLong.
    """
    by.require(*CALLERS)
    said = one_line(lines(reason))
    if not said:
        raise RequestWordsMissing
    if len(said) > LONGEST_REASON:
        raise RequestWordsTooLong(len(said), LONGEST_REASON)
    place = _room_id(session, room_id, booking_id)
    standing = _same(session, place, said, now, update_id)
    if standing is not None:
        return standing
    made = CleanerCall(
        room_id=place, booking_id=booking_id, item_key=shorten(one_line(item_key), _LONGEST_KEY), reason=said,
        called_by=by.id, called_at=now, update_id=update_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def take(session: Session, call_id: int, by: Member, now: datetime) -> CallView:
    """``by`` comes. Raises NotAllowed, NotFound, AlreadyAnswered."""
    by.require(*ANSWERERS)
    found = view(session, call_id)
    _refuse_done(found, by)
    if found.call.taken_at is not None:
        if found.call.taken_by != by.id:
            raise AlreadyAnswered(AnswerKind.TAKEN, found.taker, found.call.taken_at)
        return found
    if found.call.done_at is None:
        found.call.taken_by, found.call.taken_at = by.id, now
        _keep(session, found.call)
    return view(session, call_id)


def done(session: Session, call_id: int, by: Member, now: datetime) -> CallView:
    """It is tidy; whoever took it. Raises NotAllowed, NotFound, AlreadyAnswered."""
    by.require(*ANSWERERS)
    found = view(session, call_id)
    _refuse_done(found, by)
    if found.call.done_at is None:
        found.call.done_by, found.call.done_at = by.id, now
        _keep(session, found.call)
    return view(session, call_id)


def note_cleaner(session: Session, call_id: int, name: str, by: Member) -> CallView:
    """
    Who cleaned, where the staff recorded it; said again, the newer word counts. Raises NotAllowed, NotFound,
    RequestWordsMissing, RequestWordsTooLong.
    """
    by.require(*CALLERS)
    found = view(session, call_id)
    if not found.is_done:
        raise NotFound
    said = one_line(lines(name))
    if not said:
        raise RequestWordsMissing
    if len(said) > LONGEST_NAME:
        raise RequestWordsTooLong(len(said), LONGEST_NAME)
    found.call.cleaned_by = said
    _keep(session, found.call)
    return view(session, call_id)


def last_done(session: Session, booking_id: int, item_key: str) -> CallView | None:
    """The last call from this item that was done."""
    wanted = select(CleanerCall).where(
        CleanerCall.booking_id == booking_id, CleanerCall.item_key == item_key, col(CleanerCall.done_at).is_not(None)
    )
    found = session.exec(wanted.order_by(col(CleanerCall.done_at).desc(), col(CleanerCall.id).desc())).first()
    return _views(session, [found])[0] if found else None


def view(session: Session, call_id: int) -> CallView:
    """The call. Raises NotFound."""
    found = session.get(CleanerCall, call_id)
    if found is None:
        raise NotFound
    return _views(session, [found])[0]


def seen_by(session: Session, call_id: int, by: Member) -> CallView:
    """The call, for cleaners and staff. Raises NotFound, NotAllowed."""
    by.require(*ANSWERERS)
    return view(session, call_id)


def open_calls(session: Session, now: datetime) -> list[CallView]:
    """What is to be tidied, the longest waiting first."""
    wanted = select(CleanerCall).where(col(CleanerCall.done_at).is_(None), col(CleanerCall.called_at) > now - OPEN_FOR)
    return _views(session, session.exec(wanted.order_by(col(CleanerCall.id))).all())


def _room_id(session: Session, room_id: int | None, booking_id: int | None) -> int:
    """Raises NotFound for a room or a booking that does not exist."""
    booking = session.get(Booking, booking_id) if booking_id is not None else None
    if booking_id is not None and booking is None:
        raise NotFound
    place = booking.room_id if booking is not None else room_id
    room = session.get(Room, place) if place is not None else None
    if room is None or room.id is None:
        raise NotFound
    return room.id


def _same(session: Session, room_id: int, reason: str, now: datetime, update_id: int | None) -> CleanerCall | None:
    of_update = select(CleanerCall).where(CleanerCall.update_id == update_id)
    if update_id is not None and (known := session.exec(of_update).one_or_none()) is not None:
        return known
    lately = select(CleanerCall).where(
        CleanerCall.room_id == room_id,
        CleanerCall.reason == reason,
        col(CleanerCall.done_at).is_(None),
        col(CleanerCall.called_at) > now - SAME_WITHIN,
    )
    return session.exec(lately.limit(1)).first()


def _refuse_done(found: CallView, by: Member) -> None:
    if found.call.done_at is not None and found.call.done_by != by.id:
        raise AlreadyAnswered(AnswerKind.DONE, found.doer, found.call.done_at)


def _keep(session: Session, row: CleanerCall) -> None:
    session.add(row)
    session.flush()


def _views(session: Session, calls: Sequence[CleanerCall]) -> list[CallView]:
    who = names(session, [id for each in calls for id in (each.called_by, each.taken_by, each.done_by)])
    ids = {each.room_id for each in calls}
    rooms = {room.id: room for room in session.exec(select(Room).where(col(Room.id).in_(ids)))} if ids else {}
    return [
        CallView(
            each,
            rooms[each.room_id],
            caller=who.get(each.called_by, ""),
            taker=who.get(each.taken_by or 0, ""),
            doer=who.get(each.done_by or 0, ""),
        )
        for each in calls
    ]
