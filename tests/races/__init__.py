"""
Everybody presses at once: several processes of many threads on the same things, on each database. One winner each, no overlap.

``python -m tests.races`` (``make races``) tries each contest 10,000 times, prints a table and fails when anything was won twice.
A thread's transaction that the database broke off is begun again, as behind the seam.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.db import Database, is_passing
from meetbot.errors import MeetbotError
from meetbot.migrations import upgrade
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.settings import read_site
from meetbot.standard.service import seed
from tests.factories import NOW, add_person
from tests.postgresql import make_server, throw_away
from tests.races.contests import CONTESTS, Contest, Rival

CONFIG = Path(__file__).parents[2] / "config"
_OLGA, _FIRST_ATTENDANT = 1, 100
_ATTENDANTS = 40
_FIRST_ADMIN = 200
_ADMINS = 8
_OVERLAPS = text(
    "SELECT count(*) FROM reservation a JOIN reservation b ON a.room_id = b.room_id AND a.id < b.id"
    " AND a.from_at < b.until_at AND b.from_at < a.until_at WHERE a.is_active AND b.is_active"
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
    found = _fight(contest.name, url, processes, threads, waiting, optimistic=optimistic)
    seconds = max(each[2] for each in found)
    won: dict[int, list[Any]] = {number: [] for number in range(prizes)}
    for winners, _, _ in found:
        for number, held in winners:
            won[number].append(tuple(held))
    with database.reading() as session:
        overlaps = int(session.connection().execute(_OVERLAPS).scalar_one())
    name = "PostgreSQL" if not database.is_sqlite else "SQLite"
    database.close()
    return Outcome(
        contest.name, f"{name}, SERIALIZABLE" if optimistic else name, processes * threads * prizes, prizes,
        sum(not contest.is_once(held) for held in won.values()), overlaps, sum(again for _, again, _ in found), seconds,
    )  # fmt: skip


def _furnish(session: Session) -> None:
    seed(session, CONFIG / "standard", NOW)
    seed_rooms(session, read_rooms(CONFIG), NOW)
    add_person(session, "Olga", Role.ORGANISER, Role.ADMIN, telegram_id=_OLGA)
    for number in range(_ATTENDANTS):
        add_person(session, f"Alan {number}", Role.ATTENDANT, telegram_id=_FIRST_ATTENDANT + number)
    for number in range(_ADMINS):
        add_person(session, f"Ada {number}", Role.ADMIN, telegram_id=_FIRST_ADMIN + number)


def _rival(session: Session, number: int) -> Rival:
    telegram_ids = _OLGA, _FIRST_ATTENDANT + number % _ATTENDANTS, _FIRST_ADMIN + number % _ADMINS
    olga, attendant, admin = (member(session, telegram_id) for telegram_id in telegram_ids)
    assert olga is not None
    assert attendant is not None
    assert admin is not None
    return Rival(number, olga, attendant, admin, read_site(CONFIG))


# What a process won, how often it began again, and for how many seconds it pressed.
Found = tuple[list[tuple[int, list[Any]]], int, float]


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
    began = time.monotonic()
    for thread in running:
        thread.join()
    results.put(mistakes[0] if mistakes else (won, sum(again), time.monotonic() - began))


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
