"""The draft after an answer: what can never be is taken out of it at once, and asked for again with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from meetbot.booking.rules import check_heads, check_span, check_step, check_times
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.sketch import Sketch, Step
from meetbot.handlers.booking.talk import Talk
from meetbot.times import local


@dataclass(frozen=True)
class Heard:
    """What the draft says now, and what of the last answer was refused."""

    sketch: Sketch
    problem: MeetbotError | None = None


def placed(talk: Talk, sketch: Sketch, at: time | None) -> Heard:
    """The draft at this wall time of its day, where that is a moment; else the question for the start, with the reason."""
    try:
        return sound(talk, sketch.at_time(at, talk.site.zone) if at else sketch.on_next())
    except MeetbotError as problem:  # the clocks change
        return Heard(sketch.shown(start=None, at=None, step=Step.START), problem)


def sound(talk: Talk, sketch: Sketch) -> Heard:
    """The draft without what can never be, on the question for it, with the reason."""
    for check in (_check_day, _check_start, _check_heads):
        found = check(talk, sketch)
        if found is not None:
            return found
    return Heard(sketch)


def _check_day(talk: Talk, sketch: Sketch) -> Heard | None:
    """A day that is over or too far ahead, before its time is known."""
    if sketch.day is None or sketch.start is not None:
        return None
    noon = datetime.combine(sketch.day, time(23, 45), talk.site.zone).astimezone(UTC)
    noon -= timedelta(minutes=local(noon, talk.site.zone).minute % talk.site.step_minutes)
    try:
        check_times(noon, noon + talk.site.step, talk.reader.now, talk.site)
    except MeetbotError as problem:
        return Heard(sketch.shown(day=None, step=Step.DAY), problem)
    return None


def _check_start(talk: Talk, sketch: Sketch) -> Heard | None:
    if sketch.start is None:
        return None
    step, now = talk.site.step, talk.reader.now
    has_begun = talk.booking is not None and talk.booking.starts_at == sketch.start  # its start need not be to come
    try:
        if not has_begun:
            check_times(sketch.start, sketch.start + step, now, talk.site)
    except MeetbotError as problem:
        return Heard(sketch.shown(start=None, at=None, step=Step.START), problem)
    try:
        end = sketch.end or sketch.start + step
        check_span(sketch.start, end, talk.site)
        check_step(end, talk.site)
    except MeetbotError as problem:
        return Heard(sketch.shown(minutes=None, step=Step.LENGTH), problem)
    return None


def _check_heads(talk: Talk, sketch: Sketch) -> Heard | None:
    if sketch.heads is None:
        return None
    try:
        check_heads(sketch.heads)
    except MeetbotError as problem:
        return Heard(sketch.shown(heads=None, step=Step.HEADS), problem)
    return None
