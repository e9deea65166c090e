"""Half-finished conversations: they survive, they know their version, one of them takes the next message."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from meetbot.db import Database
from meetbot.drafts import service as drafts
from meetbot.drafts.errors import StaleDraft

OLGA = 1000
MINUTE = timedelta(minutes=1)


def test_an_unknown_person_has_no_draft(session: Session) -> None:
    assert drafts.draft(session, OLGA, "booking") is None
    assert drafts.awaiting(session, OLGA) is None


def test_a_button_of_an_older_version_is_out_of_date(session: Session, now: datetime) -> None:
    draft = drafts.start(session, OLGA, "booking", {"day": "2026-11-24"}, None, now)
    drafts.update(session, draft, now, {"heads": 20})

    with pytest.raises(StaleDraft) as stale:
        drafts.expect(drafts.draft(session, OLGA, "booking"), 1)

    assert stale.value == StaleDraft(version=1, current=2)


def test_a_button_of_a_finished_draft_is_out_of_date(session: Session, now: datetime) -> None:
    drafts.finish(session, drafts.start(session, OLGA, "booking", {}, None, now))

    with pytest.raises(StaleDraft) as stale:
        drafts.expect(drafts.draft(session, OLGA, "booking"), 1)

    assert stale.value == StaleDraft(version=1, current=None)


def test_a_button_of_the_draft_before_does_not_fit_the_new_one_of_the_same_version(
    session: Session, now: datetime
) -> None:
    before = drafts.start(session, OLGA, "booking", {}, None, now)
    drafts.finish(session, before)
    after = drafts.start(session, OLGA, "booking", {}, None, now)

    with pytest.raises(StaleDraft):
        drafts.expect(after, before.version, before.id)

    assert before.version == after.version
    assert drafts.expect(after, after.version, after.id) is after


def test_two_presses_on_one_state_change_it_once(database: Database, now: datetime) -> None:
    with database.writing() as session:
        drafts.start(session, OLGA, "booking", {"heads": 0}, None, now)
    with database.reading() as session:
        seen = drafts.draft(session, OLGA, "booking")
    assert seen is not None

    with database.writing() as session:
        drafts.update(session, seen, now, {"heads": 20})
    with database.writing() as session, pytest.raises(StaleDraft) as stale:
        drafts.update(session, seen, now, {"heads": 30})

    assert stale.value == StaleDraft(version=1, current=2)
    with database.reading() as session:
        kept = drafts.draft(session, OLGA, "booking")
        assert kept is not None
        assert kept.fields == {"heads": 20}


def test_an_answer_for_a_draft_that_is_gone_is_out_of_date(session: Session, now: datetime) -> None:
    draft = drafts.start(session, OLGA, "booking", {}, "title", now)
    drafts.finish(session, draft)

    with pytest.raises(StaleDraft):
        drafts.update(session, draft, now, {"title": "Budget"})


def test_finishing_twice_changes_nothing(session: Session, now: datetime) -> None:
    draft = drafts.start(session, OLGA, "booking", {}, None, now)

    drafts.finish(session, draft)
    drafts.finish(session, draft)

    assert drafts.draft(session, OLGA, "booking") is None


def test_a_draft_is_there_after_a_restart(database: Database, now: datetime) -> None:
    fields = {"day": "2026-11-24", "heads": 20, "title": "<b>预算</b> 🎉", "needs": {"equipment": ["projector"]}}
    with database.writing() as session:
        drafts.start(session, OLGA, "booking", fields, "title", now)
    database.engine.dispose()

    with database.reading() as session:
        draft = drafts.draft(session, OLGA, "booking")

    assert draft is not None
    assert draft.model_dump() == {
        "id": 1,
        "telegram_id": OLGA,
        "kind": "booking",
        "fields": fields,
        "awaiting": "title",
        "version": 1,
        "message_id": None,
        "changed_at": now,
    }


def test_what_is_filled_in_is_laid_over_what_was_there(session: Session, now: datetime) -> None:
    draft = drafts.start(session, OLGA, "booking", {"day": "2026-11-24", "heads": 20}, "heads", now)

    draft = drafts.update(session, draft, now + MINUTE, {"heads": 30})

    assert (draft.fields, draft.awaiting, draft.version, draft.changed_at) == (
        {"day": "2026-11-24", "heads": 30},
        None,
        2,
        now + MINUTE,
    )


def test_the_message_that_shows_a_draft_is_no_change_of_it(session: Session, now: datetime) -> None:
    draft = drafts.start(session, OLGA, "booking", {}, "title", now)

    draft = drafts.show_in(session, draft, 77)

    assert (draft.message_id, draft.version, draft.awaiting) == (77, 1, "title")


def test_beginning_again_forgets_what_was_entered(session: Session, now: datetime) -> None:
    drafts.start(session, OLGA, "booking", {"heads": 20}, "title", now)

    again = drafts.start(session, OLGA, "booking", {}, None, now)

    assert drafts.draft(session, OLGA, "booking") == again
    assert (again.fields, again.awaiting) == ({}, None)


def test_only_the_last_question_awaits_an_answer(session: Session, now: datetime) -> None:
    booking = drafts.start(session, OLGA, "booking", {}, "title", now)
    report = drafts.start(session, OLGA, "report", {}, "words", now)
    assert drafts.awaiting(session, OLGA) == report

    drafts.update(session, booking, now, awaiting="heads")

    assert drafts.awaiting(session, OLGA) == booking
    session.refresh(report)
    assert (report.awaiting, report.version) == (None, 1)


def test_a_question_to_one_person_leaves_the_questions_to_others(session: Session, now: datetime) -> None:
    hers = drafts.start(session, OLGA, "report", {}, "words", now)

    his = drafts.start(session, 2000, "report", {}, "words", now)

    assert (drafts.awaiting(session, OLGA), drafts.awaiting(session, 2000)) == (hers, his)
