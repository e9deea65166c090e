"""The words of a drawing, already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """``title`` and ``subtitle`` stand above the plan, ``metre`` after figures, the others beside what they name."""

    title: str
    subtitle: str
    screen: str
    door: str
    table: str
    seat: str
    rostrum: str
    chair: str
    vice_chair: str
    speaker: str
    microphone: str
    lectern: str
    whiteboard: str
    flowers: str
    side_table: str
    aisle: str
    column: str
    north: str
    metre: str
    ashtray: str = ""
    fruit_plate: str = ""
    highlight: str = ""
