"""Breaks set beforehand: when, how long, several, taken out again (M6). Rounds pause in them and their short list comes by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from meetbot.booking.break_words import break_in
from meetbot.booking.breaks import drop_break, plan_break
from meetbot.booking.meeting import Meeting
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import is_about_something_else
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.told import break_span
from meetbot.handlers.turn import Turn
from meetbot.handlers.wishes.card import DRAFT, TELLS, seen, to_wishes
from meetbot.handlers.wishes.questions import ask, page_below
from meetbot.texts import Html
from meetbot.times import local

_LENGTHS = (10, 15, 20, 30)
_MOST_STARTS = 8
_STEPS = (15, 30, 60, 120, 240, 720)
# The year 2200: a forged moment beyond it would not fit a datetime everywhere.
_LAST_MINUTE = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) // 60


async def show(turn: Turn, booking_id: int) -> None:
    """The breaks that are planned, and when others could be."""
    await ask(turn, booking_id, "break", lambda found: _page(turn, found))


def _page(turn: Turn, found: Meeting) -> tuple[Html, Rows]:
    texts = turn.texts
    planned = [pause for pause in found.breaks if pause.end is not None]
    starts = [button(texts.time(each), "br.at", found.id, _minute(each)) for each in starts_offered(turn, found)]
    text = lines(
        texts.t("<b>☕ Breaks</b> · {span}", span=texts.span(found.event.start, found.event.end)),
        *(texts.t("• {times}", times=break_span(texts, pause)) for pause in planned),
        texts.t("Tea rounds pause in a break; the attendants tidy up and refill."),
        texts.t("When shall a break begin? Choose, or type it: “15:00–15:15” or “15:00 20”."),
    )
    out = [
        button(texts.plain("✖ {times}", times=break_span(texts, pause)), "br.drop", found.id, pause.id)
        for pause in planned
        if pause.start > turn.now
    ]
    return text, (*in_rows(out, 2), *in_rows(starts, 4), (to_wishes(texts, found.id),))


def starts_offered(turn: Turn, found: Meeting) -> list[datetime]:
    """Full steps on the clock inside the meeting, at most eight, outside the breaks that there are."""
    zone = turn.parts.site.zone
    first, last = max(found.event.start, turn.now), found.event.end
    for minutes in _STEPS:
        step = timedelta(minutes=minutes)
        midnight = local(found.event.start, zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        moment = midnight + ((first - midnight) // step + 1) * step
        offered: list[datetime] = []
        while moment < last:
            if found.break_at(moment) is None:
                offered.append(moment)
            moment += step
        if len(offered) <= _MOST_STARTS:
            return offered
    return []


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(min(max(minute, 0), _LAST_MINUTE) * 60, UTC)


async def choose_length(turn: Turn, booking_id: int, minute: int) -> None:
    """How long?"""
    found = await turn.read(seen, booking_id, turn.reader)
    texts, start = turn.texts, _moment(minute)
    lengths: list[Button] = [
        button(texts.plain("{minutes} min", minutes=minutes), "br.set", booking_id, minute, minutes)
        for minutes in _LENGTHS
        if start + timedelta(minutes=minutes) < found.event.end
    ]
    question = texts.t("<b>☕ A break from {time}: how long?</b>", time=texts.time(start))
    back = button(texts.plain("‹ Back"), "br.show", booking_id)
    await turn.ask(Outgoing(question, (*in_rows(lengths, 4), (back,))))


async def plan(turn: Turn, booking_id: int, minute: int, minutes: int) -> None:
    """Planned; the list shows it, and the next can be chosen."""
    if not 0 < minutes <= max(_LENGTHS):
        raise NotFound
    start = _moment(minute)
    await turn.write(plan_break, booking_id, turn.me, start, start + timedelta(minutes=minutes), turn.now)
    await show(turn, booking_id)


async def drop(turn: Turn, booking_id: int, break_id: int) -> None:
    """Taken out again."""
    await turn.write(drop_break, booking_id, break_id, turn.me, turn.now)
    await show(turn, booking_id)


async def typed(turn: Turn, draft: Draft) -> None:
    """A break in words."""
    if await is_about_something_else(turn, draft):
        return
    booking_id = int(draft.fields["booking"])
    if not await turn.write(_typed, booking_id, turn):
        await turn.reply(Outgoing(turn.texts.t("From when to when? Please type it like this: 15:00–15:15")))
        return
    await page_below(turn, draft, show)


def _typed(session: Session, booking_id: int, turn: Turn) -> bool:
    """Whether a break was read; it is planned then."""
    span = break_in(turn.text, seen(session, booking_id, turn.reader).event, turn.parts.site.zone)
    if span is not None:
        plan_break(session, booking_id, turn.me, span.start, span.end, turn.now)
    return span is not None


PRESSES = (
    Press("br.show", show, (int,), TELLS),
    Press("br.at", choose_length, (int, int), TELLS),
    Press("br.set", plan, (int, int, int), TELLS),
    Press("br.drop", drop, (int, int), TELLS),
)
ANSWERS = (Answer(f"{DRAFT}.break", typed, TELLS),)
