"""The guide: cards on appearance, courtesy and guests who need more (A, C, X5), by part, by clause and by words."""

from __future__ import annotations

from meetbot.standard.document import GuideCard, GuidePart, Standard
from meetbot.standard.lookup import best, spelt


def guide_parts(standard: Standard) -> dict[GuidePart, tuple[GuideCard, ...]]:
    """The parts that have cards, in order, each with its cards as the file lists them."""
    found = {part: tuple(card for card in standard.guide if card.part is part) for part in GuidePart}
    return {part: cards for part, cards in found.items() if cards}


def guide_card(standard: Standard, key: str) -> GuideCard | None:
    """The card of this name."""
    return next((card for card in standard.guide if card.key == key), None)


def cards_on(standard: Standard, clause_id: str) -> tuple[GuideCard, ...]:
    """The cards that explain a clause."""
    return tuple(card for card in standard.guide if clause_id in card.clauses)


def self_check_cards(standard: Standard) -> tuple[GuideCard, ...]:
    """What is ticked when a shift begins (A1-A6)."""
    return tuple(card for card in standard.guide if card.self_check)


def search_guide(standard: Standard, words: str) -> tuple[GuideCard, ...]:
    """The cards in which all of ``words`` stand, in either language, those that have them in the title first."""
    return best(standard.guide, words, _rank, _all_of)


def _rank(card: GuideCard, wanted: list[str]) -> int:
    if all(word in spelt(card.title) for word in wanted):
        return 2
    return int(all(word in _all_of(card) for word in wanted))


def _all_of(card: GuideCard) -> str:
    return " ".join((*map(str.casefold, card.clauses), spelt(card.title), *map(spelt, card.points)))
