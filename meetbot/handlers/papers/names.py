"""
Nameplates in chat: the organiser sends names, checks them twice (text, then seats), prints cards and says when they stand.

The staff see how far it is and may print; what is on the list is the organiser's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, plan_of
from meetbot.booking.rules import may_change
from meetbot.handlers.answering import forget
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.papers.lists import DRAFT
from meetbot.handlers.papers.seeing import SEES, seen, seen_by, to_papers
from meetbot.handlers.plans import labels as plan_labels
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.drawing import png, svg
from meetbot.layouts.errors import DoesNotFit
from meetbot.layouts.fonts import missing_glyphs
from meetbot.layouts.labels import Labels
from meetbot.layouts.plan import Plan
from meetbot.nameplates import service as nameplates
from meetbot.nameplates.seating import digest_of
from meetbot.nameplates.service import Names, names_of, seating_of
from meetbot.papers.cards import Card, cards_pdf
from meetbot.texts import Html, Texts, shorten

_PAGE = 12
_LONGEST = 40
_KEPT = 8
_WIDTH = 1600
# Enough of a digest to know the seats that were shown from others.
_SHORT = 12


@dataclass(frozen=True)
class _State:
    """Everything that the card shows. ``seats`` is the digest of who sits where; empty where the layout does not fit."""

    meeting: Meeting
    names: Names
    seats: str

    @property
    def are_seats_checked(self) -> bool:
        return bool(self.seats) and self.names.are_seats_checked(self.seats)


def _state(session: Session, booking_id: int, reader: Reader) -> _State:
    found, names = seen(session, booking_id, reader.member), names_of(session, booking_id)
    try:
        seats = digest_of(seating_of(found, names.guests))
    except DoesNotFit:
        seats = ""
    return _State(found, names, seats)


# -- the card --------------------------------------------------------------------------------------------------------------


async def show(turn: Turn, booking_id: int, page: int) -> None:
    """The list in place of the papers; a list that was asked for is not waited for any more."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.card(f"names/{page}" if page > 0 else "names", booking_id)


