"""What is new about one clause in words: its old and its new wording, and how the work on it changes (X8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from meetbot.handlers.outgoing import lines
from meetbot.handlers.standard.words import LONGEST_LABEL, moment
from meetbot.standard.differences import Change, Difference, FieldChange
from meetbot.standard.document import Anchor, DueRule, ItemRule, RoundRule, Standard
from meetbot.standard.guide import guide_card
from meetbot.standard.news import ClauseNews
from meetbot.texts import Html, Texts, Wording, shorten

_LONGEST = 400
_ONE_FOR = re.compile(r"ceil\((places|heads) / (\d{1,4})\)")


def clause_news(texts: Texts, standard: Standard, news: ClauseNews) -> Html:
    """
    The clause with what it said and what it says; ``standard`` is the new version. Empty where only its wording in the other
    language changed.
    """
    work = [line for each in news.work for line in _work(texts, standard, each)]
    is_reworded = news.change is not None and _in(texts, news.before) != _in(texts, news.after)
    return lines(*_wording(texts, news), *work) if is_reworded or work else Html("")


def _in(texts: Texts, wording: Wording | None) -> str:
    return wording.in_(texts.language) if wording else ""


def _wording(texts: Texts, news: ClauseNews) -> Iterator[Html]:
    before, after = (shorten(each.in_(texts.language), _LONGEST) if each else "" for each in (news.before, news.after))
    match news.change:
        case Change.ADDED:
            yield texts.t("➕ <b>{id}</b> is new: {after}", id=news.id, after=after)
        case Change.WITHDRAWN:
            yield texts.t("➖ <b>{id}</b> is withdrawn: <s>{before}</s>", id=news.id, before=before)
        case Change.CHANGED if before != after:
            yield texts.t("✏️ <b>{id}</b> was: <s>{before}</s>", id=news.id, before=before)
            yield texts.t("Now: {after}", after=after)
        case _:
            # Only its work changed, or its wording in the other language.
            yield texts.t("✏️ <b>{id}</b> {after}", id=news.id, after=shorten(after or before, LONGEST_LABEL * 2))


def _work(texts: Texts, standard: Standard, difference: Difference) -> Iterator[Html]:
    name = _name(texts, standard, difference)
    match difference.change:
        case Change.ADDED:
            yield texts.t("• New: <b>{name}</b>", name=name)
            rule = _rule(standard, difference.name)
            if rule is not None:
                yield texts.t("<i>{quality}</i>", quality=rule.quality.in_(texts.language))
        case Change.WITHDRAWN:
            yield texts.t("• No longer done: <b>{name}</b>", name=name)
        case Change.CHANGED:
            changed = [
                *_due(texts, _rule(standard, difference.name), difference.fields),
                *(_field(texts, each) for each in difference.fields if _is_read(texts, each)),
            ]
            if changed:
                yield texts.t("• <b>{name}</b> changes:", name=name)
                yield from changed


def _name(texts: Texts, standard: Standard, difference: Difference) -> str:
    """The title of the item or card; what a figure is called."""
    if difference.part == "values":
        return figure_name(texts, difference.name)
    card = guide_card(standard, difference.name) if difference.part == "guide" else None
    found = card or _rule(standard, difference.name)
    return found.title.in_(texts.language) if found else difference.name


def _rule(standard: Standard, key: str) -> ItemRule | RoundRule | None:
    rules: tuple[ItemRule | RoundRule, ...] = (*standard.items, *standard.rounds)
    return next((each for each in rules if each.key == key), None)


# What is told in words of its own, and what only the keepers of the file work with.
_DUE = ("due.anchor", "due.minutes")
_KEPT = ("also", "clause", "thing", "issued", "tells")


def _is_read(texts: Texts, field: FieldChange) -> bool:
    """Whether it is of the reader's own language, or of none, and means something to who does the work."""
    last = field.field.rpartition(".")[2]
    if field.field in _DUE or field.field.partition(".")[0] in _KEPT or last == "clause":
        return False
    return last not in ("en", "zh") or last == texts.language


def _due(texts: Texts, rule: ItemRule | RoundRule | None, fields: Sequence[FieldChange]) -> Iterator[Html]:
    """When it is done, before and now: "40 min before the start → 35 min before the start"."""
    changed = {field.field: field.before for field in fields if field.field in _DUE}
    if changed and isinstance(rule, ItemRule):
        before = DueRule(
            anchor=Anchor(changed.get("due.anchor") or rule.due.anchor),
            minutes=int(changed.get("due.minutes") or (0 if "due.minutes" in changed else rule.due.minutes)),
        )
        yield texts.t(
            "{field}: <s>{before}</s> → {after}",
            field=texts.plain("When it is done"),
            before=moment(texts, before),
            after=moment(texts, rule.due),
        )


def _field(texts: Texts, field: FieldChange) -> Html:
    say = _quantity if field.field.rpartition(".")[2] == "quantity" else _value
    before, after = (say(texts, each) for each in (field.before, field.after))
    named = field_name(texts, field.field)
    if not named:
        return texts.t("<s>{before}</s> → {after}", before=before, after=after)
    return texts.t("{field}: <s>{before}</s> → {after}", field=named, before=before, after=after)


def _value(texts: Texts, value: str) -> str:
    named = {"": texts.plain("nothing"), "true": texts.plain("yes"), "false": texts.plain("no")}
    return named.get(value) or shorten(value, _LONGEST)


def _quantity(texts: Texts, formula: str) -> str:
    """How many, for who does the work; a formula that is none of the usual ones as the file has it."""
    if formula in ("places", "heads"):
        return {"places": texts.plain("one for each place"), "heads": texts.plain("one for each person")}[formula]
    found = _ONE_FOR.fullmatch(formula)
    if found is None:
        return _value(texts, formula)
    if found[1] == "places":
        return texts.plain("one for every {count} places", count=found[2])
    return texts.plain("one for every {count} people", count=found[2])


def field_name(texts: Texts, field: str) -> str:
    """What a field of an item is called; its name in the file where it has no other."""
    parts = field.split(".")
    known = {
        "title": texts.plain("Title"),
        "quality": texts.plain("What good looks like"),
        "minutes": texts.plain("Minutes from the start, break or end"),
        "anchor": texts.plain("Counted from"),
        "quantity": texts.plain("Quantity"),
        "when": texts.plain("Only when"),
        "clause": texts.plain("Clause"),
        "also": texts.plain("Other clauses"),
        "every_minutes": texts.plain("Every so many minutes"),
        "evidence": texts.plain("What shows that it is done"),
        "phase": texts.plain("Phase"),
        "points": texts.plain("Point"),
        "text": texts.plain("Wording"),
    }
    return next((known[part] for part in reversed(parts) if part in known), field)


def figure_name(texts: Texts, key: str) -> str:
    """What a figure of the standard is called; its name in the file where staff do not work by it."""
    return {
        "short_notice_hours": texts.plain("Short notice: told less than so many hours ahead"),
        "open_before_minutes": texts.plain("Minutes before the start when the room is opened"),
        "ask_needs_before_minutes": texts.plain("Minutes before the start when needs are asked for again"),
        "post_before_minutes": texts.plain("Minutes before the start at the door"),
        "spare_places_percent": texts.plain("Spare places, per cent"),
        "spare_chairs_percent": texts.plain("Spare chairs, per cent"),
        "has_saucers": texts.plain("Saucers under the cups"),
        "ashtray_every_places": texts.plain("An ashtray at every so many places"),
        "second_sits": texts.plain("On which hand of the first the second sits"),
        "place": texts.plain("Figures of a set place, in centimetres"),
    }.get(key, key)
