"""
Which of the dues are sent now, and how the others end. Pure: dues and what is known of them -> verdicts.

1. What lies in the future, was dealt with, or is on its way is left alone.
2. A due is superseded when a newer one of its group is due for the same person: after an outage only the current round goes out.
3. From ``expires_at`` on it is expired.
4. A due that another one's message shows is superseded by that one, if that one goes out or went out.
5. Everything else is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetbot.reminders.dues import Due, Key
from meetbot.reminders.models import SentOutcome

Known = Mapping[Key, SentOutcome | None]


@dataclass(frozen=True)
class Verdict:
    """What to do about a due for one recipient: end it with ``outcome``, or send it (none)."""

    due: Due
    recipient: int
    outcome: SentOutcome | None = None

    @property
    def key(self) -> Key:
        return self.due.key(self.recipient)


def settle(dues: Sequence[Due], known: Known, again: Collection[Key], now: datetime) -> list[Verdict]:
    """
    A verdict on every due of one subject that is due by ``now`` and waits, by recipient.

    ``known`` are the claims so far (without an outcome: on its way); ``again`` are those of them that are to be sent again.
    """
    ripe = sorted(
        (due for due in dues if due.at <= now), key=lambda due: due.at
    )  # stable: of equals the later rule is newer
    verdicts = {verdict.key: verdict for verdict in _first_verdicts(ripe, known, again, now)}
    going_out = {key for key, verdict in verdicts.items() if verdict.outcome is None}
    return [_carried(verdict, known, going_out) for verdict in verdicts.values()]


def next_at(dues: Sequence[Due], known: Known, now: datetime) -> datetime | None:
    """When the first of the dues that nobody was sent yet falls due; none when nothing more comes.

    A due that is for nobody is a moment at which cards change by themselves; it is waited for like the others.
    """
    return min((due.at for due in dues if due.at > now and _waits(due, known)), default=None)


def _waits(due: Due, known: Known) -> bool:
    return not due.recipients or any(due.key(id) not in known for id in due.recipients)


def _first_verdicts(ripe: Sequence[Due], known: Known, again: Collection[Key], now: datetime) -> Iterator[Verdict]:
    for place, due in enumerate(ripe):
        for recipient in due.recipients:
            key = due.key(recipient)
            if key not in known or key in again:
                yield Verdict(due, recipient, _end(due, recipient, ripe[place + 1 :], known, now))


def _end(due: Due, recipient: int, later: Sequence[Due], known: Known, now: datetime) -> SentOutcome | None:
    if due.group and any(_supersedes(newer, due, recipient, known, now) for newer in later):
        return SentOutcome.SUPERSEDED
    return SentOutcome.EXPIRED if now >= due.expires_at else None


def _supersedes(newer: Due, due: Due, recipient: int, known: Known, now: datetime) -> bool:
    if newer.group != due.group or recipient not in newer.recipients:
        return False
    return now < newer.expires_at or _is_out(newer.key(recipient), known)


def _carried(verdict: Verdict, known: Known, going_out: Collection[Key]) -> Verdict:
    if verdict.outcome is not None or not verdict.due.carried_by:
        return verdict
    carrier = verdict.due.carrier(verdict.recipient)
    if carrier in going_out or _is_out(carrier, known):
        return Verdict(verdict.due, verdict.recipient, SentOutcome.SUPERSEDED)
    return verdict


def _is_out(key: Key, known: Known) -> bool:
    """Whether it was delivered or is on its way."""
    return key in known and known[key] in (None, SentOutcome.DELIVERED)
