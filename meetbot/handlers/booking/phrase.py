"""What somebody writes to the booking conversation: an answer to its question, or a whole line, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from meetbot.booking.errors import EndBeforeStart
from meetbot.booking.phrases import Reading, RoomName, read
from meetbot.booking.rooms import bookables
from meetbot.booking.rules import LONGEST_TITLE, clean_title
from meetbot.errors import MeetbotError, NotFound
from meetbot.handlers.booking.hearing import Heard, placed, sound
from meetbot.handlers.booking.series.hearing import is_another_meeting, of_the_series, repeating
from meetbot.handlers.booking.sketch import Sketch, Step, type_in
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.cards import Reader
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts, shorten
from meetbot.times import local

_NUMBER = re.compile(r"\d{1,9}")
_UNTIL = re.compile(r"(?i)^(until|till|til|to|-|–|—|到|至|直到)\s*")
_MOST_TITLES = 2  # buttons for leftover words; a line with more of them is a story
_CLOCK = "{:%Y-%m-%d %H:%M}"


@dataclass(unsafe_hash=True)
class NotRead(MeetbotError):
    """Words that say nothing about a booking."""

    words: str


@dataclass(unsafe_hash=True)
class NoWords(MeetbotError):
    """A sticker or a picture came where words were asked for."""


Written = Callable[[Session, Talk, str], Heard]
_AS_WRITTEN: dict[Step, Written] = {}


def as_written(step: Step) -> Callable[[Written], Written]:
    """Register what reads the words on this step; they are no phrase about time and people."""

    def register(function: Written) -> Written:
        _AS_WRITTEN[step] = function
        return function

    return register


@explains(NotRead)
def _not_read(texts: Texts, error: NotRead) -> Outgoing:
    return Outgoing(texts.t("I could not read “{words}”. Press a button or write it another way.",
                            words=shorten(error.words, 60)))  # fmt: skip


@explains(NoWords)
def _no_words(texts: Texts, error: NoWords) -> Outgoing:
    return Outgoing(texts.t("I can only read words here. Press a button or write your answer."))


def reading_of(session: Session, text: str, reader: Reader) -> Reading:
    """The line as the phrase reader understands it in this house."""
    rooms = [RoomName(room.spec.code, room.spec.name.en, room.spec.name.zh) for room in bookables(session)]
    site = reader.parts.site
    return read(text, reader.now, site.zone, reader.member.language, rooms, site.hours_on)


def heard(session: Session, talk: Talk, text: str) -> Heard:
    """The draft with what was written. Words that say nothing are the title on the whole card, a NotRead elsewhere."""
    if not text:
        return Heard(talk.sketch, NoWords())
    if talk.step in _AS_WRITTEN:
        return _AS_WRITTEN[talk.step](session, talk, text)
    answer = _answer(session, talk, text)
    if answer is not None:
        return answer
    reading = reading_of(session, text, talk.reader)
    if says_something(reading):
        return with_reading(talk, reading)
    if talk.step is Step.WHOLE:
        return entitled(talk.sketch, text)
    return Heard(talk.sketch, _in_zone(reading.problems[0], talk) if reading.problems else NotRead(text))


@as_written(Step.TITLE)
def _title(session: Session, talk: Talk, text: str) -> Heard:
    return entitled(talk.sketch, text)


def entitled(sketch: Sketch, title: str) -> Heard:
    """The draft with this title, or why not."""
    try:
        return Heard(sketch.with_(title=clean_title(title), titles=()))
    except MeetbotError as problem:
        return Heard(sketch.shown(step=Step.TITLE), problem)


def with_leftover(sketch: Sketch, place: int) -> Heard:
    """The draft with the words that nobody understood as its title. Raises NotFound."""
    if not 0 <= place < len(sketch.titles):
        raise NotFound
    title = sketch.titles[place]
    return entitled(sketch.shown(unread=tuple(words for words in sketch.unread if words != title)), title)


def says_something(reading: Reading) -> bool:
    """Whether anything at all was understood."""
    said = (reading.start, reading.day, reading.at, reading.length, reading.heads, reading.layout)
    return any(each is not None for each in (*said, reading.type, reading.room, reading.title, reading.repeat))


def is_booking(reading: Reading) -> bool:
    """Whether a sentence out of the blue asks for a room: it names a time, or a day and something else."""
    more = (reading.heads, reading.length, reading.layout, reading.type, reading.room)
    return reading.start is not None or (reading.day is not None and any(each is not None for each in more))


def _answer(session: Session, talk: Talk, text: str) -> Heard | None:
    """A bare answer that means something only after its question: "20", "14", "until 17:30"."""
    number = int(text) if _NUMBER.fullmatch(text.strip()) else None
    if talk.step is Step.HEADS and number is not None:
        return sound(talk, talk.sketch.with_(heads=number))
    if talk.step is Step.START and number is not None and number < 24:
        return placed(talk, talk.sketch, time(number))
    if talk.step is Step.LENGTH and talk.sketch.start:
        return _length(session, talk, text, number)
    if number is not None:
        return Heard(talk.sketch, NotRead(text))  # people, an hour, a room: too much it could be
    return _until(session, talk, text) if talk.step is Step.WHOLE else None


def _length(session: Session, talk: Talk, text: str, number: int | None) -> Heard | None:
    """A number is hours when it is small, else minutes; a clock time is the end."""
    if number is not None:
        minutes = number * 60 if number < 15 else number
        return sound(talk, talk.sketch.with_(minutes=minutes, closed_ok=False))
    until = _until(session, talk, text)
    if until is not None:
        return until
    assert talk.sketch.start is not None
    start = local(talk.sketch.start, talk.site.zone)
    alone = reading_of(session, text, talk.reader)
    if alone.length is None and alone.at is not None and not alone.not_understood:
        end = start.replace(hour=alone.at.hour, minute=alone.at.minute)
        end += timedelta(days=1) if end <= start else timedelta()
        return sound(talk, talk.sketch.with_(minutes=_minutes(talk.sketch.start, end), closed_ok=False))
    return None


def _until(session: Session, talk: Talk, text: str) -> Heard | None:
    """The end, when nothing else is said: "until 17:30", "到5点半"."""
    if not _UNTIL.match(text) or talk.sketch.start is None:
        return None
    start = local(talk.sketch.start, talk.site.zone)
    ending = reading_of(session, f"{_CLOCK.format(start)} - {_UNTIL.sub('', text)}", talk.reader)
    if ending.end is None or ending.not_understood:
        return None
    return sound(talk, talk.sketch.with_(minutes=_minutes(talk.sketch.start, ending.end), closed_ok=False))


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60


def with_reading(talk: Talk, reading: Reading) -> Heard:
    """The draft with everything that the line says; what it does not say stays."""
    titles = tuple(words for words in reading.words if len(words) <= LONGEST_TITLE)[:_MOST_TITLES]
    sketch = talk.sketch.shown(unread=reading.not_understood, titles=titles)
    if reading.type:
        sketch = sketch.of_type(type_in(talk.standard, reading.type))
    if reading.repeat is not None:
        sketch = repeating(talk, sketch, reading.repeat, reading.day)
        reading = of_the_series(talk, reading)
    elif is_another_meeting(talk, reading):
        sketch = sketch.shown(repeat=None, choices={})
    said = {"heads": reading.heads, "layout": reading.layout, "room": reading.room}
    sketch = sketch.shown(**{name: value for name, value in said.items() if value is not None})
    first = [Heard(sketch, _in_zone(problem, talk)) for problem in reading.problems[:1]]
    if reading.title:
        titled = entitled(sketch, reading.title)
        sketch, first = titled.sketch, [*first, *([titled] if titled.problem else [])]
    timed = _timed(talk, sketch, reading)
    problem = next((each.problem for each in (timed, *first) if each.problem), None)
    return Heard(timed.sketch, problem)


def _in_zone(problem: MeetbotError, talk: Talk) -> MeetbotError:
    """The reader quotes wall times back; here they are moments like all others."""
    if not isinstance(problem, EndBeforeStart):
        return problem
    return EndBeforeStart(*(wall.replace(tzinfo=talk.site.zone) for wall in (problem.starts_at, problem.ends_at)))


def _timed(talk: Talk, sketch: Sketch, reading: Reading) -> Heard:
    zone = talk.site.zone
    if reading.length:
        sketch = sketch.shown(minutes=int(reading.length.total_seconds()) // 60, closed_ok=False)
    if reading.start is not None:
        start = reading.start.astimezone(UTC)
        sketch = sketch.starting(start, zone)
        return sound(talk, sketch.with_(minutes=_minutes(start, reading.end)) if reading.end else sketch)
    if reading.day is not None and reading.at is None and sketch.at is None:
        return sound(talk, sketch.with_(day=reading.day, start=None))
    if reading.day is None and reading.at is None:
        return sound(talk, sketch.on_next())
    day = reading.day or sketch.day
    return placed(talk, sketch.shown(day=day), reading.at or sketch.at)
