"""The standard that new bookings are made under, found with one small statement: every booking and every search asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from meetbot.kept import ONE, fetch
from meetbot.standard.document import Standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.service import newest, standard_of


@dataclass(frozen=True)
class CurrentStandard:
    """A published version, parsed, with the id of its row."""

    id: int
    standard: Standard


# By the digest of its text, as versions never change and another database of the same process has other rows.
_known: dict[str, Standard] = {}
_lately: list[str] = []  # the digest that was found last
NEWEST = (
    select(col(StandardVersion.id), col(StandardVersion.sha256))
    .order_by(
        col(StandardVersion.number).desc(), col(StandardVersion.published_at).desc(), col(StandardVersion.id).desc()
    )
    .limit(ONE)
)


def current_standard(session: Session) -> CurrentStandard:
    """The newest published version (as ``standard.service.newest``, without its text). Raises NoStandard."""
    found = fetch(session, NEWEST)
    if not found:
        newest(session)  # raises
        raise AssertionError
    [(id_, digest)] = found
    assert id_ is not None
    if digest not in _known:
        _known[digest] = standard_of(session, id_)
    _lately[:] = [digest]
    return CurrentStandard(id_, _known[digest])


def lately() -> Standard | None:
    """The standard that was current when somebody last asked, maybe of another database: a guess, to be held against a row."""
    return known_standard(*_lately) if _lately else None


def known_standard(digest: str) -> Standard | None:
    """The standard of which the text has this digest, where this process has read it."""
    return _known.get(digest)
