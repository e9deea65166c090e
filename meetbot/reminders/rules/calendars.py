"""Calendars of others: one that cannot be read, and busy time that falls on a meeting which is booked already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import CalendarClashFacts, SubscriptionFacts

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


def calendar_clash(facts: CalendarClashFacts) -> Iterator[Due]:
    """Whose meeting it is; for a calendar that is followed the admins too, since nobody saw a preview."""
    admins = facts.staff.with_(Role.ADMIN) if facts.is_followed else ()
    yield Due(
        rule="calendar_clash",
        subject=facts.subject,
        occurrence=f"{facts.booking_id}",
        recipients=tuple(dict.fromkeys((facts.organiser, *admins))),
        at=facts.known_at,
        expires_at=facts.booking_ends_at,
        urgency=Urgency.NEWS,
        values={"booking": facts.booking_id},
    )
