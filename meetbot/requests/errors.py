"""What can be wrong with a request, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError
from meetbot.requests.models import AnswerKind


@dataclass(unsafe_hash=True)
class TooEarlyToAsk(MeetbotError):
    """Nobody is in the room yet who could bring anything; from ``since`` on somebody is."""

    since: datetime


@dataclass(unsafe_hash=True)
class RequestWordsMissing(MeetbotError):
    """A request of one's own, or a refusal, with nothing readable in it."""


@dataclass(unsafe_hash=True)
class RequestWordsTooLong(MeetbotError):
    """Words of more characters than ``limit``."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class AlreadyAnswered(MeetbotError):
    """Somebody was faster: the person called ``by`` has taken, done, refused or withdrawn it."""

    step: AnswerKind
    by: str
    at: datetime
