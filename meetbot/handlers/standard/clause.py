"""One clause: its wording, and where it is carried out - by which items and rounds, when, and how well."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking
from meetbot.checklists import service as checklists
from meetbot.checklists.items import Item
from meetbot.errors import NotFound
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.standard.browse import FROM_CHAPTER, FROM_SEARCH, to_chapters
from meetbot.handlers.standard.editions import Edition, edition
from meetbot.handlers.standard.words import chapter_name, paged, when_due
from meetbot.handlers.turn import Turn
from meetbot.papers.covers import types_drawn
from meetbot.people.roles import STAFF
from meetbot.standard.document import Clause, GuidePart
from meetbot.standard.guide import cards_on
from meetbot.standard.lookup import CarriedOut, carried_out, chapter_of
from meetbot.standard.proposals import PROPOSES
from meetbot.texts import Html, Texts, escape

# Each has a title, a time and a text of up to four lines.
_WORK_PER_PAGE = 3


async def show(turn: Turn, standard_id: int, origin: str, page: int, clause_id: str) -> None:
    """The clause, in place of the list that it was chosen from."""
    found = await turn.read(edition, standard_id)
    clause = _clause(found, clause_id)
    way_back = (_back(turn.texts, found.id, origin, clause), to_chapters(turn.texts))
    propose = button(turn.texts.plain("💡 Propose a change"), "st.prop", found.id, clause.id)
    ways = ((propose,), way_back) if turn.me.has(*PROPOSES) else (way_back,)
    await turn.show(clause_page(turn.texts, found, clause, page, origin, ways))


def clause_page(texts: Texts, edition: Edition, clause: Clause, page: int, origin: str, ways: Rows) -> Outgoing:
    """The clause with what carries it out; ``ways`` are the buttons below."""
    work = carried_out(edition.standard, clause.id)
    page, pages = paged(len(work), _WORK_PER_PAGE, page)
    shown = work[page * _WORK_PER_PAGE : (page + 1) * _WORK_PER_PAGE]
    rows = (*_pages(page, pages, edition.id, origin, clause), *_drawings(texts, edition, clause), *ways)
    return Outgoing(_text(texts, edition, clause, shown), rows)


def _drawings(texts: Texts, edition: Edition, clause: Clause) -> Rows:
    """The set place to scale, for each type of meeting where it shows what the clause asks for."""
    kinds = types_drawn(edition.standard, clause.id)
    if len(kinds) == 1:
        return ((button(texts.plain("📐 Drawing"), "pa.place", edition.id, kinds[0].key, clause.id),),)
    buttons = [
        button(
            texts.plain("📐 {type}", type=kind.name.in_(texts.language)), "pa.place", edition.id, kind.key, clause.id
        )
        for kind in kinds
    ]
    return in_rows(buttons, 2)


def _text(texts: Texts, edition: Edition, clause: Clause, work: Sequence[CarriedOut]) -> Html:
    return lines(
        texts.t("<b>{id} · {chapter}</b>", id=clause.id, chapter=chapter_name(texts, chapter_of(clause.id))),
        escape(clause.text.in_(texts.language)),
        *_work(texts, work),
        *_guide(texts, edition, clause),
        "",
        texts.t("<i>Version {number}</i>", number=edition.standard.version),
    )


def _work(texts: Texts, shown: Sequence[CarriedOut]) -> list[Html]:
    if not shown:
        return []
    found = [Html(""), texts.t("<b>How it is carried out</b>")]
    for each in shown:
        found.append(
            texts.t(
                "• <b>{title}</b> · {when}", title=each.words.title.in_(texts.language), when=when_due(texts, each.rule)
            )
        )
        found.append(
            texts.t("<blockquote expandable>{quality}</blockquote>", quality=each.words.quality.in_(texts.language))
        )
    return found


def _guide(texts: Texts, edition: Edition, clause: Clause) -> list[Html]:
    """What the guide says of the clause; how to meet an upset guest is for those who serve (/guide), not for guests."""
    found: list[Html] = []
    cards = (card for card in cards_on(edition.standard, clause.id) if card.part is not GuidePart.GUESTS)
    for card in cards:
        said = " ".join(point.in_(texts.language) for point in card.points)
        found.append(texts.t("📘 <b>{title}</b>", title=card.title.in_(texts.language)))
        found.append(texts.t("<blockquote expandable>{said}</blockquote>", said=said))
    return [Html(""), *found] if found else []


def _pages(page: int, pages: int, standard_id: int, origin: str, clause: Clause) -> Rows:
    if pages <= 1:
        return ()

    def to(label: str, number: int) -> Button:
        return button(label, "st.c", standard_id, origin, number % pages, clause.id)

    return ((to("‹", page - 1), to(f"{page + 1}/{pages}", page), to("›", page + 1)),)


def _back(texts: Texts, standard_id: int, origin: str, clause: Clause) -> Button:
    if origin == FROM_SEARCH:
        return button(texts.plain("‹ Found"), "st.found", 0)
    chapter = chapter_of(clause.id)
    return button(
        texts.plain("‹ {chapter}", chapter=chapter_name(texts, chapter)), "st.ch", standard_id, chapter.value, 0
    )


def _clause(edition: Edition, clause_id: str) -> Clause:
    try:
        return edition.standard.clause(clause_id)
    except KeyError:
        raise NotFound from None


# -- from a checklist --------------------------------------------------------------------------------------------------------


async def of_item(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """The clause that an item of a checklist carries out, as far as this item does; buttons lead to all its clauses."""
    found, asked = await turn.read(_item, booking_id, item, turn)
    clause = _clause(found, asked.clause)
    work = CarriedOut(asked.rule, asked.words)
    ids = dict.fromkeys((clause.id, asked.rule.clause, *asked.rule.also))
    texts = turn.texts
    rows = (
        *in_rows([button(each, "st.c", found.id, FROM_CHAPTER, 0, each) for each in ids], 4),
        (button(texts.plain("💡 Propose a change"), "st.pi", booking_id, view, item),),
        (button(texts.plain("‹ Back to the item"), "ck.i", booking_id, view, item),),
    )
    await turn.show(Outgoing(_text(texts, found, clause, (work,)), rows))


def _item(session: Session, booking_id: int, key: str, turn: Turn) -> tuple[Edition, Item]:
    """The item, and the version of the standard that its meeting is served by."""
    turn.me.require(*STAFF)
    booking = session.get(Booking, booking_id)
    if booking is None:
        raise UnknownBooking(booking_id)
    entry = checklists.checklist(session, booking_id, turn.now).entry(key)
    return edition(session, booking.standard_id), entry.item


PRESSES = (
    Press("st.c", show, (int, str, int, str)),
    Press("st.item", of_item, (int, str, str), STAFF),
)
