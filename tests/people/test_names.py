"""Names are data: kept as they are typed, without what nobody can see."""

from __future__ import annotations

import pytest

from meetbot.people.errors import BadPhone, BadText
from meetbot.people.names import department_name, person_name, phone_number, profile_name


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("", 0),
        ("   \n\t ", 0),
        ("\u202e\u200f\u2066", 0),
        ("\u200b\ufeff\u200d", 0),
        ("\u0301\u0302", 0),
        ("\x00\x07", 0),
        ("\ud800", 0),
        ("x" * 81, 81),
        ("王" * 5000, 5000),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(typed: str, length: int) -> None:
    with pytest.raises(BadText) as refused:
        person_name(typed)

    assert refused.value == BadText("name", length, 80)


def test_a_department_is_needed_too() -> None:
    with pytest.raises(BadText) as refused:
        department_name("\u200b")

    assert refused.value == BadText("department", 0, 80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王小明", "王小明"),
        ("  Olga \n Smith\t", "Olga Smith"),
        ('<b>Olga</b> & "co"', '<b>Olga</b> & "co"'),
        ("{name} %s", "{name} %s"),
        ("Olga 🎉", "Olga 🎉"),
        ("👩\u200d💻 Ada", "👩\u200d💻 Ada"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("דנה \u200fכהן", "דנה כהן"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Ol\x00ga\x1b[31m", "Olga[31m"),
        ("Ze\u0301", "Zé"),
        ("one\u2028two\x85three", "one two three"),
        ("𠮷田", "𠮷田"),
        ("x" * 80, "x" * 80),
        ("\u200b" * 200 + "x", "x"),
        ("👍", "👍"),
    ],
)
def test_a_name_is_kept_without_what_nobody_can_see(typed: str, kept: str) -> None:
    assert person_name(typed) == kept


@pytest.mark.parametrize(
    ("shown", "kept"),
    [("", "1000"), ("\u200e\u200e", "1000"), ("Olga", "Olga"), ("y" * 129, "y" * 79 + "…")],
)
def test_a_profile_always_gives_a_name(shown: str, kept: str) -> None:
    assert profile_name(shown, 1000) == kept


@pytest.mark.parametrize("typed", ["call me", "12", "+" * 5, "1" * 33, "<script>", "+86 138 0013 8000 or so"])
def test_what_is_no_phone_number_is_refused(typed: str) -> None:
    with pytest.raises(BadPhone) as refused:
        phone_number(typed)

    assert refused.value == BadPhone(32)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), (" +86 138-0013-8000 ", "+86 138-0013-8000"), ("(010) 6655.4433", "(010) 6655.4433"), ("8123", "8123")],
)
def test_a_phone_number_is_kept_as_typed(typed: str, kept: str) -> None:
    assert phone_number(typed) == kept
