"""``bot.py standard``: comparing versions of the written standard, taking one out, where each clause is carried out."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from meetbot.commands.opening import only_new, rows
from meetbot.settings import Settings, read_site


def add_verbs(standard: argparse.ArgumentParser) -> None:
    verbs = standard.add_subparsers(title="verbs", metavar="VERB")
    diff = verbs.add_parser("diff", help="what version B changes against A, and which future bookings it touches")
    diff.add_argument("a", metavar="A", help="a file, or name@version of a published one")
    diff.add_argument("b", metavar="B")
    diff.set_defaults(do=_diff)
    export = verbs.add_parser("export", help="a published version as it was published, as a file")
    export.add_argument("edition", metavar="NAME@VERSION")
    export.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a new file instead of the terminal")
    export.set_defaults(do=_export)
    coverage = verbs.add_parser("coverage", help="every clause and where it is carried out; what is still open")
    coverage.add_argument("edition", metavar="A", nargs="?", help="a file, or name@version (the newest in the config)")
    coverage.set_defaults(do=_coverage)


def _diff(options: argparse.Namespace) -> None:
    from meetbot.editions import edition, told, touched

    with rows() as session:
        old, new = edition(session, options.a), edition(session, options.b)
        for line in told(old, new):
            print(line)
        if session is not None:
            for line in touched(session, new, datetime.now(UTC), read_site(Settings().config).zone):
                print(line)


def _export(options: argparse.Namespace) -> None:
    from meetbot.editions import published

    with rows() as session:
        body = published(session, options.edition).body
    if options.file is None:
        sys.stdout.write(body)
        return
    with only_new(options.file), options.file.open("x", encoding="utf-8", newline="") as out:
        out.write(body)
    print(f"{options.edition} is in {options.file}")


def _coverage(options: argparse.Namespace) -> None:
    from meetbot.coverage import told
    from meetbot.editions import edition
    from meetbot.standard.loading import read_standards

    if options.edition is None:
        files = read_standards(Settings().config / "standard")
        standard = max((file.standard for file in files), key=lambda each: each.version)
    else:
        with rows() as session:
            standard = edition(session, options.edition).standard
    for line in told(standard):
        print(line)
