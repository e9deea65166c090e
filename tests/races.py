"""
Everybody presses at once: several processes of many threads on the same things, on each database. One winner each, no overlap.

``python -m tests.races`` (``make races``) tries each contest 10,000 times, prints a table and fails when anything was won twice.
A thread's transaction that the database broke off is begun again, as behind the seam.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.booking.service import Wish, book, extend, move
from meetbot.db import Database, is_passing
from meetbot.errors import MeetbotError
from meetbot.migrations import upgrade
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.claims import Process
from meetbot.reminders.dues import subject
from meetbot.reminders.passes import claim
from meetbot.requests.models import RequestKind
from meetbot.requests.service import ask, take
from meetbot.settings import Site, read_site
from meetbot.standard.service import seed
from tests.factories import NOW, add_person, at
from tests.postgresql import make_server, throw_away

CONFIG = Path(__file__).parents[1] / "config"
_OLGA, _FIRST_ATTENDANT = 1, 100
_ATTENDANTS = 40
_OVERLAPS = text(
    "SELECT count(*) FROM reservation a JOIN reservation b ON a.room_id = b.room_id AND a.id < b.id"
    " AND a.from_at < b.until_at AND b.from_at < a.until_at WHERE a.is_active AND b.is_active"
)


@dataclass(frozen=True)
class Rival:
    """One thread: its number over all processes, and who presses there."""

    number: int
    olga: Member
    attendant: Member
    site: Site


@dataclass(frozen=True)
class Contest:
    """
    What is fought for. ``prepare`` makes so many prizes; ``attempt`` is one press on a prize: what the winner holds then, or
    an error. A prize is won once when all who won it hold the same.
    """

    name: str
    prepare: Callable[[Session, int, Rival], Sequence[Any]]
    attempt: Callable[[Session, Any, Rival], list[Any]]


def _slot(number: int, hour: int = 8, minutes: int = 120) -> tuple[datetime, datetime]:
    """The n-th day from tomorrow on, from ``hour``."""
    start = at("2026-11-24 00:00") + timedelta(days=number, hours=hour)
    return start, start + timedelta(minutes=minutes)


def _wish(start: datetime, end: datetime, room: str = "room-301") -> Wish:
    return Wish(start, end, heads=10, meeting_type="general", layout="hollow_square", room=room)


def _book(session: Session, span: tuple[datetime, datetime], rival: Rival, room: str = "room-301") -> int:
    return book(session, _wish(*span, room), rival.olga, NOW, rival.site, confirmed_closed=True).id or 0


def _move(session: Session, prize: tuple[int, list[int]], rival: Rival) -> list[int]:
    number, bookings = prize
    mine = bookings[rival.number % len(bookings)]
    start, end = _slot(number)
    return [move(session, mine, rival.olga, start, end, NOW, rival.site, "room-301", confirmed_closed=True).id or 0]


def _to_move(session: Session, count: int, rival: Rival) -> list[tuple[int, list[int]]]:
    """For each slot of Room 301 eight bookings that stand in Room 402."""
    hours = range(0, 24, 3)
    return [(n, [_book(session, _slot(n, hour, 60), rival, "room-402") for hour in hours]) for n in range(count)]


def _extend_or_follow(session: Session, prize: tuple[int, int], rival: Rival) -> list[str]:
    """The meeting wants to go on, others want the room after it."""
    number, booking_id = prize
    if rival.number % 2:
        extend(session, booking_id, rival.olga, _slot(number)[1] + timedelta(minutes=30), NOW, rival.site)
        return ["extended"]
    start, end = _slot(number, 10, 60)
    _book(session, (start + timedelta(minutes=30), end + timedelta(minutes=30)), rival)
    return ["followed"]


def _take(session: Session, request_id: int, rival: Rival) -> list[int]:
    taken = take(session, request_id, rival.attendant, NOW).taken
    assert taken is not None
    return [taken.by]


def _requests(session: Session, count: int, rival: Rival) -> list[int]:
    """Requests of a meeting that is going on."""
    begun = NOW - timedelta(hours=1)
    wish = _wish(begun, begun + timedelta(hours=4))
    running = book(session, wish, rival.olga, begun - timedelta(hours=2), rival.site, confirmed_closed=True).id or 0
    asked = [ask(session, running, RequestKind.OTHER, rival.olga, NOW, f"Thing {n}") for n in range(count)]
    return [each.id or 0 for each in asked]


def _claim(session: Session, booking_id: int, rival: Rival) -> list[int]:
    found = claim(session, [subject("booking", booking_id)], Process(f"process {rival.number}"), NOW)
    return [each.id for each in found]


CONTESTS = (
    Contest(
        "booking a slot",
        lambda _session, count, _rival: range(count),
        lambda session, number, rival: [_book(session, _slot(number), rival)],
    ),
    Contest("moving into a slot", _to_move, _move),
    Contest(
        "extending, or booking after",
        lambda session, count, rival: [(n, _book(session, _slot(n), rival)) for n in range(count)],
        _extend_or_follow,
    ),
    Contest("taking a request", _requests, _take),
    Contest(
        "claiming what is due",
        lambda session, count, rival: [_book(session, _slot(n), rival) for n in range(count)],
        _claim,
    ),
)


@dataclass
class Outcome:
    """What became of a contest. ``not_once``: prizes that nobody won, or more than one did."""

    contest: str
    database: str
    tries: int
    prizes: int
    not_once: int
    overlaps: int
    broken_off: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"| {self.contest} | {self.database} | {self.tries:,} | {self.prizes} | {self.not_once} | {self.overlaps} |"
            f" {self.broken_off:,} | {self.tries / self.seconds:,.0f} |"
        )


HEADER = (
    "| contest | database | tries | prizes | not won exactly once | overlaps | begun again | tries/s |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def run(contest: Contest, url: str, processes: int, threads: int, prizes: int, *, optimistic: bool = False) -> Outcome:
    """One contest on an empty database. ``optimistic``: SERIALIZABLE and no turns, for comparison (PostgreSQL only)."""
    database = Database(url)
    upgrade(database)
    with database.writing() as session:
        _furnish(session)
    with database.writing() as session:
        waiting = list(contest.prepare(session, prizes, _rival(session, 0)))
    began = time.monotonic()
    found = _fight(contest.name, url, processes, threads, waiting, optimistic=optimistic)
    seconds = time.monotonic() - began
    won: dict[int, list[Any]] = {number: [] for number in range(prizes)}
    for winners, _ in found:
        for number, held in winners:
            won[number].append(tuple(held))
    with database.reading() as session:
        overlaps = int(session.connection().execute(_OVERLAPS).scalar_one())
    name = "PostgreSQL" if not database.is_sqlite else "SQLite"
    database.close()
    return Outcome(
        contest.name, f"{name}, SERIALIZABLE" if optimistic else name, processes * threads * prizes, prizes,
        sum(not _is_once(contest, held) for held in won.values()), overlaps, sum(again for _, again in found), seconds,
    )  # fmt: skip


def _is_once(contest: Contest, held: list[Any]) -> bool:
    """Dues are several for one booking: each of them belongs to one process."""
    if contest.attempt is _claim:
        claims = [each for ids in held for each in ids]
        return bool(claims) and len(claims) == len(set(claims))
    return len(set(held)) == 1


def _furnish(session: Session) -> None:
    seed(session, CONFIG / "standard", NOW)
    seed_rooms(session, read_rooms(CONFIG), NOW)
    add_person(session, "Olga", Role.ORGANISER, Role.ADMIN, telegram_id=_OLGA)
    for number in range(_ATTENDANTS):
        add_person(session, f"Alan {number}", Role.ATTENDANT, telegram_id=_FIRST_ATTENDANT + number)


def _rival(session: Session, number: int) -> Rival:
    olga, attendant = member(session, _OLGA), member(session, _FIRST_ATTENDANT + number % _ATTENDANTS)
    assert olga is not None
    assert attendant is not None
    return Rival(number, olga, attendant, read_site(CONFIG))


Found = tuple[list[tuple[int, list[Any]]], int]


def _fight(
    name: str, url: str, processes: int, threads: int, prizes: Sequence[Any], *, optimistic: bool
) -> list[Found]:
    """What each process won, and how often a transaction was begun again."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.races"])  # imported once, not by each process
    start = context.Barrier(processes)
    results = context.Queue()
    started = [
        context.Process(
            target=_process, args=(name, url, number * threads, threads, prizes, optimistic, start, results)
        )
        for number in range(processes)
    ]
    for each in started:
        each.start()
    found = [results.get(timeout=600) for _ in started]
    for each in started:
        each.join()
    mistakes = [mistake for mistake in found if isinstance(mistake, str)]
    if mistakes:
        raise AssertionError(mistakes[0])
    return found


