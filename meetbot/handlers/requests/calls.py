"""The cleaners' own /tasks: the calls that are open."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests.cleaning import place, reason_text
from meetbot.handlers.turn import Turn
from meetbot.reminders.staleness import CALLS
from meetbot.requests import cleaning
from meetbot.requests.cleaning import ANSWERERS, CallView
from meetbot.texts import shorten

_MOST_LISTED = 8
_LONGEST_LABEL = 38


async def show_calls(turn: Turn) -> None:
    """A cleaner's /tasks."""
    await turn.card(CALLS, turn.me.id, anew=True)


@card(CALLS, of="person")
def calls_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """The open calls; its reader's own list."""
    if person_id != reader.member.id:
        raise NotAllowed
    reader.member.require(*ANSWERERS)
    texts, found = reader.texts, cleaning.open_calls(session, reader.now)
    if not found:
        return Outgoing(
            lines(
                texts.t("<b>🧹 Nobody waits for a cleaner</b>"),
                texts.t("As soon as somebody calls you, I write to you here."),
            )
        )
    rows = tuple((_line(reader, each),) for each in found[:_MOST_LISTED])
    waiting = texts.n("🧹 {count} call is open", "🧹 {count} calls are open", len(found))
    return Outgoing(
        lines(texts.t("<b>{waiting}</b>", waiting=waiting), texts.t("The longest waiting comes first.")), rows
    )


def _line(reader: Reader, found: CallView) -> Button:
    texts = reader.texts
    label = texts.plain(
        "{sign} {time} {room}: {reason}",
        sign="🚶" if found.call.taken_at else "⏳",
        time=clock(texts, found.call.called_at, reader.now),
        room=place(texts, found.room),
        reason=reason_text(texts, found.call.reason),
    )
    return button(shorten(label, _LONGEST_LABEL), "cl.card", found.id)
