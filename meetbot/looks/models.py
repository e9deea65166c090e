"""The row of a look."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, text


class Look(SQLModel, table=True):
    """A picture of a room set in a layout as it should be. A newer one takes its place; what was shown before stays on record."""

    __tablename__ = "look"
    __table_args__ = (
        Index(
            "ux_look_standing", "room_id", "layout", unique=True,
            sqlite_where=text("removed_at IS NULL"), postgresql_where=text("removed_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    room_id: int = Field(foreign_key="room.id")
    layout: str
    file_id: int = Field(foreign_key="stored_file.id")
    set_by: int = Field(foreign_key="person.id")
    set_at: datetime
    removed_at: datetime | None = None
    removed_by: int | None = Field(default=None, foreign_key="person.id")
