"""Numbers as people write them: digits, Chinese numerals, English words."""

from __future__ import annotations

import re
from dataclasses import dataclass

# More digits are no number of people, no year and no time.
_LONGEST = 9
_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENGLISH_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905
        "eighteen nineteen".split()
    )
} | {"dozen": 12}
_ENGLISH_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
_WORD = "|".join([*_ENGLISH_SMALL, *_ENGLISH_TENS, "hundred"])
_ENGLISH = re.compile(rf"(?:a (?=hundred|dozen))?(?:{_WORD})(?![a-z])(?:(?: and |[ -])(?:{_WORD})(?![a-z])){{0,4}}")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number and how it was written (``digits`` is empty for words)."""

    value: int
    digits: str = ""

    @property
    def is_24h(self) -> bool:
        """Whether, as an hour, it can only be meant on the 24-hour clock: "07", "14", "0"."""
        return self.digits.startswith("0") or self.value > 12 or self.value == 0

    @property
    def is_year(self) -> bool:
        return len(self.digits) == 4 and 2000 <= self.value < 2200


def number_at(text: str, place: int) -> tuple[Number | None, int] | None:
    """The number that begins at ``place`` with its end; none without one. Digits that make no number have no value."""
    for pattern, reading in ((_DIGITS, _digits), (_CHINESE, _chinese), (_ENGLISH, _english)):
        found = pattern.match(text, place)
        if found:
            return reading(found.group()), found.end()
    return None


def _digits(written: str) -> Number | None:
    plain = written.replace(",", "")
    return Number(int(plain), written) if len(plain) <= _LONGEST else None


def _chinese(written: str) -> Number | None:
    """As in "一百二十" is 120, "二〇二六" 2026; "百二" and "二三" (a few) are no numbers."""
    if len(written) > _LONGEST:
        return None
    if not any(unit in written for unit in _CHINESE_UNITS):
        digits = "".join(str(_CHINESE_DIGITS[character]) for character in written)
        return Number(int(digits), digits if len(digits) == 4 else "") if len(digits) in (1, 4) else None
    return _with_units(written)


def _with_units(written: str) -> Number | None:
    total, digit, last_unit = 0, None, 10_000
    for character in written:
        unit = _CHINESE_UNITS.get(character)
        if unit is None:
            if digit not in (None, 0):
                return None
            digit = _CHINESE_DIGITS[character]
            continue
        if unit >= last_unit or (digit is None and unit != 10):
            return None
        total, digit, last_unit = total + (1 if digit is None else digit) * unit, None, unit
    return Number(total + (digit or 0))


def _english(written: str) -> Number | None:
    """As in "a hundred and twenty", "twenty-five"; "two thirty" is no number."""
    total, last = 0, 1000
    for word in written.replace("-", " ").split():
        if word in ("a", "and"):
            continue
        if word == "hundred":
            total, last = max(total, 1) * 100, 100
            continue
        value = _ENGLISH_TENS.get(word, _ENGLISH_SMALL.get(word, 0))
        if last < 100 and (last < 20 or value >= 10):
            return None
        total, last = total + value, value
    return Number(total)
