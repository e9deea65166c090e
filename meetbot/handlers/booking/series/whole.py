"""A whole series before it is confirmed: the rule, every date with what becomes of it, all clashes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from sqlmodel import Session

from meetbot.booking.series.outlook import Dated, Outlook
from meetbot.booking.series.service import preview
from meetbot.errors import MeetbotError
from meetbot.handlers import lists
from meetbot.handlers.booking.frame import as_title, foot, heading, in_whose_name, known, turning, type_name, unread
from meetbot.handlers.booking.parts import parts
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.series.words import dated_line, whole_rule
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, rows
from meetbot.handlers.booking.words import needs_line, seats, short_day
from meetbot.handlers.keyboards import Button, Rows, in_rows
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.texts import Html

_MOST_CLASHES = 6


def outlook_of(session: Session, talk: Talk) -> Outlook:
    """What the series would be. Raises what is wrong with it whatever the date."""
    sketch, reader = talk.sketch, talk.reader
    assert sketch.repeat is not None
    return preview(
        session, talk.wish, sketch.repeat, reader.now, talk.site, reader.member, sketch.choices, sketch.closed_ok
    )


def series_screen(session: Session, talk: Talk) -> Outgoing:
    """The confirm card of a series; where it cannot be at all, why and the ways on."""
    try:
        outlook = outlook_of(session, talk)
    except MeetbotError as problem:
        text = lines(
            heading(session, talk), *known(session, talk), unread(talk), "", talk.note, refusal(session, talk, problem)
        )
        return Outgoing(
            text,
            rows(next_steps(session, talk, problem), repeating_rows(talk), as_title(talk), parts(talk), foot(talk)),
        )
    if talk.problem is not None:
        talk = replace(talk, note=refusal(session, talk, talk.problem))
    part = lists.part_of(outlook.dates, talk.page)
    text = lines(
        talk.texts.t("<b>Your series, to be confirmed</b>"),
        talk.note,
        *_facts(session, talk, outlook),
        "",
        *_counted(talk, outlook),
        *(dated_line(talk.texts, each, _usual_room(talk, outlook)) for each in part.entries),
        *_missing(talk, outlook),
        unread(talk),
    )
    return Outgoing(
        text,
        rows(
            (_confirm(talk, outlook),) if outlook.booked else (),
            in_rows([_clash(talk, each) for each in outlook.undecided[:_MOST_CLASHES]], 2),
            turning(talk, part),
            repeating_rows(talk),
            as_title(talk),
            parts(talk),
            foot(talk),
        ),
    )


def _facts(session: Session, talk: Talk, outlook: Outlook) -> tuple[Html | None, ...]:
    texts, sketch, wish = talk.texts, talk.sketch, talk.wish
    assert sketch.repeat is not None
    assert sketch.day is not None
    offer = next((each.offer for each in outlook.booked if each.offer), None)
    return (
        texts.t("🔁 {rule}", rule=whole_rule(texts, sketch.repeat, sketch.day)),
        texts.t(
            "🕑 {begins}–{ends} ({length})", begins=texts.house.time(wish.starts_at),
            ends=texts.clocked(texts.time(wish.ends_at), wish.starts_at, wish.ends_at),
            length=texts.length(wish.ends_at - wish.starts_at),
        ),
        texts.t("📍 {room}", room=room_name(texts, outlook.room.spec)),
        seats(texts, wish.layout, offer.places, wish.heads, offer.capacity) if offer else None,
        texts.t("🏷 {type}", type=type_name(talk)),
        texts.t("✏️ {title}", title=sketch.title) if sketch.title else None,
        in_whose_name(session, talk),
        needs_line(texts, talk.standard, wish.needs),
    )  # fmt: skip


def _usual_room(talk: Talk, outlook: Outlook) -> str:
    return outlook.room.spec.name.in_(talk.texts.language)


def _counted(talk: Talk, outlook: Outlook) -> tuple[Html | None, ...]:
    """How many dates, from when to when, how many clash."""
    texts, booked = talk.texts, outlook.booked
    first_last = (
        texts.n(
            "<b>{count} date, {first}</b>", "<b>{count} dates, {first} to {last}</b>", len(booked),
            first=texts.day(booked[0].starts_at), last=texts.day(booked[-1].starts_at),
        )
        if booked
        else texts.t("<b>No date can be booked as it is.</b>")
    )  # fmt: skip
    clashes = texts.n(
        "⚠️ {count} date clashes: choose what becomes of it, or book the rest.",
        "⚠️ {count} dates clash: choose what becomes of each, or book the rest.",
        len(outlook.undecided),
    )
    return (first_last, clashes if outlook.undecided else None)


def _missing(talk: Talk, outlook: Outlook) -> tuple[Html, ...]:
    """Months without such a day."""
    if not outlook.missing:
        return ()
    months = (
        talk.texts.wall(
            datetime.combine(month, time(12), talk.site.zone), "y年M月" if talk.texts.language == "zh" else "MMM y"
        )
        for month in outlook.missing
    )
    return (talk.texts.t("⏭ No such day in: {months}", months=talk.texts.plain(", ").join(months)),)


def _confirm(talk: Talk, outlook: Outlook) -> Button:
    texts, count = talk.texts, len(outlook.booked)
    if outlook.undecided:
        label = texts.plain("✅ Book the rest ({count})", count=count)
        return talk.press(label, "bk.rest", outlook.room.spec.code, style="success")
    return talk.press(
        texts.plain("✅ Confirm all ({count})", count=count), "bk.book", outlook.room.spec.code, style="success"
    )


def _clash(talk: Talk, dated: Dated) -> Button:
    return talk.press(f"⚠️ {short_day(talk.texts, dated.starts_at)}", "bk.clash", f"{dated.day:%Y%m%d}")


def repeating_rows(talk: Talk) -> Rows:
    """The ways to the rule's end and to what becomes of closed days."""
    texts = talk.texts
    return (
        (talk.goes(texts.plain("🔢 Until when"), Step.ENDS), talk.goes(texts.plain("🚪 Closed days"), Step.CLOSED)),
    )
