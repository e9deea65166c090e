"""which changes of a series were made together."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("booking_change", sa.Column("together_with", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("booking_change", "together_with")
