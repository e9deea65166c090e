"""The desk at which series are looked at and booked, by default by the organiser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from meetbot.booking.models import Booking, Room, Series
from meetbot.booking.series.outlook import Choice, Outlook
from meetbot.booking.series.rule import Repeat
from meetbot.booking.series.service import book_series, bookings_in, preview
from meetbot.booking.wishes import Wish
from meetbot.db import Database
from meetbot.people.roles import Role
from meetbot.settings import Site
from meetbot.times import local
from tests.booking.conftest import Members, wish
from tests.factories import NOW


@dataclass
class SeriesDesk:
    """Looks at and books series without naming session, now and site each time."""

    session: Session
    staff: Members
    site: Site
    now: datetime = NOW

    def look(
        self, repeat: Repeat, wanted: Wish | None = None, choices: Mapping[date, Choice] | None = None, **options: Any
    ) -> Outlook:
        return preview(self.session, wanted or wish(), repeat, self.now, self.site, choices=choices, **options)

    def book(
        self,
        repeat: Repeat,
        wanted: Wish | None = None,
        choices: Mapping[date, Choice] | None = None,
        by: Role = Role.ORGANISER,
        **options: Any,
    ) -> Series:
        return book_series(
            self.session, wanted or wish(), repeat, self.staff[by], self.now, self.site, choices, **options
        )

    def dates(self, series: Series) -> list[Booking]:
        assert series.id is not None
        return bookings_in(self.session, series.id)

    def walls(self, series: Series) -> list[str]:
        """When the standing dates begin, on the site's wall clock."""
        return [self.wall(booking.starts_at) for booking in self.dates(series) if booking.cancelled_at is None]

    def wall(self, moment: datetime) -> str:
        return f"{local(moment, self.site.zone):%Y-%m-%d %H:%M}"


@pytest.fixture
def calendar(session: Session, building: dict[str, Room], staff: Members, site: Site) -> SeriesDesk:
    return SeriesDesk(session, staff, site)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
