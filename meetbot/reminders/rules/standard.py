"""A new version of the standard: those who work by what it changes are told, and asked once more (X8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import StandardFacts

# Somebody who comes back from a fortnight's leave is still told; later they read it in /standard.
NEWS_HOLDS = timedelta(days=14)
CHASE_HOLDS = timedelta(days=7)


def standard_changed(facts: StandardFacts) -> Iterator[Due]:
    """Everybody whom the version concerns, one message each, with everything that concerns them."""
    if not facts.unread_by:
        return
    yield Due(
        rule="standard_changed",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.unread_by,
        at=facts.published_at,
        expires_at=facts.published_at + NEWS_HOLDS,
        urgency=Urgency.NEWS,
    )


def standard_unread(facts: StandardFacts) -> Iterator[Due]:
    """Those who have not confirmed it by the next working day, once."""
    if not facts.unread_by:
        return
    yield Due(
        rule="standard_unread",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.unread_by,
        at=facts.chased_from,
        expires_at=facts.chased_from + CHASE_HOLDS,
        urgency=Urgency.NEWS,
    )
