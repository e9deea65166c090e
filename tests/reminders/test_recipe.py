"""A start keeps the next moments where it would work out the same, and empties them wherever it might not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from meetbot.app import prepare
from meetbot.booking.models import Booking
from meetbot.booking.service import Wish, book
from meetbot.db import Database
from meetbot.people.directory import members
from meetbot.people.roles import Role
from meetbot.reminders import recipe
from meetbot.settings import Settings, read_site
from tests.factories import NOW, add_person

CONFIG = Path(__file__).parents[2] / "config"
LATER = NOW + timedelta(days=1)


class House:
    """A database with a booking, and a config folder and code of its own that may change between two starts."""

    def __init__(self, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database = database
        self.config, self.code = folder / "config", folder / "code"
        shutil.copytree(CONFIG, self.config)
        self.code.mkdir()
        (self.code / "rules.py").write_text("MINUTES = 10")
        monkeypatch.setattr(recipe, "_CODE", self.code)

    def starts(self) -> None:
        settings = Settings(_env_file=None, config=self.config, admins=(7,))  # type: ignore[call-arg]
        prepare(self.database, settings, NOW)

    def is_booked(self) -> None:
        """A meeting, whose next moment the ticker has worked out since."""
        with self.database.writing() as session:
            olga = add_person(session, "Olga", Role.ORGANISER, telegram_id=8)
            assert olga.id is not None
            by = members(session, [olga.id])[olga.id]
            site = read_site(self.config)
            start = LATER.replace(hour=6)
            wish = Wish(
                start, start + timedelta(hours=1), heads=10, meeting_type="general", layout="hollow_square",
                title="Planning the year", room="room-301",
            )  # fmt: skip
            book(session, wish, by, NOW, site, confirmed_closed=True)
            session.execute(update(Booking).values(next_due=LATER))
        self.starts()  # somebody new has a role since the first start
        with self.database.writing() as session:
            session.execute(update(Booking).values(next_due=LATER))

    def edits(self, name: str, old: str, new: str) -> None:
        file = self.config / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    @property
    def next_due(self) -> datetime | None:
        with self.database.reading() as session:
            return session.exec(select(Booking.next_due)).one()


@pytest.fixture
def house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(database, tmp_path, monkeypatch)
    house.starts()
    house.is_booked()
    return house


def gives_a_role(house: House) -> None:
    with house.database.writing() as session:
        add_person(session, "Beth", Role.ATTENDANT, telegram_id=9)


def writes_a_rule_anew(house: House) -> None:
    (house.code / "rules.py").write_text("MINUTES = 15")


def adds_a_rule(house: House) -> None:
    (house.code / "more.py").write_text("")


def loses_sight_of_the_code(house: House) -> None:
    shutil.rmtree(house.code)


def test_a_start_that_would_work_out_the_same_keeps_every_next_moment_where_nobody_else_fills_them(
    house: House,
) -> None:
    house.starts()

    assert house.next_due == (LATER if house.database.is_sqlite else None)


@pytest.mark.parametrize(
    "changes",
    [
        writes_a_rule_anew,
        adds_a_rule,
        loses_sight_of_the_code,
        gives_a_role,
        lambda house: house.edits("meetbot.yaml", 'asks_at: "10:00"', 'asks_at: "11:00"'),
        lambda house: house.edits("rooms.yaml", "room-301", "room-303"),
    ],
    ids=["a rule", "one rule more", "no code to be seen", "a role", "a setting", "a room"],
)
def test_a_start_empties_what_it_might_work_out_otherwise(house: House, changes: Callable[[House], None]) -> None:
    changes(house)

    house.starts()

    assert house.next_due is None


def test_another_list_of_time_zones_is_another_recipe(house: House) -> None:
    def recipe_now(session: Session, zone: str) -> str:
        return recipe.recipe_of(session, house.config / "meetbot.yaml", ZoneInfo(zone))

    with house.database.reading() as session:
        # Both are an hour ahead of UTC in winter; one has a summer time.
        assert recipe_now(session, "Europe/Berlin") != recipe_now(session, "Africa/Lagos")
        assert recipe_now(session, "Europe/Berlin") == recipe_now(session, "Europe/Vienna")
