"""what was left behind: finds, their photos, to whom they were handed over."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "find",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("item_key", words(), nullable=True),
        sa.Column("words", words(), nullable=False),
        sa.Column("spot", words(), nullable=False),
        sa.Column("found_by", sa.Integer(), nullable=False),
        sa.Column("found_at", moment(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["found_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("update_id"),
    )
    for column in ("booking_id", "handed_over_at", "room_id"):
        op.create_index(op.f(f"ix_find_{column}"), "find", [column], unique=False)

    op.create_table(
        "find_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("find_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"]),
        sa.ForeignKeyConstraint(["find_id"], ["find.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_find_photo_find_id"), "find_photo", ["find_id"], unique=False)

    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("find_id", sa.Integer(), nullable=False),
        sa.Column("receiver", words(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["find_id"], ["find.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("find_id"),
    )


def downgrade() -> None:
    op.drop_table("hand_over")
    op.drop_index(op.f("ix_find_photo_find_id"), table_name="find_photo")
    op.drop_table("find_photo")
    for column in ("room_id", "handed_over_at", "booking_id"):
        op.drop_index(op.f(f"ix_find_{column}"), table_name="find")
    op.drop_table("find")
