"""How a meeting repeats, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from meetbot.booking.errors import SlotTaken
from meetbot.booking.series.outlook import Dated, Fate
from meetbot.booking.series.rule import LAST, ClosedDays, Repeat, Unit
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.explain import explain
from meetbot.handlers.outgoing import bare
from meetbot.settings import WEEKDAYS, Weekday
from meetbot.texts import Html, Texts

_A_MONDAY = date(2026, 11, 23)


def rule_words(texts: Texts, repeat: Repeat, first: date) -> str:
    """The rule without its end: "every Tuesday", "every 2 weeks on Monday, Friday", "每周二"."""
    rule = repeat.settled(first)
    return _RULES[rule.unit](texts, rule)


def _by_days(texts: Texts, rule: Repeat) -> str:
    if rule.every == 1:
        return texts.plain("every day")
    return bare(texts.n("every {count} day", "every {count} days", rule.every))


def _by_weeks(texts: Texts, rule: Repeat) -> str:
    days = texts.plain(", ").join(weekday(texts, name) for name in rule.weekdays)
    if rule.every == 1:
        return texts.plain("every {days}", days=days)
    return bare(texts.n("every {count} week on {days}", "every {count} weeks on {days}", rule.every, days=days))


def _by_months(texts: Texts, rule: Repeat) -> str:
    which = _of_month(texts, rule)
    if rule.every == 1:
        return texts.plain("every month on {which}", which=which)
    return bare(texts.n("every {count} month on {which}", "every {count} months on {which}", rule.every, which=which))


def _by_workdays(texts: Texts, rule: Repeat) -> str:
    return texts.plain("every workday")


def _by_list(texts: Texts, rule: Repeat) -> str:
    return bare(texts.n("on {count} chosen date", "on {count} chosen dates", len(rule.dates)))


_RULES: dict[Unit, Callable[[Texts, Repeat], str]] = {
    Unit.DAY: _by_days,
    Unit.WEEK: _by_weeks,
    Unit.MONTH: _by_months,
    Unit.WORKDAY: _by_workdays,
    Unit.DATES: _by_list,
}


def _of_month(texts: Texts, rule: Repeat) -> str:
    if rule.nth is not None:
        return nth_weekday(texts, rule.nth, rule.weekdays[0])
    if rule.day == LAST:
        return texts.plain("the last day")
    return texts.plain("day {day}", day=rule.day)


def nth_weekday(texts: Texts, nth: int, name: Weekday) -> str:
    """Which of the weekdays of a month: the first, the last."""
    day = weekday(texts, name)
    return {
        1: texts.plain("the first {weekday}", weekday=day),
        2: texts.plain("the second {weekday}", weekday=day),
        3: texts.plain("the third {weekday}", weekday=day),
        4: texts.plain("the fourth {weekday}", weekday=day),
        5: texts.plain("the fifth {weekday}", weekday=day),
        LAST: texts.plain("the last {weekday}", weekday=day),
    }[nth]


def weekday(texts: Texts, name: Weekday) -> str:
    """The weekday in full: "Tuesday", "周二"."""
    day = _A_MONDAY + timedelta(days=WEEKDAYS.index(name))
    return texts.wall(datetime.combine(day, time(12), texts.zone), "EEE" if texts.language == "zh" else "EEEE")


def end_words(texts: Texts, repeat: Repeat) -> str:
    """When the rule ends: "until Fri 18 Dec 2026", "10 times"."""
    if repeat.until is not None:
        return texts.plain("until {day}", day=texts.day(repeat.until))
    if repeat.count is not None:
        return bare(texts.n("{count} time", "{count} times", repeat.count))
    return ""


def whole_rule(texts: Texts, repeat: Repeat, first: date) -> str:
    """The rule with its end."""
    end = end_words(texts, repeat)
    rule = rule_words(texts, repeat, first)
    return texts.plain("{rule}, {end}", rule=rule, end=end) if end else rule


def closed_words(texts: Texts, closed: ClosedDays) -> str:
    """What becomes of dates on which the house is closed."""
    return {
        ClosedDays.SKIP: texts.plain("Leave them out"),
        ClosedDays.NEXT: texts.plain("On the next open day"),
        ClosedDays.PREVIOUS: texts.plain("On the open day before"),
        ClosedDays.KEEP: texts.plain("Hold them all the same"),
    }[closed]


def dated_line(texts: Texts, dated: Dated, usual_room: str) -> Html:
    """One date with what becomes of it."""
    if dated.fate is Fate.BOOKED:
        return _booked_line(texts, dated, usual_room)
    day = _day(texts, dated)
    if dated.fate is Fate.UNDECIDED:
        return texts.t(
            "⚠️ {day}: {reason}", day=_when(texts, dated), reason=reason(texts, dated.problem) if dated.problem else ""
        )
    if dated.fate is Fate.SKIPPED:
        return texts.t("⏭ {day}: left out, as you wished", day=day)
    return texts.t("⏭ {day}: left out, the house is closed", day=day)


def _booked_line(texts: Texts, dated: Dated, usual_room: str) -> Html:
    assert dated.offer is not None
    room = dated.offer.spec.name.in_(texts.language)
    if room != usual_room:
        return texts.t("🔀 {moment} · {room}", moment=_when(texts, dated), room=room)
    if dated.was_moved:
        return texts.t("🔀 {moment} instead of {day}", moment=_when(texts, dated), day=_day(texts, dated))
    return texts.t("✅ {moment}", moment=_when(texts, dated))


def reason(texts: Texts, problem: MeetbotError) -> str:
    """Why a date cannot be, in few words: many stand under each other."""
    if isinstance(problem, SlotTaken):
        return texts.plain(
            "taken {begins}–{ends}", begins=texts.time(problem.from_at), ends=texts.time(problem.until_at)
        )
    return bare(explain(texts, problem).html)


def _when(texts: Texts, dated: Dated) -> str:
    return texts.clocked(f"{short_day(texts, dated.starts_at)} {texts.time(dated.starts_at)}", dated.starts_at)


def _day(texts: Texts, dated: Dated) -> str:
    return short_day(texts, datetime.combine(dated.day, time(12), texts.zone))
