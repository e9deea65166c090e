"""
What goes to guests by mail: the invitation, each change that they would see, the cancellation; and who was not reached.

An invitation has editions: the first, and one more with every change of time, place, title or organiser, named by the change.
Only the latest is sent; those before it end as superseded. An occurrence names guest and edition ("guest:12.57", the first
"guest:12.0"); the recipient has no row as a person.

Guests of a series are told on its first date: one mail for all dates, and one more when any of them changes or falls away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from meetbot.reminders.dues import STRANGER, Due, Urgency, Way
from meetbot.reminders.facts import BookingFacts, Change, GuestFacts

INVITED, CANCELLED = "guest_invited", "guest_cancelled"
BY_MAIL = frozenset({INVITED, CANCELLED})
SEEN = frozenset({"starts_at", "ends_at", "room_id", "title", "organiser_id"})
# Who changes a booking often changes it twice; guests get one mail for both.
UPDATES_WAIT = timedelta(minutes=2)
# Servers refuse several addresses within seconds; the organiser gets one message about all of them.
FAILURES_WAIT = timedelta(minutes=1)
_FAILURE_HOLDS = timedelta(days=1)


def guest_invited(facts: BookingFacts) -> Iterator[Due]:
    """Each guest: the meeting as it is now, or the whole series, once for every edition."""
    for guest in facts.guests:
        state = _state(facts, guest)
        if guest.removed_at is None and state.cancelled_at is None:
            is_update = guest.is_reached and state.changed_at >= guest.added_at
            at = state.changed_at + UPDATES_WAIT if is_update else max(guest.added_at, state.changed_at)
            yield _mail(facts, INVITED, guest, state.edition, at, is_update=int(is_update))


def guest_cancelled(facts: BookingFacts) -> Iterator[Due]:
    """Each guest who has an invitation to what is cancelled, or who was taken off the list."""
    for guest in facts.guests:
        at = guest.removed_at or _state(facts, guest).cancelled_at
        if guest.is_reached and at is not None:
            yield _mail(facts, CANCELLED, guest, "cancelled", at)


def guest_unreached(facts: BookingFacts) -> Iterator[Due]:
    """The organiser: mail to these addresses was given up."""
    for guest in facts.guests:
        for occurrence, failed_at in guest.failures:
            at = failed_at + FAILURES_WAIT
            yield Due(
                rule="guest_unreached",
                subject=facts.subject,
                occurrence=occurrence,
                recipients=(facts.organiser,),
                at=at,
                expires_at=at + _FAILURE_HOLDS,
                urgency=Urgency.NEWS,
                group="guest_unreached",  # each message names all of them: the newest says it all
            )


def guest_in(occurrence: str) -> int:
    """The guest whom an occurrence of these rules names: 12 of "guest:12.1"."""
    return int(occurrence.partition(":")[2].partition(".")[0])


class _State(NamedTuple):
    """What a guest is invited to, as it is now: its edition, since when it holds, when it is over, and whether it is off."""

    edition: str
    changed_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None


def _state(facts: BookingFacts, guest: GuestFacts) -> _State:
    series, booking = guest.series, facts.meeting.booking
    if series is not None:
        return _State(
            series.edition, series.changed_at, series.ends_at, series.changed_at if series.is_cancelled else None
        )
    last = next((change for change in reversed(facts.changes) if _is_seen(facts, change)), None)
    edition, since = (last.id, last.at) if last else (0, booking.made_at)
    return _State(str(edition), since, booking.ends_at, booking.cancelled_at)


def _is_seen(facts: BookingFacts, change: Change) -> bool:
    """Whether a guest's calendar shows it; without a title, it shows the type."""
    seen = SEEN if facts.meeting.booking.title else SEEN | {"meeting_type"}
    return not seen.isdisjoint(change.before)


def _mail(facts: BookingFacts, rule: str, guest: GuestFacts, what: str, at: datetime, **values: int) -> Due:
    return Due(
        rule=rule,
        subject=facts.subject,
        occurrence=f"guest:{guest.id}.{what}",
        recipients=(STRANGER,),
        at=at,
        expires_at=_state(facts, guest).ends_at,
        urgency=Urgency.NEWS,
        way=Way.MAIL,
        values={"guest": guest.id, "series": guest.series.id if guest.series else 0, **values},
    )
