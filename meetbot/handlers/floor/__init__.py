"""The service floor: what attendants and supervisors see and press, and the controls of a running meeting."""

from __future__ import annotations

from meetbot.handlers import plans
from meetbot.handlers.floor import asking, checklist, details, errors, live, messages, rounds, run_sheet
from meetbot.handlers.routing import Area, Press
from meetbot.people.roles import STAFF

__all__ = ["AREA", "errors", "messages"]

AREA = Area(
    commands=run_sheet.COMMANDS,
    presses=(
        *run_sheet.PRESSES,
        *checklist.PRESSES,
        *details.PRESSES,
        *asking.PRESSES,
        Press("ck.plan", plans.send_plan, (int,), STAFF),
        *rounds.PRESSES,
        *live.PRESSES,
    ),
    answers=(*asking.ANSWERS, *rounds.ANSWERS),
)
