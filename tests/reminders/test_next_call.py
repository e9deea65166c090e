"""The noted next moment that a tick leaves alone is the one that working it out again would find."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.models import Booking
from meetbot.checklists.service import checklist, tick, untick
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.asking import Asking
from meetbot.reminders.claims import Process, histories
from meetbot.reminders.due import derive
from meetbot.reminders.passes import claim
from meetbot.reminders.settling import next_at
from meetbot.standard.document import Evidence
from meetbot.standard.models import StandardVersion
from meetbot.standard.needs import Needs
from meetbot.standard.service import seed
from meetbot.times import NEVER
from tests.checklists.conftest import House, furnish
from tests.factories import NOW, add_person, at
from tests.reminders.conftest import add_booking

_HERE = Process("here", is_alone=True)
_CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def house(session: Session) -> House:
    names = {Role.ORGANISER: "Olga", Role.ATTENDANT: "Alan", Role.SUPERVISOR: "Sun", Role.ADMIN: "Ada"}
    people = {
        role: add_person(session, name, role, telegram_id=1000 + place)
        for place, (role, name) in enumerate(names.items())
    }
    return furnish(session, people)


def worked_out(session: Session, booking_id: int, now: datetime) -> datetime:
    about = f"booking:{booking_id}"
    past = histories(session, [about])
    return next_at(derive(session, past, now, Asking())[about], past[about].known, now) or NEVER


def press(session: Session, random: Random, booking_id: int, by: Member, now: datetime) -> None:
    """One item, ticked where it is open, else opened again."""
    entries = [
        entry
        for entry in checklist(session, booking_id, now).entries
        if entry.item.evidence is Evidence.NONE and not entry.item.after
    ]
    entry = random.choice(entries)
    (untick if entry.state.is_done else tick)(session, booking_id, entry.item.key, by, now)


@pytest.mark.parametrize("seed_", range(6))
def test_what_a_tick_leaves_noted_is_what_working_it_out_again_finds(
    session: Session, house: House, seed_: int
) -> None:
    seed(session, _CONFIG / "standard", NOW)
    real = session.exec(select(StandardVersion.id).order_by(col(StandardVersion.id).desc())).first()
    random, alan = Random(seed_), house.staff[Role.ATTENDANT]
    fields: list[dict[str, Any]] = [
        {}, {"standard_id": real, "needs": Needs(rostrum=True)},
        {"standard_id": real, "told_at": at("2026-11-24 10:00"), "room_id": house.rooms["hall-a"].id},
    ]  # fmt: skip
    booking: Booking = add_booking(house, is_taken=seed_ % 2 == 0, **fields[seed_ % 3])
    house.pause(booking, "2026-11-24 15:00", "2026-11-24 15:15")
    number, now, kept = booking.id or 0, at("2026-11-24 11:00"), 0

    while now < at("2026-11-24 17:00"):
        now += timedelta(minutes=random.choice((0, 0, 1, 4, 9)))
        if booking.next_due is None or booking.next_due <= now:
            claim(session, [f"booking:{number}"], _HERE, now)
            session.refresh(booking)
        press(session, random, number, alan, now)
        if booking.next_due is not None:
            kept += 1
            assert booking.next_due == worked_out(session, number, now)

    assert kept > 20
