"""Somebody who tries: what each try changed that is not their own, and what it gave away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlmodel import Session, text

from meetbot.handlers.keyboards import verb_of
from meetbot.localchat.people import Message, User
from tests.handlers.attack.house import SECRETS
from tests.harness import Harness

Rows = frozenset[tuple[str, str]]
# What follows from facts: messages that go out and where they stand.
_FOLLOWS = frozenset({"sent", "card", "inbox_update", "sqlite_sequence", "alembic_version", "stored_file"})
# What is about one person alone, by the column that says whom.
_THEIRS = {
    "draft": "telegram_id", "access_request": "telegram_id", "feed": "person_id", "person": "id", "self_check": "person_id",
    "standard_reading": "person_id",
}  # fmt: skip


@dataclass
class Attacker:
    """``tries`` gathers "what was tried: what became of it" for everything that should not have been."""

    service: Harness
    user: User
    failures: list[str]
    wrong: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)  # verbs that were answered with a file

    async def arrive(self) -> Message:
        """Settle in; the message whose buttons they forge."""
        await self.service.settle()
        self._home = self.user.last
        self._clear()
        self._known = [self._home.raw, *(each.raw for each in self._home.edits)]
        self.before = self.of_others()
        return self._home

    async def presses(self, code: str) -> None:
        """Forge ``code`` on a message of their own."""
        self.user.forges(code, self._home)
        await self._look(code)

    async def writes(self, words: str) -> None:
        self.user.says(words)
        await self._look(words)

    async def sends(self, content: bytes, name: str, mime: str) -> None:
        self.user.sends_document(content, name, mime)
        await self._look(name)

    async def shows(self, picture: bytes, caption: str) -> None:
        self.user.sends_photo(picture, caption)
        await self._look(f"a photo: {caption}")

    async def _look(self, tried: str) -> None:
        await self.service.settle()
        after = self.of_others()
        new = [each for each in self.user.received if each.message_id != self._home.message_id]
        self.files |= {verb_of(tried) for each in new if each.document or each.photo}
        self.wrong += [f"{tried}: {sign} {table} {row}" for sign, table, row in _differences(self.before, after)]
        self.wrong += [f"{tried}: said {secret}" for secret in self._said(new)]
        self.wrong += [f"{tried}: {said}" for said in self.failures]
        self.failures.clear()
        self.before = after
        self._clear()

    def _clear(self) -> None:
        for each in self.user.messages:
            if each.message_id != self._home.message_id:
                self.user.deletes(each)

    def _said(self, new: list[Message]) -> list[str]:
        """The secrets that any message, button or note told."""
        home = self.user.message(self._home.message_id)
        shown = [each.raw for message in (*new, *([home] if home else [])) for each in (message, *message.edits)]
        words = json.dumps(
            [[each for each in shown if each not in self._known], self.user.alerts[-3:]], ensure_ascii=False
        )
        return [secret for secret in SECRETS if secret in words]

    def of_others(self) -> Rows:
        return self.service.look(lambda session: not_of(session, self.user.id))


def not_of(session: Session, telegram_id: int) -> Rows:
    """Every fact that is not about this person alone."""
    connection = session.connection()
    tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    person = connection.execute(text("SELECT id FROM person WHERE telegram_id = :id"), {"id": telegram_id}).scalar()
    found: set[tuple[str, str]] = set()
    for table in set(tables) - _FOLLOWS:
        column = _THEIRS.get(table, "")
        theirs = telegram_id if column == "telegram_id" else person
        rows = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
        found |= {(table, repr(tuple(row.values()))) for row in rows if not column or row[column] != theirs}
    return frozenset(found)


def _differences(before: Rows, after: Rows) -> Iterator[tuple[str, str, str]]:
    for sign, rows in (("-", before - after), ("+", after - before)):
        for table, row in sorted(rows):
            yield sign, table, row
