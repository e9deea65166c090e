"""A booked meeting of Olga's that people may be invited to."""

from __future__ import annotations

import pytest

from meetbot.booking.models import Booking
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, Members, building, desk, site, staff

__all__ = ["building", "desk", "site", "staff"]


@pytest.fixture
def booking(desk: Desk) -> Booking:
    """Tomorrow from 14:00 to 16:00 in Room 301."""
    return desk.book(title="Budget 2027")


@pytest.fixture
def olga(staff: Members) -> Member:
    return staff[Role.ORGANISER]
