"""Those who work by a clause propose a change; the office answers once; what is accepted waits for the next version."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from meetbot.errors import NotAllowed, NotFound
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import Member, members
from meetbot.standard.errors import NoSuchClause, ProposalAnswered, ProposalWordsMissing, ProposalWordsTooLong
from meetbot.standard.models import ProposalAnswer
from meetbot.standard.proposals import (
    PROPOSES,
    accept,
    count_open,
    decline,
    noted,
    open_proposals,
    propose,
    seen_by,
)
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.service import seed
from tests.standard.samples import SHIPPED, SHIPPED_TEXT

DAY = timedelta(days=1)


@pytest.fixture
def house(session: Session, people: dict[Role, Person], now: datetime) -> dict[Role, Member]:
    seed(session, SHIPPED, now)
    return {role: members(session, [person.id])[person.id] for role, person in people.items() if person.id}


@pytest.mark.parametrize("role", list(Role))
def test_those_who_work_by_the_standard_propose_and_organisers_do_not(
    session: Session, house: dict[Role, Member], now: datetime, role: Role
) -> None:
    if role in PROPOSES:
        made = propose(session, 1, "P7", "Handles to the left for the left-handed", house[role], now, "place.cups")
        assert (made.clause, made.item_key, made.answer) == ("P7", "place.cups", None)
    else:
        with pytest.raises(NotAllowed):
            propose(session, 1, "P7", "Coffee", house[role], now)


@pytest.mark.parametrize(
    ("clause", "words", "error"),
    [
        ("Q9", "Coffee", NoSuchClause("Q9")),
        ("P7", " \n ", ProposalWordsMissing()),
        ("P7", "x" * 501, ProposalWordsTooLong(501, 500)),
    ],
)
def test_a_proposal_needs_a_clause_and_words_that_fit(
    session: Session, house: dict[Role, Member], now: datetime, clause: str, words: str, error: Exception
) -> None:
    with pytest.raises(type(error)) as refused:
        propose(session, 1, clause, words, house[Role.ATTENDANT], now)

    assert refused.value == error
    assert count_open(session) == 0


def test_the_same_message_brings_one_proposal(session: Session, house: dict[Role, Member], now: datetime) -> None:
    first = propose(session, 1, "P7", "Coffee", house[Role.ATTENDANT], now, update_id=8)

    assert propose(session, 1, "P7", "Coffee", house[Role.ATTENDANT], now, update_id=8).id == first.id
    assert count_open(session) == 1


def test_an_accepted_proposal_waits_for_the_next_version_and_no_longer(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    ada = house[Role.ADMIN]
    made = propose(session, 1, "P7", "Coffee", house[Role.ATTENDANT], now)
    assert made.id is not None

    found = accept(session, made.id, ada, now + DAY)

    assert (found.proposal.answer, found.answerer, found.is_open) == (ProposalAnswer.ACCEPTED, ada.name, False)
    assert ([each.id for each in noted(session)], open_proposals(session, ada)) == ([made.id], [])
    second = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1)
    publish(session, read_upload(second.encode(), "v.yaml"), ada, now + 2 * DAY)
    assert noted(session) == []


def test_the_first_answer_stands(session: Session, house: dict[Role, Member], now: datetime) -> None:
    ada = house[Role.ADMIN]
    made = propose(session, 1, "P7", "Coffee", house[Role.ATTENDANT], now)
    assert made.id is not None
    decline(session, made.id, "Tea is our way", ada, now)

    assert decline(session, made.id, "Something else", ada, now + DAY).proposal.reason == "Tea is our way"
    with pytest.raises(ProposalAnswered) as refused:
        accept(session, made.id, ada, now + DAY)
    assert refused.value == ProposalAnswered(ada.name, False, now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_office_answers_and_lists(
    session: Session, house: dict[Role, Member], now: datetime, role: Role
) -> None:
    made = propose(session, 1, "P7", "Coffee", house[Role.ADMIN], now)
    assert made.id is not None

    for answering in (
        lambda: accept(session, made.id or 0, house[role], now),
        lambda: decline(session, made.id or 0, "No", house[role], now),
        lambda: open_proposals(session, house[role]),
    ):
        with pytest.raises(NotAllowed):
            answering()
    with pytest.raises(NotFound):
        seen_by(session, made.id, house[role])


def test_a_clause_that_is_withdrawn_since_is_shown_as_it_was_read(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    made = propose(session, 1, "T2.7", "Larger signs", house[Role.ATTENDANT], now)
    start = SHIPPED_TEXT.index(f"  - id: {made.clause}\n")
    end = SHIPPED_TEXT.index("  - id: ", start + 1)
    text = (SHIPPED_TEXT[:start] + SHIPPED_TEXT[end:]).replace("version: 1\n", "version: 2\n", 1)
    text = text.replace(f", {made.clause}]", "]")
    publish(session, read_upload(text.encode(), "v.yaml"), house[Role.ADMIN], now + DAY)

    assert made.id is not None
    assert seen_by(session, made.id, house[Role.ATTENDANT]).clause.id == made.clause
