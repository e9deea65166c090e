"""A meeting's names: set, checked twice, printed, placed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from meetbot.booking.meeting import Meeting, meeting, plan_of
from meetbot.booking.models import Booking
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.nameplates.errors import NoNames, NotCheckedYet, TooManyNames
from meetbot.nameplates.models import NameEntry, NameList
from meetbot.nameplates.reading import Guest
from meetbot.nameplates.seating import digest_of, seated
from meetbot.people.members import Member


@dataclass(frozen=True)
class Names:
    """The names of a meeting, with the facts about their cards; ``entries`` by rank."""

    list: NameList | None
    entries: tuple[NameEntry, ...]

    @property
    def guests(self) -> tuple[Guest, ...]:
        return tuple(Guest(each.name, each.title) for each in self.entries)

    @property
    def unprinted(self) -> tuple[NameEntry, ...]:
        """Those whose card was not printed since they were put on the list or changed."""
        return tuple(each for each in self.entries if each.printed_at is None)

    @property
    def is_text_checked(self) -> bool:
        return self.list is not None and self.list.text_checked_at is not None

    @property
    def is_placed(self) -> bool:
        return self.list is not None and self.list.placed_at is not None

    def are_seats_checked(self, digest: str) -> bool:
        """Whether the seats were checked as they are now: a booking that changed asks for it again."""
        return bool(digest) and self.list is not None and self.list.seats_checked == digest


def names_of(session: Session, booking_id: int) -> Names:
    """The names as they stand; none were given: an empty list."""
    entries = session.exec(select(NameEntry).where(NameEntry.booking_id == booking_id).order_by(col(NameEntry.rank)))
    return Names(session.get(NameList, booking_id), tuple(entries))


def seating_of(found: Meeting, guests: Sequence[Guest]) -> dict[str, Guest]:
    """Who sits where in this meeting. Raises DoesNotFit."""
    return seated(plan_of(found), guests, found.standard.values.second_sits)


def set_names(session: Session, booking_id: int, guests: Sequence[Guest], by: Member, now: datetime) -> Names:
    """
    The list in place of the one before. Cards of those who are called as before need not be printed again.

    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, NoNames, TooManyNames.
    """
    found = _changeable(session, booking_id, by, now)
    if not guests:
        raise NoNames
    if len(guests) > found.booking.places:
        raise TooManyNames(len(guests), found.booking.places)
    before = names_of(session, booking_id)
    if before.guests == tuple(guests):
        return before
    printed = {(each.name, each.title): each.printed_at for each in before.entries}
    session.execute(delete(NameEntry).where(col(NameEntry.booking_id) == booking_id))
    session.add_all(
        NameEntry(
            booking_id=booking_id, rank=rank, name=each.name, title=each.title,
            printed_at=printed.pop((each.name, each.title), None),
        )
        for rank, each in enumerate(guests, start=1)
    )  # fmt: skip
    if before.list is not None:
        session.delete(before.list)
        session.flush()
    _save(session, NameList(booking_id=booking_id, changed_at=now, changed_by=by.id))
    return names_of(session, booking_id)


def check_text(session: Session, booking_id: int, by: Member, now: datetime) -> None:
    """The names are right, letter by letter. Raises as ``set_names``."""
    row = _list(session, booking_id, by, now)
    row.text_checked_at, row.text_checked_by = row.text_checked_at or now, row.text_checked_by or by.id
    _save(session, row)


def check_seats(session: Session, booking_id: int, digest: str, by: Member, now: datetime) -> None:
    """
    The seats are right, as they are when this is said. Raises as ``set_names``, and NotCheckedYet when the names were
    not checked, or the seats are others than those that were shown (``digest``).
    """
    row = _list(session, booking_id, by, now)
    names = names_of(session, booking_id)
    current = digest_of(seating_of(meeting(session, booking_id), names.guests))
    if not (names.is_text_checked and digest and current.startswith(digest)):
        raise NotCheckedYet
    if row.seats_checked != current:
        row.placed_at, row.placed_by = None, None  # the cards stand where somebody sat before
    row.seats_checked, row.seats_checked_at, row.seats_checked_by = current, now, by.id
    _save(session, row)


def mark_printed(session: Session, booking_id: int, ids: Collection[int], now: datetime) -> None:
    """The cards of these entries were made."""
    rows = select(NameEntry).where(NameEntry.booking_id == booking_id, col(NameEntry.id).in_(ids))
    for entry in session.exec(rows):
        entry.printed_at = now
        session.add(entry)
    session.flush()


def place_cards(session: Session, booking_id: int, by: Member, now: datetime) -> None:
    """The cards stand in the room (P10). Raises as ``set_names``, and NotCheckedYet."""
    row = _list(session, booking_id, by, now)
    if row.text_checked_at is None or row.seats_checked_at is None:
        raise NotCheckedYet
    row.placed_at, row.placed_by = row.placed_at or now, row.placed_by or by.id
    _save(session, row)


def _list(session: Session, booking_id: int, by: Member, now: datetime) -> NameList:
    _changeable(session, booking_id, by, now)
    row = session.get(NameList, booking_id)
    if row is None:
        raise NoNames
    return row


def _changeable(session: Session, booking_id: int, by: Member, now: datetime) -> Meeting:
    found = meeting(session, booking_id)
    check_may_change(by, found.booking)
    check_standing(found.booking, now)
    return found


def _save(session: Session, row: NameList) -> None:
    """The ticker works the meeting's next moment out again: what is missing is chased."""
    booking = session.get_one(Booking, row.booking_id)
    booking.next_due = None
    session.add_all((row, booking))
    session.flush()
