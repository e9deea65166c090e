"""
Calls for cleaners: from a meeting's checklist, one of its items, or any room; the live card; the cleaners' own /tasks.

The draft "cleaners" holds the place while the reason is asked for: ``room`` or ``booking``, ``item``; once called, ``call``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.booking.meeting import meeting
from meetbot.booking.models import Room
from meetbot.booking.rooms import rooms, spec_of
from meetbot.booking.standards import current_standard
from meetbot.drafts import service as drafts
from meetbot.drafts.errors import StaleDraft
from meetbot.drafts.models import Draft
from meetbot.errors import NotAllowed, NotFound
from meetbot.handlers.answering import conclude, is_concluded, is_repeated
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.floor.live import refuse as say_why_not
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.turn import Turn
from meetbot.reminders.dues import Due
from meetbot.reminders.staleness import CALLS
from meetbot.requests import cleaning
from meetbot.requests.cleaning import ANSWERERS, CALLERS, CallView
from meetbot.requests.errors import AlreadyAnswered
from meetbot.texts import Html, Texts, shorten

DRAFT = "cleaners"
_WAITS = timedelta(minutes=30)
_PER_PAGE = 14
_MOST_LISTED = 8
_LONGEST_LABEL = 38


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


# -- the card ----------------------------------------------------------------------------------------------------------------


@card("cleaning", of="cleaning")
def cleaning_card(session: Session, call_id: int, reader: Reader) -> Outgoing:
    """The place, the reason, who calls and who comes; no word about the meeting (C6)."""
    found, texts = cleaning.seen_by(session, call_id, reader.member), reader.texts
    called = {"name": found.caller, "time": clock(texts, found.call.called_at, reader.now)}
    text = lines(
        texts.t("<b>🧹 Cleaners to {room}</b>", room=place(texts, found.room)),
        texts.t("<blockquote>{words}</blockquote>", words=reason_text(texts, found.call.reason)),
        texts.t("🙋 {name} calls ({time})", **called),
        _status(session, reader, found),
    )
    return Outgoing(text, _rows(reader, found))


def _status(session: Session, reader: Reader, found: CallView) -> Html:
    texts, call = reader.texts, found.call
    if call.done_at is not None:
        return texts.t("✅ Done by {name} ({time})", name=found.doer, time=clock(texts, call.done_at, reader.now))
    if call.taken_at is not None:
        return texts.t(
            "🚶 {name} is on the way ({time})", name=found.taker, time=clock(texts, call.taken_at, reader.now)
        )
    waited = (reader.now - call.called_at) // timedelta(minutes=1)
    if waited < current_standard(session).standard.values.answer_cleaners_minutes:
        return texts.t("⏳ Waiting for an answer")
    return texts.n(
        "❗ No cleaner has answered for {count} minute", "❗ No cleaner has answered for {count} minutes", waited
    )


def _rows(reader: Reader, found: CallView) -> Rows:
    texts, call = reader.texts, found.call
    back = _back(reader, found)
    if call.done_at is not None:
        return (back,)
    take = button(texts.plain("✋ Take"), "cl.take", found.id, style="primary")
    done = button(texts.plain("✅ Done"), "cl.done", found.id, style="success")
    return ((done,) if call.taken_at is not None else (take, done), back)


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
    await _act(turn, call_id, cleaning.take, call_id, turn.me, turn.now)


async def done(turn: Turn, call_id: int) -> None:
    """Tidy."""
    await _act(turn, call_id, cleaning.done, call_id, turn.me, turn.now)


async def _act(turn: Turn, call_id: int, function: Callable[..., Any], *args: Any) -> None:
    try:
        await turn.act("cleaning", call_id, function, *args)
    except AlreadyAnswered as error:
        await say_why_not(turn, error)
        await turn.card("cleaning", call_id)


async def open_anew(turn: Turn, call_id: int) -> None:
    """The card below the list that stays."""
    await turn.card("cleaning", call_id, anew=True)


# -- the cleaners' list ------------------------------------------------------------------------------------------------------


async def show_calls(turn: Turn) -> None:
    """A cleaner's /tasks."""
    await turn.card(CALLS, turn.me.id, anew=True)


@card(CALLS, of="person")
def calls_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """The open calls; its reader's own list."""
    if person_id != reader.member.id:
        raise NotAllowed
    reader.member.require(*ANSWERERS)
    texts, found = reader.texts, cleaning.open_calls(session, reader.now)
    if not found:
        return Outgoing(
            lines(
                texts.t("<b>🧹 Nobody waits for a cleaner</b>"),
                texts.t("As soon as somebody calls you, I write to you here."),
            )
        )
    rows = tuple((_line(reader, each),) for each in found[:_MOST_LISTED])
    waiting = texts.n("🧹 {count} call is open", "🧹 {count} calls are open", len(found))
    return Outgoing(
        lines(texts.t("<b>{waiting}</b>", waiting=waiting), texts.t("The longest waiting comes first.")), rows
    )


def _line(reader: Reader, found: CallView) -> Button:
    texts = reader.texts
    label = texts.plain(
        "{sign} {time} {room}: {reason}",
        sign="🚶" if found.call.taken_at else "⏳",
        time=clock(texts, found.call.called_at, reader.now),
        room=place(texts, found.room),
        reason=reason_text(texts, found.call.reason),
    )
    return button(shorten(label, _LONGEST_LABEL), "cl.card", found.id)


# -- calling -----------------------------------------------------------------------------------------------------------------


