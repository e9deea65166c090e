"""what was given up is told."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox_update", sa.Column("given_up_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.create_index(
        "ix_inbox_update_given_up", "inbox_update", ["given_up_at"],
        sqlite_where=sa.text("given_up_at IS NOT NULL"), postgresql_where=sa.text("given_up_at IS NOT NULL"),
    )  # fmt: skip
