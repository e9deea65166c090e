"""What somebody did to a booking, in words: as it was, as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from meetbot.booking.errors import ChangedMeanwhile
from meetbot.booking.models import BookingChange, Room
from meetbot.booking.rooms import spec_of
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.names import layout_name
from meetbot.handlers.outgoing import lines
from meetbot.people.service import names
from meetbot.texts import Html, Texts


def changed_meanwhile(session: Session, talk: Talk, problem: ChangedMeanwhile) -> Html:
    """Who did what since the booking was shown; one's own changes stand."""
    texts, wanted = talk.texts, select(BookingChange).where(col(BookingChange.id).in_(problem.changes))
    changes = session.exec(wanted.order_by(col(BookingChange.id))).all()
    called = names(session, [change.by for change in changes])
    who = texts.plain(", ").join(dict.fromkeys(called.get(change.by or 0, "") for change in changes))
    return lines(
        texts.t("⚠️ <b>{name} changed this booking meanwhile:</b>", name=who),
        *was_and_is(session, texts, changes),
        texts.t("Nothing was saved yet. Below is the booking as it is now with what you want; look once more."),
    )


def was_and_is(session: Session, texts: Texts, changes: Sequence[BookingChange]) -> Iterator[Html]:
    """A line for each thing that became different over these changes, from the first to the last."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        before = {**change.before, **before}
        after = {**after, **change.after}
    for name, value in before.items():
        words = _in_words(session, texts, name, value), _in_words(session, texts, name, after.get(name))
        if words[0] != words[1]:
            yield texts.t("• <s>{before}</s> → <b>{after}</b>", before=words[0] or "–", after=words[1] or "–")
    if "needs" in before:
        yield texts.t("• what is needed")
    if after.get("cancelled_at"):
        yield texts.t("• cancelled")


def _in_words(session: Session, texts: Texts, name: str, value: Any) -> str:
    """A fact of a booking as ``booking.history`` keeps it; "" for what nobody reads."""
    say = _WORDS.get(name)
    return say(session, texts, value) if say and value is not None else ""


def _room(session: Session, texts: Texts, room_id: int) -> str:
    room = session.get(Room, room_id)
    return spec_of(room).name.in_(texts.language) if room else ""


def _moment(session: Session, texts: Texts, written: str) -> str:
    return texts.moment(datetime.fromisoformat(written))


_WORDS: dict[str, Callable[[Session, Texts, Any], str]] = {
    "starts_at": _moment,
    "ends_at": _moment,
    "room_id": _room,
    "layout": lambda _session, texts, layout: layout_name(texts, layout),
    "heads": lambda _session, texts, heads: str(texts.n("{count} person", "{count} people", heads)),
    "organiser_id": lambda session, _texts, person_id: names(session, [person_id]).get(person_id, ""),
    "title": lambda _session, _texts, title: str(title),
}
