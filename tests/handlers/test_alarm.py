"""The alarm on a machine whose clock is set while it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers import base

from meetbot.clock import SystemClock
from meetbot.handlers import alarm as alarms
from meetbot.handlers.alarm import SchedulerAlarm

HOUR = timedelta(hours=1)


class Machine(SystemClock):
    """A machine whose clock can be set; everything on it reads this one."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()

    class Read(datetime):
        @classmethod
        def now(cls, tz=None) -> datetime:  # type: ignore[override]
            return machine.now()

    monkeypatch.setattr(base, "datetime", Read)
    monkeypatch.setattr(alarms, "datetime", Read)
    monkeypatch.setattr(alarms, "_LONGEST_WAIT", timedelta(seconds=0.05))
    return machine


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(180):
        while not true():  # noqa: ASYNC110  (rung in its own time)
            await asyncio.sleep(0.01)


async def test_a_clock_that_is_set_back_an_hour_has_everything_looked_at_anew(machine: Machine) -> None:
    rung: list[datetime] = []
    alarm = SchedulerAlarm(machine, lambda: rung.append(machine.now()))
    alarm.start()
    alarm.set(machine.now() + HOUR)
    await asyncio.sleep(0.1)
    assert rung == []

    machine.off = -HOUR
    await until(lambda: rung)
    alarm.set(machine.now() + timedelta(seconds=0.1))
    await until(lambda: len(rung) == 2)

    alarm.stop()


async def test_a_clock_that_is_set_forward_a_day_rings_for_what_has_come_due_meanwhile(machine: Machine) -> None:
    rung: list[datetime] = []
    alarm = SchedulerAlarm(machine, lambda: rung.append(machine.now()))
    alarm.start()
    alarm.set(machine.now() + HOUR)
    await asyncio.sleep(0.1)

    machine.off = timedelta(days=1)
    await until(lambda: rung)

    alarm.stop()
    assert len(rung) == 1
