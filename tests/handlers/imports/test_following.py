"""The office has a room follow a calendar, hears when it cannot be read any more, and lets it go."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Closure
from meetbot.booking.service import book
from meetbot.localchat.people import User
from meetbot.people.directory import member
from meetbot.people.roles import Role
from meetbot.web.fetching import Fetched, FetchFailed
from meetbot.web.following import Following
from tests.booking.conftest import wish
from tests.booking.incoming.conftest import calendar, event
from tests.factories import NOW
from tests.handlers.imports.test_preview import press
from tests.harness import Harness

URL = "https://calendar.example/team.ics?key=verysecret"


class Elsewhere:
    """The server behind the address: a calendar, no change, or a failure."""

    def __init__(self) -> None:
        self.answer: Fetched | FetchFailed = Fetched(calendar(event()), '"v1"')
        self.asked: list[tuple[str, str]] = []

    async def fetch(self, url: str, etag: str, _last_modified: str) -> Fetched:
        self.asked.append((url, etag))
        if isinstance(self.answer, FetchFailed):
            raise self.answer
        return self.answer


def closures(session: Session) -> int:
    return len(session.exec(select(Closure)).all())


@pytest.fixture
async def ada(service: Harness) -> User:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    return ada


async def follows(service: Harness, ada: User) -> None:
    ada.says("/calendar")
    await service.settle()
    listed = await press(service, ada, "rooms follow", ada.last)
    assert "None yet." in listed.text
    rooms = await press(service, ada, "Follow a calendar", listed)
    await press(service, ada, "Room 301", rooms)
    ada.says(URL)
    await service.settle()
    assert "⏳ Room 301 · calendar.example · not looked at yet" in ada.last.text


async def test_a_room_follows_a_calendar_until_the_office_lets_it_go(service: Harness, ada: User) -> None:
    await follows(service, ada)
    elsewhere, parts = Elsewhere(), service.service.parts
    following = Following(parts.seam, parts.clock, parts.site, elsewhere.fetch)

    await following.run(service.clock.now())
    await following.run(service.clock.now())

    assert elsewhere.asked == [(URL, "")]
    assert service.look(closures) == 1
    ada.forges("im.subs:0", ada.last)
    await service.settle()
    assert "✅ Room 301 · calendar.example · 1 date" in ada.last.text
    assert not any("verysecret" in each.text for each in ada.received if not each.text.startswith("http"))
    sure = await press(service, ada, "✖ Room 301", ada.last)
    listed = await press(service, ada, "Follow it no more", sure)
    assert (service.look(closures), "None yet." in listed.text) == (0, True)


async def test_the_office_hears_once_of_a_calendar_that_cannot_be_read(service: Harness, ada: User) -> None:
    await follows(service, ada)
    elsewhere, parts = Elsewhere(), service.service.parts
    following = Following(parts.seam, parts.clock, parts.site, elsewhere.fetch)
    await following.run(service.clock.now())
    elsewhere.answer = FetchFailed("status 404")

    for _ in range(30):
        await service.advance(minutes=5)
        await following.run(service.clock.now())
        await service.settle()

    told = [each.text for each in ada.received if "cannot be read" in each.text]
    assert len(told) == 1
    assert told[0] == (
        "📥 A calendar cannot be read\nRoom 301 follows it: the server answers 404.\n"
        "What it said last stays busy. I go on trying; look whether its address is still right."
    )
    assert service.look(closures) == 1


@pytest.mark.parametrize(
    ("body", "trouble"),
    [(b"<html>Sign in</html>", "no calendar that I can read"), (calendar(event())[:-9], "no calendar")],
)
async def test_what_is_no_calendar_opens_no_room(service: Harness, ada: User, body: bytes, trouble: str) -> None:
    await follows(service, ada)
    elsewhere, parts = Elsewhere(), service.service.parts
    following = Following(parts.seam, parts.clock, parts.site, elsewhere.fetch)
    await following.run(service.clock.now())
    elsewhere.answer = Fetched(body)

    await service.advance(minutes=31)
    await following.run(service.clock.now())

    ada.forges("im.subs:0", ada.last)
    await service.settle()
    assert trouble in ada.last.text
    assert service.look(closures) == 1


async def test_an_address_that_is_none_is_asked_for_again(service: Harness, ada: User) -> None:
    ada.forges("im.into:room-301", ada.last)
    await service.settle()
    for text, answer in [("http://a.example/x.ics", "Only addresses with https://"), ("hello", "This is no address")]:
        ada.says(text)
        await service.settle()
        assert ada.last.text.startswith(answer)
    ada.says(URL)
    await service.settle()
    assert "calendar.example" in ada.last.text


async def test_whose_meeting_a_calendar_meets_hears_of_it_once(service: Harness, ada: User) -> None:
    olga = service.person("Olga", Role.ORGANISER, language="zh")
    await service.settle()
    with service.database.writing() as session:
        organiser = member(session, olga.id)
        assert organiser is not None
        book(session, wish(), organiser, NOW, service.service.parts.site)
    await follows(service, ada)
    elsewhere, parts = Elsewhere(), service.service.parts
    following = Following(parts.seam, parts.clock, parts.site, elsewhere.fetch)

    for _ in range(3):
        await following.run(service.clock.now())
        await service.advance(minutes=31)

    told = [each.text for each in ada.received if "A calendar says" in each.text]
    assert [each.splitlines() for each in told] == [
        [
            "📥 A calendar says that Room 301 is busy at the time of a meeting",
            "Busy: Tue 24 Nov 2026, 14:00–15:00",
            "Booking 1 of Olga: Tue 24 Nov 2026, 14:00–16:00",
            "The booking stays. Please agree who moves.",
        ]
    ]
    assert len([each for each in olga.received if "外部日历显示301会议室在已预订的时间被占用" in each.text]) == 1
