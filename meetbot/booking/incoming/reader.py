"""The door: a foreign calendar's bytes as plain values, with what could not be read named beside them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from meetbot.booking.incoming.content import Component, Property, components, unescaped
from meetbot.booking.incoming.moments import BadTime, When, duration, every_when, until, when
from meetbot.booking.incoming.repeating import NotFollowed, Rule, read_rule
from meetbot.booking.incoming.values import Attendee, Doubt, Event, Incoming, Unread, Why
from meetbot.booking.incoming.zones import Zones, zones_of
from meetbot.texts import one_line, shorten

_LONGEST_TEXT: Final = 300
_LONGEST_UID: Final = 500
_MOST_ATTENDEES: Final = 1000
_MOST_LISTED: Final = 2000
_LONGEST_EVENT: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)


class _Passed(Exception):
    def __init__(self, why: Why) -> None:
        self.why = why


def read_calendar(content: bytes, site: tzinfo) -> Incoming:
    """
    The events of a calendar. Times that name no zone (or one that nobody knows) are taken as ``site``'s, and doubted.

    Raises NotACalendar, CalendarTooBig, BrokenOff, LineTooLong, TooDeep, TooManyParts; never anything else.
    """
    calendars, charset = components(content)
    zones = zones_of(calendars, site)
    method = next((found for each in calendars if (found := one_line(each.text("METHOD")).upper())), "")
    name = next((found for each in calendars if (found := _name(each))), "")
    events: list[Event] = []
    unread: list[Unread] = []
    for component in (part for each in calendars for part in each.parts if part.name == "VEVENT"):
        try:
            events.append(_event(component, zones, needs_time=method not in {"REPLY", "REFRESH", "CANCEL"}))
        except _Passed as passed:
            unread.append(Unread(_text(component, "SUMMARY"), passed.why))
    return Incoming(shorten(method, 20), name, charset, tuple(events), tuple(unread))


def _name(calendar: Component) -> str:
    return _text(calendar, "NAME") or _text(calendar, "X-WR-CALNAME")


def _text(component: Component, name: str) -> str:
    return shorten(one_line(component.text(name)), _LONGEST_TEXT)


def _event(component: Component, zones: Zones, *, needs_time: bool) -> Event:
    uid = one_line(component.text("UID"))
    if not uid or len(uid) > _LONGEST_UID:
        raise _Passed(Why.NO_UID)
    doubts = {Doubt.CUT for name in ("SUMMARY", "LOCATION") if len(one_line(component.text(name))) > _LONGEST_TEXT}
    start, end = _span(component, zones, needs_time=needs_time)
    original = _time(component, "RECURRENCE-ID", zones)
    rule = _rule(component, zones)
    doubts |= {each.doubt for each in (start, original) if each and each.doubt}
    return Event(
        uid=uid,
        sequence=_number(component.text("SEQUENCE")),
        stamp=_stamp(component, zones),
        summary=_text(component, "SUMMARY"),
        location=_text(component, "LOCATION"),
        comment=_text(component, "COMMENT"),
        organizer=_address(component.first("ORGANIZER")),
        attendees=tuple(_attendee(each) for each in component.every("ATTENDEE")[:_MOST_ATTENDEES]),
        is_cancelled=component.text("STATUS").strip().upper() == "CANCELLED",
        is_free=component.text("TRANSP").strip().upper() == "TRANSPARENT",
        is_all_day=start is not None and start.is_day,
        start=start.moment if start else None,
        end=end,
        wall=start.wall if start else None,
        zone=start.zone if start else zones.default,
        recurrence_id=original.moment if original else None,
        rule=rule,
        more_dates=tuple(sorted(_listed(component, "RDATE", zones, start))),
        except_dates=frozenset(_listed(component, "EXDATE", zones, start)),
        doubts=frozenset(doubts),
    )


def _span(component: Component, zones: Zones, *, needs_time: bool) -> tuple[When | None, datetime | None]:
    """When it starts and the moment it ends; none where it names no time and needs none."""
    start = _time(component, "DTSTART", zones)
    if start is None:
        if needs_time:
            raise _Passed(Why.NO_START)
        return None, None
    ends = _end(component, zones, start)
    if ends <= start.moment and needs_time:
        raise _Passed(Why.NO_LENGTH)
    if ends - start.moment > _LONGEST_EVENT:
        raise _Passed(Why.TOO_LONG)
    return start, ends


def _end(component: Component, zones: Zones, start: When) -> datetime:
    said, ends = component.text("DURATION"), _time(component, "DTEND", zones)
    if ends is not None:
        return ends.moment
    try:
        if said:
            length = duration(said)
            # Days of a duration are calendar days: across a change of the clocks the wall time stays.
            return When(start.wall + timedelta(days=length.days), start.zone).moment + timedelta(seconds=length.seconds)
        return When(start.wall + (_DAY if start.is_day else timedelta()), start.zone).moment
    except (BadTime, OverflowError):
        raise _Passed(Why.BAD_TIME) from None


def _time(component: Component, name: str, zones: Zones) -> When | None:
    said = component.first(name)
    if said is None:
        return None
    if said.parameters.get("RANGE"):
        raise _Passed(Why.RULE)  # "this and all following" is not followed
    try:
        return when(said, zones)
    except BadTime:
        raise _Passed(Why.BAD_TIME) from None


def _stamp(component: Component, zones: Zones) -> datetime | None:
    said = component.first("DTSTAMP")
    try:
        return when(said, zones).moment if said else None
    except BadTime:
        return None


def _rule(component: Component, zones: Zones) -> Rule | None:
    said = component.every("RRULE")
    if component.first("EXRULE") or len(said) > 1:
        raise _Passed(Why.RULE)
    if not said:
        return None
    try:
        ends: datetime | date | None = until(said[0].value, zones)
        return read_rule(said[0].value, ends)
    except (BadTime, NotFollowed):
        raise _Passed(Why.RULE) from None


def _listed(component: Component, name: str, zones: Zones, start: When | None) -> set[datetime]:
    """The moments of EXDATE or RDATE; a bare date in the list of a timed event means that day's occurrence."""
    try:
        found = [each for said in component.every(name) for each in every_when(said, zones)]
    except BadTime:
        raise _Passed(Why.BAD_TIME) from None
    if len(found) > _MOST_LISTED:
        raise _Passed(Why.TOO_MANY_DATES)
    return {_at_start(each, start).moment for each in found}


def _at_start(each: When, start: When | None) -> When:
    if not each.is_day or start is None or start.is_day:
        return each
    return When(datetime.combine(each.wall.date(), start.wall.time()), start.zone)


def _number(said: str) -> int:
    said = said.strip()
    # SQL integers end at nine digits and a bit; a SEQUENCE never comes near.
    return int(said) if said.isdecimal() and len(said) <= 9 else 0


def _attendee(said: Property) -> Attendee:
    return Attendee(
        _address(said),
        shorten(one_line(said.parameters.get("CN", "")), _LONGEST_TEXT),
        one_line(said.parameters.get("PARTSTAT", "NEEDS-ACTION")).upper()[:20],
        _bare(said.parameters.get("SENT-BY", "")),
    )


def _address(said: Property | None) -> str:
    return _bare(unescaped(said.value)) if said else ""


def _bare(address: str) -> str:
    """The address without ``mailto:``, in small letters."""
    return shorten(one_line(address), _LONGEST_TEXT).lower().removeprefix("mailto:").strip()
