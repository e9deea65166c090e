"""
The one-line reader and the feeds, against bounds of the same run: ``python -m benchmarks.phrases``.

Reader: milliseconds a line over the whole table of phrases, and over the worst lines known (target: under 2 ms).
Feed: 10,000 events of which one changed, against the same query joined by hand without a library (target: at most 1.5x).
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML
from sqlmodel import Session, col, select

from meetbot.booking.feeds import feed_ics, make_feed
from meetbot.booking.models import Booking
from meetbot.booking.phrases import RoomName, read
from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.db import Database
from meetbot.migrations import upgrade
from meetbot.people.directory import members
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.settings import read_site
from meetbot.standard.needs import Needs
from meetbot.standard.service import newest, seed

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORST = {
    "5,000 digits": "9" * 5000, "5,000 characters of 1:": "1:" * 2500, "5,000 x 一": "一" * 5000, "周五或 ...": "周五或" * 1600,
    "title: ...": "title: " * 800, "每周一、三、五 ...": "每周一、三、五到年底" * 400,
    "every Monday ...": "every Monday and Tuesday 10-11 until Christmas ten times " * 100, "5,000 mixed": "明天 2-4pm 20人 " * 400,
}  # fmt: skip


def main() -> None:
    print("reader")
    read_table()
    print("feed of 10,000 events")
    feed()


def read_table() -> None:
    site = read_site(ROOT / "config")
    rooms = tuple(
        RoomName(spec.code, spec.name.en, spec.name.zh) for spec in read_rooms(ROOT / "config") if spec.is_bookable
    )
    tables = ("phrases", "repeats", "heldout")
    rows = [row for name in tables for row in YAML(typ="safe").load(ROOT / f"tests/booking/phrases/{name}.yaml")]
    first = milliseconds(lambda: read(rows[0]["say"], NOW, SHANGHAI, None, rooms, site.hours_on), 1)

    def reading(text: str) -> Callable[[], object]:
        return lambda: read(text, NOW, SHANGHAI, None, rooms, site.hours_on)

    each = [milliseconds(reading(row["say"]), 5) for row in rows]
    print(
        f"  {len(each)} phrases: first {first:.2f} ms, median {statistics.median(each):.3f} ms, worst {max(each):.3f} ms"
    )
    for name, text in WORST.items():
        print(f"  {name}: {milliseconds(reading(text), 3):.1f} ms")


def feed() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        upgrade(database)
        with Session(database.engine, expire_on_commit=False) as session:
            measure_feed(session)
        database.close()


def measure_feed(session: Session) -> None:
    site = read_site(ROOT / "config")
    fill(session)
    who = next(iter(members(session, [1]).values()))
    address = make_feed(session, who, "house", NOW)
    cold = milliseconds(lambda: feed_ics(session, address, NOW, site), 1)

    def one_changed() -> None:
        booking = session.exec(select(Booking).where(Booking.id == 500)).one()
        booking.sequence += 1
        booking.title = f"Changed {booking.sequence}"
        session.flush()
        feed_ics(session, address, NOW, site)

    session.expunge_all()
    ours, bound = milliseconds(one_changed, 7), milliseconds(lambda: by_hand(session), 7)
    size = len(feed_ics(session, address, NOW, site).body) / 1e6
    print(
        f"  {size:.1f} MB; all new {cold:.0f} ms; one changed {ours:.0f} ms; joined by hand {bound:.0f} ms; ratio {ours / bound:.2f}"
    )


def by_hand(session: Session) -> bytes:
    """The bound: the columns that an event shows, through the same engine, in strings that nobody escapes or folds."""
    rows = session.connection().execute(
        select(Booking.uid, Booking.sequence, Booking.changed_at, Booking.starts_at, Booking.ends_at, Booking.title)  # type: ignore[call-overload]
        .where(col(Booking.starts_at) < NOW + timedelta(days=180), col(Booking.starts_at) > NOW - timedelta(days=30))
        .order_by(col(Booking.starts_at))
    )
    events = [
        f"BEGIN:VEVENT\r\nSUMMARY:{title}\r\nDTSTART;TZID=Asia/Shanghai:{start.astimezone(SHANGHAI):%Y%m%dT%H%M%S}\r\n"
        f"DTEND;TZID=Asia/Shanghai:{end.astimezone(SHANGHAI):%Y%m%dT%H%M%S}\r\nDTSTAMP:{changed:%Y%m%dT%H%M%SZ}\r\n"
        f"UID:{uid}\r\nSEQUENCE:{sequence}\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\n"
        for uid, sequence, changed, start, end, title in rows
    ]
    return "".join(events).encode()


def fill(session: Session) -> None:
    session.add(Person(telegram_id=1, name="Ada", joined_at=NOW))
    session.flush()
    session.add(RoleGrant(person_id=1, role=Role.ADMIN, granted_at=NOW))
    rooms = [room for room in seed_rooms(session, read_rooms(ROOT / "config"), NOW) if room.spec["kind"] == "room"]
    seed(session, ROOT / "config/standard", NOW)
    standard_id = newest(session).id or 0
    for number in range(10_000):
        start = NOW + timedelta(minutes=25 * number)
        room_id = rooms[number % len(rooms)].id or 0
        session.add(
            Booking(
                uid=f"{uuid4()}@riverside.example",
                room_id=room_id,
                organiser_id=1,
                title=f"会议 {number}",
                meeting_type="general",
                layout="oval",
                heads=10,
                places=12,
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                reserved_from=start,
                reserved_until=start + timedelta(hours=1),
                needs=Needs().model_dump(mode="json"),
                standard_id=standard_id,
                told_at=NOW,
                made_by=1,
                made_at=NOW,
                changed_at=NOW,
            )
        )
    session.flush()


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of several runs."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main()
