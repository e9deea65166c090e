"""
The facts about items: ticked, unticked, skipped, found wrong, put off.

The first word about an item stands: pressing again, or a second person pressing at the same moment, changes nothing. What
changed since may be answered anew, a problem is always heard, and a count may be put right. Rows are never edited but for
being undone, so the history stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.checklists import inspection
from meetbot.checklists.errors import (
    BadCount,
    EvidenceMissing,
    NotARound,
    OutOfOrder,
    ReasonMissing,
)
from meetbot.checklists.items import Item
from meetbot.checklists.models import Outcome, Snooze, Tick
from meetbot.checklists.taking import touch
from meetbot.checklists.view import Checklist
from meetbot.checklists.work import Work, work_on
from meetbot.defects.models import Defect
from meetbot.lost import service as lost
from meetbot.lost.errors import IsAFind
from meetbot.lost.models import LOST, Find
from meetbot.people.members import Member
from meetbot.standard.document import Evidence
from meetbot.texts import clean, shorten

# Ten times the largest hall: beyond it a number was mistyped.
HIGHEST_COUNT = 10_000
LONGEST_REASON = 500


def tick(
    session: Session,
    booking_id: int,
    item_key: str,
    by: Member,
    now: datetime,
    count: int | None = None,
    file_id: int | None = None,
) -> Tick:
    """
    The item is done; the standing tick, which is an earlier one when it was done already.

    ``count`` and ``file_id`` are its evidence. Fewer back than were put out (F3) makes it a problem with a defect.
    Raises OutOfOrder, EvidenceMissing, BadCount, NoSuchItem, NotInForce, UnknownBooking, NotAllowed.
    """
    return _tick(work_on(session, booking_id, by), item_key, by, now, count, file_id)


def ticked(session: Session, booking_id: int, item_key: str, by: Member, now: datetime) -> Checklist:
    """``tick``, and the list as it stands then, without reading the meeting again."""
    work = work_on(session, booking_id, by)
    _tick(work, item_key, by, now)
    return work.checklist


def unticked(session: Session, booking_id: int, item_key: str, by: Member, now: datetime) -> Checklist:
    """``untick``, and the list as it stands then, without reading the meeting again."""
    work = work_on(session, booking_id, by)
    work.undo(work.item(item_key), by, now)
    return work.checklist


def _tick(
    work: Work, item_key: str, by: Member, now: datetime, count: int | None = None, file_id: int | None = None
) -> Tick:
    item = work.item(item_key)
    standing = work.holding(item)
    if standing is not None and not _brings_news(standing, count, file_id):
        return standing
    _refuse_out_of_order(work, item)
    _refuse_without_evidence(work, item, count, file_id)
    missing = inspection.missing(item, work.ticks, work.items, count)
    outcome = Outcome.PROBLEM if missing else Outcome.TICKED
    made = work.record(item, outcome, by, now, count=count, file_id=file_id)
    if missing:
        inspection.report_missing(work.session, work.meeting, item, by, now, missing)
    return made


def untick(session: Session, booking_id: int, item_key: str, by: Member, now: datetime) -> None:
    """
    The item is open again; an item that is open stays so. A defect that was opened stays open: it is a fact of its own.

    Raises NoSuchItem, NotInForce, UnknownBooking, NotAllowed.
    """
    work = work_on(session, booking_id, by)
    work.undo(work.item(item_key), by, now)


def skip(session: Session, booking_id: int, item_key: str, by: Member, now: datetime, reason: str) -> Tick:
    """
    The item is not done, for a reason; the standing tick. An item that was dealt with stays as it is.

    Raises ReasonMissing, NoSuchItem, NotInForce, UnknownBooking, NotAllowed.
    """
    work = work_on(session, booking_id, by)
    item = work.item(item_key)
    given = clean(reason).strip()
    if not given:
        raise ReasonMissing(item_key)
    standing = work.holding(item)
    return standing or work.record(item, Outcome.SKIPPED, by, now, reason=shorten(given, LONGEST_REASON))


def problem(
    session: Session,
    booking_id: int,
    item_key: str,
    by: Member,
    now: datetime,
    words: str = "",
    update_id: int | None = None,
) -> Defect:
    """
    Something is wrong here: a defect with room, booking, item and thing known. Said twice, it is the same open defect.

    Raises IsAFind where the item looks for what was left behind, WordsTooLong (defects), NoSuchItem, NotInForce,
    UnknownBooking, NotAllowed.
    """
    work = work_on(session, booking_id, by)
    item = work.item(item_key)
    if item.thing == LOST:
        raise IsAFind(booking_id, item_key)
    standing = work.holding(item)
    if standing is None or standing.outcome is not Outcome.PROBLEM:
        work.record(item, Outcome.PROBLEM, by, now)
    return inspection.defect_at(session, work.meeting, item, by, now, words, update_id)


def found(
    session: Session,
    booking_id: int,
    item_key: str,
    by: Member,
    now: datetime,
    words: str = "",
    files: tuple[int, ...] = (),
    update_id: int | None = None,
) -> Find:
    """
    Something was left behind (F1): a find with room, booking and item known, and the item is dealt with.

    Raises NothingSaid, FindWordsTooLong, TooManyFindPhotos (lost), NotFound (file), NoSuchItem, NotInForce, UnknownBooking,
    NotAllowed.
    """
    work = work_on(session, booking_id, by)
    item = work.item(item_key)
    made = lost.find(session, by, now, words, work.meeting.room.id, booking_id, item_key, files, update_id)
    standing = work.holding(item)
    if standing is None or standing.outcome is not Outcome.PROBLEM:
        work.record(item, Outcome.PROBLEM, by, now)
    return made


def later(session: Session, booking_id: int, item_key: str, by: Member, now: datetime) -> datetime:
    """
    Put a round off by the standard's minutes; until when. Pressed twice it is put off once; a round that is done stays done.

    Raises NotARound, NoSuchItem, NotInForce, UnknownBooking, NotAllowed.
    """
    work = work_on(session, booking_id, by)
    item = work.item(item_key)
    if not item.is_round:
        raise NotARound(item_key)
    last = _last_snooze(session, booking_id, item_key)
    if work.holding(item) is not None or (last is not None and last.until > now):
        return last.until if last else item.due_at
    until = now + timedelta(minutes=work.meeting.standard.values.later_minutes)
    number = last.number + 1 if last else 1
    session.add(Snooze(booking_id=booking_id, item=item_key, number=number, until=until, by=by.id, at=now))
    touch(session, work.meeting.booking)
    return until


def _brings_news(standing: Tick, count: int | None, file_id: int | None) -> bool:
    """Whether a press on an item that was dealt with brings another count or photo."""
    return (count is not None and count != standing.count) or (file_id is not None and file_id != standing.file_id)


def _refuse_out_of_order(work: Work, item: Item) -> None:
    first = next((key for key in work.items if key in item.after and work.holding(work.items[key]) is None), None)
    if first is not None:
        raise OutOfOrder(item.key, first, work.items[first].title)


def _refuse_without_evidence(work: Work, item: Item, count: int | None, file_id: int | None) -> None:
    if count is not None and not 0 <= count <= HIGHEST_COUNT:
        raise BadCount(item.key, count, HIGHEST_COUNT)
    given = {Evidence.NONE: True, Evidence.COUNT: count is not None, Evidence.PHOTO: file_id is not None}
    if not given[item.evidence]:
        raise EvidenceMissing(item.key, item.evidence, inspection.expected(item, work.ticks, work.items))


def _last_snooze(session: Session, booking_id: int, item_key: str) -> Snooze | None:
    rows = select(Snooze).where(Snooze.booking_id == booking_id, Snooze.item == item_key)
    return session.exec(rows.order_by(col(Snooze.number).desc()).limit(1)).first()
