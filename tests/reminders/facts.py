"""Facts for the rules, as pure values: a meeting of the small standard, and a staff of few."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from meetbot.booking.meeting import Meeting
from meetbot.checklists.generate import items
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.reminders.facts import BookingFacts, Change, Staff, Work
from tests.checklists.conftest import meeting
from tests.factories import SHANGHAI, at

ORGANISER, ALAN, BETH, SUN, ADA, MAX = 1, 11, 12, 21, 31, 41
STAFF = Staff({Role.ATTENDANT: (ALAN, BETH), Role.SUPERVISOR: (SUN,), Role.ADMIN: (ADA,), Role.MAINTENANCE: (MAX,)})
DAY = "2026-11-24"
FIVE = timedelta(minutes=5)


def clock(text: str) -> datetime:
    """ "13:45" on the day of the meeting."""
    return at(f"{DAY} {text}")


def facts_of(
    of: Meeting | None = None,
    done: Iterable[str] | str = (),
    later: dict[str, tuple[int, str]] | None = None,
    **given: Any,
) -> BookingFacts:
    """
    A meeting from 14:00 to 16:00 told three days ahead, taken by nobody unless said.

    ``done``: keys of items dealt with, "all" for all but the rounds. ``later``: round -> how often put off, until when.
    """
    of = of or meeting()
    later = later or {}
    defaults: dict[str, Any] = {
        "staff": STAFF, "taken": {}, "given_back": (), "free_since": of.booking.told_at, "changes": (),
    }  # fmt: skip
    work = tuple(_work(item, done, later) for item in items(of))
    fields: dict[str, Any] = {"meeting": of, "work": work} | defaults | given
    return BookingFacts(**fields)


def _work(item: Any, done: Iterable[str] | str, later: dict[str, tuple[int, str]]) -> Work:
    is_done = not item.is_round if done == "all" else item.key in done
    snoozes, until = later.get(item.key, (0, None))
    return Work(item, is_done, snoozes, clock(until) if until else None)


def taken_by(*people: int, since: str = "2026-11-22 09:00") -> dict[int, datetime]:
    return {person: at(since) for person in people}


def change(id: int, verb: str, moment: str, by: int = ORGANISER, together_with: int | None = None) -> Change:
    return Change(id, verb, by, at(moment), {}, {}, together_with)


Said = tuple[str, tuple[int, ...], str]


def said(rule: Callable[[Any], Iterator[Due]], facts: Any) -> list[Said]:
    """What a rule asks for: occurrence, recipients, wall time (with the day where it is another one)."""
    return [(due.occurrence, due.recipients, shown(due.at)) for due in rule(facts)]


def shown(moment: datetime) -> str:
    wall = moment.astimezone(SHANGHAI)
    return wall.strftime("%H:%M" if wall.strftime("%Y-%m-%d") == DAY else "%d %H:%M")
