"""Facts about guests: who was invited by mail and taken off again, and every answer that was passed on."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text


class Partstat(StrEnum):
    """What a guest answers (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Guest(SQLModel, table=True):
    """
    Somebody invited to a meeting by mail. Taking them off keeps the row; who is invited again gets a new one.

    With a series they are invited to all its dates, and to those of the series that split off it; ``booking_id`` is the
    date whose organiser invited them.
    ``address`` is as mail travels: the domain in ASCII (xn--...), in lower case.
    """

    __tablename__ = "guest"
    __table_args__ = (
        Index(
            "ix_guest_invited", "booking_id", "folded", unique=True,
            sqlite_where=text("removed_at IS NULL AND series_id IS NULL"),
            postgresql_where=text("removed_at IS NULL AND series_id IS NULL"),
        ),
        Index(
            "ix_guest_of_series", "series_id", "folded", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_guest_booking", "booking_id"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id")
    series_id: int | None = Field(default=None, foreign_key="series.id", description="invited to all its dates")
    address: str
    folded: str = Field(description="the address in lower case: one person, however they write it")
    name: str = ""
    added_by: int = Field(foreign_key="person.id")
    added_at: datetime
    removed_by: int | None = Field(default=None, foreign_key="person.id")
    removed_at: datetime | None = None


class GuestAnswer(SQLModel, table=True):
    """One answer of a guest, out of a calendar file that somebody passed on (METHOD:REPLY). Never edited."""

    __tablename__ = "guest_answer"
    __table_args__ = (UniqueConstraint("guest_id", "answered_at", "sequence", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    guest_id: int = Field(foreign_key="guest.id")
    booking_id: int = Field(foreign_key="booking.id", description="the meeting that is answered")
    partstat: Partstat
    comment: str = ""
    answered_at: datetime = Field(description="DTSTAMP of the answer")
    sequence: int = Field(description="SEQUENCE of the invitation that was answered")
    about: str = Field(default="", description="RECURRENCE-ID in UTC where one date of a series is meant")
    passed_on_by: int = Field(foreign_key="person.id")
    passed_on_at: datetime
