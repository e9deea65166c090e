"""guests of a whole series."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STANDING, _ALONE = sa.text("removed_at IS NULL"), sa.text("removed_at IS NULL AND series_id IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_guest_series", "series", ["series_id"], ["id"])
    op.drop_index("ix_guest_invited", "guest")
    op.create_index(
        "ix_guest_invited", "guest", ["booking_id", "folded"], unique=True, sqlite_where=_ALONE, postgresql_where=_ALONE
    )
    op.create_index(
        "ix_guest_of_series", "guest", ["series_id", "folded"], unique=True,
        sqlite_where=_STANDING, postgresql_where=_STANDING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_guest_of_series", "guest")
    op.drop_index("ix_guest_invited", "guest")
    op.create_index(
        "ix_guest_invited", "guest", ["booking_id", "folded"], unique=True,
        sqlite_where=_STANDING, postgresql_where=_STANDING,
    )  # fmt: skip
    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.drop_constraint("fk_guest_series", type_="foreignkey")
        batch_op.drop_column("series_id")
