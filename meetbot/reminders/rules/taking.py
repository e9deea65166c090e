"""Somebody has to take the meeting's work (D2, D8c)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts

SERIES_CALLED = timedelta(days=7)


def call_to_take(facts: BookingFacts) -> Iterator[Due]:
    """
    Everyone on shift is called as soon as a booking is known, and again when it moved or was given back.

    At short notice it is an alert (D8c): the room has to be opened at once. Who caused it knows.
    """
    if not _is_waiting(facts):
        return
    yield Due(
        rule="call_to_take",
        subject=facts.subject,
        occurrence=_occurrence(facts),
        recipients=tuple(id for id in facts.staff.on_shift if id != _presser(facts)),
        at=_called_at(facts),
        expires_at=facts.meeting.end,  # a meeting that runs without anybody still needs somebody
        urgency=Urgency.ALERT if facts.meeting.is_short_notice else Urgency.CALL,
        group="take",
        values={"short_notice": int(facts.meeting.is_short_notice)},
    )


def nobody_took(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor, when the call went unheard for the standard's minutes."""
    if not _is_waiting(facts):
        return
    minutes = facts.meeting.standard.values.take_escalation_minutes
    yield Due(
        rule="nobody_took",
        subject=facts.subject,
        occurrence=_occurrence(facts),
        recipients=facts.staff.in_charge,
        at=_called_at(facts) + timedelta(minutes=minutes),
        expires_at=facts.meeting.end,  # as the call itself
        urgency=Urgency.ALERT,
        values={"minutes": minutes},
    )


def _called_at(facts: BookingFacts) -> datetime:
    """At once; the dates of a series a week ahead, or a term of Mondays would be called in one evening."""
    if facts.meeting.booking.series_id is None:
        return facts.free_since
    return max(facts.free_since, facts.meeting.start - SERIES_CALLED)


def _is_waiting(facts: BookingFacts) -> bool:
    return not facts.takers and not facts.meeting.is_cancelled


def _presser(facts: BookingFacts) -> int | None:
    """By whose hand it waits since ``free_since``: who gave it back, else who moved it, else who booked it."""
    booking = facts.meeting.booking
    if facts.given_back and facts.free_since > booking.told_at:
        return facts.given_back[-1]
    return facts.told_by


def _occurrence(facts: BookingFacts) -> str:
    return f"{facts.schedule}.{len(facts.given_back)}"
