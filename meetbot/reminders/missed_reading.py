"""Rounds that nobody was called to, because nobody looked when they were due: the bot, or its machine, was away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from meetbot.reminders.facts import Change, Missed, Work
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.rounds import RULE
from meetbot.reminders.settling import Verdict

# What ends so long after it was due was not looked at in time. A start anew takes seconds.
LATE = timedelta(minutes=10)
_UNSENT = (SentOutcome.EXPIRED, SentOutcome.SUPERSEDED)
# After these the meeting has other rounds, and some of them may lie in the past from the first.
_MAKES_ROUNDS = frozenset({"book", "move", "change", "resize"})


def is_missed(verdict: Verdict, now: datetime) -> bool:
    """Whether it gives up a round that was not looked at in time."""
    return verdict.due.rule == RULE and verdict.outcome in _UNSENT and now - verdict.due.at >= LATE


def missed_rounds(rows: Sequence[Sent], changes: Sequence[Change], work: Collection[Work]) -> tuple[Missed, ...]:
    """
    By the moment at which they were given up: how many rounds, and the first's and the last's time.

    Not those that somebody got, that another one's card showed, and that a change has made since.
    """
    made_at = max((change.at for change in changes if change.verb in _MAKES_ROUNDS), default=None)
    carried = {each.item.key for each in work if each.item.is_round and each.item.card != each.item.key}
    called = {row.occurrence for row in rows if row.rule == RULE and row.attempts}
    found: defaultdict[datetime, dict[str, datetime]] = defaultdict(dict)
    for row in rows:
        if row.rule != RULE or row.outcome not in _UNSENT or row.finished_at is None or row.occurrence in called:
            continue
        is_new = made_at is not None and row.due_at <= made_at
        if row.finished_at - row.due_at >= LATE and not is_new and row.occurrence not in carried:
            found[row.finished_at][row.occurrence] = row.due_at
    return tuple(
        Missed(at, len(rounds), min(rounds.values()), max(rounds.values()), max(rounds, key=rounds.__getitem__))
        for at, rounds in found.items()
    )
