"""Defects with everything that happened to them, read in a fixed number of questions however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from meetbot.booking.models import Room
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution, Severity
from meetbot.defects.rooms import sharing_rooms
from meetbot.errors import NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import names

# Those whom every defect concerns: they have the list, and may close one. Others are shown what they come across.
OVERSEERS = (Role.MAINTENANCE, Role.SUPERVISOR, Role.ADMIN)
# One that nobody graded yet may be anything: it is looked at before those known to be minor.
_URGENCY: dict[Severity | None, int] = {Severity.BLOCKING: 0, Severity.MAJOR: 1, None: 2, Severity.MINOR: 3}
Fact = TypeVar("Fact", DefectGrade, DefectAssignment, DefectPhoto, Resolution)


@dataclass(frozen=True)
class DefectView:
    """One defect as it stands. ``severity`` is none until somebody grades it; an unassigned one is in the pool."""

    defect: Defect
    room: Room | None
    reporter: str
    photos: tuple[int, ...]
    severity: Severity | None
    assignee_id: int | None
    assignee: str
    resolution: Resolution | None
    resolver: str

    @property
    def id(self) -> int:
        """Its number in texts."""
        assert self.defect.id is not None
        return self.defect.id

    @property
    def is_open(self) -> bool:
        return self.resolution is None

    def may_be_seen_by(self, member: Member) -> bool:
        """Whether the member may know of it and add to it: attendants of different rooms help each other (D11)."""
        return member.has(*OVERSEERS) or member.is_staff or member.id in {self.defect.reporter_id, self.assignee_id}


def first_reported_photo(session: Session, defect_id: int) -> int | None:
    """The file that came with the report itself, and so is in its alert."""
    wanted = (
        select(DefectPhoto.file_id)
        .join(Defect, col(Defect.id) == DefectPhoto.defect_id)
        .where(DefectPhoto.defect_id == defect_id, col(DefectPhoto.added_at) <= col(Defect.reported_at))
        .order_by(col(DefectPhoto.id))
    )
    return session.exec(wanted).first()


def view(session: Session, defect_id: int) -> DefectView:
    """The defect, for whoever was found to be entitled to it. Raises NotFound."""
    defect = session.get(Defect, defect_id)
    if defect is None:
        raise NotFound
    return _views(session, [defect])[0]


def seen_by(session: Session, defect_id: int, by: Member) -> DefectView:
    """The defect. Raises NotFound also when they may not know of it."""
    found = view(session, defect_id)
    if not found.may_be_seen_by(by):
        raise NotFound
    return found


def open_defects(session: Session, room_id: int | None = None) -> list[DefectView]:
    """What is to be mended: the worst first, among equals the oldest; of a room, with its parts and the hall it is part of."""
    defects = session.exec(select(Defect).where(col(Defect.resolved_at).is_(None))).all()
    if room_id is not None:
        sharing = sharing_rooms(session, room_id, {defect.room_id for defect in defects})
        defects = [defect for defect in defects if defect.room_id in sharing]
    return sorted(_views(session, defects), key=_urgency)


def open_defects_reported_by(session: Session, person_id: int) -> list[DefectView]:
    """What this person reported and nobody has mended yet, the worst first."""
    theirs = select(Defect).where(col(Defect.resolved_at).is_(None), Defect.reporter_id == person_id)
    return sorted(_views(session, session.exec(theirs).all()), key=_urgency)


def resolved_since(session: Session, moment: datetime) -> list[DefectView]:
    """What was mended at ``moment`` or later, in the order it was."""
    mended = select(Defect).where(col(Defect.resolved_at) >= moment)
    return _views(session, session.exec(mended.order_by(col(Defect.resolved_at), col(Defect.id))).all())


def _urgency(each: DefectView) -> tuple[int, datetime, int]:
    return _URGENCY[each.severity], each.defect.reported_at, each.id


def _views(session: Session, defects: Sequence[Defect]) -> list[DefectView]:
    ids = [defect.id for defect in defects if defect.id is not None]
    grades = _newest(_facts(session, DefectGrade, ids))
    assignments = _newest(_facts(session, DefectAssignment, ids))
    resolutions = _newest(_facts(session, Resolution, ids))
    photos = _facts(session, DefectPhoto, ids)
    rooms = _rooms(session, defects)
    who = names(session, [
        *(defect.reporter_id for defect in defects),
        *(given.person_id for given in assignments.values()),
        *(mended.by for mended in resolutions.values()),
    ])  # fmt: skip

    def build(defect: Defect) -> DefectView:
        key = defect.id or 0
        grade, given, mended = grades.get(key), assignments.get(key), resolutions.get(key)
        assignee_id = given.person_id if given else None
        return DefectView(
            defect=defect,
            room=rooms.get(defect.room_id),
            reporter=who.get(defect.reporter_id, ""),
            photos=tuple(photo.file_id for photo in photos if photo.defect_id == key),
            severity=grade.severity if grade else None,
            assignee_id=assignee_id,
            assignee=who.get(assignee_id or 0, ""),
            resolution=mended,
            resolver=who.get(mended.by, "") if mended else "",
        )

    return [build(defect) for defect in defects]


def _facts(session: Session, kind: type[Fact], defect_ids: Iterable[int]) -> Sequence[Fact]:
    """What happened to these defects, in its order."""
    return session.exec(select(kind).where(col(kind.defect_id).in_(defect_ids)).order_by(col(kind.id))).all()


def _newest(facts: Iterable[Fact]) -> dict[int, Fact]:
    return {fact.defect_id: fact for fact in facts}


def _rooms(session: Session, defects: Iterable[Defect]) -> dict[int | None, Room]:
    ids = {defect.room_id for defect in defects if defect.room_id is not None}
    return {room.id: room for room in session.exec(select(Room).where(col(Room.id).in_(ids)))}
