"""Reads the facts of followed calendars that fail."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.imports.models import CalendarFetch, CalendarSubscription
from meetbot.booking.imports.subscriptions import MISSES_TOLD
from meetbot.reminders.facts import Staff, SubscriptionFacts

# Built once: building a statement takes longer than running it, and this runs in every pass.
_FAILING = (
    select(CalendarFetch)
    .join(CalendarSubscription, col(CalendarSubscription.id) == CalendarFetch.subscription_id)
    .where(col(CalendarFetch.misses) >= MISSES_TOLD, col(CalendarSubscription.removed_at).is_(None))
    .order_by(col(CalendarFetch.subscription_id))
)


def subscription_facts(
    session: Session, staff: Staff, _now: datetime, subscription_id: int | None = None
) -> list[SubscriptionFacts]:
    """The calendars that have failed several times in a row; or this one, if it does."""
    wanted = _FAILING if subscription_id is None else _FAILING.where(CalendarFetch.subscription_id == subscription_id)
    return [
        SubscriptionFacts(row.subscription_id, staff, looked_at=row.at, failing_since=row.failing_since)
        for row in session.exec(wanted).all()
    ]
