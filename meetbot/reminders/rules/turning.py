"""Moments at which nobody is told anything, but the live cards about a meeting look different: it begins, it is over."""

from __future__ import annotations

from collections.abc import Iterator

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts


def turning(facts: BookingFacts) -> Iterator[Due]:
    """A due without recipients at the start and at the end; the pass that meets it has the cards looked at again."""
    if facts.meeting.is_cancelled:
        return
    for name, moment in (("start", facts.meeting.start), ("end", facts.meeting.end)):
        yield Due(
            rule="turning",
            subject=facts.subject,
            occurrence=f"{facts.schedule}.{name}",
            recipients=(),
            at=moment,
            expires_at=moment,
            urgency=Urgency.NEWS,
        )
