from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.mistakes import line
from meetbot.standard.loading import parse_standard, read_standards
from meetbot.yamlfiles import ConfigProblems
from tests.standard.samples import SHIPPED, SMALL


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        parse_standard(text, "s.yaml")
    return [line(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "instead", "expected"),
    [
        ("version: 1", "version: [1", [
            "s.yaml:3:6: this is not valid YAML: expected ',' or ']', but got ':'; look at the indents, quotes and brackets here and in the line above",
        ]),
        ("version: 1", "version: 0", [
            "s.yaml:2:1: 'version': it is too small; the least is 1",
        ]),
        ("version: 1", "version: 1\nversion: 2", [
            's.yaml:3:1: this is not valid YAML: found duplicate key "version" with value "2" (original value: "1"); look at the indents, quotes and brackets here and in the line above',
        ]),
        ("    phase: prepare", "    fase: prepare", [
            "s.yaml:31:5: 'phase' is missing here; add it",
            "s.yaml:33:5: unknown key 'fase'; check its spelling or remove it",
        ]),
        ("    title: {en: Cups, zh: 茶杯}", "    title: {en: Cups}", [
            "s.yaml:34:5: 'zh' is missing here; add it",
        ]),
        ("    phase: prepare", "    phase: preparation", [
            "s.yaml:33:5: 'phase': it should be one of: prepare, before, during, break, after",
        ]),
        ("  - {id: F5, text: {en: Lock, zh: 锁门}}", "  - {id: P7, text: {en: Lock, zh: 锁门}}", [
            "s.yaml:49:5: there is no clause 'F5'; add it under clauses, or name one that is there",
            "s.yaml:65:6: clause id 'P7' is already used on line 63; give this one its own",
        ]),
        ("    clause: F3", "    clause: f3", [
            "s.yaml:40:5: there is no clause 'f3'; did you mean 'F3'?",
        ]),
        ("    also: [F3]", "    also: [F3, F4]", [
            "s.yaml:50:16: there is no clause 'F4'; add it under clauses, or name one that is there",
        ]),
        ("  - key: after.cups", "  - key: place.cups", [
            "s.yaml:39:5: key 'place.cups' is already used on line 31; give this one its own",
            "s.yaml:55:13: there is no item 'after.cups'; did you mean 'place.cups'?",
        ]),
        ("  - key: refill", "  - key: lock.door", [
            "s.yaml:57:5: 'key': it is not written as it should be (^[a-z][a-z0-9_]*$)",
        ]),
        ("    quantity: places", "    quantity: placess", [
            "s.yaml:38:5: 'quantity': nothing is called 'placess'; did you mean 'places'?",
        ]),
        ("    quantity: places", "    quantity: places +", [
            "s.yaml:38:5: 'quantity': 'places +' cannot be read; write it like places + 2 or drink == \"tea\"",
        ]),
        ("    quantity: places", "    quantity: places / 4", [
            "s.yaml:38:5: 'quantity': 'places / 4' is a number where a whole number is expected; round it with ceil(...) or floor(...)",
        ]),
        ("    quantity: places", "    quantity: drink == 'tea'", [
            "s.yaml:38:5: 'quantity': 'drink == 'tea'' is yes or no where a whole number is expected; only numbers can be counted with",
        ]),
        ("    quantity: places", "    quantity: places - 2", [
            "s.yaml:38:5: 'quantity': it comes to -1; write max(0, ...) around it, or a `when` that leaves such meetings out (for example with drink = tea, places = 1)",
        ]),
        ("    quantity: places", "    quantity: places // rostrum_places", [
            "s.yaml:38:5: 'quantity': it divides by zero; write max(1, ...) under the line, or a `when` that leaves such meetings out (for example with drink = tea, places = 1, rostrum_places = 0)",
        ]),
        ("    quantity: places", "    quantity: 9**9**9", [
            "s.yaml:38:5: 'quantity': '9 ** 9 ** 9' is not part of the language; use names, numbers, + - * / // %, comparisons, and, or, not",
        ]),
        ("    quantity: places", "    quantity: places.real", [
            "s.yaml:38:5: 'quantity': 'places.real' is not part of the language; use names, numbers, + - * / // %, comparisons, and, or, not",
        ]),
        ("    quantity: places", "    quantity: places * 1000000000", [
            "s.yaml:38:5: 'quantity': a number grows over 1,000,000,000; nothing in a building is counted so high (for example with drink = tea, places = 2)",
        ]),
        ('    when: drink == "tea"', "    when: drink", [
            "s.yaml:37:5: 'when': 'drink' is a word where yes or no is expected; compare it with something, as in places > 20 or drink == \"tea\"",
        ]),
        ('    when: drink == "tea"', '    when: drink == "coffee"', [
            "s.yaml:37:5: 'when': drink is never 'coffee'; known are: tea, water",
        ]),
        ('    when: drink == "tea"', '    when: layout == "clasroom"', [
            "s.yaml:37:5: 'when': layout is never 'clasroom'; did you mean 'classroom'?",
        ]),
        ('    when: drink == "tea"', '    when: type in ["general", "trainings"]', [
            "s.yaml:37:5: 'when': type is never 'trainings'; known are: general",
        ]),
        ('    when: drink == "tea"', "    when: \"'projektor' in equipment\"", [
            "s.yaml:37:5: 'when': equipment is never 'projektor'; did you mean 'projector'?",
        ]),
        ('    when: drink == "tea"', "    when: rostrum\n    variants: [{when: smokin}]", [
            "s.yaml:38:17: 'when': nothing is called 'smokin'; did you mean 'smoking'?",
        ]),
        ("    every_minutes: 20", "    every_minutes: 20\n    when: tea", [
            "s.yaml:62:5: 'when': 'tea' is a word, not a name; write drink == \"tea\"",
        ]),
        ("    after: [after.cups]", "    after: [after.cup]", [
            "s.yaml:55:13: there is no item 'after.cup'; did you mean 'after.cups'?",
        ]),
        ("    after: [after.cups]", "    after: [place.cups]", [
            "s.yaml:55:13: 'place.cups' belongs to the phase prepare; an order holds within one phase: take it out",
        ]),
        ("    after: []", "    after: [lock.door]", [
            "s.yaml:45:5: a circle: after.cups waits for lock.door, lock.door waits for after.cups; take one of these out",
            "s.yaml:45:5: this waits for 'lock.door', which is due later; move one of the two",
        ]),
        ("    after: []", "    after: [after.cups]", [
            "s.yaml:45:5: a circle: after.cups waits for after.cups; take one of these out",
        ]),
        ('    when: drink == "tea"', "    after: [lock.door, after.cups]", [
            "s.yaml:37:13: 'lock.door' belongs to the phase after; an order holds within one phase: take it out",
            "s.yaml:37:24: 'after.cups' belongs to the phase after; an order holds within one phase: take it out",
        ]),
        ("    due: {anchor: start, minutes: -40}", "    due: {anchor: break}", [
            "s.yaml:36:5: only items of the phase break are due by a break, and they by nothing else; change anchor or phase",
        ]),
        ("    due: {anchor: start, minutes: -40}", "    due: {anchor: told, minutes: -5}", [
            "s.yaml:36:5: nothing can be due before the meeting was told of; write 0 minutes or more",
        ]),
        ("    issued: place.cups", "    issued: place.cup", [
            "s.yaml:47:5: there is no item 'place.cup'; did you mean 'place.cups'?",
        ]),
        ("    issued: place.cups", "    issued: lock.door", [
            "s.yaml:47:5: 'lock.door' has no quantity to count back; give it one",
        ]),
        ("    evidence: count", "    evidence: photo", [
            "s.yaml:47:5: what is counted back needs evidence: count; add it",
        ]),
        ("    layouts: [classroom, oval]", "    layouts: [classrom, oval]", [
            "s.yaml:28:15: there is no layout 'classrom'; did you mean 'classroom'?",
        ]),
        ("    layouts: [classroom, oval]", "    layouts: []", [
            "s.yaml:28:5: 'layouts' is empty; write at least 1",
        ]),
        ("    layouts: [classroom, oval]", "    layouts: [oval, oval]", [
            "s.yaml:28:5: 'oval' stands here twice; take one out",
        ]),
        ("    needs: {equipment: [sound]}", "    needs: {equipment: [sound, sound]}", [
            "s.yaml:29:13: 'sound' stands here twice; take one out",
        ]),
        ("    needs: {equipment: [sound]}", "    needs: {drink: beer}", [
            "s.yaml:29:13: 'drink': it should be one of: tea, water",
        ]),
        ("  sound: {en: Sound, zh: 音响}\n", "", [
            "s.yaml:17:1: there is no name for sound; add each with its en and zh",
        ]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_at_its_line_with_what_puts_it_right(
    written: str, instead: str, expected: list[str]
) -> None:
    assert SMALL.count(written) >= 1

    assert mistakes(SMALL.replace(written, instead, 1)) == expected


def test_one_broken_item_does_not_hide_the_mistakes_of_the_others() -> None:
    broken = SMALL.replace("phase: prepare", "phase: soon").replace("clause: F5", "clause: F9")

    assert mistakes(broken) == [
        "s.yaml:33:5: 'phase': it should be one of: prepare, before, during, break, after",
        "s.yaml:49:5: there is no clause 'F9'; add it under clauses, or name one that is there",
    ]


def test_the_small_standard_has_no_mistake() -> None:
    assert parse_standard(SMALL, "s.yaml").items[0].quantity == "places"


def test_yes_and_numbers_may_be_written_as_yaml_has_them() -> None:
    text = SMALL.replace('when: drink == "tea"', "when: true").replace("quantity: places", "quantity: 2")

    first = parse_standard(text, "s.yaml").items[0]

    assert (first.when, first.quantity) == ("true", "2")


def test_everything_stands_for_the_other_items_of_the_phase() -> None:
    last = parse_standard(SMALL.replace("after: [after.cups]", "after: [everything]"), "s.yaml").items[2]

    assert last.after == ("after.cups",)


def test_two_items_cannot_both_wait_for_everything() -> None:
    text = SMALL.replace("after: [after.cups]", "after: [everything]").replace("after: []", "after: [everything]")

    assert mistakes(text)[0] == (
        "s.yaml:45:5: a circle: after.cups waits for lock.door, lock.door waits for after.cups; take one of these out"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)),
    ],
)  # fmt: skip
def test_a_file_that_repeats_itself_without_end_is_refused(text: str) -> None:
    assert mistakes(text) == [
        "s.yaml:1:1: the file is nested or repeated beyond measure; write it without aliases (& and *)"
    ]


