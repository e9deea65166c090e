"""The value that says who somebody is: handed to every service as ``by``."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import NotAllowed
from meetbot.people.roles import STAFF, Role


@dataclass(frozen=True)
class Member:
    """An active person with their roles, as read at the start of what they asked for."""

    id: int
    telegram_id: int
    name: str
    department: str
    phone: str
    language: str
    roles: frozenset[Role]
    zone: str | None = None  # IANA name, where they live elsewhere than the house stands
    is_reachable: bool = True  # false from a message that did not reach them until they write again

    def has(self, *roles: Role) -> bool:
        """Whether they have any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        """Whether they work on meetings and may see titles and attendees (C6)."""
        return not self.roles.isdisjoint(STAFF)

    def require(self, *roles: Role) -> None:
        """Raises NotAllowed unless they have any of these roles."""
        if not self.has(*roles):
            raise NotAllowed
