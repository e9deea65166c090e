"""
The rooms of the building: what ``rooms.yaml`` says about each, and the rows that bookings refer to.

A divisible hall is three rooms: two parts that can be booked alone, and the whole that holds both (``parts``).
Reservations are kept for physical rooms only, so the whole and a part can never be used at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field
from sqlalchemy import Text, bindparam, cast, event, inspect
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from meetbot.booking.errors import UnknownRoom
from meetbot.booking.models import Room
from meetbot.booking.reservations import hold_anew
from meetbot.kept import fetch
from meetbot.layouts.shape import RoomShape
from meetbot.standard.needs import Equipment
from meetbot.texts import Wording
from meetbot.yamlfiles import ConfigProblems, Document, Problem, Remark, Strict, read, validate

Found = Iterator[tuple[tuple[str | int, ...], str]]


class RoomKind(StrEnum):
    """Whether people can book it; public areas only have their hygiene rounds and defects."""

    ROOM = "room"
    PUBLIC_AREA = "public_area"


class RoomSpec(Strict):
    """One entry of ``rooms.yaml``."""

    code: str = Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=24, description="never changes")
    name: Wording
    kind: RoomKind = RoomKind.ROOM
    floor: Wording | None = None
    shape: RoomShape | None = Field(default=None, description="a bookable room has one; a hall that is divided too")
    equipment: tuple[Equipment, ...] = ()
    parts: tuple[str, ...] = Field(default=(), description="codes of the rooms that this one consists of")
    smoking_area: Wording | None = Field(default=None, description="where smokers are shown to (P8)")
    saucers: bool = Field(default=True, description="its cups stand on saucers, else on coasters (T1.5, T2.3)")
    tea_every_minutes: int | None = Field(default=None, ge=5, le=240, description="absent: as the standard says (M5)")
    rostrum_every_minutes: int | None = Field(default=None, ge=5, le=240, description="absent: the standard's (M4)")

    @property
    def is_bookable(self) -> bool:
        return self.kind is RoomKind.ROOM

    def lacks(self, equipment: Iterable[Equipment]) -> tuple[Equipment, ...]:
        """What of ``equipment`` is not in this room."""
        return tuple(thing for thing in equipment if thing not in self.equipment)


class _RoomsFile(Strict):
    rooms: tuple[RoomSpec, ...] = Field(min_length=1)


def read_rooms(folder: Path) -> tuple[RoomSpec, ...]:
    """The rooms of a config folder, in the file's order. Raises ConfigProblems naming every mistake."""
    return rooms_in(read(folder / "rooms.yaml"))


def rooms_in(document: Document) -> tuple[RoomSpec, ...]:
    """The rooms of a parsed ``rooms.yaml``. Raises ConfigProblems naming every mistake."""
    specs = validate(document, _RoomsFile).rooms
    found = [*_code_mistakes(specs), *_part_mistakes(specs), *_kind_mistakes(specs)]
    if found:
        raise ConfigProblems(tuple(sorted(_problems(document, found))))
    return specs


def _problems(document: Document, found: Iterable[tuple[tuple[str | int, ...], str]]) -> Iterator[Problem]:
    return (document.problem(("rooms", *path), Remark(text)) for path, text in found)


def _code_mistakes(specs: Sequence[RoomSpec]) -> Found:
    seen: set[str] = set()
    for number, spec in enumerate(specs):
        if spec.code in seen:
            yield (number, "code"), f"there is another room {spec.code!r} above; every room has its own code"
        seen.add(spec.code)


def _part_mistakes(specs: Sequence[RoomSpec]) -> Found:
    by_code = {spec.code: spec for spec in specs}
    for number, spec in enumerate(specs):
        if len(spec.parts) == 1:
            yield (number, "parts"), "a room of one part is that part; name at least two, or none"
        for place, code in enumerate(spec.parts):
            advice = _part_advice(spec, by_code.get(code), code, code in spec.parts[:place])
            if advice:
                yield (number, "parts", place), advice


def _part_advice(whole: RoomSpec, part: RoomSpec | None, code: str, is_repeated: bool) -> str:
    if part is None:
        return f"there is no room {code!r}; add it or correct the code"
    if is_repeated:
        return f"{code!r} is named twice"
    if not part.is_bookable:
        return f"{code!r} is a public area and cannot be booked as a part"
    if part is whole or part.parts:
        return f"{code!r} is divided itself; name the parts that it consists of"
    return ""


def _kind_mistakes(specs: Sequence[RoomSpec]) -> Found:
    for number, spec in enumerate(specs):
        if spec.is_bookable and spec.shape is None:
            yield (
                (number, "code"),
                f"{spec.code!r} can be booked and needs a shape of its own (width, depth, doors, screen_wall)",
            )
        if not spec.is_bookable and spec.parts:
            yield (number, "parts"), "a public area has no parts; only rooms are divided"


