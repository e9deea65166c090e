"""What keeps the web side from starting."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class CannotListen(MeetbotError):
    """The address of the web side cannot be had; ``is_taken`` when another program listens there."""

    host: str
    port: int
    is_taken: bool
    reason: str


@dataclass(unsafe_hash=True)
class Exposed(MeetbotError):
    """The local chat lets anybody be anyone, so it is served on this machine only; ``host`` reaches further."""

    host: str


@dataclass(unsafe_hash=True)
class LocalChatDamaged(MeetbotError):
    """The file that keeps the local chat's messages and clock cannot be read."""

    path: Path
    reason: str


class NoPublicAddress(MeetbotError):
    """Telegram is to hand updates over, and nobody said where it finds the web side."""
