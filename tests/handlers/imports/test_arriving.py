"""A calendar file in the chat, while nothing awaits a file."""

from __future__ import annotations

import pytest

from meetbot.localchat.people import User
from meetbot.people.roles import Role
from tests.booking.incoming.conftest import calendar, event
from tests.harness import Harness


@pytest.fixture
async def olga(service: Harness) -> User:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    return olga


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"Hello", "This is no calendar file that I can read."),
        (calendar(event())[:-20], "The calendar file is damaged or cut short near line 7."),
        (calendar(event("SUMMARY:" + "x" * 20_000)), "Line 7 of the calendar file is longer than 20000 characters."),
        (b"BEGIN:VCALENDAR\r\n" * 50_000, "There is more in this calendar file than I read at once."),
        (b"x" * (1024 * 1024 + 1), "The file has 1025 KB; I read at most 1024 KB."),
    ],
)
async def test_a_file_that_cannot_be_read_is_answered_with_why(
    service: Harness, olga: User, content: bytes, answer: str
) -> None:
    olga.sends_document(content, "meetings.ics", "text/calendar")
    await service.settle()

    assert olga.last.text.startswith(answer)


async def test_a_file_of_fifty_megabytes_is_refused_before_it_is_fetched(
    service: Harness, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(
        type(service.service.application.bot), "get_file", lambda *_args, **_more: fetched.append("file")
    )

    olga.sends_document(bytes(50 * 1024 * 1024), "meetings.ics")
    await service.settle()

    assert (olga.last.text[:24], fetched) == ("The file has 51200 KB; I", [])


async def test_an_answer_to_an_invitation_goes_another_way(service: Harness, olga: User) -> None:
    olga.sends_document(calendar(event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org"), method="REPLY"), "invite.ics")
    await service.settle()

    assert olga.last.text.startswith("This is an answer to an invitation, but not to one of your meetings here.")


async def test_a_stranger_is_not_listened_to(service: Harness) -> None:
    pat = service.person("Pat")
    await service.settle()

    pat.sends_document(calendar(event()), "meetings.ics")
    await service.settle()

    assert pat.last.text == "I do not know you yet. Send /start to ask for access."
