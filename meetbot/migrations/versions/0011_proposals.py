"""proposals to change a clause."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, words = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "clause_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("clause", words(), nullable=False),
        sa.Column("item_key", words(), nullable=False),
        sa.Column("words", words(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Enum("ACCEPTED", "DECLINED", name="proposalanswer"), nullable=True),
        sa.Column("reason", words(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["standard_id"], ["standard_version.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("update_id"),
    )
    with op.batch_alter_table("clause_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clause_proposal_answered_at"), ["answered_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("clause_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_proposal_answered_at"))
    op.drop_table("clause_proposal")
    sa.Enum(name="proposalanswer").drop(op.get_bind(), checkfirst=True)
