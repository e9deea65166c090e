from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from textwrap import dedent

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import SlotTaken, UnknownRoom
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import bookable, bookables, physical, read_rooms, rooms, rooms_in, seed_rooms, spec_of
from meetbot.layouts.catalogue import LAYOUTS, capacity
from meetbot.mistakes import line
from meetbot.yamlfiles import ConfigProblems, parse
from tests.booking.conftest import CONFIG, Desk
from tests.factories import NOW

Held = Callable[[Booking], dict[int, tuple[datetime, datetime]]]
SHAPE = "shape: {width: 5, depth: 5, doors: [{wall: south, at: 1, width: 1}]}"


def _mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigProblems) as found:
        rooms_in(parse(dedent(text), "rooms.yaml"))
    return [line(problem) for problem in found.value.problems]


def test_an_unknown_piece_of_equipment_is_named_by_line() -> None:
    mistakes = _mistakes(f"""\
        rooms:
          - code: a
            name: {{en: A, zh: 甲}}
            {SHAPE}
            equipment: [screen, samovar]
        """)

    assert len(mistakes) == 1
    assert mistakes[0].startswith("rooms.yaml:5:25: ")
    assert "projector" in mistakes[0]


def test_every_mistake_about_codes_and_parts_is_named_by_line() -> None:
    mistakes = _mistakes(f"""\
        rooms:
          - code: a
            name: {{en: A, zh: 甲}}
            {SHAPE}
          - code: a
            name: {{en: A again, zh: 甲}}
            {SHAPE}
          - code: lobby
            kind: public_area
            name: {{en: Lobby, zh: 大堂}}
            parts: [a, a]
          - code: hall
            name: {{en: Hall, zh: 厅}}
            parts: [a, b, hall, lobby]
          - code: whole
            name: {{en: Whole, zh: 全}}
            {SHAPE}
            parts: [hall]
        """)

    assert mistakes == [
        "rooms.yaml:5:5: there is another room 'a' above; every room has its own code",
        "rooms.yaml:11:5: a public area has no parts; only rooms are divided",
        "rooms.yaml:11:16: 'a' is named twice",
        "rooms.yaml:12:5: 'hall' can be booked and needs a shape of its own (width, depth, doors, screen_wall)",
        "rooms.yaml:14:16: there is no room 'b'; add it or correct the code",
        "rooms.yaml:14:19: 'hall' is divided itself; name the parts that it consists of",
        "rooms.yaml:14:25: 'lobby' is a public area and cannot be booked as a part",
        "rooms.yaml:18:5: a room of one part is that part; name at least two, or none",
        "rooms.yaml:18:13: 'hall' is divided itself; name the parts that it consists of",
    ]


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("{width: 5, depth: 5, doors: [{wall: south, at: 4.5, width: 1}]}", "does not fit into the south wall"),
        ("{width: 5, depth: 5, columns: [{x: 5, y: 2, width: 0.4}]}", "is not inside the room"),
        ("{width: 0, depth: 5}", "greater than 0"),
        ("{width: .nan, depth: 5}", "a number is expected here"),
        ("{width: 5, depth: 5, screen_wall: up}", "one of: north, east, south, west"),
        ("{width: 5, depth: 5, height: 3}", "unknown key 'height'"),
    ],
)
def test_a_shape_that_no_room_can_have_is_named_by_line(shape: str, message: str) -> None:
    mistakes = _mistakes(f"""\
        rooms:
          - code: a
            name: {{en: A, zh: 甲}}
            shape: {shape}
        """)

    assert len(mistakes) == 1
    assert mistakes[0].startswith("rooms.yaml:4:")
    assert message in mistakes[0]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("rooms: []", "rooms.yaml:1:1: 'rooms'"),
        ("romms: []", "rooms.yaml:1:1: 'rooms' is missing here"),
        ("rooms: [{code: Hall 1, name: {en: A, zh: 甲}}]", "rooms.yaml:1:10: 'code'"),
        ("rooms: [{code: a, name: {en: A}}]", "rooms.yaml:1:19: 'zh' is missing here"),
        ("rooms: [", "rooms.yaml:"),
    ],
)
def test_a_file_that_is_not_a_list_of_rooms_is_refused_by_line(text: str, start: str) -> None:
    assert _mistakes(text)[0].startswith(start)


