"""
What one tap cannot say about an item: why it is skipped, what is wrong, a photo, a count.

Each question stands in place of the list and is a draft (kinds "skip", "problem", "photo", "count"), so that the next plain
message answers it, after a restart too. Its fields name the booking, the item and the view to go back to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.checklists.errors import BadCount, EvidenceMissing, NoSuchItem, NotInForce, OutOfOrder
from meetbot.checklists.models import Outcome, Tick
from meetbot.checklists.view import Entry
from meetbot.defects import service as defects
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.explain import explain
from meetbot.handlers.floor import words
from meetbot.handlers.floor.checklist import forget_drafts
from meetbot.handlers.floor.live import act_on, refuse
from meetbot.handlers.floor.reasons import reason_kept, usual_reasons
from meetbot.handlers.floor.views import View
from meetbot.handlers.keyboards import Button, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import has_photo, kept_photo
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.texts import Html, Texts

# Who has not answered by then is about something else.
_WAITS = timedelta(minutes=30)


async def _ask(turn: Turn, kind: str, booking_id: int, view: str, item: str, awaiting: str) -> Entry | None:
    """Begin to wait for an answer; the item that it is about. None where there is nothing to ask any more (and it was said)."""
    fields = {"booking": booking_id, "view": view, "item": item}
    try:
        entry = await turn.read(_entry, booking_id, item, turn)
    except (NoSuchItem, NotInForce) as error:
        await refuse(turn, error)
        await turn.card(View.of(view).kind, booking_id)
        return None
    await turn.write(ask_for, turn, kind, fields, awaiting)
    return entry


def ask_for(session: Session, turn: Turn, kind: str, fields: dict[str, Any], awaiting: str) -> Draft:
    """A new draft whose question stands in the message that was pressed."""
    draft = drafts.start(session, turn.user.id, kind, fields, awaiting, turn.now)
    draft.message_id = turn.pressed_message_id
    session.add(draft)
    return draft


def _entry(session: Session, booking_id: int, item: str, turn: Turn) -> Entry:
    return checklists.checklist(session, booking_id, turn.now).entry_in_force(item)


def _back(texts: Texts, booking_id: int, view: object) -> tuple[Button, ...]:
    return (button(texts.plain("‹ Back to the list"), "ck.show", booking_id, view),)


# -- skip ------------------------------------------------------------------------------------------------------------------


async def ask_reason(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """Why is it skipped?"""
    entry = await _ask(turn, "skip", booking_id, view, item, "reason")
    if entry is None:
        return
    texts = turn.texts
    reasons = [
        button(shown, "ck.r", booking_id, view, number, item)
        for number, shown in enumerate(usual_reasons(texts).values())
    ]
    question = texts.t("<b>Why is “{item}” skipped?</b>", item=words.name_of(texts, entry.item))
    rows = (*in_rows(reasons, 2), _back(texts, booking_id, view))
    await turn.ask(Outgoing(lines(question, texts.t("Choose a reason, or type your own.")), rows))


async def skip(turn: Turn, booking_id: int, view: str, number: int, item: str) -> None:
    """Skipped for one of the usual reasons."""
    reason = reason_kept(turn.texts, number, is_round=False)
    await act_on(turn, View.of(view).kind, booking_id, _skip, booking_id, item, turn, reason)


async def skip_in_words(turn: Turn, draft: Draft) -> None:
    """Skipped for a reason of one's own."""
    if await _is_too_late(turn, draft):
        return
    booking_id, view, item = _about(draft)
    if not turn.text:
        question = turn.texts.t("I wait for the reason in words. Why is it skipped?")
        await turn.reply(Outgoing(question, (_back(turn.texts, booking_id, view),)))
        return
    await act_on(answering(turn, draft), View.of(view).kind, booking_id, _skip, booking_id, item, turn, turn.text)


