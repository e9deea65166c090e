"""Why an item is skipped: the usual reasons, kept in English and shown in the reader's language."""

from __future__ import annotations

from meetbot.texts import Texts


def usual_reasons(texts: Texts) -> dict[str, str]:
    """The usual reasons for items, as kept and as shown."""
    return {
        "Not needed this time": texts.plain("Not needed this time"),
        "The organiser does it": texts.plain("The organiser does it"),
        "Nothing in stock": texts.plain("Nothing in stock"),
        "No time left": texts.plain("No time left"),
    }


def round_reasons(texts: Texts) -> dict[str, str]:
    """The usual reasons for rounds, as kept and as shown."""
    return {
        "Not to be disturbed": texts.plain("Not to be disturbed"),
        "Cups are full": texts.plain("Cups are full"),
        "A break is near": texts.plain("A break is near"),
    }


def reason_text(texts: Texts, reason: str) -> str:
    """A reason as its reader sees it; somebody's own words stay as they are."""
    return (usual_reasons(texts) | round_reasons(texts)).get(reason, reason)


def reason_kept(texts: Texts, number: int, *, is_round: bool) -> str:
    """The reason behind a button; "" for a number that no button has."""
    reasons = list(round_reasons(texts) if is_round else usual_reasons(texts))
    return reasons[number] if 0 <= number < len(reasons) else ""
