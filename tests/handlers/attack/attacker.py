"""Somebody who tries: what each try changed that is not their own, and what it gave away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from meetbot.handlers.keyboards import verb_of
from meetbot.localchat.people import Message, User
from tests.handlers.attack.house import SECRETS
from tests.handlers.attack.rows import FOLLOWS
from tests.harness import Harness

_POSTED = 900_000_001  # updates that the chat does not number
Rows = frozenset[tuple[str, tuple[object, ...]]]
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

    async def presses_at_once(self, codes: Iterable[str]) -> list[str]:
        """Forge each of the codes before any is answered; what pops up over each, in their order."""
        forged = [self.user.forges(code, self._home) for code in codes]
        await self._look(" ".join(codes))
        return self._answers([each.query_id for each in forged])

    async def posts(self, codes: Sequence[str]) -> list[str]:
        """``presses_at_once`` with what no app and no chat would let pass: the bytes of the updates themselves."""
        sender = {"id": self.user.id, "is_bot": False, "first_name": self.user.name}
        ids = [f"posted-{number}" for number in range(len(codes))]
        for number, (id_, code) in enumerate(zip(ids, codes, strict=True)):
            self.service.chat.store.put_query(id_, self.user.id, self.user.id, self._home.message_id)
            query = {"id": id_, "from": sender, "chat_instance": "1", "data": code, "message": self._home.raw}
            await self.service.service.intake.take(json.dumps({"update_id": _POSTED + number, "callback_query": query}))
        await self._look("posted")
        return self._answers(ids)

    def _answers(self, query_ids: list[str]) -> list[str]:
        said = {answer.query_id: answer.text for answer in self.user.answers}
        return [said.get(each, "no answer") for each in query_ids]

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
        self._heard = len(self.user.alerts)
        for each in self.user.messages:
            if each.message_id != self._home.message_id:
                self.user.deletes(each)

    def _said(self, new: list[Message]) -> list[str]:
        """The secrets that any message, button or note told."""
        home = self.user.message(self._home.message_id)
        shown = [each.raw for message in (*new, *([home] if home else [])) for each in (message, *message.edits)]
        words = json.dumps(
            [[each for each in shown if each not in self._known], self.user.alerts[self._heard :]], ensure_ascii=False
        )
        return [secret for secret in SECRETS if secret in words]

    def of_others(self) -> Rows:
        return self.service.look(lambda session: not_of(session, self.user.id))


def not_of(session: Session, telegram_id: int) -> Rows:
    """Every fact that is not about this person alone."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)  # as it is: asked after every press
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    person = connection.execute("SELECT id FROM person WHERE telegram_id = ?", (telegram_id,)).fetchone()
    found: set[tuple[str, tuple[object, ...]]] = set()
    for table in set(tables) - FOLLOWS:
        column = _THEIRS.get(table, "")
        theirs = telegram_id if column == "telegram_id" else person and person[0]
        rows = (
            connection.execute(f'SELECT * FROM "{table}" WHERE "{column}" IS NOT ?', (theirs,))
            if column
            else connection.execute(f'SELECT * FROM "{table}"')
        )
        found |= {(table, row) for row in rows}
    return frozenset(found)


def _differences(before: Rows, after: Rows) -> Iterator[tuple[str, str, str]]:
    for sign, rows in (("-", before - after), ("+", after - before)):
        for table, row in sorted(rows, key=repr):
            yield sign, table, repr(row)
