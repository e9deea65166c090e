"""What the cards of requests and of calls for cleaners share: answering, and how an answer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from meetbot.handlers.cards import Reader
from meetbot.handlers.floor.live import refuse as say_why_not
from meetbot.handlers.floor.words import clock
from meetbot.handlers.turn import Turn
from meetbot.requests.errors import AlreadyAnswered
from meetbot.texts import Html


async def answer(turn: Turn, kind: str, subject_id: int, function: Callable[..., Any], *args: Any) -> None:
    """The outcome on the card; where somebody was faster, who it was, and the card as it is."""
    try:
        await turn.act(kind, subject_id, function, *args)
    except AlreadyAnswered as error:
        await say_why_not(turn, error)
        await turn.card(kind, subject_id)


def waiting(reader: Reader) -> Html:
    """Nobody has answered yet."""
    return reader.texts.t("⏳ Waiting for an answer")


def on_the_way(reader: Reader, name: str, at: datetime) -> Html:
    """Somebody took it."""
    return reader.texts.t("🚶 {name} is on the way ({time})", name=name, time=clock(reader.texts, at, reader.now))


def done_by(reader: Reader, name: str, at: datetime) -> Html:
    """Somebody did it."""
    return reader.texts.t("✅ Done by {name} ({time})", name=name, time=clock(reader.texts, at, reader.now))


def minutes_waited(reader: Reader, since: datetime, limit: int) -> int:
    """How long it has waited, once that is too long; else 0."""
    minutes = (reader.now - since) // timedelta(minutes=1)
    return minutes if minutes >= limit else 0
