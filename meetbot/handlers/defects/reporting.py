"""
/report: where, and what is wrong: words, photos or both, in any order. The first words or photo complete the report; what
follows within some minutes is added to it.

What was said so far is a draft of the kind "report": ``room`` (0: somewhere else), ``words``, ``files``, and once it is
reported the ``defect``. A report is known by its update, so the same one twice is one defect.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.booking.meeting import may_see_title, meeting
from meetbot.booking.models import Room
from meetbot.booking.rooms import rooms
from meetbot.defects import service as defects
from meetbot.drafts import service as drafts
from meetbot.drafts.errors import StaleDraft
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import album, begin_once, forget, is_repeated, note, thumb
from meetbot.handlers.defects import words
from meetbot.handlers.defects.card import kind_of
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import has_photo, kept_photo
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.turn import Turn
from meetbot.texts import Html, Texts

KIND = "report"
_WHAT = "what"
_PER_PAGE = 14
ELSEWHERE = 0
# Whoever has said nothing for so long is about something else.
_BEGUN_HOLDS = timedelta(minutes=30)
_ADDING_HOLDS = timedelta(minutes=10)


# -- where -------------------------------------------------------------------------------------------------------------------


async def report(turn: Turn, typed: str) -> None:
    """Where is it? Words may have been said already."""
    draft = await turn.write(_begin, typed, turn)
    await turn.show(await turn.read(_where, draft, 0, turn.texts))


def _begin(session: Session, typed: str, turn: Turn) -> Draft:
    return begin_once(session, turn, KIND, {"words": typed, "files": []}, _WHAT)


async def begin(turn: Turn) -> None:
    """The button of a list: asked below it, so that the list stays."""
    draft = await turn.write(_begin, "", turn)
    await turn.reply(await turn.read(_where, draft, 0, turn.texts))


async def begin_at(turn: Turn, booking_id: int) -> None:
    """The button of a meeting's card: the room is known, and the card stays."""
    await turn.reply(await turn.write(_begun_at, booking_id, turn))


