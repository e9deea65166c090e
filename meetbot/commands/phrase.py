"""``bot.py read``: what /book understands of one line."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from meetbot.settings import Settings, read_site


def add_arguments(read: argparse.ArgumentParser) -> None:
    read.add_argument("phrase")
    read.add_argument("--now", type=_moment, help="ISO 8601; without an offset on the site's wall clock")
    read.add_argument("--lang", choices=("en", "zh"), help="the language of the line, when it is not to be guessed")


def understood(options: argparse.Namespace) -> None:
    """Print the reading as JSON."""
    from meetbot.booking.phrases import RoomName, read
    from meetbot.booking.rooms import RoomKind, read_rooms

    folder = Settings().config
    site = read_site(folder)
    now = options.now or datetime.now(UTC)
    now = now.replace(tzinfo=site.zone) if now.tzinfo is None else now
    rooms = [
        RoomName(room.code, room.name.en, room.name.zh) for room in read_rooms(folder) if room.kind is RoomKind.ROOM
    ]
    reading = read(options.phrase, now, site.zone, options.lang, rooms, site.hours_on)
    print(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a time like 2026-11-23T10:00 or 2026-11-23T10:00+08:00") from None
