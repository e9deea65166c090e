"""Defects: who learns that there is one, whose it is, that it is mended (F2, F4, X1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.defects.models import AFTERWARDS
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import DefectFacts

# An open defect stays worth an alert for a week; older ones are in /defects and in the reports.
ALERT_HOLDS = timedelta(days=7)
# Good news of last week is no news.
NEWS_HOLDS = timedelta(days=1)


def opened(facts: DefectFacts) -> Iterator[Due]:
    """Admins and maintenance at once, with photo."""
    if facts.resolution is None:
        yield Due(
            rule="defect_opened",
            subject=facts.subject,
            occurrence="1",
            recipients=_alerted(facts, facts.reporter),
            at=facts.reported_at,
            expires_at=facts.reported_at + ALERT_HOLDS,
            urgency=Urgency.ALERT,
            values={"severity": facts.severity or "", "photos": len(facts.photos)},
        )


def photo_added(facts: DefectFacts) -> Iterator[Due]:
    """A photo that came after the report (``added_at`` says so: ``DefectPhoto``); one that came with it is in the alert itself."""
    if facts.resolution is not None:
        return
    for photo_id, added_by, added_at in facts.photos:
        if added_at > facts.reported_at:
            yield Due(
                rule="defect_photo",
                subject=facts.subject,
                occurrence=str(photo_id),
                recipients=_alerted(facts, added_by),
                at=_told_from(facts, added_at),
                expires_at=added_at + ALERT_HOLDS,
                urgency=Urgency.NEWS,
                values={"photo": photo_id},
            )


def _told_from(facts: DefectFacts, added_at: datetime) -> datetime:
    """At once, also when the clock has not moved since the report."""
    return facts.reported_at if added_at == facts.reported_at + AFTERWARDS else added_at


def assigned(facts: DefectFacts) -> Iterator[Due]:
    """Whoever is to mend it, unless they took it themselves."""
    if facts.assignment is None or facts.resolution is not None:
        return
    assignment_id, person_id, by, at = facts.assignment
    if person_id != by:
        yield Due(
            rule="defect_assigned",
            subject=facts.subject,
            occurrence=str(assignment_id),
            recipients=(person_id,),
            at=at,
            expires_at=at + ALERT_HOLDS,
            urgency=Urgency.ALERT,
            group="assigned",
            values={"by": by},
        )


def resolved(facts: DefectFacts) -> Iterator[Due]:
    """The reporter. Those who were told that it threatens their meeting hear of it by ``threat_over``."""
    if facts.resolution is None:
        return
    by, at = facts.resolution
    yield Due(
        rule="defect_resolved",
        subject=facts.subject,
        occurrence="1",
        recipients=(facts.reporter,) if facts.reporter != by else (),
        at=at,
        expires_at=at + NEWS_HOLDS,
        urgency=Urgency.NEWS,
        values={"by": by},
    )


def _alerted(facts: DefectFacts, presser: int) -> tuple[int, ...]:
    return tuple(id for id in facts.staff.with_(Role.ADMIN, Role.MAINTENANCE) if id != presser)
