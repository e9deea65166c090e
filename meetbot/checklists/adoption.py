"""Which bookings a new version of the standard would serve otherwise, and moving them over (X8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.adoption import adopt_standard, future_bookings
from meetbot.booking.meeting import Meeting, meetings
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.standard.document import Standard
from meetbot.standard.service import standard_of

# Read so many at a time: a year of bookings is not held at once.
_AT_ONCE = 200


def differing(session: Session, new: Standard, now: datetime, standard_id: int | None = None) -> list[Meeting]:
    """
    The future meetings whose checklist is another under ``new``, by start.

    ``standard_id`` is the id of its row once it is published: what is served by it already is left out.
    """
    ids = future_bookings(session, standard_id, now)
    batches = (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
    return [meeting for batch in batches for meeting in meetings(session, batch) if _differs(meeting, new)]


def _differs(meeting: Meeting, new: Standard) -> bool:
    if meeting.booking.meeting_type not in {kind.key for kind in new.types}:
        return True
    return _asked(meeting) != _asked(replace(meeting, standard=new))


def _asked(meeting: Meeting) -> list[tuple[object, ...]]:
    return [_said(item) for item in items(meeting)]


def _said(item: Item) -> tuple[object, ...]:
    return item.key, item.words, item.phase, item.due_at, item.quantity, item.evidence, item.is_inspection, item.after


def move_over(session: Session, standard_id: int, by: Member, now: datetime) -> tuple[list[int], list[int]]:
    """
    Have every future booking that differs served by this version; the ids of those moved, and of those that cannot be
    (the version has no such meetings any more) and keep theirs. Raises NotAllowed.
    """
    moved: list[int] = []
    kept: list[int] = []
    for meeting in differing(session, standard_of(session, standard_id), now, standard_id):
        try:
            adopt_standard(session, meeting.id, standard_id, by, now)
        except MeetbotError as refusal:
            if meeting.booking.meeting_type in {kind.key for kind in standard_of(session, standard_id).types}:
                raise refusal from None
            kept.append(meeting.id)
        else:
            moved.append(meeting.id)
    return moved, kept
