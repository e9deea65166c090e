"""What a change means for the work, told before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from meetbot.checklists.effects import Effects, Neighbour
from meetbot.checklists.items import Item
from meetbot.handlers.booking.talk import Talk
from meetbot.texts import Html, Texts

_MOST_ITEMS = 6


def effect_lines(talk: Talk, found: Effects) -> Iterator[Html]:
    """A line for each kind of thing that follows; none where nothing does."""
    texts = talk.texts
    if found.added:
        yield texts.t("➕ New work: {items}", items=_listed(texts, _titles(texts, found.added)))
    if found.removed:
        yield texts.t("➖ Not needed any more: {items}", items=_listed(texts, _titles(texts, found.removed)))
    if found.changed:
        pairs = (_pair(texts, before, after) for before, after in found.changed)
        yield texts.t("✳️ Becomes different: {items}", items=_listed(texts, pairs))
    if found.again:
        yield texts.t("♻️ Done already, has to be done again: {items}",
                      items=_listed(texts, _titles(texts, found.again)))  # fmt: skip
    for rounds in found.rounds:
        yield texts.t("🔁 {title}: {before} → {after} times", title=rounds.title.in_(texts.language),
                      before=rounds.before, after=rounds.after)  # fmt: skip
    if found.setup[0] != found.setup[1]:
        before, after = (_minutes(each) for each in found.setup)
        yield texts.t("🧰 Changeover and set-up: {before} → {after} min", before=before, after=after)
    yield from _notices(talk, found)


def _notices(talk: Talk, found: Effects) -> Iterator[Html]:
    """Whom else it concerns, and what somebody has to be warned of."""
    texts = talk.texts
    if found.free_from:
        yield texts.t("🟢 Others can have the room from {time}, clearing included.", time=texts.time(found.free_from))
    if found.becomes_short_notice:
        yield texts.t("⚡ That is short notice: the room is prepared in a hurry, what can be done is done at once.")
    for neighbour in found.neighbours:
        yield neighbour_line(texts, neighbour)
    if found.is_called_anew:
        yield texts.t("📣 The attendants are called to the new time.")


def neighbour_line(texts: Texts, neighbour: Neighbour) -> Html:
    """Another meeting whose set-up gets too short."""
    return texts.t(
        "⚠️ {room}: the set-up for the meeting at {moment} gets {minutes} min too short; the supervisor is told.",
        room=neighbour.room.in_(texts.language),
        moment=texts.moment(neighbour.starts_at),
        minutes=_minutes(neighbour.short_by),
    )


def _titles(texts: Texts, items: Iterable[Item]) -> Iterator[str]:
    return (item.title.in_(texts.language) for item in items)


def _pair(texts: Texts, before: Item, after: Item) -> str:
    title = after.title.in_(texts.language)
    if before.quantity == after.quantity:
        return title
    return texts.plain(
        "{title} {before} → {after}", title=title, before=before.quantity or 0, after=after.quantity or 0
    )


def _listed(texts: Texts, items: Iterable[str]) -> str:
    """Each once, at most so many."""
    found = list(dict.fromkeys(items))
    shown = texts.plain(", ").join(found[:_MOST_ITEMS])
    if len(found) <= _MOST_ITEMS:
        return shown
    return texts.plain("{items} and {count} more", items=shown, count=len(found) - _MOST_ITEMS)


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
