"""calls for cleaners."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "cleaner_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("item_key", words(), nullable=False),
        sa.Column("reason", words(), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=False),
        sa.Column("called_at", moment(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", moment(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["called_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("update_id"),
    )
    with op.batch_alter_table("cleaner_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cleaner_call_done_at"), ["done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cleaner_call_room_id"), ["room_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("cleaner_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cleaner_call_room_id"))
        batch_op.drop_index(batch_op.f("ix_cleaner_call_done_at"))

    op.drop_table("cleaner_call")
