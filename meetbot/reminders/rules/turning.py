"""Moments at which nobody is told anything, but the live cards about a meeting look different: it begins, it is over, its room is cleared."""

from __future__ import annotations

from collections.abc import Iterator

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts


def turning(facts: BookingFacts) -> Iterator[Due]:
    """A due without recipients at each of them; the pass that meets it has the cards looked at again."""
    if facts.meeting.is_cancelled:
        return
    meeting = facts.meeting
    for name, moment in (("start", meeting.start), ("end", meeting.end), ("cleared", meeting.reserved.end)):
        yield Due(
            rule="turning",
            subject=facts.subject,
            occurrence=f"{facts.schedule}.{name}",
            recipients=(),
            at=moment,
            expires_at=moment,
            urgency=Urgency.NEWS,
        )
