"""What each type of meeting has on its list, how many, in what order, under which clause."""

from __future__ import annotations

import pytest

from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.standard.document import Evidence, Phase
from meetbot.standard.needs import Drink, Needs
from tests.checklists.conftest import meeting


def quantities(found: tuple[Item, ...]) -> dict[str, int | None]:
    return {item.key: item.quantity for item in found if item.quantity is not None}


@pytest.mark.parametrize(
    ("kind", "needs", "places", "expected"),
    [
        # 21 places and 10 % spare chairs, rounded up: 24
        ("general", Needs(), 21, {"room.chairs": 24, "place.paper": 21, "place.cups": 21, "after.cups": 21}),
        ("party_branch", Needs(), 30, {"room.chairs": 33, "place.paper": 30, "place.cups": 30, "after.cups": 30}),
        ("training", Needs(paper=False, lectern=True), 42, {"room.chairs": 47, "place.lectern_cup": 1}),
        ("training", Needs(lectern=True), 42, {"room.chairs": 47, "place.paper": 42, "place.lectern_cup": 1}),
        # bottles instead of cups: nothing to count back
        ("general", Needs(drink=Drink.WATER, paper=False), 10, {"room.chairs": 11}),
        ("general", Needs(), 1, {"room.chairs": 2, "place.paper": 1, "place.cups": 1, "after.cups": 1}),
        # from the main guest on, three persons between: places 1, 5, 9
        (
            "party_branch", Needs(smoking=True, paper=False), 9,
            {"room.chairs": 10, "place.cups": 9, "place.ashtrays": 3, "after.cups": 9},
        ),
        (
            "party_branch", Needs(smoking=True, paper=False), 8,
            {"room.chairs": 9, "place.cups": 8, "place.ashtrays": 2, "after.cups": 8},
        ),
    ],
)  # fmt: skip
def test_quantities_come_from_the_booking(
    kind: str, needs: Needs, places: int, expected: dict[str, int | None]
) -> None:
    assert quantities(items(meeting(meeting_type=kind, needs=needs, places=places))) == expected


def test_a_leadership_meeting_has_its_leaders_seated_and_a_rostrum_round() -> None:
    found = items(meeting(meeting_type="leadership", end="2026-11-24 14:40", needs=Needs(rostrum=True)))

    assert [item.key for item in found if item.phase is Phase.DURING] == ["during.seat", "refill:1.1", "rostrum:1.1"]


def test_a_meeting_without_a_rostrum_has_neither() -> None:
    found = items(meeting(end="2026-11-24 14:40"))

    assert [item.key for item in found if item.phase is Phase.DURING] == ["refill:1.1"]


def test_the_list_goes_by_phase_and_time_and_work_order() -> None:
    assert [item.key for item in items(meeting(end="2026-11-24 14:30"))] == [
        "room.open", "room.test", "room.chairs", "place.paper", "place.cups",
        "before.air_mains", "before.air_unit", "before.post", "refill:1.1",
        "after.lost", "after.cups", "lock.lights", "lock.air", "lock.door",
    ]  # fmt: skip


def test_the_order_holds_when_the_item_in_between_does_not_apply() -> None:
    by_key = {item.key: item for item in items(meeting(needs=Needs(paper=False)))}

    assert by_key["place.cups"].after == ("room.chairs",)


def test_lights_air_and_lock_come_after_the_inspection_and_one_after_another() -> None:
    by_key = {item.key: item for item in items(meeting())}

    assert by_key["lock.lights"].after == ("after.lost", "after.cups")
    assert by_key["lock.air"].after == ("after.lost", "after.cups", "lock.lights")
    assert by_key["lock.door"].after == ("after.lost", "after.cups", "lock.lights", "lock.air")


def test_every_item_carries_clause_words_and_evidence() -> None:
    by_key = {item.key: item for item in items(meeting(meeting_type="training", needs=Needs(smoking=True)))}
    paper, ashtrays = by_key["place.paper"], by_key["place.ashtrays"]

    assert (paper.clause, paper.title.zh, paper.quality.en) == ("P6", "信笺", "1-1.5 cm.")
    assert (ashtrays.clause, ashtrays.evidence, ashtrays.thing) == ("T2.5", Evidence.PHOTO, "")
    assert by_key["after.lost"].is_inspection


def test_deriving_twice_gives_the_same_list() -> None:
    assert items(meeting()) == items(meeting())
