"""Which date of an old rule becomes which date of a new one: what is kept keeps who took it and what was done for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from meetbot.booking.series.rule import Repeat, Unit

# Monday's meeting may become the Sunday's of its week; a monthly one any day of about its month.
_WITHIN_A_WEEK = timedelta(days=6)
_WITHIN_A_MONTH = timedelta(days=20)
_DAY = timedelta(days=1)


def reach(old: Repeat, new: Repeat) -> timedelta:
    """How far a date may move and still be the same meeting."""
    return _WITHIN_A_MONTH if Unit.MONTH is old.unit is new.unit else _WITHIN_A_WEEK


def matched(
    old: Collection[date], new: Sequence[date], within: timedelta, closed: Collection[date] = ()
) -> dict[date, date]:
    """
    By the new day, the old one that it was.

    1. A day that both rules have stays, whatever else there is.
    2. The others move by as many days as brings the most of them onto a new one, the fewest days where that is equal; what is
       left then, by as many others. Nothing moves onto a day of ``closed``, and nothing further than ``within``.
    """
    found = {day: day for day in new if day in old}
    rest_old = set(old) - set(found)
    rest_new = {day for day in new if day not in found and day not in closed}
    while moved := _moved(rest_old, rest_new, within.days):
        found |= moved
        rest_old -= set(moved.values())
        rest_new -= set(moved)
    return found


def _moved(old: Collection[date], new: Collection[date], within: int) -> dict[date, date]:
    """Those that move by the same number of days, as many as can; later ones rather than earlier ones where both are as many."""
    shifts = sorted((shift for shift in range(-within, within + 1) if shift), key=lambda shift: (abs(shift), shift < 0))
    ways = ({day + shift * _DAY: day for day in old if day + shift * _DAY in new} for shift in shifts)
    return max(ways, key=len, default={})
