"""What is set at a place follows from the checklist."""

from __future__ import annotations

from meetbot.layouts.setting import Cover
from meetbot.papers.covers import cover_of, setting_of
from meetbot.standard.needs import Drink
from tests.papers.conftest import Held


def test_a_leadership_meeting_has_tea_paper_and_a_nameplate(held: Held) -> None:
    assert cover_of(held("leadership")) == Cover(drink="saucer", paper=(3, 4), has_nameplate=True)


def test_a_party_meeting_that_smokes_has_an_ashtray_and_a_dish(held: Held) -> None:
    asked = cover_of(held("party_branch", {"smoking": True}))
    assert asked == Cover(drink="saucer", paper=(3, 4), has_ashtray=True, has_dish=True)


def test_elsewhere_no_dish_comes_with_the_ashtray(held: Held) -> None:
    assert not cover_of(held("general", {"smoking": True})).has_dish


def test_a_training_has_nothing_at_its_places_unless_paper_is_asked_for(held: Held) -> None:
    assert cover_of(held("training")).is_empty
    later = {"start": "2026-11-26 14:00", "end": "2026-11-26 15:00"}
    assert cover_of(held("training", {"paper": True}, **later)) == Cover(drink="", paper=(1, 1.5))


def test_water_stands_where_the_cup_would(held: Held) -> None:
    assert cover_of(held("general", {"drink": Drink.WATER})).drink == "bottle"


def test_the_place_is_as_deep_as_the_meetings_tables(held: Held) -> None:
    assert setting_of(held()).depth == 50
