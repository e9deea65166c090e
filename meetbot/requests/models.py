"""Rows about requests. What became of a request are rows of their own: who, when, what."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel, UniqueConstraint


class RequestKind(StrEnum):
    """What is asked for (D9, M3)."""

    TEA = "tea"
    VOLUME = "volume"
    TEMPERATURE = "temperature"
    CHAIRS = "chairs"
    EQUIPMENT = "equipment"
    OTHER = "other"


class AnswerKind(StrEnum):
    """What became of a request; all but ``TAKEN`` close it."""

    TAKEN = "taken"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ServiceRequest(SQLModel, table=True):
    """Something asked for while a meeting runs, or shortly before."""

    __tablename__ = "service_request"

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    kind: RequestKind
    words: str = Field(default="", description="of the one who asks; never empty for OTHER")
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    update_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, unique=True),
        description="the update that asked: once only",
    )
    answered_at: datetime | None = Field(default=None, description="copy of its first step's time: the time to answer")
    returned_at: datetime | None = Field(default=None, description="when it last came back to the pool: called anew")
    closed_at: datetime | None = Field(default=None, index=True, description="copy of its last step's time")


class RequestStep(SQLModel, table=True):
    """
    One answer to a request. Each step is made once: the database itself lets the first one win.

    Who took it and gives it back loses the step; that they had it stays as a ``GiveBack``.
    """

    __tablename__ = "request_step"
    __table_args__ = (UniqueConstraint("request_id", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="service_request.id", index=True)
    step: AnswerKind
    words: str = Field(default="", description="why it cannot be done")
    by: int = Field(foreign_key="person.id")
    at: datetime


class CleanerCall(SQLModel, table=True):
    """A call for cleaners to a room (D13, F3). Taken and done once each; the first counts."""

    __tablename__ = "cleaner_call"

    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id", index=True)
    booking_id: int | None = Field(default=None, foreign_key="booking.id", description="whose checklist it came from")
    item_key: str = Field(default="", description="the checklist item it came from")
    reason: str
    called_by: int = Field(foreign_key="person.id")
    called_at: datetime
    update_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, unique=True),
        description="the update that called: once only",
    )
    taken_by: int | None = Field(default=None, foreign_key="person.id")
    taken_at: datetime | None = None
    returned_at: datetime | None = Field(default=None, description="when it last came back to the pool: called anew")
    done_by: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = Field(default=None, index=True)
    cleaned_by: str = Field(default="", description="who cleaned, where the staff recorded it: a name, as it was said")


class GiveBack(SQLModel, table=True):
    """Somebody had taken a request or a call for cleaners, and it came back to the pool. One of the two ids is there."""

    __tablename__ = "give_back"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int | None = Field(default=None, foreign_key="service_request.id", index=True)
    call_id: int | None = Field(default=None, foreign_key="cleaner_call.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    taken_at: datetime
    at: datetime
