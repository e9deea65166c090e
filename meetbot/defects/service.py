"""Something is broken: reported, described, graded, given to somebody, mended. Each step is a row: who, when, what."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from meetbot.booking.bookings import found_in
from meetbot.defects.errors import (
    AlreadyResolved,
    CannotRepair,
    NoteMissing,
    TooManyPhotos,
    WordsMissing,
    WordsTooLong,
)
from meetbot.defects.models import AFTERWARDS, Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution, Severity
from meetbot.defects.rooms import close_rooms, open_rooms
from meetbot.defects.threats import look_again, threatened_by, threats
from meetbot.defects.views import (
    OVERSEERS,
    DefectView,
    open_defects,
    open_defects_reported_by,
    resolved_since,
    seen_by,
    view,
)
from meetbot.errors import NotAllowed
from meetbot.files.service import require_kept
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import members, names
from meetbot.texts import lines, one_line, shorten

__all__ = [
    "DefectView",
    "add_photo",
    "add_words",
    "assign",
    "grade",
    "open_defects",
    "open_defects_reported_by",
    "report",
    "resolve",
    "resolved_since",
    "return_to_pool",
    "seen_by",
    "threatened_by",
    "threats",
    "unassign",
    "view",
]

MENDERS = (Role.MAINTENANCE, Role.ADMIN)
# A card with everything on it has to fit Telegram's 4096 characters.
LONGEST_WORDS = 2000
LONGEST_NOTE = 1000
MOST_PHOTOS = 10
_LONGEST_KEY = 40


def report(
    session: Session,
    by: Member,
    now: datetime,
    room_id: int | None = None,
    booking_id: int | None = None,
    item_key: str | None = None,
    thing: str = "",
    words: str = "",
    update_id: int | None = None,
) -> Defect:
    """
    The new defect, or the one that the same update reported before. Without a room it is in the booking's room.

    Raises NotAllowed, NotFound (room or booking), WordsTooLong.
    """
    if not by.roles:
        raise NotAllowed
    return _reported_in(session, update_id) or _new(
        session,
        Defect(
            room_id=found_in(session, room_id, booking_id),
            booking_id=booking_id,
            item_key=item_key,
            thing=shorten(one_line(thing), _LONGEST_KEY),
            words=_within(lines(words), LONGEST_WORDS),
            reporter_id=by.id,
            reported_at=now,
            update_id=update_id,
        ),
    )


def add_words(session: Session, defect_id: int, words: str, by: Member) -> DefectView:
    """The defect with one more line of description; repeating the last one adds nothing. Raises NotFound, WordsMissing, WordsTooLong."""
    found = seen_by(session, defect_id, by)
    added = lines(words)
    if not added:
        raise WordsMissing
    if not f"\n{found.defect.words}".endswith(f"\n{added}"):
        found.defect.words = _within(f"{found.defect.words}\n{added}".strip("\n"), LONGEST_WORDS)
        _keep(session, found.defect)
    return found


def add_photo(
    session: Session, defect_id: int, file_id: int, by: Member, now: datetime, *, with_report: bool = False
) -> DefectView:
    """
    The defect with this kept file among its photos, once; one ``with_report`` is told by the alert itself.

    Raises NotFound (defect or file), TooManyPhotos.
    """
    found = seen_by(session, defect_id, by)
    if file_id in found.photos:
        return found
    require_kept(session, file_id)
    if len(found.photos) >= MOST_PHOTOS:
        raise TooManyPhotos(MOST_PHOTOS)
    reported_at = found.defect.reported_at
    added_at = reported_at if with_report else max(now, reported_at + AFTERWARDS)
    _keep(session, DefectPhoto(defect_id=defect_id, file_id=file_id, added_by=by.id, added_at=added_at))
    return view(session, defect_id)


def grade(session: Session, defect_id: int, severity: Severity, by: Member, now: datetime) -> DefectView:
    """
    The defect with this severity; blocking closes its rooms, anything less opens them again.

    Raises NotAllowed, NotFound, AlreadyResolved.
    """
    by.require(*MENDERS)
    found = _still_open(session, defect_id)
    if found.severity is severity:
        return found
    _keep(session, DefectGrade(defect_id=defect_id, severity=severity, by=by.id, at=now))
    if severity is Severity.BLOCKING:
        close_rooms(session, found.defect, by.id, now)
    else:
        open_rooms(session, found.defect, now)
    look_again(session, found.defect, now)
    return view(session, defect_id)


def assign(session: Session, defect_id: int, person_id: int, by: Member, now: datetime) -> DefectView:
    """The defect in the hands of this person, who may be ``by``. Raises NotAllowed, NotFound, AlreadyResolved, CannotRepair."""
    by.require(*MENDERS)
    found = _still_open(session, defect_id)
    mender = members(session, [person_id]).get(person_id)
    if mender is None or not mender.has(*MENDERS):
        raise CannotRepair(names(session, [person_id]).get(person_id, ""))
    return _give(session, found, person_id, by.id, now)


def unassign(session: Session, defect_id: int, by: Member, now: datetime) -> DefectView:
    """The defect back in the pool. Raises NotAllowed, NotFound, AlreadyResolved."""
    by.require(*MENDERS)
    return _give(session, _still_open(session, defect_id), None, by.id, now)


def return_to_pool(session: Session, person_id: int, by: Member, now: datetime) -> list[DefectView]:
    """The open defects that this person, who leaves, had in hand: each in the pool now. Raises NotAllowed."""
    by.require(Role.ADMIN)
    theirs = [each for each in open_defects(session) if each.assignee_id == person_id]
    return [_give(session, each, None, by.id, now) for each in theirs]


def resolve(session: Session, defect_id: int, note: str, by: Member, now: datetime) -> DefectView:
    """
    The defect, mended as ``note`` says; its rooms are open again. The same resolution twice changes nothing.

    Raises NotAllowed, NotFound, NoteMissing, WordsTooLong, AlreadyResolved.
    """
    by.require(*OVERSEERS)
    done = _within(lines(note), LONGEST_NOTE)
    if not done:
        raise NoteMissing
    found = view(session, defect_id)
    if found.resolution is not None and (found.resolution.by, found.resolution.note) == (by.id, done):
        return found
    return _close(session, _still_open(session, defect_id), done, by.id, now)


def _reported_in(session: Session, update_id: int | None) -> Defect | None:
    if update_id is None:
        return None
    return session.exec(select(Defect).where(Defect.update_id == update_id)).one_or_none()


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise WordsTooLong(len(text), limit)
    return text


def _new(session: Session, defect: Defect) -> Defect:
    _keep(session, defect)
    look_again(session, defect, defect.reported_at)
    return defect


def _still_open(session: Session, defect_id: int) -> DefectView:
    found = view(session, defect_id)
    if found.resolution is not None:
        raise AlreadyResolved(found.resolver, found.resolution.at)
    return found


def _give(session: Session, found: DefectView, person_id: int | None, by: int, now: datetime) -> DefectView:
    if found.assignee_id == person_id:
        return found
    _keep(session, DefectAssignment(defect_id=found.id, person_id=person_id, by=by, at=now))
    return view(session, found.id)


def _close(session: Session, found: DefectView, note: str, by: int, now: datetime) -> DefectView:
    found.defect.resolved_at = now
    _keep(session, found.defect)
    _keep(session, Resolution(defect_id=found.id, note=note, by=by, at=now))
    open_rooms(session, found.defect, now)
    look_again(session, found.defect, now)
    return view(session, found.id)


def _keep(session: Session, row: Defect | DefectPhoto | DefectGrade | DefectAssignment | Resolution) -> None:
    session.add(row)
    session.flush()
