"""
The database's own guard against double booking, under one name on both databases: ``reservation_no_overlap``.

A migration that rebuilds the reservation table on SQLite (batch mode) drops its triggers and must call
``guard_reservations`` again; ``is_guarded`` is asked at every start.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from meetbot.errors import MeetbotError
from meetbot.migrations.patience import announce


@dataclass(unsafe_hash=True)
class Unguarded(MeetbotError):
    """The database has lost its guard against double booking; ``url`` without its password."""

    url: str


CONSTRAINT = "reservation_no_overlap"

# Active reservations of a room never overlap, so only the last one that starts before the new one ends can hit it.
_SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON reservation WHEN NEW.is_active = 1
BEGIN
  SELECT RAISE(ABORT, 'reservation_no_overlap') WHERE NEW.until_at <= NEW.from_at OR (
    SELECT until_at > NEW.from_at FROM reservation
    WHERE room_id = NEW.room_id AND is_active = 1 AND id IS NOT NEW.id AND from_at < NEW.until_at
    ORDER BY from_at DESC LIMIT 1);
END
"""
_TRIGGERS = {
    f"{CONSTRAINT}_insert": "INSERT",
    f"{CONSTRAINT}_update": "UPDATE OF room_id, from_at, until_at, is_active",
}
# Building it on a million rows takes this long (docs/benchmarks.md), during which nobody books.
_SECONDS_PER_MILLION = 45
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"ALTER TABLE reservation ADD CONSTRAINT {CONSTRAINT} EXCLUDE USING gist (room_id WITH =, tstzrange(from_at, until_at) WITH &&) WHERE (is_active)",
)


# An empty range overlaps nothing, so the constraint alone would let it pass.
SPAN = f"{CONSTRAINT}_span"


def span_check() -> str:
    """The statement by which PostgreSQL refuses a reservation without a length, as SQLite's triggers do."""
    return f"ALTER TABLE reservation ADD CONSTRAINT {SPAN} CHECK (until_at > from_at)"


def guard_reservations(connection: Connection) -> None:
    """Make the database refuse two active reservations of one room that overlap (half-open spans)."""
    if connection.dialect.name == "postgresql":
        announce(connection, "reservation", "the guard against double booking", _SECONDS_PER_MILLION)
        for statement in _POSTGRESQL:
            connection.execute(text(statement))
        return
    for name, event in _TRIGGERS.items():
        connection.exec_driver_sql(_SQLITE_TRIGGER.format(name=name, event=event))


def is_guarded(connection: Connection) -> bool:
    """Whether the guard is in force."""
    if connection.dialect.name == "postgresql":
        found = connection.scalar(
            text("SELECT count(*) FROM pg_constraint WHERE conname IN (:overlap, :span)"),
            {"overlap": CONSTRAINT, "span": SPAN},
        )
        return bool(found == 2)
    names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return names >= set(_TRIGGERS)
