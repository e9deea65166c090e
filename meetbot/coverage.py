"""
``bot.py standard coverage``: every clause of the written standard, and where it is carried out.

Items, rounds and guide cards are read from the standard itself. What the program does beside them is claimed below, and
tests/booking/test_coverage.py proves every claim on a booking. A clause without any of these is open, and says what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetbot.standard.document import ItemRule, Standard
from meetbot.standard.guide import cards_on
from meetbot.standard.lookup import carried_out

# The ids of the written standard, in its order. They never change.
CLAUSES = (
    *("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8a", "D8b", "D8c", "D9", "D10", "D11", "D12", "D13"),
    *(f"A{number}" for number in range(1, 10)),
    *(f"C{number}" for number in range(1, 7)),
    *(f"P{number}" for number in range(1, 11)),
    *(f"B{number}" for number in range(1, 5)),
    *(f"M{number}" for number in range(1, 7)),
    *(f"F{number}" for number in range(1, 6)),
    *(f"T1.{number}" for number in range(1, 11)),
    *(f"T2.{number}" for number in range(1, 8)),
    *(f"T3.{number}" for number in range(1, 7)),
    *(f"X{number}" for number in range(1, 16)),
)

# Beside items, rounds and guide cards. The first word is the kind: reminder, rule, drawing or card.
CLAIMS: dict[str, tuple[str, ...]] = {
    "D1": ("rule: a room that was used and not cleared is not free",),
    "D8b": ("reminder: ask_needs",),
    "D8c": ("rule: due at once at short notice", "reminder: call_to_take"),
    "D9": ("reminder: request_asked",),
    "D12": ("rule: a problem opens a defect",),
    "D13": ("reminder: cleaners_called",),
    "A1": ("card: self-check",),
    "A2": ("card: self-check",),
    "A3": ("card: self-check",),
    "A4": ("card: self-check",),
    "A5": ("card: self-check",),
    "A6": ("card: self-check",),
    "C6": ("rule: a title is shown to its organiser and the staff only",),
    "P1": ("rule: only rooms with the equipment are offered",),
    "P2": ("card: packing list", "rule: the banner's words and the flags are told by the organiser"),
    "P10": ("rule: nameplates are checked twice and then placed", "reminder: names_open"),
    "P3": ("drawing: plan",),
    "P4": (
        "drawing: microphones on the plan",
        "rule: microphones stand where the organiser says, and audio pieces reach the attendant with the item",
    ),
    "P5": ("drawing: the set place, from the clause",),
    "P6": ("drawing: the set place, from the clause",),
    "P7": ("drawing: the set place, from the clause",),
    "P8": (
        "drawing: the set place, from the clause",
        "drawing: ashtrays on the plan",
        "rule: a smoking area where there is no ashtray",
    ),
    "B4": ("reminder: post",),
    "M3": ("reminder: request_asked",),
    "M4": ("reminder: round",),
    "M5": ("reminder: round",),
    "M6": ("rule: a break is set at booking or live", "rule: a break pauses the tea rounds"),
    "F1": ("reminder: find_told", "reminder: find_chased"),
    "F2": ("rule: a problem opens a defect",),
    "F4": ("rule: a problem opens a defect",),
    "F5": ("rule: locked last and in order",),
    "T1.2": ("rule: as many places as attendees, or slightly more",),
    "T1.3": ("rule: spare chairs are packed",),
    "T1.4": ("drawing: paper and pencil at a place",),
    "T1.5": ("drawing: saucer at a place",),
    "T1.6": ("drawing: ashtray between two places",),
    "T1.9": ("rule: nameplates are checked twice and then placed",),
    "T1.10": ("rule: a lectern is asked for, and stands on the plan",),
    "T2.3": ("drawing: saucer at a place",),
    "T2.4": ("drawing: fruit plates on the plan",),
    "T2.5": (
        "drawing: ashtray between two places",
        "drawing: ashtrays on the plan",
        "rule: an ashtray at every fourth place of a party branch meeting",
    ),
    "T3.3": ("drawing: paper and pencil at a place",),
    "T2.2": ("rule: only the type's own layouts are offered", "rule: an admin's other layout is on record"),
    "T3.1": ("rule: lectern, whiteboard and projector are asked for by default",),
    "T3.2": ("drawing: lectern and flowers on the plan",),
    "T3.4": ("rule: cups at the side and on the lectern, none at the seats",),
    "X2": ("rule: every item has a time, a quality text and an owner",),
    "X5": ("card: guide",),
    "X14": ("card: what will be prepared, and by when, before a booking is confirmed",),
    "X8": (
        "card: standard",
        "rule: a booking keeps its version until it is moved over",
        "reminder: standard_changed",
        "reminder: proposal_made",
    ),
}

# What is not there yet: of the whole clause, or of a part of it where it is carried out otherwise.
OPEN: dict[str, str] = {
    "D2": "the duty roster and posts",
    "D5": "leave",
    "D6": "the two hygiene rounds a day",
    "D7": "issue and return of meeting items",
    "D8a": "the key register",
    "D11": "the board of all rooms' open work",
    "X1": "the repeat-fault report of the defect ledger",
    "X3": "one life cycle for every kind of request",
    "X4": "the daily digest",
    "X5": "past defects of the same thing on a new one",
    "X6": "the three rates in reports",
    "X7": "the score",
    "X9": "star grades",
    "X10": "response targets",
    "X11": "service levels",
    "X12": "patrols",
    "X13": "visitors and passes",
    "X15": "the audit trail and the live board",
}


@dataclass(frozen=True)
class Covered:
    """A clause, where it is carried out, and what is still open of it."""

    clause: str
    where: tuple[str, ...]
    open: str = ""


def coverage(standard: Standard) -> tuple[Covered, ...]:
    """Every clause of the written standard under this version of the file, in order."""
    return tuple(_covered(standard, clause) for clause in CLAUSES)


def _covered(standard: Standard, clause: str) -> Covered:
    where = (*dict.fromkeys(_from_file(standard, clause)), *CLAIMS.get(clause, ()))
    waits_for = OPEN.get(clause, "" if where else "an item that carries it out in this version of the file")
    return Covered(clause, where, waits_for)


def _from_file(standard: Standard, clause: str) -> Iterator[str]:
    for each in carried_out(standard, clause):
        yield f"{'item' if isinstance(each.rule, ItemRule) else 'round'}: {each.rule.key}"
    for card in cards_on(standard, clause):
        yield f"guide: {card.key}"


def told(standard: Standard) -> Iterator[str]:
    """The report as lines for a terminal."""
    found = coverage(standard)
    done, partly = (sum(bool(each.where) and bool(each.open) is partly for each in found) for partly in (False, True))
    name, waiting = f"{standard.name}@{standard.version}", len(found) - done - partly
    yield f"{name}: {len(found)} clauses, {done} carried out, {partly} in part, {waiting} open"
    for each in found:
        where = "; ".join(each.where)
        waits = f"open: {each.open}" if each.open else ""
        yield f"{each.clause:<6}{'; '.join(filter(None, (where, waits)))}"
