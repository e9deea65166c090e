"""
Somebody leaves: bookings to come pass to a named colleague, open work returns to the pool, all in one transaction.

1. Where there are bookings to come: to whom do they pass?
2. What will happen is said, and confirmed.
3. The person loses every role and with them all access.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.service import bookings_of, hand_over
from meetbot.checklists.service import release_all
from meetbot.defects.service import open_defects, return_to_pool
from meetbot.drafts.service import finish_all
from meetbot.handlers.keyboards import Button, Rows, button
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
_PER_PAGE = 7
NOBODY = 0


@dataclass(frozen=True)
class _Left:
    """What somebody leaves behind."""

    member: people.Member
    bookings: int
    defects: int


def _left_by(session: Session, person_id: int, turn: Turn) -> _Left:
    member = people.profile(session, person_id).member
    defects = [each for each in open_defects(session) if each.assignee_id == person_id]
    return _Left(member, len(bookings_of(session, person_id, turn.now)), len(defects))


async def leave(turn: Turn, person_id: int) -> None:
    """To whom do the bookings pass? Without bookings there is nothing to ask."""
    await choose_heir(turn, person_id, 0)


async def choose_heir(turn: Turn, person_id: int, page: int) -> None:
    """The colleagues who may hold bookings, those of the same department first."""
    left = await turn.read(_left_by, person_id, turn)
    if left.bookings == 0:
        await turn.show(_confirmation(turn.texts, left, None))
        return
    heirs = await turn.read(_heirs, left.member)
    texts, pages = turn.texts, max(1, -(-len(heirs) // _PER_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = heirs[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    rows = tuple((button(person_label(texts, heir), "pp.heir", person_id, heir.id),) for heir in shown)
    out = lines(
        texts.t("<b>🚪 {name} leaves</b>", name=left.member.name),
        texts.n(
            "{count} booking to come: to whom does it pass?",
            "{count} bookings to come: to whom do they pass?",
            left.bookings,
        ),
    )
    await turn.show(Outgoing(out, (*rows, *_turning(person_id, page, pages), (_keep(texts, person_id),))))


def _heirs(session: Session, leaving: people.Member) -> list[people.Member]:
    others = [each for each in people.members_with(session, *_HEIRS) if each.id != leaving.id]
    return sorted(others, key=lambda each: (each.department != leaving.department, not each.has(Role.ORGANISER)))


def _turning(person_id: int, page: int, pages: int) -> Rows:
    if pages == 1:
        return ()
    return (
        (
            button("‹", "pp.heirs", person_id, (page - 1) % pages),
            button(f"{page + 1}/{pages}", "pp.heirs", person_id, page),
            button("›", "pp.heirs", person_id, (page + 1) % pages),
        ),
    )


def _keep(texts: Texts, person_id: int) -> Button:
    return button(texts.plain("‹ They stay"), "pp.who", person_id)


async def confirm(turn: Turn, person_id: int, heir_id: int) -> None:
    """What will happen; nothing has yet."""
    left = await turn.read(_left_by, person_id, turn)
    heir = (await turn.read(people.members, [heir_id])).get(heir_id)
    if heir is None and left.bookings:
        await choose_heir(turn, person_id, 0)
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
        await choose_heir(turn, person_id, 0)  # a booking was made meanwhile
        return
    await show_person(turn, person_id)
    await turn.toast()
    await publish_menu(turn.bot, gone)


def _deactivate(session: Session, person_id: int, heir_id: int, turn: Turn) -> people.Member | None:
    """The person who left; none, and nothing done, when there are bookings and nobody to hold them."""
    left = _left_by(session, person_id, turn)
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


_ADMIN = frozenset({Role.ADMIN})
PRESSES = (
    Press("pp.out", leave, (int,), _ADMIN),
    Press("pp.heirs", choose_heir, (int, int), _ADMIN),
    Press("pp.heir", confirm, (int, int), _ADMIN),
    Press("pp.bye", deactivate, (int, int), _ADMIN),
)
