"""A meeting from 14:00 to 16:00 in the small house, with the people around it."""

from __future__ import annotations

import pytest

from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.checklists.conftest import House, alan, beth, house

__all__ = ["alan", "beth", "house"]


@pytest.fixture
def number(house: House) -> int:
    return house.book("2026-11-24 14:00", "2026-11-24 16:00").id or 0


@pytest.fixture
def olga(house: House) -> Member:
    return house.staff[Role.ORGANISER]
