"""The day as a person likes to read it: when, who, what they did, what the bot showed them; and the files that came."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from meetbot.localchat.people import Message, User
from meetbot.texts import Texts, clean

_NAME_WIDTH = 8
_LINE_WIDTH = 96
_INDENT = " " * (6 + _NAME_WIDTH + 3)
# A word with the space after it; Chinese may be broken anywhere.
_WORDS = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+")
# Of a message; the rest is a person's to read in the chat.
_MOST_LINES = 6
_MOST_BUTTONS = 4
_MOST_CHANGES = 4


class Transcript:
    """
    Writes down what people do and what their chats show since it looked last.

    ``say`` gets the lines as they come; the files are kept in ``folder``, the lines too once the day is over.
    """

    def __init__(self, folder: Path, texts: Texts, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.texts = texts
        self.files: list[Path] = []
        self.lines: list[str] = []
        self._say = say
        self._shown: dict[tuple[int, int], Message] = {}
        self._answered: dict[int, int] = {}
        self._heard: dict[int, set[str]] = {}
        self._told = ""
        self._time = ""
        self._today = self._written_day = ""
        self._pictures: set[bytes] = set()

    def chapter(self, number: int, title: str) -> None:
        """A part of the day begins."""
        self._told = ""
        self._write("")
        self._write(_ruled(f"━━ {number} ━ {title} ", "━"))

    def passes(self, now: datetime) -> None:
        """Time went on; a new day is said once something happens on it."""
        self._time = self.texts.time(now)
        self._today = self.texts.day(now)

    def did(self, who: User, what: str) -> None:
        """Somebody wrote or pressed."""
        self._line(who, "▸", what)

    def look(self, people: list[User]) -> None:
        """What is new in everybody's chat, and what a message says differently now."""
        for who in people:
            self._pop_ups(who)
            for message in who.received:
                key = (message.chat_id, message.message_id)
                before = self._shown.get(key)
                if before == message:
                    continue
                self._shown[key] = message
                self._show(who, message, before)

    def keep(self, name: str, content: bytes) -> Path:
        """A file of the day; a name that is taken gets a number."""
        path, number = self.folder / name, 2
        while path in self.files:
            path = (self.folder / name).with_stem(f"{Path(name).stem}-{number}")
            number += 1
        path.write_bytes(content)
        self.files.append(path)
        return path

    def end(self) -> None:
        """Keep the transcript itself."""
        (self.folder / "transcript.txt").write_text("\n".join(self.lines).lstrip() + "\n", encoding="utf-8")

    def says(self, line: str) -> None:
        """A line of our own."""
        self._write(line)

    def _pop_ups(self, who: User) -> None:
        said = who.alerts
        for text in said[self._answered.get(who.id, 0) :]:
            self._line(who, "‼", text)
        self._answered[who.id] = len(said)

    def _show(self, who: User, message: Message, before: Message | None) -> None:
        heard = self._heard.setdefault(who.id, set())
        said = list(_changes(before, message) if before else _opening(message, heard))
        heard.update(message.text.splitlines())
        if not said:
            return  # other buttons under the same words: nothing to read
        self._line(who, "✎" if before else "◂", said[0])
        for line in said[1:]:
            self._more(line)
        if before is None:
            self._attached(message)
            if message.buttons:
                self._more(_row(message.buttons))

    def _attached(self, message: Message) -> None:
        content = message.photo or message.document
        if content is None:
            return
        if message.photo and content in self._pictures:
            return  # a picture that a person sent, shown to others
        name = message.file_name or "plan.png"
        self._more(f"📎 {self.keep(name, content)}")

    def seen(self, picture: bytes) -> None:
        """A picture that somebody sends: it is kept already."""
        self._pictures.add(picture)

    def _line(self, who: User, sign: str, text: str) -> None:
        if self._today != self._written_day:
            self._written_day, self._told = self._today, ""
            self._write(_ruled(f"── {self._today} ", "─"))
        mark = f"{self._time} {_padded(who.name)}"
        head = " " * len(_INDENT[:-2]) if mark == self._told else f"{mark} "
        self._told = mark
        first, *rest = _wrapped(clean(text))
        self._write(f"{head}{sign} {first}")
        for line in rest:
            self._more(line)

    def _more(self, text: str) -> None:
        for line in _wrapped(clean(text)):
            self._write(f"{_INDENT}{line}")

    def _write(self, line: str) -> None:
        self.lines.append(line)
        self._say(line)


def _opening(message: Message, heard: set[str]) -> Iterator[str]:
    """The heading of a message and what of the rest is news to its reader."""
    heading, *rest = [line for line in message.text.splitlines() if line.strip()] or [""]
    news = [line for line in rest if line not in heard]
    yield heading
    yield from news[: _MOST_LINES - 1]
    if len(news) >= _MOST_LINES:
        yield "…"


def _changes(before: Message, after: Message) -> Iterator[str]:
    """The lines of a message that were not there before."""
    known = set(before.text.splitlines())
    new = [line for line in after.text.splitlines() if line.strip() and line not in known]
    yield from new[:_MOST_CHANGES]


def _row(labels: list[str]) -> str:
    shown = "".join(f"[{label}] " for label in labels[:_MOST_BUTTONS])
    return shown + ("…" if len(labels) > _MOST_BUTTONS else "")


def _wrapped(text: str) -> list[str]:
    """The text in lines that fit, by the columns of a terminal."""
    lines, room = [""], _LINE_WIDTH - len(_INDENT)
    for word in _WORDS.findall(text):
        if lines[-1] and _width(lines[-1]) + _width(word.rstrip()) > room:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _ruled(text: str, rule: str) -> str:
    return text + rule * (_LINE_WIDTH - _width(text))


def _padded(name: str) -> str:
    return name + " " * max(0, _NAME_WIDTH - _width(name))


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
