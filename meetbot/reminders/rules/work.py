"""Getting ready: the work that falls due, what the organiser is asked again, the post at the door, a room that is not ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from meetbot.booking.telling import SETTLED
from meetbot.checklists.calls import TOLD, quarter_of
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import BookingFacts, Work
from meetbot.standard.document import Phase

# Work that is this late is asked for once more: long enough to have done it and forgotten the tick.
OVERDUE_AFTER = timedelta(minutes=15)
# A welcome at the door makes sense until the meeting has settled.
POST_HOLDS = timedelta(minutes=5)
# A room found unready half an hour into the meeting is a defect or a complaint, no longer a warning.
NOT_READY_HOLDS = timedelta(minutes=30)
# Fewer minutes are made up for by working a little faster; set-up times are rounded to as many anyway.
SETUP_SHORT_FROM = 5
_BY_THE_START = (Phase.PREPARE, Phase.BEFORE)


def work_due(facts: BookingFacts) -> Iterator[Due]:
    """One card for everything of one meeting that falls due in one quarter of an hour (B2, D8b, D8c), while any of it is open."""
    for moment, name, together in _quarters(facts):
        left = sum(not work.is_done for work in together)
        if left:
            yield Due(
                rule="work_due",
                subject=facts.subject,
                occurrence=f"{facts.schedule}.{name}",
                recipients=_not_told_yet(facts, moment),
                at=moment,
                expires_at=facts.meeting.end,  # then the inspection takes over
                urgency=Urgency.CALL,
                group="work",  # a card shows all that is open: the newest says it all
                values={"open": left, "items": len(together)},
            )


def work_overdue(facts: BookingFacts) -> Iterator[Due]:
    """
    Those who had taken it by then once more; without takers the supervisor, who was told a moment ago where the meeting is
    new. Not where another card about the same work comes meanwhile; once the meeting has begun, ``not_ready`` has told.
    """
    cards = _cards(facts)
    for moment, name, together in _quarters(facts):
        late = [work for work in together if not work.is_done and work.item.phase in _BY_THE_START]
        at = max(work.item.due_at for work in together) + OVERDUE_AFTER
        is_shown = any(moment < card <= at for card in cards)
        if late and not is_shown and at < facts.meeting.start:
            yield Due(
                rule="work_overdue",
                subject=facts.subject,
                occurrence=f"{facts.schedule}.{name}",
                recipients=_not_told_yet(facts, at)
                if facts.taken
                else (facts.staff.in_charge if facts.free_since < moment else ()),
                at=at,
                expires_at=facts.meeting.start,  # then ``not_ready`` tells
                urgency=Urgency.CALL,
                group="work",
                values={"open": len(late), "minutes": OVERDUE_AFTER // timedelta(minutes=1)},
            )


def ask_needs(facts: BookingFacts) -> Iterator[Due]:
    """
    The organiser, once more before the day: projection or anything special? (D8b; the time is a value of the standard.)

    Told later than that it is asked at once; but who booked or moved it themselves has the card that asks before them.
    Whoever said that nothing more is needed is asked no more, unless the meeting moved since.
    """
    values, told_at = facts.meeting.standard.values, facts.meeting.booking.told_at
    before = timedelta(minutes=values.ask_needs_before_minutes)
    at = max(facts.staff.asking.before(facts.meeting.start, before, told_at), told_at)
    if facts.meeting.is_cancelled or _is_settled(facts) or (at == told_at and facts.told_by == facts.organiser):
        return
    yield Due(
        rule="ask_needs",
        subject=facts.subject,
        occurrence=str(facts.schedule),
        recipients=(facts.organiser,),
        at=at,
        # "and again before that hour": later nobody could fetch what is asked for
        expires_at=facts.meeting.start - timedelta(minutes=values.open_before_minutes),
        urgency=Urgency.NEWS,
    )


def _is_settled(facts: BookingFacts) -> bool:
    said = (change.after.get("schedule") for change in facts.changes if change.verb == SETTLED)
    return facts.schedule in said


def setup_short(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor: a neighbour changed, and the set-up time that was fixed at booking is minutes short."""
    if facts.meeting.is_cancelled or facts.setup_short_by < SETUP_SHORT_FROM:
        return
    yield Due(
        rule="setup_short",
        subject=facts.subject,
        occurrence=f"{facts.schedule}.{facts.setup_short_by}",
        recipients=facts.staff.in_charge,
        at=facts.meeting.booking.told_at,
        expires_at=facts.meeting.start,  # then it worked out or it did not
        urgency=Urgency.NEWS,
        group="setup",
        values={"minutes": facts.setup_short_by},
    )


def post(facts: BookingFacts) -> Iterator[Due]:
    """To the door, 15 minutes before (B4). Of the work that is due at the same minute it is the card."""
    if facts.meeting.is_cancelled:
        return
    minutes = facts.meeting.standard.values.post_before_minutes
    yield Due(
        rule="post",
        subject=facts.subject,
        occurrence=str(facts.schedule),
        recipients=facts.at_work,
        at=max(facts.meeting.start - timedelta(minutes=minutes), facts.meeting.booking.told_at),
        expires_at=min(facts.meeting.start + POST_HOLDS, facts.meeting.end),
        urgency=Urgency.CALL,
        group="work",
        values={"open": sum(not work.is_done for work in facts.work if work.item.phase in _BY_THE_START)},
    )


def not_ready(facts: BookingFacts) -> Iterator[Due]:
    """The supervisor, when the meeting begins and its preparation is not done."""
    left = sum(not work.is_done for work in facts.work if work.item.phase in _BY_THE_START)
    if facts.meeting.is_cancelled or not left:
        return
    yield Due(
        rule="not_ready",
        subject=facts.subject,
        occurrence=str(facts.schedule),
        recipients=facts.staff.in_charge,
        at=facts.meeting.start,
        expires_at=facts.meeting.start + NOT_READY_HOLDS,
        urgency=Urgency.ALERT,
        values={"open": left},
    )


def _cards(facts: BookingFacts) -> list[datetime]:
    """When a card goes out that shows all open work: work that falls due, the call to the door."""
    open_moments = [moment for moment, _, together in _quarters(facts) if not all(work.is_done for work in together)]
    return [*open_moments, *(due.at for due in post(facts))]


def _not_told_yet(facts: BookingFacts, moment: datetime) -> tuple[int, ...]:
    """
    Who does the work and does not see it before them anyway: who took the meeting after ``moment`` was shown the whole
    list, and who is called to take it at ``moment`` has that call.
    """
    if facts.taken:
        return tuple(id for id, since in facts.taken.items() if since < moment)
    return facts.staff.on_shift if facts.free_since < moment else ()


def _quarters(facts: BookingFacts) -> Iterator[tuple[datetime, str, list[Work]]]:
    """
    What falls due in one quarter of an hour: when the first of it does, by which name, and what it is; in order.

    The inspection and the rounds have cards of their own.
    """
    if facts.meeting.is_cancelled:
        return
    found: defaultdict[tuple[str, int], list[Work]] = defaultdict(list)
    for work in facts.work:
        if not work.item.is_round and work.item.phase is not Phase.AFTER:
            found[quarter_of(facts.meeting, work.item)].append(work)
    moments = ((min(work.item.due_at for work in together), key, together) for key, together in found.items())
    # Of those that fall due at one moment, when a room falls free late, the latest is the newest and says it all.
    for moment, (anchor, minutes), together in sorted(moments, key=lambda each: (each[0], each[1][1], each[1][0])):
        yield moment, anchor if anchor == TOLD else f"{anchor}{minutes:+d}", together
