"""The row of a half-finished conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel, UniqueConstraint


class Draft(SQLModel, table=True):
    """What one person has entered so far of one kind of thing. There is at most one draft of a kind for a person."""

    __tablename__ = "draft"
    # A booking remembers its draft by id, so an id must never come again, not even after the newest draft was deleted.
    __table_args__ = (UniqueConstraint("telegram_id", "kind"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(description='"booking", "access", "report", "skip" ...')
    fields: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False), default_factory=dict)
    awaiting: str | None = Field(default=None, description="the field that the person's next plain message answers")
    version: int = Field(default=1, description="rises with every change; a button of an older version is out of date")
    message_id: int | None = Field(default=None, description="the message that shows the draft and is edited")
    changed_at: datetime
