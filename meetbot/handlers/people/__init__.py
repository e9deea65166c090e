"""People: the door, roles, invitations, who leaves, languages and everybody's main menu."""

from __future__ import annotations

from meetbot.handlers.people import (
    access,
    details,
    directory,
    errors,
    general,
    home,
    inviting,
    leaving,
    letting_in,
    messages,
    privacy,
    reach,
    zones,
)
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "messages", "reach"]

AREA = Area(
    commands=(*directory.COMMANDS, *home.COMMANDS, *general.COMMANDS, *zones.COMMANDS),
    presses=(
        *access.PRESSES,
        *details.PRESSES,
        *directory.PRESSES,
        *general.PRESSES,
        *home.PRESSES,
        *inviting.PRESSES,
        *leaving.PRESSES,
        *letting_in.PRESSES,
        *privacy.PRESSES,
        *zones.PRESSES,
    ),
    answers=(*access.ANSWERS, *details.ANSWERS, *zones.ANSWERS),
)
