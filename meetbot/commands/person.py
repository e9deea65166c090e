"""``bot.py person``: what is known about somebody, handed out; and forgetting who they were."""

from __future__ import annotations

import argparse
from pathlib import Path

from meetbot.commands.opening import only_new, opened, rows


def add_verbs(person: argparse.ArgumentParser) -> None:
    verbs = person.add_subparsers(title="verbs", metavar="VERB")
    export = verbs.add_parser("export", help="everything about the person, in a new ZIP file")
    export.add_argument("number", type=int, help="the person's number, as their card in /people shows it")
    export.add_argument("file", type=Path)
    export.set_defaults(do=_export)
    forget = verbs.add_parser("forget", help="take name, number and chat from somebody who left; their work stays")
    forget.add_argument("number", type=int)
    forget.set_defaults(do=_forget)


def _export(options: argparse.Namespace) -> None:
    from meetbot.privacy.archive import archive
    from meetbot.privacy.errors import NoSuchPerson
    from meetbot.privacy.service import known

    with rows() as session:
        if session is None:
            raise NoSuchPerson(options.number)
        packed = archive(known(session, options.number))
    with only_new(options.file), options.file.open("xb") as out:
        out.write(packed)
    print(f"Everything about person {options.number} is in {options.file}")


def _forget(options: argparse.Namespace) -> None:
    from meetbot.privacy.service import forget

    with opened() as database, database.writing() as session:
        forget(session, options.number, None)
    print(f"Nobody can tell any more who person {options.number} was. Older backups still can.")
