"""The doors of the checklists: everything that handlers, the web side and reminders call."""

from __future__ import annotations

from meetbot.checklists.cleaning import calls_cleaners, came_by_phone, cleaned
from meetbot.checklists.generate import items, on_card, rounds
from meetbot.checklists.readiness import RoomState, is_inspected, is_ready, prep, room_state, room_states
from meetbot.checklists.run_sheet import Line, Whose, of, run_sheet
from meetbot.checklists.taking import Taker, release, release_all, take, takers, takers_of
from meetbot.checklists.ticking import found, later, problem, skip, tick, ticked, untick, unticked
from meetbot.checklists.view import Checklist, Entry, PhaseCount, checklist, checklists

__all__ = [
    "Checklist",
    "Entry",
    "Line",
    "PhaseCount",
    "RoomState",
    "Taker",
    "Whose",
    "calls_cleaners",
    "came_by_phone",
    "checklist",
    "checklists",
    "cleaned",
    "found",
    "is_inspected",
    "is_ready",
    "items",
    "later",
    "of",
    "on_card",
    "prep",
    "problem",
    "release",
    "release_all",
    "room_state",
    "room_states",
    "rounds",
    "run_sheet",
    "skip",
    "take",
    "takers",
    "takers_of",
    "tick",
    "ticked",
    "untick",
    "unticked",
]
