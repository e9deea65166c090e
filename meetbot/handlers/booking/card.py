"""The live card of a booking, for its organiser and for those in charge: what, when, where, how far, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.booking.rules import may_change
from meetbot.booking.service import layout_decided
from meetbot.booking.telling import is_settled
from meetbot.checklists.service import Checklist, checklist, is_inspected, prep
from meetbot.defects.service import threats
from meetbot.errors import NotFound
from meetbot.handlers.booking.series.question import date_line, series_button
from meetbot.handlers.booking.words import needs_line, seats
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor.live import live_rows
from meetbot.handlers.guests.offer import guest_button, guest_line, guests_shown
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.nameplates import nameplates_line
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests.offer import ask_rows, request_lines, withdraw_rows
from meetbot.handlers.told import breaks_line, told_lines, untold
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import names
from meetbot.standard.document import Phase
from meetbot.texts import Html, Texts, shorten

_BAR = 8
_MOST_THREATS = 2
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class State:
    """What can be said of the meeting in a word, with its sign."""

    sign: str
    word: str


async def show(turn: Turn, booking_id: int) -> None:
    """The card below everything else: from a list or a message."""
    await turn.card("booking", booking_id, anew=True)


async def back(turn: Turn, booking_id: int) -> None:
    """The card in place of a question."""
    await turn.card("booking", booking_id)


@card("booking", of="booking")
def booking_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom it does not concern."""
    found = checklist(session, booking_id, reader.now)
    if not may_see(reader.member, found.meeting):
        raise NotFound
    meeting, texts = found.meeting, reader.texts
    guests = guests_shown(session, reader, meeting)
    text = lines(
        _heading(texts, found, reader),
        texts.t("✏️ {title}", title=shorten(meeting.booking.title, _LONGEST_TITLE)) if meeting.booking.title else None,
        *facts(texts, meeting),
        _layout_of_its_own(session, texts, meeting),
        date_line(session, texts, meeting.booking),
        needs_line(texts, meeting.standard, meeting.needs),
        *told_lines(texts, meeting.needs),
        breaks_line(texts, meeting),
        _still_to_tell(session, reader, meeting),
        *_progress(reader, found),
        _clearing(reader, found),
        nameplates_line(session, texts, meeting, reader.now),
        *_threats(session, texts, found),
        guest_line(reader, guests),
        *request_lines(session, reader, meeting),
        _signature(session, reader, meeting),
    )
    return Outgoing(text, _rows(session, reader, found, guest_button(reader, meeting, guests)))


def _still_to_tell(session: Session, reader: Reader, meeting: Meeting) -> Html | None:
    """What nobody has said anything about yet, until somebody says that nothing more is needed (D8b)."""
    is_late = meeting.is_cancelled or reader.now >= meeting.start
    if is_late or not may_change(reader.member, meeting.booking) or is_settled(session, meeting.booking):
        return None
    things = reader.texts.plain(", ").join(untold(reader.texts, meeting))
    return reader.texts.t("✨ You can still tell me: {things}.", things=things)


def _clearing(reader: Reader, found: Checklist) -> Html | None:
    """A room that was in use, or being prepared, when it was cancelled is left in order."""
    if not found.is_to_clear or is_inspected(found):
        return None
    return reader.texts.t("🧹 The attendants clear and lock the room.")


def may_see(member: Member, meeting: Meeting) -> bool:
    """Whether the card is for ``member``: they organise it, made it, or are in charge. Attendants have the checklist."""
    return may_change(member, meeting.booking) or meeting.booking.made_by == member.id


def facts(texts: Texts, meeting: Meeting) -> tuple[Html, ...]:
    """When, where, how, what kind."""
    booking, kind = meeting.booking, meeting.booking.meeting_type
    named = next((each.name.in_(texts.language) for each in meeting.standard.types if each.key == kind), kind)
    event = meeting.event
    return (
        texts.t("📅 {span} ({length})", span=texts.span(event.start, event.end), length=texts.length(event.length)),
        texts.t("📍 {room}", room=room_name(texts, meeting.spec)),
        seats(texts, booking.layout, booking.places, booking.heads),
        texts.t("🏷 {type}", type=named),
    )


def _layout_of_its_own(session: Session, texts: Texts, meeting: Meeting) -> Html | None:
    """Who decided for a layout that the standard does not offer for this type, and when (T2.2)."""
    decided = layout_decided(session, meeting.id) if meeting.has_layout_of_its_own else None
    if decided is None:
        return None
    by = names(session, [decided.by]).get(decided.by or 0, "?")
    return texts.t(
        "⚠️ This layout is not among those of the standard for this kind of meeting: {name} decided so, {when}",
        name=by,
        when=texts.moment(decided.at),
    )


