from __future__ import annotations

import pytest

from meetbot.handlers.afterwards import Afterwards
from tests.handlers.virtual import VirtualTimers


class Desk:
    """Notes when it is looked at; ``busy_until`` a moment somebody's press is in hand."""

    def __init__(self, busy_until: float = 0.0) -> None:
        self.timers = VirtualTimers()
        self.looks: list[float] = []
        self.changes = Afterwards(
            lambda: self.looks.append(self.now), lambda: self.now < busy_until, self.timers
        )  # fmt: skip

    @property
    def now(self) -> float:
        return round(self.timers.time() - 1000.0, 2)


async def test_a_change_is_looked_at_when_its_answer_is_out() -> None:
    desk = Desk(busy_until=0.05)

    desk.changes.note()
    await desk.timers.run(desk.timers.sleep(1.0))

    assert desk.looks == [0.06]


async def test_many_changes_in_a_row_are_one_look() -> None:
    desk = Desk()

    for _ in range(3):
        desk.changes.note()
    await desk.timers.run(desk.timers.sleep(1.0))

    assert desk.looks == [0.02]


async def test_where_somebody_always_presses_the_others_are_told_all_the_same() -> None:
    desk = Desk(busy_until=10.0)

    desk.changes.note()
    await desk.timers.run(desk.timers.sleep(1.0))

    assert desk.looks == pytest.approx([0.4], abs=0.03)


async def test_nothing_is_looked_at_once_it_is_forgotten() -> None:
    desk = Desk()

    desk.changes.note()
    desk.changes.forget()
    desk.changes.forget()
    await desk.timers.run(desk.timers.sleep(1.0))

    assert desk.looks == []
    assert not desk.changes.is_pending
