"""Working an answer into a draft and showing what it says then: one transaction, one message."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import Session
from telegram.error import TelegramError

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.errors import ChangedMeanwhile
from meetbot.booking.history import changes_since, last_change
from meetbot.booking.models import Booking
from meetbot.booking.series.service import series_from
from meetbot.booking.service import booked_from
from meetbot.drafts.models import Draft
from meetbot.drafts.service import draft, show_in, update
from meetbot.errors import MeetbotError, NotFound
from meetbot.handlers.answering import has_heard
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.sketch import BOOKING, CHANGE, Sketch, Step
from meetbot.handlers.booking.talk import Talk, shown, talk
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn
from meetbot.texts import Html

Change = Callable[[Session, Talk], Heard]
# A draft that was left for longer than this is not what somebody who begins once more has in mind.
FRESH = timedelta(hours=12)


@dataclass(unsafe_hash=True)
class DraftGone(MeetbotError):
    """The draft was booked, dropped, or never was this person's."""

    draft_id: int


@dataclass(frozen=True)
class Shown:
    """A draft and what its message shows; ``is_stale``: nothing was changed, because the button was of an older state."""

    draft: Draft
    out: Outgoing
    is_stale: bool = False


def own(session: Session, telegram_id: int, draft_id: int) -> Draft:
    """The person's own draft about a booking, still in the making. Raises DraftGone."""
    found = session.get(Draft, draft_id)
    if found is None or found.telegram_id != telegram_id or found.kind not in (BOOKING, CHANGE):
        raise DraftGone(draft_id)
    return found


async def begun(turn: Turn, kind: str, begin: Callable[..., Shown], *args: object) -> Shown:
    """
    The draft that ``begin(session, reader, update_id, *args)`` begins; when this update was handled before a crash, the one
    there is: what was chosen since stays, and so do its buttons.
    """
    return await turn.write(_begun_once, turn.reader, turn.update.update_id, kind, begin, args)


def _begun_once(
    session: Session, reader: Reader, update_id: int, kind: str, begin: Callable[..., Shown], args: tuple[object, ...]
) -> Shown:
    known = draft(session, reader.member.telegram_id, kind)
    if known is not None and has_heard(known, update_id, reader.now):
        sketch = Sketch.of(known)
        if sketch.booked is None:
            is_taken_up = sketch.taken_up is not None and sketch.taken_up == sketch.update  # nothing was chosen since
            out = as_taken_up(session, known, reader) if is_taken_up else shown(session, talk(session, known, reader))
            return Shown(known, out)
    return begin(session, reader, update_id, *args)


def as_taken_up(session: Session, draft: Draft, reader: Reader) -> Outgoing:
    """A draft that was left half-made, with the way to begin anew instead."""
    texts = reader.texts
    note = texts.t("You had begun this one; go on, or start over.")
    out = shown(session, replace(talk(session, draft, reader), note=note))
    over = button(texts.plain("↺ Start over"), "bk.new", draft.id, draft.version)
    return replace(out, rows=(*out.rows, (over,)))


async def work_in(turn: Turn, draft_id: int, version: int, change: Change) -> None:
    """Change the draft in that version and show it; one of another version is only shown again. Raises DraftGone."""
    found = await turn.write(worked_in, turn.reader, turn.update.update_id, draft_id, version, change)
    if found.is_stale:
        await turn.toast(turn.texts.plain("That button was out of date. This is how it stands now."))
    await present(turn, found)


def worked_in(session: Session, reader: Reader, update_id: int, draft_id: int, version: int, change: Change) -> Shown:
    """The draft after ``change``. Raises DraftGone, and what the change raises."""
    draft = own(session, reader.member.telegram_id, draft_id)
    if Sketch.of(draft).booked is not None:
        raise DraftGone(draft_id)
    before = talk(session, draft, reader)
    if draft.version != version:
        # The same update again, after a crash, is no stale button: it was worked in, only its answer was lost.
        return Shown(draft, shown(session, before), is_stale=before.sketch.update != update_id)
    return kept(session, draft, before.reader, update_id, change(session, before))


def kept(
    session: Session, draft: Draft, reader: Reader, update_id: int, heard: Heard, note: Html | None = None
) -> Shown:
    """The draft as it was heard, saved, and what its message shows; a change stands on the booking as it is by now."""
    heard = _on_what_is(session, heard, reader)
    sketch = heard.sketch.shown(update=update_id)
    saved = update(session, draft, reader.now, sketch.model_dump(mode="json"), awaiting=sketch.step)
    return Shown(saved, shown(session, replace(talk(session, saved, reader), problem=heard.problem, note=note)))


def as_it_is(session: Session, booking: Booking, reader: Reader) -> Sketch:
    """The booking, to be changed."""
    assert booking.id is not None
    seen = last_change(session, booking.id)
    return Sketch.to_change(booking, room_of(session, booking).room, reader.parts.site.zone, seen)


def _on_what_is(session: Session, heard: Heard, reader: Reader) -> Heard:
    """Somebody may have changed the booking since the draft saw it: what its changer wants stays, and they are told."""
    sketch = heard.sketch
    if sketch.booking is None or sketch.booked is not None:
        return heard
    found = changes_since(session, sketch.booking, sketch.since)
    if not found:
        return heard
    now = as_it_is(session, booking_of(session, sketch.booking), reader)
    ids = tuple(each.id for each in found if each.id is not None)
    return Heard(sketch.onto(now), ChangedMeanwhile(sketch.booking, ids))


async def present(turn: Turn, found: Shown, *, below: bool = False) -> None:
    """
    Show the draft: in the message that was pressed; after words (or ``below``) in a new one.

    Any other message that showed it goes: the one before, or a second one that a beginning made again after a crash.
    """
    old, is_new = found.draft.message_id, below or turn.query is None
    message_id = await turn.reply(found.out) if is_new else await turn.show(found.out)
    if message_id == old:
        return
    await turn.write(_shown_by, found.draft, message_id)
    if old is not None:
        with suppress(TelegramError):  # it is only in the way
            await turn.bot.delete_message(turn.chat_id, old)


def _shown_by(session: Session, draft: Draft, message_id: int) -> None:
    row = session.get(Draft, draft.id)
    if row is not None and row.version == draft.version:
        show_in(session, row, message_id)


async def answered(turn: Turn, draft_id: int, version: int, change: Change) -> None:
    """``work_in``; where the draft is gone, what became of it."""
    try:
        await work_in(turn, draft_id, version, change)
    except DraftGone:
        await show_what_became(turn, draft_id)


async def show_what_became(turn: Turn, draft_id: int) -> None:
    """The booking that was made of a draft, to who made it; to everybody else that the card is closed."""
    series = await turn.read(series_from, draft_id)
    if series is not None and series.id is not None and series.made_by == turn.me.id:
        await turn.card("series", series.id)
        return
    booking = await turn.read(booked_from, draft_id)
    if booking is None or booking.id is None or booking.made_by != turn.me.id:
        await turn.toast(
            turn.texts.plain("This card is closed. Send /book to begin again, /my for your bookings."), alert=True
        )
        return
    await turn.card("booking", booking.id)


def step_named(name: str) -> Step:
    """The step called so. Raises NotFound for a forged one."""
    try:
        return Step(name)
    except ValueError:
        raise NotFound from None
