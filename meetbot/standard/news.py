"""What a new version changes, clause by clause, for those who work by the clauses (X8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from meetbot.people.roles import Role
from meetbot.standard.differences import Change, Difference, differences
from meetbot.standard.document import Clause, ItemRule, RoundRule, Standard
from meetbot.standard.guide import guide_card
from meetbot.texts import Wording

# The clauses behind the figures that staff work by; the other figures are the office's own.
FIGURES = {
    "short_notice_hours": "D8c",
    "open_before_minutes": "D8b",
    "ask_needs_before_minutes": "D8b",
    "post_before_minutes": "B4",
    "spare_places_percent": "T1.2",
    "spare_chairs_percent": "T1.3",
    "has_saucers": "T1.5",
    "ashtray_every_places": "T2.5",
    "second_sits": "T1.9",
    "place": "T1.5",
}


@dataclass(frozen=True)
class ClauseNews:
    """
    What is new about one clause. ``change``: of its own wording, or none where it is only carried out otherwise;
    ``before`` and ``after`` are that wording; ``work`` are the items, rounds, guide cards and figures that differ.
    """

    id: str
    roles: tuple[Role, ...]
    change: Change | None = None
    before: Wording | None = None
    after: Wording | None = None
    work: tuple[Difference, ...] = ()


def news(old: Standard, new: Standard) -> tuple[ClauseNews, ...]:
    """What is new, in the order of the clauses; each difference of the work once, under the clause it carries out."""
    found = differences(old, new)
    wording = {each.name: each.change for each in found if each.part == "clauses" and _is_of_words(each)}
    work: dict[str, list[Difference]] = {}
    for each in found:
        for clause in _carried_out(old, new, each):
            work.setdefault(clause, []).append(each)
    before, after = ({clause.id: clause for clause in standard.clauses} for standard in (old, new))
    return tuple(
        ClauseNews(
            id=id,
            roles=_roles(before.get(id), after.get(id)),
            change=wording.get(id),
            before=before[id].text if id in before else None,
            after=after[id].text if id in after else None,
            work=tuple(work.get(id, ())),
        )
        for id in dict.fromkeys((*after, *before))
        if id in wording or id in work
    )


def concerning(found: Collection[ClauseNews], roles: Collection[Role]) -> tuple[ClauseNews, ...]:
    """What of it concerns somebody with these roles."""
    return tuple(each for each in found if not set(roles).isdisjoint(each.roles))


def _is_of_words(difference: Difference) -> bool:
    """Whether the clause reads otherwise; who works by it is no wording."""
    if difference.change is not Change.CHANGED:
        return True
    return any(field.field.startswith("text.") for field in difference.fields)


def _roles(*clauses: Clause | None) -> tuple[Role, ...]:
    """Who worked by it, and who does."""
    named = {role for clause in clauses if clause is not None for role in clause.roles}
    return tuple(role for role in Role if role in named)


def _carried_out(old: Standard, new: Standard, difference: Difference) -> Iterator[str]:
    """The clause under which the difference is told: as it is now, else as it was; none for what is nobody's work."""
    match difference.part:
        case "items" | "rounds":
            rule = _rule(new, difference.name) or _rule(old, difference.name)
            if rule is not None:
                yield rule.clause
        case "guide":
            card = guide_card(new, difference.name) or guide_card(old, difference.name)
            yield from card.clauses[:1] if card is not None else ()
        case "values" if difference.name in FIGURES:
            yield FIGURES[difference.name]


def _rule(standard: Standard, key: str) -> ItemRule | RoundRule | None:
    rules: tuple[ItemRule | RoundRule, ...] = (*standard.items, *standard.rounds)
    return next((each for each in rules if each.key == key), None)
