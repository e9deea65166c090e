"""
Changing one date of a series, this and the following, or all that are to come.

The change is made on one date's card and carried over to the others. Dates that have begun are never touched. A date
that somebody changed on its own keeps its own ways, unless the change is to ``overwrite`` them; where the change is about
something else, it is changed like the others. "This and the following" goes on as a series of its own, and so do the
dates that are to come when all of them move: what has been stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.history import forget_next_due, made_together, neighbours
from meetbot.booking.models import Booking
from meetbot.booking.reservations import reservations
from meetbot.booking.revising import apply, check_move, check_wish, keeps_setup
from meetbot.booking.rooms import Bookable, bookable
from meetbot.booking.series.changes import Aspect, DateChange
from meetbot.booking.series.dates import end_after
from meetbot.booking.series.diary import Diary, read_diary
from meetbot.booking.series.errors import UndecidedChange
from meetbot.booking.series.outlook import Choice, Choices
from meetbot.booking.series.scope import Affected, Scope, affected
from meetbot.booking.series.shifting import Shift
from meetbot.booking.series.splitting import carried_on
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.service import standard_of
from meetbot.times import Interval, NoSuchTime, local

_PLAIN = Choice()


@dataclass(frozen=True)
class SeriesChange:
    """What a change would do to the dates of its scope."""

    affected: Affected
    aspects: frozenset[Aspect]  # what it is about
    dates: tuple[DateChange, ...]

    @property
    def undecided(self) -> tuple[DateChange, ...]:
        return tuple(each for each in self.dates if each.problem)

    @property
    def exceptions(self) -> tuple[DateChange, ...]:
        """The dates that keep their own ways in what the change is about."""
        return tuple(each for each in self.dates if each.keeps)


def change_preview(
    session: Session,
    booking_id: int,
    scope: Scope,
    by: Member,
    wish: Wish,
    now: datetime,
    site: Site,
    choices: Choices | None = None,
    overwrite: bool = False,
    confirmed_closed: bool = False,
) -> SeriesChange:
    """
    What ``change_dates`` would do; nothing is written.

    ``wish`` says what the booking at hand should become; what differs from what it is now goes for the others too.
    ``choices``, by the rule's day as the date is called now: left as it is (``skip``), in another room, at another time.
    Raises UnknownBooking, NoSeries, NotYourBooking, and what is wrong with the wish whatever the date.
    """
    found = affected(session, booking_id, scope, by, now)
    pressed = booking_of(session, booking_id)
    shift = Shift.between(pressed, room_of(session, pressed).room, wish, site.zone)
    plan = Planned(session, shift, found, pressed, choices or {}, overwrite, confirmed_closed, now, site)
    dates = [plan.date(booking) for booking in found.dates]
    for each in dates:
        if not each.problem and not each.is_left:
            check_wish(session, each.booking, each.wish, by)
    return SeriesChange(found, shift.aspects, tuple(_judged(session, dates, now)))


def change_dates(
    session: Session,
    booking_id: int,
    scope: Scope,
    by: Member,
    wish: Wish,
    now: datetime,
    site: Site,
    choices: Choices | None = None,
    overwrite: bool = False,
    confirmed_closed: bool = False,
) -> SeriesChange:
    """
    The dates of the scope, changed; all of them or none.

    Raises UndecidedChange with every date that still needs a choice, what ``change_preview`` raises, and SlotTaken when
    somebody was faster.
    """
    found = change_preview(session, booking_id, scope, by, wish, now, site, choices, overwrite, confirmed_closed)
    if found.undecided:
        raise UndecidedChange(found.undecided)
    changed = [each for each in found.dates if not each.is_left]
    if not changed or not found.aspects:
        return found
    pressed = booking_of(session, booking_id)
    if scope is not Scope.THIS:
        shift = Shift.between(pressed, room_of(session, pressed).room, wish, site.zone)
        carried_on(session, found.affected, scope, shift, room_wished(session, pressed, wish), by, now, site)
    concerned = {id_ for each in changed for id_ in neighbours(session, each.booking)}
    let_go(session, ((each.booking, each.offer, each.room) for each in changed))
    for each in changed:
        assert each.offer is not None
        apply(session, each.booking, each.wish, each.offer, each.room, by, now)
    made_together(session, [each.booking.id or 0 for each in changed], by, now)
    forget_next_due(session, concerned)
    return found


def room_wished(session: Session, pressed: Booking, wish: Wish) -> int:
    """The room, by id, that the dates have in common from now on."""
    place = bookable(session, wish.room) if wish.room else room_of(session, pressed)
    assert place.room.id is not None
    return place.room.id


def let_go(session: Session, changed: Iterable[tuple[Booking, Offer | None, Bookable]]) -> None:
    """Free what those bookings hold that will hold something else: one may take over what another has now."""
    for booking, offer, room in changed:
        assert booking.id is not None
        assert offer is not None
        held = Interval(booking.reserved_from, booking.reserved_until)
        if (held, booking.room_id) != (offer.reserved, room.room.id):
            for row in reservations(session, booking.id):
                session.delete(row)
    session.flush()


@dataclass(frozen=True)
class Planned:
    """The change of every date before anybody has looked at rooms; ``pressed`` is the one that the wish was made on."""

    session: Session
    shift: Shift
    found: Affected
    pressed: Booking | None
    choices: Choices
    overwrite: bool
    confirmed_closed: bool
    now: datetime
    site: Site
    rooms: dict[int, Bookable] = field(default_factory=dict)  # by id, each read once

    def here(self, booking: Booking) -> Bookable:
        """The room that a date has, read once."""
        if booking.room_id not in self.rooms:
            self.rooms[booking.room_id] = room_of(self.session, booking)
        return self.rooms[booking.room_id]

    def date(self, booking: Booking) -> DateChange:
        """What becomes of one date, or why it cannot."""
        assert booking.series_date is not None
        choice = self.choices.get(local(booking.series_date, self.site.zone).date(), _PLAIN)
        here = self.here(booking)
        if choice.skip:
            return DateChange(booking, wish_of(booking, here.room), here, is_left=True)
        keeps = self._keeps(booking)
        try:
            wish = self._wish(booking, here, keeps, choice)
        except NoSuchTime as gap:
            return DateChange(booking, wish_of(booking, here.room), here, keeps, problem=gap)
        there = here if wish.room in (None, here.spec.code) else self.room(wish.room or "")
        planned = DateChange(booking, wish, there, keeps)
        try:
            closed_ok = self.confirmed_closed or choice.closed_ok
            check_move(booking, wish, there, self.now, self.site, closed_ok)
        except MeetbotError as problem:
            return replace(planned, problem=problem)
        return planned

    def room(self, code: str) -> Bookable:
        """The room with this code, read once. Raises UnknownRoom."""
        known = next((room for room in self.rooms.values() if room.spec.code == code), None)
        if known is None:
            known = bookable(self.session, code)
            assert known.room.id is not None
            self.rooms[known.room.id] = known
        return known

    def _keeps(self, booking: Booking) -> frozenset[Aspect]:
        if self._is_pressed(booking) or self.overwrite:
            return frozenset()
        return self.shift.kept(booking, self.found.series)

    def _is_pressed(self, booking: Booking) -> bool:
        return self.pressed is not None and booking.id == self.pressed.id

    def _wish(self, booking: Booking, here: Bookable, keeps: frozenset[Aspect], choice: Choice) -> Wish:
        if self._is_pressed(booking):
            wish = self.shift.wish
        else:
            wish = self.shift.wish_for(booking, here.room, self.found.series, keeps)
        if choice.starts_at:
            wish = _at(wish, choice.starts_at, self.site)
        return replace(wish, room=choice.room or wish.room)


def _at(wish: Wish, starts_at: datetime, site: Site) -> Wish:
    start, end = local(wish.starts_at, site.zone), local(wish.ends_at, site.zone)
    minutes = int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds() // 60)
    return replace(wish, starts_at=starts_at, ends_at=end_after(starts_at, minutes, site.zone))


def _judged(session: Session, dates: list[DateChange], now: datetime) -> Iterator[DateChange]:
    """Each date beside all other bookings and those of the series that were changed before it, in this order."""
    wanted = [each for each in dates if not each.problem and not each.is_left]
    if not wanted:
        yield from dates
        return
    diary = _diary(session, wanted)
    versions = {id_: standard_of(session, id_) for id_ in {each.booking.standard_id for each in wanted}}
    for each in dates:
        if each.problem or each.is_left:
            yield each
            continue
        own = replace(diary, standard=versions[each.booking.standard_id])
        has = Interval(each.booking.reserved_from, each.booking.reserved_until)
        keeps = has if keeps_setup(each.booking, each.wish, each.room, now) else None
        try:
            offer = own.offer(each.wish, each.room, now, keeps)
        except MeetbotError as problem:
            yield replace(each, problem=problem)
            continue
        own.note(each.wish, offer)
        yield replace(each, offer=offer)


def _diary(session: Session, wanted: list[DateChange]) -> Diary:
    rooms = {each.room.spec.code: each.room for each in wanted}
    window = Interval(
        min(min(each.wish.starts_at, each.booking.reserved_from) for each in wanted),
        max(each.wish.ends_at for each in wanted),
    )
    ends = [each.wish.ends_at for each in wanted]
    without = {each.booking.id or 0 for each in wanted}
    return read_diary(session, list(rooms.values()), window, ends, current_standard(session).standard, without)
