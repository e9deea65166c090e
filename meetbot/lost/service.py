"""Something was left behind: found, described, handed over. Each step is a row: who, when, what (F1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from meetbot.booking.bookings import found_in
from meetbot.booking.models import Booking, Room
from meetbot.booking.service import in_room
from meetbot.errors import NotAllowed, NotFound
from meetbot.files.service import require_kept
from meetbot.lost.errors import AlreadyHandedOver, FindWordsTooLong, NothingSaid, TooManyFindPhotos
from meetbot.lost.models import AFTERWARDS, Find, FindPhoto, HandOver
from meetbot.lost.views import FindView, first_photo, handed_over_since, open_finds, seen_by, view
from meetbot.people.members import Member
from meetbot.texts import lines, one_line
from meetbot.times import Interval

__all__ = [
    "FindView",
    "add_photo",
    "add_words",
    "find",
    "first_photo",
    "hand_over",
    "handed_over_since",
    "meetings_before",
    "open_finds",
    "seen_by",
    "set_spot",
    "view",
]

# A caption under a photo has to hold all of it.
LONGEST_WORDS = 400
LONGEST_SPOT = 60
LONGEST_RECEIVER = 80
MOST_PHOTOS = 10
# What lies about longer belongs to nobody in particular.
_LOOKS_BACK = timedelta(days=2)


def find(
    session: Session,
    by: Member,
    now: datetime,
    words: str = "",
    room_id: int | None = None,
    booking_id: int | None = None,
    item_key: str | None = None,
    files: tuple[int, ...] = (),
    update_id: int | None = None,
) -> Find:
    """
    The new find with these kept photos, or the one that the same update told of before. Without a room it is in the booking's.

    Raises NotAllowed, NotFound (room, booking, file), NothingSaid, FindWordsTooLong, TooManyFindPhotos.
    """
    if not by.roles:
        raise NotAllowed
    known = session.exec(select(Find).where(Find.update_id == update_id)).one_or_none() if update_id else None
    if known is not None:
        return known
    said = _within(lines(words), LONGEST_WORDS)
    if not said and not files:
        raise NothingSaid
    made = Find(
        room_id=found_in(session, room_id, booking_id), booking_id=booking_id, item_key=item_key, words=said,
        found_by=by.id, found_at=now, update_id=update_id,
    )  # fmt: skip
    _keep(session, made)
    for file_id in dict.fromkeys(files):
        add_photo(session, made.id or 0, file_id, by, now, with_find=True)
    return made


def add_words(session: Session, find_id: int, words: str, by: Member) -> FindView:
    """One more line about it; repeating the last one adds nothing. Raises NotFound, NotAllowed, NothingSaid, FindWordsTooLong."""
    found = _described_by(session, find_id, by)
    added = lines(words)
    if not added:
        raise NothingSaid
    if not f"\n{found.find.words}".endswith(f"\n{added}"):
        found.find.words = _within(f"{found.find.words}\n{added}".strip("\n"), LONGEST_WORDS)
        _keep(session, found.find)
    return found


def add_photo(
    session: Session, find_id: int, file_id: int, by: Member, now: datetime, *, with_find: bool = False
) -> FindView:
    """The find with this kept file among its photos, once. Raises NotFound (find or file), NotAllowed, TooManyFindPhotos."""
    found = _described_by(session, find_id, by)
    if file_id in found.photos:
        return found
    require_kept(session, file_id)
    if len(found.photos) >= MOST_PHOTOS:
        raise TooManyFindPhotos(MOST_PHOTOS)
    found_at = found.find.found_at
    added_at = found_at if with_find else max(now, found_at + AFTERWARDS)
    _keep(session, FindPhoto(find_id=find_id, file_id=file_id, added_by=by.id, added_at=added_at))
    return view(session, find_id)


def set_spot(session: Session, find_id: int, spot: str, by: Member) -> FindView:
    """Where in the room it lay. Raises NotFound, NotAllowed, NothingSaid, FindWordsTooLong."""
    found = _described_by(session, find_id, by)
    said = _within(one_line(lines(spot)), LONGEST_SPOT)
    if not said:
        raise NothingSaid
    found.find.spot = said
    _keep(session, found.find)
    return found


def hand_over(session: Session, find_id: int, by: Member, now: datetime, to: str = "") -> FindView:
    """
    It is with those who lost it. Who it goes to says so in one tap, for themselves; the staff name who has it.

    The same said twice changes nothing. Raises NotFound, NotAllowed, NothingSaid, FindWordsTooLong, AlreadyHandedOver.
    """
    found = seen_by(session, find_id, by)
    if not found.may_be_handed_over_by(by):
        raise NotAllowed
    said = _within(one_line(lines(to)), LONGEST_RECEIVER)
    receiver = said or (" · ".join(filter(None, (by.name, by.department))) if found.is_of(by) else "")
    if not receiver:
        raise NothingSaid
    if found.handed is not None:
        if found.handed.by != by.id:
            raise AlreadyHandedOver(found.hander, found.handed.receiver, found.handed.at)
        return found
    found.find.handed_over_at = now
    _keep(session, found.find)
    _keep(session, HandOver(find_id=find_id, receiver=receiver, by=by.id, at=now))
    return view(session, find_id)


def meetings_before(session: Session, room_id: int, now: datetime, most: int = 3) -> list[Booking]:
    """The last meetings in the room, or in one that shares it, that have begun: the newest first."""
    room = session.get(Room, room_id)
    if room is None:
        raise NotFound
    lately = in_room(session, room, Interval(now - _LOOKS_BACK, now))
    begun = [each for each in lately if each.starts_at <= now and each.cancelled_at is None]
    return begun[::-1][:most]


def _described_by(session: Session, find_id: int, by: Member) -> FindView:
    """The find, for those who may say what it is. Raises NotFound; NotAllowed for those it only goes to."""
    found = seen_by(session, find_id, by)
    if not found.may_be_described_by(by):
        raise NotAllowed
    return found


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise FindWordsTooLong(len(text), limit)
    return text


def _keep(session: Session, row: Find | FindPhoto | HandOver) -> None:
    session.add(row)
    session.flush()
