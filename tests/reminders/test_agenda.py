"""What a pass looks at, and in which order."""

from __future__ import annotations

from sqlmodel import select

from meetbot.booking.models import Booking
from meetbot.reminders.claims import Process
from meetbot.reminders.due import agenda, forget
from tests.factories import at
from tests.reminders.conftest import World

ALONE = Process("p", is_alone=True)


def test_after_a_start_what_is_on_or_comes_next_is_looked_at_before_what_has_been_and_what_is_far(world: World) -> None:
    with world.house() as house:
        days = "2026-12-20", "2026-11-24", "2026-11-23", "2026-11-22"
        made = [house.book(f"{day} 14:00", f"{day} 16:00").id for day in days]
        now = at("2026-11-24 15:00")
        forget(house.session, now)
        assert len(house.session.exec(select(Booking)).all()) == 4

        found = agenda(house.session, ALONE, now).subjects

    far, on, yesterday, before = (f"booking:{id_}" for id_ in made)
    assert found == (on, far, yesterday, before)
