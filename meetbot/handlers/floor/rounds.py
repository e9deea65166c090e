"""
A tea round as a card: what to do, done / later / skip, and afterwards who did it.

The card's view is the key of its round ("round/refill:1.3"), and so every button acts on the very round that its card called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.checklists.errors import NoSuchItem
from meetbot.checklists.items import ItemState
from meetbot.checklists.view import Checklist, Entry
from meetbot.drafts.models import Draft
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor import words
from meetbot.handlers.floor.asking import answering, ask_for
from meetbot.handlers.floor.checklist import forget_drafts
from meetbot.handlers.floor.live import act_on
from meetbot.handlers.floor.reasons import reason_kept, reason_text, round_reasons
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.people.service import names
from meetbot.texts import Html, Texts


def kind_of(key: str) -> str:
    """The kind of the card of this round."""
    return f"round/{key}"


@card("round", of="booking")
def round_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """The round that ``reader.view`` names, with the rostrum round that shares its card. Staff only."""
    reader.member.require(*STAFF)
    found = checklists.checklist(session, booking_id, reader.now)
    together = on_card(found, reader.view)
    if not together:
        return Outgoing(
            lines(
                _room(reader.texts, found, reader.now),
                reader.texts.t("This round is not called any more."),
            )
        )
    is_answered = all(entry.state.is_done for entry in together)
    text = lines(
        _heading(reader.texts, found, together),
        *(_answers(session, reader, together) if is_answered else _what_to_do(reader, together)),
        *_around(reader, found, together[0], is_answered=is_answered),
    )
    return Outgoing(text, _rows(reader, found, together, is_answered=is_answered))


def on_card(found: Checklist, key: str) -> list[Entry]:
    """The round called ``key`` first, and those that it carries; nothing where the meeting has no such round any more."""
    own = [entry for entry in found.entries if entry.item.key == key and entry.item.is_round]
    return own + [entry for entry in found.entries if entry.item.card == key != entry.item.key]


def _heading(texts: Texts, found: Checklist, together: list[Entry]) -> Html:
    values = {"room": words.room(texts, found.meeting), "round": words.name_of(texts, together[0].item)}
    if len(together) == 1:
        return texts.t("<b>🫖 {round} · {room}</b>", **values)
    other = together[1].item.title.in_(texts.language)
    return texts.t("<b>🫖 {round} + {other} · {room}</b>", other=other, **values)


def _room(texts: Texts, found: Checklist, now: datetime) -> Html:
    room, when = words.room(texts, found.meeting), words.when(texts, found.meeting, now)
    return texts.t("<b>🫖 {room} · {when}</b>", room=room, when=when)


def _what_to_do(reader: Reader, together: list[Entry]) -> Iterator[Html]:
    texts = reader.texts
    if together[0].snoozed_until and together[0].snoozed_until > reader.now:
        yield texts.t("⏰ Put off until {time}.", time=texts.time(together[0].snoozed_until))
    for entry in together:
        if entry.state.is_done:
            continue
        quality = entry.item.quality.in_(texts.language)
        if entry is together[0]:
            yield texts.t("<blockquote expandable>{quality}</blockquote>", quality=quality)
        else:
            name = entry.item.title.in_(texts.language)
            yield texts.t("<blockquote expandable><b>{round}:</b> {quality}</blockquote>", round=name, quality=quality)


def _answers(session: Session, reader: Reader, together: list[Entry]) -> Iterator[Html]:
    texts = reader.texts
    tick = together[0].tick
    assert tick is not None
    values = {
        "time": words.clock(texts, tick.at, reader.now), "name": names(session, [tick.by]).get(tick.by, "?"),
    }  # fmt: skip
    if together[0].state is ItemState.SKIPPED:
        yield texts.t("⏭ Skipped at {time} by {name}: “{reason}”", reason=reason_text(texts, tick.reason), **values)
    else:
        yield texts.t("✅ Done at {time} by {name}", **values)


def _around(reader: Reader, found: Checklist, entry: Entry, *, is_answered: bool) -> Iterator[Html]:
    """What is the case beside the round itself: cancelled, a break, a later call, the next one."""
    texts, now, meeting = reader.texts, reader.now, found.meeting
    called = called_since(found, entry, now)
    if called and is_answered:
        return  # what happened stands; the later card says the rest
    if meeting.is_cancelled:
        yield texts.t("❌ The meeting was cancelled.")
    elif called:
        time = texts.time(called[0].item.due_at)
        yield texts.t("Round {number} was called since, at {time}.", number=called[0].item.number, time=time)
    elif now >= meeting.end:
        yield texts.t("⏹ The meeting is over: no more rounds.")
    elif meeting.break_at(now):
        yield texts.t("☕ There is a break: rounds pause.")
    elif coming := next((each for each in _later(found, entry) if each.item.due_at > now), None):
        yield texts.t("Next round: {time}.", time=words.clock(texts, coming.item.due_at, now))
    else:
        yield texts.t("This is the last round.")


def called_since(found: Checklist, entry: Entry, now: datetime) -> list[Entry]:
    """The rounds of the same kind that were called after this one."""
    return [each for each in _later(found, entry) if each.item.due_at <= now]


def _later(found: Checklist, entry: Entry) -> list[Entry]:
    rounds = (each for each in found.entries if each.item.is_round and each.item.rule.key == entry.item.rule.key)
    return [each for each in rounds if entry.item.due_at < each.item.due_at]


def _rows(reader: Reader, found: Checklist, together: list[Entry], *, is_answered: bool) -> Rows:
    texts, booking_id, key = reader.texts, found.meeting.id, together[0].item.key
    if found.meeting.is_cancelled or reader.now >= found.meeting.end:
        return ()
    is_past = bool(called_since(found, together[0], reader.now))
    if is_answered:
        return () if is_past else ((button(texts.plain("↩️ Not done after all"), "rd.undo", booking_id, key),),)
    done = (button(texts.plain("✅ Done"), "rd.done", booking_id, key, style="success"),)
    if is_past:
        return (done,)
    later = texts.plain("⏰ Later: {minutes} min", minutes=found.meeting.standard.values.later_minutes)
    return (
        done,
        (button(later, "rd.later", booking_id, key), button(texts.plain("⏭ Skip"), "rd.skip", booking_id, key)),
    )


async def done(turn: Turn, booking_id: int, key: str) -> None:
    """Everything on the card was done."""
    await _act(turn, booking_id, key, _for_each, checklists.tick)


async def undo(turn: Turn, booking_id: int, key: str) -> None:
    """The press before was a mistake."""
    await _act(turn, booking_id, key, _for_each, checklists.untick)


async def later(turn: Turn, booking_id: int, key: str) -> None:
    """Call it again in a few minutes."""
    await act_on(turn, kind_of(key), booking_id, checklists.later, booking_id, key, turn.me, turn.now)


async def ask_why(turn: Turn, booking_id: int, key: str) -> None:
    """A skip has a reason; the usual ones are buttons."""
    texts = turn.texts
    fields = {"booking": booking_id, "item": key}
    await turn.write(ask_for, turn, "round", fields, "reason")
    reasons = [
        button(shown, "rd.why", booking_id, number, key) for number, shown in enumerate(round_reasons(texts).values())
    ]
    question = lines(texts.t("<b>Why is this round skipped?</b>"), texts.t("Choose a reason, or type your own."))
    back = (button(texts.plain("‹ Back"), "rd.show", booking_id, key),)
    await turn.ask(Outgoing(question, (*in_rows(reasons, 2), back)))


async def skip(turn: Turn, booking_id: int, number: int, key: str) -> None:
    """Skipped for one of the usual reasons."""
    await _skip(turn, booking_id, key, reason_kept(turn.texts, number, is_round=True))


async def skip_in_words(turn: Turn, draft: Draft) -> None:
    """Skipped for a reason of one's own."""
    booking_id, key = int(draft.fields["booking"]), str(draft.fields["item"])
    if not turn.text:
        question = turn.texts.t("I wait for the reason in words. Why is it skipped?")
        back = (button(turn.texts.plain("‹ Back"), "rd.show", booking_id, key),)
        await turn.reply(Outgoing(question, (back,)))
        return
    await _skip(answering(turn, draft), booking_id, key, turn.text)


