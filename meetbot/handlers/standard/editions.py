"""The version of the standard that a screen is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.standards import current_standard
from meetbot.standard.document import Standard
from meetbot.standard.service import standard_of


@dataclass(frozen=True)
class Edition:
    """A version of the standard with the id of its row."""

    id: int
    standard: Standard


def in_force(session: Session) -> Edition:
    """The version that new bookings are made under. Raises NoStandard."""
    current = current_standard(session)
    return Edition(current.id, current.standard)


def edition(session: Session, standard_id: int) -> Edition:
    """A published version. Raises NoSuchStandard."""
    return Edition(standard_id, standard_of(session, standard_id))
