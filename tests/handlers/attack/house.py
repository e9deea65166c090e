"""
A house in use: meetings booked, taken, running and over, half-made things of everybody, and every code that any button of
theirs ever carried. Made by pressing whatever is offered, but for what would end the things themselves.

Kept as a database file, so that each attack begins in the same house.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from meetbot.booking import service as booking
from meetbot.booking.wishes import Wish
from meetbot.drafts.models import Draft
from meetbot.handlers.areas import AREAS
from meetbot.handlers.keyboards import verb_of
from meetbot.handlers.routing import Routes
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.needs import Equipment, Needs
from tests.booking.incoming.conftest import calendar, event
from tests.factories import at
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness
from tests.localchat.pictures import png

ROUTES = Routes.of(AREAS)
# Only Olga and the staff may ever read these; each stands in one kind of thing that she wrote.
TITLE, GUEST, SEATED, BANNER, WISH, SERIES, COMMENT = (
    "Zebracorn merger", "Gwendolyn Quux", "Quentin Snark", "Xylobanner words", "Vorpal wish", "Jabberwock review", "Bandersnatch",
)  # fmt: skip
SECRETS = (TITLE, GUEST, SEATED, BANNER, WISH, SERIES, COMMENT)
# What ends the thing that the other codes are about.
_ENDS = frozenset((
    "bk.cancel2", "bk.scancel", "bk.drop", "bk.off", "bk.renew", "ws.out", "ws.none", "ws.mute", "br.drop", "rd.undo",
    "ck.give", "lv.over", "rq.off", "rq.drop", "df.drop", "df.note", "df.fix", "gs.off2", "im.drop", "im.undo", "im.unsub2",
    "lo.drop", "lf.drop", "lf.to", "lf.have", "lf.at", "lf.undo", "st.no", "st.ok", "st.move", "pr.yes", "ac.deny",
    "ac.grant", "pp.out", "pp.heir", "pp.bye", "pv.gone", "pp.role", "me.hide", "lang", "tz.set", "cl.done", "cl.pool",
    "rq.done", "rq.pool", "rq.why", "ls.all", "rd.done",
))  # fmt: skip
_MOST_ROUNDS = 14
CALENDAR = calendar(event(uid="imported@x"), event(uid="second@x"))
# What answers a question; anything else is answered with words.
_PHOTO = {"photo", "look"}
_WORDS: dict[str, str] = {
    "guests": f"{GUEST} <guest@example.org>", "names": f"{SEATED}, minister\nAda", "wish.banner": BANNER, "wish.wish": WISH,
    "wish.mics": "1, 2", "wish.break": "15:00-15:15", "count": "12", "round": COMMENT, "skip": COMMENT, "zone": "Berlin",
    "receiver": "the office", "spot": "under the table", "details": "+86 10 5555 0100", "follow": "https://calendars.example.org/a.ics", "st.find": "tea", "gd.find": "tea", "wish.flags": "CN, FR",
}  # fmt: skip


@dataclass
class House:
    """The file, whose codes are whose, and what each kind of answer was half-way with."""

    path: Path
    at: datetime
    people: dict[str, int]
    codes: dict[str, list[str]] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, name: str) -> list[str]:
        """One code for each verb that ``name`` was offered, the latest."""
        return sorted({verb_of(code): code for code in self.codes[name]}.values())

    def others(self, name: str) -> list[str]:
        """One code for each press there is, as somebody else was offered it; a guess where nobody was."""
        offered = [code for each, codes in self.codes.items() if each != name for code in codes]
        return list(
            (
                {verb: self._guessed(verb) for verb in ROUTES.presses} | {verb_of(code): code for code in offered}
            ).values()
        )

    def _guessed(self, verb: str) -> str:
        """A code of the same shape as those that lie near it."""
        near = [code.split(":")[1:] for codes in self.codes.values() for code in codes if code[:3] == verb[:3]]
        kinds = ROUTES.presses[verb].arguments
        arguments = [
            next((each[place] for each in near if len(each) > place and (kind is str) != each[place].isdigit()), "1")
            for place, kind in enumerate(kinds)
        ]
        return ":".join([verb, *arguments])

    @asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[Harness]:
        """The house with everybody in it, to be broken into."""
        shutil.copy(self.path, folder / "meetbot.db")
        async with open_harness(
            folder, CONFIG, smtp_url="smtp://127.0.0.1:1", mail_from="a@example.org", post=_NoPost()
        ) as service:
            service.people = len(self.people)
            service.clock.jump(self.at)
            for name, telegram_id in self.people.items():
                service.chat.user(telegram_id, name)
            await service.settle()
            yield service


class _NoPost:
    """Takes every mail and loses it."""

    async def carry(self, recipient: str, message: bytes) -> None: ...

    async def close(self) -> None: ...


async def build(folder: Path) -> House:
    """The house as a file in ``folder``."""
    async with open_harness(
        folder, CONFIG, smtp_url="smtp://127.0.0.1:1", mail_from="a@example.org", post=_NoPost()
    ) as service:
        crawler = _Crawler(service)
        await crawler.furnish()
        await crawler.explore()
        people = {user.name: user.id for user in crawler.people}
        house = House(folder / "house.db", service.clock.now(), people, crawler.codes(), crawler.drafts)
        with closing(sqlite3.connect(folder / "meetbot.db")) as there, closing(sqlite3.connect(house.path)) as kept:
            there.backup(kept)
            kept.execute("DELETE FROM inbox_update")  # the chat begins to count anew
            kept.commit()
    return house


@dataclass
class _Crawler:
    service: Harness
    pressed: set[str] = field(default_factory=set)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        person = self.service.person
        self.olga = person("Olga", Role.ORGANISER, department="Board")
        self.alan, self.sun = person("Alan", Role.ATTENDANT), person("Sun", Role.SUPERVISOR)
        self.max, self.clara = person("Max", Role.MAINTENANCE), person("Clara", Role.CLEANER)
        self.ada, self.sam = person("Ada", Role.ADMIN), person("Sam")
        self.people = [self.olga, self.alan, self.max, self.clara, self.ada, self.sun, self.sam]

    async def furnish(self) -> None:
        """Meetings, calls and files that no button begins."""
        await self.service.settle()
        self.books(f"{TITLE} 1", "2026-11-23 11:00", "2026-11-23 12:30")
        self.books(f"{TITLE} 2", "2026-11-24 14:00", "2026-11-24 16:00")
        self.books(f"{TITLE} 3", "2026-11-23 09:00", "2026-11-23 09:45")
        await self.says(self.olga, f"/book every Thursday 10-11 five times 8 people oval general meeting {SERIES}")
        await self.tries(self.olga, "bk.titled", "bk.book")
        self.olga.sends_document(CALENDAR, "a.ics", "text/calendar")
        await self.service.settle()
        self.ada.sends_document(CALENDAR.replace(b"@x", b"@y"), "b.ics", "text/calendar")
        await self.service.settle()
        for who in self.people:
            for command in ROUTES.commands:
                if command not in {"cancel", "start"}:
                    await self.says(who, f"/{command}")

    def books(self, title: str, start: str, end: str) -> None:
        """A meeting of Olga's with everything that can be wished for."""
        needs = Needs(
            fruit=True, rostrum=True, nameplates=True, banner=True, banner_words=BANNER, flags=2, flags_words="CN, FR", wish=WISH,
            equipment=(Equipment.SOUND, Equipment.MICROPHONES),
        )  # fmt: skip
        wish = Wish(at(start), at(end), 20, "leadership", "hollow_square", needs, title=title, room="boardroom")
        with self.service.database.writing() as session:
            olga = member(session, self.olga.id)
            assert olga is not None
            early = at(start) - timedelta(days=2)
            booking.book(session, wish, olga, early, self.service.service.parts.site, None, confirmed_closed=True)

    async def explore(self) -> None:
        for number in range(_MOST_ROUNDS):
            if number == 3:
                await self.service.advance(minutes=65)  # the first meeting is running
                self.olga.forges("rq.ask:1:tea", self.olga.last)
                await self.service.settle()
            if number == 8:
                await self.service.advance(minutes=90)  # ... and over
            for who in self.people:
                await self._round(who)
        await self.says(self.olga, f"/book every Friday 9-10 three times 8 people oval general meeting {SERIES}")

    async def _round(self, who: User) -> None:
        """Everything new that is offered."""
        fresh = [(code, message) for code, message in _offered(who) if self._is_new(code)]
        for code, message in fresh:
            if self._is_new(code):
                self.pressed.add(verb_of(code))
                who.forges(code, message)
                await self.service.settle()
                await self._answer(who)

    def _is_new(self, code: str) -> bool:
        return verb_of(code) not in _ENDS | self.pressed

    async def _answer(self, who: User) -> None:
        draft = self.service.look(lambda session: _awaiting(session, who.id))
        if draft is None or draft.kind in {"booking", "change"}:
            return
        self.drafts.setdefault(draft.kind, {"fields": draft.fields, "awaiting": draft.awaiting})
        if draft.kind in _PHOTO or draft.kind in {"report", "lost"}:
            who.sends_photo(png(), "an umbrella" if draft.kind == "lost" else COMMENT)
        elif draft.kind == "st.file":
            who.sends_document(
                (CONFIG / "standard" / "conference-service@1.yaml").read_bytes(), "standard.yaml", "application/yaml"
            )
        else:
            who.says(_WORDS.get(draft.kind, COMMENT))
        await self.service.settle()

    def codes(self) -> dict[str, list[str]]:
        return {who.name: list(dict.fromkeys(code for code, _ in _offered(who))) for who in self.people}

    async def says(self, who: User, words: str) -> None:
        who.says(words)
        await self.service.settle()

    async def tries(self, who: User, *verbs: str) -> None:
        for verb in verbs:
            found = [(code, message) for code, message in _offered(who) if verb_of(code) == verb]
            if found:
                who.forges(*found[-1])
                await self.service.settle()


def _offered(who: User) -> Iterator[tuple[str, Message]]:
    """Every code that any message of theirs carries or carried, oldest first."""
    for message in who.received:
        for state in (*message.edits, message):
            for row in state.keyboard:
                for button in row:
                    if "callback_data" in button:
                        yield button["callback_data"], message


def _awaiting(session: Session, telegram_id: int) -> Draft | None:
    found = session.exec(select(Draft).where(Draft.telegram_id == telegram_id, Draft.awaiting != None)).first()  # noqa: E711
    if found is not None:
        session.expunge(found)
    return found
