"""A calendar file is looked at before anything is made of it, taken over by one press, and taken back by another."""

from __future__ import annotations

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, Closure
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.booking.incoming.conftest import calendar, event
from tests.harness import Harness

HOUR = "DURATION:PT1H"
WEEKLY = event(
    "SUMMARY:Weekly sync", "LOCATION:Room 301", "RRULE:FREQ=WEEKLY;COUNT=3", uid="w",
    start="DTSTART;TZID=Asia/Shanghai:20261124T100000", end=HOUR,
)  # fmt: skip


def bookings(session: Session) -> int:
    return len(session.exec(select(Booking).where(col(Booking.cancelled_at).is_(None))).all())


def closures(session: Session) -> int:
    return len(session.exec(select(Closure)).all())


async def sent(service: Harness, who: User, *parts: str, name: str = "team.ics") -> Message:
    who.sends_document(calendar(*parts), name)
    await service.settle()
    return who.last


async def press(service: Harness, who: User, label: str, message: Message) -> Message:
    who.presses(label, message)
    await service.settle()
    return who.message(message.message_id) or who.last


async def test_an_organiser_books_what_a_file_holds_and_takes_it_back(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    shown = await sent(service, olga, "X-WR-CALNAME:Team", WEEKLY)
    assert shown.text == (
        "📥 Calendar “Team”\n\n"
        "Bookings for you: General meeting, 10 people each; what differs you change on each booking.\n"
        "Where the calendar names no room of ours: any that fits\n"
        "🆕 3 new dates\n\n"
        "🆕 Tue 24 Nov 2026, 10:00–11:00 · Weekly sync · Room 301\n"
        "🆕 Tue 1 Dec 2026, 10:00–11:00 · Weekly sync · Room 301\n"
        "🆕 Tue 8 Dec 2026, 10:00–11:00 · Weekly sync · Room 301"
    )
    assert service.look(bookings) == 0

    shown = await press(service, olga, "👥 5", shown)
    assert "5 people each" in shown.text
    done = await press(service, olga, "Book them", shown)
    assert done.text == (
        "📥 Calendar “Team”\n✅ 3 meetings booked\n"
        "Send a newer file of the same calendar, and what changed is changed here."
    )
    assert service.look(bookings) == 3

    olga.forges("im.do:1:2", done)  # the same confirmation once more, as after a crash
    await service.settle()
    assert service.look(bookings) == 3

    back = await press(service, olga, "Take it back", olga.message(done.message_id) or done)
    assert back.text == "📥 Calendar “Team”\n↩️ Taken back Mon 23 Nov 2026, 10:00.\n3 dates were removed."
    assert service.look(bookings) == 0


async def test_what_was_chosen_stays_when_the_file_is_handled_again_after_a_crash(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    olga.sends_document(calendar("X-WR-CALNAME:Team", WEEKLY), "team.ics")
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    first = await press(service, olga, "👥 5", olga.last)

    await service.service.application.process_update(begun[-1])
    await service.settle()

    assert "5 people each" in olga.last.text
    assert (await press(service, olga, "Book them", first)).text.splitlines()[1] == "✅ 3 meetings booked"


async def test_an_admin_makes_a_room_busy(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN, language="zh")
    await service.settle()

    shown = await sent(service, ada, WEEKLY)
    assert shown.text == "📥 日历“team.ics”\n\n共 1 个日程。要怎么处理？"
    rooms = await press(service, ada, "占用", shown)
    assert "这些时间是哪间会议室被占用？" in rooms.text
    preview = await press(service, ada, "402", rooms)
    assert "402会议室在以下时间被占用\n🆕 新增 3 个日期" in preview.text
    done = await press(service, ada, "登记占用", preview)
    assert "402会议室的占用时间\n✅ 已登记 3 段占用时间" in done.text
    assert service.look(closures) == 3


async def test_what_clashes_and_what_is_not_understood_stands_in_the_preview(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    shown = await sent(
        service, olga,
        event("SUMMARY:Hourly", "RRULE:FREQ=HOURLY", uid="h"),
        event("SUMMARY:<b>Odd</b>", "LOCATION:Room 301", uid="o", start="DTSTART;TZID=Mars/Base:20261126T140700", end=HOUR),
        event("SUMMARY:Good", uid="g"),
    )  # fmt: skip

    assert "⚠️ It names a time zone that I do not know" in shown.text
    assert "❓ 1 event could not be read:\n   Hourly: it repeats in a way that I cannot follow" in shown.text
    assert (
        "⚠️ 1 date is left out:\n   Thu 26 Nov 2026, 14:07–15:07 · <b>Odd</b> · Meetings begin and end in steps"
        in shown.text
    )
    assert "🆕 1 new date" in shown.text


async def test_it_can_be_left(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    shown = await sent(service, olga, WEEKLY)

    left = await press(service, olga, "Leave it", shown)

    assert left.text == "The calendar was put aside. Nothing was changed."
    olga.forges("im.do:1:1", left)
    await service.settle()
    assert service.look(bookings) == 0


async def test_a_calendar_of_the_past_has_nothing_to_take(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    shown = await sent(service, olga, event(start="DTSTART:20200101T060000Z", end=HOUR))

    assert shown.text.endswith("There is no date in it that lies ahead and is not ours already. Nothing is to be done.")
    assert [label for label in shown.buttons if "Book" in label] == []


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.CLEANER, Role.MAINTENANCE])
async def test_who_neither_books_nor_owns_rooms_is_refused(service: Harness, role: Role) -> None:
    alan = service.person("Alan", role)
    await service.settle()

    shown = await sent(service, alan, WEEKLY)

    assert shown.text.startswith("This is not yours to use.")


async def test_an_organiser_cannot_close_a_room_by_a_forged_button(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    shown = await sent(service, olga, WEEKLY)

    olga.forges("im.for:1:1:busy", shown)
    await service.settle()
    olga.forges("im.room:1:2:room-301", shown)
    await service.settle()
    olga.forges("im.do:1:3", shown)
    await service.settle()

    assert service.look(closures) == 0
