"""The cleaners' own /tasks: the calls that are open."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.handlers import lists
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

_LONGEST_LABEL = 38


async def show_calls(turn: Turn) -> None:
    """A cleaner's /tasks."""
    await lists.open_list(turn, CALLS)


@card(CALLS, of="person")
def calls_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """The open calls; its reader's own list."""
    if person_id != reader.member.id:
        raise NotAllowed
    reader.member.require(*ANSWERERS)
    return _listed(session, reader, "", lists.page_of(reader.view))


@lists.listed(CALLS, ANSWERERS, card=CALLS)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts, whole = reader.texts, cleaning.open_calls(session, reader.now)
    if not whole:
        return Outgoing(
            lines(
                texts.t("<b>🧹 Nobody waits for a cleaner</b>"),
                texts.t("As soon as somebody calls you, I write to you here."),
            )
        )
    found = lists.matching(whole, words, lambda each: _label(reader, each))
    part = lists.part_of(found, page)
    rows = tuple((_line(reader, each),) for each in part.entries)
    waiting = texts.n("🧹 {count} call is open", "🧹 {count} calls are open", len(whole))
    return Outgoing(
        lines(
            texts.t("<b>{waiting}</b>", waiting=waiting),
            lists.looked_for(texts, words, len(found)),
            texts.t("The longest waiting comes first.") if found else None,
        ),
        (*rows, *lists.foot(texts, CALLS, words, part)),
    )


def _label(reader: Reader, found: CallView) -> str:
    texts = reader.texts
    return texts.plain(
        "{sign} {time} {room}: {reason}",
        sign="🚶" if found.call.taken_at else "⏳",
        time=clock(texts, found.call.called_at, reader.now),
        room=place(texts, found.room),
        reason=reason_text(texts, found.call.reason),
    )


def _line(reader: Reader, found: CallView) -> Button:
    return button(shorten(_label(reader, found), _LONGEST_LABEL), "cl.card", found.id)