def test_a_list_too_long_for_anybody_is_refused() -> None:
    many = "".join(f"  - {{id: X{number}, text: {{en: x, zh: 无}}}}\n" for number in range(700))

    assert mistakes(SMALL + many) == ["s.yaml:62:1: 'clauses' has over 600 entries; take out what no meeting needs"]


def test_a_condition_with_very_many_cases_is_tried_on_some_of_them() -> None:
    switches = "fruit or paper or smoking or lectern or flowers or banner or nameplates or side_table or saucers"
    text = SMALL.replace('when: drink == "tea"', f'when: {switches} or type == "general"')
    text = text.replace("quantity: places", "quantity: places + fruit + paper - 3 if saucers else 2")

    assert mistakes(text)[0].startswith("s.yaml:38:5: 'quantity': it comes to -")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_however_a_file_is_spoilt_it_is_read_or_its_mistakes_are_named(data: st.DataObject) -> None:
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        spoil = data.draw(st.sampled_from(["drop", "double", "indent", "swap", "write"]))
        match spoil:
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "indent":
                lines[at] = "  " + lines[at]
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "write":
                key = lines[at].split(":")[0]
                value = data.draw(
                    st.sampled_from(
                        [
                            "",
                            "null",
                            "[]",
                            "{}",
                            "3",
                            "-1",
                            "true",
                            "*x",
                            "&x y",
                            "[[a]]",
                            "1e400",
                            "2026-01-01",
                            "!!python/name:os.system",
                            "'places ** 2'",
                        ]
                    )
                )
                lines[at] = f"{key}: {value}"

    try:
        parse_standard("\n".join(lines), "s.yaml")
    except ConfigProblems as caught:
        assert caught.problems
        assert all(problem.line >= 1 and line(problem) for problem in caught.problems)


