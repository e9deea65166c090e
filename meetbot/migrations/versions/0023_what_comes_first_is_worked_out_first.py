"""what comes first is worked out first."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_booking_next_due_unknown", "booking")
    op.create_index(
        "ix_booking_next_due_unknown", "booking", ["starts_at"],
        sqlite_where=sa.text("next_due IS NULL"), postgresql_where=sa.text("next_due IS NULL"),
    )  # fmt: skip