def _process(
    name: str, url: str, first: int, threads: int, prizes: Sequence[Any], optimistic: bool, start: Any, results: Any
) -> None:
    contest = next(each for each in CONTESTS if each.name == name)
    database = Database(url, connections=threads)
    if optimistic:
        database.engine = create_engine(url, isolation_level="SERIALIZABLE", pool_size=threads)
    with database.reading() as session:
        rivals = [_rival(session, first + number) for number in range(threads)]
    won: list[tuple[int, list[Any]]] = []
    again, mistakes = [0] * threads, list[str]()
    ready = Barrier(threads + 1)

    def press(place: int, rival: Rival) -> None:
        ready.wait()
        try:
            for number, prize in enumerate(prizes):
                held, broken_off = _attempt(contest, database, prize, rival)
                again[place] += broken_off
                if held:
                    won.append((number, held))
        except Exception as mistake:  # noqa: BLE001  (told by the process that started this one)
            mistakes.append(f"{type(mistake).__name__}: {mistake}")

    running = [Thread(target=press, args=(place, rival)) for place, rival in enumerate(rivals)]
    for thread in running:
        thread.start()
    start.wait()
    ready.wait()
    for thread in running:
        thread.join()
    results.put(mistakes[0] if mistakes else (won, sum(again)))


