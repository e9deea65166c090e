"""The roles and what each of them is for (design, section 1)."""

from enum import StrEnum


class Role(StrEnum):
    """A person may have several."""

    ORGANISER = "organiser"
    ATTENDANT = "attendant"
    SUPERVISOR = "supervisor"
    MAINTENANCE = "maintenance"
    CLEANER = "cleaner"
    ADMIN = "admin"


# Those who work on meetings and may see their titles and attendees (C6).
STAFF = frozenset({Role.ATTENDANT, Role.SUPERVISOR, Role.ADMIN})
