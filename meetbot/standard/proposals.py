"""
Proposals to change a clause (X8): made by those who work by it, answered by the office, noted for the next version.

The first answer stands: given again by the same person it changes nothing, a second person learns who was faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from meetbot.errors import NotFound
from meetbot.people.directory import names
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Clause
from meetbot.standard.errors import NoSuchClause, ProposalAnswered, ProposalWordsMissing, ProposalWordsTooLong
from meetbot.standard.models import ClauseProposal, ProposalAnswer, StandardVersion
from meetbot.standard.service import newest, standard_of
from meetbot.texts import lines, one_line

# Who works by the standard; an organiser is served by it.
PROPOSES = frozenset({Role.ATTENDANT, Role.SUPERVISOR, Role.MAINTENANCE, Role.CLEANER, Role.ADMIN})
LONGEST_WORDS = 500


@dataclass(frozen=True)
class ProposalView:
    """A proposal with its clause as it reads today (as it was read, where it is withdrawn), and who made and answered it."""

    proposal: ClauseProposal
    clause: Clause
    maker: str
    answerer: str

    @property
    def id(self) -> int:
        assert self.proposal.id is not None
        return self.proposal.id

    @property
    def is_open(self) -> bool:
        return self.proposal.answer is None


def propose(
    session: Session,
    standard_id: int,
    clause: str,
    words: str,
    by: Member,
    now: datetime,
    item_key: str = "",
    update_id: int | None = None,
) -> ClauseProposal:
    """
    The new proposal; the one that stands, where the same message brought it before.

    Raises NotAllowed, NoSuchStandard, NoSuchClause, ProposalWordsMissing, ProposalWordsTooLong.
    """
    by.require(*PROPOSES)
    of_update = select(ClauseProposal).where(ClauseProposal.update_id == update_id)
    if update_id is not None and (known := session.exec(of_update).one_or_none()) is not None:
        return known
    clause_of(session, standard_id, clause)
    made = ClauseProposal(
        standard_id=standard_id,
        clause=clause,
        item_key=item_key,
        words=_said(words),
        made_by=by.id,
        made_at=now,
        update_id=update_id,
    )
    session.add(made)
    session.flush()
    return made


def clause_of(session: Session, standard_id: int, clause: str) -> Clause:
    """The clause of a published version. Raises NoSuchStandard, NoSuchClause."""
    try:
        return standard_of(session, standard_id).clause(clause)
    except KeyError:
        raise NoSuchClause(clause) from None


def accept(session: Session, proposal_id: int, by: Member, now: datetime) -> ProposalView:
    """Noted for the next version. Raises NotAllowed, NotFound, ProposalAnswered."""
    return _answer(session, proposal_id, ProposalAnswer.ACCEPTED, "", by, now)


def decline(session: Session, proposal_id: int, reason: str, by: Member, now: datetime) -> ProposalView:
    """Not wanted, for a reason. Raises NotAllowed, NotFound, ProposalAnswered, ProposalWordsMissing, ProposalWordsTooLong."""
    return _answer(session, proposal_id, ProposalAnswer.DECLINED, _said(reason), by, now)


def _answer(
    session: Session, proposal_id: int, answer: ProposalAnswer, reason: str, by: Member, now: datetime
) -> ProposalView:
    by.require(Role.ADMIN)
    found = _proposal(session, proposal_id)
    if found.answer is None:
        found.answer, found.reason, found.answered_by, found.answered_at = answer, reason, by.id, now
        session.add(found)
        session.flush()
    elif (found.answer, found.answered_by) != (answer, by.id):
        assert found.answered_at is not None
        answerer = names(session, [found.answered_by]).get(found.answered_by or 0, "")
        raise ProposalAnswered(answerer, found.answer is ProposalAnswer.ACCEPTED, found.answered_at)
    return _views(session, [found])[0]


def seen_by(session: Session, proposal_id: int, member: Member) -> ProposalView:
    """The proposal, for the office and for who made it. Raises NotFound."""
    found = _proposal(session, proposal_id)
    if not (member.has(Role.ADMIN) or found.made_by == member.id):
        raise NotFound
    return _views(session, [found])[0]


def open_proposals(session: Session, by: Member) -> list[ProposalView]:
    """What the office has not answered, the oldest first. Raises NotAllowed."""
    by.require(Role.ADMIN)
    waiting = select(ClauseProposal).where(col(ClauseProposal.answer).is_(None))
    return _views(session, session.exec(waiting.order_by(col(ClauseProposal.id))).all())


def noted(session: Session) -> list[ProposalView]:
    """What was accepted since the version in force was published, for the next one. Raises NoStandard."""
    accepted = select(ClauseProposal).where(
        ClauseProposal.answer == ProposalAnswer.ACCEPTED,
        col(ClauseProposal.answered_at) >= newest(session).published_at,
    )
    return _views(session, session.exec(accepted.order_by(col(ClauseProposal.id))).all())


def count_open(session: Session) -> int:
    """How many the office has not answered."""
    counted = select(func.count()).select_from(ClauseProposal).where(col(ClauseProposal.answer).is_(None))
    return session.exec(counted).one()


def _proposal(session: Session, proposal_id: int) -> ClauseProposal:
    found = session.get(ClauseProposal, proposal_id)
    if found is None:
        raise NotFound
    return found


def _views(session: Session, found: Sequence[ClauseProposal]) -> list[ProposalView]:
    if not found:
        return []
    people = names(session, [id for each in found for id in (each.made_by, each.answered_by)])
    current = newest(session)
    return [
        ProposalView(
            each, _wording(session, current, each), people.get(each.made_by, ""), people.get(each.answered_by or 0, "")
        )
        for each in found
    ]


def _wording(session: Session, current: StandardVersion, proposal: ClauseProposal) -> Clause:
    """As it reads today; a clause that is withdrawn since, as it was read."""
    assert current.id is not None
    try:
        return clause_of(session, current.id, proposal.clause)
    except NoSuchClause:
        return clause_of(session, proposal.standard_id, proposal.clause)


def _said(words: str) -> str:
    said = one_line(lines(words))
    if not said:
        raise ProposalWordsMissing
    if len(said) > LONGEST_WORDS:
        raise ProposalWordsTooLong(len(said), LONGEST_WORDS)
    return said
