"""
The operator's verbs. Every mistake that an operator can put right ends as one clear line and exit code 1.

What a verb needs is imported when it is used: ``check`` starts without Telegram, ``run`` without the demo.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from meetbot.complaints import complaint
from meetbot.errors import MeetbotError
from meetbot.settings import LOCAL_DATABASE, Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from meetbot.db import Database

# What an operator can put right. Anything else is a fault of ours and keeps its traceback.
_EXPECTED = (
    MeetbotError, ValidationError, DBAPIError, ArgumentError, NoSuchModuleError, sqlite3.Error, OSError,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one verb."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.do(options) or 0)
    except KeyboardInterrupt:
        return 130
    except _EXPECTED as error:
        print(complaint(error), file=sys.stderr)
        return 1
    except Exception as error:
        if not type(error).__module__.startswith("telegram."):  # not imported by most verbs
            raise
        print(complaint(error), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bot.py", description="A Telegram bot that runs the service around meetings.")
    parser.set_defaults(do=_run)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")

    def verb(name: str, do: Callable[[argparse.Namespace], int | None], says: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=says, description=says)
        sub.set_defaults(do=do)
        return sub

    verb("run", _run, "run the bot (the default); without MEETBOT_TOKEN, with the local chat")
    verb("check", _check, "check settings, config and standard; name every mistake by file and line")
    verb("migrate", _migrate, "bring the database's schema up to date")
    verb("backup", _backup, "copy the database into a new file, while the bot runs").add_argument("file", type=Path)
    verb("restore", _restore, "put a backup in the database's place, while the bot does not run").add_argument(
        "file", type=Path
    )
    demo = verb("demo", _demo, "play a whole service day at speed; leaves pictures and calendar files in a folder")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where they go (var/demo)")
    demo.add_argument("--lang", choices=("en", "zh"), default="en")
    export = verb("export", _export, "write every booking as CSV")
    export.add_argument("--file", type=Path, help="a new file instead of the terminal")
    _add_person(verb("person", _help_of, "what is known about one person: hand it out, or forget who they were"))
    read = verb("read", _read, "read one line as /book does and print what was understood as JSON")
    read.add_argument("phrase")
    read.add_argument("--now", type=_moment, help="ISO 8601; without an offset on the site's wall clock")
    read.add_argument("--lang", choices=("en", "zh"), help="the language of the line, when it is not to be guessed")
    _add_standard(
        verb(
            "standard",
            _help_of,
            "the written standard: compare versions, take one out, where each clause is carried out",
        )
    )
    return parser


def _add_person(person: argparse.ArgumentParser) -> None:
    person.set_defaults(parser=person)
    verbs = person.add_subparsers(title="verbs", metavar="VERB")
    export = verbs.add_parser("export", help="everything about the person, in a new ZIP file")
    export.add_argument("number", type=int, help="the person's number, as their card in /people shows it")
    export.add_argument("file", type=Path)
    export.set_defaults(do=_person_export)
    forget = verbs.add_parser("forget", help="take name, number and chat from somebody who left; their work stays")
    forget.add_argument("number", type=int)
    forget.set_defaults(do=_person_forget)


def _add_standard(standard: argparse.ArgumentParser) -> None:
    standard.set_defaults(parser=standard)
    verbs = standard.add_subparsers(title="verbs", metavar="VERB")
    diff = verbs.add_parser("diff", help="what version B changes against A, and which future bookings it touches")
    diff.add_argument("a", metavar="A", help="a file, or name@version of a published one")
    diff.add_argument("b", metavar="B")
    diff.set_defaults(do=_standard_diff)
    export = verbs.add_parser("export", help="a published version as it was published, as a file")
    export.add_argument("edition", metavar="NAME@VERSION")
    export.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a new file instead of the terminal")
    export.set_defaults(do=_standard_export)
    coverage = verbs.add_parser("coverage", help="every clause and where it is carried out; what is still open")
    coverage.add_argument("edition", metavar="A", nargs="?", help="a file, or name@version (the newest in the config)")
    coverage.set_defaults(do=_standard_coverage)


def _run(_options: argparse.Namespace) -> None:
    from meetbot.logs import set_up_logs
    from meetbot.running import run

    settings = Settings()
    set_up_logs(settings.log)
    asyncio.run(run(settings))


def _check(_options: argparse.Namespace) -> int:
    from meetbot.booking.rooms import read_rooms
    from meetbot.mistakes import line
    from meetbot.settings import read_site
    from meetbot.standard.loading import read_standards
    from meetbot.yamlfiles import ConfigProblems, Problem

    folder = Settings().config
    mistakes: list[Problem] = []
    steps: tuple[tuple[Callable[[Path], object], Path], ...] = (
        (read_site, folder), (read_rooms, folder), (read_standards, folder / "standard"),
    )  # fmt: skip
    for step, where in steps:
        try:
            step(where)
        except ConfigProblems as broken:
            mistakes.extend(broken.problems)
    for mistake in sorted(mistakes):
        print(line(mistake), file=sys.stderr)
    if not mistakes:
        print(f"{folder}: everything is in order")
    return 1 if mistakes else 0


def _migrate(_options: argparse.Namespace) -> None:
    from meetbot.migrations import upgrade

    database = _database()
    upgrade(database)
    database.close()
    print(f"{_shown(database)}: the schema is up to date")


def _backup(options: argparse.Namespace) -> None:
    if _is_postgresql():
        from meetbot.migrations import upgrade
        from meetbot.moving import back_up_rows

        with closing(_database()) as database:
            upgrade(database)
            back_up_rows(database, options.file)
            shown = _shown(database)
    else:
        from meetbot.backup import back_up

        back_up(_sqlite_file(), options.file)
        shown = str(_sqlite_file())
    print(f"{shown} is backed up to {options.file} ({options.file.stat().st_size:,} bytes)")


def _restore(options: argparse.Namespace) -> None:
    from meetbot.backup import restore
    from meetbot.migrations import upgrade

    if _is_postgresql():
        from meetbot.moving import restore_rows

        with closing(_database()) as database:
            count = restore_rows(options.file, database)
            print(f"{_shown(database)} is restored from {options.file} ({count:,} rows)")
        return
    path = _sqlite_file()
    kept_as = path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    was_kept = restore(options.file, path, kept_as)
    database = _database()
    upgrade(database)  # the backup may come from an older version
    database.close()
    print(f"{path} is restored from {options.file}" + (f"; what was there is {kept_as}" if was_kept else ""))


def _demo(options: argparse.Namespace) -> None:
    from meetbot.demo import play

    asyncio.run(play(options.folder, options.lang))


def _export(options: argparse.Namespace) -> None:
    from meetbot.backup import AlreadyThere
    from meetbot.export import export_bookings
    from meetbot.migrations import upgrade
    from meetbot.settings import read_site

    zone = read_site(Settings().config).zone
    database = _database()
    upgrade(database)
    with database.reading() as session:
        if options.file is None:
            export_bookings(session, sys.stdout, zone)
        else:
            try:
                # The mark at the start makes spreadsheets read Chinese as it is meant.
                with options.file.open("x", encoding="utf-8-sig", newline="") as out:
                    count = export_bookings(session, out, zone)
            except FileExistsError:
                raise AlreadyThere(options.file) from None
            print(f"{count} bookings are in {options.file}")
    database.close()


def _help_of(options: argparse.Namespace) -> int:
    options.parser.print_help()
    return 2


def _standard_diff(options: argparse.Namespace) -> None:
    from meetbot.editions import edition, told, touched
    from meetbot.settings import read_site

    with _read_rows() as session:
        old, new = edition(session, options.a), edition(session, options.b)
        for line in told(old, new):
            print(line)
        if session is not None:
            for line in touched(session, new, datetime.now(UTC), read_site(Settings().config).zone):
                print(line)


def _standard_export(options: argparse.Namespace) -> None:
    from meetbot.backup import AlreadyThere
    from meetbot.editions import published

    with _read_rows() as session:
        body = published(session, options.edition).body
    if options.file is None:
        sys.stdout.write(body)
        return
    try:
        with options.file.open("x", encoding="utf-8", newline="") as out:
            out.write(body)
    except FileExistsError:
        raise AlreadyThere(options.file) from None
    print(f"{options.edition} is in {options.file}")


def _standard_coverage(options: argparse.Namespace) -> None:
    from meetbot.coverage import told
    from meetbot.editions import edition
    from meetbot.standard.loading import read_standards

    if options.edition is None:
        files = read_standards(Settings().config / "standard")
        standard = max((file.standard for file in files), key=lambda each: each.version)
    else:
        with _read_rows() as session:
            standard = edition(session, options.edition).standard
    for line in told(standard):
        print(line)


def _person_export(options: argparse.Namespace) -> None:
    from meetbot.backup import AlreadyThere
    from meetbot.privacy.archive import archive
    from meetbot.privacy.errors import NoSuchPerson
    from meetbot.privacy.service import known

    with _read_rows() as session:
        if session is None:
            raise NoSuchPerson(options.number)
        packed = archive(known(session, options.number))
    try:
        with options.file.open("xb") as out:
            out.write(packed)
    except FileExistsError:
        raise AlreadyThere(options.file) from None
    print(f"Everything about person {options.number} is in {options.file}")


def _person_forget(options: argparse.Namespace) -> None:
    from meetbot.privacy.service import forget

    database = _database()
    with database.writing() as session:
        forget(session, options.number, None)
    database.close()
    print(f"Nobody can tell any more who person {options.number} was. Older backups still can.")


@contextmanager
def _read_rows() -> Iterator[Session | None]:
    """The database to look into; none where none has been made yet, as looking is no reason to make one."""
    from sqlalchemy.engine import make_url

    from meetbot.migrations import upgrade

    url = make_url(database_url(Settings()))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield None
        return
    database = _database()
    upgrade(database)
    with database.reading() as session:
        yield session
    database.close()


def _read(options: argparse.Namespace) -> None:
    from meetbot.booking.phrases import RoomName, read
    from meetbot.booking.rooms import RoomKind, read_rooms
    from meetbot.settings import read_site

    folder = Settings().config
    site = read_site(folder)
    now = options.now or datetime.now(UTC)
    now = now.replace(tzinfo=site.zone) if now.tzinfo is None else now
    rooms = [
        RoomName(room.code, room.name.en, room.name.zh) for room in read_rooms(folder) if room.kind is RoomKind.ROOM
    ]
    reading = read(options.phrase, now, site.zone, options.lang, rooms, site.hours_on)
    print(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a time like 2026-11-23T10:00 or 2026-11-23T10:00+08:00") from None


def _database() -> Database:
    from meetbot.db import Database

    return Database(database_url(Settings()))


def database_url(settings: Settings) -> str:
    """
    The database that is meant: the live one when a token or MEETBOT_DATABASE_URL is set, else the local chat's.

    The running local chat itself uses its own always; the other verbs do what their caller named.
    """
    is_live = not settings.is_local or "database_url" in settings.model_fields_set
    return settings.database_url.get_secret_value() if is_live else LOCAL_DATABASE


def _is_postgresql() -> bool:
    from sqlalchemy.engine import make_url

    return make_url(database_url(Settings())).get_backend_name() == "postgresql"


def _sqlite_file() -> Path:
    from sqlalchemy.engine import make_url

    from meetbot.complaints import NotAFile

    url = make_url(database_url(Settings()))
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise NotAFile(url.get_backend_name())
    return Path(url.database)


def _shown(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)
