"""Why somebody waited in vain: what they did, what the bots did for their chat, who died meanwhile and what the log says, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from sqlmodel import col, select

from meetbot.db import Database
from meetbot.drafts.models import Draft
from meetbot.inbox.models import InboxUpdate
from tests.chaos.chat import Carried
from tests.chaos.ledger import Ledger, Waited

# Seconds before the deed began that belong to its story, and how many lines of it are told: its end is what matters.
_BEFORE = 2.0
_MOST_LINES = 60
_LONGEST = 180

Line = tuple[float, str]


@dataclass
class Chronicle:
    """What became of the lives, in order, by the machine's monotonic clock."""

    events: list[Line] = field(default_factory=list)

    def note(self, what: str) -> None:
        self.events.append((monotonic(), what))


def drafts_of(database: Database, person: int) -> list[str]:
    """What the person has begun, as it stands now."""
    with database.reading() as session:
        found = session.exec(select(Draft).where(Draft.telegram_id == person)).all()
    return [
        f"draft {each.id} ({each.kind}) version {each.version}, awaits {each.awaiting}, shown in {each.message_id}: {each.fields}"
        for each in found
    ]


def thread(
    waited: Waited, ledger: Ledger, carried: Sequence[Carried], chronicle: Chronicle, log: Path, database: Database
) -> list[str]:
    """The whole of it, a line each, with the seconds since the deed began."""
    first, last = waited.since - _BEFORE, waited.until
    done = [(each.update_id, each.at) for each in ledger.said if each.person == waited.person]
    done += [(each.update_id, each.at) for each in ledger.pressed if each.person == waited.person]
    updates = {update_id for update_id, at in done if first <= at <= last}
    lines = [
        *_did(waited, ledger), *_saw(waited, carried), *chronicle.events, *_logged(log, updates, waited.person),
        *_inbox(database, updates),
    ]  # fmt: skip
    told = [f"{at - waited.since:+7.2f} {what}"[:_LONGEST] for at, what in sorted(lines) if first <= at <= last]
    left_out = [f"        ({len(told) - _MOST_LINES} lines before that)"] if len(told) > _MOST_LINES else []
    return [*left_out, *told[-_MOST_LINES:], *(f"        then: {each}"[:_LONGEST] for each in waited.drafts)]


def _did(waited: Waited, ledger: Ledger) -> Iterator[Line]:
    for said in ledger.said:
        if said.person == waited.person:
            yield said.at, f"WRITES {said.text!r} (update {said.update_id})"
    for pressed in ledger.pressed:
        if pressed.person == waited.person:
            answer = "never answered" if pressed.answer is None else f"answered {pressed.answer!r}"
            yield pressed.at, f"PRESSES {pressed.code} (update {pressed.update_id}), {answer}"


def _saw(waited: Waited, carried: Sequence[Carried]) -> Iterator[Line]:
    for each in carried:
        if each.chat_id == waited.person:
            yield (
                each.at,
                f"life {each.life} {each.method} {each.message_id} for {each.cause or 'a card'}: {each.says[:70]!r}",
            )


def _inbox(database: Database, updates: set[int]) -> Iterator[Line]:
    """When each update came into the inbox cannot be told on this clock; how it stands there in the evening can."""
    with database.reading() as session:
        rows = session.exec(select(InboxUpdate).where(col(InboxUpdate.update_id).in_(updates))).all()
    known = {row.update_id: row for row in rows}
    for update_id in sorted(updates):
        row = known.get(update_id)
        state = "never in the inbox" if row is None else "open" if row.done_at is None else "done"
        again = f", begun again {row.attempts} times" if row is not None and row.attempts else ""
        if state != "done" or again:
            yield monotonic(), f"update {update_id} is {state} in the evening{again}"


def _logged(log: Path, updates: set[int], person: int) -> Iterator[Line]:
    """What was logged about these updates or this chat, and every failure of nobody's in particular."""
    offset = monotonic() - datetime.now(UTC).timestamp()
    for line in log.read_text("utf-8", "replace").splitlines():
        try:
            found = json.loads(line)
            at = datetime.fromisoformat(found["time"]).timestamp() + offset
        except (ValueError, KeyError, TypeError):  # what a library wrote by itself
            continue
        about = found.get("update_id")
        is_mine = about in updates or person in (found.get("chat_id"), found.get("recipient"))
        if is_mine or (about is None and found.get("level") in ("warning", "error", "critical")):
            trouble = str(found.get("exception", "")).strip().splitlines()[-1:]
            yield (
                at,
                " ".join(["log:", str(found.get("event")), *(f"({each})" for each in trouble), f"[{about or '-'}]"]),
            )
