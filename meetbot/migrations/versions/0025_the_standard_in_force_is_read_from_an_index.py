"""the standard in force is read from an index, without its text."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_standard_version_newest", "standard_version", ["number", "published_at", "id", "sha256"])
