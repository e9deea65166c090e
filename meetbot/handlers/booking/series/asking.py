"""How a booking repeats, a new one or the dates of a series that are changed: the rule, its end, what becomes of closed days. Each is a button or a few words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlmodel import Session

from meetbot.booking.series.rule import LAST, ClosedDays, Repeat, Unit
from meetbot.errors import NotFound
from meetbot.handlers.booking.frame import framed
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.phrase import NotRead, as_written, reading_of, says_something, with_reading
from meetbot.handlers.booking.series.hearing import ending_as_now, rule_now
from meetbot.handlers.booking.series.words import closed_words, rule_words
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, screen
from meetbot.handlers.keyboards import Button, in_rows
from meetbot.handlers.outgoing import Outgoing
from meetbot.settings import WEEKDAYS
from meetbot.times import local

_COUNTS = (4, 6, 8, 10, 12, 20)
_MONTHS = (1, 3, 6)
_NUMBER = re.compile(r"(\d{1,4})\s*(?:times|dates|x|次|回)?")
_BETWEEN = re.compile(r"\s*(?:[,，、;；]|\band\b|和|及)\s*")
_DIGIT = re.compile(r"[\d一二三四五六七八九十]")
# Longer lists are judged by the site's own limit; this one keeps a pasted novel from being read piece by piece.
_MOST_LISTED = 60
ONCE = "once"


@screen(Step.REPEAT)
def repeat_screen(session: Session, talk: Talk) -> Outgoing:
    """The rules that begin on the chosen day."""
    texts, first = talk.texts, talk.sketch.day
    assert first is not None
    now = rule_now(talk)
    buttons = [_rule_button(talk, key, rule, first, now) for key, rule in _rules(first).items()]
    once = (talk.press(texts.plain("Once only"), "bk.rep", ONCE),) if talk.sketch.repeat and not talk.booking else ()
    question = texts.t(
        "<b>How does it repeat?</b> You can also write it: “every Monday and Thursday”, “every two weeks”, “3 Dec, 10 Dec, 14 Jan”."
    )
    return framed(session, talk, question, in_rows(buttons, 1), once)


def _rules(first: date) -> dict[str, Repeat]:
    """What usually begins on a day, by the name in a code."""
    day = WEEKDAYS[first.weekday()]
    nth, is_last = (first.day - 1) // 7 + 1, first.day + 7 > monthrange(first.year, first.month)[1]
    rules = {
        "week": Repeat(unit=Unit.WEEK, weekdays=(day,)),
        "week2": Repeat(unit=Unit.WEEK, every=2, weekdays=(day,)),
        "day": Repeat(unit=Unit.DAY),
        "workday": Repeat(unit=Unit.WORKDAY),
        "month": Repeat(unit=Unit.MONTH, day=first.day),
        "nth": Repeat(unit=Unit.MONTH, nth=nth, weekdays=(day,)),
    }
    return {**rules, "last": Repeat(unit=Unit.MONTH, nth=LAST, weekdays=(day,))} if is_last and nth < 5 else rules


def _rule_button(talk: Talk, key: str, rule: Repeat, first: date, now: Repeat | None) -> Button:
    label = rule_words(talk.texts, rule, first)
    label = label[:1].upper() + label[1:]
    chosen = now and now.settled(first)
    is_chosen = chosen and rule.settled(first) == chosen.model_copy(
        update={"until": None, "count": None, "closed": rule.closed}
    )
    return talk.press(f"● {label}" if is_chosen else label, "bk.rep", key)


def repeats(session: Session, talk: Talk, key: str) -> Heard:
    """By this rule; then its end is asked, of a series that is changed only where it has none. Raises NotFound for a forged one."""
    if key == ONCE:
        return Heard(talk.sketch.with_(repeat=None, choices={}))
    rule = _rules(talk.sketch.day).get(key) if talk.sketch.day else None
    if rule is None:
        raise NotFound
    if talk.booking is not None:
        return Heard(talk.sketch.with_(repeat=_unless_as_now(talk, ending_as_now(talk, rule)), choices={}))
    return Heard(talk.sketch.shown(repeat=rule, choices={}, step=Step.ENDS))


def _unless_as_now(talk: Talk, rule: Repeat) -> Repeat | None:
    """Nothing where the series has this very rule, whenever it ends."""
    first, known = talk.sketch.day, talk.rule
    assert first is not None
    if known is None or rule.settled(first) != known.settled(first).model_copy(update={"until": rule.until}):
        return rule
    return None


@as_written(Step.REPEAT)
def repeats_as_said(session: Session, talk: Talk, text: str) -> Heard:
    """By words: a rule ("every two weeks"), or a list of further dates ("3 Dec, 10 Dec and 14 Jan")."""
    dates = _listed(session, talk, text)
    if dates:
        return Heard(talk.sketch.with_(repeat=Repeat(unit=Unit.DATES, dates=dates), choices={}))
    reading = reading_of(session, text, talk.reader)
    return with_reading(talk, reading) if says_something(reading) else Heard(talk.sketch, NotRead(text))


def _listed(session: Session, talk: Talk, text: str) -> tuple[date, ...]:
    """The dates of a list with the day that was chosen first; none where the words are no list of dates."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) < 2 or len(parts) > _MOST_LISTED or talk.sketch.day is None:
        return ()
    found = [reading_of(session, part, talk.reader) for part in parts if _DIGIT.search(part)]
    days = {each.day for each in found if each.day and not (each.not_understood or each.repeat or each.at)}
    return tuple(sorted({*days, talk.sketch.day})) if len(found) == len(parts) == len(days) else ()


