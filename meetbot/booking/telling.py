"""
What the organiser tells about a meeting beyond its switches: the banner's words, flags, audio pieces, where microphones stand,
anything else (P2, P4, D8b). It becomes part of the needs, so that whatever is derived from them follows.

What takes no furniture is told without asking for the room again; microphones do, for carrying them takes set-up time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.errors import BadFlags, TooManyMicrophones, TooMuchAudio, WordsTooLong
from meetbot.booking.history import changing, record
from meetbot.booking.meeting import Meeting, needs_of, plan_of
from meetbot.booking.models import Booking, BookingChange
from meetbot.booking.revising import change
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.layouts.errors import DoesNotFit
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.needs import (
    LONGEST_BANNER,
    LONGEST_WHICH,
    LONGEST_WISH,
    MOST_AUDIO,
    MOST_FLAGS,
    MOST_MICROPHONES,
    AudioPiece,
    Equipment,
    Needs,
)
from meetbot.texts import one_line

# The places that have a name in every layout (P4).
ROLES = ("chair", "vice_chair", "speaker")


def tell_banner(session: Session, booking_id: int, words: str, by: Member, now: datetime) -> Booking:
    """The banner is wanted with these words; without words it is not wanted. Raises WordsTooLong, and what ``told`` raises."""
    said = _within(words, LONGEST_BANNER)
    return _told(session, booking_id, by, now, banner=bool(said), banner_words=said)


def tell_flags(session: Session, booking_id: int, count: int, which: str, by: Member, now: datetime) -> Booking:
    """So many flags, and which; 0 for none. Raises BadFlags, WordsTooLong, and what ``told`` raises."""
    if not 0 <= count <= MOST_FLAGS:
        raise BadFlags(MOST_FLAGS)
    said = _within(which, LONGEST_WHICH) if count else ""
    return _told(session, booking_id, by, now, flags=count, flags_words=said)


def tell_wish(session: Session, booking_id: int, words: str, by: Member, now: datetime) -> Booking:
    """Anything else, in words. Raises WordsTooLong, and what ``told`` raises."""
    return _told(session, booking_id, by, now, wish=_within(words, LONGEST_WISH))


def add_audio(session: Session, booking_id: int, file_id: int, name: str, by: Member, now: datetime) -> Booking:
    """One more piece to be played, after those that there are; a file that is there already stays once. Raises TooMuchAudio."""
    pieces = _to_tell(session, booking_id, by, now).audio
    if any(piece.file == file_id for piece in pieces):
        return booking_of(session, booking_id)
    if len(pieces) >= MOST_AUDIO:
        raise TooMuchAudio(MOST_AUDIO)
    return _told(session, booking_id, by, now, audio=(*pieces, AudioPiece(file=file_id, name=name[:LONGEST_BANNER])))


def drop_audio(session: Session, booking_id: int, file_id: int, by: Member, now: datetime) -> Booking:
    """Without this piece; one that is gone already stays gone."""
    pieces = _to_tell(session, booking_id, by, now).audio
    return _told(session, booking_id, by, now, audio=tuple(piece for piece in pieces if piece.file != file_id))


def tell_microphones(
    session: Session, booking_id: int, places: Collection[str], words: str, by: Member, now: datetime, site: Site
) -> Booking:
    """
    Microphones at these places (roles, or labels of seats) and as the words say; without either as usual.

    Raises TooManyMicrophones, WordsTooLong, and what ``change`` raises: the room may have none, or no time to set them up.
    """
    needs = _to_tell(session, booking_id, by, now)
    if len(places) > MOST_MICROPHONES:
        raise TooManyMicrophones(MOST_MICROPHONES)
    ordered = (*(role for role in ROLES if role in places), *sorted(set(places) - set(ROLES), key=_by_number))
    wanted: dict[str, Any] = {"microphones_at": ordered, "microphones_words": _within(words, LONGEST_WISH)}
    if any(wanted.values()):
        wanted["equipment"] = _with(needs, Equipment.MICROPHONES)
    return change(session, booking_id, by, now, site, needs=needs.model_copy(update=wanted))


def turn_projection(session: Session, booking_id: int, by: Member, now: datetime, site: Site) -> Booking:
    """Projection wanted or not wanted any more: the projector, and the screen where the room has one (D8b)."""
    needs = _to_tell(session, booking_id, by, now)
    things = (Equipment.PROJECTOR, Equipment.SCREEN)
    if Equipment.PROJECTOR in needs.equipment:
        left = tuple(each for each in needs.equipment if each not in things)
    else:
        spec = room_of(session, booking_of(session, booking_id)).spec
        left = _with(needs, *(each for each in things if each is Equipment.PROJECTOR or not spec.lacks((each,))))
    return change(session, booking_id, by, now, site, needs=needs.model_copy(update={"equipment": left}))


def turn_lectern(session: Session, booking_id: int, by: Member, now: datetime, site: Site) -> Booking:
    """A lectern wanted or not wanted any more (T1.10)."""
    needs = _to_tell(session, booking_id, by, now)
    return change(session, booking_id, by, now, site, needs=needs.model_copy(update={"lectern": not needs.lectern}))


def settle_needs(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    """
    Nothing more is needed: the organiser is not asked again, unless the meeting moves to another time (``schedule``).

    Said twice, it is said once. Raises NotYourBooking, AlreadyCancelled, MeetingOver.
    """
    booking = booking_of(session, booking_id)
    _to_tell(session, booking_id, by, now)
    if not is_settled(session, booking):
        record(session, booking_id, SETTLED, {"schedule": booking.schedule}, by, now)
        booking.changed_at = now  # the cards that ask are looked at again
        booking.next_due = None
        session.add(booking)
        session.flush()
    return booking


SETTLED: Final = "settle_needs"
_SETTLED = select(BookingChange.after).where(
    BookingChange.booking_id == bindparam("id"), col(BookingChange.verb) == SETTLED
)


def is_settled(session: Session, booking: Booking) -> bool:
    """Whether it was said, for this time of the meeting, that nothing more is needed."""
    said = session.exec(_SETTLED, params={"id": booking.id})
    return any(after.get("schedule") == booking.schedule for after in said)


def seats_named(meeting: Meeting, words: str) -> tuple[str, ...]:
    """The labels of the meeting's own seats, where the words are nothing but such labels: "b7, B8" -> ("B7", "B8")."""
    try:
        labels = {seat.label.upper(): seat.label for seat in plan_of(meeting).seats}
    except DoesNotFit:
        return ()
    named = unicodedata.normalize("NFKC", one_line(words)).upper().translate(_SEPARATORS).split()
    return tuple(dict.fromkeys(labels[each] for each in named)) if all(each in labels for each in named) else ()


