"""
Rows about rooms and their use.

A booking's hold on the rooms is its reservations: one row per physical room (a hall booked whole holds its parts), over
set-up + event + clearing. The database itself refuses two active reservations of a room that overlap
(constraint ``reservation_no_overlap``: a trigger on SQLite, an exclusion constraint on PostgreSQL).
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import JSON, Column, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text


class Room(SQLModel, table=True):
    """A room or public area that the config file describes. A room that left the file stays, inactive, for its past."""

    __tablename__ = "room"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, description="stable short name from rooms.yaml")
    position: int = Field(description="order in the file, and in lists")
    spec: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), description="booking.rooms.RoomSpec as JSON")
    is_active: bool = True


class Series(SQLModel, table=True):
    """
    A meeting that repeats: its rule, and what its dates have in common.

    Every date is a booking of its own, which says what holds for it; a date that differs from the row here is an
    exception. A change of "this and following" begins another series.
    """

    __tablename__ = "series"

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True, description="iCalendar UID of all its dates")
    repeat: dict[str, Any] = Field(
        sa_column=Column(JSON, nullable=False), description="booking.series.rule.Repeat as JSON"
    )
    first_day: date = Field(description="local day from which the rule counts")
    begins: time = Field(description="wall time at which each date begins")
    minutes: int = Field(description="length on the wall clock")
    zone: str = Field(description="IANA zone of that wall clock")
    room_id: int = Field(foreign_key="room.id")
    title: str
    meeting_type: str
    layout: str
    heads: int
    needs: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), description="standard.needs.Needs as JSON")
    tea_every: int | None = None
    rostrum_every: int | None = None
    split_from: int | None = Field(default=None, foreign_key="series.id", description="the series it was a part of")
    sequence: int = Field(default=0, description="iCalendar SEQUENCE; rises with every change of any of its dates")
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    changed_at: datetime
    draft_id: int | None = Field(default=None, unique=True, description="the draft it was confirmed from: once only")


class Booking(SQLModel, table=True):
    """A meeting in a room, as it was confirmed. Cancelling keeps the row."""

    __tablename__ = "booking"
    __table_args__ = (
        Index(
            "ix_booking_arranged_by", "arranged_by",
            sqlite_where=text("arranged_by IS NOT NULL"), postgresql_where=text("arranged_by IS NOT NULL"),
        ),
        Index(
            "ix_booking_next_due", "next_due",
            sqlite_where=text("next_due IS NOT NULL"), postgresql_where=text("next_due IS NOT NULL"),
        ),
        Index(
            "ix_booking_next_due_unknown", "starts_at",
            sqlite_where=text("next_due IS NULL"), postgresql_where=text("next_due IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True, description="iCalendar UID, the same for ever")
    room_id: int = Field(
        foreign_key="room.id", index=True, description="the bookable room; its parts hold the reservations"
    )
    organiser_id: int = Field(foreign_key="person.id", index=True)
    title: str
    meeting_type: str
    layout: str
    heads: int
    places: int = Field(description="seats in the plan: heads or slightly more (T1.2)")
    starts_at: datetime = Field(index=True)
    ends_at: datetime = Field(description="planned end; extending moves it")
    reserved_from: datetime = Field(description="start of set-up")
    reserved_until: datetime = Field(description="end of clearing")
    needs: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), description="standard.needs.Needs as JSON")
    standard_id: int = Field(foreign_key="standard_version.id")
    tea_every: int | None = Field(default=None, description="minutes; none: as the standard or the room says (M5)")
    rostrum_every: int | None = Field(default=None, description="minutes; none: as the standard or the room says (M4)")
    told_at: datetime = Field(
        description="when the booking was made or its start last moved: decides short notice (D8c)"
    )
    schedule: int = Field(
        default=1, description="rises when the start moves by more than ten minutes; names occurrences"
    )
    sequence: int = Field(default=0, description="iCalendar SEQUENCE (RFC 5545, 3.8.7.4)")
    made_by: int = Field(foreign_key="person.id")
    arranged_by: int | None = Field(
        default=None,
        foreign_key="person.id",
        description="who booked it in the organiser's name and looks after it; none: the organiser, or it was passed on since",
    )
    made_at: datetime
    changed_at: datetime
    cancelled_at: datetime | None = None
    cancelled_by: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = Field(default=None, description="when the meeting really ended, once somebody said so")
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    draft_id: int | None = Field(default=None, unique=True, description="the draft it was confirmed from: once only")
    next_due: datetime | None = Field(default=None, description="cache of the ticker; none: to be worked out again")
    series_id: int | None = Field(default=None, foreign_key="series.id", index=True)
    series_date: datetime | None = Field(
        default=None, description="when the rule has this date begin, wherever it was moved to (RECURRENCE-ID)"
    )


LONG = timedelta(days=1)
# A day, as each database tells the length of a reservation; an index is used where a query says it in the same words.
_LONG = {
    "sqlite": "julianday(until_at) - julianday(from_at) > 1",
    "postgresql": "(until_at - from_at) > '1 day'::interval",
}


class lasts_long(ColumnElement[bool]):  # noqa: N801 - reads as a function in a query
    """Whether a reservation lasts longer than ``LONG``; without a type, since SQLite would be asked for "= 1", too."""

    inherit_cache = True


@compiles(lasts_long)
def _(_element: lasts_long, compiler: SQLCompiler, **_said: Any) -> str:
    return _LONG[compiler.dialect.name]


class Reservation(SQLModel, table=True):
    """A booking's hold on one physical room, half-open [from_at, until_at)."""

    __tablename__ = "reservation"
    __table_args__ = (
        Index(
            "ix_reservation_active", "room_id", "from_at", "until_at",
            # as SQLAlchemy renders the flag in a query on each database: else the index would not be used
            sqlite_where=text("is_active = 1"), postgresql_where=text("is_active"),
        ),
        # Which of all rooms are free: what began within a day, and the few that last longer.
        Index(
            "ix_reservation_from", "from_at", "until_at", "room_id",
            sqlite_where=text("is_active = 1"), postgresql_where=text("is_active"),
        ),
        Index(
            "ix_reservation_long", "until_at", "from_at", "room_id",
            sqlite_where=text(f"is_active = 1 AND {_LONG['sqlite']}"),
            postgresql_where=text(f"is_active AND {_LONG['postgresql']}"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    room_id: int = Field(foreign_key="room.id")
    from_at: datetime
    until_at: datetime
    is_active: bool = True


class Closure(SQLModel, table=True):
    """A physical room that may not be used, for a reason (a defect, a repair)."""

    __tablename__ = "closure"

    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    from_at: datetime
    until_at: datetime | None = Field(default=None, description="none: until somebody opens the room again")
    reason: str
    defect_id: int | None = Field(default=None, description="the defect that closed the room")
    imported_id: int | None = Field(
        default=None,
        foreign_key="imported_date.id",
        index=True,
        description="the date of another calendar that closes it",
    )
    closed_by: int | None = Field(default=None, foreign_key="person.id")


class MeetingBreak(SQLModel, table=True):
    """A break of a meeting, planned or started live; tea rounds pause (M6)."""

    __tablename__ = "meeting_break"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    starts_at: datetime
    ends_at: datetime | None = Field(default=None, description="none: still going on")
    set_by: int = Field(foreign_key="person.id")


# What can be done to a booking, as its history calls it.
ChangeVerb = Literal[
    "book", "move", "resize", "change", "extend", "shorten", "end", "cancel", "hand_over", "tell", "settle_needs",
    "plan_break", "drop_break", "end_break", "standard", "uninvite",
]  # fmt: skip


class BookingChange(SQLModel, table=True):
    """What somebody did to a booking, for its history: never edited, never deleted."""

    __tablename__ = "booking_change"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    verb: str = Field(description="a ChangeVerb")
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), default_factory=dict)
    after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), default_factory=dict)
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    together_with: int | None = Field(
        default=None, description="the booking of the same series whose change this one was made together with"
    )


class Feed(SQLModel, table=True):
    """A secret calendar address. Revoking it makes the address answer 404 for ever."""

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("secret_sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, description="whose rights decide what the feed shows")
    scope: str = Field(description='"mine", "house", "room:<code>", "work"')
    secret: str = Field(description="shown again to its owner by /calendar")
    secret_sha256: str = Field(description="looked up by digest, so timing tells nothing about the secret")
    made_at: datetime
    revoked_at: datetime | None = None
