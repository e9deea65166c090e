"""What somebody did in the chat and the bot could not handle, however often it was started again: the office asks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import GivenUpFacts

# Answered updates are kept for a week; two days later somebody has done it another way.
HOLDS = timedelta(days=2)


def given_up(facts: GivenUpFacts) -> Iterator[Due]:
    """The admins, once; also the one who did it, who would not learn of it otherwise."""
    yield Due(
        rule="given_up",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.staff.with_(Role.ADMIN),
        at=facts.given_up_at,
        expires_at=facts.given_up_at + HOLDS,
        urgency=Urgency.ALERT,
        values={
            "person": facts.person_id or 0, "kind": facts.kind, "sent": int(facts.sent_at.timestamp()),
        },
    )  # fmt: skip
