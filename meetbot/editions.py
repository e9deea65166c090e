"""``bot.py standard``: what a version changes and whom it touches, and a published version back as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.checklists.adoption import differing
from meetbot.standard.differences import Change, Difference, differences
from meetbot.standard.document import Standard
from meetbot.standard.errors import NoSuchVersion, NotAnEdition
from meetbot.standard.loading import parse_standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.publishing import version_named
from meetbot.standard.service import standard_of
from meetbot.yamlfiles import text_of

_NAMED = re.compile(r"([a-z][a-z0-9-]*)@([0-9]{1,9})")
_SIGNS = {Change.ADDED: "+", Change.CHANGED: "~", Change.WITHDRAWN: "-"}
_LONGEST = 200
_MOST_MEETINGS = 20


@dataclass(frozen=True)
class Edition:
    """A version from a file (``id`` none) or from a row."""

    id: int | None
    standard: Standard

    @property
    def name(self) -> str:
        return f"{self.standard.name}@{self.standard.version}"


def edition(session: Session | None, words: str) -> Edition:
    """The version that ``words`` name: a file, or name@number of a row. Raises NotAnEdition, NoSuchVersion, ConfigProblems."""
    path = Path(words)
    if path.is_file():
        return Edition(None, parse_standard(text_of(path), words))
    row = published(session, words)
    assert session is not None
    assert row.id is not None
    return Edition(row.id, standard_of(session, row.id))


def published(session: Session | None, words: str) -> StandardVersion:
    """The row of name@number. Raises NotAnEdition, NoSuchVersion."""
    named = _NAMED.fullmatch(words)
    if named is None:
        raise NotAnEdition(words)
    if session is None:  # nothing was ever published
        raise NoSuchVersion(named[1], int(named[2]))
    return version_named(session, named[1], int(named[2]))


def told(old: Edition, new: Edition) -> Iterator[str]:
    """The differences as lines for a terminal."""
    found = differences(old.standard, new.standard)
    yield f"{old.name} -> {new.name}: {_counted(len(found), 'difference')}"
    for each in found:
        yield from _told(each)


def _told(difference: Difference) -> Iterator[str]:
    yield f"{_SIGNS[difference.change]} {difference.part} {difference.name}"
    for field in difference.fields:
        yield f"    {field.field}: {_short(field.before)} -> {_short(field.after)}"


def _short(value: str) -> str:
    shown = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
    return shown or "(nothing)"


def touched(session: Session, new: Edition, now: datetime, zone: ZoneInfo) -> Iterator[str]:
    """The future bookings that ``new`` would serve otherwise, without what they are about."""
    found = differing(session, new.standard, now, new.id)
    yield f"{_counted(len(found), 'future booking')} would be served otherwise" + (":" if found else "")
    yield from (_meeting(each, zone) for each in found[:_MOST_MEETINGS])
    if len(found) > _MOST_MEETINGS:
        yield f"  and {len(found) - _MOST_MEETINGS} more"


def _meeting(meeting: Meeting, zone: ZoneInfo) -> str:
    return f"  #{meeting.id}  {meeting.start.astimezone(zone):%Y-%m-%d %H:%M}  {meeting.spec.code}"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
