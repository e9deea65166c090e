"""What the booking's card shows of its guests, and the way to them."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, may_see_title
from meetbot.guests.service import Invited, guests_of
from meetbot.handlers.cards import Reader
from meetbot.handlers.guests import words
from meetbot.handlers.keyboards import Button, button
from meetbot.people.roles import Role
from meetbot.texts import Html


def guests_shown(session: Session, reader: Reader, held: Meeting) -> list[Invited]:
    """Who is invited, as far as the reader may know (C6)."""
    return guests_of(session, held.id, reader.member) if may_see_title(reader.member, held.booking) else []


def guest_line(reader: Reader, guests: list[Invited]) -> Html | None:
    """How many said what; nothing where nobody is invited."""
    return words.counted(reader.texts, guests) if guests else None


def guest_button(reader: Reader, held: Meeting, guests: list[Invited]) -> tuple[Button, ...]:
    """The way to the guests; where mail is not set up it leads nowhere, and only the office is told what is missing."""
    texts = reader.texts
    if not (guests or reader.parts.settings.can_mail or reader.member.has(Role.ADMIN)):
        return ()
    label = texts.plain("✉️ Guests") if guests else texts.plain("✉️ Invite by mail")
    return (button(label, "gs.card", held.id, 0),)
