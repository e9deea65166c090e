"""What a new version changes, and which clauses have to be read again."""

from __future__ import annotations

import pytest

from meetbot.standard.differences import Change, Difference, FieldChange, differences
from meetbot.standard.document import Standard
from meetbot.standard.loading import parse_standard
from tests.standard.samples import SHIPPED_TEXT, SMALL, STANDARD


def edited(before: str, after: str) -> Standard:
    assert before in SMALL
    return parse_standard(SMALL.replace(before, after), "small@2.yaml")


OLD = parse_standard(SMALL, "small@1.yaml")


def test_a_version_does_not_differ_from_itself_nor_by_its_number() -> None:
    assert differences(STANDARD, STANDARD) == ()
    assert differences(OLD, edited("version: 1", "version: 2")) == ()


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (
            "minutes: -40",
            "minutes: -35",
            Difference("items", "place.cups", Change.CHANGED, (FieldChange("due.minutes", "-40", "-35"),)),
        ),
        (
            "every_minutes: 20",
            "every_minutes: 15",
            Difference("rounds", "refill", Change.CHANGED, (FieldChange("every_minutes", "20", "15"),)),
        ),
        (
            "short_notice_hours: 24",
            "short_notice_hours: 12",
            Difference("values", "short_notice_hours", Change.CHANGED, (FieldChange("", "24", "12"),)),
        ),
        (
            "{id: M5, text: {en: Refill",
            "{id: M5, text: {en: Fill up",
            Difference("clauses", "M5", Change.CHANGED, (FieldChange("text.en", "Refill", "Fill up"),)),
        ),
        (
            "layouts: [classroom, oval]",
            "layouts: [oval]",
            Difference("types", "general", Change.CHANGED, (FieldChange("layouts", "classroom, oval", "oval"),)),
        ),
        (
            "    evidence: count\n    issued: place.cups",
            "    also: [P7]\n    evidence: count\n    issued: place.cups",
            Difference("items", "after.cups", Change.CHANGED, (FieldChange("also", "", "P7"),)),
        ),
    ],
)
def test_what_was_edited_is_named_with_before_and_after(before: str, after: str, difference: Difference) -> None:
    assert differences(OLD, edited(before, after)) == (difference,)


def test_what_is_added_and_withdrawn_is_named_once() -> None:
    new = edited(
        "- {id: M5, text: {en: Refill, zh: 补水}}",
        "- {id: M5, text: {en: Refill, zh: 补水}}\n  - {id: X1, text: {en: New, zh: 新}}",
    )

    assert differences(OLD, new) == (Difference("clauses", "X1", Change.ADDED),)
    assert differences(new, OLD) == (Difference("clauses", "X1", Change.WITHDRAWN),)


def test_an_item_that_only_waits_for_a_new_one_is_not_counted_as_changed() -> None:
    """F5 comes after everything: what is added to the phase is done before it by itself."""
    at = SHIPPED_TEXT.index("  - key: check.water")
    water = SHIPPED_TEXT[at : SHIPPED_TEXT.index("  - key: lock.lights")]
    text = SHIPPED_TEXT[:at] + water.replace("check.water", "check.plants") + SHIPPED_TEXT[at:]

    new = parse_standard(text, "conference-service@2.yaml")

    assert differences(STANDARD, new) == (Difference("items", "check.plants", Change.ADDED),)
