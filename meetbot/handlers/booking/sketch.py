"""What somebody has said so far about a meeting they want to book or change: the fields of their draft, as a value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from meetbot.booking.errors import UnknownMeetingType
from meetbot.booking.models import Booking, Room
from meetbot.booking.series.outlook import Choice
from meetbot.booking.series.rule import Repeat
from meetbot.booking.series.scope import Scope
from meetbot.booking.wishes import Wish, wish_of
from meetbot.drafts.models import Draft
from meetbot.standard.document import MeetingType, Standard
from meetbot.standard.needs import Needs
from meetbot.times import local, utc

BOOKING, CHANGE = "booking", "change"  # the kinds of drafts: a new booking, a change of one


class Step(StrEnum):
    """What the message shows: one of the questions, the whole, or one part of the whole."""

    DAY = "day"
    START = "start"
    LENGTH = "length"
    HEADS = "heads"
    TYPE = "type"
    WHOLE = "whole"
    ROOM = "room"
    LAYOUT = "layout"
    NEEDS = "needs"
    EQUIPMENT = "equipment"
    TITLE = "title"
    ORGANISER = "organiser"
    PREPARED = "prepared"
    REPEAT = "repeat"
    ENDS = "ends"
    CLOSED = "closed"
    CLASH = "clash"


QUESTIONS = (Step.DAY, Step.START, Step.LENGTH, Step.HEADS, Step.TYPE)


# What a meeting is, as far as its changer may say; day, time of day and moment are one thing.
_MOMENT = {"day", "at", "start"}
_FACTS = (*_MOMENT, "minutes", "heads", "type", "layout", "needs", "room", "title", "organiser")


class Sketch(BaseModel):
    """A meeting in the making. ``start`` is known once day and wall time are, and is a moment that exists."""

    model_config = ConfigDict(frozen=True)

    day: date | None = None
    at: time | None = None
    start: datetime | None = None
    minutes: int | None = None
    heads: int | None = None
    type: str | None = None
    layout: str | None = None  # none: as the type has it
    needs: Needs | None = None  # none: as the type has them
    room: str | None = None  # none: the tightest that fits
    title: str = ""
    organiser: int | None = None  # in whose name (person id); none: in one's own
    named: str = ""  # the words by which the organiser was looked for last
    repeat: Repeat | None = None  # none: once
    choices: dict[date, Choice] = {}  # what was decided about single dates of a series, by the rule's day
    clash: date | None = None  # the date that is being decided about
    scope: Scope | None = None  # of a series that is changed: which dates
    overwrite: bool = False  # the dates that have their own ways are changed too
    closed_ok: bool = False  # asked, and wanted although the building is closed
    unread: tuple[str, ...] = ()  # what was said and not understood
    titles: tuple[str, ...] = ()  # those of it that may be the title, each a tap away
    step: Step = Step.DAY
    booking: int | None = None  # the booking that is changed
    since: int = 0  # the newest entry of its history that this shows
    was: Sketch | None = None  # the booking as it was then: what differs is what its changer wants
    with_plan: bool = True  # the seating plan goes out with the answer
    series: int | None = None  # the series that was booked
    booked: int | None = None  # what became of it; then only the answer is still to be sent
    update: int | None = None  # the newest update that was worked in (answering.HEARD)
    taken_up: int | None = None  # the update that took it up again after it was left half-made

    @classmethod
    def of(cls, draft: Draft) -> Sketch:
        return cls.model_validate(draft.fields)

    @classmethod
    def to_change(cls, booking: Booking, room: Room, zone: ZoneInfo, since: int) -> Sketch:
        """The booking as it stands after the entry ``since`` of its history, to be changed."""
        was = cls.like(wish_of(booking, room), zone).shown(booking=booking.id, closed_ok=True)  # confirmed at this time
        return was.shown(since=since, was=was)

    @classmethod
    def like(cls, wish: Wish, zone: ZoneInfo) -> Sketch:
        """Everything that a wish says, on the whole card."""
        wall = local(wish.starts_at, zone)
        return cls(
            day=wall.date(),
            at=wall.time().replace(fold=0),
            start=wish.starts_at,
            minutes=(wish.ends_at - wish.starts_at) // timedelta(minutes=1),
            heads=wish.heads,
            type=wish.meeting_type,
            layout=wish.layout,
            needs=wish.needs,
            room=wish.room,
            title=wish.title,
            organiser=wish.organiser,
            step=Step.WHOLE,
        )

    def onto(self, now: Sketch) -> Sketch:
        """What its changer wants, on the booking as it is ``now`` (``to_change``): where both differ, the changer's."""
        assert self.was is not None
        differing = {name for name in _FACTS if getattr(self, name) != getattr(self.was, name)}
        if differing & _MOMENT:
            differing |= _MOMENT
        return now.shown(**{name: getattr(self, name) for name in differing}, **_kept(self))

    @property
    def length(self) -> timedelta | None:
        return None if self.minutes is None else timedelta(minutes=self.minutes)

    @property
    def end(self) -> datetime | None:
        return self.start + self.length if self.start and self.length else None

    @property
    def next_question(self) -> Step:
        """The first question without an answer, or the whole."""
        known = {
            Step.DAY: self.day,
            Step.START: self.start,
            Step.LENGTH: self.minutes,
            Step.HEADS: self.heads,
            Step.TYPE: self.type,
        }
        is_endless = self.repeat is not None and self.repeat.is_endless
        return next((step for step in QUESTIONS if known[step] is None), Step.ENDS if is_endless else Step.WHOLE)

    def with_(self, **changed: object) -> Sketch:
        """The sketch with these fields, on its next question."""
        return self.shown(**changed).on_next()

    def shown(self, **changed: object) -> Sketch:
        """The sketch with these fields, on the same step."""
        return Sketch.model_validate({**dict(self), **changed})

    def on_next(self) -> Sketch:
        return self.shown(step=self.next_question)

    def on_day(self, day: date, zone: ZoneInfo) -> Sketch:
        """On this day; a time of day that was said stays. Raises NoSuchTime, TwiceTime."""
        start = utc(datetime.combine(day, self.at), zone) if self.at else None
        return self.with_(day=day, start=start, closed_ok=False)

    def at_time(self, at: time, zone: ZoneInfo) -> Sketch:
        """At this wall time, on the day once it is known. Raises NoSuchTime, TwiceTime."""
        start = utc(datetime.combine(self.day, at), zone) if self.day else None
        return self.with_(at=at, start=start, closed_ok=False)

    def starting(self, start: datetime, zone: ZoneInfo) -> Sketch:
        """At this very moment."""
        wall = local(start, zone)
        return self.with_(day=wall.date(), at=wall.time().replace(fold=0), start=start, closed_ok=False)

    def of_type(self, kind: MeetingType) -> Sketch:
        """Of this type: its needs, and its layout unless another that it has was chosen."""
        if kind.key == self.type:
            return self.on_next()
        layout = self.layout if self.layout in kind.layouts else None
        told = kind.needs.with_told_of(self.needs) if self.needs else kind.needs
        return self.with_(type=kind.key, layout=layout, needs=told if told != kind.needs else None)

    def needs_in(self, standard: Standard) -> Needs:
        """The needs that were chosen, else the type's."""
        return self.needs or type_in(standard, self.type).needs

    def wish(self, standard: Standard) -> Wish:
        """The whole as a wish. Raises UnknownMeetingType; every question must have its answer."""
        assert self.start is not None
        assert self.end is not None
        assert self.heads is not None
        kind = type_in(standard, self.type)
        return Wish(
            starts_at=self.start,
            ends_at=self.end,
            heads=self.heads,
            meeting_type=kind.key,
            layout=self.layout or kind.layouts[0],
            needs=self.needs or kind.needs,
            title=self.title,
            room=self.room,
            organiser=self.organiser,
        )


def _kept(sketch: Sketch) -> dict[str, object]:
    """What a change of the booking by somebody else does not touch: where its changer is, and for which dates."""
    return {
        name: getattr(sketch, name)
        for name in ("step", "update", "scope", "repeat", "choices", "clash", "overwrite", "named")
    }


def type_in(standard: Standard, key: str | None) -> MeetingType:
    """The type called ``key``. Raises UnknownMeetingType."""
    try:
        return standard.type_(key or "")
    except KeyError:
        raise UnknownMeetingType(key or "") from None
