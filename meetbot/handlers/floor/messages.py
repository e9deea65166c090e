"""What the staff are told unasked about a meeting's service, and the organiser before the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.checklists import service as checklists
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.floor import words
from meetbot.handlers.floor.checklist import checklist_card
from meetbot.handlers.floor.live import ending_card
from meetbot.handlers.floor.rounds import kind_of, round_card
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.people.roles import STAFF, Role
from meetbot.reminders.dues import Due
from meetbot.texts import Html, Texts


@message_of("work_due", "work_overdue", "post", "inspection")
def list_called(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The checklist itself: it says what is due, late, at the door or to inspect, and goes on with the facts."""
    return _live("checklist", due, checklist_card(session, due.subject_id, reader))


@message_of("call_to_take", "nobody_took")
def call(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Who takes it?"""
    return _live("call", due, call_card(session, due.subject_id, reader))


@message_of("round")
def round_called(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The round's own card."""
    key = str(due.values["item"])
    return _live(kind_of(key), due, round_card(session, due.subject_id, replace(reader, view=key)))


@message_of("ending_soon")
def ending_soon(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Extend or end?"""
    return _live("ending", due, ending_card(session, due.subject_id, reader))


def _live(kind: str, due: Due, out: Outgoing) -> Outgoing:
    return replace(out, card=(kind, due.subject_id))


@card("call", of="booking")
def call_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """A meeting that waits for somebody, until it was taken or cancelled. Staff only (C6)."""
    reader.member.require(*STAFF)
    found, takers = meeting(session, booking_id), checklists.takers(session, booking_id)
    texts = reader.texts
    text = lines(
        _call_heading(reader, found, is_taken=bool(takers)),
        texts.t("{title}", title=words.subject(texts, found)),
        words.setting(texts, found),
        words.taken_by(texts, takers) if takers else _how_soon(reader, found),
    )
    return Outgoing(text, () if found.is_cancelled else _call_rows(texts, booking_id, is_taken=bool(takers)))


def _call_heading(reader: Reader, found: Meeting, *, is_taken: bool) -> Html:
    texts = reader.texts
    place = {"room": words.room(texts, found), "when": words.when(texts, found, reader.now)}
    if found.is_cancelled:
        return texts.t("<b>❌ Cancelled: {room} · {when}</b>", **place)
    if is_taken:
        return texts.t("<b>✅ Taken: {room} · {when}</b>", **place)
    if reader.member.has(Role.ATTENDANT):
        return texts.t("<b>✋ Who takes {room} · {when}?</b>", **place)
    return texts.t("<b>❗ Nobody has taken {room} · {when}</b>", **place)


def _how_soon(reader: Reader, found: Meeting) -> Html:
    texts = reader.texts
    if found.is_short_notice:
        return texts.t("⚡ Short notice: open and prepare the room as soon as it is free.")
    return texts.t("Set-up from {time}", time=words.clock(texts, found.reserved.start, reader.now, with_date=True))


def _call_rows(texts: Texts, booking_id: int, *, is_taken: bool) -> Rows:
    opens = button(texts.plain("📋 Checklist"), "tk.open", booking_id)
    if is_taken:
        return ((opens,),)
    return ((button(texts.plain("✋ Take"), "ck.take", booking_id, "", style="primary"), opens),)


@message_of("break_over")
def break_over(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Back to the post (M6)."""
    return _news(session, due, reader, reader.texts.t("▶️ The break is over. Back to your posts; the tea rounds go on."))


@message_of("rounds_missed")
def rounds_missed(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Nobody was called: I was not there."""
    texts = reader.texts
    since, until = (datetime.fromtimestamp(int(due.values[name]), UTC) for name in ("since", "until"))
    sentence = texts.n(
        "🕳 {count} round was called to nobody: I was not running when it was due, at {since}.",
        "🕳 {count} rounds were called to nobody: I was not running when they were due, from {since} to {until}.",
        int(due.values["count"]),
        since=texts.time(since),
        until=texts.time(until),
    )
    return _news(session, due, reader, sentence, texts.t("Please ask in the room whether everybody was served."))


@message_of("setup_short")
def setup_short(session: Session, due: Due, reader: Reader) -> Outgoing:
    """A neighbour changed."""
    minutes = int(due.values["minutes"])
    sentence = reader.texts.n(
        "⚠️ The set-up time is {count} minute short: the meeting before it changed.",
        "⚠️ The set-up time is {count} minutes short: the meeting before it changed.",
        minutes,
    )
    return _news(session, due, reader, sentence, reader.texts.t("Send a second person, or agree on another time."))


@message_of("not_ready")
def not_ready(session: Session, due: Due, reader: Reader) -> Outgoing:
    """It begins, and is not prepared."""
    sentence = reader.texts.n(
        "❗ The meeting begins and the room is not ready: {count} item is open.",
        "❗ The meeting begins and the room is not ready: {count} items are open.",
        int(due.values["open"]),
    )
    return _news(session, due, reader, sentence)


@message_of("inspection_late")
def inspection_late(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The room waits for its inspection."""
    sentence = reader.texts.n(
        "❗ The inspection is late: {count} item is open.",
        "❗ The inspection is late: {count} items are open.",
        int(due.values["open"]),
    )
    return _news(session, due, reader, sentence)


@message_of("overrun")
def overrun(session: Session, due: Due, reader: Reader) -> Outgoing:
    """It ended late; perhaps into the next set-up."""
    sentence = reader.texts.n(
        "⏱ The meeting ended {count} minute later than planned.",
        "⏱ The meeting ended {count} minutes later than planned.",
        int(due.values["minutes"]),
    )
    clash = (
        reader.texts.t("❗ The set-up for the next meeting should have begun already.") if due.values["clash"] else None
    )
    return _news(session, due, reader, sentence, clash)


def _news(session: Session, due: Due, reader: Reader, *sentences: Html | None) -> Outgoing:
    """Where and when, what happened, who does the work, and the way to the list."""
    reader.member.require(*STAFF)
    found = meeting(session, due.subject_id)
    texts = reader.texts
    place = {"room": words.room(texts, found), "when": words.when(texts, found, reader.now)}
    text = lines(
        texts.t("<b>{room} · {when}</b>", **place),
        *sentences,
        words.taken_by(texts, checklists.takers(session, due.subject_id)),
    )
    return Outgoing(text, ((button(texts.plain("📋 Checklist"), "tk.open", due.subject_id),),))
