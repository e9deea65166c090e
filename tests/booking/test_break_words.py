"""Breaks as people type them."""

from __future__ import annotations

import pytest

from meetbot.booking.break_words import break_in
from meetbot.times import Interval
from tests.factories import SHANGHAI, at

AFTERNOON = Interval(at("2026-11-24 14:00"), at("2026-11-24 18:00"))
NIGHT = Interval(at("2026-11-24 22:00"), at("2026-11-25 03:00"))


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("15:00-15:15", AFTERNOON, ("24 15:00", "24 15:15")),
        ("from 15:00 to 15.15", AFTERNOON, ("24 15:00", "24 15:15")),
        ("１５：００－１５：２０", AFTERNOON, ("24 15:00", "24 15:20")),
        ("15点到15点20分", AFTERNOON, ("24 15:00", "24 15:20")),
        ("15点半 15分钟", AFTERNOON, ("24 15:30", "24 15:45")),
        ("15:00 20", AFTERNOON, ("24 15:00", "24 15:20")),
        ("15:00, 20 min", AFTERNOON, ("24 15:00", "24 15:20")),
        ("23:50-00:10", NIGHT, ("24 23:50", "25 00:10")),
        ("1:00 15", NIGHT, ("25 01:00", "25 01:15")),
        ("15:00", AFTERNOON, None),  # how long?
        ("15:15-15:00", NIGHT, None),
        ("25:00-26:00", AFTERNOON, None),
        ("15:00-15:15-15:30", AFTERNOON, None),
        ("later", AFTERNOON, None),
        ("", AFTERNOON, None),
    ],
)
def test_a_break_is_read(text: str, event: Interval, expected: tuple[str, str] | None) -> None:
    found = break_in(text, event, SHANGHAI)
    shown = found and tuple(each.astimezone(SHANGHAI).strftime("%d %H:%M") for each in (found.start, found.end))
    assert shown == expected
