"""What somebody says about how a meeting repeats, on the draft: of a new booking, or of the dates of a series that are changed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from meetbot.booking.phrases import Reading
from meetbot.booking.series.dates import days
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.handlers.booking.series.words import rule_words
from meetbot.handlers.booking.sketch import Sketch
from meetbot.handlers.booking.talk import Talk
from meetbot.settings import WEEKDAYS
from meetbot.times import local


def rule_now(talk: Talk) -> Repeat | None:
    """The rule that was said; else the one of the series whose dates are changed."""
    return talk.sketch.repeat or talk.rule


def ending_as_now(talk: Talk, repeat: Repeat) -> Repeat:
    """
    The rule with its own end; where it has none, with the end that stands.

    A series that was made ends on its last date: for other days of the week, or of the month, that means the end of that week
    or month, so that the last one moves along.
    """
    known = rule_now(talk)
    if known is None or not repeat.is_endless or known.is_endless or known.unit is Unit.DATES:
        return repeat
    until = known.until
    if talk.rule is not None and until is not None and talk.sketch.repeat is None:
        until = _whole_period(repeat.unit, until)
    return repeat.model_copy(update={"until": until, "count": known.count})


def _whole_period(unit: Unit, last: date) -> date:
    if unit is Unit.WEEK:
        return last + timedelta(days=6 - last.weekday())
    return last.replace(day=monthrange(last.year, last.month)[1]) if unit is Unit.MONTH else last


def repeating(talk: Talk, sketch: Sketch, repeat: Repeat, day: date | None) -> Sketch:
    """By this rule. A single booking that was made does not begin to repeat: that is said to be not understood."""
    if talk.booking is not None and talk.rule is None:
        words = rule_words(talk.texts, repeat, day or local(talk.booking.starts_at, talk.site.zone).date())
        return sketch.shown(unread=(*sketch.unread, words))
    return sketch.shown(repeat=ending_as_now(talk, repeat), choices={})


def is_another_meeting(talk: Talk, reading: Reading) -> bool:
    """Whether the line names one moment that the rule of the draft does not have: "tomorrow 15:00" is no Wednesday's."""
    rule = talk.sketch.repeat
    if rule is None or talk.booking is not None or reading.start is None or rule.unit is not Unit.WEEK:
        return False
    return bool(rule.weekdays) and WEEKDAYS[reading.start.weekday()] not in rule.weekdays


def of_the_series(talk: Talk, reading: Reading) -> Reading:
    """
    The line as it is meant for dates that are changed: the time for all of them, and the day only where it says since when.

    A rule by itself begins at once, and here it begins with the date at hand.
    """
    if talk.rule is None or reading.repeat is None or talk.sketch.day is None:
        return reading
    length = reading.end - reading.start if reading.start and reading.end else reading.length
    return replace(reading, start=None, end=None, day=_since(talk, reading), length=length)


def _since(talk: Talk, reading: Reading) -> date | None:
    """The day that the line names, where the rule alone would not begin there."""
    begins, rule = talk.sketch.day, reading.repeat
    assert begins is not None
    assert rule is not None
    if reading.day is None or reading.day < begins:
        return begins
    by_rule = next(days(rule.settled(begins), begins, talk.site, reading.day), None)
    return begins if by_rule in (None, reading.day) else reading.day
