"""The packing list in chat, with what is carried since the meeting before in the same room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.booking.setup import Turnover, turnover
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.papers.seeing import SEES, seen, to_papers
from meetbot.handlers.papers.words import counted, furniture, group_name, piece_name
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.errors import DoesNotFit
from meetbot.papers.packing import Group, Piece, packing
from meetbot.texts import Html, Texts


async def show(turn: Turn, booking_id: int) -> None:
    """The list in place of the papers."""
    await turn.card("packing", booking_id)


@card("packing", of="booking")
def packing_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern."""
    found = seen(session, booking_id, reader.member)
    texts = reader.texts
    text = lines(
        texts.t("<b>📦 Packing list</b> · booking {number}", number=booking_id),
        texts.t(
            "{room} · {span}", room=room_name(texts, found.spec), span=texts.span(found.event.start, found.event.end)
        ),
        *_groups(texts, packing(found)),
        "",
        *_turnover(texts, session, found),
    )
    return Outgoing(text, ((to_papers(texts, booking_id),),))


def _groups(texts: Texts, pieces: tuple[Piece, ...]) -> Iterator[Html]:
    """A line for each group: a phone shows the whole list at once."""
    for group in Group:
        words = [counted(texts, piece_name(texts, each), each.quantity) for each in pieces if each.group is group]
        if words:
            yield texts.t(
                "<b>{group}</b>: {things}", group=group_name(texts, group), things=texts.plain(", ").join(words)
            )


def _turnover(texts: Texts, session: Session, found: Meeting) -> Iterator[Html]:
    """From the meeting before to this one: out, in, moved about."""
    try:
        before = turnover(session, found)
    except DoesNotFit:
        yield texts.t("The room was measured anew and this layout does not fit it. Please choose another layout.")
        return
    if before.since is None:
        yield texts.t("<b>Changeover</b>: nothing stands in the room from an earlier meeting.")
        return
    yield texts.t("<b>Changeover</b> from the meeting that is cleared by {moment}:", moment=texts.moment(before.since))
    yield from _moves(texts, before)


def _moves(texts: Texts, before: Turnover) -> Iterator[Html]:
    moves = before.changeover
    if not (moves.moved_in or moves.moved_out or moves.moved_about):
        yield texts.t("Everything stays where it is.")
        return
    if moves.moved_out:
        yield texts.t("⬅️ Take out: {things}", things=_listed(texts, moves.moved_out))
    if moves.moved_in:
        yield texts.t("➡️ Bring in: {things}", things=_listed(texts, moves.moved_in))
    if moves.moved_about:
        yield texts.t("🔄 Move within the room: {things}", things=_listed(texts, moves.moved_about))


def _listed(texts: Texts, pieces: Mapping[str, int]) -> str:
    words = (counted(texts, furniture(texts, kind), count) for kind, count in pieces.items())
    return texts.plain(", ").join(words)


PRESSES = (Press("pa.pack", show, (int,), SEES),)
