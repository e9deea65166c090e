"""How the stand-in says no: as Telegram does, or as a broken network does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(unsafe_hash=True)
class Refused(Exception):
    """An answer that is not ok: the HTTP status and Telegram's words for it."""

    code: int
    description: str
    retry_after: int | None = None


@dataclass(unsafe_hash=True)
class ConnectionCut(Exception):
    """A fault: the connection ends before the call was accepted, nothing has happened."""

    method: str


@dataclass(unsafe_hash=True)
class Unanswered(Exception):
    """A fault: the call was accepted and has had its effect, but the answer never arrives."""

    method: str


def bad_request(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    return Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    return Refused(409, f"Conflict: {description}")
