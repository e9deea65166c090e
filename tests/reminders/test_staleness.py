"""Which live cards a change concerns."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

import meetbot.reminders.staleness  # noqa: F401  (from its import on, a change marks the cards it concerns)
from meetbot.booking.models import Booking
from meetbot.booking.service import cancel, start_break
from meetbot.checklists.service import checklist, tick
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.cards import show
from meetbot.reminders.models import Card
from tests.booking.conftest import Desk, building, desk, site, staff  # noqa: F401
from tests.factories import NOW
from tests.plans import whole_reads


@pytest.fixture
def alan(staff: dict[Role, Member]) -> Member:  # noqa: F811
    return staff[Role.ATTENDANT]


def stale(session: Session) -> list[tuple[str, str]]:
    """Kind and subject of the stale cards; all are fresh again afterwards."""
    session.flush()
    session.expire_all()
    found = session.exec(select(Card).where(Card.is_stale).order_by(Card.id)).all()  # type: ignore[arg-type]
    names = [(card.kind, card.subject) for card in found]
    for card in found:
        card.is_stale = False
        session.add(card)
    session.flush()
    return names


def number(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def test_a_new_booking_shows_on_the_run_sheets(session: Session, desk: Desk, alan: Member) -> None:  # noqa: F811
    for place, kind in enumerate(("tasks", "tasks/1", "calls/2", "finds/1", "checklist"), start=1):
        show(session, kind, f"person:{alan.id}", alan, alan.telegram_id, place, "", NOW)

    booking = desk.book()
    sheets = [(kind, f"person:{alan.id}") for kind in ("tasks", "tasks/1", "calls/2", "finds/1")]
    assert stale(session) == sheets

    cancel(session, number(booking), desk.staff[Role.ORGANISER], NOW)
    assert stale(session) == sheets


def test_every_page_of_a_sheet_follows_and_no_other_card(session: Session, desk: Desk, alan: Member) -> None:  # noqa: F811
    pages = [f"{sheet}{page}" for sheet in ("tasks", "calls", "finds") for page in ("", "/1", "/9", "/100", "/5000")]
    others = ["task", "taskt", "taskt/1", "call", "callt", "find", "findt", "finally", "booking", "Tasks"]
    for place, kind in enumerate([*pages, *others], start=1):
        show(session, kind, f"person:{alan.id}", alan, alan.telegram_id, place, "", NOW)

    desk.book()

    assert stale(session) == [(kind, f"person:{alan.id}") for kind in pages]


def test_a_break_shows_on_the_cards_of_its_meeting_alone(session: Session, desk: Desk, alan: Member) -> None:  # noqa: F811
    booking, other = desk.book(), desk.book(room="room-402")
    for place, each in enumerate((booking, other), start=1):
        show(session, "checklist", f"booking:{each.id}", alan, alan.telegram_id, place, "", NOW)

    start_break(session, number(booking), alan, booking.starts_at)

    assert stale(session) == [("checklist", f"booking:{booking.id}")]


def test_cards_to_be_marked_are_found_by_an_index(session: Session, desk: Desk) -> None:  # noqa: F811
    marked: list[tuple[str, object]] = []
    connection = session.connection()

    @event.listens_for(connection, "before_cursor_execute")
    def keep(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("UPDATE card"):
            marked.append((statement, values))

    desk.book()

    [(statement, values)] = marked
    assert whole_reads(connection, statement, values, "card") == []


@pytest.mark.parametrize("holds", [False, True], ids=["past the session", "through the session"])
def test_a_tick_marks_the_cards_of_its_meeting_also_those_in_hand(
    session: Session,
    desk: Desk,  # noqa: F811
    alan: Member,
    *,
    holds: bool,
) -> None:
    booking = desk.book()
    show(session, "checklist", f"booking:{booking.id}", alan, alan.telegram_id, 1, "", NOW)
    in_hand = session.exec(select(Card)).all() if holds else []

    tick(session, number(booking), checklist(session, number(booking), NOW).entries[0].item.key, alan, NOW)

    assert [(card.is_stale, card.version) for card in in_hand] == ([(True, 1)] if holds else [])
    assert stale(session) == [("checklist", f"booking:{booking.id}")]
