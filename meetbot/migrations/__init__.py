"""The schema's history (Alembic), and the one call that brings a database up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meetbot.db import Database


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; a database that is there already is left as it is."""
    from pathlib import Path

    from alembic import command  # imported here: only start-up and `migrate` need it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
