"""The five questions: day, start, length, heads, type. Each offers what is usual as buttons and takes anything typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlmodel import Session

from meetbot.handlers.booking.frame import framed
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, screen
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.keyboards import Button, Rows, in_rows
from meetbot.handlers.outgoing import Outgoing
from meetbot.settings import Hours, Site
from meetbot.texts import Html
from meetbot.times import NoSuchTime, TwiceTime, local, utc

T = TypeVar("T")
_DAYS_PAGE = 8
_STARTS_PAGE = 30
_LENGTHS = (30, 60, 90, 120, 150, 180, 210, 240)
_ENDS = 12
_OTHER_LENGTHS = (15, 45, 300, 360, 420, 480)
_HEADS = (6, 8, 10, 12, 16, 20, 30, 40, 60, 100)
# What is offered on a day on which the house is closed: somebody insists, and is asked once more.
_CLOSED_DAY = Hours(opens=time(8), closes=time(20))


@screen(Step.DAY)
def day_screen(session: Session, talk: Talk) -> Outgoing:
    """The next open days, further ones page by page."""
    texts, days = talk.texts, _open_days(talk.reader.now, talk.site)
    page, has_more = _page(days, talk.page, _DAYS_PAGE)
    question = texts.t("<b>Which day?</b> You can also write it: “3 Dec”, “Friday”, or all in one line.")
    return framed(session, talk, question, in_rows([_day_button(talk, each) for each in page], 2),
                  _pager(talk, has_more, texts.plain("Later dates ›"), texts.plain("‹ Earlier dates")))  # fmt: skip


@screen(Step.START)
def start_screen(session: Session, talk: Talk) -> Outgoing:
    """Full and half hours while the house is open, those of today that are still to come."""
    texts, day = talk.texts, talk.sketch.day
    assert day is not None
    page, has_more = _page(_starts(day, talk.reader.now, talk.site), talk.page, _STARTS_PAGE)
    buttons = [
        talk.press(_marked(texts.time(each), each == talk.sketch.start), "bk.at", int(each.timestamp()))
        for each in page
    ]
    return framed(session, talk, _start_question(talk, bool(buttons)), in_rows(buttons, 5),
                  _pager(talk, has_more, texts.plain("Later ›"), texts.plain("‹ Earlier")))  # fmt: skip


@screen(Step.LENGTH)
def length_screen(session: Session, talk: Talk) -> Outgoing:
    """Half an hour to four hours, with the end that each would have; the second page has the rarer ones."""
    texts = talk.texts
    if talk.booking is not None and talk.booking.starts_at <= talk.reader.now and talk.sketch.start:
        return _end_screen(session, talk, talk.booking.starts_at, talk.booking.ends_at)
    minutes = _OTHER_LENGTHS if talk.page else _LENGTHS
    offered = [each for each in minutes if timedelta(minutes=each) % talk.site.step == timedelta()]
    other = (talk.press(texts.plain("Other lengths ›"), "bk.page", Step.LENGTH, 1),)
    usual = (talk.press(texts.plain("‹ Usual lengths"), "bk.page", Step.LENGTH, 0),)
    question = texts.t("<b>How long?</b> You can also write it: “2 h”, “90 min”, “until 17:30”.")
    buttons = [_length_button(talk, each) for each in offered]
    return framed(session, talk, question, in_rows(buttons, 2), usual if talk.page else other)


def _end_screen(session: Session, talk: Talk, start: datetime, end: datetime) -> Outgoing:
    """A meeting that runs: until when it is needed, from the next step on; what is left is free for others."""
    texts, step = talk.texts, talk.site.step
    first = _next_step(talk.reader.now + timedelta(seconds=1), talk.site)
    count = max((end - first) // step, 0)
    spread = max(-(-count // _ENDS), 1)
    ends = [first + each * step for each in range(0, count, spread)]
    buttons = [
        talk.press(texts.plain("Until {time}", time=texts.time(each)), "bk.len", (each - start) // timedelta(minutes=1))
        for each in ends
    ]
    question = texts.t("<b>Until when do you need the room?</b> The rest is free for others at once. To go on longer, "
                       "write the end: “until 17:30”.")  # fmt: skip
    return framed(session, talk, question, in_rows(buttons, 3))


@screen(Step.HEADS)
def heads_screen(session: Session, talk: Talk) -> Outgoing:
    """Usual numbers of people."""
    buttons = [talk.press(_marked(str(each), each == talk.sketch.heads), "bk.heads", each) for each in _HEADS]
    question = talk.texts.t("<b>How many people?</b> You can also write the number.")
    return framed(session, talk, question, in_rows(buttons, 5))


@screen(Step.TYPE)
def type_screen(session: Session, talk: Talk) -> Outgoing:
    """The meeting types of the standard; layout and needs follow from the type."""
    language = talk.texts.language
    buttons = [
        talk.press(_marked(kind.name.in_(language), kind.key == talk.sketch.type), "bk.type", kind.key)
        for kind in talk.standard.types
    ]
    question = talk.texts.t(
        "<b>What kind of meeting is it?</b> Layout and service follow from it; you can change both."
    )
    return framed(session, talk, question, in_rows(buttons, 2))


def _day_button(talk: Talk, day: date) -> Button:
    texts = talk.texts
    noon = datetime.combine(day, time(12), talk.site.zone)
    label = short_day(texts, noon)
    if day == local(talk.reader.now, talk.site.zone).date():
        label = texts.plain("Today, {day}", day=label)
    return talk.press(_marked(label, day == talk.sketch.day), "bk.day", f"{day:%Y%m%d}")


def _start_question(talk: Talk, has_choice: bool) -> Html:
    texts, day = talk.texts, talk.sketch.day
    assert day is not None
    if talk.site.hours_on(day) is None:
        return texts.t("<b>From when?</b> The building is closed that day; you can book all the same if it must be.")
    if not has_choice:
        return texts.t("The building closes soon. Go back and choose another day, or write a time.")
    return texts.t("<b>From when?</b> You can also write it: “14:15”, “half past two”.")


def _length_button(talk: Talk, minutes: int) -> Button:
    texts, start, length = talk.texts, talk.sketch.start, timedelta(minutes=minutes)
    label = texts.length(length)
    if start:
        label = texts.plain("{length} · until {time}", length=label, time=texts.time(start + length))
    return talk.press(_marked(label, minutes == talk.sketch.minutes), "bk.len", minutes)


def _marked(label: str, is_chosen: bool) -> str:
    return f"● {label}" if is_chosen else label


def _open_days(now: datetime, site: Site) -> list[date]:
    """Every day that can be booked and on which the house is open, today while it still is."""
    today = local(now, site.zone).date()
    days = (today + timedelta(days=each) for each in range(site.ahead_days + 1))
    return [day for day in days if site.hours_on(day) and (day != today or _starts(day, now, site))]


def _starts(day: date, now: datetime, site: Site) -> list[datetime]:
    """The starts of a day that are still to come: half hours, before them the next step when it is sooner."""
    hours = site.hours_on(day) or _CLOSED_DAY
    starts = [start for start in _half_hours(day, hours, site) if start >= now]
    soonest = _next_step(now, site)
    opens_at = _opening(day, hours, site)
    if starts and opens_at and opens_at <= soonest < starts[0]:
        return [soonest, *starts]
    return starts


def _half_hours(day: date, hours: Hours, site: Site) -> Iterator[datetime]:
    wall, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
    wall += timedelta(minutes=-wall.minute % 30)
    while wall < closes:
        try:
            yield utc(wall, site.zone)
        except NoSuchTime:
            pass
        except TwiceTime as twice:
            yield from (twice.first, twice.second)
        wall += timedelta(minutes=30)


def _opening(day: date, hours: Hours, site: Site) -> datetime | None:
    return next(_half_hours(day, hours, site), None)


def _next_step(now: datetime, site: Site) -> datetime:
    wall = local(now, site.zone)
    over = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % site.step
    return now + (site.step - over) if over else now


def _page(choices: list[T], page: int, size: int) -> tuple[list[T], bool]:
    first = max(0, page) * size
    return choices[first : first + size], len(choices) > first + size


def _pager(talk: Talk, has_more: bool, later: str, earlier: str) -> Rows:
    back = (talk.press(earlier, "bk.page", talk.step, talk.page - 1),) if talk.page > 0 else ()
    onward = (talk.press(later, "bk.page", talk.step, talk.page + 1),) if has_more else ()
    return ((*back, *onward),)
