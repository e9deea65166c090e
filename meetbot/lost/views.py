"""Finds with everything that happened to them, read in a fixed number of questions however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, Room
from meetbot.errors import NotFound
from meetbot.lost.models import Find, FindPhoto, HandOver
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import STAFF, Role
from meetbot.people.service import names


@dataclass(frozen=True)
class Owner:
    """The organiser of the meeting after which it was found: to them, or their department, it goes."""

    id: int
    name: str
    department: str
    phone: str


@dataclass(frozen=True)
class FindView:
    """One find as it stands."""

    find: Find
    room: Room | None
    booking: Booking | None
    owner: Owner | None
    finder: str
    photos: tuple[int, ...]
    handed: HandOver | None
    hander: str

    @property
    def id(self) -> int:
        """Its number in texts."""
        assert self.find.id is not None
        return self.find.id

    @property
    def is_open(self) -> bool:
        return self.handed is None

    def is_of(self, member: Member) -> bool:
        """Whether it goes to them: they organised the meeting, or are organisers in the same department."""
        if self.owner is None:
            return False
        is_colleague = bool(member.department) and member.department == self.owner.department
        return member.id == self.owner.id or (is_colleague and member.has(Role.ORGANISER))

    def may_be_seen_by(self, member: Member) -> bool:
        """The staff, who found it and those it goes to (C6)."""
        return member.is_staff or member.id == self.find.found_by or self.is_of(member)

    def may_be_described_by(self, member: Member) -> bool:
        """The staff and who found it: those it goes to say that they have it, not what it is or where it lay."""
        return member.is_staff or member.id == self.find.found_by

    def may_be_handed_over_by(self, member: Member) -> bool:
        """The staff, who keep it, and those it goes to."""
        return member.is_staff or self.is_of(member)


def view(session: Session, find_id: int) -> FindView:
    """The find, for whoever was found to be entitled to it. Raises NotFound."""
    found = session.get(Find, find_id)
    if found is None:
        raise NotFound
    return _views(session, [found])[0]


def seen_by(session: Session, find_id: int, by: Member) -> FindView:
    """The find. Raises NotFound also when they may not know of it."""
    found = view(session, find_id)
    if not found.may_be_seen_by(by):
        raise NotFound
    return found


def open_finds(session: Session, by: Member) -> list[FindView]:
    """What waits to be fetched, the oldest first. Raises NotAllowed."""
    by.require(*STAFF)
    waiting = select(Find).where(col(Find.handed_over_at).is_(None)).order_by(col(Find.found_at), col(Find.id))
    return _views(session, session.exec(waiting).all())


def handed_over_since(session: Session, by: Member, moment: datetime) -> list[FindView]:
    """What was handed over at ``moment`` or later, the newest first. Raises NotAllowed."""
    by.require(*STAFF)
    gone = select(Find).where(col(Find.handed_over_at) >= moment)
    return _views(session, session.exec(gone.order_by(col(Find.handed_over_at).desc(), col(Find.id))).all())


def first_photo(session: Session, find_id: int) -> int | None:
    """The file that came with the find itself, and so goes with the first message about it."""
    wanted = (
        select(FindPhoto.file_id)
        .join(Find, col(Find.id) == FindPhoto.find_id)
        .where(FindPhoto.find_id == find_id, col(FindPhoto.added_at) <= col(Find.found_at))
        .order_by(col(FindPhoto.id))
    )
    return session.exec(wanted).first()


def _views(session: Session, finds: Sequence[Find]) -> list[FindView]:
    if not finds:
        return []
    ids = [each.id for each in finds]
    photos = session.exec(select(FindPhoto).where(col(FindPhoto.find_id).in_(ids)).order_by(col(FindPhoto.id))).all()
    handed = {each.find_id: each for each in session.exec(select(HandOver).where(col(HandOver.find_id).in_(ids)))}
    who = names(session, [*(each.found_by for each in finds), *(each.by for each in handed.values())])
    rooms = _rooms(session, finds)
    meetings = _meetings(session, finds)
    return [
        FindView(
            find=each,
            room=rooms.get(each.room_id),
            booking=meetings[each.booking_id][0] if each.booking_id in meetings else None,
            owner=meetings[each.booking_id][1] if each.booking_id in meetings else None,
            finder=who.get(each.found_by, ""),
            photos=tuple(photo.file_id for photo in photos if photo.find_id == each.id),
            handed=handed.get(each.id or 0),
            hander=who.get(handed[each.id or 0].by, "") if each.id in handed else "",
        )
        for each in finds
    ]


def _rooms(session: Session, finds: Sequence[Find]) -> dict[int | None, Room]:
    ids = {each.room_id for each in finds if each.room_id is not None}
    return {room.id: room for room in session.exec(select(Room).where(col(Room.id).in_(ids)))} if ids else {}


def _meetings(session: Session, finds: Sequence[Find]) -> dict[int | None, tuple[Booking, Owner]]:
    ids = {each.booking_id for each in finds if each.booking_id is not None}
    if not ids:
        return {}
    rows = session.exec(
        select(Booking, Person).join(Person, col(Person.id) == Booking.organiser_id).where(col(Booking.id).in_(ids))
    )
    return {
        booking.id: (booking, Owner(person.id or 0, person.name, person.department, person.phone))
        for booking, person in rows
    }
