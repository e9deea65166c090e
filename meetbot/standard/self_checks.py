"""The self-check at the beginning of a shift (A1-A6): what somebody looked at about themselves, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.errors import NotAllowed
from meetbot.people.members import Member
from meetbot.standard.document import GuideCard
from meetbot.standard.errors import NoSelfCheck, NoSuchSelfCheck
from meetbot.standard.guide import self_check_cards
from meetbot.standard.models import SelfCheck, SelfCheckTick
from meetbot.standard.service import newest, standard_of

# Somebody who comes back within it is on the same shift.
A_SHIFT = timedelta(hours=12)


@dataclass(frozen=True)
class SelfCheckView:
    """A self-check as it stands: its cards, each with the moment it was ticked or none."""

    id: int
    person_id: int
    begun_at: datetime
    cards: tuple[tuple[GuideCard, datetime | None], ...]

    @property
    def is_complete(self) -> bool:
        return all(ticked_at for _, ticked_at in self.cards)


def begin(session: Session, by: Member, now: datetime) -> SelfCheckView:
    """The self-check of the shift that ``by`` is on; a new one where the last is of an earlier shift. Raises NoSelfCheck."""
    last = session.exec(
        select(SelfCheck)
        .where(SelfCheck.person_id == by.id, col(SelfCheck.begun_at) > now - A_SHIFT)
        .order_by(col(SelfCheck.begun_at).desc(), col(SelfCheck.id).desc())
        .limit(1)
    ).first()
    return _view(session, last or _begun(session, by, now))


def _begun(session: Session, by: Member, now: datetime) -> SelfCheck:
    version = newest(session)
    assert version.id is not None
    if not self_check_cards(standard_of(session, version.id)):
        raise NoSelfCheck
    check = SelfCheck(person_id=by.id, standard_id=version.id, begun_at=now)
    session.add(check)
    session.flush()
    return check


def look_up(session: Session, check_id: int) -> SelfCheckView:
    """A self-check. Raises NoSuchSelfCheck."""
    return _view(session, _check(session, check_id))


def set_ticked(session: Session, check_id: int, card: str, is_ticked: bool, by: Member, now: datetime) -> SelfCheckView:
    """Ticked, or open again. Doing it twice is doing it once. Raises NoSuchSelfCheck, NotAllowed for somebody else's."""
    check = _check(session, check_id)
    if check.person_id != by.id:
        raise NotAllowed
    if card not in {each.key for each in self_check_cards(standard_of(session, check.standard_id))}:
        raise NoSuchSelfCheck(check_id)
    standing = next((tick for tick in _ticks(session, check_id) if tick.card == card), None)
    if is_ticked and standing is None:
        session.add(SelfCheckTick(self_check_id=check_id, card=card, at=now))
    elif standing is not None and not is_ticked:
        session.delete(standing)
    session.flush()
    return _view(session, check)


def _check(session: Session, check_id: int) -> SelfCheck:
    found = session.get(SelfCheck, check_id)
    if found is None:
        raise NoSuchSelfCheck(check_id)
    return found


def _ticks(session: Session, check_id: int) -> list[SelfCheckTick]:
    return list(session.exec(select(SelfCheckTick).where(SelfCheckTick.self_check_id == check_id)))


def _view(session: Session, check: SelfCheck) -> SelfCheckView:
    assert check.id is not None
    ticked = {tick.card: tick.at for tick in _ticks(session, check.id)}
    cards = self_check_cards(standard_of(session, check.standard_id))
    return SelfCheckView(
        check.id, check.person_id, check.begun_at, tuple((card, ticked.get(card.key)) for card in cards)
    )
