"""Reads the guests of meetings and what became of the mails to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetbot.guests.models import Guest
from meetbot.kept import fetch
from meetbot.reminders.dues import subject
from meetbot.reminders.facts import GuestFacts
from meetbot.reminders.guests_of_series import guests_of_series
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.guests import BY_MAIL, INVITED, guest_in

# Built once: building a statement takes longer than running it, and this runs in every pass.
_GUESTS = (
    select(Guest.booking_id, Guest.id, Guest.added_at, Guest.removed_at)
    .where(col(Guest.booking_id).in_(bindparam("ids", expanding=True)), col(Guest.series_id).is_(None))
    .order_by(col(Guest.id))
)


@dataclass
class _Mails:
    """What became of the mails to one guest."""

    is_reached: bool = False
    failures: list[tuple[str, datetime]] = field(default_factory=list)


def guest_facts(session: Session, pasts: Mapping[int, Sequence[Sent]]) -> dict[int, tuple[GuestFacts, ...]]:
    """The guests of these bookings by booking id, given the claims on each; those of a series with its first date."""
    found: dict[int, list[GuestFacts]] = defaultdict(list)
    mails = {booking_id: _mails(rows) for booking_id, rows in pasts.items()}
    for booking_id, id, added_at, removed_at in fetch(session, _GUESTS, ids=list(pasts)):
        known = mails[booking_id].get(id, _Mails())
        found[booking_id].append(GuestFacts(id, added_at, removed_at, known.is_reached, tuple(known.failures)))
    for booking_id, guest, series in guests_of_series(session, list(pasts)):
        known = mails[booking_id].get(guest.id or 0, _Mails())
        found[booking_id].append(
            GuestFacts(guest.id or 0, guest.added_at, guest.removed_at, known.is_reached, tuple(known.failures), series)
        )
    return {booking_id: tuple(guests) for booking_id, guests in found.items()}


def _mails(rows: Iterable[Sent]) -> dict[int, _Mails]:
    """By guest id."""
    found: dict[int, _Mails] = defaultdict(_Mails)
    for row in rows:
        if row.rule not in BY_MAIL:
            continue
        mails = found[guest_in(row.occurrence)]
        # One that is put off was not taken by the server; one without an outcome may have been.
        is_under_way = row.outcome is None and row.retry_at is None
        if row.rule == INVITED and (row.outcome is SentOutcome.DELIVERED or is_under_way):
            mails.is_reached = True
        if row.outcome is SentOutcome.FAILED:
            mails.failures.append((row.occurrence, row.finished_at or row.claimed_at))
    return found


@dataclass(frozen=True)
class MailState:
    """How far the last invitation to a guest got; without an outcome it is on its way. ``reason`` says what went wrong."""

    outcome: SentOutcome | None
    reason: str = ""


def mail_states(session: Session, booking_id: int) -> dict[int, MailState]:
    """The last invitation of each guest that was claimed, by guest id."""
    rows = session.exec(
        select(Sent)
        .where(Sent.subject == subject("booking", booking_id), Sent.rule == INVITED)
        .order_by(col(Sent.id))
    )  # fmt: skip
    return {
        guest_in(row.occurrence): MailState(row.outcome, "" if row.outcome is SentOutcome.DELIVERED else row.error)
        for row in rows
        if row.outcome is not SentOutcome.SUPERSEDED
    }


def given_up(session: Session, booking_id: int) -> dict[int, str]:
    """Why mail to a guest was given up, by guest id, in the mail server's words."""
    rows = session.exec(
        select(Sent)
        .where(
            Sent.subject == subject("booking", booking_id),
            col(Sent.rule).in_(BY_MAIL),
            Sent.outcome == SentOutcome.FAILED,
        )
        .order_by(col(Sent.id))
    )
    return {guest_in(row.occurrence): row.error for row in rows}
