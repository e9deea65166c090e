"""which rooms are free is read from a day, however many bookings there are."""

import sqlalchemy as sa
from alembic import op

from meetbot.migrations.patience import announce

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    announce(op.get_bind(), "reservation", "two indexes of reservations", seconds_per_million=3)
    op.create_index(
        "ix_reservation_from", "reservation", ["from_at", "until_at", "room_id"],
        sqlite_where=sa.text("is_active = 1"), postgresql_where=sa.text("is_active"),
    )  # fmt: skip
    op.create_index(
        "ix_reservation_long", "reservation", ["until_at", "from_at", "room_id"],
        sqlite_where=sa.text("is_active = 1 AND julianday(until_at) - julianday(from_at) > 1"),
        postgresql_where=sa.text("is_active AND (until_at - from_at) > '1 day'::interval"),
    )  # fmt: skip
