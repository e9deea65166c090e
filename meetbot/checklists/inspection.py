"""What the inspection finds: counted back against what was put out (F3), and defects with all that is known of them (F2, F4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.meeting import Meeting
from meetbot.checklists.items import Item
from meetbot.checklists.models import Outcome, Tick
from meetbot.defects import service as defects
from meetbot.defects.models import Defect
from meetbot.people.members import Member


@dataclass(frozen=True)
class Missing:
    """Fewer came back than were put out."""

    returned: int
    issued: int

    def __str__(self) -> str:
        """The defect's words, for every language: "18/20"."""
        return f"{self.returned}/{self.issued}"


def missing(item: Item, ticks: Mapping[str, Tick], items: Mapping[str, Item], returned: int | None) -> Missing | None:
    """The shortfall of a count; none when as many came back as were put out, or nothing is counted back here."""
    issued = expected(item, ticks, items) if item.issued is not None else None
    return Missing(returned, issued) if issued is not None and returned is not None and returned < issued else None


def expected(item: Item, ticks: Mapping[str, Tick], items: Mapping[str, Item]) -> int | None:
    """
    The number that a count is compared with: what was put out, else the item's own quantity.

    Put out is what was counted then; what the standard asked for where nobody counted; nothing where putting out was skipped.
    """
    issuing = items.get(item.issued) if item.issued else None
    if issuing is None:
        return item.quantity
    put_out = ticks.get(issuing.key)
    if put_out is None:
        return issuing.quantity
    if put_out.outcome is Outcome.SKIPPED:
        return 0
    return put_out.count if put_out.count is not None else issuing.quantity


def report_missing(
    session: Session, meeting: Meeting, item: Item, by: Member, now: datetime, missing: Missing
) -> Defect:
    """The defect of a shortfall."""
    return defect_at(session, meeting, item, by, now, str(missing))


def defect_at(
    session: Session,
    meeting: Meeting,
    item: Item,
    by: Member,
    now: datetime,
    words: str = "",
    update_id: int | None = None,
) -> Defect:
    """The open defect at ``item``, a new one unless there is one; ``words`` are added to it, whoever reported it."""
    standing = _open_defect(session, meeting, item)
    if standing is None or standing.id is None:
        return defects.report(session, by, now, meeting.room.id, meeting.id, item.key, item.thing, words, update_id)
    if not words.strip():
        return standing
    return defects.add_words(session, standing.id, words, by).defect


def _open_defect(session: Session, meeting: Meeting, item: Item) -> Defect | None:
    rows = select(Defect).where(
        Defect.booking_id == meeting.id, Defect.item_key == item.key, col(Defect.resolved_at).is_(None)
    )
    return session.exec(rows.order_by(col(Defect.id))).first()
