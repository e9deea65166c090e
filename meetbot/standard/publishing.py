"""A new version becomes a row, from bytes that somebody sent; whatever is wrong with them is named and nothing changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Standard
from meetbot.standard.errors import NoSuchVersion
from meetbot.standard.loading import parse_standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.service import newest
from meetbot.yamlfiles import MAX_BYTES, ConfigProblems, Problem, parse


@dataclass(frozen=True)
class Upload:
    """A file that could be published: its text and what it says."""

    text: str
    standard: Standard


def read_upload(session: Session, content: bytes, file: str) -> Upload:
    """The new version in ``content``. Raises ConfigProblems with every mistake, a number that cannot be the next included."""
    text = _decoded(content, file)
    standard = parse_standard(text, file)
    current = newest(session)
    document = parse(text, file)
    if standard.name != current.name:
        advice = f"this house works by {current.name!r}; write that name, or have the file put into the config folder"
        raise ConfigProblems((document.problem(("name",), advice),))
    if standard.version <= current.number:
        advice = (
            f"version {current.number} is in force, and a published version never changes; write {current.number + 1}"
        )
        raise ConfigProblems((document.problem(("version",), advice),))
    return Upload(text, standard)


def _decoded(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        advice = f"the file is over {MAX_BYTES:,} bytes; a standard is far smaller, send the right file"
        raise ConfigProblems((Problem(file, 1, 1, advice),))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigProblems((Problem(file, line, 1, "the file is not UTF-8; save it as UTF-8"),)) from None


def publish(session: Session, content: bytes, file: str, by: Member, now: datetime) -> StandardVersion:
    """
    The version, in force for every booking that is made from now on; the same bytes once more give the row they became.

    Raises NotAllowed, ConfigProblems.
    """
    by.require(Role.ADMIN)
    digest = hashlib.sha256(_decoded(content, file).encode()).hexdigest()
    known = session.exec(select(StandardVersion).where(StandardVersion.sha256 == digest)).first()
    if known is not None:
        return known
    upload = read_upload(session, content, file)
    row = StandardVersion(
        name=upload.standard.name,
        number=upload.standard.version,
        body=upload.text,
        sha256=digest,
        published_at=now,
        published_by=by.id,
    )
    session.add(row)
    session.flush()
    return row


def version_named(session: Session, name: str, number: int) -> StandardVersion:
    """The published version of this name and number. Raises NoSuchVersion."""
    found = session.exec(
        select(StandardVersion).where(StandardVersion.name == name, StandardVersion.number == number)
    ).one_or_none()
    if found is None:
        raise NoSuchVersion(name, number)
    return found


def version_before(session: Session, version: StandardVersion) -> StandardVersion | None:
    """What ``version`` replaced: the highest number below it; none for the first."""
    lower = [row for row in session.exec(select(StandardVersion)) if row.number < version.number]
    return max(lower, key=lambda row: row.number, default=None)
