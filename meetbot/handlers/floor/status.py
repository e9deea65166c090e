"""Where a meeting stands, in the few lines at the head of its checklist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from meetbot.checklists.items import ItemState
from meetbot.checklists.readiness import is_inspected
from meetbot.checklists.view import Checklist, Entry
from meetbot.handlers.floor import words
from meetbot.handlers.nameplates import nameplates_line
from meetbot.handlers.outgoing import lines
from meetbot.people.service import names
from meetbot.standard.document import Phase
from meetbot.texts import Html, Texts

BEFOREHAND = (Phase.PREPARE, Phase.BEFORE)


def head(texts: Texts, found: Checklist, now: datetime) -> Html:
    """Where, when, what, how it is set, and who does the work."""
    meeting = found.meeting
    return lines(
        texts.t("<b>{room} · {when}</b>", room=words.room(texts, meeting), when=words.when(texts, meeting, now)),
        texts.t("{title}", title=words.subject(texts, meeting)),
        words.setting(texts, meeting),
        words.taken_by(texts, found.takers),
    )


def phase_now(found: Checklist, now: datetime) -> Phase:
    """The phase whose work is to be done now."""
    meeting = found.meeting
    if now >= meeting.closes_at:
        return Phase.AFTER
    if now >= meeting.start:
        return Phase.BREAK if meeting.break_at(now) and found.count(Phase.BREAK).total else Phase.DURING
    is_prepared = found.count(Phase.PREPARE).done == found.count(Phase.PREPARE).total
    return Phase.BEFORE if is_prepared or now >= words.post_from(meeting) else Phase.PREPARE


def status(session: Session, texts: Texts, found: Checklist, now: datetime) -> Html:
    """What is the case and what comes next."""
    if found.meeting.is_cancelled:
        return lines(*_cancelled(session, texts, found, now))
    if now >= found.meeting.end:
        return lines(*_after(session, texts, found, now))
    if now >= found.meeting.start:
        return lines(*_running(texts, found, now))
    return lines(*_beforehand(texts, found, now), nameplates_line(session, texts, found.meeting, now))


def is_closed(found: Checklist, now: datetime) -> bool:
    """Whether the room's cycle is closed: the meeting is over and inspected (F5)."""
    return now >= found.meeting.closes_at and is_inspected(found)


def _beforehand(texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    if now >= words.post_from(found.meeting):
        yield texts.t(
            "🚪 At the door: guests arrive, the meeting begins at {start}.", start=texts.time(found.meeting.start)
        )
    left = [entry for entry in found.open_entries(now) if entry.item.phase in BEFOREHAND]
    yield from _late(texts, left, now)
    if not left:
        yield texts.t("✅ Ready: everything before the meeting is done.")
        return
    coming = [entry for entry in left if not words.is_late(entry, now)]
    if coming:
        first = min(coming, key=lambda entry: entry.calls_at)
        yield _next(texts, first, now)


def _running(texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    pause, end = found.meeting.break_at(now), words.clock(texts, found.meeting.end, now)
    if pause:
        yield texts.t(
            "☕ Break since {time}; the meeting is planned until {end}.", time=texts.time(pause.start), end=end
        )
    else:
        yield texts.t("▶️ Running until {end}.", end=end)
    yield from _late(texts, found.open_entries(now), now)
    coming = next((entry for entry in found.entries if entry.item.is_round and entry.item.due_at > now), None)
    if coming and not pause:
        yield texts.t("Next round: {time}.", time=words.clock(texts, coming.item.due_at, now))


def _late(texts: Texts, left: Sequence[Entry], now: datetime) -> Iterator[Html]:
    late = [entry for entry in left if words.is_late(entry, now) and not entry.item.is_round]
    if late:
        since = words.clock(texts, min(entry.calls_at for entry in late), now)
        yield texts.n(
            "❗ {count} overdue, since {time}", "❗ {count} overdue, the first since {time}", len(late), time=since
        )


def _next(texts: Texts, entry: Entry, now: datetime) -> Html:
    name = words.name_of(texts, entry.item)
    return texts.t("Next: {time} {item}", time=words.clock(texts, entry.calls_at, now), item=name)


def _after(session: Session, texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    end = words.clock(texts, found.meeting.end, now)
    if found.meeting.booking.ended_at is None:
        yield texts.t("⏹ Planned until {end}, so it is over.", end=end)
    else:
        yield texts.t("⏹ Ended at {end}.", end=end)
    yield from _inspection(session, texts, found, now)


def _cancelled(session: Session, texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    """A room that was in use, or being prepared, is left in order all the same."""
    if not found.is_to_clear:
        yield texts.t("❌ <b>Cancelled.</b> Nothing is to be done any more.")
        return
    when = words.clock(texts, found.meeting.closes_at, now)
    yield texts.t("❌ <b>Cancelled at {time}.</b> The room is still to be cleared and locked.", time=when)
    yield from _inspection(session, texts, found, now)


def _inspection(session: Session, texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    count = found.count(Phase.AFTER)
    if count.done < count.total:
        yield texts.t("🔎 Inspection: {done} of {total} done.", done=count.done, total=count.total)
        return
    yield from _closed(session, texts, found, now)


def _closed(session: Session, texts: Texts, found: Checklist, now: datetime) -> Iterator[Html]:
    """The summary of a finished inspection."""
    entries = [entry for entry in found.entries if entry.item.phase is Phase.AFTER and entry.tick]
    last = max((entry.tick for entry in entries if entry.tick), key=lambda tick: tick.at, default=None)
    if last is not None:
        name = names(session, [last.by]).get(last.by, "?")
        yield texts.t("🔒 <b>Room closed</b> at {time} by {name}.", time=words.clock(texts, last.at, now), name=name)
    states = Counter(entry.state for entry in entries)
    yield texts.t("✅ {count} in order", count=states[ItemState.TICKED])
    yield from (_found(texts, entry) for entry in entries if entry.state is ItemState.PROBLEM)
    yield from (_left_out(texts, entry) for entry in entries if entry.state is ItemState.SKIPPED)


def _found(texts: Texts, entry: Entry) -> Html:
    name = words.name_of(texts, entry.item)
    if entry.find_id is not None:
        return texts.t("🧳 left behind: find {number}", number=entry.find_id)
    if entry.defect_id is None:
        return texts.t("⚠️ problem: {item}", item=name)
    return texts.t("⚠️ problem: {item} (defect {number})", item=name, number=entry.defect_id)


def _left_out(texts: Texts, entry: Entry) -> Html:
    return texts.t("⏭ skipped: {item}", item=words.name_of(texts, entry.item))
