"""
What goes to guests by mail: the invitation, each change that they would see, the cancellation; and who was not reached.

An invitation has editions: the first, and one more with every change of time, place, title or organiser, named by the change.
Only the latest is sent; those before it end as superseded. An occurrence names guest and edition ("guest:12.57", the first
"guest:12.0"); the recipient has no row as a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.reminders.dues import STRANGER, Due, Urgency, Way
from meetbot.reminders.facts import BookingFacts, Change, GuestFacts

INVITED, CANCELLED = "guest_invited", "guest_cancelled"
BY_MAIL = frozenset({INVITED, CANCELLED})
_SEEN = frozenset({"starts_at", "ends_at", "room_id", "title", "organiser_id"})
# Who changes a booking often changes it twice; guests get one mail for both.
UPDATES_WAIT = timedelta(minutes=2)
# Servers refuse several addresses within seconds; the organiser gets one message about all of them.
FAILURES_WAIT = timedelta(minutes=1)
_FAILURE_HOLDS = timedelta(days=1)


def guest_invited(facts: BookingFacts) -> Iterator[Due]:
    """Each guest: the meeting as it is now, once for every edition."""
    if facts.meeting.is_cancelled:
        return
    edition, changed_at = _edition(facts)
    for guest in facts.guests:
        if guest.removed_at is None:
            is_update = guest.is_reached and changed_at > guest.added_at
            at = changed_at + UPDATES_WAIT if is_update else max(guest.added_at, changed_at)
            yield _mail(facts, INVITED, guest, str(edition), at, is_update=int(is_update))


def guest_cancelled(facts: BookingFacts) -> Iterator[Due]:
    """Each guest who has an invitation to what is cancelled, or who was taken off the list."""
    for guest in facts.guests:
        at = guest.removed_at or facts.meeting.booking.cancelled_at
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


def _edition(facts: BookingFacts) -> tuple[int, datetime]:
    """The change that guests saw last (0: none), and since when it holds."""
    last = next((change for change in reversed(facts.changes) if _is_seen(facts, change)), None)
    return (last.id, last.at) if last else (0, facts.meeting.booking.made_at)


def _is_seen(facts: BookingFacts, change: Change) -> bool:
    """Whether a guest's calendar shows it; without a title, it shows the type."""
    seen = _SEEN if facts.meeting.booking.title else _SEEN | {"meeting_type"}
    return not seen.isdisjoint(change.before)


def _mail(facts: BookingFacts, rule: str, guest: GuestFacts, what: str, at: datetime, **values: int) -> Due:
    return Due(
        rule=rule,
        subject=facts.subject,
        occurrence=f"guest:{guest.id}.{what}",
        recipients=(STRANGER,),
        at=at,
        expires_at=facts.meeting.booking.ends_at,
        urgency=Urgency.NEWS,
        way=Way.MAIL,
        values={"guest": guest.id, **values},
    )