async def show(turn: Turn, booking_id: int, key: str) -> None:
    """Back to the round."""
    await turn.act(kind_of(key), booking_id, forget_drafts, turn.user.id)


async def _skip(turn: Turn, booking_id: int, key: str, reason: str) -> None:
    await _act(turn, booking_id, key, _skip_each, reason)


async def _act(turn: Turn, booking_id: int, key: str, function: Callable[..., None], *args: Any) -> None:
    await act_on(turn, kind_of(key), booking_id, function, booking_id, key, turn, *args)


def _for_each(session: Session, booking_id: int, key: str, turn: Turn, do: Callable[..., object]) -> None:
    """``do`` to every round on the card, in one transaction."""
    together = on_card(checklists.checklist(session, booking_id, turn.now), key)
    if not together:
        raise NoSuchItem(key)
    for entry in together:
        do(session, booking_id, entry.item.key, turn.me, turn.now)


def _skip_each(session: Session, booking_id: int, key: str, turn: Turn, reason: str) -> None:
    _for_each(session, booking_id, key, turn, partial(checklists.skip, reason=reason))
    forget_drafts(session, turn.user.id)


PRESSES = (
    Press("rd.done", done, (int, str), STAFF),
    Press("rd.undo", undo, (int, str), STAFF),
    Press("rd.later", later, (int, str), STAFF),
    Press("rd.skip", ask_why, (int, str), STAFF),
    Press("rd.why", skip, (int, int, str), STAFF),
    Press("rd.show", show, (int, str), STAFF),
)
ANSWERS = (Answer("round", skip_in_words, STAFF),)
