"""The standard that is shipped, whole: every clause in both languages, every expression for every kind of meeting."""

from __future__ import annotations

import re
from itertools import product

import pytest

from meetbot.layouts import catalogue
from meetbot.standard import expressions
from meetbot.standard.checks import LAYOUTS
from meetbot.standard.document import Evidence, ItemRule, Phase
from meetbot.standard.facts import Facts
from meetbot.standard.needs import Drink, Equipment, Needs
from meetbot.standard.order import predecessors
from tests.standard.samples import STANDARD

CLAUSES = [
    "D1", "D3", "D4", "D8b", "D8c", "D9", "D10", "D12", "D13",
    *(f"A{number}" for number in range(1, 10)), *(f"C{number}" for number in range(1, 7)),
    *(f"P{number}" for number in range(1, 11)), *(f"B{number}" for number in range(1, 5)),
    *(f"M{number}" for number in range(1, 7)), *(f"F{number}" for number in range(1, 6)),
    *(f"T1.{number}" for number in range(1, 11)), *(f"T2.{number}" for number in range(1, 8)),
    *(f"T3.{number}" for number in range(1, 7)),
]  # fmt: skip
F4 = ["lights", "sound", "tables", "doors", "floor", "air", "hydrant", "extinguisher"]
SWITCHES = [name for name, field in Needs.model_fields.items() if field.annotation is bool]


def names(
    type_: str, places: int = 20, layout: str = "", rostrum_places: int = 0, **needs: object
) -> dict[str, object]:
    kind = STANDARD.type_(type_)
    wanted = kind.needs.model_copy(update=needs)
    facts = Facts(
        heads=places, places=places, layout=layout or kind.layouts[0], type=type_, needs=wanted,
        rostrum_places=rostrum_places or (3 if wanted.rostrum else 0),
    )  # fmt: skip
    return facts.names(STANDARD.values)


def items(type_: str, *phases: Phase, **facts: object) -> list[ItemRule]:
    meeting = names(type_, **facts)  # type: ignore[arg-type]
    return [item for item in STANDARD.items if item.phase in phases and item.applies(meeting)]


def keys(type_: str, *phases: Phase, **facts: object) -> list[str]:
    return [item.key for item in items(type_, *phases, **facts)]


def item(key: str) -> ItemRule:
    return next(item for item in STANDARD.items if item.key == key)


def test_every_clause_is_there_once_in_the_order_of_the_standard() -> None:
    assert [clause.id for clause in STANDARD.clauses] == CLAUSES


def test_every_text_is_there_in_both_languages() -> None:
    rules = (*STANDARD.items, *STANDARD.rounds)
    variants = [variant for rule in rules for variant in rule.variants]
    wordings = [
        *(clause.text for clause in STANDARD.clauses), *(kind.name for kind in STANDARD.types),
        *STANDARD.equipment.values(), *(rule.title for rule in rules), *(rule.quality for rule in rules),
        *(variant.title for variant in variants if variant.title),
        *(variant.quality for variant in variants if variant.quality),
    ]  # fmt: skip
    han = re.compile(r"[\u4e00-\u9fff]")

    assert [wording.en for wording in wordings if han.search(wording.en)] == []
    assert [wording.zh for wording in wordings if not han.search(wording.zh)] == []


def test_the_figures_are_the_same_in_both_languages() -> None:
    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:\.\d+)?", text))

    for clause in STANDARD.clauses:
        if clause.id not in {"B2", "D8b"}:  # "one hour" is a figure in Chinese only
            assert figures(clause.text.en) == figures(clause.text.zh), clause.id


def test_every_clause_of_the_work_is_carried_out_by_an_item_or_a_round() -> None:
    rules = (*STANDARD.items, *STANDARD.rounds)
    carried = {clause for rule in rules for clause in (rule.clause, *rule.also)}
    carried |= {variant.clause for rule in rules for variant in rule.variants if variant.clause}

    assert [id_ for id_ in CLAUSES if id_ not in carried and id_[0] not in "AC"] == []


def test_words_fit_a_card_and_keys_fit_a_button() -> None:
    rules = [*((rule.key, rule) for rule in STANDARD.items), *((rule.key, rule) for rule in STANDARD.rounds)]

    assert [key for key, rule in rules if len(rule.title.en) > 40 or len(rule.title.zh) > 20] == []
    assert [rule.key for rule in STANDARD.items if len(rule.quality.en) > 260] == []
    assert [key for key, _ in rules if len(key.encode()) > 24] == []