def seed_rooms(session: Session, specs: Sequence[RoomSpec], now: datetime) -> list[Room]:
    """
    Bring the rows in line with the file: by code; a room that left the file becomes inactive. The file's rooms, in order.

    Bookings of a room that is divided otherwise from now on hold its new parts, so that nobody books these once more.
    """
    rows = {room.code: room for room in session.exec(select(Room))}
    parts_before = {code: tuple(room.spec.get("parts", ())) for code, room in rows.items()}
    for room in rows.values():
        room.is_active = False
    for position, spec in enumerate(specs):
        room = rows.setdefault(spec.code, Room(code=spec.code, position=position, spec={}))
        room.position, room.spec, room.is_active = position, spec.model_dump(mode="json"), True
        session.add(room)
    session.flush()
    for spec in specs:
        if parts_before.get(spec.code, spec.parts) != spec.parts:
            hold_anew(session, rows[spec.code], _ids(physical(session, rows[spec.code])), now)
    return [rows[spec.code] for spec in specs]


def rooms(session: Session) -> list[Room]:
    """Every active room and public area, in the file's order."""
    return list(session.exec(select(Room).where(col(Room.is_active)).order_by(col(Room.position))))


@dataclass(frozen=True)
class Bookable:
    """A room that can be booked, with the physical rooms that a reservation of it holds."""

    room: Room
    spec: RoomSpec
    physical_ids: tuple[int, ...]


# The rows' own columns, the description as text: parsing a thousand of them would take longer than all the rest of a search.
_ROWS = columns(col(Room.id), col(Room.code), col(Room.position), cast(col(Room.spec), Text)).where(col(Room.is_active))
_BY_CODE = _ROWS.where(col(Room.code) == bindparam("code"))
_IN_ORDER = _ROWS.order_by(col(Room.position))


def bookable(session: Session, code: str) -> Bookable:
    """The active room called ``code``. Raises UnknownRoom, for a public area too."""
    found = [known_room(*row) for row in fetch(session, _BY_CODE, code=code)]
    if not found or not found[0].spec.is_bookable:
        raise UnknownRoom(code)
    [alone] = found
    if not alone.spec.parts:
        return alone
    return replace(alone, physical_ids=_ids(physical(session, alone.room)))


def bookables(session: Session) -> list[Bookable]:
    """Every active room that can be booked, in the file's order."""
    found = [known_room(*row) for row in fetch(session, _IN_ORDER)]
    by_code = {each.spec.code: each for each in found if not each.spec.parts}
    return [_divided(each, by_code) if each.spec.parts else each for each in found if each.spec.is_bookable]


def _divided(whole: Bookable, by_code: Mapping[str, Bookable]) -> Bookable:
    return replace(whole, physical_ids=tuple(id_ for part in whole.spec.parts for id_ in by_code[part].physical_ids))


@lru_cache(maxsize=4096)
def known_room(id_: int, code: str, position: int, spec: str) -> Bookable:
    """An active room as its row says, holding itself alone. Its ``room`` belongs to no session and to all."""
    room = Room(id=id_, code=code, position=position, spec=json.loads(spec))
    inspect(room).info[_IS_SHARED] = True
    return Bookable(room, spec_in(spec), (id_,))


class SharedRoomChanged(TypeError):
    """A mistake in the program: somebody writes to the room that all threads have, and not to its row."""


_IS_SHARED = "is_shared"


def _refuse_if_shared(room: Room, value: object, _old: object, _event: object) -> None:
    if inspect(room).info.get(_IS_SHARED):
        raise SharedRoomChanged(room.code, value)


for _column in inspect(Room).column_attrs:
    event.listen(getattr(Room, _column.key), "set", _refuse_if_shared)


def _ids(physical_rooms: Iterable[Room]) -> tuple[int, ...]:
    return tuple(room.id for room in physical_rooms if room.id is not None)


def spec_of(room: Room) -> RoomSpec:
    """What the file says about ``room`` (of the last start at which it was in the file)."""
    return read_spec(room.spec)


def read_spec(spec: dict[str, Any]) -> RoomSpec:
    """A room's ``spec`` column as a value; parsed once per content."""
    return spec_in(json.dumps(spec))


@lru_cache(maxsize=4096)
def spec_in(text: str) -> RoomSpec:
    """A room's ``spec`` column as text; parsed once per content. Rooms that are shaped alike have one shape."""
    spec = RoomSpec.model_validate_json(text)
    return spec if spec.shape is None else spec.model_copy(update={"shape": _shape(spec.shape)})


@lru_cache(maxsize=4096)
def _shape(shape: RoomShape) -> RoomShape:
    return shape


def physical(session: Session, room: Room) -> list[Room]:
    """The rooms that a reservation of ``room`` holds: its parts, in their order, or itself."""
    parts = spec_of(room).parts
    if not parts:
        return [room]
    found = {part.code: part for part in session.exec(select(Room).where(col(Room.code).in_(parts)))}
    return [found[code] for code in parts]
