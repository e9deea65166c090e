"""series of bookings."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", words(), nullable=False),
        sa.Column("repeat", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", words(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", words(), nullable=False),
        sa.Column("meeting_type", words(), nullable=False),
        sa.Column("layout", words(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("tea_every", sa.Integer(), nullable=True),
        sa.Column("rostrum_every", sa.Integer(), nullable=True),
        sa.Column("split_from", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("changed_at", moment(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["split_from"], ["series.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id"),
        sa.UniqueConstraint("uid"),
    )
    # The key is written with the column: SQLite cannot add it later without building the table anew.
    op.add_column(
        "booking",
        sa.Column("series_id", sa.Integer(), sa.ForeignKey("series.id"), nullable=True),
        inline_references=True,
    )
    op.add_column("booking", sa.Column("series_date", moment(), nullable=True))
    op.create_index(op.f("ix_booking_series_id"), "booking", ["series_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_booking_series_id"), table_name="booking")
    op.drop_column("booking", "series_date")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("series_id")
    op.drop_table("series")
