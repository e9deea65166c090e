"""What the organiser says about a need in words and files."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from meetbot.standard.needs import AudioPiece, Needs, Told

ANTHEM = AudioPiece(file=7, name="anthem.mp3")


@pytest.mark.parametrize(
    ("about", "needs", "said"),
    [
        (Told.MICROPHONES, Needs(), ()),
        (Told.MICROPHONES, Needs(microphones_at=("chair", "B7")), (("chair", "B7"), "")),
        (Told.AUDIO, Needs(audio=(ANTHEM,)), (((7, "anthem.mp3"),),)),
        (Told.BANNER, Needs(banner=True, banner_words="Welcome"), ("Welcome",)),
        (Told.BANNER, Needs(banner=False, banner_words="Welcome"), ()),  # not wanted any more
        (Told.FLAGS, Needs(flags=2, flags_words="national flag"), (2, "national flag")),
        (Told.WISH, Needs(wish="a ramp"), ("a ramp",)),
    ],
)
def test_what_was_said_about_a_need(about: Told, needs: Needs, said: tuple[object, ...]) -> None:
    assert needs.said(about) == said


def test_another_type_of_meeting_takes_nothing_away_of_what_was_said() -> None:
    told = Needs(banner=True, banner_words="Welcome", audio=(ANTHEM,), flags=2, fruit=True)

    assert Needs(paper=False).with_told_of(told) == Needs(
        paper=False, banner=True, banner_words="Welcome", audio=(ANTHEM,), flags=2
    )
    assert Needs(paper=False).with_told_of(Needs(fruit=True)) == Needs(paper=False)


@pytest.mark.parametrize(
    "beyond",
    [{"banner_words": "x" * 121}, {"flags": 100}, {"flags": -1}, {"audio": (ANTHEM,) * 11}, {"wish": "x" * 301}],
)
def test_more_than_can_be_told_is_refused(beyond: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Needs.model_validate(beyond)
