"""What people call themselves and where they can be reached: kept as data, cleaned of what nobody can see."""

from __future__ import annotations

import re
import unicodedata

from meetbot.people.errors import BadPhone, BadText
from meetbot.texts import one_line, shorten

LONGEST_NAME = 80
# E.164 has 15 digits; the rest is for spaces, brackets and an extension.
LONGEST_PHONE = 32
_PHONE = re.compile(r"\+?[0-9 ()./#-]{3,}")


def person_name(typed: str) -> str:
    """A name of 1 to 80 characters. Raises BadText."""
    return _within("name", typed)


def department_name(typed: str) -> str:
    """A department of 1 to 80 characters. Raises BadText."""
    return _within("department", typed)


def profile_name(shown: str, telegram_id: int) -> str:
    """The name in somebody's profile, cut to fit; their number where the profile has nothing readable."""
    cleaned = one_line(shown)
    return shorten(cleaned, LONGEST_NAME) if _is_readable(cleaned) else str(telegram_id)


def phone_number(typed: str) -> str:
    """A phone number, or "" for none. Raises BadPhone."""
    cleaned = one_line(typed)
    if cleaned and (len(cleaned) > LONGEST_PHONE or not _PHONE.fullmatch(cleaned)):
        raise BadPhone(LONGEST_PHONE)
    return cleaned


def _within(field: str, typed: str) -> str:
    cleaned = one_line(typed)
    if not _is_readable(cleaned):
        raise BadText(field, 0, LONGEST_NAME)
    if len(cleaned) > LONGEST_NAME:
        raise BadText(field, len(cleaned), LONGEST_NAME)
    return cleaned


def _is_readable(text: str) -> bool:
    """Whether something can be seen in it: joiners and accents alone are not a name."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
