"""What the organiser decided about printed papers. The papers themselves are derived and have no rows."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SignChoice(SQLModel, table=True):
    """Whether a meeting's signs carry its title: only where somebody who decides about the booking agreed (C6)."""

    __tablename__ = "sign_choice"

    booking_id: int = Field(foreign_key="booking.id", primary_key=True)
    shows_title: bool
    chosen_by: int = Field(foreign_key="person.id")
    chosen_at: datetime
