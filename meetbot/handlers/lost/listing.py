"""/lost: what waits to be fetched, the oldest first, and what was handed over. Staff only."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.lost import words
from meetbot.handlers.lost.card import LIST
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.lost.service import FindView, handed_over_since, open_finds
from meetbot.people.roles import STAFF
from meetbot.reminders.staleness import FINDS
from meetbot.texts import Html

GONE = "gone"
_LATELY = timedelta(days=7)
_LONG_AGO = timedelta(days=365)
_MOST_HANDED = 5


async def lost(turn: Turn, words: str) -> None:
    """/lost: the list; with words what they find."""
    await lists.open_list(turn, FINDS, words)


async def show(turn: Turn, page: int) -> None:
    """The list in place of what was pressed."""
    await lists.whole(turn, FINDS)


@card(FINDS, of="person")
def finds_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """Its reader's own list. Raises NotAllowed."""
    if person_id != reader.member.id:
        raise NotAllowed
    return _waiting(session, reader, "", lists.page_of(reader.view))


@lists.listed(FINDS, STAFF, card=FINDS)
def _waiting(session: Session, reader: Reader, wanted: str, page: int) -> Outgoing:
    texts, whole = reader.texts, open_finds(session, reader.member)
    heading = (
        texts.n(
            "<b>🧳 {count} thing waits to be fetched</b>", "<b>🧳 {count} things wait to be fetched</b>", len(whole)
        )
        if whole
        else texts.t("<b>🧳 Nothing waits to be fetched</b>")
    )
    found = lists.matching(whole, wanted, lambda each: _said(reader, each))
    part = lists.part_of(found, page)
    rows = tuple((button(words.label(reader, each), "lf.show", each.id, LIST),) for each in part.entries)
    text = lines(
        heading,
        lists.looked_for(texts, wanted, len(found)),
        texts.t("The oldest comes first.") if len(found) > 1 else None,
        *([] if wanted else _gone(reader, handed_over_since(session, reader.member, reader.now - _LATELY))),
    )
    add = (button(texts.plain("➕ Something was left behind"), "lf.begin"),)
    past = (button(texts.plain("📦 Handed over"), "lf.gone"),)
    return Outgoing(text, (*rows, *lists.foot(texts, FINDS, wanted, part), add, past))


def _said(reader: Reader, found: FindView) -> str:
    """What a search looks at: number, room, what it is, where it lay, whose it may be, who has it."""
    texts, owner = reader.texts, found.owner
    return " ".join(
        (
            str(found.id),
            words.place(texts, found.room),
            found.find.words,
            words.spot_text(texts, found.find.spot),
            f"{owner.name} {owner.department}" if owner else "",
            words.receiver_text(texts, found.handed.receiver) if found.handed else "",
        )
    )


async def show_gone(turn: Turn) -> None:
    """What was handed over, in place of what was pressed."""
    await lists.whole(turn, GONE)


@lists.listed(GONE, STAFF)
def _handed_over(session: Session, reader: Reader, wanted: str, page: int) -> Outgoing:
    texts, whole = reader.texts, handed_over_since(session, reader.member, reader.now - _LONG_AGO)
    found = lists.matching(whole, wanted, lambda each: _said(reader, each))
    part = lists.part_of(found, page)
    text = lines(
        texts.t("<b>Handed over in the last year</b>"),
        None if whole else texts.t("Nothing was handed over."),
        lists.looked_for(texts, wanted, len(found)) if whole else None,
        *(_handed(reader, each) for each in part.entries),
    )
    back = (button(texts.plain("‹ All finds"), "lf.list", 0),)
    return Outgoing(text, (*lists.foot(texts, GONE, wanted, part), back))


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


def waiting_row(session: Session, reader: Reader) -> tuple[Button, ...]:
    """For the run sheet: one button while anything waits to be fetched."""
    count = len(open_finds(session, reader.member))
    if not count:
        return ()
    return (button(reader.texts.plain("🧳 To be fetched: {count}", count=count), "lf.all"),)


async def open_anew(turn: Turn) -> None:
    """The list below the run sheet, which stays."""
    await lists.open_list(turn, FINDS)


COMMANDS = (Command("lost", lost, "What was left behind and waits to be fetched", STAFF),)
PRESSES = (
    Press("lf.list", show, (int,), STAFF),
    Press("lf.all", open_anew, (), STAFF),
    Press("lf.gone", show_gone, (), STAFF),
)
