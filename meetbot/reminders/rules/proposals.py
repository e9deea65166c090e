"""A proposal to change a clause: the office hears of it, and who made it hears the answer (X8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import ProposalFacts

# Afterwards the list of open proposals is enough.
MADE_HOLDS = timedelta(days=30)
ANSWER_HOLDS = timedelta(days=7)


def proposal_made(facts: ProposalFacts) -> Iterator[Due]:
    """The office, while nobody has answered; not the one who made it."""
    if facts.answered is None:
        yield Due(
            rule="proposal_made",
            subject=facts.subject,
            occurrence="1",
            recipients=tuple(id for id in facts.staff.with_(Role.ADMIN) if id != facts.made_by),
            at=facts.made_at,
            expires_at=facts.made_at + MADE_HOLDS,
            urgency=Urgency.NEWS,
        )


def proposal_answered(facts: ProposalFacts) -> Iterator[Due]:
    """Who made it, unless they answered it themselves."""
    if facts.answered is not None and facts.answered[0] != facts.made_by:
        yield Due(
            rule="proposal_answered",
            subject=facts.subject,
            occurrence="1",
            recipients=(facts.made_by,),
            at=facts.answered[1],
            expires_at=facts.answered[1] + ANSWER_HOLDS,
            urgency=Urgency.NEWS,
        )
