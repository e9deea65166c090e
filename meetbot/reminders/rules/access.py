"""A stranger asks for access; an admin decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import STRANGER, Due, Urgency
from meetbot.reminders.matters import AccessFacts

# An open request stays worth telling for a month (a holiday); longer ones are asked for again.
ASKED_HOLDS = timedelta(days=30)
# Who waited for an answer wants it even after a long outage.
DECIDED_HOLDS = timedelta(days=7)


def access_asked(facts: AccessFacts) -> Iterator[Due]:
    """The admins, while nobody has decided."""
    if facts.decided_at is None:
        yield Due(
            rule="access_asked",
            subject=facts.subject,
            occurrence="1",
            recipients=facts.staff.with_(Role.ADMIN),
            at=facts.asked_at,
            expires_at=facts.asked_at + ASKED_HOLDS,
            urgency=Urgency.CALL,
        )


def access_decided(facts: AccessFacts) -> Iterator[Due]:
    """The one who asked. Who was declined is no person of the house: recipient STRANGER, found by the request itself."""
    if facts.decided_at is not None:
        yield Due(
            rule="access_decided",
            subject=facts.subject,
            occurrence="1",
            recipients=(facts.person_id or STRANGER,),
            at=facts.decided_at,
            expires_at=facts.decided_at + DECIDED_HOLDS,
            urgency=Urgency.CALL,
            values={"role": facts.granted or "", "by": facts.decided_by or 0},
        )
