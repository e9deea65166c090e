"""The tea rounds (M5), the rostrum rounds (M4), and the end of a break (M6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts, Work

RULE = "round"
# The supervisor who comes back to work reads it as well.
_MISSED_HOLDS = timedelta(hours=12)
# After that the meeting goes on anyway, and the next round says so.
BREAK_OVER_HOLDS = timedelta(minutes=10)


def rounds(facts: BookingFacts) -> Iterator[Due]:
    """
    Each round that is not dealt with, at its minute or when it was put off to ("later").

    Rounds before the last one that somebody dealt with are over. A rostrum round of a refill's minute is carried by the
    refill's card (``Item.card``); only where that card did not go out it comes on its own.
    """
    if facts.meeting.is_cancelled:
        return
    carried = {work.item.card: work for work in facts.work if work.item.is_round and work.item.card != work.item.key}
    for work in _waiting(facts):
        with_it = carried.get(work.item.key)
        yield Due(
            rule=RULE,
            subject=facts.subject,
            occurrence=_occurrence(work),
            recipients=facts.at_work,
            at=_at(work),
            expires_at=_expires_at(facts, work),
            urgency=Urgency.CALL,
            group=work.item.rule.key,
            carried_by=_carrier(work),
            values={
                "item": work.item.key,
                "with": with_it.item.key if with_it and not with_it.is_done else "",
                "number": work.item.number or 0,
            },
        )


def rounds_missed(facts: BookingFacts) -> Iterator[Due]:
    """Whoever is in charge: nobody was called to these rounds. One message for all that were given up together."""
    for missed in facts.missed:
        yield Due(
            rule="rounds_missed",
            subject=facts.subject,
            occurrence=missed.last,
            recipients=facts.staff.in_charge,
            at=missed.at,
            expires_at=missed.at + _MISSED_HOLDS,
            urgency=Urgency.NEWS,
            values={
                "count": missed.count, "since": int(missed.since.timestamp()), "until": int(missed.until.timestamp()),
            },
        )  # fmt: skip


def break_over(facts: BookingFacts) -> Iterator[Due]:
    """Back to the post: the break's end, as planned or as somebody just said; who said it knows."""
    if facts.meeting.is_cancelled:
        return
    ended_by = {change.after.get("break"): change.by for change in facts.changes if change.verb == "end_break"}
    for pause in facts.meeting.breaks:
        if pause.end is not None and pause.end < facts.meeting.end:
            yield Due(
                rule="break_over",
                subject=facts.subject,
                occurrence=str(pause.id),
                recipients=tuple(id for id in facts.takers if id != ended_by.get(pause.id)),
                at=pause.end,
                expires_at=min(pause.end + BREAK_OVER_HOLDS, facts.meeting.end),
                urgency=Urgency.CALL,
            )


def _waiting(facts: BookingFacts) -> Iterator[Work]:
    last_done: defaultdict[str, int] = defaultdict(int)
    of_meeting = [work for work in facts.work if work.item.is_round]
    for work in of_meeting:
        if work.is_done:
            last_done[work.item.rule.key] = max(last_done[work.item.rule.key], work.item.number or 0)
    waiting = [
        work for work in of_meeting if not work.is_done and (work.item.number or 0) > last_done[work.item.rule.key]
    ]
    yield from sorted(waiting, key=_at)


def _expires_at(facts: BookingFacts, work: Work) -> datetime:
    """No round at or after the end, nor after the next of its kind; what was called before a break is refilled in it (M6)."""
    pauses = [pause.start for pause in facts.meeting.breaks if pause.start > work.item.due_at]
    following = [
        other.item.due_at
        for other in facts.work
        if other.item.is_round and other.item.rule.key == work.item.rule.key and other.item.due_at > work.item.due_at
    ]
    return min([facts.meeting.end, *pauses, *following])


def _at(work: Work) -> datetime:
    return work.snoozed_until or work.item.due_at


def _occurrence(work: Work) -> str:
    return f"{work.item.key}+{work.snoozes}" if work.snoozes else work.item.key


def _carrier(work: Work) -> str:
    """The occurrence whose card shows this round too; a round that was put off comes back on its own."""
    return work.item.card if work.item.card != work.item.key and not work.snoozes else ""