def test_a_folder_without_rooms_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems, match="FileMissing"):
        read_rooms(tmp_path)


def test_the_sample_building_has_eight_rooms_one_of_them_divisible_and_two_public_areas() -> None:
    specs = read_rooms(CONFIG)
    parts = {part for spec in specs for part in spec.parts}

    assert len([spec for spec in specs if spec.is_bookable and spec.code not in parts]) == 8
    assert [(spec.code, spec.parts) for spec in specs if spec.parts] == [("hall", ("hall-a", "hall-b"))]
    assert [spec.code for spec in specs if not spec.is_bookable] == ["lobby", "lounge"]


def test_every_room_of_the_sample_building_holds_a_meeting_in_some_layout() -> None:
    for spec in read_rooms(CONFIG):
        if spec.shape:
            assert max(capacity(spec.shape, layout) for layout in LAYOUTS) >= 12, spec.code


def test_the_rows_follow_the_file_and_a_room_that_left_it_stays_inactive(session: Session) -> None:
    specs = read_rooms(CONFIG)
    seed_rooms(session, specs, NOW)
    renamed = specs[1].model_copy(update={"tea_every_minutes": 10})

    seed_rooms(session, [specs[2], renamed], NOW)

    assert [(room.code, spec_of(room)) for room in rooms(session)] == [("hall-b", specs[2]), ("hall-a", renamed)]
    assert len(session.exec(select(Room)).all()) == len(specs)


def test_a_room_that_is_divided_from_now_on_is_not_booked_twice(
    session: Session, desk: Desk, building: dict[str, Room], held: Held
) -> None:
    whole = [spec.model_copy(update={"parts": ()}) if spec.code == "hall" else spec for spec in read_rooms(CONFIG)]
    seed_rooms(session, whole, NOW)
    booking = desk.book(room="hall")
    assert set(held(booking)) == {building["hall"].id}

    seed_rooms(session, read_rooms(CONFIG), NOW)

    assert set(held(booking)) == {building["hall-a"].id, building["hall-b"].id}
    with pytest.raises(SlotTaken):
        desk.book(room="hall-a")


def test_where_a_part_is_in_use_already_the_divided_room_keeps_what_it_held(
    session: Session, desk: Desk, building: dict[str, Room], held: Held
) -> None:
    whole = [spec.model_copy(update={"parts": ()}) if spec.code == "hall" else spec for spec in read_rooms(CONFIG)]
    seed_rooms(session, whole, NOW)
    booking, beside = desk.book(room="hall"), desk.book(room="hall-b")

    seed_rooms(session, read_rooms(CONFIG), NOW)

    assert (set(held(booking)), set(held(beside))) == ({building["hall"].id}, {building["hall-b"].id})


def test_what_a_row_keeps_of_a_room_reads_back_the_same(building: dict[str, Room]) -> None:
    assert [spec_of(room) for room in building.values()] == list(read_rooms(CONFIG))


def test_a_hall_booked_whole_holds_its_halves(session: Session, building: dict[str, Room]) -> None:
    assert [room.code for room in physical(session, building["hall"])] == ["hall-a", "hall-b"]
    assert physical(session, building["hall-a"]) == [building["hall-a"]]


def test_only_rooms_can_be_booked(session: Session, building: dict[str, Room]) -> None:
    assert len(bookables(session)) == 10
    for code in ("lobby", "cellar", ""):
        with pytest.raises(UnknownRoom) as refusal:
            bookable(session, code)
        assert refusal.value == UnknownRoom(code)
