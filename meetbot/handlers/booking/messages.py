"""What people are told unasked about bookings: booked in their name, changed, cancelled, handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.history import how_many_together, together
from meetbot.booking.meeting import Meeting, may_see_title, meeting
from meetbot.booking.models import Booking, BookingChange, Room
from meetbot.booking.rooms import spec_of
from meetbot.handlers.booking.card import booking_card, facts, may_see
from meetbot.handlers.booking.words import needs_line, room_of_id, slot
from meetbot.handlers.calendar_file import file_of
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.told import breaks_line, told_lines
from meetbot.people.service import names
from meetbot.reminders.dues import Due
from meetbot.texts import Html, Texts, shorten

# A longer list is not read; all of them are one tap away.
_MOST_LISTED = 8


@message_of("booked_for_you")
def booked_for_you(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The booking's own card, with who made it above."""
    texts, found = reader.texts, meeting(session, due.subject_id)
    others = how_many_together(session, found.id, found.booking.made_at) if found.booking.series_id else 0
    if not others:
        return _with_card(session, due, reader, texts.t("📬 {name} booked this for you:", name=_name(session, due)))
    sentence = texts.n(
        "📬 {name} booked a series for you: this date and {count} other",
        "📬 {name} booked a series for you: this date and {count} others",
        others,
        name=_name(session, due),
    )
    return _with_card(session, due, reader, sentence)


@message_of("handed_over")
def handed_over(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The booking's own card, with who passed it on above; of many that were passed on at once a list."""
    texts, name = reader.texts, _name(session, due)
    change = session.get(BookingChange, int(due.values["change"]))
    passed = together(session, due.subject_id, change.at) if change else []
    if len(passed) < 2:
        return _with_card(session, due, reader, texts.t("📬 {name} passed this booking on to you:", name=name))
    rest = len(passed) - _MOST_LISTED
    text = lines(
        texts.n(
            "📬 <b>{name} passed {count} booking on to you</b>",
            "📬 <b>{name} passed {count} bookings on to you</b>",
            len(passed),
            name=name,
        ),
        *(_passed_line(session, texts, each) for each in passed[:_MOST_LISTED]),
        texts.n("…and {count} more", "…and {count} more", rest) if rest > 0 else None,
    )
    return Outgoing(text, ((button(texts.plain("🗓 My bookings"), "bk.my", 0),),))


def _passed_line(session: Session, texts: Texts, booking: Booking) -> Html:
    values = {
        "slot": slot(texts, booking.starts_at, booking.ends_at), "room": room_of_id(session, texts, booking.room_id),
    }  # fmt: skip
    if booking.title:
        return texts.t("📅 {slot} · {room} · {title}", title=shorten(booking.title, 60), **values)
    return texts.t("📅 {slot} · {room}", **values)


def _with_card(session: Session, due: Due, reader: Reader, sentence: Html) -> Outgoing:
    """A live card; the sentence stands on it until it is first refreshed."""
    out = booking_card(session, due.subject_id, reader)
    return replace(out, html=lines(sentence, out.html), card=("booking", due.subject_id))


@message_of("changed")
def changed(session: Session, due: Due, reader: Reader) -> Outgoing:
    """What was done, by whom, and how the booking is now; for those who took it, and for its organiser with the calendar file."""
    found, texts = meeting(session, due.subject_id), reader.texts
    booking = found.booking
    is_mine = booking.organiser_id == reader.member.id
    text = lines(
        _what(texts, str(due.values["verb"]), _name(session, due)),
        _others(session, texts, found, int(due.values["change"])) if is_mine else None,
        texts.t("✏️ {title}", title=booking.title) if booking.title and may_see_title(reader.member, booking) else None,
        _before(session, texts, found, int(due.values["change"])),
        *facts(texts, found),
        *(_wanted(texts, found) if not found.is_cancelled else ()),
    )
    file = file_of(session, found, reader) if is_mine else None
    return Outgoing(text, _ways_on(reader, found), file)


def _wanted(texts: Texts, found: Meeting) -> tuple[Html | None, ...]:
    return (
        needs_line(texts, found.standard, found.needs),
        *told_lines(texts, found.needs),
        breaks_line(texts, found),
    )


def _others(session: Session, texts: Texts, found: Meeting, change_id: int) -> Html | None:
    """That the same was done to other dates of the series: their organiser, and nobody else, is not told of them one by one."""
    change = session.get(BookingChange, change_id)
    count = how_many_together(session, found.id, change.at) if change and found.booking.series_id else 0
    if not count:
        return None
    return texts.n("🔁 …and {count} other date of the series", "🔁 …and {count} other dates of the series", count)


def _what(texts: Texts, verb: str, name: str) -> Html:
    return {
        "cancel": texts.t("❌ <b>{name} cancelled this booking</b>", name=name),
        "move": texts.t("🔁 <b>{name} moved this booking</b>", name=name),
        "resize": texts.t("🔁 <b>{name} changed the number of people</b>", name=name),
        "extend": texts.t("⏱ <b>{name} extended this meeting</b>", name=name),
        "shorten": texts.t("⏱ <b>{name} gave back the end of this meeting</b>", name=name),
        "tell": texts.t("💬 <b>{name} told more about this meeting</b>", name=name),
        "plan_break": texts.t("☕ <b>{name} planned a break</b>", name=name),
        "drop_break": texts.t("☕ <b>{name} took a break out</b>", name=name),
        "end": texts.t("🏁 <b>{name} ended this meeting</b>", name=name),
    }.get(verb, texts.t("🔁 <b>{name} changed this booking</b>", name=name))


def _before(session: Session, texts: Texts, found: Meeting, change_id: int) -> Html | None:
    """What it was before, in one line; the facts below say what it is."""
    change = session.get(BookingChange, change_id)
    if change is None or change.verb == "cancel":
        return None
    before, said = change.before, list[str]()
    if "starts_at" in before or "ends_at" in before:
        start = datetime.fromisoformat(before.get("starts_at", found.booking.starts_at.isoformat()))
        end = datetime.fromisoformat(before.get("ends_at", found.booking.ends_at.isoformat()))
        said.append(texts.span(start, end))
    if "room_id" in before and (room := session.get(Room, before["room_id"])):
        said.append(room_name(texts, spec_of(room)))
    if "layout" in before:
        said.append(layout_name(texts, before["layout"]))
    if "heads" in before:
        said.append(texts.n("{count} person", "{count} people", int(before["heads"])))
    return texts.t("It was: {before}", before=" · ".join(said)) if said else None


def _ways_on(reader: Reader, found: Meeting) -> Rows:
    texts = reader.texts
    if found.is_cancelled:
        return ()
    opens = (button(texts.plain("Open the booking"), "bk.show", found.id),) if may_see(reader.member, found) else ()
    works = (button(texts.plain("📋 Checklist"), "tk.open", found.id),) if reader.member.is_staff else ()
    return ((*opens, *works),)


def _name(session: Session, due: Due) -> str:
    by = int(due.values["by"])
    return names(session, [by]).get(by, "")
