"""Reads what was given up, because the bot died each time it began with it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.inbox.service import given_up
from meetbot.people.models import Person
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import GivenUpFacts
from meetbot.reminders.rules.given_up import HOLDS


def given_up_facts(session: Session, staff: Staff, now: datetime, update_id: int | None = None) -> list[GivenUpFacts]:
    """What was given up lately; or this one of it."""
    found = [each for each in given_up(session, now - HOLDS) if update_id in (None, each.update_id)]
    if not found:
        return []
    senders = {each.chat_id for each in found}
    people = dict(session.exec(select(Person.telegram_id, Person.id).where(col(Person.telegram_id).in_(senders))).all())
    return [
        GivenUpFacts(
            id=each.update_id,
            staff=staff,
            kind=each.kind,
            sent_at=each.received_at,
            given_up_at=each.given_up_at,
            person_id=people.get(each.chat_id) if each.chat_id is not None else None,
        )
        for each in found
    ]
