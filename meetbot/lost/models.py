"""Rows about what was left behind: the find, its photos, and to whom it was handed over."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

# The ``thing`` of the inspection item that looks for it, in the standard's file.
LOST = "lost_property"
# A photo that is added in the very moment of the find, but after it, is later by this: the first message does not have it.
AFTERWARDS = timedelta(microseconds=1)


class Find(SQLModel, table=True):
    """Something that was left behind. Its number in texts is its id."""

    __tablename__ = "find"

    id: int | None = Field(default=None, primary_key=True)
    room_id: int | None = Field(default=None, foreign_key="room.id", index=True)
    booking_id: int | None = Field(
        default=None, foreign_key="booking.id", index=True, description="whose people left it; none: nobody knows"
    )
    item_key: str | None = Field(default=None, description="the inspection item it was found at")
    words: str = ""
    spot: str = Field(default="", description="where in the room: a seat, a sill")
    found_by: int = Field(foreign_key="person.id")
    found_at: datetime
    update_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, unique=True),
        description="the update that told of it: once only",
    )
    handed_over_at: datetime | None = Field(
        default=None, index=True, description="copy of its hand-over's time, for the index"
    )


class FindPhoto(SQLModel, table=True):
    """A photo of a find: part of what is told first when ``added_at`` is its time, added to it when later."""

    __tablename__ = "find_photo"

    id: int | None = Field(default=None, primary_key=True)
    find_id: int = Field(foreign_key="find.id", index=True)
    file_id: int = Field(foreign_key="stored_file.id")
    added_by: int = Field(foreign_key="person.id")
    added_at: datetime


class HandOver(SQLModel, table=True):
    """The find is with those who lost it: who says so, and who has it."""

    __tablename__ = "hand_over"

    id: int | None = Field(default=None, primary_key=True)
    find_id: int = Field(foreign_key="find.id", unique=True)
    receiver: str = Field(description="a name or a department, as it was said then")
    by: int = Field(foreign_key="person.id")
    at: datetime
