"""
Which rows are about a person, and what becomes of them when the person is to be forgotten.

Past work stays, because the house's record rests on it; it keeps the number of a person who has no name any more. What only
served the person goes. A test holds every table that names a person against these lists, so that a new one is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, or_
from sqlmodel import SQLModel

from meetbot.booking.imports.models import CalendarImport, CalendarSubscription
from meetbot.booking.models import Booking, BookingChange, Closure, Feed, MeetingBreak, Series
from meetbot.checklists.models import Snooze, Take, Tick
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution
from meetbot.drafts.models import Draft
from meetbot.guests.models import Guest, GuestAnswer
from meetbot.inbox.models import InboxUpdate
from meetbot.looks.models import Look
from meetbot.lost.models import Find, FindPhoto, HandOver
from meetbot.nameplates.models import NameList
from meetbot.papers.models import SignChoice
from meetbot.people.models import AccessRequest, Invitation, Person, RoleGrant
from meetbot.reminders.models import Card, Sent
from meetbot.requests.models import CleanerCall, GiveBack, RequestStep, ServiceRequest
from meetbot.standard.models import ClauseProposal, SelfCheck, StandardReading, StandardVersion


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


# The house's record: who did it is a number without a name afterwards.
KEPT = (
    Booking, BookingChange, Closure, MeetingBreak, Series, Snooze, Take, Tick, Defect, DefectAssignment, DefectGrade, DefectPhoto,
    Resolution, NameList, SignChoice, Invitation, Sent, CleanerCall, RequestStep, ServiceRequest, StandardVersion, CalendarImport, CalendarSubscription, Find, FindPhoto, HandOver, GiveBack, Look,
    ClauseProposal, Guest, GuestAnswer,
)  # fmt: skip
# What only served the person: their roles, addresses, half-made things, messages, and what they said about themselves.
TAKEN_AWAY = (AccessRequest, Card, Draft, Feed, InboxUpdate, RoleGrant, SelfCheck, StandardReading)
# Tables that name a person without a foreign key, by the column that does.
_BY_TELEGRAM_ID = {AccessRequest: "telegram_id", Draft: "telegram_id", InboxUpdate: "chat_id"}
_BY_PERSON_ID = {Sent: "recipient_id"}
# Names of people in words, as the staff wrote them down.
WRITTEN_NAMES = (table_of(HandOver).c.receiver, table_of(CleanerCall).c.cleaned_by)
# Columns that say who did something to a row about somebody else.
_OF_OTHERS = frozenset({("role_grant", "granted_by"), ("access_request", "decided_by")})


@dataclass(frozen=True)
class About:
    """A table's rows about one person."""

    table: Table
    are_theirs: ColumnElement[bool]
    is_kept: bool


def about(person: Person) -> Iterator[About]:
    """Every table with rows about the person, in no particular order."""
    for model in (*KEPT, *TAKEN_AWAY):
        table = table_of(model)
        named = [column == person.id for column in person_columns(table)]
        if model in _BY_TELEGRAM_ID:
            named = [table.c[_BY_TELEGRAM_ID[model]] == person.telegram_id]
        elif model in _BY_PERSON_ID:
            named = [table.c[_BY_PERSON_ID[model]] == person.id]
        yield About(table, or_(*named), model in KEPT)


def person_columns(table: Table) -> list[Column[int]]:
    """The columns that name the person whom a row is about, or who did it."""
    return [
        column
        for column in table.columns
        if (table.name, column.name) not in _OF_OTHERS
        and any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
    ]
