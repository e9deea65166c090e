"""The live card of a call for cleaners: where, why, who calls, who comes; no word about the meeting (C6)."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.models import Room
from meetbot.booking.rooms import spec_of
from meetbot.booking.standards import current_standard
from meetbot.checklists import service as checklists
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests import answers
from meetbot.handlers.requests.answers import answer
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.requests import cleaning
from meetbot.requests.cleaning import ANSWERERS, CallView
from meetbot.requests.pool import give_back_call
from meetbot.texts import Html, Texts


def place(texts: Texts, room: Room) -> str:
    """Where it is."""
    return spec_of(room).name.in_(texts.language)


def usual_reasons(texts: Texts) -> dict[str, str]:
    """Why cleaners are usually called, as kept and as shown."""
    return {
        "Tidy up after the meeting": texts.plain("Tidy up after the meeting"),
        "Something was spilt": texts.plain("Something was spilt"),
        "Empty the bins": texts.plain("Empty the bins"),
        "Floor or carpet": texts.plain("Floor or carpet"),
    }


def reason_text(texts: Texts, reason: str) -> str:
    """A reason as its reader sees it; somebody's own words stay as they are."""
    return usual_reasons(texts).get(reason, reason)


@card("cleaning", of="cleaning")
def cleaning_card(session: Session, call_id: int, reader: Reader) -> Outgoing:
    """Raises NotFound, NotAllowed."""
    found, texts = cleaning.seen_by(session, call_id, reader.member), reader.texts
    called = {"name": found.caller, "time": clock(texts, found.call.called_at, reader.now)}
    text = lines(
        texts.t("<b>🧹 Cleaners to {room}</b>", room=place(texts, found.room)),
        texts.t("<blockquote>{words}</blockquote>", words=reason_text(texts, found.call.reason)),
        texts.t("🙋 {name} calls ({time})", **called),
        _status(session, reader, found),
        texts.t("🧽 Cleaned by {name}", name=found.call.cleaned_by) if found.call.cleaned_by else None,
    )
    return Outgoing(text, _rows(reader, found))


def _status(session: Session, reader: Reader, found: CallView) -> Html:
    call = found.call
    if call.done_at is not None:
        return answers.done_by(reader, found.doer, call.done_at)
    if call.taken_at is not None:
        return answers.on_the_way(reader, found.taker, call.taken_at)
    limit = current_standard(session).standard.values.answer_cleaners_minutes
    waited = answers.minutes_waited(reader, call.returned_at or call.called_at, limit)
    if not waited:
        return answers.waiting(reader)
    return reader.texts.n(
        "❗ No cleaner has answered for {count} minute", "❗ No cleaner has answered for {count} minutes", waited
    )


def _rows(reader: Reader, found: CallView) -> Rows:
    texts, call = reader.texts, found.call
    back = _back(reader, found)
    if found.is_done:
        return (_who(reader, found), back)
    take = button(texts.plain("✋ Take"), "cl.take", found.id, style="primary")
    done = button(texts.plain("✅ Done"), "cl.done", found.id, style="success")
    return ((done,) if call.taken_at is not None else (take, done), _giving_back(reader, found), back)


def _who(reader: Reader, found: CallView) -> tuple[Button, ...]:
    """Recorded by the staff, whose hands it was not: who cleaned?"""
    is_recorded = found.call.done_by == reader.member.id and reader.member.is_staff and not found.call.cleaned_by
    return (button(reader.texts.plain("🧽 Who cleaned?"), "cl.by", found.id),) if is_recorded else ()


def _giving_back(reader: Reader, found: CallView) -> tuple[Button, ...]:
    """For who is on the way, and those in charge: somebody else is to come."""
    taker, member = found.call.taken_by, reader.member
    if taker is None or not (taker == member.id or member.has(Role.SUPERVISOR, Role.ADMIN)):
        return ()
    is_mine = taker == member.id
    label = reader.texts.plain("🔁 Not me after all") if is_mine else reader.texts.plain("🔁 Call somebody else")
    return (button(label, "cl.pool", found.id),)


def _back(reader: Reader, found: CallView) -> tuple[Button, ...]:
    if found.call.booking_id is None or found.call.called_by != reader.member.id:
        return ()
    return (button(reader.texts.plain("‹ Checklist"), "tk.open", found.call.booking_id),)


@message_of("cleaners_called", "no_cleaner_came")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card: it says what is to be tidied, and that nobody comes."""
    return replace(cleaning_card(session, due.subject_id, reader), card=("cleaning", due.subject_id))


async def take(turn: Turn, call_id: int) -> None:
    """On the way."""
    await answer(turn, "cleaning", call_id, cleaning.take, call_id, turn.me, turn.now)


async def done(turn: Turn, call_id: int) -> None:
    """Tidy; the item that it was called from is ticked with it."""
    await answer(turn, "cleaning", call_id, checklists.cleaned, call_id, turn.me, turn.now)


async def give_back(turn: Turn, call_id: int) -> None:
    """Not me after all: it waits for somebody else."""
    await answer(turn, "cleaning", call_id, give_back_call, call_id, turn.me, turn.now)


async def open_anew(turn: Turn, call_id: int) -> None:
    """The card below the list that stays."""
    await turn.card("cleaning", call_id, anew=True)


PRESSES = (
    Press("cl.take", take, (int,), ANSWERERS),
    Press("cl.done", done, (int,), ANSWERERS),
    Press("cl.pool", give_back, (int,), ANSWERERS),
    Press("cl.card", open_anew, (int,), ANSWERERS),
)