@card("names", of="booking")
def names_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern."""
    state, texts = _state(session, booking_id, reader), reader.texts
    heading = texts.t("<b>📛 Nameplates</b> · booking {number}", number=booking_id)
    entries = state.names.entries
    if not entries:
        text = lines(heading, "", texts.t("No names yet. Send them in order of rank, the first one first."))
        return Outgoing(text, tuple(filter(None, (_sending(reader, state), (to_papers(texts, booking_id),)))))
    pages = -(-len(entries) // _PAGE)
    page = min(int(reader.view) if reader.view.isdecimal() else 0, pages - 1)
    text = lines(
        heading,
        texts.n("{count} name for {places} places", "{count} names for {places} places", len(entries),
                places=state.meeting.booking.places),
        "",
        *(_entry(texts, each.rank, each.name, each.title) for each in entries[page * _PAGE : (page + 1) * _PAGE]),
        "",
        *_warnings(reader, state),
        *_steps(texts, state),
    )  # fmt: skip
    return Outgoing(text, tuple(filter(None, (_turning(texts, booking_id, page, pages), *_rows(reader, state)))))


def _entry(texts: Texts, rank: int, name: str, title: str) -> Html:
    shown = shorten(name, _LONGEST)
    if title:
        return texts.t("{rank}. {name} · {title}", rank=rank, name=shown, title=shorten(title, _LONGEST))
    return texts.t("{rank}. {name}", rank=rank, name=shown)


def _warnings(reader: Reader, state: _State) -> Iterator[Html]:
    """What to look at twice: characters that no font has, names that come twice, people without a seat."""
    texts, guests = reader.texts, state.names.guests
    missing = missing_glyphs("".join(f"{each.name}{each.title}" for each in guests), reader.parts.site.extra_font)
    if missing:
        yield texts.t(
            "⚠️ The font lacks {characters}: left out on cards and plan. The office can set an extra font.",
            characters=" ".join(missing[:12]),
        )
    twice = [name for name, count in Counter(each.name for each in guests).items() if count > 1]
    if twice:
        yield texts.t("⚠️ More than once on the list: {names}", names=", ".join(shorten(each, 20) for each in twice[:3]))
    formulas = [each.name for each in guests if each.name.startswith("=")]
    if formulas:
        yield texts.t(
            "⚠️ A formula, not a name: {names}. Copy the column as values and send the list again.",
            names=", ".join(shorten(each, 20) for each in formulas[:3]),
        )
    without = len(guests) - state.meeting.booking.places
    if without > 0:
        yield texts.n("⚠️ {count} person at the end has no seat any more.", "⚠️ {count} people at the end have no seat any more.",
                      without)  # fmt: skip


def _steps(texts: Texts, state: _State) -> Iterator[Html]:
    """The way of the cards: checked twice, printed, in the room (T1.9, P10)."""
    names = state.names
    printed, total = len(names.entries) - len(names.unprinted), len(names.entries)
    done = {True: "✅", False: "⬜"}
    yield texts.t("{sign} Names checked", sign=done[names.is_text_checked])
    yield texts.t("{sign} Seats checked", sign=done[state.are_seats_checked])
    yield texts.t("{sign} Cards printed: {printed}/{total}", sign=done[printed == total], printed=printed, total=total)
    yield texts.t("{sign} Cards stand in the room", sign=done[names.is_placed])


def _rows(reader: Reader, state: _State) -> Iterator[tuple[Button, ...]]:
    texts, id_ = reader.texts, state.meeting.id
    if may_change(reader.member, state.meeting.booking):
        yield from _next_step(texts, state)
    if state.seats:
        yield (button(texts.plain("🗺 Plan with names"), "pa.seats", id_),)
    unprinted = len(state.names.unprinted)
    every = button(texts.plain("🖨 All cards"), "pa.cards", id_, 1)
    if 0 < unprinted < len(state.names.entries):
        yield button(texts.plain("🖨 {count} changed", count=unprinted), "pa.cards", id_, 0), every
    else:
        yield (every,)
    yield _sending(reader, state)
    yield (to_papers(texts, id_),)


def _next_step(texts: Texts, state: _State) -> Rows:
    """The one thing that is to be confirmed now."""
    id_ = state.meeting.id
    if not state.names.is_text_checked:
        return ((button(texts.plain("✅ The names are right"), "pa.text", id_, style="success"),),)
    if not state.are_seats_checked:
        # Seats are confirmed below the picture that shows them.
        return ((button(texts.plain("👀 Check the seats"), "pa.seats", id_, style="primary"),),)
    if not state.names.is_placed:
        return ((button(texts.plain("✅ The cards stand in the room"), "pa.placed", id_, style="success"),),)
    return ()


def _sending(reader: Reader, state: _State) -> tuple[Button, ...]:
    if not may_change(reader.member, state.meeting.booking) or state.meeting.is_cancelled:
        return ()
    texts = reader.texts
    label = texts.plain("✏️ Send another list") if state.names.entries else texts.plain("✏️ Send the names")
    return (button(label, "pa.ask", state.meeting.id),)


def _turning(texts: Texts, booking_id: int, page: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return ()
    number = texts.plain("{page}/{pages}", page=page + 1, pages=pages)
    return (
        button("‹", "pa.names", booking_id, (page - 1) % pages),
        button(number, "pa.names", booking_id, page),
        button("›", "pa.names", booking_id, (page + 1) % pages),
    )


# -- checking --------------------------------------------------------------------------------------------------------------


async def text_is_right(turn: Turn, booking_id: int) -> None:
    await turn.act("names", booking_id, nameplates.check_text, booking_id, turn.me, turn.now)


async def send_seats(turn: Turn, booking_id: int) -> None:
    """The plan with names; below it, for whoever decides, that the seats are right. Raises DoesNotFit."""
    state = await turn.read(_state, booking_id, turn.reader)
    texts, found = turn.texts, state.meeting
    await turn.toast()
    plan = replace(await turn.work(plan_of, found), microphones=())  # they would stand on the names
    seating = seating_of(found, state.names.guests)
    words = plan_labels(texts, room_name(texts, found.spec), texts.house.span(found.event.start, found.event.end))
    shown = tuple((seat, guest.name) for seat, guest in seating.items())
    picture = await turn.work(_drawn, plan, words, shown, turn.parts.site.extra_font)
    may_confirm = may_change(turn.me, found.booking) and state.names.is_text_checked and not state.are_seats_checked
    right = button(texts.plain("✅ The seats are right"), "pa.right", booking_id, state.seats[:_SHORT], style="success")
    caption = lines(texts.t("<b>🗺 Who sits where</b> · {room}", room=room_name(texts, found.spec)), _rule(texts, found))
    attachment = Attachment(picture, f"seats-{booking_id}.png", is_photo=True)
    await turn.reply(Outgoing(caption, ((right,),) if may_confirm else (), attachment))


def _rule(texts: Texts, found: Meeting) -> Html:
    if found.standard.values.second_sits == "left":
        return texts.t(
            "The first sits in the middle or at the head, the second on the first one's left hand, the third on the right,"
            " and so on; in an even row the first two share the middle."
        )
    return texts.t(
        "The first sits in the middle or at the head, the second on the first one's right hand, the third on the left,"
        " and so on; in an even row the first two share the middle."
    )


@lru_cache(maxsize=_KEPT)
def _drawn(plan: Plan, words: Labels, names: tuple[tuple[str, str], ...], extra: Path | None) -> bytes:
    return png(svg(plan, words, names=dict(names)), _WIDTH, extra)


async def seats_are_right(turn: Turn, booking_id: int, digest: str) -> None:
    """Confirmed on the picture; the list comes below it."""
    await turn.write(nameplates.check_seats, booking_id, digest, turn.me, turn.now)
    await turn.toast(turn.texts.plain("Seats checked."))
    await turn.card("names", booking_id, anew=True)


async def cards_are_placed(turn: Turn, booking_id: int) -> None:
    await turn.act("names", booking_id, nameplates.place_cards, booking_id, turn.me, turn.now)


# -- cards -----------------------------------------------------------------------------------------------------------------


async def send_cards(turn: Turn, booking_id: int, every: int) -> None:
    """Tent cards as a PDF: all of them, or those that are new or changed since the last were made."""
    found = await seen_by(turn, booking_id)
    names = await turn.read(names_of, booking_id)
    texts = turn.texts
    wanted = names.entries if every else names.unprinted
    if not wanted:
        await turn.toast(texts.plain("There is no card to print."), alert=True)
        return
    await turn.toast()
    cards = tuple((each.name, each.title) for each in wanted)
    content = await turn.work(_printed, cards, room_name(texts, found.spec), turn.parts.site.extra_font)
    caption = lines(
        texts.n("<b>📛 {count} card to print</b>", "<b>📛 {count} cards to print</b>", len(cards)),
        texts.t("One sheet of A4 each, single-sided. Fold at the marks in the middle; both sides can be read."),
    )
    await turn.reply(Outgoing(caption, attachment=Attachment(content, f"nameplates-{booking_id}.pdf")))
    await turn.write(nameplates.mark_printed, booking_id, [each.id for each in wanted if each.id is not None], turn.now)


@lru_cache(maxsize=_KEPT)
def _printed(cards: tuple[Card, ...], title: str, extra: Path | None) -> bytes:
    return cards_pdf(cards, title, extra)


PRESSES = (
    Press("pa.names", show, (int, int), SEES),
    Press("pa.text", text_is_right, (int,), SEES),
    Press("pa.seats", send_seats, (int,), SEES),
    Press("pa.right", seats_are_right, (int, str), SEES),
    Press("pa.cards", send_cards, (int, int), SEES),
    Press("pa.placed", cards_are_placed, (int,), SEES),
)
