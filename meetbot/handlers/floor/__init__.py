"""The service floor: what attendants and supervisors see and press, and the controls of a running meeting."""

from __future__ import annotations

from meetbot.handlers.floor import asking, checklist, details, errors, live, messages, plan, rounds, run_sheet
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "messages"]

AREA = Area(
    commands=run_sheet.COMMANDS,
    presses=(
        *run_sheet.PRESSES,
        *checklist.PRESSES,
        *details.PRESSES,
        *asking.PRESSES,
        *plan.PRESSES,
        *rounds.PRESSES,
        *live.PRESSES,
    ),
    answers=(*asking.ANSWERS, *rounds.ANSWERS),
)
