"""One date of a series that cannot be as the rule has it: another room, another time, or without it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlmodel import Session

from meetbot.booking.errors import BuildingClosed
from meetbot.booking.rooms import bookable
from meetbot.booking.series.outlook import Choice
from meetbot.booking.service import nearest_free, other_rooms
from meetbot.booking.wishes import Wish
from meetbot.errors import MeetbotError, NotFound
from meetbot.handlers.booking.frame import framed
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.series.dates import Clash, clashes
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, screen
from meetbot.handlers.booking.words import slot
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import Button
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Html

_CHOICES = 3


@screen(Step.CLASH)
def clash_screen(session: Session, talk: Talk) -> Outgoing:
    """What is in the way on this date, and the ways on."""
    texts, found = talk.texts, _at_hand(session, talk)
    if found is None:
        return framed(session, talk, texts.t("Nothing is in the way of this date any more. Go back."))
    question = texts.t(
        "<b>{day}:</b> {reason} What shall become of this date?",
        day=texts.moment(found.wish.starts_at),
        reason=Html(explain(texts, found.problem).html),
    )
    buttons = (
        *_all_the_same(talk, found),
        *_rooms(session, talk, found.wish),
        *_times(session, talk, found),
        _without(talk, found),
    )
    return framed(session, talk, question, tuple((each,) for each in buttons))


def _at_hand(session: Session, talk: Talk) -> Clash | None:
    try:
        return next((each for each in clashes(session, talk) if each.day == talk.sketch.clash), None)
    except MeetbotError:
        return None


def _rooms(session: Session, talk: Talk, wish: Wish) -> tuple[Button, ...]:
    """The same time elsewhere."""
    try:
        found = other_rooms(session, wish, talk.reader.now, talk.site, talk.reader.member, _CHOICES)
    except MeetbotError:
        return ()
    texts = talk.texts
    return tuple(
        talk.press(
            texts.plain("📍 {room} at that time", room=each.spec.name.in_(texts.language)), "bk.clroom", each.spec.code
        )
        for each in found
    )


def _times(session: Session, talk: Talk, found: Clash) -> tuple[Button, ...]:
    """Another time in the same room."""
    wish, room = found.wish, found.wish.room
    if room is None:
        return ()
    try:
        spans = nearest_free(session, wish, room, talk.reader.now, talk.site, _CHOICES, found.booking_id)
    except MeetbotError:
        return ()
    return tuple(
        talk.press(f"🕑 {slot(talk.texts, span.start, span.end)}", "bk.cltime", int(span.start.timestamp()))
        for span in spans
    )


def _all_the_same(talk: Talk, found: Clash) -> tuple[Button, ...]:
    """Although the house is closed then."""
    if not isinstance(found.problem, BuildingClosed):
        return ()
    return (talk.press(talk.texts.plain("Book it all the same"), "bk.clopen"),)


def _without(talk: Talk, found: Clash) -> Button:
    texts = talk.texts
    label = (
        texts.plain("⏭ Without this date") if found.booking_id is None else texts.plain("⏭ Leave this date as it is")
    )
    return talk.press(label, "bk.clskip")


def opened(session: Session, talk: Talk, written: str) -> Heard:
    """What becomes of this date is asked. Raises NotFound."""
    try:
        day = datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise NotFound from None
    return Heard(talk.sketch.shown(clash=day, step=Step.CLASH))


def in_other_room(session: Session, talk: Talk, code: str) -> Heard:
    """The same time in another room."""
    bookable(session, code)
    return _decided(talk, Choice(room=code))


def at_other_time(session: Session, talk: Talk, timestamp: int) -> Heard:
    """Another time in the same room."""
    moment = datetime.fromtimestamp(min(max(timestamp, 0), _LAST_MOMENT), UTC)
    return _decided(talk, Choice(starts_at=moment))


def all_the_same(session: Session, talk: Talk) -> Heard:
    """At its time, although the house is closed then."""
    return _decided(talk, Choice(closed_ok=True))


def without(session: Session, talk: Talk) -> Heard:
    """Not on this date."""
    return _decided(talk, Choice(skip=True))


def _decided(talk: Talk, choice: Choice) -> Heard:
    day = talk.sketch.clash
    if day is None:
        raise NotFound
    choices: dict[date, Choice] = {**talk.sketch.choices, day: choice}
    return Heard(talk.sketch.with_(choices=choices, clash=None))


_LAST_MOMENT = int(datetime.combine(date(2200, 1, 1), time(), UTC).timestamp())
