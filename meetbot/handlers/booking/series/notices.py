"""What a change of several dates means, date by date, before it is saved; for another rule and for any other change alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from meetbot.booking.models import Booking
from meetbot.booking.wishes import Offer, Wish
from meetbot.checklists.series_effects import DateEffects, effects_of_dates
from meetbot.handlers.booking.effects import neighbour_line
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.booking.words import short_day
from meetbot.texts import Html, Texts

_MOST = 5


def date_notices(session: Session, talk: Talk, changed: Iterable[tuple[Booking, Wish, Offer | None]]) -> Iterator[Html]:
    """Which of these dates somebody has taken already, which become short notice, whose set-up they cut."""
    wanted = [(booking, wish, offer) for booking, wish, offer in changed if offer is not None]
    found, texts = effects_of_dates(session, wanted, talk.reader.now), talk.texts
    taken = [each for each in found if each.takers]
    if taken:
        named = (
            texts.plain("{day} ({names})", day=_day(texts, each), names=texts.plain(", ").join(each.takers))
            for each in taken[:_MOST]
        )
        yield texts.t("👤 Taken already: {dates}", dates=_and_more(texts, list(named), len(taken)))
    hurried = [each for each in found if each.becomes_short_notice]
    if hurried:
        days = [_day(texts, each) for each in hurried[:_MOST]]
        yield texts.t("⚡ Short notice then, prepared in a hurry: {dates}", dates=_and_more(texts, days, len(hurried)))
    neighbours = list(dict.fromkeys(neighbour for each in found for neighbour in each.neighbours))
    for neighbour in neighbours[:_MOST]:
        yield neighbour_line(texts, neighbour)


def _day(texts: Texts, each: DateEffects) -> str:
    return short_day(texts, each.starts_at)


def _and_more(texts: Texts, named: list[str], count: int) -> str:
    listed = texts.plain(", ").join(named)
    if count <= len(named):
        return listed
    return texts.plain("{items} and {count} more", items=listed, count=count - len(named))
