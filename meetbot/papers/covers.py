"""What is set at each place of a meeting, read from its checklist: the drawing shows what the attendants set."""

from __future__ import annotations

from meetbot.booking.meeting import Meeting
from meetbot.checklists.facts import facts_of
from meetbot.checklists.rulebook import rulebook
from meetbot.layouts.furniture import TABLE_DEPTH
from meetbot.layouts.setting import Cover, Drink, Setting, place_setting
from meetbot.papers.packing import plan_if_it_fits

_DISH_CLAUSE = "T2.5"


def cover_of(meeting: Meeting) -> Cover:
    """Saucers or coasters, paper, ashtrays, nameplates, as the standard has them for this meeting."""
    asked = {each.rule.key: each for each in rulebook(meeting.standard).asked(facts_of(meeting))}
    place = meeting.standard.values.place
    ashtrays = asked.get("place.ashtrays")
    return Cover(
        drink=_drink(frozenset(asked)),
        paper=place.paper_in(meeting.booking.meeting_type) if "place.paper" in asked else None,
        has_ashtray=ashtrays is not None,
        has_dish=ashtrays is not None and ashtrays.words.clause == _DISH_CLAUSE,
        has_nameplate="place.nameplates" in asked,
    )


def _drink(asked: frozenset[str]) -> Drink:
    if "place.bottles" in asked:
        return "bottle"
    if "place.coasters" in asked:
        return "coaster"
    return "saucer" if "place.cups" in asked else ""


def setting_of(meeting: Meeting) -> Setting:
    """The meeting's place setting, on its own tables."""
    plan = plan_if_it_fits(meeting)
    depth = min((table.depth for table in plan.tables), default=TABLE_DEPTH) if plan else TABLE_DEPTH
    return place_setting(cover_of(meeting), meeting.standard.values.place, depth * 100)
