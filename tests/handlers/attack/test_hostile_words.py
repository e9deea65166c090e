"""
Words that want to be something else stay words, wherever they come out: in every message, button and file that anybody is shown.

They are put into every column of every table that holds words of people; what is cleaned when it is written has its own tests.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlmodel import Session, text

from meetbot.db import Database
from meetbot.export import export_bookings
from meetbot.localchat.people import Message
from tests.handlers.attack.house import ROUTES, SECRETS, House

EVIL = "=1+1<b>Zqx</b>{name}%s&amp;\nX-EVIL:1"
# The mark without the tag before it: somebody read the tag.
_READ_AS_MARKUP = re.compile(r"(?<!<b>)Zqx")


@pytest.fixture
def poisoned(house: House, tmp_path: Path) -> House:
    """The house in which every word that somebody wrote is hostile."""
    path = tmp_path / "poisoned.db"
    path.write_bytes(house.path.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        for table, column, kind in _columns_of_words(session):
            for secret in SECRETS:
                session.connection().execute(
                    text(f'UPDATE "{table}" SET "{column}" = replace("{column}", :secret, :evil)'),
                    {"secret": secret, "evil": EVIL.replace("\n", "\\n") if kind == "JSON" else EVIL},
                )
    database.close()
    return House(path, house.at, house.people, house.codes, house.drafts)


def _columns_of_words(session: Session) -> list[tuple[str, str, str]]:
    """Table, column, and "JSON" for those that hold words within a document."""
    connection = session.connection()
    return [
        (table, column["name"], column["type"])
        for table in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for column in connection.execute(text(f'PRAGMA table_info("{table}")')).mappings().all()
        if column["type"] in {"TEXT", "JSON"} or column["type"].startswith("VARCHAR")
    ]


@pytest.mark.parametrize("who", ["Olga", "Alan", "Sun", "Ada"])
async def test_hostile_words_are_shown_as_they_were_written(
    poisoned: House, tmp_path: Path, failures: list[str], who: str
) -> None:
    async with poisoned.opened(tmp_path) as service:
        user = service.chat.user(poisoned.people[who])
        for words in sorted(ROUTES.commands):
            if words not in {"cancel", "start"}:
                user.says(f"/{words}")
                await service.settle()
        home = user.last
        for code in poisoned.of(who):
            user.forges(code, home)
            await service.settle()

        shown = [each for message in user.received for each in (message, *message.edits) if each.is_from_bot]
        assert any("Zqx" in each.text for each in shown)
        assert [each.text for each in shown if _READ_AS_MARKUP.search(each.text)] == []
        assert [each for message in shown for each in _evil_lines(message)] == []
        assert failures == []


async def test_hostile_words_are_no_formula_in_a_spreadsheet(poisoned: House) -> None:
    database, out = Database(f"sqlite:///{poisoned.path}"), io.StringIO()
    with database.reading() as session:
        export_bookings(session, out, ZoneInfo("Asia/Shanghai"))
    database.close()

    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]
    assert any("Zqx" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


def _evil_lines(message: Message) -> list[str]:
    """What a calendar file has of properties that are none of ours."""
    if message.document is None or not message.file_name.endswith(".ics"):
        return []
    return [name for part in Calendar.from_ical(message.document).walk() for name in part if name == "X-EVIL"]
