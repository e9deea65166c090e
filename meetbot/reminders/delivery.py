"""
The border to whatever carries messages: Telegram in ``handlers``, mail later, a recording one in the tests.

A delivery finds the words; it is handed values. It raises DeliveryFailed and says whether trying again makes sense; any other
error is a mistake in the program: the ticker logs it, tries the message a few more times and goes on with the others.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from meetbot.people.members import Member
from meetbot.reminders.dues import Due
from meetbot.reminders.errors import DeliveryFailed
from meetbot.reminders.models import Card

__all__ = ["Alarm", "Delivery", "DeliveryFailed"]


class Delivery(Protocol):
    """Carries dues and keeps cards up to date. Many calls run at once; pacing is the transport's business."""

    async def send(self, due: Due, recipient: Member) -> int:
        """Send the message of ``due`` and return its id. A stranger is a member without roles and with id 0."""

    async def refresh(self, card: Card) -> str:
        """
        Bring the card's message up to the latest state and return the digest of what it shows (equal to ``card.shown``:
        no edit was needed). A permanent DeliveryFailed means that the message is gone: the card is forgotten.
        """


class Alarm(Protocol):
    """Wakes the ticker at a moment."""

    def set(self, moment: datetime | None) -> None:
        """Ring at ``moment`` instead of whenever it was set to before; none: not at all."""
