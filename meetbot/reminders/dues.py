"""What has to be sent, as values: derived from facts, never stored. ``Sent`` rows say what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

# Recipient 0 has no row as a person: the stranger whom the subject is about ("access:2"), or the guest whom the occurrence
# names ("guest:12.0") where the message goes by mail.
STRANGER = 0


class Way(StrEnum):
    """How a message travels."""

    CHAT = "chat"
    MAIL = "mail"


class Urgency(IntEnum):
    """What goes first when much is due at once; the smaller, the sooner. 0 is for answers to presses, which are no dues."""

    ALERT = 1  # somebody must move now: a defect, a meeting at short notice, nobody took the work
    CALL = 2  # the running service: rounds, posts, work due, the end
    NEWS = 3  # good to know: changed, assigned, resolved
    DIGEST = 4  # summaries


class Key(NamedTuple):
    """What a claim is unique by."""

    rule: str
    subject: str
    occurrence: str
    recipient: int


@dataclass(frozen=True)
class Due:
    """
    One message that has to reach some people.

    ``occurrence`` is named, never timed ("refill:1.3" is round 3 of schedule 1), so a shift by minutes does not send twice.
    From ``expires_at`` on it is too late to send. Within a ``group`` of one subject only the newest that is due is sent.
    ``carried_by`` names another occurrence of the same rule whose message shows this one too (a rostrum round on the
    refill's card): where that one went out, this one is not sent on its own.
    """

    rule: str
    subject: str
    occurrence: str
    recipients: tuple[int, ...]
    at: datetime
    expires_at: datetime
    urgency: Urgency
    group: str = ""
    carried_by: str = ""
    way: Way = Way.CHAT
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def subject_id(self) -> int:
        """The number in the subject: 17 of "booking:17"."""
        return subject_id(self.subject)

    def key(self, recipient: int) -> Key:
        return Key(self.rule, self.subject, self.occurrence, recipient)

    def carrier(self, recipient: int) -> Key:
        """The key of the due whose message shows this one."""
        return Key(self.rule, self.subject, self.carried_by, recipient)


def subject(kind: str, id: int | None) -> str:
    """What a due, a claim or a card is about: "booking:17"."""
    return f"{kind}:{id}"


def subject_kind(subject: str) -> str:
    """The kind in a subject: "booking" of "booking:17"."""
    return subject.partition(":")[0]


def subject_id(subject: str) -> int:
    """The number in a subject: 17 of "booking:17"."""
    return int(subject.partition(":")[2])