_SEPARATORS = str.maketrans(dict.fromkeys(",，、;；", " "))


def _told(session: Session, booking_id: int, by: Member, now: datetime, **said: Any) -> Booking:
    """The booking with these needs. Raises NotYourBooking, AlreadyCancelled, MeetingOver, UnknownBooking."""
    needs = _to_tell(session, booking_id, by, now)
    booking = booking_of(session, booking_id)
    with changing(session, booking, "tell", by, now):
        booking.needs = needs.model_copy(update=said).model_dump(mode="json")
    return booking


def _to_tell(session: Session, booking_id: int, by: Member, now: datetime) -> Needs:
    """What the booking asks for, for somebody who may say more. Raises NotYourBooking, AlreadyCancelled, MeetingOver."""
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    return needs_of(booking)


def _within(words: str, limit: int) -> str:
    said = one_line(words)
    if len(said) > limit:
        raise WordsTooLong(len(said), limit)
    return said


def _with(needs: Needs, *things: Equipment) -> tuple[Equipment, ...]:
    return tuple(each for each in Equipment if each in (*needs.equipment, *things))


def _by_number(label: str) -> tuple[str, int]:
    """The order of labels: A2 comes before A10."""
    letters = label.rstrip("0123456789")
    return letters, int(label[len(letters) :] or 0)
