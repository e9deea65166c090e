"""/lost: what waits to be fetched, the oldest first, and what was handed over lately. Staff only."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.lost import words
from meetbot.handlers.lost.card import LIST
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.lost.service import FindView, handed_over_since, open_finds
from meetbot.people.roles import STAFF
from meetbot.reminders.staleness import FINDS
from meetbot.texts import Html

_PER_PAGE = 8
_LATELY = timedelta(days=7)
_MOST_HANDED = 5


async def lost(turn: Turn, _words: str) -> None:
    """/lost"""
    await turn.card(FINDS, turn.me.id, anew=True)


async def show(turn: Turn, page: int) -> None:
    """The list in place of what was pressed, at this page."""
    await turn.card(f"{FINDS}/{page}" if page > 0 else FINDS, turn.me.id)


@card(FINDS, of="person")
def finds_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """Its reader's own list. Raises NotAllowed."""
    if person_id != reader.member.id:
        raise NotAllowed
    texts, found = reader.texts, open_finds(session, reader.member)
    gone = handed_over_since(session, reader.member, reader.now - _LATELY)
    heading = (
        texts.n(
            "<b>🧳 {count} thing waits to be fetched</b>", "<b>🧳 {count} things wait to be fetched</b>", len(found)
        )
        if found
        else texts.t("<b>🧳 Nothing waits to be fetched</b>")
    )
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = min(int(reader.view) if reader.view.isdecimal() else 0, pages - 1)
    shown = found[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    rows = tuple((button(words.label(reader, each), "lf.show", each.id, LIST),) for each in shown)
    add = (button(texts.plain("➕ Something was left behind"), "lf.begin"),)
    text = lines(heading, texts.t("The oldest comes first.") if len(found) > 1 else None, *_gone(reader, gone))
    return Outgoing(text, (*rows, *_turning(page, pages), add))


def _gone(reader: Reader, gone: list[FindView]) -> list[Html]:
    """What was handed over in the last week, and to whom."""
    texts = reader.texts
    if not gone:
        return []
    return [
        Html(""),
        texts.t("<b>Handed over in the last 7 days</b>"),
        *(_handed(reader, each) for each in gone[:_MOST_HANDED]),
    ]


def _handed(reader: Reader, found: FindView) -> Html:
    texts = reader.texts
    assert found.handed is not None
    return texts.t(
        "✅ {number} {what} → {to}, {time}",
        number=found.id,
        what=words.what(texts, found, 40),
        to=words.receiver_text(texts, found.handed.receiver),
        time=clock(texts, found.handed.at, reader.now),
    )


def _turning(page: int, pages: int) -> Rows:
    if pages == 1:
        return ()
    return (
        (
            button("‹", "lf.list", (page - 1) % pages),
            button(f"{page + 1}/{pages}", "lf.list", page),
            button("›", "lf.list", (page + 1) % pages),
        ),
    )


def waiting_row(session: Session, reader: Reader) -> tuple[Button, ...]:
    """For the run sheet: one button while anything waits to be fetched."""
    count = len(open_finds(session, reader.member))
    if not count:
        return ()
    return (button(reader.texts.plain("🧳 To be fetched: {count}", count=count), "lf.all"),)


async def open_anew(turn: Turn) -> None:
    """The list below the run sheet, which stays."""
    await turn.card(FINDS, turn.me.id, anew=True)


COMMANDS = (Command("lost", lost, "What was left behind and waits to be fetched", STAFF),)
PRESSES = (Press("lf.list", show, (int,), STAFF), Press("lf.all", open_anew, (), STAFF))