@pytest.mark.parametrize("kind", [kind.key for kind in STANDARD.types])
def test_every_expression_works_for_every_layout_and_need(kind: str) -> None:
    needs = [
        Needs(drink=drink, equipment=equipment).model_copy(update=dict(zip(SWITCHES, chosen, strict=True)))
        for drink in Drink
        for equipment in ((), tuple(Equipment))
        for chosen in product((False, True), repeat=len(SWITCHES))
    ]
    for layout, wanted in product(LAYOUTS, needs):
        meeting = Facts(33, 33, layout, kind, wanted, 3 if wanted.rostrum else 0).names(STANDARD.values)
        for rule in STANDARD.items:
            if rule.applies(meeting):
                rule.words(meeting)
                assert (rule.amount(meeting) or 0) >= 0
        for round_ in STANDARD.rounds:
            if round_.applies(meeting):
                round_.words(meeting)


def test_the_list_is_short_enough_to_be_ticked_with_joy() -> None:
    prepared = {kind.key: len(keys(kind.key, Phase.PREPARE, Phase.BEFORE)) for kind in STANDARD.types}
    inspected = {kind.key: len(keys(kind.key, Phase.AFTER)) for kind in STANDARD.types}

    assert prepared == {"leadership": 19, "party_branch": 15, "training": 20, "general": 13}
    assert inspected == {"leadership": 17, "party_branch": 17, "training": 17, "general": 17}


def test_a_party_branch_meeting_is_offered_hollow_square_and_oval_only() -> None:
    assert {kind.key: kind.layouts for kind in STANDARD.types} == {
        "leadership": ("hollow_square", "classroom", "oval"),
        "party_branch": ("hollow_square", "oval"),
        "training": ("classroom", "hollow_square", "oval"),
        "general": ("hollow_square", "classroom", "oval"),
    }


