"""
Meetings as iCalendar (RFC 5545, RFC 5546): files sent in chat, and the event blocks that feeds are joined of.

- A file in chat: METHOD:PUBLISH, no ATTENDEE (libical refuses a PUBLISH with one), and METHOD:CANCEL with the same UID.
- A feed: many events under one heading. An event is written by the library once (1 ms) and its bytes are kept.

The same facts give the same bytes: DTSTAMP is when the booking last changed, and nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from meetbot.booking.meeting import Meeting
from meetbot.booking.rooms import RoomSpec
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.texts import Wording, one_line
from meetbot.times import MINUTE, local

if TYPE_CHECKING:  # imported when the first file is written: 3 MB that a bot does not need to start
    from icalendar import Alarm, Event, vCalAddress

Method = Literal["PUBLISH", "CANCEL"]
_PRODID = "-//meetbot//meetings//EN"
_ALARM_BEFORE = timedelta(minutes=15)
# Long enough for any booking (at most ten years ahead); fixed, so that the bytes do not change from year to year.
_ZONE_FROM, _ZONE_UNTIL = date(2020, 1, 1), date(2045, 1, 1)
# How often a program should look at a feed again.
_REFRESH = timedelta(minutes=30)
# A name of CSS, as RFC 7986 wants; programs that know it show feeds of the house alike.
_COLOR = "steelblue"
_BUSY = Wording(en="Busy", zh="已占用")
_LAYOUTS = {
    "classroom": Wording(en="Classroom", zh="课桌式"),
    "hollow_square": Wording(en="Hollow square", zh="回字式"),
    "oval": Wording(en="Oval", zh="椭圆式"),
}
_HEADS = Wording(en="{heads} people", zh="{heads}人")
_HEAD = Wording(en="1 person", zh="1人")
_BREAKS = Wording(en="Break {times}", zh="会间休息 {times}")


class View(StrEnum):
    """How much of a meeting its reader may see (C6), and whether their calendar should ring."""

    OWN = "own"  # everything, with an alarm
    FULL = "full"  # everything
    BUSY = "busy"  # room and time


@dataclass(frozen=True)
class Recurrence:
    """How an event repeats; wall times of the event's zone (naive), as a rule makes them, also where the clocks skip them."""

    rule: str  # RRULE; empty: only the dates in ``more``
    more: tuple[datetime, ...]  # RDATE
    without: tuple[datetime, ...]  # EXDATE
    first: datetime  # DTSTART
    minutes: int


@dataclass(frozen=True)
class EventFacts:
    """Everything that an event's bytes are made of."""

    uid: str
    sequence: int
    changed_at: datetime
    made_at: datetime
    start: datetime
    end: datetime
    is_cancelled: bool
    title: str
    type: str
    layout: str
    heads: int
    location: str
    office: str
    office_email: str
    zone: str
    language: str
    view: View
    named: datetime | None = None  # a wall time (naive): which date of a series this is (RECURRENCE-ID)
    recurrence: Recurrence | None = None  # of a series as a whole
    breaks: tuple[tuple[datetime, datetime], ...] = ()  # those whose end is known (M6)
    plan_url: str = ""  # where the seating plan is to be seen; empty: nowhere


def publish(meeting: Meeting, site: Site, language: str, method: Method = "PUBLISH") -> bytes:
    """The meeting as a calendar file for somebody who may see its title."""
    facts = facts_of(meeting, site, language, View.OWN)
    return joined([written(facts)], site, method=method)


def cancel(meeting: Meeting, site: Site, language: str) -> bytes:
    """The file that takes the meeting out of a calendar again."""
    facts = replace(facts_of(meeting, site, language, View.OWN), is_cancelled=True)
    return joined([written(facts)], site, method="CANCEL")


def block(meeting: Meeting, site: Site, language: str, view: View) -> bytes:
    """The meeting's VEVENT for a feed; kept by content."""
    return written(facts_of(meeting, site, language, view))


def joined(blocks: Iterable[bytes], site: Site, method: Method = "PUBLISH", name: str = "") -> bytes:
    """A whole calendar around these events. ``name`` is what a program shows beside a feed; a file has none."""
    heading, ending = _heading(method, one_line(name))
    return b"".join((heading, _zone(site.time_zone), *blocks, ending))


def location_of(spec: RoomSpec, site: Site, language: str) -> str:
    """Room, floor and building: "Room 301, 3rd floor, Riverside House", "临江大厦 三楼 301会议室"."""
    places = [spec.name, *([spec.floor] if spec.floor else []), site.name]
    words = [one_line(place.in_(language)) for place in places]
    return " ".join(reversed(words)) if language == "zh" else ", ".join(words)


def type_name(standard: Standard, key: str, language: str) -> str:
    """The meeting type in words; its key where the standard no longer has it."""
    try:
        return standard.type_(key).name.in_(language)
    except KeyError:
        return key


def facts_of(meeting: Meeting, site: Site, language: str, view: View) -> EventFacts:
    """What the event of a meeting says."""
    booking = meeting.booking
    return EventFacts(
        uid=booking.uid,
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        made_at=booking.made_at,
        start=meeting.start,
        end=meeting.end,
        is_cancelled=meeting.is_cancelled,
        title=booking.title,
        type=type_name(meeting.standard, booking.meeting_type, language),
        layout=booking.layout,
        heads=booking.heads,
        location=location_of(meeting.spec, site, language),
        office=site.office.name.in_(language),
        office_email=site.office.email,
        zone=site.time_zone,
        language=language,
        view=view,
        breaks=tuple((pause.start, pause.end) for pause in meeting.breaks if pause.end is not None),
    )


