"""
From a line to its reading, in stages that each rewrite the items of the one before.

Words -> plain clock times -> heads -> lengths -> what repeats, or dates in a row -> days -> spoken clock times -> spans -> rooms by number -> titles -> answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from meetbot.booking.phrases import clock, days, ends, heads, lengths, repeats, weekdays
from meetbot.booking.phrases.answers import Answers
from meetbot.booking.phrases.items import Item, grammar, rewrite
from meetbot.booking.phrases.listed import rows_of_dates
from meetbot.booking.phrases.moments import OpenHours, times
from meetbot.booking.phrases.reading import Reading, in_zone
from meetbot.booking.phrases.repeating import rule_of
from meetbot.booking.phrases.titles import titled
from meetbot.booking.phrases.vocabulary import RoomName
from meetbot.booking.phrases.words import fold, items_of, rooms_by_number
from meetbot.texts import one_line

__all__ = ["RoomName", "read"]

# Nobody books in more words; the rest is named as not understood, and time stays bounded whatever is pasted.
LONGEST_LINE = 1000
_PLAIN_TIMES = grammar(*clock.PLAIN)
_HEADS = grammar(*heads.RULES)
_LENGTHS = grammar(*lengths.RULES)
_DAYS = grammar(*days.RULES)
_DAY_RANGES = grammar(*days.RANGES)
_SPOKEN = grammar(*clock.SPOKEN)
_PARTS = grammar(*clock.PARTS)
_SPANS = grammar(*clock.SPANS)


def read(
    text: str,
    now: datetime,
    zone: ZoneInfo,
    language: str | None = None,
    rooms: Sequence[RoomName] = (),
    hours: OpenHours | None = None,
) -> Reading:
    """
    What ``text`` says about a booking, at ``now`` on the wall clock of ``zone``. Never raises, whatever the text.

    A time that has passed today stays today: the caller refuses it. A time without a day, or a day without a time, gives no
    start. ``language`` is the reader's interface language: only "zh" makes "12/5" the fifth of December. ``hours`` (a
    site's ``hours_on``) is what "all day" means; without them (none given, a closed day) all day is asked back.
    """
    line, rest = text[:LONGEST_LINE], text[LONGEST_LINE:].strip()
    today = days.Today(now.astimezone(zone).date(), language == "zh")
    answers = Answers(_rewritten(fold(line), rooms, today))
    rule = rule_of(answers, today.day)
    when = times(answers, now, zone, hours, rule)
    said = {kind: answers.single(kind) for kind in ("heads", "layout", "type", "room", "title")}
    return Reading(
        start=in_zone(when.start, zone) if when.start else None,
        end=in_zone(when.end, zone) if when.end else None,
        heads=said["heads"],
        layout=said["layout"],
        type=said["type"],
        room=said["room"],
        title=_title(line, said["title"]),
        not_understood=(*answers.left(line), *((rest,) if rest else ())),
        words=answers.words(line),
        day=when.day,
        until_day=when.until_day,
        at=when.at,
        length=when.length,
        part=when.part,
        all_day=when.all_day,
        problems=when.problems,
        repeat=rule.from_(when.day) if rule else None,
    )


def _rewritten(folded: str, rooms: Sequence[RoomName], today: days.Today) -> list[Item]:
    items = items_of(folded, rooms)
    for rules in (_PLAIN_TIMES, _HEADS, _LENGTHS):
        items = rewrite(items, rules)
    says_repeat = repeats.repeats(items)
    if says_repeat:
        items = weekdays.split_up(rewrite(weekdays.joined(weekdays.with_hours(items), folded), repeats.REPEATS))
    else:
        items = rows_of_dates(items, folded)
    items = rewrite(days.resolved(rewrite(items, _DAYS), today), _DAY_RANGES)
    if says_repeat and any(item.kind == "repeat" for item in items):
        items = ends.resolved(rewrite(items, ends.ENDS), today)
    for rules in (_SPOKEN, _PARTS, _SPANS):
        items = rewrite(items, rules)
    return titled(_with_room_numbers(items, rooms_by_number(tuple(rooms))))


def _with_room_numbers(items: Sequence[Item], codes: dict[str, str]) -> list[Item]:
    """A number that nothing else explains is the room that has it in its name."""
    return [
        Item("room", codes[item.value.digits], item.start, item.end)
        if item.kind == "number" and item.value.digits in codes
        else item
        for item in items
    ]


def _title(line: str, place: tuple[int, int] | None) -> str | None:
    if place is None:
        return None
    return one_line(line[slice(*place)]).strip("的 ") or None
