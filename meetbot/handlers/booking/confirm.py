"""Confirming makes the booking or saves the change, and sends what follows; dropping leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.models import Booking
from meetbot.booking.series.outlook import Choice
from meetbot.booking.series.service import book_series, bookings_in
from meetbot.booking.service import book as make_booking
from meetbot.booking.service import revise
from meetbot.drafts.models import Draft
from meetbot.drafts.service import finish, update
from meetbot.errors import MeetbotError, NotAllowed
from meetbot.handlers.booking.answers import send_answers
from meetbot.handlers.booking.drafting import DraftGone, Shown, answered, own, present, show_what_became, worked_in
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.series.dates import change_several, clashes
from meetbot.handlers.booking.sketch import Sketch, Step
from meetbot.handlers.booking.talk import Talk, talk
from meetbot.handlers.cards import Reader
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn


async def confirm_rest(turn: Turn, draft_id: int, version: int, code: str) -> None:
    """Book, or change, the dates that nothing stands in the way of; the others are left out, or stay as they are."""
    await confirm(turn, draft_id, version, code, without_clashes=True)


async def confirm(turn: Turn, draft_id: int, version: int, code: str, *, without_clashes: bool = False) -> None:
    """
    Book, or save the change, in the room that the card showed. Pressed again, it shows the booking.

    1. The booking and the note that the answer is still to be sent are one transaction.
    2. The card, the plan and the calendar file go out.
    3. The draft is forgotten. Killed before, handling again begins at 2.
    """
    try:
        done = await turn.write(
            _confirmed, turn.reader, turn.update.update_id, draft_id, version, code, without_clashes
        )
    except DraftGone:
        await show_what_became(turn, draft_id)
        return
    except NotAllowed:
        raise
    except MeetbotError as problem:
        await answered(turn, draft_id, version, partial(_refused, code=code, problem=problem))
        return
    if isinstance(done, Shown):
        await turn.toast(turn.texts.plain("That button was out of date. This is how it stands now."))
        await present(turn, done)
        return
    kind, subject_id = ("series", done.series) if done.series else ("booking", done.booked or 0)
    await turn.card(kind, subject_id)
    await send_answers(turn, done.booked or 0, with_plan=done.with_plan)
    await turn.card_below(kind, subject_id)
    await turn.write(_forget, draft_id)


def _confirmed(
    session: Session, reader: Reader, update_id: int, draft_id: int, version: int, code: str, without_clashes: bool
) -> Sketch | Shown:
    """What is to be sent now; or the draft as it stands, when the button was of an older state."""
    found = own(session, reader.member.telegram_id, draft_id)
    said_so_far = Sketch.of(found)
    if said_so_far.booked is not None:
        return said_so_far
    if found.version != version:
        return worked_in(session, reader, update_id, draft_id, version, lambda _session, talk: Heard(talk.sketch))
    before = talk(session, found, reader)
    if without_clashes:
        before = replace(before, sketch=_without_clashes(session, before))
    done, with_plan = _made(session, before, code)
    series = done.series_id if before.sketch.repeat else None
    sketch = before.sketch.shown(booked=done.id, series=series, with_plan=with_plan, update=update_id)
    update(session, found, reader.now, sketch.model_dump(mode="json"))
    return sketch


def _made(session: Session, talk: Talk, code: str) -> tuple[Booking, bool]:
    """The booking, made or changed, and whether its plan is new."""
    if talk.sketch.repeat is not None and talk.booking is None:
        return _series_made(session, talk, code), True
    reader, wish = talk.reader, replace(talk.wish, room=code)
    if talk.sketch.booking is None:
        return make_booking(
            session, wish, reader.member, reader.now, talk.site, talk.draft_id, talk.sketch.closed_ok
        ), True
    before = _arrangement(booking_of(session, talk.sketch.booking))
    if talk.sketch.scope is not None:
        changed = change_several(session, talk)
        return changed, _arrangement(changed) != before
    changed = revise(
        session,
        talk.sketch.booking,
        reader.member,
        wish,
        reader.now,
        talk.site,
        talk.sketch.closed_ok,
        talk.sketch.since,
    )
    return changed, _arrangement(changed) != before


def _series_made(session: Session, talk: Talk, code: str) -> Booking:
    """The first date of the series."""
    sketch, reader, wish = talk.sketch, talk.reader, replace(talk.wish, room=code)
    assert sketch.repeat is not None
    series = book_series(
        session,
        wish,
        sketch.repeat,
        reader.member,
        reader.now,
        talk.site,
        sketch.choices,
        talk.draft_id,
        sketch.closed_ok,
    )
    assert series.id is not None
    return bookings_in(session, series.id)[0]


def _without_clashes(session: Session, talk: Talk) -> Sketch:
    """Every date that clashes is left out, or stays as it is."""
    skipped = {each.day: Choice(skip=True) for each in clashes(session, talk)}
    return talk.sketch.shown(choices={**talk.sketch.choices, **skipped})


def _arrangement(booking: Booking) -> tuple[object, ...]:
    return booking.room_id, booking.layout, booking.places, repr(sorted(booking.needs.items()))


def _refused(session: Session, talk: Talk, code: str, problem: MeetbotError) -> Heard:
    """The room that was shown is meant, also where it was chosen by itself."""
    return Heard(talk.sketch.shown(room=code, step=Step.WHOLE), problem)


def _forget(session: Session, draft_id: int) -> None:
    found = session.get(Draft, draft_id)
    if found is not None:
        finish(session, found)


async def drop(turn: Turn, draft_id: int, version: int) -> None:
    """Leave it: a new booking is not made, a booking stays as it is."""
    try:
        was = await turn.write(_dropped, turn.me.telegram_id, draft_id)
    except DraftGone:
        await show_what_became(turn, draft_id)
        return
    if was is not None:
        await turn.card(*was)
        return
    await turn.show(Outgoing(turn.texts.t("Nothing was booked. /book begins a new booking, /my shows yours.")))


def _dropped(session: Session, telegram_id: int, draft_id: int) -> tuple[str, int] | None:
    """The card that the change was begun on: the series' where several dates were meant."""
    found = own(session, telegram_id, draft_id)
    sketch = Sketch.of(found)
    finish(session, found)
    booking_id = sketch.booked or sketch.booking
    if booking_id is None:
        return None
    series_id = booking_of(session, booking_id).series_id if sketch.scope is not None else None
    return ("booking", booking_id) if series_id is None else ("series", series_id)
