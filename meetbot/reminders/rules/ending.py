"""Towards the end and after it: extend or end, the inspection (F1-F5), an overrun."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts, Change
from meetbot.standard.document import Phase

# The inspection takes about a quarter of an hour; after that somebody should have begun to tick.
INSPECTION_LATE_AFTER = timedelta(minutes=20)
# A room that was not inspected within half a day has been used or locked since; the room's state still says so.
INSPECTION_HOLDS = timedelta(hours=12)
# Who ends a minute late has not overrun.
OVERRUN_FROM = timedelta(minutes=5)
# The next meeting's people act on it at once or not at all.
OVERRUN_HOLDS = timedelta(hours=1)


def ending_soon(facts: BookingFacts) -> Iterator[Due]:
    """The organiser, 15 minutes before the planned end: extend or end? Asked anew when the end was moved."""
    booking, values = facts.meeting.booking, facts.meeting.standard.values
    if facts.meeting.is_cancelled or booking.ended_at is not None:
        return
    new_ends = _new_ends(facts)
    at = max(booking.ends_at - timedelta(minutes=values.ending_soon_minutes), booking.starts_at)
    if new_ends and at <= new_ends[-1].at:
        return  # they answered a moment ago
    yield Due(
        rule="ending_soon",
        subject=facts.subject,
        occurrence=_occurrence(facts),
        recipients=(facts.organiser,),
        at=at,
        expires_at=booking.ends_at,  # nobody answered: the planned end counts
        urgency=Urgency.CALL,
        group="ending",
        values={"minutes": values.ending_soon_minutes},
    )


def inspection(facts: BookingFacts) -> Iterator[Due]:
    """
    The takers, else everyone on shift, the moment the meeting is over; a meeting extended after all is inspected anew.

    Who said that it is over has opened the inspection with that press.
    """
    left, ended_by = _left_to_inspect(facts), facts.meeting.booking.ended_by
    if not left or not _is_in_force(facts):
        return
    yield Due(
        rule="inspection",
        subject=facts.subject,
        occurrence=_occurrence(facts),
        recipients=tuple(id for id in facts.at_work if id != ended_by),
        at=facts.meeting.closes_at,
        expires_at=facts.meeting.closes_at + INSPECTION_HOLDS,
        urgency=Urgency.CALL,
        group="inspection",
        values={"open": left},
    )


def inspection_late(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor, when the inspection is not done in time."""
    left = _left_to_inspect(facts)
    if not left or not _is_in_force(facts):
        return
    yield Due(
        rule="inspection_late",
        subject=facts.subject,
        occurrence=_occurrence(facts),
        recipients=facts.staff.in_charge,
        at=facts.meeting.closes_at + INSPECTION_LATE_AFTER,
        expires_at=facts.meeting.closes_at + INSPECTION_HOLDS,
        urgency=Urgency.CALL,
        values={"open": left},
    )


def overrun(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor, when the meeting turns out to have ended after its planned end; ``clash``: into the next set-up."""
    booking = facts.meeting.booking
    if facts.meeting.is_cancelled or booking.ended_at is None or booking.ended_at < booking.ends_at + OVERRUN_FROM:
        return
    next_from = facts.meeting.next_reserved_from
    yield Due(
        rule="overrun",
        subject=facts.subject,
        occurrence=str(facts.schedule),
        recipients=tuple(id for id in facts.staff.in_charge if id != booking.ended_by),
        at=booking.ended_at,
        expires_at=booking.ended_at + OVERRUN_HOLDS,
        urgency=Urgency.CALL,
        values={
            "minutes": (booking.ended_at - booking.ends_at) // timedelta(minutes=1),
            "clash": int(next_from is not None and next_from < booking.ended_at),
        },
    )


def _is_in_force(facts: BookingFacts) -> bool:
    """Whether there is a room to look over: also after a meeting that was cancelled while it ran or was prepared."""
    return not facts.meeting.is_cancelled or facts.is_to_clear


def _left_to_inspect(facts: BookingFacts) -> int:
    return sum(not work.is_done for work in facts.work if work.item.phase is Phase.AFTER)


def _occurrence(facts: BookingFacts) -> str:
    return f"{facts.schedule}.{len(_new_ends(facts))}"


def _new_ends(facts: BookingFacts) -> list[Change]:
    """How often the planned end was moved; extending is one way, changing the booking another."""
    return [
        change
        for change in facts.changes
        if change.verb in ("extend", "shorten") or (change.verb == "move" and "ends_at" in change.after)
    ]
