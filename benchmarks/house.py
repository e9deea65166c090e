"""A house at work: attendants who took a meeting each, with the checklist's card in front of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from benchmarks.standin import Desk
from meetbot.app import prepare
from meetbot.booking.service import Wish, book
from meetbot.checklists.service import checklist, take
from meetbot.clock import SystemClock
from meetbot.db import Database
from meetbot.handlers.areas import AREAS
from meetbot.handlers.cards import Reader, render_card
from meetbot.handlers.keyboards import encode, markup
from meetbot.handlers.parts import Parts
from meetbot.handlers.routing import Routes
from meetbot.handlers.unclaimed import unclaimed
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.seam import Seam
from meetbot.settings import Settings, Site, read_site
from meetbot.standard.document import Evidence, Phase

CONFIG = Path(__file__).parents[1] / "config"
ADMIN, ORGANISER, FIRST_ATTENDANT = 1001, 1002, 5001
_ROOMS = ("hall-a", "hall-b", "boardroom", "training", "room-301", "room-402")
_HOURS = (9, 12, 15, 18)
_ITEMS_A_DESK = 8


@dataclass(frozen=True)
class House:
    """Where the database is and who sits before it."""

    file: Path
    desks: tuple[Desk, ...]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @contextmanager
    def copied(self) -> Iterator[str]:
        """The address of a copy, so that every run begins with the same rows."""
        with TemporaryDirectory() as folder:
            copy = Path(folder) / self.file.name
            shutil.copy(self.file, copy)
            yield f"sqlite:///{copy}"


def furnish(folder: Path, desks: int = 200, config: Path = CONFIG) -> House:
    """A database in ``folder`` with so many attendants, each with a meeting of their own from tomorrow on."""
    file = folder / "meetbot.db"
    return House(file, furnished(f"sqlite:///{file}", desks, config))


def furnished(url: str, desks: int = 200, config: Path = CONFIG) -> tuple[Desk, ...]:
    """The same in the empty database at ``url``; who sits before it."""
    database, clock, site = Database(url), SystemClock(), read_site(config)
    settings = Settings(_env_file=None, config=config, database_url=url, admins=(ADMIN,))  # type: ignore[call-arg, arg-type]
    prepare(database, settings, clock.now())
    parts = Parts(settings, site, clock, Seam(database), Routes.of(AREAS), unclaimed)
    with database.writing() as session:
        found = tuple(_desks(session, parts, clock.now(), desks))
    parts.seam.close()
    return found


def _desks(session: Session, parts: Parts, now: datetime, count: int) -> Iterator[Desk]:
    organiser = person(session, "Olga", ORGANISER, Role.ORGANISER, now)
    wishes = _wishes(parts.site, now)
    for number in range(count):
        attendant = person(session, f"Alan {number}", FIRST_ATTENDANT + number, Role.ATTENDANT, now)
        booking = book(session, next(wishes), organiser, now, parts.site, confirmed_closed=True)
        assert booking.id is not None
        take(session, booking.id, attendant, now)
        yield _desk(session, parts, booking.id, attendant, now)


def _desk(session: Session, parts: Parts, booking_id: int, attendant: Member, now: datetime) -> Desk:
    shown = render_card(session, "checklist", booking_id, Reader(attendant, parts.texts("en"), now, parts))
    keyboard = markup(shown.rows)["reply_markup"]
    entries = checklist(session, booking_id, now).entries
    keys = [
        entry.item.key
        for entry in entries
        if entry.item.phase is Phase.PREPARE and entry.item.evidence is Evidence.NONE and not entry.item.after
    ]
    codes = [encode("ck.t", booking_id, "", key) for key in keys[:_ITEMS_A_DESK]]
    return Desk(attendant.telegram_id, shown.html, keyboard, codes)


def _wishes(site: Site, now: datetime) -> Iterator[Wish]:
    """A general meeting of ten in every room, four a day, from the day after tomorrow."""
    day = now.astimezone(site.zone).date() + timedelta(days=2)
    while True:
        for hour in _HOURS:
            start = datetime(day.year, day.month, day.day, hour, tzinfo=site.zone).astimezone(UTC)
            for room in _ROOMS:
                yield Wish(
                    start, start + timedelta(hours=1), heads=10, meeting_type="general", layout="hollow_square",
                    title="Planning the year", room=room,
                )  # fmt: skip
        day += timedelta(days=1)


def person(session: Session, name: str, telegram_id: int, role: Role, now: datetime) -> Member:
    person = Person(telegram_id=telegram_id, name=name, department="Finance", language="en", joined_at=now)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(RoleGrant(person_id=person.id, role=role, granted_at=now))
    session.flush()
    return members(session, [person.id])[person.id]
