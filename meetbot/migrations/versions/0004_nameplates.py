"""names of a meeting and the state of their cards."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "name_list",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("text_checked_at", moment(), nullable=True),
        sa.Column("text_checked_by", sa.Integer(), nullable=True),
        sa.Column("seats_checked", words(), nullable=False),
        sa.Column("seats_checked_at", moment(), nullable=True),
        sa.Column("seats_checked_by", sa.Integer(), nullable=True),
        sa.Column("placed_at", moment(), nullable=True),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["text_checked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["seats_checked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["placed_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("booking_id"),
    )
    op.create_table(
        "name_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", words(), nullable=False),
        sa.Column("title", words(), nullable=False),
        sa.Column("printed_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("booking_id", "rank"),
    )


def downgrade() -> None:
    op.drop_table("name_entry")
    op.drop_table("name_list")
