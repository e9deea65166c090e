"""
The card of a meeting's guests: who is invited, what they said, how far mail got; whoever decides adds and takes off.

Its view is a page ("2"), or a page to take somebody off ("off.2").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rules import may_change
from meetbot.drafts import service as drafts
from meetbot.guests import service as guests
from meetbot.guests.errors import UnknownGuest
from meetbot.guests.series import first_date
from meetbot.guests.service import Invited, guests_of
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.guests import words
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.lists import Part
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF, Role
from meetbot.reminders.guest_reading import MailState, mail_states
from meetbot.texts import Html, Texts

SEES = frozenset({Role.ORGANISER}) | STAFF
DRAFT = "guests"
GUESTS = "guests"
_PAGE = 12
_OFF = "off"


@dataclass(frozen=True)
class _State:
    """
    Everything that the card shows. ``may``: the reader decides about the meeting, and it is still to come.

    ``wanted``: the words that are looked for, ``found`` how many guests they find, ``part`` a page of these.
    """

    meeting: Meeting
    guests: Sequence[Invited]
    may: bool
    part: Part[Invited]
    is_taking_off: bool
    wanted: str
    found: int


async def show(turn: Turn, booking_id: int, page: int) -> None:
    """The list in place of what was pressed; addresses that were asked for are not waited for any more."""
    await turn.write(_forget, turn)
    await turn.card(f"guests/{page}" if page > 0 else "guests", booking_id)


async def show_off(turn: Turn, booking_id: int, page: int) -> None:
    """The list with a button for each to be taken off."""
    await turn.card(f"guests/{_OFF}.{max(page, 0)}", booking_id)


def _forget(session: Session, turn: Turn) -> None:
    draft = drafts.draft(session, turn.user.id, DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


@card("guests", of="booking")
def guests_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern (C6)."""
    mode, _, page = reader.view.rpartition(".")
    return _shown(reader, _state(session, booking_id, reader, lists.page_of(page), is_taking_off=mode == _OFF), session)


@lists.listed(GUESTS, SEES, card="guests")
def _searched(session: Session, reader: Reader, wanted: str, page: int) -> Outgoing:
    """The same as a list: the guests of the booking in ``reader.view`` whom the words find."""
    return _shown(reader, _state(session, lists.number_of(reader.view), reader, page, wanted), session)


def _shown(reader: Reader, state: _State, session: Session) -> Outgoing:
    texts = reader.texts
    text = lines(
        texts.t("<b>✉️ Guests</b> · booking {number}", number=state.meeting.id),
        texts.t("📅 {span}", span=texts.span(state.meeting.event.start, state.meeting.event.end)),
        texts.t("📍 {room}", room=room_name(texts, state.meeting.spec)),
        "",
        *(_listed(session, texts, state) if state.guests else (_nobody(reader),)),
    )
    return Outgoing(text, tuple(row for row in _rows(reader, state) if row))


def _state(
    session: Session, booking_id: int, reader: Reader, page: int, wanted: str = "", *, is_taking_off: bool = False
) -> _State:
    whole = guests_of(session, booking_id, reader.member)
    held = meeting(session, booking_id)
    may = may_change(reader.member, held.booking) and not held.is_cancelled and reader.now < held.end
    found = lists.matching(whole, wanted, words.said)
    part = lists.part_of(found, page, _PAGE)
    return _State(held, whole, may, part, may and is_taking_off and bool(whole), wanted, len(found))


def _nobody(reader: Reader) -> Html:
    texts = reader.texts
    if not reader.parts.settings.can_mail:
        return texts.t(
            "Mail is not set up here: the office has to set MEETBOT_SMTP_URL and MEETBOT_MAIL_FROM. Until then, pass the "
            "meeting's calendar file on yourself."
        )
    return texts.t(
        "Nobody is invited by mail yet. Guests get an invitation for their calendar, each change, and a cancellation; you "
        "see who accepts."
    )


