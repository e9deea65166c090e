"""
Another rule for the dates of a series that are to come: other weekdays, another rhythm, another end.

The new rule begins where the change does. Dates that both rules have stay, others move onto the nearest new one and keep who
took them and what was done (``matching``); what the new rule has besides is booked, what it has no more is cancelled. Dates
that were cancelled or left out before, and those of somebody else, stay so. Everything else that changes goes for all of them,
as in ``changing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.models import Booking, Room
from meetbot.booking.revising import check_wish, keeps_setup
from meetbot.booking.rules import check_heads, check_step, check_type, clean_title
from meetbot.booking.series.changes import Aspect, DateChange, NewDate
from meetbot.booking.series.changing import Planned
from meetbot.booking.series.dates import days
from meetbot.booking.series.diary import Diary, read_diary
from meetbot.booking.series.errors import NothingLeft
from meetbot.booking.series.finding import bookings_in, repeat_of
from meetbot.booking.series.matching import matched, reach
from meetbot.booking.series.outlook import Choice, Choices, Fate, Slot
from meetbot.booking.series.rule import Repeat
from meetbot.booking.series.scope import SHARED, Affected, Scope, affected
from meetbot.booking.series.shifting import Shift
from meetbot.booking.series.slots import Timetable, slots
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.needs import Needs
from meetbot.standard.service import standard_of
from meetbot.times import Interval, local

_LEFT_OUT = (Fate.CLOSED, Fate.SAME, Fate.SKIPPED)


@dataclass(frozen=True)
class Replan:
    """What another rule would do to the dates of a scope."""

    affected: Affected
    shift: Shift  # what changes besides
    repeat: Repeat  # the new rule, written out
    dates: tuple[NewDate, ...]
    left_out: tuple[Slot, ...]  # closed, or left out or cancelled before
    dropped: tuple[Booking, ...]  # the new rule does not have them: they are cancelled

    @property
    def undecided(self) -> tuple[NewDate, ...]:
        return tuple(each for each in self.dates if each.problem)

    @property
    def fresh(self) -> tuple[NewDate, ...]:
        return tuple(each for each in self.dates if each.was is None)

    @property
    def moved(self) -> tuple[NewDate, ...]:
        return tuple(each for each in self.dates if each.is_moved)

    @property
    def exceptions(self) -> tuple[DateChange, ...]:
        """The dates that keep their own ways in what the change is about."""
        return tuple(each.was for each in self.dates if each.was is not None and each.was.keeps)


def replan_preview(
    session: Session,
    booking_id: int,
    scope: Scope,
    by: Member,
    wish: Wish,
    repeat: Repeat,
    now: datetime,
    site: Site,
    choices: Choices | None = None,
    overwrite: bool = False,
    confirmed_closed: bool = False,
) -> Replan:
    """
    What ``replan`` would do; nothing is written.

    ``wish`` as for ``change_preview``; ``choices``, by the new rule's day. Raises UnknownBooking, NoSeries, NotYourBooking, NothingLeft
    where no date is to come, and what is wrong with the wish or the rule whatever the date.
    """
    found = affected(session, booking_id, scope, by, now)
    if not found.dates:
        raise NothingLeft
    pressed = booking_of(session, booking_id)
    between = Shift.between(pressed, room_of(session, pressed).room, wish, site.zone)
    shift = replace(between, aspects=between.aspects - {Aspect.DAY}, days=0)
    first = _named_day(found.dates[0], site) + timedelta(days=between.days)
    desk = _Desk(session, found, shift, pressed, choices or {}, overwrite, confirmed_closed, by, now, site)
    return desk.replanned(repeat.settled(first), first)


@dataclass(frozen=True)
class _Desk:
    """Everything that is known while a rule is worked out."""

    session: Session
    found: Affected
    shift: Shift
    pressed: Booking
    choices: Choices
    overwrite: bool
    confirmed_closed: bool
    by: Member
    now: datetime
    site: Site

    def replanned(self, repeat: Repeat, first: date) -> Replan:
        series, shift = self.found.series, self.shift
        begins = shift.begins if Aspect.TIME in shift.aspects else series.begins
        minutes = shift.minutes if Aspect.LENGTH in shift.aspects else series.minutes
        table = Timetable(repeat, first, begins, minutes, self.site)
        wanted = slots(table, self.now, self.choices, self.confirmed_closed)
        self._check(wanted[0])
        movable = {_named_day(each, self.site): each for each in self.found.dates}
        closed = {slot.day for slot in wanted if slot.fate in (Fate.CLOSED, Fate.SAME)}
        became = matched({*movable, *self._not_to_touch(movable)}, [slot.day for slot in wanted],
                         reach(repeat_of(series), repeat), closed)  # fmt: skip
        dates, left = [], []
        for slot in wanted:
            was = became.get(slot.day)
            if was in movable:
                dates.append(self._kept(slot, movable[was]))
            elif was is not None or slot.fate in _LEFT_OUT:
                left.append(slot if slot.fate in _LEFT_OUT else replace(slot, fate=Fate.SKIPPED))
            else:
                dates.append(self._new(slot))
        used = set(became.values())
        dropped = tuple(each for day, each in movable.items() if day not in used and day >= first)
        judged = self._judged(dates, dropped)
        return Replan(self.found, shift, repeat, tuple(judged), tuple(left), dropped)

    def _check(self, slot: Slot) -> None:
        """Raises what is wrong with the wish whatever the date."""
        common = self._common
        clean_title(common.title)
        check_heads(common.heads)
        check_type(common.meeting_type, common.layout, current_standard(self.session).standard, self.by)
        for moment in (slot.starts_at, slot.ends_at):
            check_step(moment, self.site)

    def _not_to_touch(self, movable: Mapping[date, Booking]) -> set[date]:
        """The days of the old rule that stay without a date of this person: cancelled, left out, or somebody else's."""
        series, begins = self.found.series, min(movable)
        assert series.id is not None
        rows = {_named_day(each, self.site) for each in bookings_in(self.session, series.id)}
        rule = repeat_of(series)
        by_rule = days(rule, series.first_day, self.site, rule.until or max(rows))
        gaps = {day for day in by_rule if day not in rows and self.site.hours_on(day) is not None}
        return {day for day in (rows | gaps) - set(movable) if day >= begins}

    @cached_property
    def _common(self) -> Wish:
        """What a new date asks for: the series' own values, and what changes."""
        series, shift = self.found.series, self.shift
        values: dict[str, Any] = {
            aspect: getattr(shift.wish if aspect in shift.aspects else series, aspect) for aspect in SHARED
        }
        if Aspect.NEEDS not in shift.aspects:
            values[Aspect.NEEDS] = Needs.model_validate(series.needs)
        room = shift.wish.room if Aspect.ROOM in shift.aspects else self.session.get_one(Room, series.room_id).code
        organiser = shift.wish.organiser or self.pressed.organiser_id
        return replace(shift.wish, **values, room=room, organiser=organiser)

    @cached_property
    def _plan(self) -> Planned:
        return Planned(self.session, self.shift, self.found, None, {}, self.overwrite, self.confirmed_closed, self.now, self.site)  # fmt: skip

    def _kept(self, slot: Slot, booking: Booking) -> NewDate:
        """The old date as it would be on its new day."""
        was = _named_day(booking, self.site)
        moved_by = (slot.day - was).days
        aspects = self.shift.aspects | ({Aspect.DAY} if moved_by else set())
        choice = self.choices.get(slot.day)
        if choice is None and moved_by and slot.fate is Fate.BOOKED and slot.starts_at != slot.named:
            choice = Choice(starts_at=slot.starts_at)  # off a closed day
        plan = replace(
            self._plan,
            shift=replace(self.shift, aspects=frozenset(aspects), days=moved_by),
            choices={was: choice} if choice else {},
            overwrite=self.overwrite or booking.id == self.pressed.id,
        )
        change = plan.date(booking)
        if not change.problem and not change.is_left:
            check_wish(self.session, booking, change.wish, self.by)
        is_changed = not change.is_left and change.wish != wish_of(booking, self._plan.here(booking).room)
        return NewDate(slot, change.wish, change.room, change, problem=change.problem, is_changed=is_changed)

    def _new(self, slot: Slot) -> NewDate:
        choice = self.choices.get(slot.day)
        wish = replace(self._common, starts_at=slot.starts_at, ends_at=slot.ends_at)
        wish = replace(wish, room=choice.room or wish.room) if choice else wish
        return NewDate(slot, wish, self._plan.room(wish.room or ""), problem=slot.problem)

    def _judged(self, dates: list[NewDate], dropped: tuple[Booking, ...]) -> Iterator[NewDate]:
        """Each date beside all other bookings and those of the series before it."""
        wanted = [each for each in dates if each.is_changed and not each.problem]
        diary = self._diary(wanted, dropped) if wanted else None
        for each in dates:
            if diary is None or not each.is_changed or each.problem:
                yield each
                continue
            try:
                offer = self._offer(diary, each)
            except MeetbotError as problem:
                yield replace(each, problem=problem)
                continue
            diary.note(each.wish, offer)
            yield replace(each, offer=offer)

    def _offer(self, diary: Diary, each: NewDate) -> Offer:
        if each.was is None:
            return diary.offer(each.wish, each.room, self.now)
        booking = each.was.booking
        has = Interval(booking.reserved_from, booking.reserved_until)
        keeps = has if keeps_setup(booking, each.wish, each.room, self.now) else None
        own = replace(diary, standard=standard_of(self.session, booking.standard_id))
        return own.offer(each.wish, each.room, self.now, keeps)

    def _diary(self, wanted: list[NewDate], dropped: tuple[Booking, ...]) -> Diary:
        moved = [each.was.booking for each in wanted if each.was is not None]
        begins = [each.wish.starts_at for each in wanted] + [booking.reserved_from for booking in moved]
        window = Interval(min(begins), max(each.wish.ends_at for each in wanted))
        rooms = {each.room.spec.code: each.room for each in wanted}
        gone = {booking.id or 0 for booking in (*moved, *dropped)}
        ends = [each.wish.ends_at for each in wanted]
        return read_diary(self.session, list(rooms.values()), window, ends, current_standard(self.session).standard, gone)  # fmt: skip


def _named_day(booking: Booking, site: Site) -> date:
    assert booking.series_date is not None
    return local(booking.series_date, site.zone).date()
