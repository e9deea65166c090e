"""The code of a view is short, read back as it was made, and never trusted."""

import pytest

from meetbot.handlers.floor.views import View
from meetbot.standard.document import Phase


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (View(), ""),
        (View(details=True), "--i"),
        (View(Phase.PREPARE), "p-"),
        (View(Phase.BREAK, 0), "k0"),
        (View(Phase.AFTER, 12, details=True), "a12i"),
        (View(None, 1), "-1"),
    ],
)
def test_a_view_is_read_back_from_its_code(view: View, code: str):
    assert (str(view), View.of(code)) == (code, view)


@pytest.mark.parametrize("code", ["x", "p", "p1x", "p123", "p٣", "p-i ", "checklist", "p-\n"])
def test_a_code_that_names_no_view_is_the_usual_view(code: str):
    assert View.of(code) == View()
