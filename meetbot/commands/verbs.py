"""Which verbs there are. Every mistake that an operator can put right ends as one clear line and exit code 1."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from meetbot.commands import checking, database, person, phrase, standard
from meetbot.commands.complaints import complaint
from meetbot.errors import MeetbotError
from meetbot.settings import Settings

# What an operator can put right. Anything else is a fault of ours and keeps its traceback.
_EXPECTED = (
    MeetbotError, ValidationError, DBAPIError, ArgumentError, NoSuchModuleError, sqlite3.Error, OSError,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one verb."""
    options = parser().parse_args(arguments)
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


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bot.py", description="A Telegram bot that runs the service around meetings.")
    parser.set_defaults(do=_run)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")

    def verb(name: str, do: Callable[[argparse.Namespace], int | None], says: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=says, description=says)
        sub.set_defaults(do=do)
        return sub

    def subject(name: str, says: str) -> argparse.ArgumentParser:
        sub = verb(name, _help_of, says)
        sub.set_defaults(parser=sub)
        return sub

    verb("run", _run, "run the bot (the default); without MEETBOT_TOKEN, with the local chat")
    verb("check", checking.check, "check settings, config and standard; name every mistake by file and line")
    verb("migrate", database.migrate, "bring the database's schema up to date")
    backup = verb("backup", database.backup, "copy the database into a new file, while the bot runs")
    backup.add_argument("file", type=Path)
    restore = verb("restore", database.restore, "put a backup in the database's place, while the bot does not run")
    restore.add_argument("file", type=Path)
    demo = verb("demo", _demo, "play a whole service day at speed; leaves pictures and calendar files in a folder")
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help="where they go (var/demo)")
    demo.add_argument("--lang", choices=("en", "zh"), default="en")
    export = verb("export", database.export, "write every booking as CSV")
    export.add_argument("--file", type=Path, help="a new file instead of the terminal")
    person.add_verbs(subject("person", "what is known about one person: hand it out, or forget who they were"))
    phrase.add_arguments(
        verb("read", phrase.understood, "read one line as /book does and print what was understood as JSON")
    )
    standard.add_verbs(
        subject("standard", "the written standard: compare versions, take one out, where each clause is carried out")
    )
    return parser


def _run(_options: argparse.Namespace) -> None:
    from meetbot.arenas import share_one_arena

    share_one_arena()
    from meetbot.logs import set_up_logs
    from meetbot.running import run

    settings = Settings()
    set_up_logs(settings.log)
    asyncio.run(run(settings))


def _demo(options: argparse.Namespace) -> None:
    from meetbot.demo import play

    asyncio.run(play(options.folder, options.lang))


def _help_of(options: argparse.Namespace) -> int:
    options.parser.print_help()
    return 2
