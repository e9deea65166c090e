"""Facts about checklist items and tea rounds. The items themselves are derived and have no rows."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text


class Outcome(StrEnum):
    """What became of an item."""

    TICKED = "ticked"
    SKIPPED = "skipped"
    PROBLEM = "problem"


class Tick(SQLModel, table=True):
    """Somebody dealt with an item: ticked, skipped it with a reason, or found a problem. Unticking sets ``undone_at``."""

    __tablename__ = "tick"
    __table_args__ = (
        Index(
            "ux_tick_standing", "booking_id", "item", unique=True,
            sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id")
    item: str = Field(description='the item\'s stable key: "prep.air", "refill:1.3" (schedule 1, round 3)')
    fingerprint: str = Field(
        description="what the item asked for; differs from today's: changed since, to be seen again"
    )
    outcome: Outcome = Outcome.TICKED
    reason: str = ""
    count: int | None = Field(default=None, description="evidence: what was counted")
    file_id: int | None = Field(default=None, foreign_key="stored_file.id", description="evidence: a photo")
    by: int = Field(foreign_key="person.id")
    at: datetime
    undone_at: datetime | None = None
    undone_by: int | None = Field(default=None, foreign_key="person.id")


class Take(SQLModel, table=True):
    """An attendant took a meeting's work; releasing it returns the work to the pool."""

    __tablename__ = "take"
    __table_args__ = (
        Index(
            "ux_take_standing", "booking_id", "person_id", unique=True,
            sqlite_where=text("released_at IS NULL"), postgresql_where=text("released_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    taken_at: datetime
    released_at: datetime | None = None


class Snooze(SQLModel, table=True):
    """A tea round was put off ("later"): it is called again at ``until``."""

    __tablename__ = "snooze"
    __table_args__ = (UniqueConstraint("booking_id", "item", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id")
    item: str = Field(description='the round\'s key: "refill:1.3"')
    number: int = Field(description="1 for the first time it was put off")
    until: datetime
    by: int = Field(foreign_key="person.id")
    at: datetime
