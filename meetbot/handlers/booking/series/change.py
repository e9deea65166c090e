"""A change of several dates before it is saved: what differs, on how many dates, which keep their own ways, which cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.series.changes import Aspect
from meetbot.booking.series.scope import Scope
from meetbot.booking.series.service import DateChange, SeriesChange
from meetbot.booking.wishes import wish_of
from meetbot.checklists.service import takers_of
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.change_card import differences
from meetbot.handlers.booking.frame import as_title, foot, heading, known, unread
from meetbot.handlers.booking.parts import parts
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.series.dates import change_of
from meetbot.handlers.booking.series.notices import date_notices
from meetbot.handlers.booking.series.words import reason
from meetbot.handlers.booking.talk import Talk, rows
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.keyboards import Button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.people.service import names
from meetbot.texts import Html, Texts
from meetbot.times import local

_MOST = 6


def series_change_card(session: Session, talk: Talk, booking: Booking) -> Outgoing:
    """What shall change, or what would."""
    texts = talk.texts
    try:
        found = change_of(session, talk)
    except MeetbotError as problem:
        text = lines(
            heading(session, talk), *known(session, talk), unread(talk), "", talk.note, refusal(session, talk, problem)
        )
        return Outgoing(text, rows(next_steps(session, talk, problem), as_title(talk), parts(talk), foot(talk)))
    note = refusal(session, talk, talk.problem) if talk.problem else talk.note
    old = wish_of(booking, room_of(session, booking).room)
    differs = differences(session, talk, old, booking)
    if not differs:
        question = texts.t("<b>What shall change?</b> You can also write it: “15:00–17:00”, “24 people”, “oval”.")
        text = lines(heading(session, talk), note, *known(session, talk), unread(talk), "", question)
        return Outgoing(text, rows(as_title(talk), parts(talk), foot(talk)))
    text = lines(
        heading(session, talk),
        note,
        *differs,
        unread(talk),
        "",
        *_effects(session, talk, found),
        *date_notices(session, talk, ((each.booking, each.wish, each.offer) for each in found.dates)),
        "",
        *told_line(session, talk, (each.booking for each in found.dates)),
    )
    return Outgoing(
        text,
        rows(
            _save(talk, booking, found),
            in_rows([_clash(talk, each) for each in found.undecided[:_MOST]], 2),
            exceptions_switch(talk, found.exceptions),
            as_title(talk),
            parts(talk),
            foot(talk),
        ),
    )


def _effects(session: Session, talk: Talk, found: SeriesChange) -> Iterator[Html]:
    """How many dates, which of them keep something, which cannot, which stay as they were."""
    texts = talk.texts
    changed = [each for each in found.dates if not each.problem and not each.is_left]
    if changed:
        yield texts.n(
            "🔁 Changes {count} date: {first}", "🔁 Changes {count} dates: {first} to {last}", len(changed),
            first=_day(texts, changed[0]), last=_day(texts, changed[-1]),
        )  # fmt: skip
    if found.affected.past:
        yield texts.n("⏮ {count} date has begun or is over and stays as it was.",
                      "⏮ {count} dates have begun or are over and stay as they were.", len(found.affected.past))  # fmt: skip
    if found.affected.foreign:
        yield texts.n("👤 {count} date belongs to somebody else and stays as it is.",
                      "👤 {count} dates belong to somebody else and stay as they are.", len(found.affected.foreign))  # fmt: skip
    for each in found.exceptions[:_MOST]:
        what = texts.plain(", ").join(aspect_name(texts, aspect) for aspect in sorted(each.keeps))
        yield texts.t("✳️ {day} was changed on its own and keeps: {what}", day=_day(texts, each), what=what)
    for each in [each for each in found.dates if each.is_left]:
        yield texts.t("⏭ {day} stays as it is, as you wished", day=_day(texts, each))
    for each in found.undecided[:_MOST]:
        assert each.problem is not None
        yield texts.t("⚠️ {day}: {reason}", day=_day(texts, each), reason=reason(texts, each.problem))


def told_line(session: Session, talk: Talk, concerned: Iterable[Booking]) -> tuple[Html, ...]:
    """Who hears of it: who took one of these dates, and whose they are; never the one who changes them."""
    texts, me = talk.texts, talk.reader.member.id
    dates = list(concerned)
    ids = [each.id for each in dates if each.id is not None]
    everybody = dict.fromkeys(
        taker.name for takers in takers_of(session, ids).values() for taker in takers if taker.person_id != me
    )
    holders = {id_ for each in dates for id_ in (each.organiser_id, talk.wish.organiser) if id_ not in (None, me)}
    everybody |= dict.fromkeys(names(session, sorted(id_ for id_ in holders if id_)).values())
    follows = texts.t("The checklist and the calendar follow by themselves.")
    if not everybody:
        return (follows,)
    return (texts.t("📬 Told: {names}.", names=texts.plain(", ").join(everybody)), follows)


def _save(talk: Talk, booking: Booking, found: SeriesChange) -> tuple[Button, ...]:
    texts = talk.texts
    count = sum(not each.problem and not each.is_left for each in found.dates)
    if not count:
        return ()
    if found.undecided:
        label, verb = texts.plain("✅ Change the rest ({count})", count=count), "bk.rest"
    else:
        label, verb = texts.plain("✅ Save for {count} dates", count=count), "bk.book"
    return (talk.press(label, verb, talk.wish.room or "", style="success"),)


def _clash(talk: Talk, each: DateChange) -> Button:
    assert each.booking.series_date is not None
    day = local(each.booking.series_date, talk.site.zone).date()
    return talk.press(f"⚠️ {_day(talk.texts, each)}", "bk.clash", f"{day:%Y%m%d}")


def exceptions_switch(talk: Talk, exceptions: Sequence[DateChange]) -> tuple[Button, ...]:
    """Whether dates with their own ways are changed too, where there are any."""
    if talk.sketch.overwrite:
        return (talk.press(talk.texts.plain("☑ Dates with their own ways are changed too"), "bk.over", 0),)
    return (talk.press(talk.texts.plain("☐ Change those with their own ways too"), "bk.over", 1),) if exceptions else ()


def _day(texts: Texts, each: DateChange) -> str:
    return short_day(texts, each.booking.starts_at)


def aspect_name(texts: Texts, aspect: Aspect) -> str:
    """In what a date can differ from its series."""
    return {
        Aspect.DAY: texts.plain("the day"),
        Aspect.TIME: texts.plain("the time"),
        Aspect.LENGTH: texts.plain("the length"),
        Aspect.ROOM: texts.plain("the room"),
        Aspect.TITLE: texts.plain("the title"),
        Aspect.TYPE: texts.plain("the type"),
        Aspect.LAYOUT: texts.plain("the layout"),
        Aspect.HEADS: texts.plain("the number of people"),
        Aspect.NEEDS: texts.plain("the needs"),
        Aspect.TEA: texts.plain("the tea rounds"),
        Aspect.ROSTRUM: texts.plain("the rostrum rounds"),
    }[aspect]


def scope_name(texts: Texts, scope: Scope, count: int) -> str:
    """Which dates are meant, with how many."""
    return {
        Scope.THIS: texts.plain("Only this date"),
        Scope.FOLLOWING: texts.plain("This and the following ({count})", count=count),
        Scope.ALL: texts.plain("All to come ({count})", count=count),
    }[scope]
