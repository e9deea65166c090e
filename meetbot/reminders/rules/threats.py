"""A defect stands in the way of a meeting: told to those who can move, repair or replace; and told when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts

RULE = "defect_threatens"
# A day before, an organiser can still move, and a repair that takes hours does not alarm anybody for nothing.
LEAD = timedelta(days=1)


def defect_threatens(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor and the organiser, from a day before set-up on, while the defect is open; not those it is an alert to."""
    if facts.meeting.is_cancelled:
        return
    for threat in facts.threats:
        at = max(threat.reported_at, facts.meeting.reserved.start - LEAD)
        # The alert of this very moment says it already.
        alerted = facts.staff.with_(Role.ADMIN, Role.MAINTENANCE) if at == threat.reported_at else ()
        in_charge = (id for id in facts.staff.in_charge if id not in alerted)
        people = dict.fromkeys((*in_charge, facts.organiser))
        yield Due(
            rule=RULE,
            subject=facts.subject,
            occurrence=f"{facts.schedule}.{threat.defect_id}",
            recipients=tuple(id for id in people if id != threat.reported_by),
            at=at,
            expires_at=facts.meeting.start,  # then it is held, with or without
            urgency=Urgency.CALL,
            values={"defect": threat.defect_id},
        )


def threat_over(facts: BookingFacts) -> Iterator[Due]:
    """Those who had been told of the threat; the reporter is told by ``defect_resolved``."""
    if facts.meeting.is_cancelled:
        return
    for mended in facts.mended:
        yield Due(
            rule="threat_over",
            subject=facts.subject,
            occurrence=str(mended.defect_id),
            recipients=tuple(id for id in mended.warned if id not in (mended.resolved_by, mended.reported_by)),
            at=mended.resolved_at,
            expires_at=facts.meeting.end,  # then the meeting was held
            urgency=Urgency.NEWS,
            values={"defect": mended.defect_id},
        )