def _listed(session: Session, texts: Texts, state: _State) -> Iterator[Html]:
    mails = _mails(session, state.meeting)
    yield words.counted(texts, state.guests)
    if (looked_for := lists.looked_for(texts, state.wanted, state.found)) is not None:
        yield looked_for
    for guest in state.part.entries:
        yield words.line(texts, guest, mails)
    yield Html("")
    if state.is_taking_off:
        yield texts.t("Whom shall I take off? They get a cancellation by mail.")
    else:
        yield texts.t("⏳ on its way · ✉️ invited · ⚠️ not reached · ✅ ❌ ❔ answered")
        if any(each.guest.series_id is not None for each in state.guests):
            yield texts.t("🔁 invited to all dates of the series")


def _mails(session: Session, held: Meeting) -> dict[int, MailState]:
    """How far mail got: about this date, and about the whole series, which is told on its first date."""
    series_id = held.booking.series_id
    first = first_date(session, series_id) if series_id is not None else None
    told = mail_states(session, first) if first is not None else {}
    return told | mail_states(session, held.id)


def _rows(reader: Reader, state: _State) -> Iterator[tuple[Button, ...]]:
    texts, id_ = reader.texts, state.meeting.id
    if state.is_taking_off:
        yield from _taking_off(state)
        yield _turning(texts, state, "gs.minus")
        yield (button(texts.plain("‹ Guests"), "gs.card", id_, state.part.page),)
        return
    if state.wanted and state.may:
        yield from _taking_off(state)
    yield from lists.foot(texts, f"{GUESTS}/{id_}", state.wanted, state.part)
    if not state.wanted and state.may and reader.parts.settings.can_mail:
        yield from _inviting(texts, state)
    yield (button(texts.plain("‹ Booking"), "bk.card", id_),)


def _inviting(texts: Texts, state: _State) -> Rows:
    id_ = state.meeting.id
    off = (button(texts.plain("➖ Take off"), "gs.minus", id_, state.part.page),) if state.guests else ()
    if state.meeting.booking.series_id is not None:
        return (
            (
                button(texts.plain("✏️ To this date"), "gs.ask", id_),
                button(texts.plain("🔁 To all dates"), "gs.all", id_),
            ),
            off,
        )
    return ((button(texts.plain("✏️ Invite guests"), "gs.ask", id_, style=None if off else "primary"), *off),)


def _taking_off(state: _State) -> Rows:
    return in_rows(
        [button(f"✖ {words.who(each)}", "gs.off", state.meeting.id, each.id) for each in state.part.entries], 2
    )


def _turning(texts: Texts, state: _State, verb: str) -> tuple[Button, ...]:
    id_, page, pages = state.meeting.id, state.part.page, state.part.pages
    if pages == 1:
        return ()
    number = texts.plain("{page}/{pages}", page=page + 1, pages=pages)
    return (
        button("‹", verb, id_, (page - 1) % pages),
        button(number, verb, id_, page),
        button("›", verb, id_, (page + 1) % pages),
    )


async def ask_off(turn: Turn, booking_id: int, guest_id: int) -> None:
    """Once more before a cancellation goes out."""
    guest = await turn.read(_guest, booking_id, guest_id, turn)
    texts = turn.texts
    name = words.who(guest)
    if guest.guest.series_id is None:
        question = texts.t("Take <b>{name}</b> off the guests? A cancellation goes out by mail.", name=name)
    else:
        question = texts.t(
            "Take <b>{name}</b> off the guests of all dates? A cancellation goes out by mail.", name=name
        )
    rows = (
        (button(texts.plain("✖ Take off and tell"), "gs.off2", booking_id, guest_id, style="danger"),),
        (button(texts.plain("‹ Guests"), "gs.card", booking_id, 0),),
    )
    await turn.ask(Outgoing(question, rows))


def _guest(session: Session, booking_id: int, guest_id: int, turn: Turn) -> Invited:
    found = next((each for each in guests_of(session, booking_id, turn.me) if each.id == guest_id), None)
    if found is None:
        raise UnknownGuest(guest_id)
    return found


async def take_off(turn: Turn, booking_id: int, guest_id: int) -> None:
    """The guest is off the list; mail goes out by itself."""
    await turn.act("guests", booking_id, guests.uninvite, booking_id, guest_id, turn.me, turn.now)


PRESSES = (
    Press("gs.card", show, (int, int), SEES),
    Press("gs.minus", show_off, (int, int), SEES),
    Press("gs.off", ask_off, (int, int), SEES),
    Press("gs.off2", take_off, (int, int), SEES),
)
