"""What is said when a wish cannot be had, and the buttons that lead on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from meetbot.booking.errors import (
    AlreadyStarted,
    BadHeads,
    BuildingClosed,
    ChangedMeanwhile,
    EndBeforeStart,
    InThePast,
    LacksEquipment,
    LayoutNotOffered,
    NoRoomFits,
    NoRoomFree,
    OffStep,
    RoomClosed,
    RoomTooSmall,
    SlotTaken,
    TooFarAhead,
    TooLong,
)
from meetbot.booking.offers import check_fits, fits
from meetbot.booking.rooms import bookables
from meetbot.booking.series.errors import (
    DatesOverlap,
    EndlessSeries,
    NoDates,
    NothingLeft,
    SeriesTooFarAhead,
    TooManyDates,
)
from meetbot.booking.service import nearest_free, other_rooms
from meetbot.booking.wishes import Offer
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.history import changed_meanwhile
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.booking.words import equipment_name, room_called, slot
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import Button, Rows
from meetbot.handlers.names import layout_name
from meetbot.standard.needs import Needs
from meetbot.texts import Html
from meetbot.times import NoSuchTime, TwiceTime, local

_CHOICES = 3


def refusal(session: Session, talk: Talk, problem: MeetbotError) -> Html:
    """Why it cannot be, with the room by name."""
    if isinstance(problem, ChangedMeanwhile):
        return changed_meanwhile(session, talk, problem)
    reason = Html(explain(talk.texts, problem).html)
    code = getattr(problem, "room", None)
    if code and not isinstance(problem, NoRoomFits):
        return talk.texts.t("⚠️ <b>{room}:</b> {reason}", room=room_called(session, talk.texts, code), reason=reason)
    return talk.texts.t("⚠️ {reason}", reason=reason)


def next_steps(session: Session, talk: Talk, problem: MeetbotError) -> Rows:
    """The ways on, the likeliest first; each a button."""
    found = _WAYS.get(type(problem))
    return tuple((each,) for each in found(session, talk, problem)) if found else ()


def _room_taken(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    """The same room at the nearest times, other rooms at the same time."""
    assert isinstance(problem, SlotTaken | RoomClosed)
    yield from _free_times(session, talk, problem.room, _CHOICES)
    for offer in other_rooms(session, talk.wish, talk.reader.now, talk.site, talk.reader.member, _CHOICES):
        yield _room_button(talk, offer)


def _no_room_free(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    """The nearest times of the rooms that would fit."""
    wish, now = talk.wish, talk.reader.now
    found: list[tuple[timedelta, str, datetime]] = []
    for code in _fitting(session, talk):
        spans = nearest_free(session, wish, code, now, talk.site, 1, _own(talk))
        found += [(abs(span.start - wish.starts_at), code, span.start) for span in spans]
    for _, code, start in sorted(found)[:_CHOICES]:
        yield _slot_button(session, talk, code, start)


def _no_room_fits(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    """Other layouts that some room has space for; fewer needs; fewer people."""
    assert isinstance(problem, NoRoomFits)
    yield from _other_layouts(session, talk)
    if problem.missing:
        yield talk.goes(talk.texts.plain("Ask for less equipment"), Step.EQUIPMENT)
        return
    if _fits_bare(session, talk):
        yield talk.goes(talk.texts.plain("Ask for less in the room"), Step.NEEDS)
    yield talk.goes(talk.texts.plain("Fewer people"), Step.HEADS)


def _fits_bare(session: Session, talk: Talk) -> bool:
    """Whether there would be a room without rostrum, lectern, side table and equipment."""
    bare = replace(talk.wish, needs=Needs(), room=None)
    return any(fits(bare, room.spec) for room in bookables(session))


def _too_small(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    """Larger rooms at that time, then layouts that hold more in this room."""
    for offer in other_rooms(session, talk.wish, talk.reader.now, talk.site, talk.reader.member, _CHOICES):
        yield _room_button(talk, offer)
    yield from _other_layouts(session, talk)
    yield talk.goes(talk.texts.plain("Fewer people"), Step.HEADS)


def _lacks(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    """Rooms that have it, then doing without."""
    assert isinstance(problem, LacksEquipment)
    for offer in other_rooms(session, talk.wish, talk.reader.now, talk.site, talk.reader.member, _CHOICES):
        yield _room_button(talk, offer)
    for thing in problem.missing[:_CHOICES]:
        name = equipment_name(talk.texts, talk.standard, thing)
        yield talk.press(talk.texts.plain("Without {thing}", thing=name), "bk.need", thing)


def _building_closed(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    yield talk.press(talk.texts.plain("Book it all the same"), "bk.closed")
    yield talk.goes(talk.texts.plain("Another time"), Step.START)
    yield talk.goes(talk.texts.plain("Another day"), Step.DAY)


def _other_time(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    if talk.step is Step.WHOLE:
        yield talk.goes(talk.texts.plain("Another time"), Step.START)
        yield talk.goes(talk.texts.plain("Another day"), Step.DAY)


def _other_length(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    if talk.step is not Step.LENGTH and talk.sketch.start:
        yield talk.goes(talk.texts.plain("Another length"), Step.LENGTH)


def _other_heads(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    if talk.step is Step.WHOLE:
        yield talk.goes(talk.texts.plain("Change the number of people"), Step.HEADS)


def _offered_layouts(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, LayoutNotOffered)
    for layout in problem.offered:
        yield talk.press(f"🪑 {layout_name(talk.texts, layout)}", "bk.layout", layout)


def _on_step(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, OffStep)
    start = talk.sketch.start
    if start and abs(problem.nearest - start) >= talk.site.step:  # it is the end that is off
        minutes = (problem.nearest - start) // timedelta(minutes=1)
        yield talk.press(talk.texts.plain("Until {time}", time=talk.texts.time(problem.nearest)), "bk.len", minutes)
        return
    yield _moment_button(talk, problem.nearest)


def _after_gap(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, NoSuchTime)
    yield _moment_button(talk, problem.next_valid)


def _which_of_two(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, TwiceTime)
    texts = talk.texts
    for label, moment in ((texts.plain("The first"), problem.first), (texts.plain("The second"), problem.second)):
        offset = local(moment, talk.site.zone).strftime("%z")
        named = f"{label} · {texts.time(moment)} (UTC{offset[:3]}:{offset[3:]})"
        yield talk.press(named, "bk.at", int(moment.timestamp()))


def _free_times(session: Session, talk: Talk, code: str, count: int) -> Iterator[Button]:
    try:
        spans = nearest_free(session, talk.wish, code, talk.reader.now, talk.site, count, _own(talk))
    except MeetbotError:
        return  # the room does not fit any more: other rooms are the way on
    for span in spans:
        yield _slot_button(session, talk, code, span.start)


def _own(talk: Talk) -> int | None:
    """The booking that is changed: it is not in its own way."""
    return talk.booking.id if talk.booking else None


def _fitting(session: Session, talk: Talk) -> list[str]:
    """The rooms that would do at some time, the tightest first."""
    wish = talk.wish
    found = [(check_fits(wish, room.spec), room.spec.code) for room in bookables(session) if fits(wish, room.spec)]
    return [code for _, code in sorted(found)[:_CHOICES]]


def _other_layouts(session: Session, talk: Talk) -> Iterator[Button]:
    """The type's other layouts for which there is a room now, or space in this one."""
    wish = talk.wish
    for layout in talk.standard.type_(wish.meeting_type).layouts:
        if layout != wish.layout and _has_room(session, talk, layout):
            yield talk.press(
                talk.texts.plain("🪑 {layout} instead", layout=layout_name(talk.texts, layout)), "bk.layout", layout
            )


