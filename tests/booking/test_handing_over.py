"""Who may book for whom, and to whom a booking may pass; a change on top of an unseen one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import Session

from meetbot.booking.errors import ChangedMeanwhile, NotAnOrganiser, NotForThem, NotYourBooking
from meetbot.booking.handing_over import bookable_for, heirs, pass_on
from meetbot.booking.history import last_change
from meetbot.booking.models import Room
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import book_series, bookings_in
from meetbot.booking.service import book, bookings_arranged_by, change, history, revise
from meetbot.booking.wishes import wish_of
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from tests.booking.conftest import Desk, wish
from tests.factories import add_person, at


def person(session: Session, name: str, *roles: Role, department: str, telegram_id: int) -> Member:
    row = add_person(session, name, *roles, telegram_id=telegram_id, department=department)
    assert row.id is not None
    return members(session, [row.id])[row.id]


@pytest.fixture
def pete(session: Session) -> Member:
    """Olga's colleague in Finance."""
    return person(session, "Pete", Role.ORGANISER, department="Finance", telegram_id=2001)


@pytest.fixture
def quinn(session: Session) -> Member:
    """Somebody of another department."""
    return person(session, "Quinn", Role.ORGANISER, department="Law", telegram_id=2002)


def test_an_organiser_books_for_colleagues_of_the_department(
    session: Session, desk: Desk, pete: Member, quinn: Member
) -> None:
    olga = desk.staff[Role.ORGANISER]

    booking = desk.fulfil(wish(organiser=pete.id))

    assert (booking.organiser_id, booking.made_by) == (pete.id, olga.id)
    possible = {each.id for each in bookable_for(session, olga, desk.site)}
    assert (pete.id in possible, quinn.id in possible, olga.id in possible) == (True, False, False)
    with pytest.raises(NotForThem):
        desk.fulfil(wish("2026-11-25 14:00", "2026-11-25 16:00", organiser=quinn.id))


def test_who_booked_it_looks_after_it_until_its_organiser_passes_it_on(
    session: Session, desk: Desk, pete: Member
) -> None:
    olga = desk.staff[Role.ORGANISER]
    booking = desk.fulfil(wish(organiser=pete.id))
    assert booking.id is not None
    assert [each.id for each in bookings_arranged_by(session, olga.id, desk.now)] == [booking.id]

    change(session, booking.id, olga, desk.now, desk.site, heads=12)
    pass_on(session, [booking], desk.staff[Role.ADMIN].id, pete, desk.now)

    assert (booking.heads, booking.arranged_by) == (12, None)
    assert bookings_arranged_by(session, olga.id, desk.now) == []
    with pytest.raises(NotYourBooking):
        change(session, booking.id, olga, desk.now, desk.site, heads=13)


def test_what_was_ones_own_and_passed_on_is_not_looked_after(session: Session, desk: Desk, pete: Member) -> None:
    olga = desk.staff[Role.ORGANISER]
    booking = desk.fulfil(wish())

    pass_on(session, [booking], pete.id, olga, desk.now)

    assert booking.arranged_by is None
    assert bookings_arranged_by(session, olga.id, desk.now) == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_supervisors_and_admins_book_for_everybody(desk: Desk, quinn: Member, role: Role) -> None:
    booking = desk.fulfil(wish(organiser=quinn.id), by=role)

    assert booking.organiser_id == quinn.id


def test_where_the_house_forbids_it_nobody_books_for_colleagues(session: Session, desk: Desk, pete: Member) -> None:
    strict: Site = desk.site.model_copy(update={"colleagues_book": False})
    olga = desk.staff[Role.ORGANISER]

    assert bookable_for(session, olga, strict) == []
    with pytest.raises(NotForThem):
        book(session, wish(organiser=pete.id), olga, desk.now, strict)


def test_without_a_department_nobody_is_a_colleague(session: Session, desk: Desk) -> None:
    loner = person(session, "Lona", Role.ORGANISER, department="", telegram_id=2003)
    other = person(session, "Otto", Role.ORGANISER, department="", telegram_id=2004)

    with pytest.raises(NotForThem):
        book(session, wish(organiser=other.id), loner, desk.now, desk.site)


def test_in_the_name_of_somebody_who_does_not_book_nothing_is_booked(desk: Desk) -> None:
    attendant = desk.staff[Role.ATTENDANT]

    with pytest.raises(NotAnOrganiser):
        desk.fulfil(wish(organiser=attendant.id), by=Role.ADMIN)


def test_a_series_in_somebody_elses_name_asks_the_same(
    session: Session, desk: Desk, pete: Member, quinn: Member
) -> None:
    weekly, olga = Repeat(unit=Unit.WEEK, count=3), desk.staff[Role.ORGANISER]

    series = book_series(session, wish(organiser=pete.id), weekly, olga, desk.now, desk.site)

    assert series.id is not None
    assert {each.organiser_id for each in bookings_in(session, series.id)} == {pete.id}
    with pytest.raises(NotForThem):
        book_series(session, wish(organiser=quinn.id), weekly, olga, desk.now, desk.site)


def test_one_booking_passes_on_with_a_change_and_both_are_in_its_history(
    session: Session, desk: Desk, quinn: Member
) -> None:
    booking = desk.book()
    assert booking.id is not None
    wanted = wish("2026-11-24 15:00", "2026-11-24 17:00", organiser=quinn.id)

    revise(session, booking.id, desk.staff[Role.ORGANISER], wanted, desk.now, desk.site)

    assert booking.organiser_id == quinn.id
    assert [change.verb for change in history(session, booking.id)] == ["book", "move", "hand_over"]
    assert quinn.id in {each.id for each in heirs(session, desk.staff[Role.ORGANISER])}


def test_a_booking_passes_to_nobody_who_may_not_book(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None

    with pytest.raises(NotAnOrganiser):
        revise(
            session,
            booking.id,
            desk.staff[Role.ORGANISER],
            wish(organiser=desk.staff[Role.CLEANER].id),
            desk.now,
            desk.site,
        )


def test_a_change_over_one_that_was_not_seen_is_refused_with_it(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    booking = desk.book()
    assert booking.id is not None
    seen = last_change(session, booking.id)
    olga, sun = desk.staff[Role.ORGANISER], desk.staff[Role.SUPERVISOR]
    as_it_was = wish_of(booking, building["room-301"])
    revise(session, booking.id, sun, replace(as_it_was, heads=12), desk.now, desk.site)
    theirs = history(session, booking.id)[-1].id
    assert theirs is not None

    with pytest.raises(ChangedMeanwhile) as refused:
        revise(session, booking.id, olga, replace(as_it_was, title="Mine"), desk.now, desk.site, since=seen)

    assert refused.value == ChangedMeanwhile(booking.id, (theirs,))
    assert (booking.heads, booking.title) == (12, "")
    revise(session, booking.id, olga, replace(as_it_was, heads=12, title="Mine"), desk.now, desk.site, since=theirs)
    assert (booking.heads, booking.title) == (12, "Mine")


@pytest.mark.parametrize(("end", "verb"), [("2026-11-24 17:00", "extend"), ("2026-11-24 15:00", "shorten")])
def test_an_end_alone_is_an_extension_or_a_shortening(session: Session, desk: Desk, end: str, verb: str) -> None:
    booking = desk.book()
    assert booking.id is not None

    revise(session, booking.id, desk.staff[Role.ORGANISER], wish(end=end), desk.now, desk.site)

    assert history(session, booking.id)[-1].verb == verb
    assert booking.ends_at == at(end)
