"""Button codes: small, typed, and never trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetbot.handlers.keyboards import button as make
from meetbot.handlers.keyboards import decode, encode, in_rows, verb_of


def test_a_code_is_read_back_as_it_was_made() -> None:
    code = encode("tick", 17, "refill:1.3")

    assert (verb_of(code), decode(code, (int, str))) == ("tick", (17, "refill:1.3"))


@pytest.mark.parametrize("code", ["tick", "tick:", "tick:x:y", "tick:17", "tick::a", f"tick:{2**63}:a"])
def test_a_code_that_does_not_fit_is_no_code(code: str) -> None:
    assert decode(code, (int, str)) is None


@pytest.mark.parametrize("number", ["١٧", "１７", "+17", "017", " 17", "17 ", "1_7", "-0", "17.0", "0x11", ""])
def test_a_number_is_spelt_in_one_way(number: str) -> None:
    assert decode(f"tick:{number}:a", (int, str)) is None


@pytest.mark.parametrize("word", ["\0", "a\0b", "a\nb", "\x7f", "\ud83d"])
def test_a_word_that_no_database_stores_is_none(word: str) -> None:
    assert decode(f"show:{word}", (str,)) is None


def test_an_empty_word_is_written_all_the_same() -> None:
    assert (encode("show", ""), decode("show:", (str,)), decode("show", (str,))) == ("show:", ("",), None)


def test_a_code_over_64_bytes_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        encode("tick", 1, "会" * 30)


@given(st.text(max_size=80))
def test_no_forged_code_breaks_the_reader(code: str) -> None:
    decode(code, (int, str, int))
    verb_of(code)


def test_buttons_are_laid_out_in_rows() -> None:
    buttons = [make(str(number), "pick", number) for number in range(5)]

    assert in_rows(buttons, 2) == (tuple(buttons[:2]), tuple(buttons[2:4]), tuple(buttons[4:]))
