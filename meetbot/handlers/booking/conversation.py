"""/book and the buttons of its cards: each works one answer into the draft; confirming makes the booking, or saves the change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.models import Booking
from meetbot.booking.rooms import bookable
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.booking.service import book as make_booking
from meetbot.booking.service import booked_from, revise
from meetbot.drafts.models import Draft
from meetbot.drafts.service import draft, finish, show_in, start, update
from meetbot.errors import MeetbotError, NotAllowed, NotFound
from meetbot.handlers.booking import phrase
from meetbot.handlers.booking.answers import send_answers
from meetbot.handlers.booking.drafting import DraftGone, Shown, kept, own, present, work_in, worked_in
from meetbot.handlers.booking.needs import turned
from meetbot.handlers.booking.phrase import Heard, placed, sound
from meetbot.handlers.booking.sketch import BOOKING, CHANGE, Sketch, Step, type_in
from meetbot.handlers.booking.talk import Talk, shown, talk
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn
from meetbot.layouts.catalogue import LAYOUTS
from meetbot.people.roles import Role
from meetbot.texts import clean

# A draft that was left for longer than this is not what somebody who writes /book has in mind.
_RESUMED_WITHIN = timedelta(hours=12)
_LAST_MOMENT = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())


async def book(turn: Turn, words: str) -> None:
    """/book: the draft that was left half-made, else a new one; with words always a new one that says them."""
    found = await turn.write(_begun, turn.reader, turn.update.update_id, words)
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
    found = await turn.write(_new, turn.reader, turn.update.update_id, "")
    await present(turn, found)


async def in_room(turn: Turn, code: str) -> None:
    """A new draft with the room chosen (from the room's card)."""
    found = await turn.write(_new_in_room, turn.reader, turn.update.update_id, code)
    await turn.toast()
    await present(turn, found, below=True)


def _remember(session: Session, shown_draft: Draft, message_id: int) -> None:
    row = session.get(Draft, shown_draft.id)
    if row is not None:
        row.message_id = message_id
        session.add(row)


def _begun(session: Session, reader: Reader, update_id: int, words: str) -> Shown:
    known = draft(session, reader.member.telegram_id, BOOKING)
    if known is not None:
        sketch = Sketch.of(known)
        if sketch.update == update_id:  # handled before, only the answer was lost
            return Shown(known, shown(session, talk(session, known, reader)))
        is_fresh = reader.now - known.changed_at < _RESUMED_WITHIN
        if not words and is_fresh and sketch.booked is None and sketch.day is not None:
            return _resumed(session, known, reader, update_id)
    return _new(session, reader, update_id, words)


def _resumed(session: Session, known: Draft, reader: Reader, update_id: int) -> Shown:
    texts = reader.texts
    found = kept(session, known, reader, update_id, Heard(Sketch.of(known)),
                 note=texts.t("You had begun this one; go on, or start over."))  # fmt: skip
    over = button(texts.plain("↺ Start over"), "bk.new", found.draft.id, found.draft.version)
    return replace(found, out=replace(found.out, rows=(*found.out.rows, (over,))))


def _new(session: Session, reader: Reader, update_id: int, words: str) -> Shown:
    fresh = _started(session, reader)
    if not words:
        return kept(session, fresh, reader, update_id, Heard(Sketch()))
    return kept(session, fresh, reader, update_id, phrase.heard(session, talk(session, fresh, reader), words))


def _new_in_room(session: Session, reader: Reader, update_id: int, code: str) -> Shown:
    room = bookable(session, code)
    return kept(session, _started(session, reader), reader, update_id, Heard(Sketch(room=room.spec.code)))


def _started(session: Session, reader: Reader) -> Draft:
    """An empty draft. It takes over the message of the one that it replaces, so that no dead buttons stay behind."""
    old = draft(session, reader.member.telegram_id, BOOKING)
    shown_in = old.message_id if old is not None and Sketch.of(old).booked is None else None
    fresh = start(session, reader.member.telegram_id, BOOKING, {}, Step.DAY, reader.now)
    return show_in(session, fresh, shown_in) if shown_in is not None else fresh


async def said(turn: Turn, awaiting: Draft) -> None:
    """A plain message while a draft waits for it."""
    text = clean(turn.text)
    assert awaiting.id is not None
    await _answered(turn, awaiting.id, awaiting.version, lambda session, talk: phrase.heard(session, talk, text))


async def edit(turn: Turn, booking_id: int, step: str) -> None:
    """Begin to change a booking, in place of its card."""
    found = await turn.write(_change_begun, turn.reader, turn.update.update_id, booking_id, _step(step))
    message_id = await turn.ask(found.out)
    await turn.write(_remember, found.draft, message_id)


def _change_begun(session: Session, reader: Reader, update_id: int, booking_id: int, step: Step) -> Shown:
    booking = booking_of(session, booking_id)
    check_may_change(reader.member, booking)
    check_standing(booking, reader.now)
    sketch = Sketch.of_booking(booking, room_of(session, booking).room, reader.parts.site.zone).shown(step=step)
    fields = sketch.model_dump(mode="json")
    fresh = start(session, reader.member.telegram_id, CHANGE, fields, step, reader.now)
    return kept(session, fresh, reader, update_id, Heard(sketch))


def answer(change: Callable[..., Heard]) -> Callable[..., Awaitable[None]]:
    """A press whose arguments ``change(session, talk, ...)`` works into the draft."""

    async def press(turn: Turn, draft_id: int, version: int, *arguments: int | str) -> None:
        await _answered(turn, draft_id, version, lambda session, talk: change(session, talk, *arguments))

    return press


async def _answered(turn: Turn, draft_id: int, version: int, change: Callable[[Session, Talk], Heard]) -> None:
    try:
        await work_in(turn, draft_id, version, change)
    except DraftGone:
        await _show_what_became(turn, draft_id)


async def _show_what_became(turn: Turn, draft_id: int) -> None:
    booking = await turn.read(booked_from, draft_id)
    if booking is None or booking.id is None or booking.made_by != turn.me.id:
        await turn.toast(
            turn.texts.plain("This card is closed. Send /book to begin again, /my for your bookings."), alert=True
        )
        return
    await turn.card("booking", booking.id)


@answer
def day(session: Session, talk: Talk, written: str) -> Heard:
    """A day; the time of day stays."""
    try:
        chosen = datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise NotFound from None
    if talk.sketch.at is None:
        return sound(talk, talk.sketch.with_(day=chosen))
    return placed(talk, talk.sketch.shown(day=chosen), talk.sketch.at)


@answer
def moment(session: Session, talk: Talk, timestamp: int) -> Heard:
    """A start."""
    return sound(talk, talk.sketch.starting(_moment(timestamp), talk.site.zone))


@answer
def slot(session: Session, talk: Talk, timestamp: int, code: str) -> Heard:
    """A start in a room, as a refusal offered it."""
    bookable(session, code)
    return sound(talk, talk.sketch.starting(_moment(timestamp), talk.site.zone).with_(room=code))


@answer
def length(session: Session, talk: Talk, minutes: int) -> Heard:
    """A length."""
    if not 0 < minutes <= 60 * 24 * 3660:
        raise NotFound
    return sound(talk, talk.sketch.with_(minutes=minutes, closed_ok=False))


@answer
def heads(session: Session, talk: Talk, count: int) -> Heard:
    """So many people."""
    return sound(talk, talk.sketch.with_(heads=count))


@answer
def kind(session: Session, talk: Talk, key: str) -> Heard:
    """A meeting type, with its layout and needs."""
    return Heard(talk.sketch.of_type(type_in(talk.standard, key)))


@answer
def go(session: Session, talk: Talk, step: str) -> Heard:
    """Another step."""
    return Heard(talk.sketch.shown(step=_possible(talk, _step(step))))


@answer
def room(session: Session, talk: Talk, code: str) -> Heard:
    """A room."""
    bookable(session, code)
    return Heard(talk.sketch.with_(room=code))


@answer
def layout(session: Session, talk: Talk, name: str) -> Heard:
    """A layout."""
    if name not in LAYOUTS:
        raise NotFound
    return Heard(talk.sketch.with_(layout=name))


@answer
def need(session: Session, talk: Talk, name: str) -> Heard:
    """A switch of the needs, turned."""
    return Heard(turned(talk.sketch, talk, name))


@answer
def untitled(session: Session, talk: Talk) -> Heard:
    """No title."""
    return Heard(talk.sketch.with_(title=""))


@answer
def closed_all_the_same(session: Session, talk: Talk) -> Heard:
    """Asked once more, and wanted although the building is closed."""
    return Heard(talk.sketch.with_(closed_ok=True))


async def page(turn: Turn, draft_id: int, version: int, step: str, number: int) -> None:
    """Another page of a question's choices; nothing is changed."""
    try:
        out = await turn.read(_paged, turn.reader, draft_id, _step(step), min(max(number, 0), 1000))
        await turn.show(out)
    except DraftGone:
        await _show_what_became(turn, draft_id)


def _paged(session: Session, reader: Reader, draft_id: int, step: Step, number: int) -> Outgoing:
    found = talk(session, own(session, reader.member.telegram_id, draft_id), reader)
    if found.step is not step:
        return shown(session, found)
    return shown(session, replace(found, page=number))


async def confirm(turn: Turn, draft_id: int, version: int, code: str) -> None:
    """
    Book, or save the change, in the room that the card showed. Pressed again, it shows the booking.

    1. The booking and the note that the answer is still to be sent are one transaction.
    2. The card, the plan and the calendar file go out.
    3. The draft is forgotten. Killed before, handling again begins at 2.
    """
    try:
        done = await turn.write(_confirmed, turn.reader, turn.update.update_id, draft_id, version, code)
    except DraftGone:
        await _show_what_became(turn, draft_id)
        return
    except NotAllowed:
        raise
    except MeetbotError as problem:
        await _answered(turn, draft_id, version, partial(_refused, code=code, problem=problem))
        return
    if isinstance(done, Shown):
        await turn.toast(turn.texts.plain("That button was out of date. This is how it stands now."))
        await present(turn, done)
        return
    await turn.card("booking", done.booked or 0)
    await send_answers(turn, done.booked or 0, with_plan=done.with_plan)
    await turn.write(_forget, draft_id)


def _confirmed(
    session: Session, reader: Reader, update_id: int, draft_id: int, version: int, code: str
) -> Sketch | Shown:
    """What is to be sent now; or the draft as it stands, when the button was of an older state."""
    found = own(session, reader.member.telegram_id, draft_id)
    said_so_far = Sketch.of(found)
    if said_so_far.booked is not None:
        return said_so_far
    if found.version != version:
        return worked_in(session, reader, update_id, draft_id, version, lambda _session, talk: Heard(talk.sketch))
    before = talk(session, found, reader)
    done, with_plan = _made(session, before, code)
    sketch = before.sketch.shown(booked=done.id, with_plan=with_plan, update=update_id)
    update(session, found, reader.now, sketch.model_dump(mode="json"))
    return sketch


def _made(session: Session, talk: Talk, code: str) -> tuple[Booking, bool]:
    """The booking, made or changed, and whether its plan is new."""
    reader, wish = talk.reader, replace(talk.wish, room=code)
    if talk.sketch.booking is None:
        return make_booking(
            session, wish, reader.member, reader.now, talk.site, talk.draft_id, talk.sketch.closed_ok
        ), True
    before = _arrangement(booking_of(session, talk.sketch.booking))
    changed = revise(session, talk.sketch.booking, reader.member, wish, reader.now, talk.site, talk.sketch.closed_ok)
    return changed, _arrangement(changed) != before


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
        booking_id = await turn.write(_dropped, turn.me.telegram_id, draft_id)
    except DraftGone:
        await _show_what_became(turn, draft_id)
        return
    if booking_id is not None:
        await turn.card("booking", booking_id)
        return
    await turn.show(Outgoing(turn.texts.t("Nothing was booked. /book begins a new booking, /my shows yours.")))


def _dropped(session: Session, telegram_id: int, draft_id: int) -> int | None:
    found = own(session, telegram_id, draft_id)
    sketch = Sketch.of(found)
    finish(session, found)
    return sketch.booked or sketch.booking


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise NotFound from None


def _possible(talk: Talk, step: Step) -> Step:
    """The step, or the question that has to be answered before it: a forged code may name any."""
    order, open_question = list(Step), talk.sketch.next_question
    if open_question is Step.WHOLE or order.index(step) <= order.index(open_question):
        return step
    return open_question


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(min(max(timestamp, 0), _LAST_MOMENT), UTC)
