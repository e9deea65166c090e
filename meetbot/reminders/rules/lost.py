"""What was left behind: told at once, chased daily until somebody has it, and given up to the office (F1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.lost.models import AFTERWARDS
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import FindFacts

# Asked for so many days; whoever has not come by then is rung up by the office, and what is left stays in /lost.
DAYS = 7
# A hand-over of yesterday is no news.
NEWS_HOLDS = timedelta(days=1)
_DAY = timedelta(days=1)


def found(facts: FindFacts) -> Iterator[Due]:
    """The organiser at once, with the photo; the office where nobody knows whose it is."""
    if facts.handed is None:
        yield Due(
            rule="find_told",
            subject=facts.subject,
            occurrence="1",
            recipients=tuple(id for id in facts.told if id != facts.found_by),
            at=facts.found_at,
            expires_at=facts.found_at + DAYS * _DAY,
            urgency=Urgency.ALERT,
            group="find",
            values={"photos": len(facts.photos)},
        )


def photo_added(facts: FindFacts) -> Iterator[Due]:
    """A photo that came after the find was told; one that came with it is in the first message itself."""
    if facts.handed is not None:
        return
    for photo_id, added_by, added_at in facts.photos:
        if added_at > facts.found_at:
            yield Due(
                rule="find_photo",
                subject=facts.subject,
                occurrence=str(photo_id),
                recipients=tuple(id for id in facts.told if id != added_by),
                at=_told_from(facts, added_at),
                expires_at=added_at + DAYS * _DAY,
                urgency=Urgency.NEWS,
                values={"photo": photo_id},
            )


def _told_from(facts: FindFacts, added_at: datetime) -> datetime:
    """At once, also when the clock has not moved since."""
    return facts.found_at if added_at == facts.found_at + AFTERWARDS else added_at


def chased(facts: FindFacts) -> Iterator[Due]:
    """Those it goes to once every working day, as long as nobody has it."""
    if facts.handed is not None or not facts.owners:
        return
    asking, ends_at = facts.staff.asking, facts.staff.asking.after(facts.found_at, DAYS)
    asked = {asking.after(facts.found_at, day): day for day in range(1, DAYS)}  # a weekend's days are one
    for at, day in asked.items():
        if at >= ends_at:
            return
        yield Due(
            rule="find_chased",
            subject=facts.subject,
            occurrence=str(day),
            recipients=facts.owners,
            at=at,
            expires_at=at + _DAY,
            urgency=Urgency.NEWS,
            group="find",  # after an outage one reminder is enough
            values={"days": day},
        )


def unclaimed(facts: FindFacts) -> Iterator[Due]:
    """The office, once, when nobody came for it within a week."""
    if facts.handed is None:
        at = facts.staff.asking.after(facts.found_at, DAYS)
        yield Due(
            rule="find_unclaimed",
            subject=facts.subject,
            occurrence="1",
            recipients=facts.staff.with_(Role.ADMIN),
            at=at,
            expires_at=at + _DAY,
            urgency=Urgency.NEWS,
            values={"days": DAYS},
        )


def handed_over(facts: FindFacts) -> Iterator[Due]:
    """Those it goes to, when the staff gave it to somebody; what they said themselves they know."""
    if facts.handed is None:
        return
    by, at = facts.handed
    if by in facts.owners:
        return
    yield Due(
        rule="find_handed_over",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.owners,
        at=at,
        expires_at=at + NEWS_HOLDS,
        urgency=Urgency.NEWS,
    )
