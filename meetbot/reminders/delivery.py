"""
The border to whatever carries messages: Telegram in ``handlers``, SMTP in ``mail``, a recording one in the tests.

A delivery finds the words; it is handed values. It raises DeliveryFailed and says whether trying again makes sense; any other
error is a mistake in the program: the ticker logs it, tries the message a few more times and goes on with the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from meetbot.people.members import Member
from meetbot.reminders.dues import Due, Way
from meetbot.reminders.errors import DeliveryFailed
from meetbot.reminders.models import Card

__all__ = ["Alarm", "Carriers", "Delivery", "DeliveryFailed", "MailCarrier"]


class Delivery(Protocol):
    """Carries dues and keeps cards up to date. Many calls run at once; pacing is the transport's business."""

    async def send(self, due: Due, recipient: Member) -> int:
        """Send the message of ``due`` and return its id. A stranger is a member without roles and with id 0."""

    async def refresh(self, card: Card) -> str:
        """
        Bring the card's message up to the latest state and return the digest of what it shows (equal to ``card.shown``:
        no edit was needed). A permanent DeliveryFailed means that the message is gone: the card is forgotten.
        """


class MailCarrier(Protocol):
    """Carries the dues that go by mail. Pacing and the connection are its own business."""

    async def send(self, due: Due, recipient: Member) -> int:
        """Send the mail of ``due``; what comes back is kept as its message id. Raises DeliveryFailed."""


@dataclass(frozen=True)
class Carriers:
    """The delivery of a house: each due by its way, cards in the chat."""

    chat: Delivery
    mail: MailCarrier

    async def send(self, due: Due, recipient: Member) -> int:
        """As ``Delivery.send``."""
        return await (self.mail if due.way is Way.MAIL else self.chat).send(due, recipient)

    async def refresh(self, card: Card) -> str:
        """As ``Delivery.refresh``."""
        return await self.chat.refresh(card)


class Alarm(Protocol):
    """Wakes the ticker at a moment."""

    def set(self, moment: datetime | None) -> None:
        """Ring at ``moment`` instead of whenever it was set to before; none: not at all."""
