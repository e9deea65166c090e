"""Rows about the standard: published versions, and what people did about them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel, UniqueConstraint


class StandardVersion(SQLModel, table=True):
    """A version of a standard as it was published. It never changes; a booking keeps the version it was made under."""

    __tablename__ = "standard_version"
    __table_args__ = (
        UniqueConstraint("name", "number"),
        # Which one is in force, without the pages of text that lie before its digest: every booking and every search asks.
        Index("ix_standard_version_newest", "number", "published_at", "id", "sha256"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    number: int
    body: str = Field(description="the YAML text, byte for byte")
    sha256: str
    published_at: datetime
    published_by: int | None = Field(default=None, foreign_key="person.id", description="none: seeded from the folder")
    chased_from: datetime | None = Field(
        default=None, description="when those who have not confirmed reading it are asked once more; none: a day later"
    )


class StandardReading(SQLModel, table=True):
    """Somebody confirmed that they have read what a version changes for them (X8)."""

    __tablename__ = "standard_reading"
    __table_args__ = (UniqueConstraint("standard_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    standard_id: int = Field(foreign_key="standard_version.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    read_at: datetime


class SelfCheck(SQLModel, table=True):
    """Somebody looked themselves over when a shift began (A1-A6)."""

    __tablename__ = "self_check"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    standard_id: int = Field(foreign_key="standard_version.id", description="the version whose cards are ticked")
    begun_at: datetime


class SelfCheckTick(SQLModel, table=True):
    """One card of a self-check is in order."""

    __tablename__ = "self_check_tick"
    __table_args__ = (UniqueConstraint("self_check_id", "card"),)

    id: int | None = Field(default=None, primary_key=True)
    self_check_id: int = Field(foreign_key="self_check.id")
    card: str = Field(description="the guide card's key")
    at: datetime


class ProposalAnswer(StrEnum):
    """What the office says to a proposal."""

    ACCEPTED = "accepted"  # noted for the next version
    DECLINED = "declined"


class ClauseProposal(SQLModel, table=True):
    """Somebody who works by a clause proposes to change it (X8); open until the office has answered."""

    __tablename__ = "clause_proposal"

    id: int | None = Field(default=None, primary_key=True)
    standard_id: int = Field(foreign_key="standard_version.id", description="the version that was read")
    clause: str
    item_key: str = Field(default="", description="the item of a checklist that it came from; empty: the clause's page")
    words: str
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    update_id: int | None = Field(
        default=None, sa_column=Column(BigInteger, unique=True), description="the message that brought it"
    )
    answer: ProposalAnswer | None = None
    reason: str = ""
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, index=True)