def _attempt(contest: Contest, database: Database, prize: Any, rival: Rival) -> tuple[list[Any], int]:
    """What the rival holds after one press (nothing: it lost), and how often it was begun again."""
    broken_off = 0
    while True:
        try:
            with database.writing() as session:
                return contest.attempt(session, prize, rival), broken_off
        except MeetbotError:
            return [], broken_off
        except SQLAlchemyError as error:
            if not is_passing(error):
                raise
            broken_off += 1
            time.sleep(random.uniform(0.001, 0.05))


@contextmanager
def databases() -> Iterator[Callable[[str], str]]:
    """Gives the address of a new empty database: "sqlite" or "postgresql"."""
    server = make_server(is_safe=True)
    numbers = iter(range(1000))
    try:
        with tempfile.TemporaryDirectory(prefix="meetbot-races-") as folder:
            yield (
                lambda kind: (
                    f"sqlite:///{folder}/{next(numbers)}.db"
                    if kind == "sqlite"
                    else server.create(f"races_{next(numbers)}")
                )
            )
    finally:
        throw_away(server.folder)


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.races", description=__doc__)
    parser.add_argument("--tries", type=int, default=10_000, help="of each contest (10,000)")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=50)
    parser.add_argument(
        "--compare", action="store_true", help="PostgreSQL once more with SERIALIZABLE instead of turns"
    )
    options = parser.parse_args()
    prizes = max(1, options.tries // (options.processes * options.threads))
    outcomes = []
    print(HEADER, flush=True)  # noqa: T201
    with databases() as new:
        for contest in CONTESTS:
            for kind, optimistic in (("sqlite", False), ("postgresql", False), ("postgresql", True)):
                if optimistic and not options.compare:
                    continue
                outcome = run(
                    contest, new(kind), options.processes, options.threads, prizes, optimistic=optimistic
                )  # fmt: skip
                outcomes.append(outcome)
                print(outcome, flush=True)  # noqa: T201
    return int(any(each.not_once or each.overlaps for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
