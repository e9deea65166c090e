"""What the checklist has attendants set on the tables beside the places' own covers, for the drawing of the room."""

from __future__ import annotations

from meetbot.booking.meeting import Meeting
from meetbot.checklists.facts import facts_of
from meetbot.checklists.rulebook import rulebook
from meetbot.layouts.plan import Plan
from meetbot.layouts.tableware import Tableware, tableware

# Its ashtrays are counted from the main guest on, by the standard's own step.
_FROM_MAIN_GUEST = "T2.5"


def tableware_of(meeting: Meeting, plan: Plan) -> Tableware:
    """Ashtrays and fruit plates on the meeting's plan, in the quantities of its checklist."""
    asked = {each.rule.key: each for each in rulebook(meeting.standard).asked(facts_of(meeting))}
    ashtrays, fruit = asked.get("place.ashtrays"), asked.get("place.fruit")
    is_from_main_guest = ashtrays is not None and ashtrays.words.clause == _FROM_MAIN_GUEST
    return tableware(
        plan,
        ashtrays=(ashtrays and ashtrays.quantity) or 0,
        fruit_plates=(fruit and fruit.quantity) or 0,
        from_main_guest_every=meeting.standard.values.ashtray_every_places if is_from_main_guest else None,
    )
