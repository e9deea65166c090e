"""Another rule for the dates of a series, before it is saved: what stays, moves, is new, is cancelled, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.series.changes import NewDate
from meetbot.booking.series.outlook import Slot
from meetbot.booking.series.service import Replan, repeat_of
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.change_card import differences
from meetbot.handlers.booking.frame import as_title, foot, heading, known, unread
from meetbot.handlers.booking.parts import parts
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.series.change import aspect_name, exceptions_switch, told_line
from meetbot.handlers.booking.series.dates import replan_of
from meetbot.handlers.booking.series.notices import date_notices
from meetbot.handlers.booking.series.whole import repeating_rows
from meetbot.handlers.booking.series.words import reason, whole_rule
from meetbot.handlers.booking.talk import Talk, rows
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.keyboards import Button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.texts import Html, Texts
from meetbot.times import local

_MOST = 6
# Days in a line: as many as a phone shows without hiding what comes below; of the rest, how many there are.
_MOST_DAYS = 4


def replan_card(session: Session, talk: Talk, booking: Booking) -> Outgoing:
    """What the other rule would do, and the way to it; where it cannot be at all, why and the ways on."""
    try:
        found = replan_of(session, talk)
    except MeetbotError as problem:
        text = lines(
            heading(session, talk), *known(session, talk), unread(talk), "", talk.note, refusal(session, talk, problem)
        )
        steps = next_steps(session, talk, problem)
        return Outgoing(text, rows(steps, repeating_rows(talk), as_title(talk), parts(talk), foot(talk)))
    note = refusal(session, talk, talk.problem) if talk.problem else talk.note
    old = wish_of(booking, room_of(session, booking).room)
    text = lines(
        heading(session, talk),
        note,
        _rules(talk.texts, found),
        *_times(talk, old),
        *differences(session, talk, replace(old, starts_at=talk.wish.starts_at, ends_at=talk.wish.ends_at), booking),
        unread(talk),
        "",
        *_becomes(talk.texts, found),
        *date_notices(session, talk, _moving(found)),
        "",
        *_told(session, talk, found),
    )
    return Outgoing(
        text,
        rows(
            _save(talk, found),
            in_rows([_clash(talk, each) for each in found.undecided[:_MOST]], 2),
            exceptions_switch(talk, found.exceptions),
            repeating_rows(talk),
            as_title(talk),
            parts(talk),
            foot(talk),
        ),
    )


def _rules(texts: Texts, found: Replan) -> Html:
    series = found.affected.series
    before = whole_rule(texts, repeat_of(series), series.first_day)
    after = whole_rule(texts, found.repeat, found.dates[0].day if found.dates else series.first_day)
    return texts.t("🔁 <s>{before}</s> → <b>{after}</b>", before=before, after=after)


def _times(talk: Talk, old: Wish) -> Iterator[Html]:
    """From which day on, and at which time of day, where that is another."""
    texts, zone = talk.texts.house, talk.site.zone
    if local(old.starts_at, zone).date() != local(talk.wish.starts_at, zone).date():
        yield talk.texts.t("📅 From {day} on; what is before stays as it is", day=texts.day(talk.wish.starts_at))
    before, after = (
        texts.plain("{begins}–{ends}", begins=texts.time(each.starts_at), ends=texts.time(each.ends_at))
        for each in (old, talk.wish)
    )
    if before != after:
        yield talk.texts.t("🕑 <s>{before}</s> → <b>{after}</b>", before=before, after=after)


def _becomes(texts: Texts, found: Replan) -> Iterator[Html]:
    """What becomes of the dates, a line for each kind of thing."""
    if not found.dates:
        yield texts.t("<b>No date would be left.</b> Cancel the series instead, or choose another rule or end.")
        return
    first, last = found.dates[0], found.dates[-1]
    yield texts.n("<b>{count} date, {first}</b>", "<b>{count} dates, {first} to {last}</b>", len(found.dates),
                  first=texts.day(first.wish.starts_at), last=texts.day(last.wish.starts_at))  # fmt: skip
    moved = [each for each in found.moved if not each.problem]
    stays = [each for each in found.dates if each.was is not None and not each.is_moved and not each.problem]
    fresh = [each for each in found.fresh if not each.problem]
    if stays:
        yield texts.t("✅ Stay on their day: {dates}", dates=_named(texts, [each.wish.starts_at for each in stays]))
    if moved:
        yield texts.t("🔀 Move, and keep who took them and what is done: {dates}", dates=_pairs(texts, moved))
    if fresh:
        yield texts.t("➕ New: {dates}", dates=_named(texts, [each.wish.starts_at for each in fresh]))
    if found.dropped:
        yield texts.t("✖ Cancelled: {dates}", dates=_named(texts, [each.starts_at for each in found.dropped]))
    if found.left_out:
        yield texts.t("⏭ Left out, closed or cancelled before: {dates}", dates=_left(texts, found.left_out))
    yield from _others(texts, found)


def _others(texts: Texts, found: Replan) -> Iterator[Html]:
    """Which dates the change is not about, which keep something, which cannot be as the rule has them."""
    affected = found.affected
    if affected.past:
        yield texts.n("⏮ {count} date has begun or is over and stays as it was.",
                      "⏮ {count} dates have begun or are over and stay as they were.", len(affected.past))  # fmt: skip
    if affected.foreign:
        yield texts.n("👤 {count} date belongs to somebody else and stays as it is.",
                      "👤 {count} dates belong to somebody else and stay as they are.", len(affected.foreign))  # fmt: skip
    for each in found.exceptions[:_MOST]:
        what = texts.plain(", ").join(aspect_name(texts, aspect) for aspect in sorted(each.keeps))
        day = short_day(texts, each.booking.starts_at)
        yield texts.t("✳️ {day} was changed on its own and keeps: {what}", day=day, what=what)
    for date in found.undecided[:_MOST]:
        assert date.problem is not None
        yield texts.t("⚠️ {day}: {reason}", day=_day(texts, date.slot), reason=reason(texts, date.problem))


def _named(texts: Texts, moments: Sequence[datetime]) -> str:
    return _some(texts, [short_day(texts, each) for each in moments])


def _pairs(texts: Texts, moved: Sequence[NewDate]) -> str:
    pairs = [
        f"{short_day(texts, each.was.booking.starts_at)} → {short_day(texts, each.wish.starts_at)}"
        for each in moved
        if each.was is not None
    ]
    return _some(texts, pairs)


def _left(texts: Texts, slots: Sequence[Slot]) -> str:
    return _some(texts, [_day(texts, each) for each in slots])


def _some(texts: Texts, named: list[str]) -> str:
    listed = texts.plain(", ").join(named[:_MOST_DAYS])
    if len(named) <= _MOST_DAYS:
        return listed
    return texts.plain("{items} and {count} more", items=listed, count=len(named) - _MOST_DAYS)


def _day(texts: Texts, slot: Slot) -> str:
    return short_day(texts, datetime.combine(slot.day, time(12), texts.zone))


def _moving(found: Replan) -> Iterable[tuple[Booking, Wish, Offer | None]]:
    return ((each.was.booking, each.wish, each.offer) for each in found.dates if each.was is not None)


def _told(session: Session, talk: Talk, found: Replan) -> tuple[Html, ...]:
    """Who took a date that moves or is cancelled, and whose they are."""
    concerned = [each.was.booking for each in found.dates if each.was is not None and each.is_changed]
    return told_line(session, talk, [*concerned, *found.dropped])


def _save(talk: Talk, found: Replan) -> tuple[Button, ...]:
    texts, done = talk.texts, len(found.dates) - len(found.undecided)
    if not done:
        return ()
    if found.undecided:
        label, verb = texts.plain("✅ Change the rest ({count})", count=done), "bk.rest"
    else:
        label, verb = texts.plain("✅ Save the new rule ({count} dates)", count=done), "bk.book"
    return (talk.press(label, verb, talk.wish.room or "", style="success"),)


def _clash(talk: Talk, each: NewDate) -> Button:
    return talk.press(f"⚠️ {_day(talk.texts, each.slot)}", "bk.clash", f"{each.day:%Y%m%d}")