def _skip(session: Session, booking_id: int, item: str, turn: Turn, reason: str) -> Tick:
    forget_drafts(session, turn.user.id)
    return checklists.skip(session, booking_id, item, turn.me, turn.now, reason)


# -- problem ---------------------------------------------------------------------------------------------------------------


async def problem(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """A defect is opened at once; words and photos may follow."""
    try:
        defect_id, entry = await turn.write(_problem, booking_id, item, view, turn)
    except (NoSuchItem, NotInForce) as error:
        await refuse(turn, error)
        await turn.card(View.of(view).kind, booking_id)
        return
    await turn.ask(_problem_noted(turn.texts, booking_id, view, entry, defect_id))


def _problem(session: Session, booking_id: int, item: str, view: str, turn: Turn) -> tuple[int, Entry]:
    defect = checklists.problem(session, booking_id, item, turn.me, turn.now, update_id=turn.update.update_id)
    assert defect.id is not None
    _await_words(session, booking_id, item, view, defect.id, turn)
    return defect.id, _entry(session, booking_id, item, turn)


def _await_words(session: Session, booking_id: int, item: str, view: str, defect_id: int, turn: Turn) -> None:
    fields = {"booking": booking_id, "view": view, "item": item, "defect": defect_id}
    ask_for(session, turn, "problem", fields, "words")


def _problem_noted(texts: Texts, booking_id: int, view: object, entry: Entry, defect_id: int) -> Outgoing:
    return Outgoing(
        lines(
            texts.t("<b>⚠️ Defect {number}: {item}</b>", number=defect_id, item=words.name_of(texts, entry.item)),
            _missing(texts, entry),
            texts.t("The office and maintenance are told at once."),
            "",
            texts.t("Send words or a photo to describe it, or go on."),
        ),
        (_back(texts, booking_id, view),),
    )


def _missing(texts: Texts, entry: Entry) -> Html | None:
    if entry.tick is None or entry.tick.count is None:
        return None
    return texts.t("{count} counted: some are missing.", count=entry.tick.count)


async def describe(turn: Turn, draft: Draft) -> None:
    """Words or a photo for the defect that was just opened; more may follow."""
    if await _is_too_late(turn, draft):
        return
    texts, defect_id = turn.texts, int(draft.fields["defect"])
    rows = (_back(texts, *_about(draft)[:2]),)
    file_id = await kept_photo(turn)
    if file_id is not None:
        await turn.write(defects.add_photo, defect_id, file_id, turn.me, turn.now)
    if turn.text:
        await turn.write(defects.add_words, defect_id, turn.text, turn.me)
    if file_id is not None or turn.text:
        added = texts.t("Added to defect {number}. Send more, or go on.", number=defect_id)
    else:
        added = texts.t("Words and photos I can add to defect {number}; this I cannot.", number=defect_id)
    await turn.reply(Outgoing(added, rows))


# -- photo -----------------------------------------------------------------------------------------------------------------


async def ask_photo(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """A photo shows that it is done."""
    entry = await _ask(turn, "photo", booking_id, view, item, "photo")
    if entry is not None:
        question = turn.texts.t("<b>{item}</b>: send a photo of it.", item=words.name_of(turn.texts, entry.item))
        await turn.ask(Outgoing(question, (_back(turn.texts, booking_id, view),)))


async def tick_with_photo(turn: Turn, draft: Draft) -> None:
    """Done, and the photo shows it."""
    if await _is_too_late(turn, draft):
        return
    booking_id, view, item = _about(draft)
    rows = (_back(turn.texts, booking_id, view),)
    if not has_photo(turn):
        await turn.reply(Outgoing(turn.texts.t("I wait for a photo. Please send one."), rows))
        return
    file_id = await kept_photo(turn)
    try:
        await act_on(
            answering(turn, draft), View.of(view).kind, booking_id, _tick, booking_id, item, turn, None, file_id
        )
    except (OutOfOrder, EvidenceMissing) as error:
        await turn.reply(Outgoing(explain(turn.texts, error).html, rows))


def _tick(session: Session, booking_id: int, item: str, turn: Turn, count: int | None, file_id: int | None) -> Tick:
    made = checklists.tick(session, booking_id, item, turn.me, turn.now, count=count, file_id=file_id)
    forget_drafts(session, turn.user.id)
    return made


# -- count -----------------------------------------------------------------------------------------------------------------


async def ask_count(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """How many?"""
    entry = await _ask(turn, "count", booking_id, view, item, "count")
    if entry is not None:
        question = turn.texts.t(
            "<b>{item}</b>: how many are there? Send the number.", item=words.name_of(turn.texts, entry.item)
        )
        await turn.ask(Outgoing(question, (_back(turn.texts, booking_id, view),)))


async def count(turn: Turn, booking_id: int, view: str, number: int, item: str) -> None:
    """So many, by a button."""
    try:
        await _counted(turn, booking_id, view, number, item)
    except (OutOfOrder, BadCount) as error:
        await refuse(turn, error)


async def count_in_words(turn: Turn, draft: Draft) -> None:
    """So many, typed."""
    if await _is_too_late(turn, draft):
        return
    booking_id, view, item = _about(draft)
    try:
        await _counted(answering(turn, draft), booking_id, view, number_in(turn.text), item)
    except (OutOfOrder, BadCount) as error:
        await turn.reply(Outgoing(explain(turn.texts, error).html, (_back(turn.texts, booking_id, view),)))


def number_in(text: str) -> int:
    """The number that was typed, in any script's digits; one that is no count for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 9 else -1


async def _counted(turn: Turn, booking_id: int, view: str, number: int, item: str) -> None:
    """Note the count. Fewer than were put out are a defect, and words may follow."""
    try:
        short = await turn.write(_count, booking_id, item, view, turn, number)
    except (NoSuchItem, NotInForce) as error:
        await refuse(turn, error)
        short = None
    if short is None:
        await turn.card(View.of(view).kind, booking_id)
    else:
        await turn.ask(_problem_noted(turn.texts, booking_id, view, *short))


def _count(
    session: Session, booking_id: int, item: str, view: str, turn: Turn, number: int
) -> tuple[Entry, int] | None:
    made = _tick(session, booking_id, item, turn, number, None)
    if made.outcome is not Outcome.PROBLEM:
        return None
    entry = _entry(session, booking_id, item, turn)
    if entry.defect_id is None:
        return None
    _await_words(session, booking_id, item, view, entry.defect_id, turn)
    return entry, entry.defect_id


# --------------------------------------------------------------------------------------------------------------------------


def answering(turn: Turn, draft: Draft) -> Turn:
    """The turn of a plain message, its outcome shown where the question stood."""
    return replace(turn, answers_in=draft.message_id)


def _about(draft: Draft) -> tuple[int, str, str]:
    fields: dict[str, Any] = draft.fields
    return int(fields["booking"]), str(fields["view"]), str(fields["item"])


async def _is_too_late(turn: Turn, draft: Draft) -> bool:
    """Whether the question is so old that the message is about something else; then it is answered as one nobody waits for."""
    if turn.now - draft.changed_at < _WAITS:
        return False
    await turn.write(drafts.finish, draft)
    await turn.unclaimed()
    return True


PRESSES = (
    Press("ck.s", ask_reason, (int, str, str), STAFF),
    Press("ck.r", skip, (int, str, int, str), STAFF),
    Press("ck.p", problem, (int, str, str), STAFF),
    Press("ck.ph", ask_photo, (int, str, str), STAFF),
    Press("ck.c", ask_count, (int, str, str), STAFF),
    Press("ck.n", count, (int, str, int, str), STAFF),
)
ANSWERS = (
    Answer("skip", skip_in_words, STAFF),
    Answer("problem", describe, STAFF),
    Answer("photo", tick_with_photo, STAFF),
    Answer("count", count_in_words, STAFF),
)
