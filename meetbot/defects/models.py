"""Rows about defects. What happened to a defect are rows of their own: who, when, what."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class Severity(StrEnum):
    """How bad a defect is. ``blocking`` closes the room until it is resolved."""

    MINOR = "minor"
    MAJOR = "major"
    BLOCKING = "blocking"


class Defect(SQLModel, table=True):
    """Something that is not as it should be. Its number in texts is its id."""

    __tablename__ = "defect"

    id: int | None = Field(default=None, primary_key=True)
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)
    item_key: str | None = Field(default=None, description="the checklist item it was found at")
    thing: str = Field(default="", description='what is broken, as a key: an Equipment, "chairs", "cups" ... or empty')
    words: str = ""
    reporter_id: int = Field(foreign_key="person.id")
    reported_at: datetime
    update_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, unique=True),
        description="the update that reported it: once only",
    )
    resolved_at: datetime | None = Field(
        default=None, index=True, description="copy of its resolution's time, for the index"
    )


# A photo that is added in the very moment of the report, but after it, is later by this: the alert does not have it.
AFTERWARDS = timedelta(microseconds=1)


class DefectPhoto(SQLModel, table=True):
    """A photo of a defect: part of the report when ``added_at`` is its time, added to it when later."""

    __tablename__ = "defect_photo"

    id: int | None = Field(default=None, primary_key=True)
    defect_id: int = Field(foreign_key="defect.id", index=True)
    file_id: int = Field(foreign_key="stored_file.id")
    added_by: int = Field(foreign_key="person.id")
    added_at: datetime


class DefectGrade(SQLModel, table=True):
    """A severity somebody gave; the newest counts."""

    __tablename__ = "defect_grade"

    id: int | None = Field(default=None, primary_key=True)
    defect_id: int = Field(foreign_key="defect.id", index=True)
    severity: Severity
    by: int = Field(foreign_key="person.id")
    at: datetime


class DefectAssignment(SQLModel, table=True):
    """Who is to mend it; the newest counts, one without a person returns it to the pool."""

    __tablename__ = "defect_assignment"

    id: int | None = Field(default=None, primary_key=True)
    defect_id: int = Field(foreign_key="defect.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    by: int = Field(foreign_key="person.id")
    at: datetime


class Resolution(SQLModel, table=True):
    """The defect was mended: by whom, when, how."""

    __tablename__ = "resolution"

    id: int | None = Field(default=None, primary_key=True)
    defect_id: int = Field(foreign_key="defect.id", unique=True)
    note: str
    by: int = Field(foreign_key="person.id")
    at: datetime
