"""Foreign events as bookings of whoever takes them over: each date is booked as if they had asked for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.errors import SlotTaken
from meetbot.booking.imports.busy import Taken
from meetbot.booking.imports.models import ImportedDate
from meetbot.booking.imports.taking import Step, Verb, remember
from meetbot.booking.incoming.errors import TooManyDates
from meetbot.booking.models import Booking
from meetbot.booking.rooms import Bookable, bookables
from meetbot.booking.rules import LONGEST_TITLE
from meetbot.booking.service import book, cancel, change, move, quote
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Offer, Wish
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.document import MeetingType
from meetbot.texts import shorten
from meetbot.times import Interval

# Two years of a weekly meeting. Each is booked with all its rules in one transaction, and others wait meanwhile.
MOST: Final = 120


@dataclass(frozen=True)
class Choice:
    """What the calendar does not say: the room for dates that name none, and for how many people."""

    room: str | None
    heads: int


@dataclass(frozen=True)
class Outlook:
    """What would become of one date: where it would be, or why it is left out."""

    step: Step
    room: str | None
    problem: MeetbotError | None = None


def room_named(location: str, rooms: Sequence[Bookable]) -> str | None:
    """The code of the room that a LOCATION names, in any language; none where it names none, the longest name first."""
    words = location.casefold()
    names = [
        (name.casefold(), room.spec.code)
        for room in rooms
        for name in (room.spec.name.en, room.spec.name.zh, room.spec.code)
    ]
    return next((code for name, code in sorted(names, key=lambda each: -len(each[0])) if name in words), None)


def outlook(
    session: Session, steps: Sequence[Step], choice: Choice, by: Member, now: datetime, site: Site
) -> list[Outlook]:
    """What ``take_over`` would do, as far as one can tell before. Raises TooManyDates."""
    _check_number(steps)
    wishes, taken = _Wishes(session, choice), _Taken()
    found = []
    for step in steps:
        if step.verb is not Verb.MAKE:
            found.append(Outlook(step, None))
            continue
        wish = wishes.of(step)
        try:
            taken.add(quote(session, wish, now, site, by))
        except MeetbotError as problem:
            found.append(Outlook(step, wish.room, problem))
        else:
            found.append(Outlook(step, wish.room))
    return found


def take_over(
    session: Session,
    steps: Sequence[Step],
    choice: Choice,
    by: Member,
    now: datetime,
    site: Site,
    import_id: int,
    owner: str,
) -> Taken:
    """Book, move and cancel; what the rules refuse is left out with its reason. Raises TooManyDates."""
    _check_number(steps)
    wishes, taken = _Wishes(session, choice), Taken()

    def make(step: Step) -> None:
        booking = book(session, wishes.of(step), by, now, site)
        row = remember(session, step, owner, import_id)
        row.booking_id = booking.id
        session.add(row)
        taken.made += 1

    def follow(step: Step) -> None:
        assert step.known is not None
        if _move(session, step, step.known, by, now, site):
            remember(session, step, owner, import_id)
            taken.moved += 1
        else:
            taken.kept += 1

    def remove(step: Step) -> None:
        assert step.known is not None
        _cancel(session, step.known, by, now)
        taken.removed += 1

    does: dict[Verb, Callable[[Step], None]] = {
        Verb.MAKE: make, Verb.MOVE: follow, Verb.KEEP: follow, Verb.REMOVE: remove,
    }  # fmt: skip
    for step in steps:
        try:
            with session.begin_nested():
                does[step.verb](step)
        except MeetbotError as problem:
            taken.left_out.append((step, problem))
    return taken


def cancel_all(session: Session, rows: Sequence[ImportedDate], by: Member, now: datetime) -> tuple[int, int]:
    """Cancel what these dates became: how many were, and how many could not be any more."""
    done = 0
    for row in rows:
        try:
            with session.begin_nested():
                _cancel(session, row, by, now)
        except MeetbotError:
            continue
        done += 1
    return done, len(rows) - done


def usual_type(session: Session) -> MeetingType:
    """The meeting type that imported meetings get: the one that asks for the least, of several the first."""
    return min(
        current_standard(session).standard.types, key=lambda kind: len(kind.needs.model_dump(exclude_defaults=True))
    )


class _Wishes:
    """A wish for each date: the plainest type and its first layout, in the room that it names or that was chosen."""

    def __init__(self, session: Session, choice: Choice) -> None:
        self._choice = choice
        self._rooms = bookables(session)
        self._type = usual_type(session)

    def of(self, step: Step) -> Wish:
        assert step.wanted is not None
        room = room_named(step.wanted.event.location, self._rooms) or self._choice.room
        # A calendar says nothing about microphones: nothing is refused for what nobody asked for.
        needs = self._type.needs.model_copy(update={"equipment": ()})
        return Wish(
            starts_at=step.start,
            ends_at=step.end,
            heads=self._choice.heads,
            meeting_type=self._type.key,
            layout=self._type.layouts[0],
            needs=needs,
            title=shorten(step.wanted.event.summary, LONGEST_TITLE),
            room=room,
        )


class _Taken:
    """What the dates before would hold, so that two dates of one file do not both find the room free."""

    def __init__(self) -> None:
        self._held: dict[int, list[Interval]] = defaultdict(list)

    def add(self, offer: Offer) -> None:
        """Raises SlotTaken."""
        for room_id in offer.physical_ids:
            for held in self._held[room_id]:
                if held.overlaps(offer.reserved):
                    raise SlotTaken(offer.spec.code, held.start, held.end)
        for room_id in offer.physical_ids:
            self._held[room_id].append(offer.reserved)


def _check_number(steps: Sequence[Step]) -> None:
    if sum(step.verb is not Verb.KEEP for step in steps) > MOST:
        raise TooManyDates(MOST)


def _move(session: Session, step: Step, row: ImportedDate, by: Member, now: datetime, site: Site) -> bool:
    """Whether the booking was changed: another time, or in a newer event another title."""
    assert step.wanted is not None
    if row.booking_id is None:
        return False
    booking = booking_of(session, row.booking_id)
    is_changed = False
    if step.verb is Verb.MOVE:
        move(session, row.booking_id, by, step.start, step.end, now, site)
        is_changed = True
    title = shorten(step.wanted.event.summary, LONGEST_TITLE)
    if title != booking.title and _is_newer(step, row) and _stands(booking, now):
        change(session, row.booking_id, by, now, site, title=title)
        is_changed = True
    return is_changed


def _is_newer(step: Step, row: ImportedDate) -> bool:
    return step.wanted is not None and step.wanted.event.sequence > row.sequence


def _stands(booking: Booking, now: datetime) -> bool:
    return booking.cancelled_at is None and booking.ends_at > now


def _cancel(session: Session, row: ImportedDate, by: Member, now: datetime) -> None:
    if row.booking_id is not None:
        cancel(session, row.booking_id, by, now)
    row.removed_at = now
    session.add(row)
    session.flush()
