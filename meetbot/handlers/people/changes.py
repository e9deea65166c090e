"""Whoever gets or loses a role changes who is to be told of what: the ticker works out anew what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from meetbot.reminders.due import forget


@contextmanager
def changing_roles(session: Session, now: datetime) -> Iterator[None]:
    """Around every change of somebody's roles, in its transaction."""
    yield
    forget(session, now)
