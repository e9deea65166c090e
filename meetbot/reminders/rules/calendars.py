"""A calendar that a room follows cannot be read: the office hears of it once for each time that it begins to fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import SubscriptionFacts

# Afterwards the list of calendars that are followed is enough.
TOLD_HOLDS = timedelta(days=7)


def calendar_unreachable(facts: SubscriptionFacts) -> Iterator[Due]:
    """The admins, after several failures in a row; named by when it began to fail."""
    if facts.failing_since is None:
        return
    yield Due(
        rule="calendar_unreachable",
        subject=facts.subject,
        occurrence=f"{facts.failing_since:%Y%m%dT%H%M%S}",
        recipients=facts.staff.with_(Role.ADMIN),
        at=facts.looked_at,
        expires_at=facts.failing_since + TOLD_HOLDS,
        urgency=Urgency.NEWS,
    )
