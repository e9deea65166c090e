"""The row of a published version."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class StandardVersion(SQLModel, table=True):
    """A version of a standard as it was published. It never changes; a booking keeps the version it was made under."""

    __tablename__ = "standard_version"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    number: int
    body: str = Field(description="the YAML text, byte for byte")
    sha256: str
    published_at: datetime
    published_by: int | None = Field(default=None, foreign_key="person.id", description="none: seeded from the folder")
