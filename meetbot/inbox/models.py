"""The row of an incoming update."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, FetchedValue
from sqlmodel import Field, Index, SQLModel, text


class InboxUpdate(SQLModel, table=True):
    """One update, written before the platform is told that it arrived; ``done_at`` is set after the answer went out."""

    __tablename__ = "inbox_update"
    __table_args__ = (
        Index(
            "ix_inbox_update_open", "update_id",
            sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_inbox_update_given_up", "given_up_at",
            sqlite_where=text("given_up_at IS NOT NULL"), postgresql_where=text("given_up_at IS NOT NULL"),
        ),
    )  # fmt: skip

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat_id: int | None = Field(sa_column=Column(BigInteger), description="whose order it belongs to")
    body: str = Field(description="the update as JSON, as it came")
    received_at: datetime
    # Numbered by PostgreSQL, because the clocks of several processes differ; 0 on SQLite, where there is one.
    arrival: int | None = Field(
        default=None, sa_column=Column(BigInteger, nullable=False, server_default=FetchedValue())
    )
    done_at: datetime | None = None
    attempts: int = Field(default=0, description="how often handling it was begun; a poisonous update is given up")
    given_up_at: datetime | None = Field(default=None, description="the process died each time; nobody answered it")
