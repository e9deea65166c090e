"""How a booking or a change begins, and what is written while it is in the making."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.rooms import bookable
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.booking.series.scope import Scope
from meetbot.drafts.models import Draft
from meetbot.drafts.service import draft, show_in, start
from meetbot.errors import NotFound
from meetbot.handlers.booking import phrase
from meetbot.handlers.booking.drafting import (
    FRESH,
    DraftGone,
    Shown,
    answered,
    as_it_is,
    as_taken_up,
    begun,
    kept,
    own,
    present,
    show_what_became,
    step_named,
)  # fmt: skip
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.series.question import which_to_change
from meetbot.handlers.booking.sketch import BOOKING, CHANGE, Sketch, Step
from meetbot.handlers.booking.talk import shown, talk
from meetbot.handlers.cards import Reader
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.texts import clean


async def book(turn: Turn, words: str) -> None:
    """/book: the draft that was left half-made, else a new one; with words always a new one that says them."""
    found = await begun(turn, BOOKING, _begun, words)
    await present(turn, found)


async def begins_booking(turn: Turn) -> bool:
    """Whether a sentence that nothing awaited asks for a room; then it has begun a booking."""
    if not turn.text or not turn.me.has(Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN):
        return False
    reading = await turn.read(phrase.reading_of, clean(turn.text), turn.reader)
    if not phrase.is_booking(reading):
        return False
    await book(turn, clean(turn.text))
    return True


async def anew(turn: Turn, draft_id: int, version: int) -> None:
    """A new draft in place of the half-made one."""
    found = await begun(turn, BOOKING, _new, "")
    await present(turn, found)


async def in_room(turn: Turn, code: str) -> None:
    """A new draft with the room chosen (from the room's card)."""
    found = await begun(turn, BOOKING, _new_in_room, code)
    await turn.toast()
    await present(turn, found, below=True)


def _remember(session: Session, shown_draft: Draft, message_id: int) -> None:
    row = session.get(Draft, shown_draft.id)
    if row is not None:
        row.message_id = message_id
        session.add(row)


def _begun(session: Session, reader: Reader, update_id: int, words: str) -> Shown:
    known = draft(session, reader.member.telegram_id, BOOKING)
    if known is not None and not words and reader.now - known.changed_at < FRESH:
        sketch = Sketch.of(known)
        if sketch.booked is None and sketch.day is not None:
            return _resumed(session, known, reader, update_id)
    return _new(session, reader, update_id, words)


def _resumed(session: Session, known: Draft, reader: Reader, update_id: int) -> Shown:
    found = kept(session, known, reader, update_id, Heard(Sketch.of(known).shown(taken_up=update_id)))
    return replace(found, out=as_taken_up(session, found.draft, reader))


def _new(session: Session, reader: Reader, update_id: int, words: str) -> Shown:
    fresh = started(session, reader)
    if not words:
        return kept(session, fresh, reader, update_id, Heard(Sketch()))
    return kept(session, fresh, reader, update_id, phrase.heard(session, talk(session, fresh, reader), words))


def _new_in_room(session: Session, reader: Reader, update_id: int, code: str) -> Shown:
    room = bookable(session, code)
    return kept(session, started(session, reader), reader, update_id, Heard(Sketch(room=room.spec.code)))


def started(session: Session, reader: Reader) -> Draft:
    """An empty draft. It takes over the message of the one that it replaces, so that no dead buttons stay behind."""
    old = draft(session, reader.member.telegram_id, BOOKING)
    shown_in = old.message_id if old is not None and Sketch.of(old).booked is None else None
    fresh = start(session, reader.member.telegram_id, BOOKING, {}, Step.DAY, reader.now)
    return show_in(session, fresh, shown_in) if shown_in is not None else fresh


async def said(turn: Turn, awaiting: Draft) -> None:
    """A plain message while a draft waits for it."""
    text = clean(turn.text)
    assert awaiting.id is not None
    await answered(turn, awaiting.id, awaiting.version, lambda session, talk: phrase.heard(session, talk, text))


async def edit(turn: Turn, booking_id: int, step: str) -> None:
    """Begin to change a booking, in place of its card; of a date of a series it is asked first which dates are meant."""
    question = await turn.read(which_to_change, booking_id, turn.reader, step) if step == Step.WHOLE else None
    if question is not None:
        await turn.ask(question)
        return
    await _begin_change(turn, booking_id, step)


async def edit_dates(turn: Turn, booking_id: int, scope: str, step: str) -> None:
    """Begin to change these dates of a series."""
    if scope not in set(Scope):
        raise NotFound
    await _begin_change(turn, booking_id, step, Scope(scope))


async def _begin_change(turn: Turn, booking_id: int, step: str, scope: Scope = Scope.THIS) -> None:
    found = await begun(turn, CHANGE, _change_begun, booking_id, step_named(step), scope)
    message_id = await turn.ask(found.out)
    await turn.write(_remember, found.draft, message_id)


def _change_begun(session: Session, reader: Reader, update_id: int, booking_id: int, step: Step, scope: Scope) -> Shown:
    booking = booking_of(session, booking_id)
    check_may_change(reader.member, booking)
    check_standing(booking, reader.now)
    several = scope if booking.series_id is not None and scope is not Scope.THIS else None
    sketch = as_it_is(session, booking, reader).shown(step=step, scope=several)
    fields = sketch.model_dump(mode="json")
    fresh = start(session, reader.member.telegram_id, CHANGE, fields, step, reader.now)
    return kept(session, fresh, reader, update_id, Heard(sketch))


async def page(turn: Turn, draft_id: int, version: int, step: str, number: int) -> None:
    """Another page of a question's choices; nothing is changed."""
    try:
        out = await turn.read(_paged, turn.reader, draft_id, step_named(step), min(max(number, 0), 1000))
        await turn.show(out)
    except DraftGone:
        await show_what_became(turn, draft_id)


def _paged(session: Session, reader: Reader, draft_id: int, step: Step, number: int) -> Outgoing:
    found = talk(session, own(session, reader.member.telegram_id, draft_id), reader)
    if found.step is not step:
        return shown(session, found)
    return shown(session, replace(found, page=number))
