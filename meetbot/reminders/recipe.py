"""
Whether the moments in ``booking.next_due`` may be kept over a start.

They follow from facts, whose every change empties them in its own transaction, and from what is not in the facts: the code and
its libraries, ``meetbot.yaml``, the clock of its zone, the rooms as ``rooms.yaml`` has them, who has which role. Of all that the
recipe is a digest. It is noted with the moments; a start with the same recipe would work out the same once more.

Kept on SQLite only: a PostgreSQL may be shared with a process of another version, which fills the moments by its own rules.
"""

from __future__ import annotations

import json
import sys
import sysconfig
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

import meetbot
from meetbot.booking.models import Room
from meetbot.people.models import Person, RoleGrant
from meetbot.reminders.due import forget
from meetbot.reminders.models import Recipe

_CODE = Path(meetbot.__file__).parent
_LIBRARIES = Path(sysconfig.get_paths()["purelib"])
# The days on which the zone's clock is looked at: what is booked lies between them.
_FIRST_DAY, _DAYS = datetime(2025, 1, 1, tzinfo=UTC), 366 * 15


def forget_unless_same(session: Session, site_file: Path, zone: ZoneInfo, now: datetime) -> bool:
    """Empty every next moment unless it was worked out by today's recipe; whether they were kept."""
    is_alone = session.get_bind().dialect.name == "sqlite"
    recipe = recipe_of(session, site_file, zone) if is_alone else ""
    noted = session.get(Recipe, 1) or Recipe(id=1, sha256="")
    if recipe and noted.sha256 == recipe:
        return True
    forget(session, now)
    noted.sha256 = recipe
    session.add(noted)
    return False


def recipe_of(session: Session, site_file: Path, zone: ZoneInfo) -> str:
    """The digest of everything that moments are worked out from, besides the facts of their booking."""
    digest = sha256()
    for part in (*_of_the_code(), site_file.read_bytes(), _clock(zone), _rows(session)):
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def _of_the_code() -> Iterator[bytes]:
    """Python, the libraries by name and version, and every line of ours. Where ours cannot be read, something never seen."""
    yield sys.version.encode()
    yield "\n".join(sorted(each.name for each in _LIBRARIES.glob("*.dist-info"))).encode()
    files = sorted(_CODE.rglob("*.py"))
    if not files:
        yield uuid4().bytes
    for file in files:
        yield file.relative_to(_CODE).as_posix().encode()
        yield file.read_bytes()


def _clock(zone: ZoneInfo) -> bytes:
    """How far the zone's clock is from UTC, day by day: a new list of zones may say otherwise."""
    offsets = ((_FIRST_DAY + timedelta(number)).astimezone(zone).utcoffset() for number in range(_DAYS))
    return repr([offset and offset.total_seconds() for offset in offsets]).encode()


def _rows(session: Session) -> bytes:
    rooms = session.exec(select(Room.id, Room.position, Room.spec, Room.is_active).order_by(col(Room.id))).all()
    roles = session.exec(
        select(RoleGrant.role, RoleGrant.person_id)
        .join(Person, col(Person.id) == RoleGrant.person_id)
        .where(col(Person.deactivated_at).is_(None))
        .order_by(col(RoleGrant.person_id), col(RoleGrant.role))
    ).all()
    return json.dumps([[*map(list, rooms)], [*map(list, roles)]], sort_keys=True).encode()
