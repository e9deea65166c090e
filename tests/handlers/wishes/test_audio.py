"""What of a message is a piece to be played, and what it is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Audio, Chat, Document, Message, Voice

from meetbot.handlers.wishes.audio import Sent, sent_in


def message(**carries: Any) -> Message:
    return Message(1, datetime(2026, 11, 23, 2, 0, tzinfo=UTC), Chat(5, "private"), **carries)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            message(audio=Audio("a", "u", 60, performer="Band", title="Anthem", mime_type="audio/mpeg", file_size=9)),
            Sent("a", "Band - Anthem.mp3", "audio/mpeg", 9),
        ),
        (
            message(audio=Audio("a", "u", 60, file_name="../anthem.mp3", mime_type="audio/mpeg")),
            Sent("a", "anthem.mp3", "audio/mpeg", 0),
        ),
        (message(voice=Voice("v", "u", 3, mime_type="audio/ogg", file_size=7)), Sent("v", "voice 20261123-020000.ogg", "audio/ogg", 7)),
        (message(document=Document("d", "u", "Award.WAV", "application/octet-stream", 5)), Sent("d", "Award.WAV", "application/octet-stream", 5)),
        (message(document=Document("d", "u", "notes.pdf", "application/pdf", 5)), None),
        (message(text="the anthem"), None),
    ],
)  # fmt: skip
def test_audio_is_found_in_a_message(sent: Message, expected: Sent | None) -> None:
    assert sent_in(sent) == expected
