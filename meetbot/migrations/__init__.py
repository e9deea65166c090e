"""The schema's history (Alembic), and the one call that brings a database up to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meetbot.db import Database

_FOLDER = Path(__file__).parent


def newest() -> str:
    """The revision that the code works with: the number that the last file in ``versions`` begins with."""
    return max(path.name for path in (_FOLDER / "versions").glob("[0-9]*.py")).partition("_")[0]


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; a database that is there already is left as it is."""
    if not _is_newest(database):
        _run_migrations(database)


def _is_newest(database: Database) -> bool:
    """Asked without Alembic: importing it takes a tenth of a second and 10 MB, and hardly any start needs it."""
    from sqlalchemy import inspect, text

    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [newest()]


def _run_migrations(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
