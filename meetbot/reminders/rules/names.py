"""Nameplates are the organiser's: asked for the day before, and once more before the door opens (T1.9, P10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.nameplates.progress import Step
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts

_DAY = timedelta(days=1)
# Long enough to print a list and set the cards before the attendants stand at the door (B4).
_BEFORE_POST = timedelta(minutes=15)


def names_open(facts: BookingFacts) -> Iterator[Due]:
    """The organiser, as long as names are missing, not checked twice, or the cards are not said to stand in the room."""
    if facts.meeting.is_cancelled or facts.names_step in ("", Step.DONE):
        return
    start = facts.meeting.start
    last = start - timedelta(minutes=facts.meeting.standard.values.post_before_minutes) - _BEFORE_POST
    yield from _due(
        facts, "day", facts.staff.asking.before(start, _DAY, facts.meeting.booking.told_at), last, Urgency.NEWS
    )
    yield from _due(facts, "last", last, start, Urgency.CALL)


def _due(facts: BookingFacts, name: str, at: datetime, expires_at: datetime, urgency: Urgency) -> Iterator[Due]:
    """Not for who booked later than that: the card has asked a moment ago."""
    if at <= facts.meeting.booking.told_at:
        return
    yield Due(
        rule="names_open",
        subject=facts.subject,
        occurrence=f"{facts.schedule}.{name}",
        recipients=(facts.organiser,),
        at=at,
        expires_at=expires_at,
        urgency=urgency,
        group="names",
        values={"step": facts.names_step},
    )
