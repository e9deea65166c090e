"""What the office reads about a sent file before it counts: its mistakes by line, or what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.standard.browse import to_chapters
from meetbot.handlers.standard.changed import field_name, figure_name
from meetbot.mistakes import said
from meetbot.standard.differences import Change, Difference, FieldChange
from meetbot.standard.document import ItemRule, RoundRule, Standard
from meetbot.standard.guide import guide_card
from meetbot.texts import Html, Texts, Wording, shorten
from meetbot.yamlfiles import ConfigProblems

_MOST_MISTAKES = 12
_MOST_DIFFERENCES = 12
_MOST_FIELDS = 2
_LONGEST_VALUE = 60
_LONGEST_NAME = 40
_LONGEST_MISTAKE = 240


@dataclass(frozen=True)
class Comparison:
    """A version beside the one in force, and how they differ."""

    old: Standard
    new: Standard
    found: tuple[Difference, ...]


def refused(texts: Texts, broken: ConfigProblems) -> Outgoing:
    """The mistakes, the first of them by line, with what mends each."""
    shown = broken.problems[:_MOST_MISTAKES]
    more = len(broken.problems) - len(shown)
    text = lines(
        texts.n(
            "<b>❌ {count} mistake: nothing was changed</b>",
            "<b>❌ {count} mistakes: nothing was changed</b>",
            len(broken.problems),
        ),
        texts.t("<code>{file}</code>", file=shown[0].file) if shown else None,
        "",
        *(
            texts.t(
                "• Line {line}: {mistake}",
                line=each.line,
                mistake=shorten(said(texts, each.mistake), _LONGEST_MISTAKE),
            )
            for each in shown
        ),
        texts.n("and {count} more", "and {count} more", more) if more else None,
        "",
        texts.t("Put it right and send the file again."),
    )
    return Outgoing(text, ((to_chapters(texts),),))


def changes(texts: Texts, compared: Comparison) -> list[Html]:
    """What the new version changes, each thing by its name in the reader's language and its key in the file."""
    found = compared.found
    if not found:
        return [texts.t("Nothing differs from the version in force but its number.")]
    told = [texts.n("{count} difference:", "{count} differences:", len(found))]
    told += [_change(texts, compared, each) for each in found[:_MOST_DIFFERENCES]]
    more = len(found) - _MOST_DIFFERENCES
    return [*told, *([texts.n("and {count} more", "and {count} more", more)] if more > 0 else [])]


def _change(texts: Texts, compared: Comparison, each: Difference) -> Html:
    values = {"name": shorten(_name(texts, compared, each), _LONGEST_NAME), "key": each.name}
    if each.change is Change.ADDED:
        return texts.t("➕ {name} (<code>{key}</code>) is new", **values)
    if each.change is Change.WITHDRAWN:
        return texts.t("➖ {name} (<code>{key}</code>) is withdrawn", **values)
    fields = texts.plain("; ").join(_field(texts, field) for field in each.fields[:_MOST_FIELDS])
    more = texts.plain("; …") if len(each.fields) > _MOST_FIELDS else ""
    return texts.t("✏️ {name} (<code>{key}</code>): {fields}", fields=fields + more, **values)


def _field(texts: Texts, field: FieldChange) -> str:
    before, after = (shorten(each, _LONGEST_VALUE) or "–" for each in (field.before, field.after))
    language = field.field.rpartition(".")[2]
    tag = f" ({language})" if language in ("en", "zh") else ""
    return f"{field_name(texts, field.field)}{tag} {before} → {after}".strip()


def _name(texts: Texts, compared: Comparison, each: Difference) -> str:
    """What the thing is called: now, or before where it is withdrawn."""
    return next(filter(None, (_name_in(texts, of, each) for of in (compared.new, compared.old))), each.name)


def _name_in(texts: Texts, standard: Standard, each: Difference) -> str:
    if each.part == "values":
        return figure_name(texts, each.name)
    found = _wording(standard, each)
    return found.in_(texts.language) if found else ""


def _wording(standard: Standard, each: Difference) -> Wording | None:
    match each.part:
        case "clauses":
            return next((clause.text for clause in standard.clauses if clause.id == each.name), None)
        case "types":
            return next((kind.name for kind in standard.types if kind.key == each.name), None)
        case "equipment":
            return next((name for piece, name in standard.equipment.items() if piece == each.name), None)
        case "guide":
            card = guide_card(standard, each.name)
            return card.title if card else None
    rules: tuple[ItemRule | RoundRule, ...] = (*standard.items, *standard.rounds)
    return next((rule.title for rule in rules if rule.key == each.name), None)