def state_of(texts: Texts, found: Checklist, reader: Reader) -> State:
    """The first of these that is true."""
    meeting, now = found.meeting, reader.now
    if meeting.is_cancelled:
        return State("❌", texts.plain("Cancelled"))
    if meeting.booking.ended_at is not None or now >= meeting.end:
        return State("🏁", texts.clocked(texts.plain("Over since {time}", time=texts.time(meeting.end)), meeting.end))
    if now >= meeting.start:
        if meeting.break_at(now):
            return State("☕", texts.plain("In a break"))
        return State("▶️", texts.clocked(texts.plain("Running until {time}", time=texts.time(meeting.end)), meeting.end))
    done, total = prep(found)
    if done == total > 0:  # a promise to the organiser: not before all is done, so that it is never taken back
        return State("🟢", texts.plain("The room is ready"))
    return State("✅", texts.plain("Confirmed"))


def _heading(texts: Texts, found: Checklist, reader: Reader) -> Html:
    state = state_of(texts, found, reader)
    return texts.t(
        "<b>{sign} {state}</b> · booking {number}", sign=state.sign, state=state.word, number=found.meeting.id
    )


def _progress(reader: Reader, found: Checklist) -> tuple[Html, ...]:
    """How far the preparation is, and who does it; nothing once the meeting is over."""
    texts, meeting = reader.texts, found.meeting
    if meeting.is_cancelled or reader.now >= meeting.end:
        return ()
    who = texts.plain(", ").join(taker.name for taker in found.takers) or texts.plain("nobody has taken it yet")
    done, total = prep(found)
    if reader.now >= meeting.start and done == total:
        return (texts.t("🧑‍💼 Service: {who}", who=who),)
    return (
        texts.t("🧰 Preparation {done}/{total} {bar} · {who}", done=done, total=total, bar=bar(done, total), who=who),
    )


def bar(done: int, total: int) -> str:
    """Eight boxes: full only when all is done, empty only when nothing is."""
    filled = done * _BAR // total if total else _BAR
    filled = max(filled, 1) if done else filled
    return "▰" * filled + "▱" * (_BAR - filled)


def _threats(session: Session, texts: Texts, found: Checklist) -> tuple[Html, ...]:
    """The open defects that are in its way; none where it is over."""
    if found.meeting.is_cancelled or found.count(Phase.AFTER).done:
        return ()
    standing = threats(session, found.meeting.booking)
    shown = [
        texts.t("⚠️ Defect {number}: {words}", number=defect.id, words=shorten(defect.words or defect.thing, 80))
        for defect in standing[:_MOST_THREATS]
    ]
    more = len(standing) - len(shown)
    return (*shown, *((texts.n("⚠️ and {count} more defect", "⚠️ and {count} more defects", more),) if more > 0 else ()))


def _signature(session: Session, reader: Reader, meeting: Meeting) -> Html | None:
    """Whose it is, for everybody but them."""
    booking = meeting.booking
    if booking.organiser_id == reader.member.id:
        return None
    return reader.texts.t("👤 {name}", name=names(session, [booking.organiser_id]).get(booking.organiser_id, ""))


def _rows(session: Session, reader: Reader, found: Checklist, guests: tuple[Button, ...]) -> Rows:
    texts, meeting = reader.texts, found.meeting
    if meeting.is_cancelled:
        return ()
    plan = button(texts.plain("🗺 Plan"), "bk.plan", meeting.id)
    if meeting.booking.ended_at is not None or reader.now >= meeting.end:
        repeat = button(texts.plain("🔁 Book again"), "bk.again", meeting.id)
        return (*live_rows(texts, meeting, reader.now, "b"), (plan, *((repeat,) if _books(reader.member) else ())))
    file = button(texts.plain("📆 Calendar file"), "bk.ics", meeting.id)
    papers = button(texts.plain("📄 Papers"), "pa.card", meeting.id)
    if not may_change(reader.member, meeting.booking):
        return ((plan, file), (papers,))
    asking = (*ask_rows(reader, meeting), *withdraw_rows(session, reader, meeting))
    return (
        *asking,
        *live_rows(texts, meeting, reader.now, "b"),
        *_changing(reader, meeting, (plan, papers), (file, *guests)),
    )


def _books(member: Member) -> bool:
    return member.has(Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN)


def _changing(reader: Reader, meeting: Meeting, papers: tuple[Button, ...], telling: tuple[Button, ...]) -> Rows:
    """
    What its organiser can do with it. While it runs only what one does then: who looks for the tea on a phone does not
    page past calendar files, and what runs is not cancelled but over.
    """
    texts = reader.texts
    change = button(texts.plain("✏️ Change"), "bk.edit", meeting.id, "whole")
    wishes = button(texts.plain("✨ Special wishes"), "ws.card", meeting.id)
    if meeting.start <= reader.now < meeting.end:
        sooner = button(texts.plain("✂️ Give back the rest"), "bk.edit", meeting.id, "length")
        return ((sooner, change), (wishes, *papers))
    cancel = button(texts.plain("✖ Cancel booking"), "bk.cancel", meeting.id)
    return ((change, wishes), papers, telling, (cancel,), series_button(texts, meeting.booking))
