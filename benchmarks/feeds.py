"""
Row 11: the house's feed of 10,000 events (and of 1,000) after one booking changed, as its reader gets it: looked up, joined, tagged.

The bound reads the same rows through Python's own sqlite3 and writes each event by hand as one f-string, without folding,
escaping or a tag. A second bound joins strings that are there already: what nobody can beat.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlmodel import Session

from benchmarks.house import CONFIG, furnish
from benchmarks.results import Row
from meetbot.booking.feeds import HOUSE, feed_ics, find, make_feed, window
from meetbot.booking.models import Booking
from meetbot.db import Database
from meetbot.people.directory import members_with
from meetbot.people.roles import Role
from meetbot.settings import read_site

_SIZES = (1_000, 10_000)


def measure(runs: int) -> list[Row]:
    return [row for events in _SIZES for row in _measured(events, runs)]


def _measured(events: int, runs: int) -> list[Row]:
    site = read_site(CONFIG)
    with tempfile.TemporaryDirectory() as folder:
        house = furnish(Path(folder), 1)
        database, now = Database(house.url), datetime.now(UTC)
        with database.writing() as session:
            _fill(session, events, now)
            admin = members_with(session, Role.ADMIN)[0]
            secret = make_feed(session, admin, HOUSE, now).secret
        ours, hand, joined = [], [], []
        for run in range(runs + 1):
            with database.writing() as session:
                changed = session.get(Booking, events // 2)
                assert changed is not None
                changed.title, changed.sequence = f"Changed {run}", changed.sequence + 1
                session.add(changed)
            began = time.perf_counter()
            with database.reading() as session:
                feed = find(session, secret)
                assert feed is not None
                body = feed_ics(session, feed, now, site).body
            ours.append((time.perf_counter() - began) * 1e3)
            assert body.count(b"BEGIN:VEVENT") == events + 1
            assert f"Changed {run}".encode() in body
            span = window(now, site)
            began = time.perf_counter()
            blocks = _by_hand(house.file, span.start, span.end)
            hand.append((time.perf_counter() - began) * 1e3)
            began = time.perf_counter()
            b"".join(blocks)
            joined.append((time.perf_counter() - began) * 1e3)
        database.close()
    what = f"feed of {events:,} events, one changed"
    return [
        Row("11", what, "hand-joined strings", "ms", ours[1:], hand[1:], 1.5, "feeds"),
        Row("11", what, "joining alone", "ms", ours[1:], joined[1:], None, "feeds"),
    ]


def _fill(session: Session, events: int, now: datetime) -> None:
    """Bookings without reservations: a feed looks at no others."""
    connection = session.connection()
    row = connection.execute(select(*Booking.__table__.columns).limit(1)).mappings().one()  # type: ignore[attr-defined]
    kept = {name: value for name, value in row.items() if name != "id"}
    first = now - timedelta(days=20)
    connection.execute(
        insert(Booking),
        [
            {
                **kept, "uid": f"{number}@bench.example", "title": f"Meeting {number}, 会议",
                "starts_at": first + timedelta(minutes=25 * number), "ends_at": first + timedelta(minutes=25 * number + 60),
                "draft_id": None, "series_id": None,
            }
            for number in range(events)
        ],
    )  # fmt: skip


def _by_hand(file: Path, start: datetime, end: datetime) -> list[bytes]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute(
            "SELECT uid, sequence, changed_at, made_at, starts_at, ends_at, title, room_id, cancelled_at FROM booking"
            " WHERE starts_at < ? AND ends_at > ? ORDER BY starts_at, id",
            (end.isoformat(" "), start.isoformat(" ")),
        ).fetchall()
    blocks = [
        (
            f"BEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:{_utc(changed)}\r\nCREATED:{_utc(made)}\r\n"
            f"LAST-MODIFIED:{_utc(changed)}\r\nDTSTART:{_utc(starts)}\r\nDTEND:{_utc(ends)}\r\nSUMMARY:{title}\r\n"
            f"LOCATION:Room {room}\\, Riverside House\r\nSTATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}\r\n"
            "TRANSP:OPAQUE\r\nORGANIZER;CN=Office:mailto:office@riverside.example\r\nDESCRIPTION:General meeting\r\n"
            "CATEGORIES:General meeting\r\nEND:VEVENT\r\n"
        ).encode()
        for uid, sequence, changed, made, starts, ends, title, room, cancelled in rows
    ]
    b"".join(blocks)
    return blocks


def _utc(stored: str) -> str:
    return f"{stored[:4]}{stored[5:7]}{stored[8:10]}T{stored[11:13]}{stored[14:16]}{stored[17:19]}Z"
