"""The schema that the migrations make, and the guard against double booking in the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from meetbot import migrations
from meetbot.booking.models import Booking, Reservation, Room
from meetbot.db import Database
from meetbot.migrations import newest, patience, upgrade
from meetbot.migrations.metadata import metadata
from meetbot.migrations.overlap import is_guarded
from meetbot.migrations.patience import announce
from meetbot.people.models import Person
from meetbot.standard.models import StandardVersion
from tests.factories import NOW, at
from tests.plans import whole_reads

Hold = Callable[..., Reservation]


@pytest.fixture
def hold(session: Session) -> Hold:
    """Adds a reservation of a room on 24 November from "HH:MM" to "HH:MM"."""
    rooms = [Room(code=code, position=0, spec={}) for code in ("one", "two")]
    session.add_all(rooms)
    session.add(Person(telegram_id=1, name="Olga", joined_at=NOW))
    session.add(StandardVersion(name="s", number=1, body="", sha256="", published_at=NOW))
    session.flush()

    def add(start: str, end: str, room: int = 1, is_active: bool = True) -> Reservation:
        booking = _booking()
        session.add(booking)
        session.flush()
        assert booking.id is not None
        held = Reservation(
            booking_id=booking.id, room_id=room, from_at=_at(start), until_at=_at(end), is_active=is_active
        )
        session.add(held)
        session.flush()
        return held

    return add


def _at(time: str) -> datetime:
    return at(f"2026-11-24 {time}")


def _booking(uid: list[int] = [0]) -> Booking:  # noqa: B006 - a counter
    uid[0] += 1
    return Booking(
        uid=str(uid[0]), room_id=1, organiser_id=1, title="", meeting_type="general", layout="oval", heads=1, places=1,
        starts_at=NOW, ends_at=NOW, reserved_from=NOW, reserved_until=NOW, needs={}, standard_id=1, told_at=NOW,
        made_by=1, made_at=NOW, changed_at=NOW,
    )  # fmt: skip


def test_the_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_the_newest_file_is_the_head_of_the_history() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_upgrading_a_database_that_is_up_to_date_changes_nothing(database: Database) -> None:
    upgrade(database)

    with database.engine.connect() as connection:
        assert is_guarded(connection)


def test_a_database_without_its_guard_is_noticed(database: Database) -> None:
    lost = {
        "sqlite": "DROP TRIGGER reservation_no_overlap_update",
        "postgresql": "ALTER TABLE reservation DROP CONSTRAINT reservation_no_overlap",
    }
    with database.engine.begin() as connection:
        connection.execute(text(lost[connection.dialect.name]))

        assert not is_guarded(connection)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("10:00", "12:00"),  # the same
        ("11:59", "13:00"),  # over the end
        ("09:00", "10:01"),  # over the start
        ("10:30", "11:00"),  # inside
        ("09:00", "13:00"),  # around
        ("11:00", "11:00"),  # no length at all
        ("15:00", "14:00"),  # the wrong way round
    ],
)
def test_the_database_refuses_two_reservations_of_a_room_at_once(hold: Hold, start: str, end: str) -> None:
    hold("10:00", "12:00")

    with pytest.raises(IntegrityError, match="reservation_no_overlap"):
        hold(start, end)


def test_a_room_may_be_reserved_from_the_very_moment_another_reservation_ends(session: Session, hold: Hold) -> None:
    hold("10:00", "12:00")

    hold("12:00", "13:00")
    hold("09:00", "10:00")
    hold("10:00", "12:00", room=2)
    hold("10:30", "11:00", is_active=False)

    assert len(session.exec(select(Reservation)).all()) == 5


def test_an_overlap_between_longer_reservations_is_found_behind_a_short_one(hold: Hold) -> None:
    hold("08:00", "09:00")
    hold("10:00", "18:00")
    hold("18:00", "18:30")

    with pytest.raises(IntegrityError, match="reservation_no_overlap"):
        hold("17:00", "18:00")


def test_moving_a_reservation_onto_another_is_refused(session: Session, hold: Hold) -> None:
    hold("10:00", "12:00")
    later = hold("12:00", "13:00")

    later.from_at = _at("11:45")

    with pytest.raises(IntegrityError, match="reservation_no_overlap"):
        session.flush()


def test_waking_an_inactive_reservation_over_another_is_refused(session: Session, hold: Hold) -> None:
    hold("10:00", "12:00")
    asleep = hold("11:00", "13:00", is_active=False)

    asleep.is_active = True

    with pytest.raises(IntegrityError, match="reservation_no_overlap"):
        session.flush()


def test_a_reservation_may_shrink_and_grow_where_it_stands(session: Session, hold: Hold) -> None:
    held = hold("10:00", "12:00")

    held.from_at, held.until_at = _at("10:30"), _at("13:00")
    session.flush()

    assert (held.from_at, held.until_at) == (_at("10:30"), _at("13:00"))


@pytest.mark.parametrize("direction", ["DESC", ""])
def test_looking_for_a_neighbour_uses_the_index_of_active_reservations(session: Session, direction: str) -> None:
    connection = session.connection()
    looking = (
        "SELECT id FROM reservation WHERE room_id = 1 AND is_active AND from_at < '2026-01-01'"
        f" ORDER BY from_at {direction} LIMIT 1"
    )
    if connection.dialect.name == "sqlite":
        looking = looking.replace("is_active", "is_active = 1")

    assert whole_reads(connection, looking, (), "reservation") == []


def test_what_takes_long_on_many_rows_is_said_before_it_begins(
    session: Session, hold: Hold, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "WORTH_SAYING", 2)
    caplog.set_level("INFO", logger=patience.__name__)

    hold("08:00", "09:00")
    announce(session.connection(), "reservation", "the guard", seconds_per_million=60)
    hold("10:00", "11:00")
    announce(session.connection(), "reservation", "the guard", seconds_per_million=2_000_000)

    assert caplog.messages == [
        "building the guard on 2 rows: about 4 s, and nobody books meanwhile; broken off, it leaves everything as it was"
    ]


def test_a_commit_that_fails_leaves_nothing_open_that_would_keep_others_from_writing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_connection: object) -> None:
        raise database.engine.dialect.loaded_dbapi.OperationalError("no room")

    def add(name: str) -> None:
        with database.writing() as session:
            session.add(Person(telegram_id=len(name), name=name, joined_at=NOW))

    with monkeypatch.context() as patch:
        patch.setattr(database.engine.dialect, "do_commit", fails)
        with pytest.raises(OperationalError):
            add("Alan")
    add("Beatrice")

    with database.reading() as session:
        assert [person.name for person in session.exec(select(Person))] == ["Beatrice"]
