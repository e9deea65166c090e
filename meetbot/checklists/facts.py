"""The facts of a meeting that the standard's expressions ask for."""

from __future__ import annotations

from meetbot.booking.meeting import Meeting, plan_of
from meetbot.layouts.errors import DoesNotFit
from meetbot.standard.facts import Facts


def facts_of(meeting: Meeting) -> Facts:
    """What the standard may ask of ``meeting`` (``standard.expressions`` lists the names)."""
    booking = meeting.booking
    return Facts(
        heads=booking.heads,
        places=booking.places,
        layout=booking.layout,
        type=booking.meeting_type,
        needs=meeting.needs,
        rostrum_places=_rostrum_places(meeting),
        is_short_notice=meeting.is_short_notice,
        room_kind=meeting.spec.kind.value,
        has_saucers=meeting.has_saucers,
    )


def _rostrum_places(meeting: Meeting) -> int:
    """Seats at the rostrum, as the plan has them; the plan is asked only when there is a rostrum."""
    if not meeting.needs.rostrum:
        return 0
    try:
        return plan_of(meeting).rostrum_places
    except DoesNotFit:
        # The room was measured anew since it was booked: the work goes on, with every seat counted among the audience.
        return 0
