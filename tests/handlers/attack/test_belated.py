"""
Buttons that were right when they were shown, pressed when they are not any more: the meeting was cancelled or is over, somebody
else has the work. Every code that anybody was offered, pressed by whoever was offered it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.cancelling import cancel
from meetbot.booking.models import Booking
from meetbot.localchat.people import User
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import member
from tests.handlers.attack.attacker import Attacker
from tests.handlers.attack.house import House
from tests.handlers.attack.rows import key_of, naming
from tests.harness import Harness

STAFFED = {"Alan": Role.ATTENDANT, "Clara": Role.CLEANER, "Max": Role.MAINTENANCE}
# What is of use whenever it is said: what was printed, what stays of a calendar that is taken back, what was left behind.
ANY_TIME = {"name_entry", "imported_date", "find", "defect"}
# What was done is written down also later (the list of the inspection, a round), and by whoever of the staff did it.
WRITTEN_DOWN = {"tick", "cleaner_call", "take"}
# What several of the staff work on together: a list, a call for cleaners, where something lies, how much is broken.
SHARED = {"tick", "cleaner_call", "find", "defect"}


@pytest.mark.parametrize("name", ["Olga", "Alan", "Max", "Clara", "Ada", "Sun"])
async def test_nothing_of_a_meeting_that_was_cancelled_changes_any_more(
    house: House, folder: Path, failures: list[str], name: str
) -> None:
    async with house.opened(folder) as service:
        with service.database.writing() as session:
            cancelled = _cancel_what_is_to_come(session, house.people["Ada"], service.clock.now())
        await service.settle()
        before = service.look(lambda session: naming(session, "booking", cancelled))

        said = await _presses_everything(service, service.chat.user(house.people[name]), house.of(name), failures)

        after = service.look(lambda session: naming(session, "booking", cancelled))
        assert sorted({row[0] for row in before ^ after} - ANY_TIME) == []
        assert ("no answer" in said, failures) == (False, [])


@pytest.mark.parametrize("name", ["Olga", "Alan", "Max", "Clara", "Ada", "Sun"])
async def test_a_month_later_nothing_is_asked_changed_or_taken(
    house: House, folder: Path, failures: list[str], name: str
) -> None:
    async with house.opened(folder) as service:
        service.clock.jump(house.at + timedelta(days=40))
        await service.settle()
        ids = service.look(lambda session: set(session.exec(select(Booking.id)).all()))
        before = service.look(lambda session: naming(session, "booking", ids))

        said = await _presses_everything(service, service.chat.user(house.people[name]), house.of(name), failures)

        after = service.look(lambda session: naming(session, "booking", ids))
        assert sorted({row[0] for row in before ^ after} - ANY_TIME - WRITTEN_DOWN - {"booking"}) == []
        assert {row for row in after - before if row[0] == "take" and dict(row[1])["released_at"] is None} == set()
        assert ("no answer" in said, failures) == (False, [])


@pytest.mark.parametrize("name", STAFFED)
async def test_a_colleague_of_the_same_role_undoes_nothing_of_what_another_did_or_took(
    house: House, folder: Path, failures: list[str], name: str
) -> None:
    async with house.opened(folder) as service:
        colleague = service.person("Beth", STAFFED[name], department="Service")
        await service.settle()
        theirs = service.look(lambda session: _member(session, house.people[name])).id
        before = service.look(lambda session: naming(session, "person", {theirs}))

        said = await _presses_everything(service, colleague, house.of(name), failures)

        after = service.look(lambda session: naming(session, "person", {theirs}))
        changed = before - after
        assert {row[0] for row in changed} <= SHARED
        assert {key_of(row) for row in changed} <= {key_of(row) for row in after}  # and still says who did it
        assert ("no answer" in said, failures) == (False, [])


async def _presses_everything(service: Harness, user: User, codes: list[str], failures: list[str]) -> list[str]:
    user.says("/start")
    one = Attacker(service, user, failures)
    await one.arrive()
    return await one.presses_at_once(codes)


def _cancel_what_is_to_come(session: Session, telegram_id: int, now: datetime) -> set[int | None]:
    by = _member(session, telegram_id)
    coming = session.exec(
        select(Booking).where(
            col(Booking.cancelled_at).is_(None), col(Booking.ended_at).is_(None), Booking.ends_at > now
        )
    ).all()
    return {cancel(session, each.id or 0, by, now).id for each in coming}


def _member(session: Session, telegram_id: int) -> Member:
    found = member(session, telegram_id)
    assert found is not None
    return found
