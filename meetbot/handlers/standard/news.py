"""
A new version for those who work by it (X8): what changed for them, clause by clause, confirmed in one tap; and for the office,
who has read it.

The card's view is its page ("reading/p2"). It is confirmed at the end of the last page, so that nothing is skipped unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session

from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.outgoing import Outgoing, bare, lines, units
from meetbot.handlers.people.words import role_names
from meetbot.handlers.routing import Press
from meetbot.handlers.standard.browse import to_chapters
from meetbot.handlers.standard.changed import clause_news
from meetbot.handlers.standard.words import paged, turning
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.standard import readings
from meetbot.standard.document import Standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.news import ClauseNews
from meetbot.standard.readings import News, ReaderState, asked_again_at
from meetbot.standard.service import standard_of
from meetbot.texts import Html, Texts

OFFICE = frozenset({Role.ADMIN})
_KIND = "reading"
# Leaves room for the head and the end of a message of 4096.
_PAGE = 3000
_READERS_PER_PAGE = 30
_VIEW = re.compile(r"p(\d{1,3})", re.ASCII)


@card(_KIND, of="standard")
def reading_card(session: Session, standard_id: int, reader: Reader) -> Outgoing:
    """What the version changes for the reader; where nothing concerns them, everything it changed. Raises NoSuchStandard."""
    found = readings.news_for(session, standard_id, reader.member)
    clauses = found.clauses or readings.everything_new(session, standard_id)
    standard = standard_of(session, standard_id)
    pieces = [piece for each in clauses if (piece := clause_news(reader.texts, standard, each))]
    pages = _pages(pieces)
    page, count = paged(len(pages), 1, _page_of(reader.view))
    body = pages[page] if pages else _nothing(reader.texts, clauses)
    is_last = page + 1 == count
    head = _head(reader, session, found, len(pieces))
    end = _end(reader, found) if is_last else None
    return Outgoing(lines(*head, "", body, *(("", end) if end else ())), _rows(reader.texts, found, page, count))


def _page_of(view: str) -> int:
    found = _VIEW.fullmatch(view)
    return int(found[1]) if found else 0


def _pages(pieces: Sequence[Html]) -> list[Html]:
    """The pieces under each other, as many to a page as a message holds."""
    pages: list[list[Html]] = []
    room = 0
    for piece in pieces:
        length = units(bare(piece)) + 2
        if not pages or length > room:
            pages.append([])
            room = _PAGE
        pages[-1].append(piece)
        room -= length
    return [Html("\n\n".join(page)) for page in pages]


def _nothing(texts: Texts, clauses: Sequence[ClauseNews]) -> Html:
    if clauses:
        return texts.t("Only words in the other language change; what you read stays as it is.")
    return texts.t("Nothing differs from the version before.")


def _head(reader: Reader, session: Session, found: News, count: int) -> Iterator[Html]:
    texts = reader.texts
    version = session.get_one(StandardVersion, found.standard_id)
    if found.is_to_confirm and reader.now >= asked_again_at(version):
        yield texts.t("⏰ Not confirmed yet. It takes a minute:")
    yield texts.t("<b>📣 Version {number} of the service standard</b>", number=found.number)
    published = texts.moment(version.published_at)
    yield texts.t("In force since {when}. Meetings booked before keep their version.", when=published)
    if found.clauses and count:
        yield texts.n(
            "What changes in your work since version {since}: {count} clause",
            "What changes in your work since version {since}: {count} clauses",
            count,
            since=found.since,
        )


def _end(reader: Reader, found: News) -> Html | None:
    texts = reader.texts
    if found.read_at is not None:
        return texts.t("✅ You confirmed that you have read it: {when}", when=texts.moment(found.read_at))
    return texts.t("Please confirm when you have read it.") if found.is_to_confirm else None


def _rows(texts: Texts, found: News, page: int, count: int) -> Rows:
    turn_on = button(
        texts.plain("Read on ({page}/{count}) ›", page=page + 1, count=count), "st.news", found.standard_id, page + 1
    )
    back = (button("‹", "st.news", found.standard_id, page - 1),) if page else ()
    if page + 1 < count:
        return ((*back, turn_on), (to_chapters(texts),))
    read = button(texts.plain("✅ I have read it"), "st.read", found.standard_id, page, style="success")
    return (*(((*back, read),) if found.is_to_confirm else (back,) if back else ()), (to_chapters(texts),))


@message_of("standard_changed", "standard_unread")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card; the second time it says itself that it waits for a confirmation."""
    return replace(reading_card(session, due.subject_id, reader), card=(_KIND, due.subject_id))


async def show(turn: Turn, standard_id: int, page: int) -> None:
    """One page of what changed."""
    await turn.card(_kind(page), standard_id)


async def confirm(turn: Turn, standard_id: int, page: int) -> None:
    """Read."""
    await turn.act(_kind(page), standard_id, readings.confirm, standard_id, turn.me, turn.now)


def _kind(page: int) -> str:
    return f"{_KIND}/p{page}" if 0 < page < 1000 else _KIND


# -- who has read it ---------------------------------------------------------------------------------------------------------


async def show_readers(turn: Turn, standard_id: int, page: int) -> None:
    """Those whom the version concerns, and who of them has confirmed."""
    found = await turn.read(readings.readers, standard_id, turn.me)
    standard = await turn.read(standard_of, standard_id)
    await turn.show(_readers_page(turn.texts, standard, standard_id, found, page))


def _readers_page(
    texts: Texts, standard: Standard, standard_id: int, found: Sequence[ReaderState], page: int
) -> Outgoing:
    head = texts.t("<b>👁 Who has read version {number}</b>", number=standard.version)
    if not found:
        return Outgoing(
            lines(head, texts.t("It changes nothing in anybody's work, so nobody was asked to confirm.")),
            ((to_chapters(texts),),),
        )
    page, pages = paged(len(found), _READERS_PER_PAGE, page)
    shown = found[page * _READERS_PER_PAGE : (page + 1) * _READERS_PER_PAGE]
    done = sum(reader.read_at is not None for reader in found)
    text = lines(
        head,
        texts.t("{done} of {all} have confirmed.", done=done, all=len(found)),
        "",
        *(_reader_line(texts, each) for each in shown),
    )
    again = button(texts.plain("🔄 Look again"), "st.who", standard_id, page)
    return Outgoing(text, (*turning(page, pages, "st.who", standard_id), (again, to_chapters(texts))))


def _reader_line(texts: Texts, reader: ReaderState) -> Html:
    values = {"name": reader.name, "roles": role_names(texts, reader.roles)}
    if reader.read_at is None:
        return texts.t("⏳ {name} ({roles})", **values)
    return texts.t("✅ {name} ({roles}), {when}", when=texts.moment(reader.read_at), **values)


PRESSES = (
    Press("st.news", show, (int, int)),
    Press("st.read", confirm, (int, int)),
    Press("st.who", show_readers, (int, int), OFFICE),
)
