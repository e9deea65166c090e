"""
When an item is due: the standard's rule, bent by when we were told and by when the room falls free.

1. The rule counts minutes from an anchor: told, start, break or the real end.
2. What needs the room is due when the room falls free, if that is later: the hour of B2 and D8b is no part of a reservation.
3. Told less than a day ahead (D8c), what the standard marks for it is due at once, as soon as the room is free, even if the
   meeting is hours away.
4. What was due before we were told is due at once.
5. Nothing is due before what it comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.rulebook import Asked
from meetbot.standard.document import Anchor, ItemRule, Phase

# The work that is done in the room before anybody comes.
BEFOREHAND = (Phase.PREPARE, Phase.BEFORE)


def due_at(meeting: Meeting, asked: Asked, pause: Break | None, due_before: Mapping[str, datetime]) -> datetime:
    """When ``asked`` is due; ``due_before`` are the due times of what comes before it, by rule key."""
    told_at = meeting.booking.told_at
    due = max(_by_rule(meeting, asked.rule, pause), told_at)
    if asked.rule.at_short_notice and meeting.is_short_notice:
        due = told_at
    if asked.rule.phase in BEFOREHAND:
        due = max(due, meeting.room_free_at)
    return max((due, *(due_before[key] for key in asked.after if key in due_before)))


def _by_rule(meeting: Meeting, rule: ItemRule, pause: Break | None) -> datetime:
    return _anchor(meeting, rule.due.anchor, pause) + timedelta(minutes=rule.due.minutes)


def _anchor(meeting: Meeting, anchor: Anchor, pause: Break | None) -> datetime:
    match anchor:
        case Anchor.TOLD:
            return meeting.booking.told_at
        case Anchor.START:
            return meeting.start
        case Anchor.BREAK:
            return pause.start if pause else meeting.start
        case Anchor.END:
            return meeting.closes_at
