"""
Somebody leaves: bookings to come pass to a named colleague, open work returns to the pool, all in one transaction.

1. Where there are bookings to come: to whom do they pass?
2. What will happen is said, and confirmed.
3. The person loses every role and with them all access.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.service import bookings_of, hand_over
from meetbot.checklists.service import release_all
from meetbot.defects.service import open_defects, return_to_pool
from meetbot.drafts.service import finish_all
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.menus import publish_menu
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.changes import changing_roles
from meetbot.handlers.people.directory import show_person
from meetbot.handlers.people.words import person_label
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.roles import Role
from meetbot.requests.pool import return_calls, return_requests
from meetbot.texts import Texts

# Who may hold a booking (booking.hand_over).
_HEIRS = (Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN)
HEIRS = "heirs"
_ADMIN = frozenset({Role.ADMIN})
NOBODY = 0


@dataclass(frozen=True)
class _Left:
    """What somebody leaves behind."""

    member: people.Member
    bookings: int
    defects: int


def _left_by(session: Session, person_id: int, now: datetime) -> _Left:
    member = people.profile(session, person_id).member
    defects = [each for each in open_defects(session) if each.assignee_id == person_id]
    return _Left(member, len(bookings_of(session, person_id, now)), len(defects))


async def leave(turn: Turn, person_id: int) -> None:
    """To whom do the bookings pass? Without bookings there is nothing to ask."""
    await lists.whole(turn, f"{HEIRS}/{person_id}")


async def choose_heir(turn: Turn, person_id: int, page: int) -> None:
    """The same for a button of an earlier list."""
    await leave(turn, person_id)


@lists.listed(HEIRS, _ADMIN)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    """The colleagues who may hold the bookings of the person in ``reader.view``, those of the same department first."""
    person_id, texts = lists.number_of(reader.view), reader.texts
    left = _left_by(session, person_id, reader.now)
    if left.bookings == 0:
        return _confirmation(texts, left, None)
    heirs = _heirs(session, left.member)
    found = people.matching(heirs, words) if words else heirs
    part = lists.part_of(found, page)
    out = lines(
        texts.t("<b>🚪 {name} leaves</b>", name=left.member.name),
        texts.n(
            "{count} booking to come: to whom does it pass?",
            "{count} bookings to come: to whom do they pass?",
            left.bookings,
        ),
        lists.looked_for(texts, words, len(found)),
    )
    rows = tuple((button(person_label(texts, heir), "pp.heir", person_id, heir.id),) for heir in part.entries)
    return Outgoing(out, (*rows, *lists.foot(texts, f"{HEIRS}/{person_id}", words, part), (_keep(texts, person_id),)))


def _heirs(session: Session, leaving: people.Member) -> list[people.Member]:
    others = [each for each in people.members_with(session, *_HEIRS) if each.id != leaving.id]
    return sorted(others, key=lambda each: (each.department != leaving.department, not each.has(Role.ORGANISER)))


def _keep(texts: Texts, person_id: int) -> Button:
    return button(texts.plain("‹ They stay"), "pp.who", person_id)


async def confirm(turn: Turn, person_id: int, heir_id: int) -> None:
    """What will happen; nothing has yet."""
    left = await turn.read(_left_by, person_id, turn.now)
    heir = (await turn.read(people.members, [heir_id])).get(heir_id)
    if heir is None and left.bookings:
        await leave(turn, person_id)
        return
    await turn.show(_confirmation(turn.texts, left, heir))


def _confirmation(texts: Texts, left: _Left, heir: people.Member | None) -> Outgoing:
    passing = None
    if heir is not None:
        passing = texts.n(
            "📅 {count} booking passes to {heir}.", "📅 {count} bookings pass to {heir}.", left.bookings, heir=heir.name
        )
    mending = texts.n("🔧 {count} defect returns to the pool.", "🔧 {count} defects return to the pool.", left.defects)
    out = lines(
        texts.t("<b>🚪 {name} leaves?</b>", name=left.member.name),
        passing,
        texts.t("📋 Meetings they had taken wait for somebody else."),
        mending if left.defects else None,
        texts.t("🔒 They can do nothing here any more. What they did stays theirs."),
    )
    yes = button(
        texts.plain("🚪 Yes, they leave"), "pp.bye", left.member.id, heir.id if heir else NOBODY, style="danger"
    )
    return Outgoing(out, ((yes,), (_keep(texts, left.member.id),)))


async def deactivate(turn: Turn, person_id: int, heir_id: int) -> None:
    """They have left. Pressed twice, nothing more happens."""
    gone = await turn.write(_deactivate, person_id, heir_id, turn)
    if gone is None:
        await leave(turn, person_id)  # a booking was made meanwhile
        return
    await show_person(turn, person_id)
    await turn.toast()
    await publish_menu(turn, gone)


def _deactivate(session: Session, person_id: int, heir_id: int, turn: Turn) -> people.Member | None:
    """The person who left; none, and nothing done, when there are bookings and nobody to hold them."""
    left = _left_by(session, person_id, turn.now)
    if left.bookings and heir_id == NOBODY:
        return None
    with changing_roles(session, turn.now):
        if left.bookings:
            hand_over(session, person_id, heir_id, turn.me, turn.now)
        gone = people.deactivate(session, person_id, turn.me, turn.now)
        release_all(session, person_id, turn.now)
        return_requests(session, person_id, turn.now)
        return_calls(session, person_id, turn.now)
        return_to_pool(session, person_id, turn.me, turn.now)
        finish_all(session, gone.telegram_id)
    return gone


PRESSES = (
    Press("pp.out", leave, (int,), _ADMIN),
    Press("pp.heirs", choose_heir, (int, int), _ADMIN),
    Press("pp.heir", confirm, (int, int), _ADMIN),
    Press("pp.bye", deactivate, (int, int), _ADMIN),
)
