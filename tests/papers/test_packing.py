"""What is carried into the room: the checklist's own quantities, and what follows from the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.booking.meeting import Meeting, plan_of
from meetbot.booking.setup import turnover
from meetbot.checklists.generate import items
from meetbot.papers.packing import packing, rostrum_tables
from meetbot.standard.needs import Drink, Equipment
from tests.booking.conftest import Desk
from tests.papers.conftest import Held


def listed(meeting: Meeting) -> dict[str, int]:
    return {piece.kind: piece.quantity for piece in packing(meeting)}


@pytest.mark.parametrize("kind", ["leadership", "party_branch", "training", "general"])
def test_every_thing_is_listed_once_and_never_with_nothing(held: Held, kind: str) -> None:
    kinds = [piece.kind for piece in packing(held(kind, {"smoking": True, "fruit": True, "banner": True}))]
    assert len(kinds) == len(set(kinds))
    assert all(piece.quantity > 0 for piece in packing(held(kind, start="2026-11-25 14:00", end="2026-11-25 15:00")))


@pytest.mark.parametrize("kind", ["leadership", "party_branch", "training", "general"])
def test_the_list_counts_as_the_checklist_does(held: Held, kind: str) -> None:
    meeting = held(kind, {"smoking": True, "fruit": True, "paper": True})
    counted = {item.key: item.quantity for item in items(meeting)}
    packed = listed(meeting)
    assert packed["chairs"] + packed["spare_chairs"] == counted["room.chairs"]
    for key, thing in (
        ("place.paper", "paper"), ("place.paper", "pencils"), ("place.cups", "cups"), ("place.fruit", "fruit_plates"),
        ("place.ashtrays", "ashtrays"), ("equip.microphones", "microphones"), ("place.nameplates", "nameplates"),
        ("place.side_table", "side_cups"), ("way.signs", "signs"),
    ):  # fmt: skip
        assert packed.get(thing) == counted.get(key), thing


def test_tables_and_chairs_are_those_of_the_plan(held: Held) -> None:
    meeting = held(layout="hollow_square")
    counts = plan_of(meeting).counts()
    assert (listed(meeting)["tables"], listed(meeting)["chairs"]) == (counts["tables"], counts["chairs"])


def test_an_oval_is_made_of_curved_tables(held: Held) -> None:
    meeting = held(layout="oval")
    assert listed(meeting)["curved_tables"] == plan_of(meeting).counts()["curved_tables"]
    assert "tables" not in listed(meeting)


def test_every_cup_has_a_saucer_or_a_coaster(held: Held) -> None:
    meeting = held()
    assert (listed(meeting)["saucers"], listed(meeting).get("coasters")) == (listed(meeting)["cups"], None)
    values = meeting.standard.values.model_copy(update={"has_saucers": False})
    without = replace(meeting, standard=meeting.standard.model_copy(update={"values": values}))
    assert (listed(without).get("saucers"), listed(without)["coasters"]) == (None, listed(without)["cups"])


def test_bottled_water_comes_in_place_of_cups(held: Held) -> None:
    packed = listed(held("general", {"drink": Drink.WATER}))
    assert (packed["bottles"], packed.get("cups"), packed.get("saucers")) == (packed["chairs"], None, None)


def test_all_tables_of_a_leadership_meeting_are_covered(held: Held) -> None:
    packed = listed(held("leadership"))
    assert packed["cloths"] == packed["skirts"] == packed["tables"]


def test_elsewhere_the_tables_of_the_rostrum_alone_are_covered(held: Held) -> None:
    meeting = held("general", {"rostrum": True}, layout="classroom", heads=30)
    covered = rostrum_tables(plan_of(meeting))
    assert covered
    assert all(each.startswith("rt") for each in covered)
    assert listed(meeting)["cloths"] == len(covered) < listed(meeting)["tables"]


def test_a_training_has_its_drinks_at_the_side_and_on_the_lectern(held: Held) -> None:
    packed = listed(held("training", heads=25))
    assert (packed["side_table"], packed["lectern"], packed["lectern_cup"], packed["water_container"]) == (1, 1, 1, 1)
    assert (packed["whiteboard"], packed["markers"], packed["eraser"]) == (1, 2, 1)
    assert packed["side_cups"] == packed["chairs"]
    assert not {"cups", "paper", "pencils"} & packed.keys()


def test_a_party_meeting_that_smokes_has_a_dish_of_cigarettes_beside_each_ashtray(held: Held) -> None:
    packed = listed(held("party_branch", {"smoking": True}))
    assert packed["cigarette_dishes"] == packed["ashtrays"] == -(-packed["chairs"] // 4)


def test_equipment_is_packed_piece_by_piece(held: Held) -> None:
    packed = listed(held("general", {"equipment": (Equipment.PROJECTOR, Equipment.SCREEN)}))
    assert (packed["projector"], packed["screen"]) == (1, 1)


def test_the_first_meeting_of_a_room_finds_it_empty(desk: Desk, held: Held) -> None:
    meeting = held(room="room-301", heads=10)
    found = turnover(desk.session, meeting)
    assert found.since is None
    assert found.changeover.moved_in["chairs"] == meeting.booking.places


def test_the_next_meeting_finds_what_the_one_before_left(desk: Desk, held: Held) -> None:
    before = held(room="room-301", heads=10)
    after = held(room="room-301", heads=6, start="2026-11-24 17:00", end="2026-11-24 18:00")
    found = turnover(desk.session, after)
    assert found.since == before.reserved.end
    assert found.changeover.moved_out["chairs"] == before.booking.places - after.booking.places
