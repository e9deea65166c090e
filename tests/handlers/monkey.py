"""
Somebody who presses, writes and sends whatever comes to hand, as everybody at once, and forges what cannot be pressed.

``walk`` is repeatable by its seed. What must hold after every step: the bot answered without an unforeseen failure.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from meetbot.handlers.areas import AREAS
from meetbot.handlers.routing import Routes
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.harness import Harness
from tests.localchat.pictures import png

_ROUTES = Routes.of(AREAS)
_PHRASES = (
    "tomorrow 14:00-16:00 20 people hollow square", "明天下午2点到4点 20人 回字式", "every Monday 10-11 ten times", "每周一上午10点",
    "12", "0", "-5", "14:30", "25:99", "Olga", "王建国 局长\n李娜", "name,title\n=1+1,x", "+86 10 5555 0100", "ada@example.org, x@y",
    "a" * 4096, "😀" * 300, "\u202e evil \u2066", "<b>bold & </b>", "{name} %s {0}", "' OR 1=1 --", "=HYPERLINK(1)", "\x00\x01", "/", "/ book",
    "31 February 10:00", "tomorrow 02:30", "下下周三 全天", "99999999999999999999", "½ ١٢ Ⅷ", "\n\n\n", "https://example.org/a.ics",
)  # fmt: skip
_WORDS = (
    "",
    "p1",
    "0",
    "room.open",
    "prep.air",
    "c",
    "b",
    "e",
    "refill:1.1",
    "2026-11-24",
    "general",
    "hall-a",
    "zh",
    "admin",
    "x" * 40,
)
_NUMBERS = (-1, 0, 1, 2, 3, 4, 5, 7, 12, 60, 2**31, 2**52)
_FILES = (
    ("names.csv", "text/csv", "姓名,职务\n王建国,局长\n".encode("gb18030")),
    ("a.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    ("standard.yaml", "application/yaml", b"name: x\n"),
    ("../../etc/passwd", "application/octet-stream", b"\xff\xfe\x00"),
    ("b.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04 no zip"),
)  # fmt: skip


@dataclass
class Monkey:
    """Walks through one house. ``steps`` tells what it did, for whoever has to find out why something failed."""

    service: Harness
    seed: int
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.people = [
            self.service.person("Ada", Role.ADMIN),
            self.service.person("Olga", Role.ORGANISER, language="zh"),
            self.service.person("Oscar", Role.ORGANISER, Role.ATTENDANT),
            self.service.person("Alan", Role.ATTENDANT, language="zh"),
            self.service.person("Sun", Role.SUPERVISOR),
            self.service.person("Max", Role.MAINTENANCE),
            self.service.person("Clara", Role.CLEANER, language="zh"),
            self.service.person("Sam"),
        ]

    async def walk(self, count: int) -> None:
        """So many steps. Raises AssertionError, naming the way there, where the bot failed."""
        failures = _Failures()
        logging.getLogger("meetbot").addHandler(failures)
        try:
            await self.service.settle()
            for _ in range(count):
                await self._step()
                assert not failures.said, "\n".join([f"seed {self.seed}:", *self.steps[-12:], *failures.said])
        finally:
            logging.getLogger("meetbot").removeHandler(failures)

    async def _step(self) -> None:
        who = self.dice.choice(self.people)
        does: Callable[[User], str] = self.dice.choices(
            [self._presses, self._presses_something_old, self._forges, self._commands, self._writes, self._sends],
            [60, 6, 10, 8, 12, 4],
        )[0]
        self.steps.append(f"{who.name} {does(who)}")
        await self.service.settle()
        if self.dice.random() < 0.08:
            minutes = self.dice.choice((1, 5, 20, 60, 300, 1440))
            self.steps.append(f"{minutes} minutes pass")
            await self.service.advance(minutes=minutes)

    def _presses(self, who: User) -> str:
        """A button of one of the newest messages."""
        shown = [message for message in who.received[-6:] if _codes(message)]
        if not shown:
            return self._commands(who)
        message = self.dice.choice(shown)
        label, code = self.dice.choice(_codes(message))
        who.forges(code, message)
        return f"presses {label!r} ({code})"

    def _presses_something_old(self, who: User) -> str:
        """A button of any message, as it stood at any time."""
        shown = [state for message in who.received for state in (message, *message.edits) if _codes(state)]
        if not shown:
            return self._commands(who)
        message = self.dice.choice(shown)
        label, code = self.dice.choice(_codes(message))
        who.forges(code, message)
        return f"presses {label!r} ({code}) of before"

    def _forges(self, who: User) -> str:
        if not who.received:
            return self._commands(who)
        press = _ROUTES.presses[self.dice.choice(sorted(_ROUTES.presses))]
        arguments = [
            str(self.dice.choice(_NUMBERS)) if kind is int else self.dice.choice(_WORDS) for kind in press.arguments
        ]
        code = ":".join([press.verb, *arguments])[:64]
        who.forges(code, self.dice.choice(who.received))
        return f"forges {code}"

    def _commands(self, who: User) -> str:
        text = "/" + self.dice.choice(sorted(_ROUTES.commands))
        if self.dice.random() < 0.4:
            text += " " + self.dice.choice(_PHRASES)
        who.says(text)
        return f"writes {text[:60]!r}"

    def _writes(self, who: User) -> str:
        text = self.dice.choice(_PHRASES)
        if not text.strip():
            text = "…"
        who.says(text)
        return f"writes {text[:60]!r}"

    def _sends(self, who: User) -> str:
        if self.dice.random() < 0.4:
            who.sends_photo(png(), self.dice.choice(("", "a leg is loose")))
            return "sends a photo"
        name, mime, content = self.dice.choice(_FILES)
        who.sends_document(content, name, mime)
        return f"sends {name}"


class _Failures(logging.Handler):
    """What the bot logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


def _codes(message: Message) -> list[tuple[str, str]]:
    """Label and code of each button that the bot is told of."""
    return [
        (each["text"], each["callback_data"]) for row in message.keyboard for each in row if "callback_data" in each
    ]
