from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.standard import expressions
from meetbot.standard.errors import (
    BadAmount,
    DividesByZero,
    ExpressionError,
    MissingFact,
    NotAnExpression,
    NotAvailable,
    NumberTooLarge,
    TooDeep,
    TooLong,
    UnknownName,
    WrongArguments,
    WrongKind,
)
from meetbot.standard.expressions import _FUNCTIONS, _OPERATORS
from meetbot.standard.grammar import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_NUMBER, NAMES, OPERATORS, Kind
from meetbot.standard.nearest import nearest
from meetbot.standard.needs import TOLD_FIELDS, Needs
from meetbot.standard.samples import samples

CHOICES = {"layout": ("oval",), "type": ("training", "general"), "room_kind": ("room",), "drink": ("tea", "water")}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NotAnExpression("")),
        ("places +", NotAnExpression("places +")),
        ("places = 3", NotAnExpression("places = 3")),
        ("places; heads", NotAnExpression("places; heads")),
        ("import os", NotAnExpression("import os")),
        ("\x00", NotAnExpression("\x00")),
        ("(" * 200, NotAnExpression("(" * 200)),
        ("place", UnknownName("place", "place", "places")),
        ("xyz > 1", UnknownName("xyz > 1", "xyz", "")),
        ("ceill(places)", UnknownName("ceill(places)", "ceill", "ceil")),
        ("__import__('os')", UnknownName("__import__('os')", "__import__", "")),
        ("list(equipment)", UnknownName("list(equipment)", "list", "")),
        ("places(1)", UnknownName("places(1)", "places", "places")),
        ("9**9**9", NotAvailable("9**9**9", "9 ** 9 ** 9")),
        ("1 << 999", NotAvailable("1 << 999", "1 << 999")),
        ("places & 1", NotAvailable("places & 1", "places & 1")),
        ("~places", NotAvailable("~places", "~places")),
        ("places is heads", NotAvailable("places is heads", "places is heads")),
        ("places.real", NotAvailable("places.real", "places.real")),
        ("equipment[0]", NotAvailable("equipment[0]", "equipment[0]")),
        ("equipment.index('sound')", NotAvailable("equipment.index('sound')", "equipment.index")),
        ("[x for x in equipment]", NotAvailable("[x for x in equipment]", "[x for x in equipment]")),
        ("lambda: 1", NotAvailable("lambda: 1", "lambda: 1")),
        ("(places := 3)", NotAvailable("(places := 3)", "(places := 3)")),
        ("f'{places}'", NotAvailable("f'{places}'", "f'{places}'")),
        ("None", NotAvailable("None", "None")),
        ("1j", NotAvailable("1j", "1j")),
        ("b'tea'", NotAvailable("b'tea'", "b'tea'")),
        ("max(*[1, 2])", WrongArguments("max(*[1, 2])", "max")),
        ("places and smoking", WrongKind("places and smoking", "places", Kind.SWITCH, Kind.WHOLE)),
        ("not drink", WrongKind("not drink", "drink", Kind.SWITCH, Kind.WORD)),
        ("drink == places", WrongKind("drink == places", "places", Kind.WORD, Kind.WHOLE)),
        ("'tea' * 99999999", WrongKind("'tea' * 99999999", "'tea'", Kind.SWITCH, Kind.WORD)),
        ("drink in drink", WrongKind("drink in drink", "drink", Kind.WORDS, Kind.WORD)),
        ("places in [1, 2]", WrongKind("places in [1, 2]", "places", Kind.WORD, Kind.WHOLE)),
        ("1 if places else 2", WrongKind("1 if places else 2", "places", Kind.SWITCH, Kind.WHOLE)),
        ("1 if smoking else drink", WrongKind("1 if smoking else drink", "drink", Kind.NUMBER, Kind.WORD)),
        ("ceil(drink)", WrongKind("ceil(drink)", "drink", Kind.NUMBER, Kind.WORD)),
        ("ceil(1, 2)", WrongArguments("ceil(1, 2)", "ceil")),
        ("ceil()", WrongArguments("ceil()", "ceil")),
        ("min(places)", WrongArguments("min(places)", "min")),
        ("max(1, key=2)", WrongArguments("max(1, key=2)", "max")),
        ("9" * 100, NumberTooLarge("9" * 100, MAX_NUMBER)),
        ("1e999", NumberTooLarge("1e999", MAX_NUMBER)),
        ("not " * 40 + "smoking", TooDeep("not " * 40 + "smoking", MAX_DEPTH)),
        ("1" + "+1" * 60, TooDeep("1" + "+1" * 60, MAX_DEPTH)),
        ("1" + " " * 400, TooLong(MAX_LENGTH)),
    ],
)
def test_what_the_language_does_not_have_is_refused_when_the_file_is_read(text: str, error: ExpressionError) -> None:
    with pytest.raises(ExpressionError) as caught:
        expressions.compile(text)

    assert caught.value == error


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("true", Kind.SWITCH, True),
        ("not false", Kind.SWITCH, True),
        ("True", Kind.SWITCH, True),
        ("12", Kind.WHOLE, 12),
        ("places + spare_chairs", Kind.WHOLE, 13),
        ("places / 4", Kind.NUMBER, 2.5),
        ("ceil(places / 4)", Kind.WHOLE, 3),
        ("floor(places / 4)", Kind.WHOLE, 2),
        ("places // 4", Kind.WHOLE, 2),
        ("places % 4", Kind.WHOLE, 2),
        ("-places", Kind.WHOLE, -10),
        ("min(places, 3)", Kind.WHOLE, 3),
        ("max(1, places / 4, 2)", Kind.NUMBER, 2.5),
        ("2 + lectern", Kind.WHOLE, 3),
        ('drink == "tea"', Kind.SWITCH, True),
        ('"tea" != drink', Kind.SWITCH, False),
        ('"projector" in equipment', Kind.SWITCH, True),
        ('"sound" not in equipment', Kind.SWITCH, True),
        ('type in ["training", "general"]', Kind.SWITCH, True),
        ("5 < places <= 10", Kind.SWITCH, True),
        ("10 < places <= 10", Kind.SWITCH, False),
        ("1 if lectern else 0.5", Kind.NUMBER, 1),
        ("drink == 'tea' and\n  lectern", Kind.SWITCH, True),
        ("lectern == true", Kind.SWITCH, True),
    ],
)
def test_an_expression_comes_to_its_value(text: str, kind: Kind, value: object) -> None:
    names = {
        "places": 10, "spare_chairs": 3, "drink": "tea", "type": "training", "lectern": True, "equipment": ("projector",),
    }  # fmt: skip

    expression = expressions.compile(text)

    assert (expression.kind, expression.value(names)) == (kind, value)


