"""Facts about what was sent, and the live messages that follow the facts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text


class SentOutcome(StrEnum):
    """How a claim ended."""

    DELIVERED = "delivered"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    FAILED = "failed"


class Sent(SQLModel, table=True):
    """A claim on one due for one recipient; inserting it is the claim, ``outcome`` ends it."""

    __tablename__ = "sent"
    __table_args__ = (
        UniqueConstraint("rule", "subject", "occurrence", "recipient_id"),
        Index(
            "ix_sent_open", "retry_at", sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL")
        ),
        Index("ix_sent_subject", "subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    subject: str = Field(description='"booking:17", "defect:3", "access:2"')
    occurrence: str = Field(description='named, never timed: "refill:1.3" = schedule 1, round 3')
    # Without a foreign key: 0 is a stranger (a declined request's), who has no row and is found by the subject.
    recipient_id: int
    due_at: datetime
    claimed_at: datetime
    claimed_by: str = Field(description="the process that sends it")
    attempts: int = 1
    deaths: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="how many processes died with it in hand, one after the other",
    )
    retry_at: datetime | None = Field(default=None, description="after a transient failure")
    outcome: SentOutcome | None = None
    finished_at: datetime | None = None
    message_id: int | None = None
    error: str = ""


class Card(SQLModel, table=True):
    """One live message of somebody about a subject; edited in place, the latest state only."""

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "person_id"),
        Index("ix_card_stale", "id", sqlite_where=text("is_stale = 1"), postgresql_where=text("is_stale")),
        Index("ix_card_subject", "subject"),
        Index("ix_card_message", "chat_id", "message_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(description='"booking", "checklist", "defect", "tasks" ...')
    subject: str = Field(description='"booking:17"; for a personal run sheet "person:4"')
    person_id: int = Field(foreign_key="person.id")
    chat_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    message_id: int
    shown: str = Field(default="", description="digest of what the message shows; equal: no edit is needed")
    is_stale: bool = False
    version: int = Field(
        default=0, description="rises with every change of what it is to show; refreshed up to this one"
    )
    changed_at: datetime


class Recipe(SQLModel, table=True):
    """What the moments in ``booking.next_due`` were worked out from, besides the facts (``reminders.recipe``): one row."""

    __tablename__ = "recipe"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str
