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
from meetbot.standard.loading import standard_in
from meetbot.standard.mistakes import NotTheNext, OtherStandard
from meetbot.standard.models import StandardVersion
from meetbot.standard.service import newest, published, remember
from meetbot.standard.succession import reused
from meetbot.yamlfiles import ConfigProblems, Document, decoded, parse


@dataclass(frozen=True)
class Upload:
    """A file that could be published: its text, what it says, and where its name and number stand."""

    text: str
    standard: Standard
    document: Document

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_upload(content: bytes, file: str) -> Upload:
    """The standard in ``content``; takes a second or so. Raises ConfigProblems with every mistake."""
    text = decoded(content, file)
    document = parse(text, file)
    return Upload(text, standard_in(document), document)


def require_next(session: Session, upload: Upload) -> None:
    """Nothing, when it can be the next version. Raises ConfigProblems: another name, a number that is not higher, an id used again."""
    current, standard = newest(session), upload.standard
    if standard.name != current.name:
        raise ConfigProblems((upload.document.problem(("name",), OtherStandard(current.name)),))
    if standard.version <= current.number:
        raise ConfigProblems((upload.document.problem(("version",), NotTheNext(current.number)),))
    mistakes = tuple(reused(upload.document, standard, published(session, standard.name)))
    if mistakes:
        raise ConfigProblems(mistakes)


def publish(
    session: Session, upload: Upload, by: Member, now: datetime, chased_from: datetime | None = None
) -> StandardVersion:
    """
    The version, in force for every booking that is made from now on; the same text once more gives the row it became.

    ``chased_from``: when those who have not read what it changes are asked once more. Raises NotAllowed, ConfigProblems (as ``require_next``).
    """
    by.require(Role.ADMIN)
    known = session.exec(select(StandardVersion).where(StandardVersion.sha256 == upload.sha256)).first()
    if known is not None:
        return known
    require_next(session, upload)
    row = StandardVersion(
        name=upload.standard.name,
        number=upload.standard.version,
        body=upload.text,
        sha256=upload.sha256,
        published_at=now,
        published_by=by.id,
        chased_from=chased_from,
    )
    session.add(row)
    session.flush()
    remember(upload.sha256, upload.standard)
    return row


def version_named(session: Session, name: str, number: int) -> StandardVersion:
    """The published version of this name and number. Raises NoSuchVersion."""
    found = session.exec(
        select(StandardVersion).where(StandardVersion.name == name, StandardVersion.number == number)
    ).one_or_none()
    if found is None:
        raise NoSuchVersion(name, number)
    return found
