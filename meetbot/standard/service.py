"""Published versions: seeded from the folder, looked up, parsed once per process."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetbot.standard.document import Standard
from meetbot.standard.errors import NoStandard, NoSuchStandard
from meetbot.standard.loading import StandardFile, parse_standard, read_standards, reused_in
from meetbot.standard.models import StandardVersion
from meetbot.yamlfiles import ConfigProblems

# Built once: building a statement takes longer than running it, and this runs with every press on a card.
_DIGEST = select(StandardVersion.sha256).where(col(StandardVersion.id) == bindparam("id"))


@dataclass(frozen=True)
class Seeding:
    """What the folder brought: versions that became rows, and files that differ from the version published from them."""

    added: tuple[StandardVersion, ...]
    edited: tuple[Path, ...]


def seed(session: Session, folder: Path, now: datetime, chased_from: datetime | None = None) -> Seeding:
    """
    Publishes the versions in ``folder`` that are no rows yet. Raises ConfigProblems when a file has mistakes.

    A published version never changes, so a file that was edited without a new number is only reported.
    """
    files = read_standards(folder)
    known = {(row.name, row.number): row for row in session.exec(select(StandardVersion))}
    new = [file for file in files if (file.standard.name, file.standard.version) not in known]
    for file in new:
        mistakes = tuple(reused_in(file, published(session, file.standard.name)))
        if mistakes:
            raise ConfigProblems(mistakes)
    added = tuple(_version(file, now, chased_from) for file in new)
    session.add_all(added)
    session.flush()
    edited = tuple(
        file.path
        for file in files
        if (row := known.get((file.standard.name, file.standard.version))) and row.sha256 != _sha256(file.text)
    )
    return Seeding(added, edited)


def published(session: Session, name: str) -> list[Standard]:
    """Every published version of this name."""
    rows = session.exec(select(StandardVersion.id).where(StandardVersion.name == name)).all()
    return [standard_of(session, id) for id in rows if id is not None]


def newest(session: Session) -> StandardVersion:
    """The version that new bookings are made under: the highest number. Raises NoStandard."""
    order = col(StandardVersion.number).desc(), col(StandardVersion.published_at).desc(), col(StandardVersion.id).desc()
    found = session.exec(select(StandardVersion).order_by(*order).limit(1)).first()
    if found is None:
        raise NoStandard
    return found


def standard_of(session: Session, standard_id: int) -> Standard:
    """The standard of a published version, parsed once per process. Raises NoSuchStandard."""
    digest = session.exec(_DIGEST, params={"id": standard_id}).first()
    if digest is None:
        raise NoSuchStandard(standard_id)
    return standard_with(session, standard_id, digest)


def standard_with(session: Session, standard_id: int, digest: str) -> Standard:
    """``standard_of`` where the digest of its text is known already."""
    return _parsed.get(digest) or _parse(session, standard_id, digest)


# Keyed by the digest of the text, never by the row's id: another database of the same process has other rows.
_parsed: dict[str, Standard] = {}
_parsing = threading.Lock()


def remember(digest: str, standard: Standard) -> None:
    """The text with this digest was read already, and need not be read again in this process."""
    _parsed.setdefault(digest, standard)


def _parse(session: Session, standard_id: int, digest: str) -> Standard:
    with _parsing:
        if digest not in _parsed:
            row = session.get_one(StandardVersion, standard_id)
            _parsed[digest] = parse_standard(row.body, f"{row.name}@{row.number}")
        return _parsed[digest]


def _version(file: StandardFile, now: datetime, chased_from: datetime | None) -> StandardVersion:
    standard = file.standard
    return StandardVersion(
        name=standard.name,
        number=standard.version,
        body=file.text,
        sha256=_sha256(file.text),
        published_at=now,
        chased_from=chased_from,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
