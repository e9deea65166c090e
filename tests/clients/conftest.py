"""Calendar programs that nobody here wrote, and what the bot sends them. ``make clients`` installs them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.feeds import feed_ics, make_feed
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Booking
from meetbot.booking.series.calendar import date_cancelled_file, series_file
from meetbot.guests.itip import Invitation, cancellation, request
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, building, desk, site, staff
from tests.booking.series.conftest import SeriesDesk
from tests.factories import NOW

__all__ = ["building", "desk", "site", "staff"]
ENVIRONMENT = Path(__file__).parents[2] / ".venv" / "clients"
READER = Path(__file__).parent / "read.mjs"
READERS = ("ical.js", "node-ical")
GUEST = Invitation("guest@elsewhere.example", "Gast, 客人", "Olga (Finance)", "meet@riverside.example", NOW)


class Seen(NamedTuple):
    """An event as a program shows it: when (UTC), and how it stands."""

    start: datetime
    end: datetime
    status: str
    title: str


def program(name: str) -> str:
    """The path of an installed program."""
    return str(ENVIRONMENT / "bin" / name)


def run(*command: str | Path, **environment: str) -> str:
    """What a program prints. It finds no configuration but the test's."""
    answer = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}, check=False
    )  # fmt: skip
    assert answer.returncode == 0, f"{command[0]}: {answer.stdout}\n{answer.stderr}"
    return answer.stdout


@dataclass
class Readers:
    """The parsers, side by side."""

    folder: Path

    def all(self, content: bytes) -> dict[str, Any]:
        """By reader: method and events of a file."""
        file = self.folder / "calendar.ics"
        file.write_bytes(content)
        [found] = json.loads(run(program("node"), READER, ENVIRONMENT / "node", file))
        return dict(found)

    def events(self, content: bytes) -> dict[str, list[Seen]]:
        """By reader: the events of a file."""
        return {
            name: [
                Seen(datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]), each["status"], each["summary"])
                for each in found["events"]
            ]
            for name, found in self.all(content).items()
        }  # fmt: skip


@pytest.fixture
def readers(tmp_path: Path) -> Readers:
    return Readers(tmp_path)


@dataclass
class House:
    """The house whose calendars are read: what it sends for a booking, a series, a feed."""

    session: Session
    desk: Desk
    series: SeriesDesk

    def requested(self, booking: Booking) -> bytes:
        """The invitation of a guest, as it goes out by mail."""
        return request(ical.publish(self._meeting(booking), self.desk.site, "en"), GUEST)

    def called_off(self, booking: Booking) -> bytes:
        """The end of that invitation."""
        return cancellation(ical.cancel(self._meeting(booking), self.desk.site, "en"), GUEST)

    def file(self, booking: Booking) -> bytes:
        """The file of the chat."""
        found = self._meeting(booking)
        written: Callable[..., bytes] = ical.cancel if found.is_cancelled else ical.publish
        return written(found, self.desk.site, "en")

    def series_file(self, series_id: int) -> bytes:
        self.session.flush()
        return series_file(self.session, series_id, self.desk.site, "en")

    def date_cancelled(self, booking: Booking) -> bytes:
        self.session.flush()
        return date_cancelled_file(self.session, booking.id or 0, self.desk.site, "en")

    def feed(self, scope: str = "mine", role: Role = Role.ORGANISER) -> bytes:
        self.session.flush()
        made = make_feed(self.session, self.desk.staff[role], scope, self.desk.now)
        return feed_ics(
            self.session, made, self.desk.now, self.desk.site, public_url="https://meet.riverside.example"
        ).body

    def _meeting(self, booking: Booking) -> Any:
        self.session.flush()
        return meeting(self.session, booking.id or 0)


@pytest.fixture
def house(session: Session, desk: Desk) -> House:
    return House(session, desk, SeriesDesk(session, desk.staff, desk.site))


def seen(booking: Booking, title: str) -> Seen:
    """A booking as a program ought to show it."""
    status = "CANCELLED" if booking.cancelled_at else "CONFIRMED"
    return Seen(booking.starts_at.astimezone(UTC), (booking.ended_at or booking.ends_at).astimezone(UTC), status, title)
