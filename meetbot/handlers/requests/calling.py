"""
Cleaners are called: from a meeting's checklist, one of its items, or any room; or they were rung up and it is recorded.

The draft "cleaners" holds the place while the reason is asked for: ``room`` or ``booking``, ``item``; once called, ``call``.
"""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from meetbot.booking.meeting import meeting
from meetbot.booking.models import Room
from meetbot.booking.rooms import rooms
from meetbot.checklists import service as checklists
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import begin_once, conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests.cleaning import place, usual_reasons
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.turn import Turn
from meetbot.requests import cleaning
from meetbot.requests.cleaning import CALLERS
from meetbot.texts import Texts

DRAFT = "cleaners"
TIDY_UP = "Tidy up after the meeting"
_PER_PAGE = 14


async def command(turn: Turn, _words: str) -> None:
    """To which room?"""
    await choose_room(turn, 0)


async def choose_room(turn: Turn, page: int) -> None:
    """One page of the rooms."""
    await turn.write(forget, turn.user.id, DRAFT)
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
    draft = begin_once(session, turn, DRAFT, fields, "reason")
    reasons = [button(shown, "cl.why", draft.id, number) for number, shown in enumerate(usual_reasons(texts).values())]
    question = lines(
        texts.t("<b>🧹 Call cleaners to {room}</b>", room=place(texts, room)),
        texts.t("What for? Choose, or type it."),
    )
    return draft, Outgoing(question, (*in_rows(reasons, 1), *_by_phone(session, draft, turn), (back,)))


def _by_phone(session: Session, draft: Draft, turn: Turn) -> Rows:
    """At the item that calls cleaners: they were rung up and have been."""
    booking_id, item = draft.fields["booking"], draft.fields["item"]
    if booking_id is None or not item:
        return ()
    entry = checklists.checklist(session, int(booking_id), turn.now).entry(str(item))
    if not checklists.calls_cleaners(entry.item):
        return ()
    return ((button(turn.texts.plain("📞 Rung up; they have been"), "cl.rang", draft.id),),)


def _room_of(session: Session, fields: dict[str, Any]) -> Room:
    if fields["booking"] is not None:
        return meeting(session, int(fields["booking"])).room
    room = session.get(Room, fields["room"])
    if room is None:
        raise NotFound
    return room


async def back(turn: Turn, booking_id: int) -> None:
    """Nobody is called; the checklist in place of the question."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.card("checklist", booking_id)


async def call(turn: Turn, draft_id: int, number: int) -> None:
    """Called, for one of the usual reasons. The card stands where the question stood."""
    reasons = list(usual_reasons(turn.texts))
    if not 0 <= number < len(reasons):
        raise NotFound
    await turn.card("cleaning", await turn.write(_call_by_button, draft_id, reasons[number], turn, is_done=False))


async def rang(turn: Turn, draft_id: int) -> None:
    """They were rung up and have been: the call is recorded as done, and its card asks who cleaned."""
    await turn.card("cleaning", await turn.write(_call_by_button, draft_id, TIDY_UP, turn, is_done=True))


def _call_by_button(session: Session, draft_id: int, reason: str, turn: Turn, *, is_done: bool) -> int:
    draft = drafts.begun(session, turn.user.id, DRAFT, draft_id)
    return int(draft.fields["call"]) if is_concluded(draft) else _call(session, draft, reason, turn, is_done=is_done)


def _call(session: Session, draft: Draft, reason: str, turn: Turn, *, is_done: bool = False) -> int:
    fields, update_id = draft.fields, turn.update.update_id
    if is_done and fields["booking"] is not None:
        made = checklists.came_by_phone(
            session, turn.me, turn.now, reason, int(fields["booking"]), str(fields["item"]), update_id
        )
    else:
        made = cleaning.call(
            session, turn.me, turn.now, reason, fields["room"], fields["booking"], fields["item"], update_id
        )
    conclude(session, draft, turn, {"call": made.id})
    assert made.id is not None
    return made.id


async def call_in_words(turn: Turn, draft: Draft) -> None:
    """Called, for a reason of one's own."""
    if await is_about_something_else(turn, draft):
        return
    turn.answers_in = draft.message_id
    made = int(draft.fields["call"]) if is_concluded(draft) else await turn.write(_call, draft, turn.text, turn)
    await turn.card("cleaning", made)


COMMANDS = (Command("cleaners", command, "Call cleaners to a room", CALLERS),)
PRESSES = (
    Press("cl.rooms", choose_room, (int,), CALLERS),
    Press("cl.room", ask_in_room, (int,), CALLERS),
    Press("cl.ask", ask_in_meeting, (int, str), CALLERS),
    Press("cl.back", back, (int,), CALLERS),
    Press("cl.why", call, (int, int), CALLERS),
    Press("cl.rang", rang, (int,), CALLERS),
)
ANSWERS = (Answer(DRAFT, call_in_words, CALLERS),)
