"""``bot.py migrate``, ``backup``, ``restore``, ``export``: what is done with the database as a whole."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from meetbot.commands.complaints import NotAFile
from meetbot.commands.opening import brought_up_to_date, database_url, only_new, opened
from meetbot.settings import Settings, read_site

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from meetbot.db import Database


def migrate(_options: argparse.Namespace) -> None:
    with brought_up_to_date() as database:
        print(f"{_shown(database)}: the schema is up to date")


def backup(options: argparse.Namespace) -> None:
    shown = _rows_to(options.file) if _is_postgresql() else _file_to(options.file)
    print(f"{shown} is backed up to {options.file} ({options.file.stat().st_size:,} bytes)")


def _rows_to(copy: Path) -> str:
    from meetbot.moving import back_up_rows

    with brought_up_to_date() as database:
        back_up_rows(database, copy)
        return _shown(database)


def _file_to(copy: Path) -> str:
    from meetbot.backup import back_up

    path = _sqlite_file()
    back_up(path, copy)
    return str(path)


def restore(options: argparse.Namespace) -> None:
    print(_rows_from(options.file) if _is_postgresql() else _file_from(options.file))


def _rows_from(copy: Path) -> str:
    from meetbot.moving import restore_rows

    with opened() as database:
        count = restore_rows(copy, database)
        return f"{_shown(database)} is restored from {copy} ({count:,} rows)"


def _file_from(copy: Path) -> str:
    from meetbot.backup import restore as put_in_place

    path = _sqlite_file()
    kept_as = path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    was_kept = put_in_place(copy, path, kept_as)
    with brought_up_to_date():  # the backup may come from an older version
        return f"{path} is restored from {copy}" + (f"; what was there is {kept_as}" if was_kept else "")


def export(options: argparse.Namespace) -> None:
    """Every booking as CSV, into a new file or onto the terminal."""
    from meetbot.export import export_bookings

    zone = read_site(Settings().config).zone
    with brought_up_to_date() as database, database.reading() as session:
        if options.file is None:
            export_bookings(session, sys.stdout, zone)
            return
        # The mark at the start makes spreadsheets read Chinese as it is meant.
        with only_new(options.file), options.file.open("x", encoding="utf-8-sig", newline="") as out:
            count = export_bookings(session, out, zone)
    print(f"{count} bookings are in {options.file}")


def _is_postgresql() -> bool:
    return _url().get_backend_name() == "postgresql"


def _sqlite_file() -> Path:
    url = _url()
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise NotAFile(url.get_backend_name())
    return Path(url.database)


def _url() -> URL:
    from sqlalchemy.engine import make_url

    return make_url(database_url(Settings()))


def _shown(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)
