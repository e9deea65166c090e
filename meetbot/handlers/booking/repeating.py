"""A past booking once more with one tap: its confirm card at the next time that suits."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.again import again
from meetbot.booking.meeting import meeting
from meetbot.errors import NotFound
from meetbot.handlers.booking.card import may_see
from meetbot.handlers.booking.conversation import started
from meetbot.handlers.booking.drafting import Shown, begun, kept, present
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.sketch import BOOKING, Sketch
from meetbot.handlers.cards import Reader
from meetbot.handlers.turn import Turn


async def repeat(turn: Turn, booking_id: int) -> None:
    """Everything as it was, only later; still to be confirmed."""
    found = await begun(turn, BOOKING, _repeated, booking_id)
    await turn.toast()
    await present(turn, found, below=True)


def _repeated(session: Session, reader: Reader, update_id: int, booking_id: int) -> Shown:
    if not may_see(reader.member, meeting(session, booking_id)):
        raise NotFound
    site = reader.parts.site
    wish = again(session, booking_id, reader.member, reader.now, site)
    note = reader.texts.t("As booking {number} was. Change what you like, then confirm.", number=booking_id)
    found = kept(session, started(session, reader), reader, update_id, Heard(Sketch.like(wish, site.zone)), note=note)
    return replace(found, is_stale=False)
