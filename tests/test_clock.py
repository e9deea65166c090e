"""A simulated clock stands still, runs, jumps, and never runs backwards."""

from datetime import timedelta

import pytest

from meetbot.clock import SimulatedClock
from tests.factories import NOW


class Seconds:
    """A monotonic source that is set by hand."""

    def __init__(self) -> None:
        self.shown = 100.0

    def __call__(self) -> float:
        return self.shown


def test_a_standing_clock_shows_its_start_and_reaches_nothing() -> None:
    clock = SimulatedClock(NOW)

    assert (clock.now(), clock.seconds_until(NOW + timedelta(seconds=1))) == (NOW, float("inf"))


def test_a_fast_clock_shows_an_hour_after_a_minute_and_keeps_it_when_slowed() -> None:
    seconds = Seconds()
    clock = SimulatedClock(NOW, 60, seconds)
    seconds.shown += 60

    clock.run(1)

    assert (clock.now(), clock.speed) == (NOW + timedelta(hours=1), 1)


def test_waiting_is_shorter_on_a_fast_clock() -> None:
    assert SimulatedClock(NOW, 60, Seconds()).seconds_until(NOW + timedelta(hours=1)) == pytest.approx(60)


def test_a_jump_is_announced_and_never_goes_back() -> None:
    clock, heard = SimulatedClock(NOW), []
    clock.on_change(lambda: heard.append(clock.now()))

    clock.jump(NOW + timedelta(hours=2))
    clock.jump(NOW)

    assert (clock.now(), heard) == (NOW + timedelta(hours=2), [NOW + timedelta(hours=2)] * 2)
