"""/rooms: what the house has, how each room is doing and when it is busy today; one room with its layouts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import may_see_title
from meetbot.booking.models import Booking
from meetbot.booking.rooms import Bookable, bookable, bookables
from meetbot.booking.service import in_room
from meetbot.booking.standards import current_standard
from meetbot.checklists.service import RoomState, room_state, room_states
from meetbot.handlers import lists
from meetbot.handlers.booking.words import equipment_name
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, button, in_rows
from meetbot.handlers.looks.showing import look_rows
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.layouts.catalogue import LAYOUTS, capacity
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, escape, shorten
from meetbot.times import Interval, day_bounds, local

ROOMS = "rooms"
BOOKERS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})
_PAGE = 10
_SIGNS = {
    RoomState.OUT_OF_ORDER: "⛔",
    RoomState.IN_USE: "🔴",
    RoomState.TO_INSPECT: "🔎",
    RoomState.PREPARING: "🧰",
    RoomState.READY: "🟢",
    RoomState.FREE: "⚪",
}


async def rooms(turn: Turn, words: str) -> None:
    """/rooms, and with words those that they find."""
    await lists.open_list(turn, ROOMS, words)


async def page(turn: Turn, number: int) -> None:
    """All rooms, in place of what was pressed."""
    await lists.whole(turn, ROOMS)


async def room(turn: Turn, code: str) -> None:
    """One room."""
    await turn.show(await turn.read(_one, turn.reader, code))


@lists.listed(ROOMS, BOOKERS)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts = reader.texts
    found = lists.matching(bookables(session), words, _said)
    part = lists.part_of(found, page, _PAGE)
    states = room_states(session, [each.room for each in part.entries], reader.now)
    listed = [_line(session, reader, each, states[each.room.id or 0]) for each in part.entries]
    heading = texts.t("<b>Rooms</b> · {moment}", moment=texts.moment(reader.now))
    buttons = [button(each.spec.name.in_(texts.language), "bk.rm", each.spec.code) for each in part.entries]
    text = lines(heading, lists.looked_for(texts, words, len(found)), *listed)
    return Outgoing(text, (*in_rows(buttons, 2), *lists.foot(texts, ROOMS, words, part)))


def _said(found: Bookable) -> str:
    """What a room is found by: its name and floor in any language."""
    spec = found.spec
    floor = f"{spec.floor.en} {spec.floor.zh}" if spec.floor else ""
    return f"{spec.name.en} {spec.name.zh} {spec.code} {floor}"


def _line(session: Session, reader: Reader, found: Bookable, state: RoomState) -> Html:
    """Name, state and the rest of today's busy times, in one line."""
    texts = reader.texts
    name, busy = found.spec.name.in_(texts.language), _busy_times(session, reader, found, reader.now)
    values = {"sign": _SIGNS[state], "room": name, "state": state_name(texts, state)}
    if not busy:
        return texts.t("{sign} <b>{room}</b> · {state}", **values)
    return texts.t("{sign} <b>{room}</b> · {state} · busy {times}", **values, times=texts.listed(busy))


def state_name(texts: Texts, state: RoomState) -> str:
    """The state of a room in words."""
    return {
        RoomState.OUT_OF_ORDER: texts.plain("out of order"),
        RoomState.IN_USE: texts.plain("in use"),
        RoomState.TO_INSPECT: texts.plain("to be inspected"),
        RoomState.PREPARING: texts.plain("being prepared"),
        RoomState.READY: texts.plain("ready"),
        RoomState.FREE: texts.plain("free now"),
    }[state]


def _one(session: Session, reader: Reader, code: str) -> Outgoing:
    texts, found = reader.texts, bookable(session, code)
    state = room_state(session, found.room, reader.now)
    text = lines(
        texts.t("<b>{room}</b>", room=room_name(texts, found.spec)),
        texts.t("{sign} {state}", sign=_SIGNS[state], state=state_name(texts, state).capitalize()),
        _holds(texts, found),
        _equipment(session, reader, found),
        *_today(session, reader, found),
    )
    plans = [
        button(texts.plain("🗺 {layout}", layout=layout_name(texts, layout)), "bk.view", code, layout)
        for layout in LAYOUTS
        if _capacity(found, layout)
    ]
    looks = look_rows(session, reader, found.room)
    back = (button(texts.plain("‹ Rooms"), "bk.rooms", 0),)
    return Outgoing(text, (*in_rows(plans, 3), *looks, _actions(texts, code), back))


def _actions(texts: Texts, code: str) -> tuple[Button, ...]:
    return (
        button(texts.plain("📅 Book this room"), "bk.here", code, style="primary"),
        button(texts.plain("📆 Its calendar"), "bk.feed", f"room.{code}"),
    )


def _capacity(found: Bookable, layout: str) -> int:
    return capacity(found.spec.shape, layout) if found.spec.shape else 0


def _holds(texts: Texts, found: Bookable) -> Html:
    each = [
        texts.plain("{layout} {capacity}", layout=layout_name(texts, layout), capacity=_capacity(found, layout))
        for layout in LAYOUTS
    ]
    return texts.t("🪑 Holds: {layouts}", layouts=" · ".join(each))


def _equipment(session: Session, reader: Reader, found: Bookable) -> Html | None:
    standard = current_standard(session).standard
    named = [equipment_name(reader.texts, standard, thing) for thing in found.spec.equipment]
    return Html(" · ".join(map(escape, named))) if named else None


def _today(session: Session, reader: Reader, found: Bookable) -> list[Html]:
    texts = reader.texts
    today = _bookings_today(session, reader, found, None)
    if not today:
        return [texts.t("📅 Nothing is booked today.")]
    return [texts.t("📅 Today:"), *(_booked(reader, booking) for booking in today)]


def _booked(reader: Reader, booking: Booking) -> Html:
    texts = reader.texts
    span = _times(texts, booking, reader)
    if may_see_title(reader.member, booking) and booking.title:
        return texts.t("{span} · {title}", span=span, title=shorten(booking.title, 60))
    return texts.t("{span} · busy", span=span)


def _busy_times(session: Session, reader: Reader, found: Bookable, since: datetime) -> list[str]:
    return [_times(reader.texts, each, reader) for each in _bookings_today(session, reader, found, since)]


def _bookings_today(session: Session, reader: Reader, found: Bookable, since: datetime | None) -> list[Booking]:
    """Today's bookings of the room or of a hall or part that shares it, those that are over before ``since`` left out."""
    zone = reader.parts.site.zone
    today = day_bounds(local(reader.now, zone).date(), zone)
    wanted = Interval(since or today.start, today.end)
    standing = (each for each in in_room(session, found.room, wanted) if each.cancelled_at is None)
    return [each for each in standing if (each.ended_at or each.ends_at) > wanted.start]


def _times(texts: Texts, booking: Booking, reader: Reader) -> str:
    """From when to when, without the date where it is today."""
    zone = reader.parts.site.zone
    today = day_bounds(local(reader.now, zone).date(), zone)
    start, end = booking.starts_at, booking.ended_at or booking.ends_at
    begins = texts.time(start) if start >= today.start else "…"
    return texts.plain("{begins}–{ends}", begins=begins, ends=texts.time(end) if end < today.end else "…")