def test_a_file_far_too_large_is_refused() -> None:
    assert mistakes("# " + "x" * 5_000_000) == [
        "s.yaml:1:1: the file is over 2,000,000 bytes; a standard is far smaller, send the right file"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "a: &a\n  - *a\n",
        "items: &i {items: *i}\n",
        "just words",
        "items: 3\nclauses: {a: b}\ntypes: [1]\nrounds: [[]]\n",
    ],
)
def test_a_file_that_is_something_else_has_problems_and_nothing_worse(text: str) -> None:
    assert mistakes(text)


def test_a_folder_names_the_mistakes_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "small@2.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "other@1.yaml").write_bytes(b"name: \xff")

    with pytest.raises(ConfigProblems) as caught:
        read_standards(tmp_path)

    assert list(map(line, caught.value.problems)) == [
        f"{tmp_path}/other@1.yaml:1:1: the file is not UTF-8; save it as UTF-8",
        f"{tmp_path}/small@2.yaml:1:1: the file says 'small', version 1; rename it to small@1.yaml or put its version right",
    ]


def test_a_folder_without_a_standard_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems) as caught:
        read_standards(tmp_path)

    assert list(map(line, caught.value.problems)) == [
        f"{tmp_path}:1:1: there is no standard here; put conference-service@1.yaml from the sample config into this folder"
    ]


def test_the_shipped_folder_has_no_mistake() -> None:
    assert [(file.standard.name, file.standard.version) for file in read_standards(SHIPPED)] == [
        ("conference-service", 1)
    ]
