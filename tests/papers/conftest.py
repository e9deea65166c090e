"""Meetings in the sample building, booked for real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meetbot.booking.meeting import Meeting, meeting
from meetbot.standard.document import Standard
from tests.booking.conftest import Desk, building, desk, site, staff, standard

__all__ = ["Desk", "building", "desk", "held", "site", "staff", "standard"]
Held = Callable[..., Meeting]


@pytest.fixture
def held(desk: Desk, standard: Standard) -> Held:
    """A booked meeting of a type with the type's own layout and needs, unless the test says otherwise."""

    def of(meeting_type: str = "general", switches: dict[str, Any] | None = None, **fields: Any) -> Meeting:
        kind = standard.type_(meeting_type)
        needs = kind.needs.model_copy(update=switches or {})
        usual: dict[str, Any] = {"layout": kind.layouts[0], "needs": needs, "heads": 20, "room": None}
        booked = desk.book(meeting_type=meeting_type, **usual | fields)
        return meeting(desk.session, booked.id or 0)

    return of
