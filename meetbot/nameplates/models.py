"""Facts about nameplates: who is named in which order, what was checked, what was printed, whether the cards stand."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class NameList(SQLModel, table=True):
    """The list of one meeting with the organiser's checks: first the text, then the seats, then the cards in the room."""

    __tablename__ = "name_list"

    booking_id: int = Field(foreign_key="booking.id", primary_key=True)
    changed_at: datetime
    changed_by: int = Field(foreign_key="person.id")
    text_checked_at: datetime | None = None
    text_checked_by: int | None = Field(default=None, foreign_key="person.id")
    seats_checked: str = Field(
        default="", description="digest of who sits where as it was checked; another: check again"
    )
    seats_checked_at: datetime | None = None
    seats_checked_by: int | None = Field(default=None, foreign_key="person.id")
    placed_at: datetime | None = Field(default=None, description="when the organiser said that the cards stand")
    placed_by: int | None = Field(default=None, foreign_key="person.id")


class NameEntry(SQLModel, table=True):
    """One name on the list; ``rank`` 1 is the first. A card is printed once for each, unless it changes."""

    __tablename__ = "name_entry"
    __table_args__ = (UniqueConstraint("booking_id", "rank"),)

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id")
    rank: int
    name: str
    title: str = ""
    printed_at: datetime | None = None
