"""
What is called for together, and whether dealing with an item changes when somebody is called next.

The calls themselves are rules of reminders. They ask of the work only whether any of what is called together is left: the
items of one quarter of an hour, the closing list, everything before the start. So most ticks leave the ticker's noted
moment as true as it was, and nothing has to be worked out again after them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meetbot.booking.meeting import Meeting
from meetbot.checklists.items import Item
from meetbot.standard.document import ItemRule, Phase

# One call for all that falls due within a quarter of an hour: a call for every single time would be ten before a meeting.
QUARTER = 15
TOLD = "told"
CLOSING = "closing"
Group = tuple[str, int]


def quarter_of(meeting: Meeting, item: Item) -> Group:
    """
    The anchor and the quarter of an hour that the due time of an item is counted from, as the standard says it: the same
    when the room falls free later.
    """
    assert isinstance(item.rule, ItemRule)
    if item.rule.at_short_notice and meeting.is_short_notice:
        return TOLD, 0
    of_break = f"{item.break_id}" if item.break_id is not None else ""
    return f"{item.rule.due.anchor}{of_break}", item.rule.due.minutes // QUARTER * QUARTER


def next_call_stays(meeting: Meeting, item: Item, items: Iterable[Item], is_open: Iterable[Item]) -> bool:
    """
    Whether ``booking.next_due`` holds whatever becomes of ``item``: where something else of its group ``is_open`` before and
    after, or something comes before anything that its group could bring or take away. A round is never sure: one changes the others.
    """
    if item.is_round:
        return False
    group = _group(meeting, item)
    if any(other.key != item.key and _is_of(meeting, other, item.phase, group) for other in is_open):
        return True
    noted = meeting.booking.next_due
    return noted is not None and noted < _first_moment(meeting, items, group)


def _group(meeting: Meeting, item: Item) -> Group:
    return (CLOSING, 0) if item.phase is Phase.AFTER else quarter_of(meeting, item)


def _is_of(meeting: Meeting, other: Item, phase: Phase, group: Group) -> bool:
    return other.phase is phase and not other.is_round and _group(meeting, other) == group


def _first_moment(meeting: Meeting, items: Iterable[Item], group: Group) -> datetime:
    """When the group is called for, or what is asked of all preparation at the start, whichever comes first."""
    if group[0] == CLOSING:
        return meeting.closes_at
    together = (item.due_at for item in items if not item.is_round and _group(meeting, item) == group)
    return min((meeting.start, *together))
