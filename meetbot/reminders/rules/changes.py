"""What one person did to a booking, told to the others whom it concerns; never to the one who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts, Change

# Whoever sets up must know; "end" is told by the inspection that it starts, a break by its own items.
_FOR_TAKERS = frozenset({"move", "resize", "change", "tell", "plan_break", "drop_break", "extend", "shorten", "cancel"})
_WISHES = frozenset({"tell", "plan_break", "drop_break"})
_FOR_ORGANISER = _FOR_TAKERS | {"end"}
# Wishes are told one after the other, with a thought between; the others hear of it once, when that is over.
WISHES_REST = timedelta(minutes=3)
# News about a meeting that is over helps nobody; a day later the history tells it.
_NEWS_HOLDS = timedelta(days=1)


def booked_for_you(facts: BookingFacts) -> Iterator[Due]:
    """The organiser in whose name somebody else booked."""
    booking = facts.meeting.booking
    if booking.made_by == booking.organiser_id or facts.meeting.is_cancelled:
        return
    if any(change.verb == "book" and change.together_with for change in facts.changes):
        return  # told with the first date of its series
    if any(change.verb == "hand_over" for change in facts.changes):
        return  # the present organiser came later and is told by the hand-over
    yield Due(
        rule="booked_for_you",
        subject=facts.subject,
        occurrence="1",
        recipients=(booking.organiser_id,),
        at=booking.made_at,
        expires_at=facts.meeting.end,  # afterwards it is known
        urgency=Urgency.NEWS,
        values={"by": booking.made_by},
    )


def changed(facts: BookingFacts) -> Iterator[Due]:
    """
    Those who took the meeting, and its organiser: it moved, grew, was extended, ended, cancelled.

    Of the dates of a series that were changed at once, the organiser is told once; whoever took one is told of that one.
    A meeting that moved far and was taken by nobody is announced by the call to take instead. Wishes that are told one
    soon after the other are one message, after the last of them.
    """
    for change in facts.changes:
        is_wish = _is_wish(change)
        if is_wish and any(map(_is_wish, _soon_after(facts, change))):
            continue
        yield Due(
            rule="changed",
            subject=facts.subject,
            occurrence=str(change.id),
            recipients=tuple(_without(change.by, _concerned(facts, change))),
            at=change.at + WISHES_REST if is_wish else change.at,
            expires_at=_news_until(facts, change.at),
            urgency=Urgency.CALL if change.verb == "cancel" or facts.meeting.is_short_notice else Urgency.NEWS,
            group="changed",  # each message shows the booking as it is now: the newest says it all
            values={"verb": change.verb, "by": change.by or 0, "change": change.id},
        )


def handed_over(facts: BookingFacts) -> Iterator[Due]:
    """The colleague who has the booking now; of many that were passed on at once they are told with the first."""
    last = next((change for change in reversed(facts.changes) if change.verb == "hand_over"), None)
    if last is None or facts.meeting.is_cancelled or last.by == facts.organiser or last.together_with is not None:
        return
    yield Due(
        rule="handed_over",
        subject=facts.subject,
        occurrence=str(last.id),
        recipients=(facts.organiser,),
        at=last.at,
        expires_at=facts.meeting.end,  # afterwards there is nothing left to look after
        urgency=Urgency.NEWS,
        values={"by": last.by or 0, "change": last.id},
    )


def _concerned(facts: BookingFacts, change: Change) -> Iterator[int]:
    """Who took the meeting, or was given it, after the change was shown it as it is."""
    if change.verb in _FOR_TAKERS:
        yield from (id for id, since in facts.taken.items() if since <= change.at)
    is_told = change.together_with is not None
    if (
        change.verb in _FOR_ORGANISER
        and not is_told
        and not any(each.verb == "hand_over" for each in _after(facts, change))
    ):
        yield facts.organiser


def _is_wish(change: Change) -> bool:
    """Whether nothing but what is asked for was changed."""
    return change.verb in _WISHES or (change.verb == "change" and change.after.keys() == {"needs"})


def _soon_after(facts: BookingFacts, change: Change) -> Iterator[Change]:
    return (each for each in _after(facts, change) if each.by == change.by and each.at <= change.at + WISHES_REST)


def _after(facts: BookingFacts, change: Change) -> tuple[Change, ...]:
    return tuple(each for each in facts.changes if each.id > change.id)


def _without(by: int | None, people: Iterable[int]) -> Iterator[int]:
    return (id for id in dict.fromkeys(people) if id != by)


def _news_until(facts: BookingFacts, at: datetime) -> datetime:
    return max(min(at + _NEWS_HOLDS, facts.meeting.booking.ends_at), at + timedelta(hours=1))
