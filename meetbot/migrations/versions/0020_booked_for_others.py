"""booked for others."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Whoever booked in another's name looks after it, unless it was passed on since.
_BOOKED_SO = """
    UPDATE booking SET arranged_by = made_by
    WHERE made_by <> organiser_id AND NOT EXISTS (
        SELECT 1 FROM booking_change
        WHERE booking_change.booking_id = booking.id AND booking_change.verb = 'hand_over'
    )
"""


def upgrade() -> None:
    # The key is written with the column: SQLite cannot add it later without building the table anew.
    op.add_column(
        "booking",
        sa.Column("arranged_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        inline_references=True,
    )
    named = sa.text("arranged_by IS NOT NULL")
    op.create_index("ix_booking_arranged_by", "booking", ["arranged_by"], sqlite_where=named, postgresql_where=named)
    op.execute(_BOOKED_SO)
