"""Rows about calendars of others: what was taken over, from where, by whom."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class CalendarImport(SQLModel, table=True):
    """Somebody took a calendar over. The counts say what became of it then; undoing keeps the row."""

    __tablename__ = "calendar_import"

    id: int | None = Field(default=None, primary_key=True)
    purpose: str = Field(description='"busy" (closures of a room) or "bookings"')
    room_id: int | None = Field(default=None, foreign_key="room.id", description="the room that is busy")
    name: str = Field(description="what the calendar calls itself, or the file's name")
    by: int = Field(foreign_key="person.id")
    at: datetime
    draft_id: int | None = Field(default=None, unique=True, description="the draft it was confirmed from: once only")
    made: int = 0
    moved: int = 0
    removed: int = 0
    left_out: int = 0
    undone_at: datetime | None = None
    undone_by: int | None = Field(default=None, foreign_key="person.id")


class CalendarSubscription(SQLModel, table=True):
    """An address that the bot fetches regularly: its events are busy time of a room."""

    __tablename__ = "calendar_subscription"

    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    url: str = Field(description="may hold a secret: shown to admins shortened, never logged")
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    removed_at: datetime | None = None
    removed_by: int | None = Field(default=None, foreign_key="person.id")


class CalendarFetch(SQLModel, table=True):
    """The last look at a subscription, and since when it fails: the next one is derived from it."""

    __tablename__ = "calendar_fetch"

    subscription_id: int = Field(primary_key=True, foreign_key="calendar_subscription.id")
    at: datetime
    etag: str = ""
    last_modified: str = ""
    name: str = Field(default="", description="what the calendar calls itself")
    dates: int = Field(default=0, description="how many dates it closes the room on")
    succeeded_at: datetime | None = None
    misses: int = Field(default=0, description="failures in a row")
    failing_since: datetime | None = None
    trouble: str = Field(
        default="", description='why the last look failed: "status 404", "timeout", "not_a_calendar" ...'
    )


class ImportedDate(SQLModel, table=True):
    """One date of a foreign event, and what was made of it. One that was removed may come again, in the same row."""

    __tablename__ = "imported_date"
    __table_args__ = (UniqueConstraint("owner", "uid", "original"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(description='whose it is: "room:3", "person:7", "subscription:2"')
    uid: str = Field(description="the foreign event's UID")
    original: str = Field(
        description="the start that its rule gave it, ISO 8601 in UTC; empty for an event that does not repeat"
    )
    sequence: int
    starts_at: datetime
    ends_at: datetime
    import_id: int | None = Field(
        default=None, foreign_key="calendar_import.id", index=True, description="the import that made it"
    )
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    removed_at: datetime | None = None
