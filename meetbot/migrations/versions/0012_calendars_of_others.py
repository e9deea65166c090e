"""calendars of others."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "calendar_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", words(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("name", words(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id"),
    )
    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("url", words(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("removed_at", moment(), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_calendar_subscription_room_id"), "calendar_subscription", ["room_id"], unique=False)
    op.create_table(
        "calendar_fetch",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("etag", words(), nullable=False),
        sa.Column("last_modified", words(), nullable=False),
        sa.Column("name", words(), nullable=False),
        sa.Column("dates", sa.Integer(), nullable=False),
        sa.Column("succeeded_at", moment(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("failing_since", moment(), nullable=True),
        sa.Column("trouble", words(), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["calendar_subscription.id"]),
        sa.PrimaryKeyConstraint("subscription_id"),
    )
    op.create_table(
        "imported_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", words(), nullable=False),
        sa.Column("uid", words(), nullable=False),
        sa.Column("original", words(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", moment(), nullable=False),
        sa.Column("ends_at", moment(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"]),
        sa.ForeignKeyConstraint(["import_id"], ["calendar_import.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner", "uid", "original"),
    )
    op.create_index(op.f("ix_imported_date_booking_id"), "imported_date", ["booking_id"], unique=False)
    op.create_index(op.f("ix_imported_date_import_id"), "imported_date", ["import_id"], unique=False)
    # The key is written with the column: SQLite cannot add it later without building the table anew.
    op.add_column(
        "closure",
        sa.Column("imported_id", sa.Integer(), sa.ForeignKey("imported_date.id"), nullable=True),
        inline_references=True,
    )
    op.create_index(op.f("ix_closure_imported_id"), "closure", ["imported_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_closure_imported_id"), table_name="closure")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_column("imported_id")
    op.drop_table("imported_date")
    op.drop_table("calendar_fetch")
    op.drop_table("calendar_subscription")
    op.drop_table("calendar_import")
