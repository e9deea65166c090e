"""What is fought for in the races: each contest, and what a press on it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from meetbot.booking.service import Wish, book, extend, move
from meetbot.people.access import access_request, ask_access, decline_access, grant_access
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.reminders.claims import Process
from meetbot.reminders.dues import subject
from meetbot.reminders.passes import claim
from meetbot.requests.models import RequestKind
from meetbot.requests.service import ask, take
from meetbot.settings import Site
from meetbot.standard.models import ClauseProposal, StandardVersion
from meetbot.standard.proposals import accept, decline, propose
from tests.factories import NOW, at


@dataclass(frozen=True)
class Rival:
    """One thread: its number over all processes, and who presses there."""

    number: int
    olga: Member
    attendant: Member
    admin: Member
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
    are_several: bool = False

    def is_once(self, held: Sequence[tuple[Any, ...]]) -> bool:
        """Whether a prize was won once; where they ``are_several``, whether each part of it has one owner."""
        parts = [each for several in held for each in several]
        return bool(parts) and len(parts) == len(set(parts)) if self.are_several else len(set(held)) == 1


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


def _strangers(session: Session, count: int, _rival: Rival) -> list[int]:
    """Requests for access, each by somebody else."""
    return [ask_access(session, 9000 + n, f"Stranger {n}", "Finance", "en", NOW).id or 0 for n in range(count)]


def _decide(session: Session, request_id: int, rival: Rival) -> list[str]:
    """One admin lets the stranger in to attend, one to clean, one not at all; what the rows say then."""
    role = (Role.ATTENDANT, Role.CLEANER, None)[rival.number % 3]
    if role is None:
        decline_access(session, request_id, rival.admin, NOW)
    else:
        grant_access(session, request_id, role, rival.admin, NOW)
    request = access_request(session, request_id)
    people = session.exec(select(Person.id).where(Person.telegram_id == request.telegram_id)).all()
    grants = session.exec(select(RoleGrant).where(col(RoleGrant.person_id).in_(people))).all()
    return [f"{request.granted_role} by {request.decided_by}: {[(each.person_id, each.role) for each in grants]}"]


def _proposals(session: Session, count: int, rival: Rival) -> list[int]:
    version = session.exec(select(StandardVersion.id)).one()
    return [propose(session, version or 0, "P7", f"Wording {n}", rival.attendant, NOW).id or 0 for n in range(count)]


def _answer(session: Session, proposal_id: int, rival: Rival) -> list[str]:
    """One admin takes the proposal up, one declines it."""
    if rival.number % 2:
        accept(session, proposal_id, rival.admin, NOW)
    else:
        decline(session, proposal_id, "No", rival.admin, NOW)
    found = session.get_one(ClauseProposal, proposal_id)
    return [str(found.model_dump(include={"answer", "answered_by", "answered_at", "reason"}))]


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
        are_several=True,
    ),
    Contest("deciding who comes in", _strangers, _decide),
    Contest("answering a proposal", _proposals, _answer),
)
