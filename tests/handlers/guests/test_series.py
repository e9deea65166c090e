"""Guests of a whole series get one invitation for all its dates, and each change of any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import recurring_ical_events
from sqlmodel import Session, col, select

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking, Series
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, book_series, cancel_dates, change_dates
from meetbot.booking.service import move
from meetbot.booking.wishes import wish_of
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite
from tests.booking.conftest import wish
from tests.booking.incoming.conftest import calendar, event
from tests.factories import SHANGHAI, at
from tests.handlers.floor.conftest import Floor
from tests.handlers.guests.test_guests import says
from tests.mail.server import Mail, MailServer

ADA = [Mailbox("ada@x.org", "Ada")]
TUESDAYS = ["11-24 14:00", "12-01 14:00", "12-08 14:00", "12-15 14:00", "12-22 14:00"]


@pytest.fixture
async def dates(floor: Floor) -> list[int]:
    """Five Tuesdays of Olga's, 14 to 16 o'clock; the booking ids."""
    wanted = wish(title="Team", room="boardroom", heads=20)
    repeat = Repeat(unit=Unit.WEEK, count=5)
    floor.do(lambda session, by: book_series(session, wanted, repeat, by, floor.now, floor.site))
    await floor.service.settle()
    return floor.service.look(
        lambda session: [each for each in session.exec(select(Booking.id).order_by(col(Booking.id))) if each]
    )


async def ada_is_invited(floor: Floor, dates: list[int]) -> None:
    floor.do(lambda session, by: invite(session, dates[1], ADA, by, floor.now, to_series=True))
    await floor.service.settle()


def shown(mail: Mail) -> list[str]:
    """When the dates of an invitation are, as an independent reader works them out."""
    occurrences = recurring_ical_events.of(mail.calendar).between(date(2026, 11, 1), date(2027, 2, 1))
    return sorted(f"{each['DTSTART'].dt.astimezone(SHANGHAI):%m-%d %H:%M}" for each in occurrences)


def series(floor: Floor) -> list[Series]:
    def read(session: Session) -> list[Series]:
        found = list(session.exec(select(Series).order_by(col(Series.id))))
        session.expunge_all()
        return found

    return floor.service.look(read)


def changes(floor: Floor, booking_id: int, scope: Scope, **fields: Any) -> None:
    def change(session: Session, by: Any) -> None:
        booking = session.get_one(Booking, booking_id)
        wanted = replace(wish_of(booking, room_of(session, booking).room), **fields)
        change_dates(session, booking_id, scope, by, wanted, floor.now, floor.site)

    floor.do(change)


async def test_all_dates_are_in_one_invitation(floor: Floor, dates: list[int], mails: MailServer) -> None:
    await ada_is_invited(floor, dates)

    (mail,) = mails.mails
    assert shown(mail) == TUESDAYS
    assert (mail.calendar["METHOD"], {part["UID"] for part in mail.calendar.walk("VEVENT")}) == (
        "REQUEST", {series(floor)[0].uid},
    )  # fmt: skip
    assert mail.event["ATTENDEE"] == "mailto:ada@x.org"
    assert (
        "When: Tue 24 Nov 2026, 14:00–16:00 (Asia/Shanghai)\nIt repeats: 4 more dates, the last on Tue 22 Dec 2026\n"
        in mail.part("text/plain").get_content()
    )
    await floor.service.advance(hours=2)
    assert len(mails.mails) == 1


async def test_one_date_moved_and_one_cancelled_are_one_update(
    floor: Floor, dates: list[int], mails: MailServer
) -> None:
    await ada_is_invited(floor, dates)
    floor.do(
        lambda session, by: move(
            session, dates[1], by, at("2026-12-02 09:00"), at("2026-12-02 11:00"), floor.now, floor.site
        )
    )
    floor.do(lambda session, by: cancel_dates(session, dates[3], Scope.THIS, by, floor.now))
    await floor.service.advance(minutes=3)

    first, update = mails.mails
    assert shown(update) == ["11-24 14:00", "12-02 09:00", "12-08 14:00", "12-22 14:00"]
    events = update.calendar.walk("VEVENT")
    assert {part["SEQUENCE"] for part in events} == {2}
    assert all(part["ATTENDEE"] == "mailto:ada@x.org" for part in events)
    assert [part["RECURRENCE-ID"].dt for part in events if "RECURRENCE-ID" in part] == [at("2026-12-01 14:00")]
    assert str(update.message["Subject"]).startswith("Changed: Team, ")
    assert first.event["SEQUENCE"] == 0


async def test_what_no_guest_sees_of_a_date_is_no_mail(floor: Floor, dates: list[int], mails: MailServer) -> None:
    from meetbot.booking.service import change

    await ada_is_invited(floor, dates)
    floor.do(lambda session, by: change(session, dates[2], by, floor.now, floor.site, heads=12))
    await floor.service.advance(minutes=5)

    assert len(mails.mails) == 1


async def test_a_series_that_splits_ends_and_goes_on_as_another(
    floor: Floor, dates: list[int], mails: MailServer
) -> None:
    await ada_is_invited(floor, dates)
    changes(floor, dates[2], Scope.FOLLOWING, starts_at=at("2026-12-09 10:00"), ends_at=at("2026-12-09 12:00"))
    await floor.service.advance(minutes=3)

    _, *others = mails.mails
    old, new = sorted(others, key=lambda mail: shown(mail)[0])
    assert (shown(old), shown(new)) == (TUESDAYS[:2], ["12-09 10:00", "12-16 10:00", "12-23 10:00"])
    assert [{part["UID"] for part in mail.calendar.walk("VEVENT")} for mail in (old, new)] == [
        {each.uid} for each in series(floor)
    ]


async def test_a_series_that_is_cancelled_is_cancelled_as_a_whole(
    floor: Floor, dates: list[int], mails: MailServer
) -> None:
    await ada_is_invited(floor, dates)
    floor.do(lambda session, by: cancel_dates(session, dates[0], Scope.ALL, by, floor.now))
    await floor.service.advance(minutes=3)

    _, cancellation = mails.mails
    assert (cancellation.calendar["METHOD"], cancellation.event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "RECURRENCE-ID" not in cancellation.event
    assert cancellation.event["UID"] == series(floor)[0].uid
    assert "This meeting is cancelled." in cancellation.part("text/plain").get_content()


async def test_guests_of_all_dates_are_invited_and_taken_off_in_chat(
    floor: Floor, dates: list[int], mails: MailServer
) -> None:
    floor.olga.says("/my")
    await floor.service.settle()
    floor.olga.forges(f"gs.card:{dates[1]}:0", floor.olga.last)
    await floor.service.settle()
    await floor.press(floor.olga, "To all dates")
    assert floor.olga.last.text.startswith("Send the mail addresses of your guests for all dates, one a line")
    await says(floor, floor.olga, "Ada <ada@x.org>")
    await floor.press(floor.olga, "To this date")
    listed = await says(floor, floor.olga, "bob@y.cn")

    listed = floor.olga.message(listed.message_id) or listed
    assert "✉️ Guests: 2 open\n✉️ Ada · ada@x.org 🔁\n✉️ bob@y.cn\n" in listed.text
    assert listed.text.endswith("🔁 invited to all dates of the series")
    assert shown(mails.to("bob@y.cn")[0]) == ["12-01 14:00"]

    await floor.press(floor.olga, "Take off", listed)
    question = await floor.press(floor.olga, "✖ Ada")
    assert question.text == "Take Ada off the guests of all dates? A cancellation goes out by mail."
    await floor.press(floor.olga, "Take off and tell")
    _, cancellation = mails.to("ada@x.org")
    assert (cancellation.calendar["METHOD"], "RECURRENCE-ID" in cancellation.event) == ("CANCEL", False)
    assert len(mails.to("bob@y.cn")) == 1


async def test_an_answer_is_to_all_dates_or_to_one(floor: Floor, dates: list[int], mails: MailServer) -> None:
    await ada_is_invited(floor, dates)
    uid = series(floor)[0].uid

    async def answers(partstat: str, stamp: str, *more: str) -> str:
        lines = (f"ATTENDEE;PARTSTAT={partstat}:mailto:ada@x.org", f"DTSTAMP:{stamp}", "SEQUENCE:0", *more)
        content = calendar(event(*lines, uid=uid, start="", end=""), method="REPLY")
        floor.olga.sends_document(content, "invite.ics", "text/calendar")
        await floor.service.settle()
        return floor.olga.last.text

    third = datetime(2026, 12, 8, 6, tzinfo=UTC)
    assert await answers("ACCEPTED", "20261123T010000Z") == f"✅ Ada accepts: booking {dates[0]}."
    declined = await answers("DECLINED", "20261123T013000Z", f"RECURRENCE-ID:{third:%Y%m%dT%H%M%SZ}")
    assert declined == f"❌ Ada declines: booking {dates[2]}."

    said = []
    for booking_id in dates[1:4]:
        floor.olga.forges(f"gs.card:{booking_id}:0", floor.olga.last)
        await floor.service.settle()
        said.append(
            next(each for each in floor.olga.last.text.splitlines() if "accepted" in each or "declined" in each)
        )
    assert said == ["✉️ Guests: 1 accepted", "✉️ Guests: 1 declined", "✉️ Guests: 1 accepted"]
