"""The inspection on the checklist: every item is in order or a problem; what was put out is counted back (F1-F4)."""

from __future__ import annotations

from meetbot.checklists.items import Item, ItemState
from meetbot.checklists.view import Entry
from meetbot.handlers.floor import words
from meetbot.handlers.floor.views import View
from meetbot.handlers.keyboards import Button, button
from meetbot.lost.models import LOST
from meetbot.standard.document import Evidence
from meetbot.texts import Texts, shorten

# Beside the problem button there is room for about half a line.
_LONGEST_NAME = 24


def problem_button(texts: Texts, booking_id: int, view: View, item: Item) -> Button:
    """Something is wrong; where the item looks for what was left behind: something was found (F1)."""
    if item.thing == LOST:
        return button(texts.plain("🧳 Found"), "lf.item", booking_id, view, item.key)
    return button(texts.plain("⚠️ Problem"), "ck.p", booking_id, view, item.key)


def row(texts: Texts, booking_id: int, entry: Entry, view: View) -> tuple[Button, ...]:
    """The buttons of one item: while it is open its name, which says "in order", and "problem" beside it."""
    item = entry.item
    if entry.state.is_done:
        is_plain = entry.state is ItemState.TICKED and item.evidence is Evidence.NONE and not words.has_photo(entry)
        verb = "ck.u" if is_plain else "ck.i"
        return (
            button(
                shorten(f"{words.sign_of(entry)} {words.name_of(texts, item)}", words.LONGEST_LABEL),
                verb,
                booking_id,
                view,
                item.key,
                style=words.style(entry),
            ),
        )
    problem = problem_button(texts, booking_id, view, item)
    name = shorten(words.name_of(texts, item), _LONGEST_NAME)
    sign = words.sign_of(entry)
    if item.evidence is Evidence.NONE:
        return button(
            texts.plain("{sign} {item}: OK", sign=sign, item=name), "ck.t", booking_id, view, item.key
        ), problem
    return button(f"{sign} {name}", "ck.i", booking_id, view, item.key), problem
