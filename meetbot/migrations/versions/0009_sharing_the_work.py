"""
what several processes on one PostgreSQL need: the order of arrival of updates, numbered by the database (their clocks differ);
and no reservation that ends before it begins, which SQLite's trigger refuses already.
"""

import sqlalchemy as sa
from alembic import op

from meetbot.migrations.overlap import SPAN, span_check

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox_update", sa.Column("arrival", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE inbox_arrival OWNED BY inbox_update.arrival")
        op.execute("ALTER TABLE inbox_update ALTER arrival SET DEFAULT nextval('inbox_arrival')")
        op.execute(span_check())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE reservation DROP CONSTRAINT {SPAN}")
    op.drop_column("inbox_update", "arrival")
