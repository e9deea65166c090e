"""The table of phrases: what people type and how it is to be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from meetbot.booking.phrases import Reading, RoomName, read
from meetbot.booking.rooms import read_rooms
from meetbot.booking.series.rule import Repeat
from meetbot.settings import read_site
from tests.factories import NOW, SHANGHAI

CONFIG = Path(__file__).parents[3] / "config"
ROOMS = tuple(RoomName(spec.code, spec.name.en, spec.name.zh) for spec in read_rooms(CONFIG) if spec.is_bookable)
SITE = read_site(CONFIG)
ROWS: list[dict[str, Any]] = [
    row
    for name in ("phrases", "repeats", "lists", "heldout")
    for row in YAML(typ="safe").load(Path(__file__).with_name(f"{name}.yaml"))
]
ANSWERS = ("start", "end", "heads", "layout", "type", "room", "title")


def reading(row: dict[str, Any]) -> Reading:
    return read(row["say"], NOW, SHANGHAI, row.get("language"), ROOMS, SITE.hours_on)


def shown(found: Reading) -> dict[str, Any]:
    """A reading in the words of the table."""
    json = found.as_json()
    partial = {
        "day": found.day if found.start is None else None,
        "at": f"{found.at:%H:%M}" if found.at and found.start is None else None,
        "length": found.length // timedelta(minutes=1) if found.length and found.start is None else None,
        "part": found.part,
        "all_day": found.all_day or None,
        "problems": [type(problem).__name__ for problem in found.problems],
        "left": json.pop("not_understood"),
        "repeat": found.repeat,
    }
    return {name: value for name, value in (json | partial).items() if value}


def expected(row: dict[str, Any]) -> dict[str, Any]:
    start = _wall(row["start"]) if "start" in row else None
    said = {
        name: row[name] for name in (*ANSWERS[2:], "at", "length", "part", "all_day", "problems", "left") if name in row
    }
    if start:
        said["start"] = start.isoformat()
    if "end" in row:
        assert start
        said["end"] = _wall(row["end"] if "-" in row["end"] else f"{start:%Y-%m-%d} {row['end']}").isoformat()
    if "repeat" in row:
        said["repeat"] = Repeat.model_validate(row["repeat"])
    if row.get("day"):
        said["day"] = _wall(f"{row['day']} 00:00").date()
    return {name: value for name, value in said.items() if value}


def _wall(text: str) -> datetime:
    return datetime.strptime(text if text.count("-") == 2 else f"2026-{text}", "%Y-%m-%d %H:%M").replace(
        tzinfo=SHANGHAI
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["say"] for row in ROWS])
def test_a_phrase_is_read_as_it_is_meant(row: dict[str, Any]) -> None:
    assert shown(reading(row)) == expected(row)
