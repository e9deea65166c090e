"""Inviting guests: addresses are pasted or sent as a file, and the invitations go out by themselves."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import MeetbotError
from meetbot.guests.reading import MOST, Mailbox, mailboxes_in
from meetbot.guests.service import invite
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded, is_repeated
from meetbot.handlers.guests.card import DRAFT, SEES
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.nameplates.errors import ListTooBig, NotAList
from meetbot.nameplates.reading import LARGEST_FILE, text_of
from meetbot.texts import Html, Texts

_FURTHER_WITHIN = timedelta(minutes=10)


async def ask(turn: Turn, booking_id: int) -> None:
    """The next message holds addresses of guests of this booking alone."""
    await _ask(turn, booking_id, to_series=False)


async def ask_for_all(turn: Turn, booking_id: int) -> None:
    """The next message holds addresses of guests of all dates of the series."""
    await _ask(turn, booking_id, to_series=True)


async def _ask(turn: Turn, booking_id: int, *, to_series: bool) -> None:
    """Where no mail goes out, the card says so."""
    if not turn.parts.settings.can_mail:
        await turn.card("guests", booking_id)
        return
    await turn.write(_await_addresses, booking_id, to_series, turn)
    texts = turn.texts
    question = lines(
        _question(texts, to_series=to_series),
        "",
        texts.t("<code>Ada Lovelace &lt;ada@example.org&gt;</code>"),
        texts.t("<code>王建国，wang@example.cn</code>"),
        "",
        texts.t(
            "Each guest gets an invitation at once and sees no other guest's address. At most {most} a meeting.", most=MOST
        ),
    )  # fmt: skip
    back = button(texts.plain("‹ Guests"), "gs.card", booking_id, 0)
    await turn.ask(Outgoing(question, ((back,),)))


def _question(texts: Texts, *, to_series: bool) -> Html:
    if to_series:
        return texts.t(
            "<b>Send the mail addresses of your guests for all dates</b>, one a line or apart by commas, with names if you"
            " like:"
        )
    return texts.t(
        "<b>Send the mail addresses of your guests</b>, one a line or apart by commas, with names if you like:"
    )


def _await_addresses(session: Session, booking_id: int, to_series: bool, turn: Turn) -> None:
    booking = booking_of(session, booking_id)
    check_may_change(turn.me, booking)
    check_standing(booking, turn.now)
    drafts.start(session, turn.user.id, DRAFT, {"booking": booking_id, "to_series": to_series}, "addresses", turn.now)


async def take(turn: Turn, draft: Draft) -> None:
    """Addresses as a message or as a file, and further ones soon after. Raises what cannot be read, and what ``invite`` raises."""
    people = await _further(turn, draft)
    if not people and await is_about_something_else(turn, draft, None):
        return
    if not is_concluded(draft):
        people = await turn.work(mailboxes_in, await _sent_text(turn))
    if people:
        await turn.write(_take, draft, people, turn)
    await turn.card("guests", int(draft.fields["booking"]), anew=True)


async def _further(turn: Turn, draft: Draft) -> tuple[Mailbox, ...]:
    """Whom a message names that comes after the first: some send one address after the other. Nobody where it is about something else."""
    is_soon = turn.now - draft.changed_at <= _FURTHER_WITHIN
    if not is_concluded(draft) or is_repeated(turn, draft) or not is_soon or "@" not in turn.text:
        return ()
    try:
        return await turn.work(mailboxes_in, turn.text)
    except MeetbotError:
        return ()


def _take(session: Session, draft: Draft, people: tuple[Mailbox, ...], turn: Turn) -> None:
    to_series = bool(draft.fields.get("to_series"))
    invite(session, int(draft.fields["booking"]), people, turn.me, turn.now, to_series=to_series)
    conclude(session, draft, turn)


async def _sent_text(turn: Turn) -> str:
    """What was written, or what is in the file that was sent."""
    document = turn.message.document if turn.message else None
    if document is None:
        if turn.message and (turn.message.photo or turn.message.sticker):
            raise NotAList
        return turn.text
    if (document.file_size or 0) > LARGEST_FILE:
        raise ListTooBig(document.file_size or 0, LARGEST_FILE)
    file = await turn.bot.get_file(document.file_id)
    return await turn.work(text_of, bytes(await file.download_as_bytearray()))


PRESSES = (Press("gs.ask", ask, (int,), SEES), Press("gs.all", ask_for_all, (int,), SEES))
ANSWERS = (Answer(DRAFT, take, SEES),)
