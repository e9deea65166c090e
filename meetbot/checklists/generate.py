"""
The checklist of a meeting: what the standard asks for this booking, as pure values.

Order of the list: by phase; within a phase by due time, each item behind what it comes after, else as the standard lists
them. The break list comes once per break, rounds stand in the meeting's own phase by their times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.due import BEFOREHAND, due_at
from meetbot.checklists.facts import facts_of
from meetbot.checklists.fingerprints import HALF_A_DAY, SLIGHT, Fingerprint, digest_of
from meetbot.checklists.items import Item
from meetbot.checklists.rounds import round_moments
from meetbot.checklists.rulebook import Asked, AskedRound, rulebook
from meetbot.standard.document import Anchor, ItemRule, Phase, RoundRule
from meetbot.times import Interval

_PHASE_ORDER = {phase: order for order, phase in enumerate(Phase)}


def items(meeting: Meeting) -> tuple[Item, ...]:
    """Everything that is to be done for ``meeting``, rounds included, in working order."""
    asked = rulebook(meeting.standard).asked(facts_of(meeting))
    once = [each for each in asked if not _is_of_a_break(each)]
    found = [*_listed(meeting, once, None), *rounds(meeting)]
    per_break = [each for each in asked if _is_of_a_break(each)]
    for pause in _breaks_held(meeting):
        found += _listed(meeting, per_break, pause)
    # Stable: what is due together keeps the order of the work.
    return tuple(sorted(found, key=lambda item: (_PHASE_ORDER[item.phase], item.due_at)))


def rounds(meeting: Meeting) -> tuple[Item, ...]:
    """The tea and rostrum rounds of ``meeting`` by time; those of one minute share the card of the first (M4, M5)."""
    if meeting.end <= meeting.start:
        return ()
    found = [
        item for asked in rulebook(meeting.standard).rounds(facts_of(meeting)) for item in _rounds_of(meeting, asked)
    ]
    found.sort(key=lambda item: item.due_at)
    cards: dict[datetime, str] = {}
    return tuple(replace(item, card=cards.setdefault(item.due_at, item.key)) for item in found)


def on_card(meeting_rounds: Sequence[Item], card: str) -> tuple[Item, ...]:
    """The rounds that share the card named ``card``: one, or a refill and a rostrum round of the same minute."""
    return tuple(item for item in meeting_rounds if item.card == card)


def _is_of_a_break(asked: Asked) -> bool:
    return asked.rule.phase is Phase.BREAK or asked.rule.due.anchor is Anchor.BREAK


def _breaks_held(meeting: Meeting) -> Iterator[Break]:
    """The breaks that begin in the meeting; one planned for after its early end is not held."""
    return (pause for pause in meeting.breaks if pause.start < meeting.end)


def _listed(meeting: Meeting, asked: Sequence[Asked], pause: Break | None) -> list[Item]:
    due: dict[str, datetime] = {}
    for each in asked:  # in working order, so what comes before has its due time
        due[each.rule.key] = due_at(meeting, each, pause, due)
    return [_item(meeting, each, pause, due[each.rule.key]) for each in asked]


def _item(meeting: Meeting, asked: Asked, pause: Break | None, due: datetime) -> Item:
    return Item(
        key=_key(asked.rule.key, pause),
        rule=asked.rule,
        words=asked.words,
        phase=asked.rule.phase,
        due_at=due,
        asks=_asks(meeting, asked, pause),
        quantity=asked.quantity,
        after=tuple(_key(key, pause) for key in asked.after),
        issued=asked.rule.issued,
        break_id=pause.id if pause else None,
    )


def _key(key: str, pause: Break | None) -> str:
    # Named by the break's own id: another break set before it does not rename it.
    return f"break:{pause.id}:{key}" if pause else key


def _asks(meeting: Meeting, asked: Asked, pause: Break | None) -> Fingerprint:
    phase = asked.rule.phase
    return Fingerprint(
        digest=f"{asked.digest}.{meeting.room.id}{_said(meeting, asked.rule)}",
        moment=_moment(meeting, phase, pause),
        used_until=meeting.used_until if phase in BEFOREHAND else None,
        bears=HALF_A_DAY if phase is Phase.PREPARE else SLIGHT,
    )


def _said(meeting: Meeting, rule: ItemRule) -> str:
    """What the organiser said about it; a banner with other words is another banner."""
    said = meeting.needs.said(rule.tells) if rule.tells else ()
    return f".{digest_of(said)}" if said else ""


def _moment(meeting: Meeting, phase: Phase, pause: Break | None) -> datetime:
    if phase is Phase.AFTER:
        return meeting.event.end  # as planned: see fingerprints, 2
    return pause.start if pause else meeting.start


def _rounds_of(meeting: Meeting, asked: AskedRound) -> Iterator[Item]:
    pauses = [(pause.start, pause.end) for pause in meeting.breaks]
    every = timedelta(minutes=_interval(meeting, asked.rule))
    moments = round_moments(Interval(meeting.start, meeting.end), pauses, every)
    for number, moment in enumerate(moments, start=1):
        yield Item(
            key=f"{asked.rule.key}:{meeting.booking.schedule}.{number}",
            rule=asked.rule,
            words=asked.words,
            phase=Phase.DURING,
            due_at=moment,
            asks=Fingerprint(asked.digest),
            number=number,
        )


def _interval(meeting: Meeting, rule: RoundRule) -> int:
    """Minutes between two rounds: the booking's own, else the room's, else the standard's (M4, M5)."""
    own = meeting.rostrum_every if is_rostrum_round(rule) else meeting.tea_every
    return own or rule.every_minutes


def is_rostrum_round(rule: RoundRule) -> bool:
    """Whether the round is the rostrum's (M4), which has an interval of its own; every other one is a tea round (M5)."""
    return rule.key.startswith("rostrum")