async def command(turn: Turn, _words: str) -> None:
    """To which room?"""
    await choose_room(turn, 0)


async def choose_room(turn: Turn, page: int) -> None:
    """One page of the rooms."""
    await turn.write(_forget, turn.user.id)
    await turn.show(await turn.read(_rooms, page, turn.texts))


def _rooms(session: Session, page: int, texts: Texts) -> Outgoing:
    choices = [button(place(texts, room), "cl.room", room.id) for room in rooms(session)]
    pages = max(1, -(-len(choices) // _PER_PAGE))
    page = min(max(page, 0), pages - 1)
    turning = (
        button("‹", "cl.rooms", (page - 1) % pages),
        button(f"{page + 1}/{pages}", "cl.rooms", page),
        button("›", "cl.rooms", (page + 1) % pages),
    )
    shown = in_rows(choices[page * _PER_PAGE : (page + 1) * _PER_PAGE], 2)
    return Outgoing(
        lines(texts.t("<b>🧹 Call cleaners</b>"), texts.t("Where to?")), (*shown, *((turning,) if pages > 1 else ()))
    )


async def ask_in_room(turn: Turn, room_id: int) -> None:
    """Why are they called to this room?"""
    back = button(turn.texts.plain("‹ Another room"), "cl.rooms", 0)
    await _ask(turn, {"room": room_id, "booking": None, "item": ""}, back)


async def ask_in_meeting(turn: Turn, booking_id: int, item: str) -> None:
    """Why are they called to the room of this meeting?"""
    back = button(turn.texts.plain("‹ Checklist"), "cl.back", booking_id)
    await _ask(turn, {"room": None, "booking": booking_id, "item": item}, back)


async def _ask(turn: Turn, fields: dict[str, Any], back: Button) -> None:
    draft, out = await turn.write(_question, fields, back, turn)
    message_id = await turn.ask(out)
    await turn.write(drafts.show_in, draft, message_id)


def _question(session: Session, fields: dict[str, Any], back: Button, turn: Turn) -> tuple[Draft, Outgoing]:
    room, texts = _room_of(session, fields), turn.texts
    draft = drafts.start(session, turn.user.id, DRAFT, fields, "reason", turn.now)
    reasons = [button(shown, "cl.why", draft.id, number) for number, shown in enumerate(usual_reasons(texts).values())]
    question = lines(
        texts.t("<b>🧹 Call cleaners to {room}</b>", room=place(texts, room)),
        texts.t("What for? Choose, or type it."),
    )
    return draft, Outgoing(question, (*in_rows(reasons, 1), (back,)))


def _room_of(session: Session, fields: dict[str, Any]) -> Room:
    if fields["booking"] is not None:
        return meeting(session, int(fields["booking"])).room
    room = session.get(Room, fields["room"])
    if room is None:
        raise NotFound
    return room


async def back(turn: Turn, booking_id: int) -> None:
    """Nobody is called; the checklist in place of the question."""
    await turn.write(_forget, turn.user.id)
    await turn.card("checklist", booking_id)


def _forget(session: Session, telegram_id: int) -> None:
    draft = drafts.draft(session, telegram_id, DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


async def call(turn: Turn, draft_id: int, number: int) -> None:
    """Called, for one of the usual reasons. The card stands where the question stood."""
    reasons = list(usual_reasons(turn.texts))
    if not 0 <= number < len(reasons):
        raise NotFound
    await turn.card("cleaning", await turn.write(_call_by_button, draft_id, reasons[number], turn))


def _call_by_button(session: Session, draft_id: int, reason: str, turn: Turn) -> int:
    draft = drafts.draft(session, turn.user.id, DRAFT)
    if draft is None or draft.id != draft_id:
        raise StaleDraft(0, None)
    return int(draft.fields["call"]) if is_concluded(draft) else _call(session, draft, reason, turn)


def _call(session: Session, draft: Draft, reason: str, turn: Turn) -> int:
    fields = draft.fields
    made = cleaning.call(
        session, turn.me, turn.now, reason, fields["room"], fields["booking"], fields["item"], turn.update.update_id
    )
    conclude(session, draft, turn, {"call": made.id})
    assert made.id is not None
    return made.id


async def call_in_words(turn: Turn, draft: Draft) -> None:
    """Called, for a reason of one's own."""
    from meetbot.handlers.unclaimed import unclaimed  # it knows the booking conversation, whose card shows requests

    is_over = is_concluded(draft) or turn.now - draft.changed_at > _WAITS
    if is_over and not is_repeated(turn, draft):
        await turn.write(drafts.finish, draft)
        await unclaimed(turn)
        return
    turn.answers_in = draft.message_id
    made = int(draft.fields["call"]) if is_concluded(draft) else await turn.write(_call, draft, turn.text, turn)
    await turn.card("cleaning", made)


COMMANDS = (Command("cleaners", command, "Call cleaners to a room", CALLERS),)
PRESSES = (
    Press("cl.take", take, (int,), ANSWERERS),
    Press("cl.done", done, (int,), ANSWERERS),
    Press("cl.card", open_anew, (int,), ANSWERERS),
    Press("cl.rooms", choose_room, (int,), CALLERS),
    Press("cl.room", ask_in_room, (int,), CALLERS),
    Press("cl.ask", ask_in_meeting, (int, str), CALLERS),
    Press("cl.back", back, (int,), CALLERS),
    Press("cl.why", call, (int, int), CALLERS),
)
ANSWERS = (Answer(DRAFT, call_in_words, CALLERS),)
