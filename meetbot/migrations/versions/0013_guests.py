"""guests of a meeting and their answers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("address", words(), nullable=False),
        sa.Column("folded", words(), nullable=False),
        sa.Column("name", words(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", moment(), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_guest_booking", "guest", ["booking_id"])
    op.create_index(
        "ix_guest_invited", "guest", ["booking_id", "folded"], unique=True,
        sqlite_where=sa.text("removed_at IS NULL"), postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "guest_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("partstat", sa.Enum("ACCEPTED", "TENTATIVE", "DECLINED", name="partstat"), nullable=False),
        sa.Column("comment", words(), nullable=False),
        sa.Column("answered_at", moment(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("about", words(), nullable=False),
        sa.Column("passed_on_by", sa.Integer(), nullable=False),
        sa.Column("passed_on_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"]),
        sa.ForeignKeyConstraint(["passed_on_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("guest_id", "answered_at", "sequence", "about"),
    )


def downgrade() -> None:
    op.drop_table("guest_answer")
    op.drop_index("ix_guest_invited", "guest")
    op.drop_index("ix_guest_booking", "guest")
    op.drop_table("guest")
