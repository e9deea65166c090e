"""What the local chat begins with: one person of each kind that a service day needs, on a morning on which it can be played."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from sqlmodel import Session

from meetbot.localchat.chat import LocalChat
from meetbot.people.grants import Newcomer, admit, person_with
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import ensure_admins
from meetbot.settings import Site
from meetbot.times import local

# A meeting with its set-up and its inspection, begun at once.
_DAY_LEFT = timedelta(hours=4)
_MORNING = time(9)


class Part(NamedTuple):
    """A person of the local chat; the first is the admin who let the others in."""

    telegram_id: int
    name: str
    role: Role
    department: str


CAST = (
    Part(1003, "Ada", Role.ADMIN, "Office"),
    Part(1001, "Olga", Role.ORGANISER, "Finance"),
    Part(1002, "Alan", Role.ATTENDANT, "Service"),
)


def enter_chat(chat: LocalChat) -> None:
    """Put them side by side on the page: organiser, attendant, admin."""
    for part in sorted(CAST):
        chat.user(part.telegram_id, part.name, hint=part.role.value)


def enter_house(session: Session, now: datetime) -> None:
    """Give those their role who are not known yet; what was changed in the chat outlives a restart."""
    (admin,) = ensure_admins(session, [CAST[0].telegram_id], now, name=CAST[0].name)
    for part in CAST[1:]:
        if person_with(session, part.telegram_id) is None:
            _admit(session, part, admin, now)


def _admit(session: Session, part: Part, admin: Member, now: datetime) -> None:
    admit(session, Newcomer(part.telegram_id, part.name, part.department), part.role, admin.id, now)


def first_moment(site: Site, now: datetime) -> datetime:
    """
    When the clock of a new local chat starts: now, while the house is open for some hours yet; else on its next morning.

    So a newcomer can book for today and see the day through, whenever they try it.
    """
    today = local(now, site.zone).date()
    for day in (today + timedelta(days=each) for each in range(site.ahead_days)):
        hours = site.hours_on(day)
        if hours is None:
            continue
        opens, morning, closes = (
            _moment(day, wall, site) for wall in (hours.opens, max(hours.opens, _MORNING), hours.closes)
        )
        if opens <= now <= closes - _DAY_LEFT:
            return now
        if now < morning < closes:
            return morning
    return now


def _moment(day: date, wall: time, site: Site) -> datetime:
    return datetime.combine(day, wall, site.zone).astimezone(UTC)
