"""
Which zone a foreign TZID means.

Programs write IANA names ("Europe/Berlin"), Windows names ("China Standard Time"), names with a path before them
("/mozilla.org/20050126_1/Europe/Berlin"), or names of their own that only the VTIMEZONE in the file explains. Of such a
VTIMEZONE we take the IANA name in X-LIC-LOCATION, or its offset where it has one only; its rules are not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetbot.booking.incoming.content import Component

_OFFSET: Final = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_NAME: Final = re.compile(r"[A-Za-z0-9_+-]{1,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
_MOST_ZONES: Final = 200


@dataclass(frozen=True)
class Zones:
    """The zones of one file; ``default`` holds where none is named, and where the name says nothing."""

    default: tzinfo
    own: dict[str, tzinfo]

    def named(self, tzid: str) -> tzinfo | None:
        """The zone of this TZID; none when nobody knows it."""
        return iana(tzid) or self.own.get(tzid)


def zones_of(calendars: Iterable[Component], site: tzinfo) -> Zones:
    """The zones that the file explains; times without any are the calendar's own (X-WR-TIMEZONE), else the site's."""
    own: dict[str, tzinfo] = {}
    default: tzinfo | None = None
    for calendar in calendars:
        default = default or iana(calendar.text("X-WR-TIMEZONE"))
        for part in calendar.parts:
            if part.name == "VTIMEZONE" and len(own) < _MOST_ZONES and (zone := _explained(part)):
                own.setdefault(part.text("TZID"), zone)
    return Zones(default or site, own)


@lru_cache(maxsize=512)
def iana(name: str) -> tzinfo | None:
    """The zone of an IANA or Windows name, perhaps with a path before it; none for anything else."""
    name = name.strip().strip('"')
    if name.upper() in {"UTC", "GMT", "Z", "ETC/UTC"}:
        return UTC
    for candidate in (name, _windows(name), *_ends(name)):
        if candidate and _NAME.fullmatch(candidate) and (zone := _known(candidate)):
            return zone
    return None


def _windows(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # heavy, and a calendar rarely comes

    return str(WINDOWS_TO_OLSON.get(name, ""))


def _ends(name: str) -> list[str]:
    parts = name.split("/") if name.startswith("/") else []
    return ["/".join(parts[-count:]) for count in (3, 2) if len(parts) > count]


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return None


def _explained(zone: Component) -> tzinfo | None:
    known = iana(zone.text("X-LIC-LOCATION"))
    if known:
        return known
    offsets = {part.text("TZOFFSETTO") for part in zone.parts}
    return _fixed(offsets.pop()) if len(offsets) == 1 else None


def _fixed(offset: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(offset.strip())
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    east = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-east if found[1] == "-" else east)
