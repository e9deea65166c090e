"""No input breaks what reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.errors import MeetbotError
from tests.factories import add_person
from tests.fuzz.rows import whole_or_not_at_all
from tests.fuzz.samples import SAMPLES
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_good_input_is_read(name: str) -> None:
    for sample in SAMPLES[name]:
        TARGETS[name](sample)


def _bent(samples: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """A sample with a piece cut out and something else put there; or anything at all."""
    cut = st.tuples(st.sampled_from(samples), st.integers(0, 2000), st.integers(0, 60), st.binary(max_size=40))
    return st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        cut.map(lambda each: each[0][: each[1]] + each[3] + each[0][each[1] + each[2] :]),
    )


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_what_reads_it(name: str) -> None:
    @settings(max_examples=30 if name == "standard" else 150, deadline=None, derandomize=True, database=None)
    @given(_bent(SAMPLES[name]))
    def feed(content: bytes) -> None:
        TARGETS[name](content)

    feed()


def test_half_a_row_would_be_noticed() -> None:
    def half() -> None:
        with whole_or_not_at_all() as session:
            add_person(session, "Pat", telegram_id=9)
            raise MeetbotError

    with pytest.raises(AssertionError):
        half()
