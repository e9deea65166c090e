"""
Where the local chat keeps everything: one SQLite file of its own, or memory.

Users, messages and the rest are stored as the JSON that Telegram would send; columns exist for what is looked up.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

# Updates that were confirmed long ago are of no use, not even to a test that has one delivered again.
KEPT_UPDATES = 1000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chats (chat_id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS versions_of ON versions (chat_id, message_id);
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY, body TEXT NOT NULL, is_pending INTEGER NOT NULL, is_due_again INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS updates_to_hand_out ON updates (update_id) WHERE is_pending OR is_due_again;
CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, unique_id TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    mime TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS queries (
    query_id TEXT PRIMARY KEY, user_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    answer TEXT
);
CREATE INDEX IF NOT EXISTS queries_of ON queries (user_id);
CREATE TABLE IF NOT EXISTS commands (
    scope TEXT NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (scope, language)
) WITHOUT ROWID;
"""


class Store:
    """Rows in and out, one writer at a time. Raises sqlite3.Error when the file cannot be used."""

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing this way; a power cut may cost a play chat its last moment.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what happens inside; one thread at a time; may be nested."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("BEGIN")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._connection.execute("COMMIT")

    # Facts: the clock, the subscription, the counters.

    def fact(self, name: str, default: Any = None) -> Any:
        body = self._one("SELECT body FROM facts WHERE name = ?", name)
        return default if body is None else json.loads(body[0])

    def set_fact(self, name: str, value: Any) -> None:
        self._do("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, _dump(value))

    def next_number(self, name: str, first: int = 1) -> int:
        """The next of a series that never repeats, not even after a restart."""
        number: int = self.fact(name, first)
        self.set_fact(name, number + 1)
        return number

    # Chats: a private chat has its user's id and is the user too.

    def chat(self, chat_id: int) -> Json | None:
        return _load(self._one("SELECT body FROM chats WHERE chat_id = ?", chat_id))

    def chats(self) -> list[Json]:
        return [_parsed(row) for row in self._all("SELECT body FROM chats ORDER BY rowid")]

    def put_chat(self, chat_id: int, chat: Json) -> None:
        self._do(
            "INSERT INTO chats VALUES (?, ?) ON CONFLICT (chat_id) DO UPDATE SET body = excluded.body",
            chat_id,
            _dump(chat),
        )

    # Messages and what they said before they were edited.

    def message(self, chat_id: int, message_id: int) -> Json | None:
        return _load(self._one("SELECT body FROM messages WHERE chat_id = ? AND message_id = ?", chat_id, message_id))

    def messages(self, chat_id: int, newest: int | None = None) -> list[Json]:
        """The messages of a chat, oldest first; at most the ``newest`` so many."""
        rows = self._all(
            "SELECT body FROM messages WHERE chat_id = ? ORDER BY message_id DESC LIMIT ?", chat_id, newest or -1
        )
        return [_parsed(row) for row in reversed(rows)]

    def put_message(self, message: Json) -> None:
        self._do(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?)",
            message["chat"]["id"],
            message["message_id"],
            _dump(message),
        )

    def put_version(self, message: Json) -> None:
        self._do("INSERT INTO versions VALUES (?, ?, ?)", message["chat"]["id"], message["message_id"], _dump(message))

    def versions(self, chat_id: int, message_id: int) -> list[Json]:
        rows = self._all(
            "SELECT body FROM versions WHERE chat_id = ? AND message_id = ? ORDER BY rowid", chat_id, message_id
        )
        return [_parsed(row) for row in rows]

    def remove_message(self, chat_id: int, message_id: int) -> None:
        for table in ("messages", "versions"):
            self._do(f"DELETE FROM {table} WHERE chat_id = ? AND message_id = ?", chat_id, message_id)  # noqa: S608 two names from the line above

    # Updates.

    def put_update(self, update: Json, is_pending: bool) -> None:
        self._do("INSERT INTO updates VALUES (?, ?, ?, 0)", update["update_id"], _dump(update), is_pending)
        self._do(
            "DELETE FROM updates WHERE update_id < ? AND NOT is_pending AND NOT is_due_again",
            update["update_id"] - KEPT_UPDATES,
        )

    def updates_to_hand_out(self, most: int) -> list[Json]:
        rows = self._all("SELECT body FROM updates WHERE is_pending OR is_due_again ORDER BY update_id LIMIT ?", most)
        return [_parsed(row) for row in rows]

    def count_pending(self) -> int:
        row = self._one("SELECT count(*) FROM updates WHERE is_pending OR is_due_again")
        return int(row[0]) if row else 0

    def confirm_before(self, update_id: int) -> None:
        self._do("UPDATE updates SET is_pending = 0 WHERE is_pending AND update_id < ?", update_id)

    def keep_newest_pending(self, count: int) -> None:
        self._do(
            "UPDATE updates SET is_pending = 0, is_due_again = 0 WHERE (is_pending OR is_due_again) AND update_id NOT IN "
            "(SELECT update_id FROM updates WHERE is_pending OR is_due_again ORDER BY update_id DESC LIMIT ?)",
            count,
        )

    def hand_out_again(self, update_id: int) -> bool:
        return self._do("UPDATE updates SET is_due_again = 1 WHERE update_id = ?", update_id) == 1

    def handed_out_again(self, update_ids: list[int]) -> None:
        for update_id in update_ids:
            self._do("UPDATE updates SET is_due_again = 0 WHERE update_id = ?", update_id)

    # Files.

    def put_file(self, file: Json, content: bytes) -> None:
        self._do(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(file[key] for key in ("file_id", "unique_id", "kind", "path", "name", "mime", "width", "height")),
            content,
        )

    def file(self, file_id: str) -> tuple[Json, bytes] | None:
        return self._file("file_id", file_id)

    def file_at(self, path: str) -> tuple[Json, bytes] | None:
        return self._file("path", path)

    def _file(self, column: str, value: str) -> tuple[Json, bytes] | None:
        row = self._one(f"SELECT * FROM files WHERE {column} = ?", value)  # noqa: S608 two names from the lines above
        if row is None:
            return None
        names = ("file_id", "unique_id", "kind", "path", "name", "mime", "width", "height")
        return dict(zip(names, row[:-1], strict=True)), row[-1]

    # Presses and their answers.

    def put_query(self, query_id: str, user_id: int, chat_id: int, message_id: int) -> None:
        self._do("INSERT INTO queries VALUES (?, ?, ?, ?, NULL)", query_id, user_id, chat_id, message_id)

    def query(self, query_id: str) -> Json | None:
        row = self._one("SELECT user_id, chat_id, message_id, answer FROM queries WHERE query_id = ?", query_id)
        return None if row is None else dict(zip(("user_id", "chat_id", "message_id", "answer"), row, strict=True))

    def answer_query(self, query_id: str, answer: Json) -> None:
        self._do("UPDATE queries SET answer = ? WHERE query_id = ?", _dump(answer), query_id)

    def answers(self, user_id: int) -> list[Json]:
        rows = self._all("SELECT answer FROM queries WHERE user_id = ? AND answer IS NOT NULL ORDER BY rowid", user_id)
        return [_parsed(row) for row in rows]

    # Command menus.

    def put_commands(self, scope: str, language: str, commands: list[Json] | None) -> None:
        self._do("DELETE FROM commands WHERE scope = ? AND language = ?", scope, language)
        if commands is not None:
            self._do("INSERT INTO commands VALUES (?, ?, ?)", scope, language, _dump(commands))

    def commands(self, scope: str, language: str) -> list[Json] | None:
        row = self._one("SELECT body FROM commands WHERE scope = ? AND language = ?", scope, language)
        return None if row is None else json.loads(row[0])

    def _do(self, sql: str, *values: Any) -> int:
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parsed(row: tuple[Any, ...]) -> Json:
    value: Json = json.loads(row[0])
    return value


def _load(row: tuple[Any, ...] | None) -> Json | None:
    return None if row is None else _parsed(row)
