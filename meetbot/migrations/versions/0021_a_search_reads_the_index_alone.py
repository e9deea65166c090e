"""a search reads the index alone."""

import sqlalchemy as sa
from alembic import op

from meetbot.migrations.patience import announce

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    announce(op.get_bind(), "reservation", "the index of reservations", seconds_per_million=2)
    # Before the one of old is dropped, since no booking is to meet a table without any.
    op.drop_index("ix_reservation_active", "reservation")
    op.create_index(
        "ix_reservation_active", "reservation", ["room_id", "from_at", "until_at"],
        sqlite_where=sa.text("is_active = 1"), postgresql_where=sa.text("is_active"),
    )  # fmt: skip
