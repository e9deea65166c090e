"""What could not be delivered is told to somebody who can ring up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import FailureFacts

RULE = "undelivered"
# As long as failures are looked for: a day later somebody has noticed the silence.
HOLDS = timedelta(days=1)


def undelivered(facts: FailureFacts) -> Iterator[Due]:
    """The admins: this person was not reached about this subject. Once a subject, not once a message."""
    yield Due(
        rule=RULE,
        subject=facts.subject,
        occurrence=f"person:{facts.person_id}",
        recipients=tuple(id for id in facts.staff.with_(Role.ADMIN) if id != facts.person_id),
        at=facts.at,
        expires_at=facts.at + HOLDS,
        urgency=Urgency.ALERT,
        values={"person": facts.person_id, "rule": facts.rule, "reason": facts.reason},
    )
