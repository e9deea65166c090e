"""Deaths while sending."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sent", sa.Column("deaths", sa.Integer(), server_default="0", nullable=False))