def _begun_at(session: Session, booking_id: int, turn: Turn) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern."""
    held = meeting(session, booking_id)
    if not may_see_title(turn.me, held.booking):
        raise NotFound
    draft = drafts.update(session, _begin(session, "", turn), turn.now, {"room": held.room.id}, _WHAT)
    return _what(turn.texts, draft, held.room)


async def page(turn: Turn, draft_id: int, number: int) -> None:
    """Other rooms."""
    draft = await turn.read(drafts.begun, turn.user.id, KIND, draft_id)
    await turn.show(await turn.read(_where, draft, number, turn.texts))


def _where(session: Session, draft: Draft, page: int, texts: Texts) -> Outgoing:
    choices = [button(words.place(texts, room), "df.room", draft.id, room.id) for room in rooms(session)]
    choices.append(button(texts.plain("Somewhere else"), "df.room", draft.id, ELSEWHERE))
    pages = -(-len(choices) // _PER_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = in_rows(choices[page * _PER_PAGE : (page + 1) * _PER_PAGE], 2)
    said = _said(texts, draft)
    out = lines(texts.t("<b>⚠️ Report a defect</b>"), said, texts.t("Where is it?"))
    return Outgoing(out, (*shown, *_turning(draft, page, pages), (_lost(texts), *_drop(texts))))


def _said(texts: Texts, draft: Draft) -> Html | None:
    """What the report holds already."""
    said, files = words.within(str(draft.fields["words"]), words.LONGEST_WORDS), len(draft.fields["files"])
    quoted = texts.t("<blockquote>{words}</blockquote>", words=said) if said else None
    counted = texts.n("📷 {count} photo", "📷 {count} photos", files) if files else None
    return lines(quoted, counted) or None


def _turning(draft: Draft, page: int, pages: int) -> Rows:
    if pages == 1:
        return ()
    return (
        (
            button("‹", "df.rooms", draft.id, (page - 1) % pages),
            button(f"{page + 1}/{pages}", "df.rooms", draft.id, page),
            button("›", "df.rooms", draft.id, (page + 1) % pages),
        ),
    )


def _lost(texts: Texts) -> Button:
    """It is no defect, it was left behind (F1)."""
    return button(texts.plain("🧳 It was left behind"), "lf.begin")


def _drop(texts: Texts) -> tuple[Button, ...]:
    return (button(texts.plain("✖ Cancel"), "df.drop"),)


async def choose_room(turn: Turn, draft_id: int, room_id: int) -> None:
    """There it is; where words or photos came first, that completes the report."""
    draft, room = await turn.write(_in_room, draft_id, room_id, turn)
    if "defect" in draft.fields:
        await turn.card("defect", int(draft.fields["defect"]))
    else:
        await turn.show(_what(turn.texts, draft, room))


def _in_room(session: Session, draft_id: int, room_id: int, turn: Turn) -> tuple[Draft, Room | None]:
    draft = drafts.begun(session, turn.user.id, KIND, draft_id)
    room = next((each for each in rooms(session) if each.id == room_id), None)
    if room is None and room_id != ELSEWHERE:
        raise StaleDraft(0, None)  # the room left the building
    if "defect" in draft.fields or is_repeated(turn, draft):
        return draft, room
    draft = drafts.update(session, draft, turn.now, note(turn, {"room": room_id}), _WHAT)
    if draft.fields["words"] or draft.fields["files"]:
        draft = _send(session, draft, turn)
    return draft, room


def _what(texts: Texts, draft: Draft, room: Room | None) -> Outgoing:
    return Outgoing(
        lines(
            texts.t("<b>⚠️ {room}</b>", room=words.place(texts, room)),
            texts.t("What is wrong? Send words or a photo, and it is reported."),
        ),
        ((button(texts.plain("‹ Another room"), "df.rooms", draft.id, 0), *_drop(texts)), (_lost(texts),)),
    )


async def drop(turn: Turn) -> None:
    """Not reported."""
    await turn.write(forget, turn.user.id, KIND)
    await turn.show(Outgoing(turn.texts.t("Cancelled. Nothing was reported.")))


# -- what --------------------------------------------------------------------------------------------------------------------


async def answer(turn: Turn, draft: Draft) -> None:
    """Words or a photo: of the report that is being made, or for the one just made."""
    is_made = "defect" in draft.fields
    if is_repeated(turn, draft):
        await _show(turn, draft)
    elif turn.now - draft.changed_at > (_ADDING_HOLDS if is_made else _BEGUN_HOLDS):
        await turn.write(drafts.finish, draft)
        await turn.unclaimed()
    elif not turn.text and not has_photo(turn):
        await turn.reply(Outgoing(turn.texts.t("Words and photos I can take; this I cannot. What is wrong?")))
    elif is_made:
        await _add(turn, draft)
    else:
        await _take(turn, draft)


async def _take(turn: Turn, draft: Draft) -> None:
    if album(turn) and album(turn) == draft.fields.get("album"):
        turn.answers_in = draft.message_id  # an album asks once
    file_id = await kept_photo(turn)
    await _show(turn, await turn.write(_taken, draft, file_id, turn))


def _taken(session: Session, draft: Draft, file_id: int | None, turn: Turn) -> Draft:
    """The report with these words or this photo; made, where the room is known."""
    files = [*draft.fields["files"], *([file_id] if file_id is not None else [])]
    said = "\n".join(filter(None, (str(draft.fields["words"]), turn.text)))
    draft = drafts.update(
        session, draft, turn.now, note(turn, {"words": said, "files": files, "album": album(turn)}), _WHAT
    )
    return _send(session, draft, turn) if "room" in draft.fields else draft


def _send(session: Session, draft: Draft, turn: Turn) -> Draft:
    """The defect is reported, with everything said so far."""
    fields: dict[str, Any] = draft.fields
    room_id = int(fields["room"]) or None
    made = defects.report(
        session, turn.me, turn.now, room_id, words=str(fields["words"]), update_id=turn.update.update_id
    )
    assert made.id is not None
    for file_id in fields["files"]:
        defects.add_photo(session, made.id, int(file_id), turn.me, turn.now, with_report=True)
    return drafts.update(session, draft, turn.now, note(turn, {"defect": made.id, "view": ""}), _WHAT)


async def _show(turn: Turn, draft: Draft) -> None:
    """How far the report is."""
    if "defect" in draft.fields:
        await turn.card(kind_of(str(draft.fields["view"])), int(draft.fields["defect"]))
    else:
        message_id = await turn.show(await turn.read(_where, draft, 0, turn.texts))
        await turn.write(drafts.show_in, draft, message_id)


# -- more --------------------------------------------------------------------------------------------------------------------


async def ask_more(turn: Turn, defect_id: int, view: str) -> None:
    """Words or photos for a defect that is known."""
    out = await turn.read(_more_question, defect_id, view, turn)
    message_id = await turn.ask(out)
    await turn.write(_await_more, defect_id, view, message_id, turn)


def _more_question(session: Session, defect_id: int, view: str, turn: Turn) -> Outgoing:
    found, texts = defects.seen_by(session, defect_id, turn.me), turn.texts
    question = texts.t("Send words or a photo: I add them.")
    back = button(texts.plain("‹ Back"), "df.show", defect_id, view)
    return Outgoing(lines(words.heading(texts, found), question), ((back,),))


def _await_more(session: Session, defect_id: int, view: str, message_id: int, turn: Turn) -> None:
    fields = {"words": "", "files": [], "defect": defect_id, "view": view}
    drafts.show_in(session, drafts.start(session, turn.user.id, KIND, fields, _WHAT, turn.now), message_id)


async def _add(turn: Turn, draft: Draft) -> None:
    """One more line or photo. The card shows it; a thumb says that this very message was taken."""
    file_id = await kept_photo(turn)
    await turn.write(_added, draft, file_id, turn)
    if draft.message_id is not None:
        turn.answers_in = draft.message_id
        await turn.card(kind_of(str(draft.fields["view"])), int(draft.fields["defect"]))
    await thumb(turn)


def _added(session: Session, draft: Draft, file_id: int | None, turn: Turn) -> None:
    defect_id = int(draft.fields["defect"])
    if file_id is not None:
        defects.add_photo(session, defect_id, file_id, turn.me, turn.now)
    if turn.text:
        defects.add_words(session, defect_id, turn.text, turn.me)
    drafts.update(session, draft, turn.now, note(turn), _WHAT)


COMMANDS = (Command("report", report, "Report something broken or missing"),)
PRESSES = (
    Press("df.begin", begin),
    Press("df.at", begin_at, (int,)),
    Press("df.room", choose_room, (int, int)),
    Press("df.rooms", page, (int, int)),
    Press("df.drop", drop),
    Press("df.add", ask_more, (int, str)),
)
ANSWERS = (Answer(KIND, answer),)
