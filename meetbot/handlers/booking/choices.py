"""The buttons of the booking conversation that work one answer into the draft."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlmodel import Session

from meetbot.booking.rooms import bookable
from meetbot.errors import NotFound
from meetbot.handlers.booking.drafting import answered, step_named
from meetbot.handlers.booking.hearing import Heard, placed, sound
from meetbot.handlers.booking.needs import turned
from meetbot.handlers.booking.organiser import named, whole_list
from meetbot.handlers.booking.phrase import with_leftover
from meetbot.handlers.booking.series.asking import ends, repeats, shut
from meetbot.handlers.booking.series.clash import all_the_same, at_other_time, in_other_room, opened, without
from meetbot.handlers.booking.sketch import Step, type_in
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.turn import Turn
from meetbot.layouts.catalogue import LAYOUTS

_LAST_MOMENT = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_MOST_MINUTES = 60 * 24 * 3660


def answer(change: Callable[..., Heard]) -> Callable[..., Awaitable[None]]:
    """A press whose arguments ``change(session, talk, ...)`` works into the draft."""

    async def press(turn: Turn, draft_id: int, version: int, *arguments: int | str) -> None:
        await answered(turn, draft_id, version, lambda session, talk: change(session, talk, *arguments))

    return press


@answer
def day(session: Session, talk: Talk, written: str) -> Heard:
    """A day; the time of day stays."""
    try:
        chosen = datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        raise NotFound from None
    if talk.sketch.at is None:
        return sound(talk, talk.sketch.with_(day=chosen))
    return placed(talk, talk.sketch.shown(day=chosen), talk.sketch.at)


@answer
def moment(session: Session, talk: Talk, timestamp: int) -> Heard:
    """A start."""
    return sound(talk, talk.sketch.starting(_moment(timestamp), talk.site.zone))


@answer
def slot(session: Session, talk: Talk, timestamp: int, code: str) -> Heard:
    """A start in a room, as a refusal offered it."""
    bookable(session, code)
    return sound(talk, talk.sketch.starting(_moment(timestamp), talk.site.zone).with_(room=code))


@answer
def length(session: Session, talk: Talk, minutes: int) -> Heard:
    """A length."""
    if not 0 < minutes <= _MOST_MINUTES:
        raise NotFound
    return sound(talk, talk.sketch.with_(minutes=minutes, closed_ok=False))


@answer
def heads(session: Session, talk: Talk, count: int) -> Heard:
    """So many people."""
    return sound(talk, talk.sketch.with_(heads=count))


@answer
def kind(session: Session, talk: Talk, key: str) -> Heard:
    """A meeting type, with its layout and needs."""
    return Heard(talk.sketch.of_type(type_in(talk.standard, key)))


@answer
def go(session: Session, talk: Talk, step: str) -> Heard:
    """Another step."""
    return Heard(talk.sketch.shown(step=_possible(talk, step_named(step))))


@answer
def room(session: Session, talk: Talk, code: str) -> Heard:
    """A room."""
    bookable(session, code)
    return Heard(talk.sketch.with_(room=code))


@answer
def layout(session: Session, talk: Talk, name: str) -> Heard:
    """A layout."""
    if name not in LAYOUTS:
        raise NotFound
    return Heard(talk.sketch.with_(layout=name))


@answer
def need(session: Session, talk: Talk, name: str) -> Heard:
    """A switch of the needs, turned."""
    return Heard(turned(talk.sketch, talk, name))


@answer
def organiser(session: Session, talk: Talk, person_id: int) -> Heard:
    """In whose name."""
    return named(session, talk, person_id)


@answer
def everybody(session: Session, talk: Talk) -> Heard:
    """All names again, after some were looked for."""
    return whole_list(session, talk)


@answer
def repeat(session: Session, talk: Talk, key: str) -> Heard:
    """A rule by which it repeats, or none."""
    return repeats(session, talk, key)


@answer
def series_end(session: Session, talk: Talk, code: str) -> Heard:
    """When the series ends."""
    return ends(session, talk, code)


@answer
def closed_days(session: Session, talk: Talk, name: str) -> Heard:
    """What becomes of dates on which the house is closed."""
    return shut(session, talk, name)


@answer
def clash(session: Session, talk: Talk, day: str) -> Heard:
    """One date that cannot be as it is."""
    return opened(session, talk, day)


@answer
def clash_room(session: Session, talk: Talk, code: str) -> Heard:
    """The date in another room."""
    return in_other_room(session, talk, code)


@answer
def clash_time(session: Session, talk: Talk, timestamp: int) -> Heard:
    """The date at another time."""
    return at_other_time(session, talk, timestamp)


@answer
def clash_open(session: Session, talk: Talk) -> Heard:
    """The date although the house is closed."""
    return all_the_same(session, talk)


@answer
def clash_skip(session: Session, talk: Talk) -> Heard:
    """Without the date."""
    return without(session, talk)


@answer
def overwrite(session: Session, talk: Talk, wanted: int) -> Heard:
    """Whether dates that have their own ways are changed too."""
    return Heard(talk.sketch.with_(overwrite=bool(wanted)))


@answer
def leftover(session: Session, talk: Talk, place: int) -> Heard:
    """Words that were not understood, as the title."""
    return with_leftover(talk.sketch, place)


@answer
def untitled(session: Session, talk: Talk) -> Heard:
    """No title."""
    return Heard(talk.sketch.with_(title=""))


@answer
def closed_all_the_same(session: Session, talk: Talk) -> Heard:
    """Asked once more, and wanted although the building is closed."""
    return Heard(talk.sketch.with_(closed_ok=True))


def _possible(talk: Talk, step: Step) -> Step:
    """The step, or the question that has to be answered before it: a forged code may name any."""
    order, open_question = list(Step), talk.sketch.next_question
    if open_question is Step.WHOLE or order.index(step) <= order.index(open_question):
        return step
    return open_question


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(min(max(timestamp, 0), _LAST_MOMENT), UTC)
