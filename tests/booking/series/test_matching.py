"""Which date of an old rule becomes which of a new one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meetbot.booking.series.matching import matched

WEEK = timedelta(days=6)


def days(*numbers: int) -> list[date]:
    """Days of December 2026; the 7th is a Monday. Those after the 31st are January's."""
    return [date(2026, 12, 1) + timedelta(days=number - 1) for number in numbers]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((7, 14, 21), (7, 14, 21), {7: 7, 14: 14, 21: 21}),
        ((7, 14, 21), (8, 15, 22), {8: 7, 15: 14, 22: 21}),  # Tuesdays instead of Mondays
        ((7, 14, 21), (11, 18, 25), {11: 7, 18: 14, 25: 21}),  # Fridays of the same week, though Monday after is nearer
        ((6, 13, 20), (7, 14, 21), {7: 6, 14: 13, 21: 20}),  # the day after Sunday is another week's
        ((7, 14), (7, 10, 14, 17), {7: 7, 14: 14}),  # and Thursdays too
        ((7, 9, 14, 16), (7, 10, 14, 17), {7: 7, 10: 9, 14: 14, 17: 16}),  # Thursdays instead of Wednesdays
        ((7, 14, 21, 28), (7, 21), {7: 7, 21: 21}),  # every other week
        ((7, 14, 21, 28), (8, 22), {8: 7, 22: 21}),
        ((7,), (14,), {}),  # a week further is another meeting
        ((7, 9), (8,), {8: 7}),
    ],
)
def test_what_both_have_stays_and_the_rest_moves_as_little_as_it_can(
    old: tuple[int, ...], new: tuple[int, ...], expected: dict[int, int]
) -> None:
    found = matched(days(*old), days(*new), WEEK)

    assert {to.day: was.day for to, was in found.items()} == expected


def test_nothing_moves_onto_a_closed_day() -> None:
    [monday, tuesday] = days(7, 8)

    assert matched([monday], [tuesday], WEEK, closed={tuesday}) == {}
    assert matched([tuesday], [tuesday], WEEK, closed={tuesday}) == {tuesday: tuesday}