def _has_room(session: Session, talk: Talk, layout: str) -> bool:
    try:
        talk.offer(session, replace(talk.wish, layout=layout))
    except (NoRoomFits, RoomTooSmall, LacksEquipment, LayoutNotOffered):
        return False
    except MeetbotError:
        return True  # something else is in the way, but it would fit
    return True


def _room_button(talk: Talk, offer: Offer) -> Button:
    name = offer.spec.name.in_(talk.texts.language)
    return talk.press(talk.texts.plain("📍 {room} at that time", room=name), "bk.room", offer.spec.code)


def _slot_button(session: Session, talk: Talk, code: str, start: datetime) -> Button:
    wish = talk.wish
    label = f"🕑 {slot(talk.texts, start, start + (wish.ends_at - wish.starts_at))}"
    if wish.room is None:
        label = f"{label} · {room_called(session, talk.texts, code)}"
    return talk.press(label, "bk.slot", int(start.timestamp()), code)


def _moment_button(talk: Talk, moment: datetime) -> Button:
    return talk.press(f"🕑 {talk.texts.moment(moment)}", "bk.at", int(moment.timestamp()))


def _series_end(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    yield talk.goes(talk.texts.plain("🔢 Until when"), Step.ENDS)


def _fewer_dates(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, TooManyDates)
    yield talk.press(talk.texts.plain("The first {count} dates", count=problem.limit), "bk.ends", f"c{problem.limit}")
    yield from _series_end(session, talk, problem)


def _nearer_end(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    assert isinstance(problem, SeriesTooFarAhead)
    if problem.last is not None:
        label = talk.texts.plain("Until {day}", day=talk.texts.day(problem.last))
        yield talk.press(label, "bk.ends", f"u{problem.last:%Y%m%d}")
    yield from _series_end(session, talk, problem)


def _repeats_otherwise(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    yield talk.goes(talk.texts.plain("🔁 Repeat…"), Step.REPEAT)
    yield from _series_end(session, talk, problem)


def _shorter(session: Session, talk: Talk, problem: MeetbotError) -> Iterator[Button]:
    yield talk.goes(talk.texts.plain("Another length"), Step.LENGTH)
    yield talk.goes(talk.texts.plain("🔁 Repeat…"), Step.REPEAT)


_WAYS: dict[type[MeetbotError], Callable[[Session, Talk, MeetbotError], Iterator[Button]]] = {
    SlotTaken: _room_taken,
    RoomClosed: _room_taken,
    NoRoomFree: _no_room_free,
    NoRoomFits: _no_room_fits,
    RoomTooSmall: _too_small,
    LacksEquipment: _lacks,
    BuildingClosed: _building_closed,
    InThePast: _other_time,
    TooFarAhead: _other_time,
    AlreadyStarted: _other_time,
    TooLong: _other_length,
    EndBeforeStart: _other_length,
    BadHeads: _other_heads,
    LayoutNotOffered: _offered_layouts,
    OffStep: _on_step,
    NoSuchTime: _after_gap,
    TwiceTime: _which_of_two,
    EndlessSeries: _series_end,
    TooManyDates: _fewer_dates,
    SeriesTooFarAhead: _nearer_end,
    NoDates: _repeats_otherwise,
    NothingLeft: _repeats_otherwise,
    DatesOverlap: _shorter,
}
