"""The row of a kept file."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class StoredFile(SQLModel, table=True):
    """The bytes of one file. Equal bytes are kept once."""

    __tablename__ = "stored_file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    mime: str
    name: str = Field(description="as its sender called it; shown, never used as a path")
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    size: int
    telegram_file_id: str | None = Field(default=None, description="lets the bot send the file again without the bytes")
    stored_at: datetime = Field(index=True, description="when these bytes were last kept for something")
    dropped_at: datetime | None = Field(
        default=None, description="since when the bytes are gone: they were kept long enough"
    )