@pytest.mark.parametrize(("places", "ashtrays"), [(1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_three_persons_sit_between_two_ashtrays_of_a_party_branch_meeting(places: int, ashtrays: int) -> None:
    meeting = names("party_branch", places=places, smoking=True)

    assert item("place.ashtrays").amount(meeting) == ashtrays == len(range(1, places + 1, 4))
    assert item("place.ashtrays").words(meeting).clause == "T2.5"


@pytest.mark.parametrize("kind", [kind.key for kind in STANDARD.types])
def test_a_smoke_free_meeting_has_a_smoking_area_and_no_ashtrays(kind: str) -> None:
    smoking = {"place.ashtrays", "room.smoking_area"}

    assert smoking & set(keys(kind, Phase.PREPARE, smoking=False)) == {"room.smoking_area"}
    assert smoking & set(keys(kind, Phase.PREPARE, smoking=True)) == {"place.ashtrays"}


def test_quantities_follow_from_the_places() -> None:
    meeting = names("leadership", places=21)

    assert {rule.key: rule.amount(meeting) for rule in STANDARD.items if rule.applies(meeting) and rule.quantity} == {
        "equip.microphones": 3, "room.chairs": 24, "place.paper": 21, "place.cups": 21, "way.signs": 2,
        "place.nameplates": 21,
    }  # fmt: skip


def test_training_has_a_side_table_and_a_lectern_cup_instead_of_cups_at_the_seats() -> None:
    drinks = {"place.cups", "place.bottles", "place.side_table", "place.lectern_cup", "place.coasters"}

    assert drinks & set(keys("training", Phase.PREPARE)) == {"place.side_table", "place.lectern_cup"}
    assert drinks & set(keys("general", Phase.PREPARE)) == {"place.cups"}
    assert drinks & set(keys("general", Phase.PREPARE, drink=Drink.WATER)) == {"place.bottles"}


def test_a_house_without_saucers_uses_coasters() -> None:
    meeting = {**names("general"), "saucers": False}

    assert item("place.coasters").applies(meeting)
    assert not item("place.coasters").applies(names("general"))


@pytest.mark.parametrize(
    ("kind", "needs", "title", "clause"),
    [
        ("general", {}, "Tea round", "M5"),
        ("general", {"drink": Drink.WATER}, "Bottled water round", "M5"),
        ("training", {}, "Check the side table", "T3.4"),
        ("training", {"drink": Drink.WATER}, "Check the side table", "T3.4"),
    ],
)
def test_the_refill_round_looks_after_what_is_drunk(
    kind: str, needs: dict[str, object], title: str, clause: str
) -> None:
    refill = STANDARD.rounds[0]
    words = refill.words(names(kind, **needs))  # type: ignore[arg-type]

    assert (refill.key, refill.every_minutes, words.title.en, words.clause) == ("refill", 20, title, clause)


def test_the_rostrum_round_comes_every_half_hour_where_there_is_a_rostrum() -> None:
    rostrum = STANDARD.rounds[1]

    assert (rostrum.key, rostrum.every_minutes, rostrum.clause) == ("rostrum", 30, "M4")
    assert rostrum.applies(names("leadership"))
    assert not rostrum.applies(names("general"))


def test_each_piece_of_equipment_asked_for_has_its_own_item() -> None:
    for piece in Equipment:
        found = [
            each.thing for each in items("general", Phase.PREPARE, equipment=(piece,)) if each.thing in set(Equipment)
        ]
        assert found == [piece.value]


def test_paper_lies_at_another_distance_in_a_training() -> None:
    paper = item("place.paper")

    assert "1-1.5 cm" in paper.words(names("training", paper=True)).quality.en
    assert "two fingers" in paper.words(names("general")).quality.en


def test_air_conditioning_mains_come_before_the_unit_one_hour_ahead() -> None:
    mains, unit = item("before.air_mains"), item("before.air_unit")

    assert unit.after == (mains.key,)
    assert [mains.due.minutes, unit.due.minutes] == [-60, -60]


def test_opening_and_testing_are_due_at_once_at_short_notice_and_else_one_hour_ahead() -> None:
    urgent = [rule for rule in STANDARD.items if rule.at_short_notice]

    assert {rule.key for rule in urgent} == {
        "room.open", "prep.wish", "equip.audio", *(f"equip.{piece}" for piece in Equipment)
    }  # fmt: skip
    assert {rule.due.minutes for rule in urgent} == {-STANDARD.values.open_before_minutes}


def test_attendants_stand_at_the_door_when_the_standard_says() -> None:
    assert item("before.post").due.minutes == -STANDARD.values.post_before_minutes == -15


def test_the_inspection_looks_at_the_eight_facilities_and_the_drinking_water() -> None:
    checks = [rule for rule in STANDARD.items if rule.key.startswith("check.")]

    assert [rule.key for rule in checks] == [f"check.{name}" for name in (*F4, "water")]
    assert [rule.clause for rule in checks] == ["F4"] * 8 + ["D12"]
    assert all(rule.is_inspection for rule in checks)


def test_what_was_put_out_is_counted_back() -> None:
    counted = {rule.key: rule.issued for rule in STANDARD.items if rule.evidence is Evidence.COUNT}

    assert counted == {
        "after.cups": "place.cups", "after.side_table": "place.side_table", "after.pointers": "equip.laser_pointer",
        "after.leftovers": None,
    }  # fmt: skip
    for kind, drink, side_table, equipment in product(STANDARD.types, Drink, (False, True), ((), tuple(Equipment))):
        found = set(keys(kind.key, *Phase, drink=drink, side_table=side_table, equipment=equipment))
        for key, issued in counted.items():
            assert issued is None or (key in found) == (issued in found)


def test_lights_then_air_conditioning_then_the_lock_last_of_all() -> None:
    order = predecessors(STANDARD.items)
    others = {rule.key for rule in STANDARD.items if rule.phase is Phase.AFTER} - {
        "lock.lights",
        "lock.air",
        "lock.door",
    }

    assert set(order["lock.lights"]) == others
    assert (order["lock.air"], order["lock.door"]) == (("lock.lights",), ("lock.air",))


def test_every_condition_of_the_standard_is_compiled_once() -> None:
    texts = {rule.when for rule in (*STANDARD.items, *STANDARD.rounds)}

    assert all(expressions.compile(text) is expressions.compile(text) for text in texts)


def test_every_layout_that_a_standard_may_name_can_be_set_out() -> None:
    assert set(LAYOUTS) == set(catalogue.LAYOUTS)
