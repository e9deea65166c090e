"""who has read what a version of the standard changes."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column("standard_version", sa.Column("chased_from", moment(), nullable=True))
    op.create_table(
        "standard_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["standard_id"], ["standard_version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("standard_id", "person_id"),
    )
    with op.batch_alter_table("standard_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_reading_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("standard_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_reading_person_id"))
    op.drop_table("standard_reading")
    op.drop_column("standard_version", "chased_from")
