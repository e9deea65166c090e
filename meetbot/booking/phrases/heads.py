"""How many people: "20 people", "20人", "twenty-five participants", "人数：20". More or less is asked back."""

from __future__ import annotations

from meetbot.booking.phrases.items import Item, Outcome, void


def _heads(*items: Item) -> Outcome:
    return "heads", next(item.value.value for item in items if item.kind == "number")


RULES = (
    ("number ge? people people?", _heads),
    ("headcount colon? number", _heads),
    ("number headcount", _heads),
    ("number more people", void),
    ("number more ge people", void),
    ("number people more", void),
    ("number people? to|or number people", void),
    ("headcount colon? number to|or number", void),
    ("the? number ordinal? floor", void),
)
