"""what was taken and came back to the pool; who cleaned."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    for table in ("service_request", "cleaner_call"):
        op.add_column(table, sa.Column("returned_at", moment(), nullable=True))
    op.add_column("cleaner_call", sa.Column("cleaned_by", words(), nullable=False, server_default=""))
    op.create_table(
        "give_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", moment(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["cleaner_call.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["request_id"], ["service_request.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("call_id", "request_id"):
        op.create_index(op.f(f"ix_give_back_{column}"), "give_back", [column], unique=False)


def downgrade() -> None:
    for column in ("request_id", "call_id"):
        op.drop_index(op.f(f"ix_give_back_{column}"), table_name="give_back")
    op.drop_table("give_back")
    op.drop_column("cleaner_call", "cleaned_by")
    for table in ("cleaner_call", "service_request"):
        op.drop_column(table, "returned_at")
