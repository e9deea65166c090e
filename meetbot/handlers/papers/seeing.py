"""Who may see the papers of a meeting, and the way back from them."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, may_see_title, meeting
from meetbot.errors import NotFound
from meetbot.handlers.booking.card import may_see
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.people.roles import STAFF, Role
from meetbot.texts import Texts

SEES = frozenset({Role.ORGANISER}) | STAFF


def seen(session: Session, booking_id: int, member: Member) -> Meeting:
    """The meeting, for its organiser and the staff (C6). Raises UnknownBooking, NotFound."""
    found = meeting(session, booking_id)
    if not may_see_title(member, found.booking):
        raise NotFound
    return found


async def seen_by(turn: Turn, booking_id: int) -> Meeting:
    """The meeting, where the presser may see it. Raises UnknownBooking, NotFound."""
    return await turn.read(seen, booking_id, turn.me)


def way_back(reader: Reader, found: Meeting) -> Button:
    """To the booking for whoever decides about it, to the checklist for those who prepare it."""
    if may_see(reader.member, found):
        return button(reader.texts.plain("‹ Booking"), "bk.card", found.id)
    return button(reader.texts.plain("‹ Checklist"), "tk.open", found.id)


def to_papers(texts: Texts, booking_id: int) -> Button:
    return button(texts.plain("‹ Papers"), "pa.card", booking_id)
