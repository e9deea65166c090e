"""The run sheet of a day as a PDF, for those who like to carry paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from meetbot.booking.models import Booking
from meetbot.checklists.items import Item
from meetbot.checklists.view import Checklist, checklists
from meetbot.handlers.floor import words
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Attachment, Outgoing, bare
from meetbot.handlers.papers.seeing import seen
from meetbot.handlers.routing import Press
from meetbot.handlers.told import said_for, told_line
from meetbot.handlers.turn import Turn
from meetbot.papers.run_sheet import Part, Row, RunSheet, SheetMeeting, run_sheet_pdf
from meetbot.people.members import Member
from meetbot.people.roles import STAFF
from meetbot.standard.document import Phase
from meetbot.texts import Texts
from meetbot.times import local, utc

_KEPT = 8


async def send_day(turn: Turn, booking_id: int) -> None:
    """All meetings of this meeting's day."""
    texts = turn.texts
    day, found = await turn.read(_of_day, booking_id, turn.me, texts)
    await turn.toast()
    sheet = await turn.work(sheet_of, texts, day, found, turn.now)
    content = await turn.work(_printed, sheet, turn.parts.site.extra_font)
    caption = texts.n(
        "<b>🖨 Run sheet of {day}</b>: {count} meeting", "<b>🖨 Run sheet of {day}</b>: {count} meetings", len(found),
        day=texts.day(day),
    )  # fmt: skip
    await turn.reply(Outgoing(caption, attachment=Attachment(content, f"run-sheet-{day.isoformat()}.pdf")))


def _of_day(session: Session, booking_id: int, member: Member, texts: Texts) -> tuple[date, list[Checklist]]:
    day = local(seen(session, booking_id, member).start, texts.zone).date()
    first, last = (utc(datetime.combine(each, time()), texts.zone) for each in (day, day + timedelta(days=1)))
    ids = select(Booking.id).where(
        col(Booking.starts_at) >= first, col(Booking.starts_at) < last, col(Booking.cancelled_at).is_(None)
    )
    return day, checklists(session, [id_ for id_ in session.exec(ids) if id_ is not None])


@lru_cache(maxsize=_KEPT)
def _printed(sheet: RunSheet, extra: Path | None) -> bytes:
    return run_sheet_pdf(sheet, extra)


def sheet_of(texts: Texts, day: date, found: list[Checklist], now: datetime) -> RunSheet:
    """The day on paper; titles are on it, it is for the staff."""
    return RunSheet(
        title=texts.plain("Run sheet of {day}", day=texts.day(day)),
        subtitle=texts.plain("As of {moment}. The bot's checklist counts; what changes later is there.",
                             moment=texts.house.moment(now)),
        page=texts.plain("Page {number}", number="{number}"),
        meetings=tuple(_meeting(texts, each, day) for each in found),
    )  # fmt: skip


def _meeting(texts: Texts, found: Checklist, day: date) -> SheetMeeting:
    meeting = found.meeting
    span = f"{texts.time(meeting.event.start)}–{texts.time(meeting.event.end)}"
    facts = (words.subject(texts, meeting), words.setting(texts, meeting), words.people(texts, found.takers))
    return SheetMeeting(
        heading=texts.plain("{room} · {span}", span=span, room=room_name(texts, meeting.spec)),
        facts=" · ".join(filter(None, facts)),
        parts=tuple(_parts(texts, found, day)),
    )


def _parts(texts: Texts, found: Checklist, day: date) -> Iterator[Part]:
    for phase in Phase:
        rows = tuple(
            Row(
                due=_due(texts, entry.item.due_at, day),
                title=words.name_of(texts, entry.item),
                quality=_quality(texts, found, entry.item),
                is_done=entry.state.is_done,
            )
            for entry in found.entries
            if entry.item.phase is phase
        )
        if rows:
            yield Part(words.phase_name(texts, phase), rows)


def _quality(texts: Texts, found: Checklist, item: Item) -> str:
    """How it should be; what the organiser said about it comes first."""
    if item.is_round:
        return ""
    about, needs = said_for(found.meeting.needs, item), found.meeting.needs
    said = bare(told_line(texts, needs, about) or "") if about else ""
    return " · ".join(filter(None, (said, item.words.quality.in_(texts.language))))


def _due(texts: Texts, moment: datetime, day: date) -> str:
    """The time; the day before is marked by a minus, a day after by a plus."""
    other = local(moment, texts.zone).date()
    sign = "" if other == day else ("−" if other < day else "+")
    return f"{sign}{texts.time(moment)}"


PRESSES = (Press("pa.day", send_day, (int,), STAFF),)