@lru_cache(maxsize=4096)
def written(facts: EventFacts) -> bytes:
    """``write``, kept by content."""
    return write(facts)


def write(facts: EventFacts) -> bytes:
    """The VEVENT, with CRLF and folded lines; never raises for what people typed."""
    from icalendar import Event

    event = Event()
    zone = ZoneInfo(facts.zone)
    event.add("uid", facts.uid)
    event.add("dtstamp", facts.changed_at.astimezone(UTC))
    event.add("created", facts.made_at.astimezone(UTC))
    event.add("last-modified", facts.changed_at.astimezone(UTC))
    event.add("sequence", facts.sequence)
    event.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    if facts.recurrence:
        _repeat(event, facts.recurrence, zone)
    else:
        event.add("dtstart", _wall(facts.start, zone))
        # A meeting that was ended in its first minute still takes up one: RFC 5545 wants an end after the start.
        event.add("dtend", _wall(max(facts.end, facts.start + MINUTE), zone))
    if facts.named:
        event.add("recurrence-id", facts.named.replace(tzinfo=zone))
    event.add("summary", _summary(facts))
    event.add("location", facts.location)
    event.add("transp", "OPAQUE")
    event["organizer"] = _office(facts)
    if facts.view is not View.BUSY:
        event.add("description", _description(facts))
        event.add("categories", [one_line(facts.type)])
        if facts.plan_url:
            event.add("attach", facts.plan_url, parameters={"FMTTYPE": "image/png"})
    if facts.view is View.OWN and not facts.is_cancelled:
        event.add_component(_alarm(facts))
    return bytes(event.to_ical())


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the zone's clock; in UTC the second time that a wall time comes, which a file cannot tell otherwise."""
    wall = moment.astimezone(zone)
    return moment.astimezone(UTC) if wall.fold else wall


def _repeat(event: Event, recurrence: Recurrence, zone: ZoneInfo) -> None:
    """
    DTSTART to EXDATE of a series, by the wall clock.

    An exact DURATION, not DTEND: RFC 5545 (3.8.5.3) takes the length of the first date for all, and that could be a night
    in which the clocks change.
    """
    from icalendar import vRecur

    event.add("dtstart", recurrence.first.replace(tzinfo=zone))
    event.add("duration", recurrence.minutes * MINUTE)
    if recurrence.rule:
        event.add("rrule", vRecur.from_ical(recurrence.rule))
    for name, walls in (("rdate", recurrence.more), ("exdate", recurrence.without)):
        for wall in walls:  # one a line: some programs read only the first of a list
            event.add(name, wall.replace(tzinfo=zone))


def _summary(facts: EventFacts) -> str:
    if facts.view is View.BUSY:
        return _BUSY.in_(facts.language)
    return one_line(facts.title) or one_line(facts.type)


def _description(facts: EventFacts) -> str:
    heads = (_HEAD if facts.heads == 1 else _HEADS).in_(facts.language).format(heads=facts.heads)
    layout = _LAYOUTS[facts.layout].in_(facts.language) if facts.layout in _LAYOUTS else facts.layout
    zone = ZoneInfo(facts.zone)
    spans = ", ".join(f"{local(start, zone):%H:%M}–{local(end, zone):%H:%M}" for start, end in facts.breaks)
    pauses = (_BREAKS.in_(facts.language).format(times=spans),) if spans else ()
    return "\n".join((one_line(facts.type), f"{heads} · {layout}", *pauses))


def _office(facts: EventFacts) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{facts.office_email}")
    # A quoted parameter cannot hold a quotation mark.
    address.params["CN"] = vText(one_line(facts.office).replace('"', "'"))
    return address


def _alarm(facts: EventFacts) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(facts))
    alarm.add("trigger", -_ALARM_BEFORE)
    return alarm


@lru_cache(maxsize=64)
def _heading(method: Method, name: str) -> tuple[bytes, bytes]:
    """What stands before and after the events."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("color", _COLOR)
        calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{_REFRESH // MINUTE}M")
    written = bytes(calendar.to_ical())
    ending = b"END:VCALENDAR\r\n"
    return written.removesuffix(ending), ending


@lru_cache(maxsize=8)
def _zone(name: str) -> bytes:
    from icalendar import Timezone

    zone = ZoneInfo(name)
    component = Timezone.from_tzinfo(zone, first_date=_ZONE_FROM, last_date=_ZONE_UNTIL)
    component.pop("COMMENT", None)
    for change in component.subcomponents:
        _correct(change, zone)
    return bytes(component.to_ical())


def _correct(change: Any, zone: ZoneInfo) -> None:
    """
    Write when the clocks change in the time before the change (RFC 5545, 3.6.5).

    The library gives the first moment after it for the spring change, so that programs which follow the file would
    change an hour late.
    """
    before, after = change["TZOFFSETFROM"].td, change["TZOFFSETTO"].td
    onset = change["DTSTART"].dt
    just_before = ((onset - before).replace(tzinfo=UTC) - timedelta(seconds=1)).astimezone(zone)
    if before == after or just_before.utcoffset() == before:
        return
    later = [moment.dt for moment in change["RDATE"].dts] if "RDATE" in change else []
    del change["DTSTART"]
    change.pop("RDATE", None)
    change.add("dtstart", onset - (after - before))
    if later:
        change.add("rdate", [moment - (after - before) for moment in later])
