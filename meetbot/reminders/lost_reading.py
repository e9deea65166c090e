"""Reads the facts of what was left behind and somebody may have to be told of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.models import Booking
from meetbot.lost.models import Find, FindPhoto, HandOver
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import members, members_with, profile
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import FindFacts
from meetbot.reminders.rules.lost import DAYS, NEWS_HOLDS

# Built once: building a statement takes longer than running it, and this runs in every pass.
_RECENT = (
    select(Find)
    .where(
        or_(
            and_(
                col(Find.handed_over_at).is_(None), col(Find.found_at) > bindparam("found_since", type_=UTCDateTime())
            ),
            col(Find.handed_over_at) > bindparam("handed_since", type_=UTCDateTime()),
        )
    )
    .order_by(col(Find.id))
)


def find_facts(session: Session, staff: Staff, now: datetime, find_id: int | None = None) -> list[FindFacts]:
    """The finds that are still chased or were handed over lately; or this one."""
    if find_id is None:
        recent = {"found_since": now - (DAYS + 1) * NEWS_HOLDS, "handed_since": now - NEWS_HOLDS}
        finds = session.exec(_RECENT, params=recent).all()
    else:
        finds = session.exec(select(Find).where(Find.id == find_id)).all()
    if not finds:
        return []
    ids = [each.id for each in finds if each.id is not None]
    photos, owners = _photos(session, ids), _owners(session, finds)
    handed = {
        row.find_id: (row.by, row.at)
        for row in session.exec(select(HandOver).where(col(HandOver.find_id).in_(ids)))
    }  # fmt: skip
    return [
        FindFacts(
            id=id,
            staff=staff,
            found_by=each.found_by,
            found_at=each.found_at,
            owners=owners.get(each.booking_id or 0, ()),
            photos=tuple(photos[id]),
            handed=handed.get(id),
        )
        for id, each in zip(ids, finds, strict=True)
    ]


def _photos(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, int, datetime]]]:
    found: dict[int, list[tuple[int, int, datetime]]] = defaultdict(list)
    for row in session.exec(select(FindPhoto).where(col(FindPhoto.find_id).in_(ids)).order_by(col(FindPhoto.id))):
        assert row.id is not None
        found[row.find_id].append((row.id, row.added_by, row.added_at))
    return found


def _owners(session: Session, finds: Sequence[Find]) -> dict[int, tuple[int, ...]]:
    """By booking id the organiser; the other organisers of the department where that one has left."""
    ids = {each.booking_id for each in finds if each.booking_id is not None}
    if not ids:
        return {}
    rows = session.exec(select(Booking.id, Booking.organiser_id).where(col(Booking.id).in_(ids))).all()
    active = members(session, {organiser for _, organiser in rows})
    return {
        booking_id: (organiser,) if organiser in active else _department_of(session, organiser)
        for booking_id, organiser in rows
        if booking_id is not None
    }


def _department_of(session: Session, person_id: int) -> tuple[int, ...]:
    department = profile(session, person_id).member.department
    colleagues: list[Member] = members_with(session, Role.ORGANISER) if department else []
    return tuple(each.id for each in colleagues if each.department == department)
