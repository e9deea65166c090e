"""
Something is found: at the inspection item, or anywhere with "something left behind" of /report and /lost.

What was said so far is a draft of the kind "lost": ``room`` (0: somewhere else), ``booking`` (0: nobody knows after which
meeting), both none until they are asked; ``item`` and ``view`` of the checklist it came from; ``words``, ``files``; and once
it is told, the ``find``. The first words or photo complete it; what follows within some minutes is added.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import album, begin_once, forget, is_repeated, note, thumb
from meetbot.handlers.floor.views import View
from meetbot.handlers.keyboards import button
from meetbot.handlers.lost import questions
from meetbot.handlers.lost.card import kind_of
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.photos import has_photo, kept_photo
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.lost import service as lost
from meetbot.people.roles import STAFF

KIND = "lost"
_REPORT = "report"  # what was said to /report before it turned out to be no defect
_WHAT = "what"
# Whoever has said nothing for so long is about something else.
_BEGUN_HOLDS = timedelta(minutes=30)
_ADDING_HOLDS = timedelta(minutes=10)


async def begin(turn: Turn) -> None:
    """Found somewhere: where? What was said to /report already is taken along."""
    await _show(turn, await turn.write(_begin, turn))


def _begin(session: Session, turn: Turn) -> Draft:
    fields: dict[str, Any] = {"room": None, "booking": None, "item": "", "view": "", "words": "", "files": []}
    report = drafts.draft(session, turn.user.id, _REPORT)
    if report is not None and "defect" not in report.fields and turn.now - report.changed_at < _BEGUN_HOLDS:
        fields |= {name: report.fields[name] for name in ("room", "words", "files") if name in report.fields}
        drafts.finish(session, report)
    return begin_once(session, turn, KIND, fields, _WHAT)


async def begin_at_item(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """Found while the room was inspected: room and meeting are known."""
    draft = await turn.write(_begin_at_item, booking_id, view, item, turn)
    await turn.ask(await turn.read(questions.what, draft, turn.reader))
    await turn.write(drafts.show_in, draft, turn.pressed_message_id or 0)


def _begin_at_item(session: Session, booking_id: int, view: str, item: str, turn: Turn) -> Draft:
    """Raises NoSuchItem, UnknownBooking."""
    found = checklists.checklist(session, booking_id, turn.now)
    entry, room = found.entry(item), found.meeting.room.id
    fields: dict[str, Any] = {
        "room": room, "booking": booking_id, "item": entry.item.key, "view": str(View.of(view)), "words": "", "files": [],
    }  # fmt: skip
    return begin_once(session, turn, KIND, fields, _WHAT)


async def rooms(turn: Turn, draft_id: int, page: int) -> None:
    """Other rooms."""
    draft = await turn.read(drafts.begun, turn.user.id, KIND, draft_id)
    await turn.show(await turn.read(questions.where, draft, turn.reader, page))


async def choose_room(turn: Turn, draft_id: int, room_id: int) -> None:
    """There it lay."""
    await _fill(turn, draft_id, {"room": room_id} if room_id else {"room": 0, "booking": 0})


async def choose_meeting(turn: Turn, draft_id: int, booking_id: int) -> None:
    """After this meeting; 0: nobody knows."""
    await _fill(turn, draft_id, {"booking": booking_id})


async def _fill(turn: Turn, draft_id: int, fields: dict[str, Any]) -> None:
    await _show(turn, await turn.write(_filled, draft_id, fields, turn))


def _filled(session: Session, draft_id: int, fields: dict[str, Any], turn: Turn) -> Draft:
    draft = drafts.begun(session, turn.user.id, KIND, draft_id)
    if "find" in draft.fields:  # pressed again
        return draft
    booking_id = fields.get("booking")
    known = {each.id for each in questions.meetings(session, draft, turn.now)} if booking_id else set()
    if booking_id and booking_id not in known:
        raise NotFound  # a forged number would tell somebody of another meeting
    return _told(session, drafts.update(session, draft, turn.now, note(turn, fields), _WHAT), turn)


async def drop(turn: Turn) -> None:
    """Nothing was found after all."""
    await turn.write(forget, turn.user.id, KIND)
    await turn.show(Outgoing(turn.texts.t("Cancelled. Nothing was noted.")))


async def back(turn: Turn, booking_id: int, view: str) -> None:
    """The checklist in place of the question."""
    await turn.write(forget, turn.user.id, KIND)
    await turn.card(View.of(view).kind, booking_id)


# -- what --------------------------------------------------------------------------------------------------------------------


async def answer(turn: Turn, draft: Draft) -> None:
    """Words or a photo: of the find that is being told, or for the one just told."""
    is_told = "find" in draft.fields
    if album(turn) and album(turn) == draft.fields.get("album"):
        turn.answers_in = draft.message_id  # an album asks once
    if is_repeated(turn, draft):
        await _show(turn, draft)
    elif turn.now - draft.changed_at > (_ADDING_HOLDS if is_told else _BEGUN_HOLDS):
        await turn.write(drafts.finish, draft)
        await turn.unclaimed()
    elif not turn.text and not has_photo(turn):
        await turn.reply(Outgoing(turn.texts.t("Words and photos I can take; this I cannot. What was left behind?")))
    elif is_told:
        await _add(turn, draft)
    else:
        file_id = await kept_photo(turn)
        await _show(turn, await turn.write(_taken, draft, file_id, turn))


def _taken(session: Session, draft: Draft, file_id: int | None, turn: Turn) -> Draft:
    """With these words or this photo."""
    files = [*draft.fields["files"], *([file_id] if file_id is not None else [])]
    said = "\n".join(filter(None, (str(draft.fields["words"]), turn.text)))
    fields = note(turn, {"words": said, "files": files, "album": album(turn)})
    return _told(session, drafts.update(session, draft, turn.now, fields, _WHAT), turn)


def _told(session: Session, draft: Draft, turn: Turn) -> Draft:
    """The find is told as soon as place, meeting and words or a photo are known."""
    fields: dict[str, Any] = draft.fields
    if fields["booking"] is None and fields["room"] is not None and not questions.meetings(session, draft, turn.now):
        draft = drafts.update(session, draft, turn.now, {"booking": 0}, _WHAT)
        fields = draft.fields
    if fields["room"] is None or fields["booking"] is None or not (fields["words"] or fields["files"]):
        return draft
    said, files, update = str(fields["words"]), tuple(map(int, fields["files"])), turn.update.update_id
    if fields["item"]:
        made = checklists.found(
            session, int(fields["booking"]), str(fields["item"]), turn.me, turn.now, said, files, update
        )
    else:
        room, booking = int(fields["room"]) or None, int(fields["booking"]) or None
        made = lost.find(session, turn.me, turn.now, said, room, booking, None, files, update)
    return drafts.update(session, draft, turn.now, note(turn, {"find": made.id, "card": ""}), _WHAT)


async def _show(turn: Turn, draft: Draft) -> None:
    """The next question, or the find that was told."""
    if "find" in draft.fields:
        await turn.card(kind_of(str(draft.fields["card"])), int(draft.fields["find"]))
        if draft.fields["item"] and turn.query is None:
            await _way_back(turn, draft)
        return
    message_id = await turn.show(await turn.read(questions.next_one, draft, turn.reader))
    await turn.write(drafts.show_in, draft, message_id)


async def _way_back(turn: Turn, draft: Draft) -> None:
    """The inspection goes on."""
    booking_id, view = int(draft.fields["booking"]), str(draft.fields["view"])
    goes_on = button(turn.texts.plain("‹ Back to the list"), "ck.show", booking_id, view)
    await turn.reply(
        Outgoing(turn.texts.t("The organiser is told. Send more words or photos, or go on."), ((goes_on,),))
    )


# -- more --------------------------------------------------------------------------------------------------------------------


async def ask_more(turn: Turn, find_id: int, view: str) -> None:
    """Words or photos for a find that is known."""
    message_id = await turn.ask(await turn.read(questions.more, find_id, view, turn.reader))
    await turn.write(_await_more, find_id, view, message_id, turn)


def _await_more(session: Session, find_id: int, view: str, message_id: int, turn: Turn) -> None:
    fields = {"booking": 0, "item": "", "files": [], "find": find_id, "card": view, "is_asked": True}
    drafts.show_in(session, drafts.start(session, turn.user.id, KIND, fields, _WHAT, turn.now), message_id)


async def _add(turn: Turn, draft: Draft) -> None:
    """One more line or photo. The card shows it by itself, or in place of the question; a thumb says that it was taken."""
    file_id = await kept_photo(turn)
    await turn.write(_added, draft, file_id, turn)
    if draft.fields.get("is_asked"):
        turn.answers_in = draft.message_id
        await turn.card(kind_of(str(draft.fields["card"])), int(draft.fields["find"]))
    await thumb(turn)


def _added(session: Session, draft: Draft, file_id: int | None, turn: Turn) -> None:
    find_id = int(draft.fields["find"])
    if file_id is not None:
        lost.add_photo(session, find_id, file_id, turn.me, turn.now)
    if turn.text:
        lost.add_words(session, find_id, turn.text, turn.me)
    drafts.update(session, draft, turn.now, note(turn, {"album": album(turn)}), _WHAT)


PRESSES = (
    Press("lf.begin", begin),
    Press("lf.item", begin_at_item, (int, str, str), STAFF),
    Press("lf.rooms", rooms, (int, int)),
    Press("lf.room", choose_room, (int, int)),
    Press("lf.of", choose_meeting, (int, int)),
    Press("lf.drop", drop),
    Press("lf.back", back, (int, str), STAFF),
    Press("lf.add", ask_more, (int, str)),
)
ANSWERS = (Answer(KIND, answer),)