def test_dividing_by_zero_is_an_error_of_its_own() -> None:
    for text in ("places / rostrum_places", "places // rostrum_places", "places % rostrum_places"):
        with pytest.raises(DividesByZero) as caught:
            expressions.compile(text).value({"places": 3, "rostrum_places": 0})
        assert caught.value == DividesByZero(text)


def test_a_number_that_grows_beyond_measure_is_stopped_on_the_way() -> None:
    text = "*".join(["places"] * 20)

    with pytest.raises(NumberTooLarge):
        expressions.compile(text).value({"places": 1_000_000})


def test_a_quantity_below_nothing_is_no_quantity() -> None:
    with pytest.raises(BadAmount) as caught:
        expressions.compile("places - 5").amount({"places": 3})

    assert caught.value == BadAmount("places - 5", -2)


def test_a_fact_that_nobody_gave_is_named() -> None:
    with pytest.raises(MissingFact) as caught:
        expressions.compile("places + heads").value({"places": 3})

    assert caught.value == MissingFact("places + heads", "heads")


def test_an_expression_knows_which_names_and_words_it_uses() -> None:
    expression = expressions.compile('"sound" in equipment or layout in ["oval", "classroom"] and "tea" == drink')

    assert expression.names == {"equipment", "layout", "drink"}
    assert expression.words == {("equipment", "sound"), ("layout", "oval"), ("layout", "classroom"), ("drink", "tea")}


def test_every_need_can_be_asked_for() -> None:
    words = set(TOLD_FIELDS) - {"flags", "wish"}
    assert set(Needs.model_fields) - words <= set(NAMES)
    assert {"microphone_places", "audio_pieces"} <= set(NAMES)


def test_everything_that_the_grammar_admits_can_be_worked_out() -> None:
    assert set(_FUNCTIONS) == set(FUNCTIONS)
    assert set(_OPERATORS) == set(OPERATORS)


def test_the_nearest_name_is_empty_when_nothing_is_near() -> None:
    assert (nearest("flower", NAMES), nearest("qqq", NAMES)) == ("flowers", "")


def test_threads_do_not_see_each_others_facts() -> None:
    wrong: list[object] = []
    expression = expressions.compile("places + places * 0")

    def work(places: int) -> None:
        wrong.extend(each for each in range(300) if expression.value({"places": places}) != places)

    threads = [threading.Thread(target=work, args=(places,)) for places in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


PIECES = [*NAMES, *FUNCTIONS, *['+-*/%()[],.<>=!:;{}&|^~@\\"\'', "\n"], " ", "**", "//", "==", "not ", " and ", " or ",
          " in ", " if ", " else ", "true", "false", "0", "1", "9", "1e9", '"tea"', "lambda ", "for ", "__class__", "f'"]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=24).map("".join)))
def test_whatever_is_written_it_is_an_expression_or_a_named_mistake(text: str) -> None:
    try:
        expression = expressions.compile(text)
    except ExpressionError:
        return
    choices = {**CHOICES}
    for number, names in enumerate(samples((expression,), choices)):
        try:
            value = expression.value(names)
        except ExpressionError:
            continue
        assert isinstance(value, int | float | str | list | tuple)
        if number > 20:
            break


_numbers = st.recursive(
    st.sampled_from(["places", "heads", "rostrum_places", "0", "3", "2.5", "1000000000"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner).map(
            lambda each: f"({' '.join(each)})"
        ),
        inner.map(lambda each: f"ceil({each})"),
        st.tuples(inner, inner).map(lambda each: f"min({each[0]}, {each[1]})"),
        st.tuples(inner, inner).map(lambda each: f"({each[0]} if {each[0]} < {each[1]} else {each[1]})"),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(_numbers, st.integers(0, 10_000), st.integers(0, 50))
def test_every_sum_comes_to_a_bounded_number_or_a_named_mistake(text: str, places: int, at_rostrum: int) -> None:
    names = {"places": places, "heads": places, "rostrum_places": at_rostrum}

    try:
        value = expressions.compile(text).value(names)
    except ExpressionError:
        return

    assert isinstance(value, int | float)
    assert abs(value) <= MAX_NUMBER