@screen(Step.ENDS)
def ends_screen(session: Session, talk: Talk) -> Outgoing:
    """So many times, or until a day."""
    texts, first = talk.texts, talk.sketch.day
    assert first is not None
    counts = [talk.press(texts.plain("{count} times", count=count), "bk.ends", f"c{count}") for count in _COUNTS]
    days = [
        talk.press(texts.plain("Until {day}", day=texts.day(day)), "bk.ends", f"u{day:%Y%m%d}")
        for day in _ends(talk, first)
    ]
    question = texts.t("<b>Until when?</b> You can also write it: “15 times”, “until 18 Dec”.")
    return framed(session, talk, question, in_rows(counts, 3), in_rows(days, 1))


def _ends(talk: Talk, first: date) -> list[date]:
    """The end of this year and some months later, as far as one may book."""
    last = local(talk.reader.now, talk.site.zone).date() + timedelta(days=talk.site.ahead_days)
    days = {date(first.year, 12, 31), *(first + timedelta(days=round(30.44 * months)) for months in _MONTHS)}
    return sorted(day for day in days if first < day <= last)


def ends(session: Session, talk: Talk, code: str) -> Heard:
    """By the code of a button: ``c10`` is ten times, ``u20261218`` until that day. Raises NotFound."""
    repeat = rule_now(talk)
    if repeat is None:
        raise NotFound
    if code[:1] == "c" and code[1:].isdecimal() and 0 < int(code[1:]) < 100_000:
        return Heard(talk.sketch.with_(repeat=repeat.counted(int(code[1:]))))
    try:
        until = datetime.strptime(code, "u%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise NotFound from None
    return Heard(talk.sketch.with_(repeat=repeat.ending(until)))


@as_written(Step.ENDS)
def ends_as_said(session: Session, talk: Talk, text: str) -> Heard:
    """By words: a number of times, or a day."""
    repeat = rule_now(talk)
    if repeat is None:
        raise NotFound
    if number := _NUMBER.fullmatch(text.strip().lower()):
        return ends(session, talk, f"c{int(number[1])}")
    for said in (f"every day {text}", f"every day until {text}", f"每天{text}", f"每天到{text}"):
        found = reading_of(session, said, talk.reader)
        if found.repeat is not None and not found.repeat.is_endless and not found.not_understood:
            return Heard(
                talk.sketch.with_(
                    repeat=repeat.model_copy(update={"until": found.repeat.until, "count": found.repeat.count})
                )
            )
    return Heard(talk.sketch, NotRead(text))


@screen(Step.CLOSED)
def closed_screen(session: Session, talk: Talk) -> Outgoing:
    """Left out, moved, or held all the same."""
    repeat = rule_now(talk)
    now = repeat.closed if repeat else ClosedDays.SKIP
    buttons = [
        talk.press(f"{'● ' if each is now else ''}{closed_words(talk.texts, each)}", "bk.shut", each)
        for each in ClosedDays
    ]
    return framed(session, talk, talk.texts.t("<b>When the house is closed on a date?</b>"), in_rows(buttons, 1))


def shut(session: Session, talk: Talk, name: str) -> Heard:
    """What becomes of dates on which the house is closed. Raises NotFound."""
    repeat = rule_now(talk)
    if repeat is None or name not in set(ClosedDays):
        raise NotFound
    return Heard(talk.sketch.with_(repeat=repeat.model_copy(update={"closed": ClosedDays(name)})))
