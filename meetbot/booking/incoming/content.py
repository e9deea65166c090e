"""
From bytes to components and properties (RFC 5545, 3.1), with every limit checked before anything is built.

Only what is on the list ``_WANTED`` is kept: an attached picture of half a megabyte is passed over, not refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from meetbot.booking.incoming.errors import (
    BrokenOff,
    CalendarTooBig,
    LineTooLong,
    NotACalendar,
    TooDeep,
    TooManyParts,
)

LARGEST: Final = 1024 * 1024
LONGEST_LINE: Final = 20_000
# VCALENDAR > VEVENT > VALARM is three; some write one more.
DEEPEST: Final = 6
MOST_PARTS: Final = 10_000
_WANTED: Final = frozenset({
    "METHOD", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "TZID", "X-LIC-LOCATION", "TZOFFSETTO", "UID", "SEQUENCE", "DTSTAMP",
    "SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "STATUS", "TRANSP", "ORGANIZER", "ATTENDEE", "DTSTART", "DTEND",
    "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
})  # fmt: skip
_FOLD: Final = re.compile(rb"\n[ \t]")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")
# A value in quotation marks may hold the marks that part parameters.
_PARAMETER: Final = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*(?:,(?:"[^"]*"|[^";:,]*))*)')


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. Names are in capitals, ``value`` is as it stands in the file."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """BEGIN to END: what stands between, in order."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of this name."""
        return next((each for each in self.properties if each.name == name), None)

    def every(self, name: str) -> list[Property]:
        """All properties of this name, in order."""
        return [each for each in self.properties if each.name == name]

    def text(self, name: str) -> str:
        """The value of the first property of this name, unescaped; empty without one."""
        found = self.first(name)
        return unescaped(found.value) if found else ""


def components(content: bytes) -> tuple[list[Component], str]:
    """
    The calendars of a file, and the character set they are in ("UTF-8", "GB18030", ...).

    Raises CalendarTooBig, NotACalendar, BrokenOff, LineTooLong, TooDeep, TooManyParts.
    """
    if len(content) > LARGEST:
        raise CalendarTooBig(len(content), LARGEST)
    text, charset = _decoded(content)
    found = _tree(text)
    if not found:
        raise NotACalendar
    return found, charset


def unescaped(value: str) -> str:
    r"""TEXT as it is meant: ``\n``, ``\,``, ``\;`` and ``\\`` are single characters (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], value, flags=re.DOTALL)


def _decoded(content: bytes) -> tuple[str, str]:
    content, charset = _as_bytes_of_lines(content)
    # Programs fold after so many bytes, in the middle of a character too: unfold first.
    content = _FOLD.sub(b"", content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    if b"\0" in content:
        raise NotACalendar
    if charset:
        return content.decode("utf-8"), charset
    for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("cp1252", "Windows-1252")):
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise NotACalendar


def _as_bytes_of_lines(content: bytes) -> tuple[bytes, str]:
    """UTF-16 as UTF-8, with its name; anything else as it is, without one."""
    encoding = ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:2] == b"\0":
        encoding = "utf-16-le"
    elif content[:1] == b"\0":
        encoding = "utf-16-be"
    if not encoding:
        return content, ""
    try:
        return content.decode(encoding).encode(), "UTF-16"
    except UnicodeError:
        raise NotACalendar from None


def _tree(text: str) -> list[Component]:
    roots: list[Component] = []
    open_: list[Component] = []
    parts = number = 0
    for number, line in _lines(text):
        name = _name_of(line)
        if name == "BEGIN":
            parts += 1
            _check_room(parts, len(open_))
            opened = Component(line[6:].strip().upper())
            if not open_ and opened.name != "VCALENDAR":
                raise NotACalendar
            (open_[-1].parts if open_ else roots).append(opened)
            open_.append(opened)
        elif name == "END":
            if not open_ or open_.pop().name != line[4:].strip().upper():
                raise BrokenOff(number)
        elif not open_:
            raise NotACalendar
        elif name in _WANTED:
            open_[-1].properties.append(_property(name, line, number))
    if open_:
        raise BrokenOff(number)
    return roots


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _check_room(parts: int, depth: int) -> None:
    if parts > MOST_PARTS:
        raise TooManyParts(MOST_PARTS)
    if depth >= DEEPEST:
        raise TooDeep(DEEPEST)


def _name_of(line: str) -> str:
    found = _NAME.match(line)
    # A group before the name ("item1.SUMMARY") is how address books write, not calendars.
    return found[0].upper() if found and line[found.end() : found.end() + 1] in {":", ";"} else ""


def _property(name: str, line: str, number: int) -> Property:
    if len(line) > LONGEST_LINE:
        raise LineTooLong(number, LONGEST_LINE)
    parameters, end = {}, len(name)
    while found := _PARAMETER.match(line, end):
        parameters[found[1].upper()] = found[2].replace('"', "")
        end = found.end()
    return Property(name, parameters, line[end:].removeprefix(":"))
