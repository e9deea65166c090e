"""The three kinds of meeting of the written standard, clause by clause, each on a booking of the sample house."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from meetbot.booking.errors import LayoutNotOffered
from meetbot.booking.meeting import Meeting, plan_of
from meetbot.booking.meeting import meeting as meeting_of
from meetbot.booking.models import Booking
from meetbot.booking.revising import change
from meetbot.booking.rooms import rooms_in
from meetbot.booking.service import history, layout_decided
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.nameplates.errors import NotCheckedYet
from meetbot.nameplates.reading import Guest
from meetbot.nameplates.service import place_cards, set_names
from meetbot.papers.covers import cover_of, setting_of
from meetbot.papers.packing import packing
from meetbot.people.roles import Role
from meetbot.standard.document import Phase
from meetbot.standard.needs import Drink, Equipment, Needs
from meetbot.yamlfiles import parse
from tests.booking.conftest import Desk, wish
from tests.factories import NOW
from tests.standard.samples import STANDARD


def held(desk: Desk, kind: str, **fields: Any) -> Meeting:
    """A meeting of this kind in the boardroom, with what its type asks for unless ``needs`` says otherwise."""
    of = STANDARD.type_(kind)
    asked = of.needs.model_copy(update=fields.pop("needs", {}))
    usual = {"room": "boardroom", "meeting_type": kind, "layout": of.layouts[0], "needs": asked}
    return meeting_of(desk.session, id_of(desk.book(**{**usual, **fields})))


def id_of(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def asked(meeting: Meeting) -> dict[str, Item]:
    return {item.key: item for item in items(meeting) if not item.is_round}


def prepared(meeting: Meeting) -> set[str]:
    return {key for key, item in asked(meeting).items() if item.phase is Phase.PREPARE}


def packed(meeting: Meeting) -> dict[str, int]:
    return {piece.kind: piece.quantity for piece in packing(meeting)}


def rounds(meeting: Meeting) -> dict[str, Item]:
    return {item.rule.key: item for item in items(meeting) if item.is_round}


def without_saucers(meeting: Meeting) -> Meeting:
    return replace(meeting, spec=meeting.spec.model_copy(update={"saucers": False}))


DRINKS = {
    "place.cups",
    "place.coasters",
    "place.bottles",
    "place.lectern_cup",
    "place.side_table",
}


# -- P8: smoking or not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["leadership", "party_branch", "training", "general"])
def test_p8_smoke_free_has_a_smoking_area_and_no_ashtray_and_smoking_the_other_way_round(desk: Desk, kind: str) -> None:
    free = held(desk, kind, room="hall-a")
    smoking = held(desk, kind, room="hall-a", start="2026-11-25 14:00", end="2026-11-25 16:00", needs={"smoking": True})

    both = {"room.smoking_area", "place.ashtrays"}
    assert (prepared(free) & both, prepared(smoking) & both) == ({"room.smoking_area"}, {"place.ashtrays"})


# -- T1: leadership meetings -------------------------------------------------------------------------------------------------


def test_t1_2_a_leadership_meeting_has_a_rostrum_and_places_for_all_and_slightly_more(desk: Desk) -> None:
    meeting = held(desk, "leadership", heads=20)

    assert {"room.rostrum", "room.cloths"} <= prepared(meeting)
    assert plan_of(meeting).rostrum_places > 0
    assert 20 <= meeting.booking.places <= 22


def test_t1_3_spare_chairs_stand_ready_and_are_on_the_packing_list(desk: Desk) -> None:
    meeting = held(desk, "leadership", heads=20)
    spare = -(-meeting.booking.places * 10 // 100)  # a tenth, rounded up

    assert asked(meeting)["room.chairs"].quantity == meeting.booking.places + spare
    assert (packed(meeting)["chairs"], packed(meeting)["spare_chairs"]) == (meeting.booking.places, spare)


def test_t1_9_nameplates_are_not_placed_before_they_are_checked_twice(desk: Desk) -> None:
    meeting, olga = held(desk, "leadership"), desk.staff[Role.ORGANISER]
    set_names(desk.session, meeting.id, [Guest("Li"), Guest("Wang")], olga, NOW)

    assert "place.nameplates" in prepared(meeting)
    with pytest.raises(NotCheckedYet):
        place_cards(desk.session, meeting.id, olga, NOW)


def test_t1_10_a_lectern_is_placed_when_it_is_asked_for(desk: Desk) -> None:
    without = held(desk, "leadership")
    asked_for = held(desk, "leadership", start="2026-11-25 14:00", end="2026-11-25 16:00", needs={"lectern": True})

    assert ("room.lectern" in prepared(without), "room.lectern" in prepared(asked_for)) == (False, True)
    assert asked(asked_for)["room.lectern"].clause == "T1.10"


def test_t1_5_cups_stand_on_saucers_or_coasters_or_it_is_bottled_water(desk: Desk) -> None:
    tea = held(desk, "leadership")
    water = held(desk, "leadership", start="2026-11-25 14:00", end="2026-11-25 16:00", needs={"drink": Drink.WATER})
    places = tea.booking.places

    assert (prepared(tea) & DRINKS, cover_of(tea).drink) == ({"place.cups"}, "saucer")
    assert (prepared(without_saucers(tea)) & DRINKS, cover_of(without_saucers(tea)).drink) == (
        {"place.cups", "place.coasters"},
        "coaster",
    )
    assert (prepared(water) & DRINKS, cover_of(water).drink) == ({"place.bottles"}, "bottle")
    assert (packed(tea)["saucers"], packed(tea).get("coasters")) == (places, None)
    assert (packed(without_saucers(tea)).get("saucers"), packed(without_saucers(tea))["coasters"]) == (None, places)


def test_without_saucers_no_word_of_the_cups_speaks_of_one(desk: Desk) -> None:
    cups = asked(without_saucers(held(desk, "leadership")))["place.cups"]

    assert "saucer" not in cups.quality.en.lower()
    assert "碟" not in cups.quality.zh


# -- T2: party branch meetings -----------------------------------------------------------------------------------------------


def test_t2_2_a_party_branch_meeting_is_offered_hollow_square_and_oval_only(desk: Desk) -> None:
    assert STANDARD.type_("party_branch").layouts == ("hollow_square", "oval")
    for layout in ("hollow_square", "oval"):
        day = "2026-11-26" if layout == "oval" else "2026-11-25"
        assert not held(
            desk, "party_branch", layout=layout, start=f"{day} 14:00", end=f"{day} 16:00"
        ).has_layout_of_its_own
    with pytest.raises(LayoutNotOffered):
        held(desk, "party_branch", layout="classroom")


def test_t2_2_an_admin_may_decide_otherwise_and_the_history_says_who_and_when(desk: Desk) -> None:
    ada, olga = desk.staff[Role.ADMIN], desk.staff[Role.ORGANISER]
    wanted = wish("2026-11-24 14:00", "2026-11-24 16:00", room="boardroom", meeting_type="party_branch", heads=12)
    booking = desk.fulfil(wanted)
    with pytest.raises(LayoutNotOffered):
        change(desk.session, id_of(booking), olga, NOW, desk.site, layout="classroom")

    change(desk.session, id_of(booking), ada, NOW, desk.site, layout="classroom")

    decided = layout_decided(desk.session, id_of(booking))
    assert decided == history(desk.session, id_of(booking))[-1]
    assert decided is not None
    assert (decided.by, decided.at, decided.before["layout"], decided.after["layout"]) == (
        ada.id,
        NOW,
        "hollow_square",
        "classroom",
    )
    assert meeting_of(desk.session, id_of(booking)).has_layout_of_its_own


@pytest.mark.parametrize(("heads", "at_places"), [(10, [1, 5, 9]), (12, [1, 5, 9, 13]), (17, [1, 5, 9, 13, 17])])
def test_t2_5_ashtrays_stand_at_places_1_5_9_from_the_main_guest_each_with_its_small_dish(
    desk: Desk, heads: int, at_places: list[int]
) -> None:
    meeting = held(desk, "party_branch", heads=heads, needs={"smoking": True})
    expected = [place for place in range(1, meeting.booking.places + 1) if place % 4 == 1]

    ashtrays = asked(meeting)["place.ashtrays"]
    assert expected[: len(at_places)] == at_places[: len(expected)]
    assert (ashtrays.clause, ashtrays.quantity) == ("T2.5", len(expected))
    assert (packed(meeting)["ashtrays"], packed(meeting)["cigarette_dishes"]) == (len(expected), len(expected))
    assert "dish" in ashtrays.quality.en
    assert "小碟" in ashtrays.quality.zh
    assert {each.kind for each in setting_of(meeting).laid} >= {"ashtray", "dish"}


def test_t2_4_fruit_plates_stand_there_when_they_are_asked_for(desk: Desk) -> None:
    without = held(desk, "party_branch")
    fruit = held(desk, "party_branch", start="2026-11-25 14:00", end="2026-11-25 16:00", needs={"fruit": True})

    assert ("place.fruit" in prepared(without), "place.fruit" in prepared(fruit)) == (False, True)
    assert packed(fruit)["fruit_plates"] == -(-fruit.booking.places // 4)


def test_t2_6_microphones_stand_at_the_chairs_and_the_speakers_places(desk: Desk) -> None:
    microphones = asked(held(desk, "party_branch"))["equip.microphones"]

    assert (microphones.clause, microphones.quantity) == ("T2.6", 2)


# -- T3: trainings -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def training(desk: Desk) -> Meeting:
    return held(desk, "training", room="hall-a", heads=30)


def test_t3_1_a_training_asks_for_lectern_whiteboard_markers_and_projector_by_default(training: Meeting) -> None:
    assert {"room.lectern", "equip.whiteboard", "equip.projector"} <= prepared(training)
    assert packed(training)["markers"] == 2
    assert {Equipment.PROJECTOR, Equipment.WHITEBOARD} <= set(training.needs.equipment)


def test_t3_2_a_training_sits_as_in_a_classroom_before_a_lectern_with_a_pot_of_flowers(training: Meeting) -> None:
    plan = plan_of(training)

    assert training.booking.layout == "classroom"
    assert (plan.counts()["lectern"], plan.counts()["flowers"]) == (1, 1)
    assert asked(training)["deco.flowers"].clause == "T3.2"


def test_t3_3_paper_lies_there_only_if_asked_and_1_to_1_5_cm_from_the_edge(desk: Desk, training: Meeting) -> None:
    with_paper = held(
        desk, "training", room="hall-a", start="2026-11-25 14:00", end="2026-11-25 16:00", needs={"paper": True}
    )

    assert "place.paper" not in prepared(training)
    assert cover_of(training).paper is None
    assert (asked(with_paper)["place.paper"].clause, cover_of(with_paper).paper) == ("T3.3", (1, 1.5))
    assert "1-1.5 cm" in asked(with_paper)["place.paper"].quality.en


@pytest.mark.parametrize(
    ("needs", "title"), [({}, "Tea on the lectern"), ({"drink": Drink.WATER}, "Water on the lectern")]
)
def test_t3_4_one_cup_or_bottle_on_the_lectern_and_a_table_at_the_side_instead_of_cups_at_the_seats(
    desk: Desk, needs: dict[str, Any], title: str
) -> None:
    meeting = held(desk, "training", room="hall-a", heads=30, needs=needs)

    assert prepared(meeting) & DRINKS == {"place.lectern_cup", "place.side_table"}
    cup = asked(meeting)["place.lectern_cup"]
    assert (cup.title.en, cup.quantity) == (title, 1)
    assert asked(meeting)["place.side_table"].quantity == meeting.booking.places


def test_t3_4_without_saucers_the_cup_on_the_lectern_has_a_coaster(training: Meeting) -> None:
    cup = asked(without_saucers(training))["place.lectern_cup"]

    assert ("coaster" in cup.quality.en, "saucer" in cup.quality.en) == (True, False)


def test_t3_4_the_refill_round_checks_the_side_table(training: Meeting) -> None:
    refill = rounds(training)["refill"]

    assert (refill.title.en, refill.clause) == ("Check the side table", "T3.4")


def test_t3_6_the_whiteboard_stands_beside_the_lectern(training: Meeting) -> None:
    board = asked(training)["equip.whiteboard"]

    assert (board.clause, board.quality.en.startswith("Beside the lectern")) == ("T3.6", True)


def test_a_training_without_a_lectern_has_no_cup_on_it(desk: Desk) -> None:
    meeting = held(desk, "training", room="hall-a", needs={"lectern": False, "flowers": False})

    assert prepared(meeting) & DRINKS == {"place.side_table"}


def test_a_room_says_in_rooms_yaml_that_its_cups_have_no_saucers(desk: Desk) -> None:
    text = """\
rooms:
  - code: a
    name: {en: A, zh: 甲}
    saucers: false
    shape: {width: 5, depth: 5, doors: [{wall: south, at: 1, width: 1}]}
"""
    assert [room.saucers for room in rooms_in(parse(text, "rooms.yaml"))] == [False]
    assert held(desk, "general", needs=Needs().model_dump()).has_saucers
