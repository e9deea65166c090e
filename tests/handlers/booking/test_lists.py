"""What one has booked, which rooms there are, and the calendars that follow."""

from __future__ import annotations

import re

from sqlmodel import select

from meetbot.booking.models import Feed
from meetbot.people.roles import Role
from tests.handlers.booking.conftest import Organiser, organiser
from tests.harness import Harness


async def test_without_bookings_it_says_so_and_what_to_do(olga: Organiser) -> None:
    await olga.says("/my")

    assert olga.text == "Your bookings\nNothing is booked. /book makes a booking."


async def test_my_bookings_by_date(olga: Organiser) -> None:
    await olga.books("tomorrow 14:00-16:00 8 people general meeting in room 301 title: Budget")
    await olga.books("friday 9:00-10:00 8 people general meeting in room 402")

    await olga.says("/my")

    assert olga.text == (
        "Your bookings · 2 to come\n"
        "Tue 24 Nov 2026\n"
        "14:00–16:00 Room 301 · Budget\n"
        "Fri 27 Nov 2026\n"
        "09:00–10:00 Room 402 · General meeting"
    )
    assert olga.buttons == ["Tue 24 Nov 14:00 · Room 301", "Fri 27 Nov 09:00 · Room 402", "Past bookings"]
    await olga.presses("Fri 27 Nov 09:00 · Room 402")
    assert olga.text.startswith("✅ Confirmed · booking 2")


async def test_a_long_list_has_pages(olga: Organiser) -> None:
    for hour in range(8, 18):
        await olga.books(f"tomorrow {hour}:00-{hour}:30 6 people general meeting")
    await olga.says("/my")
    assert olga.buttons[8:] == ["‹", "1/2", "›", "🔎 Search", "Past bookings"]

    await olga.presses("›")

    assert olga.text.splitlines()[0] == "Your bookings · 10 to come"
    assert olga.buttons[2:] == ["‹", "2/2", "›", "🔎 Search", "Past bookings"]


async def test_what_was_booked_for_somebody_else_is_a_list_of_its_own_and_can_be_changed(
    service: Harness, olga: Organiser
) -> None:
    pete = await organiser(service, "Pete")
    await olga.says("/book tomorrow 14:00-16:00 8 people general meeting in room 301")
    await olga.presses("👤 Organiser", "Pete · Finance", "✅ Confirm")
    await olga.says("/my")
    assert olga.buttons == ["👥 Booked for others (1)", "Past bookings"]

    await olga.presses("👥 Booked for others (1)")

    assert olga.text == (
        "Booked for others · 1 to come\nTue 24 Nov 2026\n14:00–16:00 Room 301 · General meeting · 👤 Pete"
    )
    await olga.presses("Tue 24 Nov 14:00 · Room 301", "✏️ Change", "👥 People", "10", "✅ Save the change")
    assert "for 10 people" in olga.text
    assert pete.text.startswith("🔁 Olga changed the number of people")
    await olga.says("/my")
    await olga.presses("👥 Booked for others (1)", "‹ Your bookings")
    assert olga.text.startswith("Your bookings")


async def test_what_is_over_is_among_the_past_ones(service: Harness, olga: Organiser) -> None:
    await olga.books("tomorrow 14:00-16:00 8 people general meeting in room 301")
    await service.advance(days=2)
    await olga.says("/my")
    assert "Nothing is booked" in olga.text

    await olga.presses("Past bookings")

    assert olga.text == "Your past bookings\nTue 24 Nov 2026\n14:00–16:00 Room 301 · General meeting"
    await olga.presses("Tue 24 Nov 14:00 · Room 301")
    assert olga.text.startswith("🏁 Over since 16:00")


async def test_rooms_say_when_they_are_busy_and_never_with_what(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await pete.books("today 14:00-16:00 8 people general meeting in room 301 title: Secret")

    await olga.says("/rooms")

    assert olga.text.splitlines()[0] == "Rooms · Mon 23 Nov 2026, 10:00"
    assert olga.text.splitlines()[-2:] == ["⚪ Room 301 · free now · busy 14:00–16:00", "⚪ Room 402 · free now"]
    await olga.presses("Room 301")
    assert olga.text == (
        "Room 301, 3rd floor\n"
        "⚪ Free now\n"
        f"{olga.text.splitlines()[2]}\n"
        "📽 Projector · 🖥 Screen · 🔦 Laser pointer · 🖊 Whiteboard and markers\n"
        "📅 Today:\n"
        "14:00–16:00 · busy"
    )
    assert "Secret" not in olga.text


async def test_a_hall_is_busy_when_a_part_of_it_is(olga: Organiser) -> None:
    await olga.books("today 14:00-16:00 8 people general meeting in Riverside Hall A")

    await olga.says("/rooms")

    assert olga.text.splitlines()[1:4] == [
        "⚪ Riverside Hall · free now · busy 14:00–16:00",
        "⚪ Riverside Hall A · free now · busy 14:00–16:00",
        "⚪ Riverside Hall B · free now",
    ]


async def test_staff_see_the_title(service: Harness, olga: Organiser) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.books("today 14:00-16:00 8 people general meeting in room 301 title: Budget")

    await sun.says("/rooms")
    await sun.presses("Room 301")

    assert sun.text.splitlines()[-1] == "14:00–16:00 · Budget"


async def test_a_room_shows_its_layouts_and_is_booked_from_its_card(olga: Organiser) -> None:
    await olga.says("/rooms")
    await olga.presses("Boardroom", "🗺 Oval")
    assert olga.last.photo
    assert olga.text.startswith("🗺 Oval in Boardroom, 5th floor\n")

    await olga.presses("📅 Book this room", "Tue 24 Nov", "14:00", "2 h · until 16:00", "20", "General meeting")

    assert "📍 Boardroom, 5th floor" in olga.text


async def test_the_calendar_address_is_secret_and_can_be_renewed_and_turned_off(
    service: Harness, olga: Organiser
) -> None:
    await olga.says("/calendar")
    first = _address(olga)
    assert olga.text.splitlines()[0] == "The calendar of your meetings"
    assert olga.last.button("📋 Copy the address")["copy_text"] == {"text": first}

    await olga.presses("↻ New address")
    assert olga.user.alerts == ["The old address is dead. Subscribe with the new one."]
    second = _address(olga)
    assert second != first
    await olga.says("/calendar")
    assert _address(olga) == second
    await olga.presses("✖ Turn off")

    assert olga.text.startswith("This calendar is turned off")
    found = service.look(lambda session: [each.revoked_at for each in session.exec(select(Feed))])
    assert len(found) == 2
    assert all(found)


async def test_everybody_may_subscribe_to_when_rooms_are_busy(service: Harness) -> None:
    max_ = await organiser(service, "Max", Role.MAINTENANCE)

    await max_.says("/calendar")

    assert max_.text.splitlines()[0] == "The calendar of all rooms: when each is busy"


async def test_who_serves_meetings_subscribes_to_the_work(service: Harness) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)

    await alan.says("/calendar")

    assert alan.text.splitlines()[0] == "The calendar of your service work: set-up, meeting and clearing"
    await alan.presses("All rooms")
    assert alan.text.splitlines()[0] == "The calendar of all rooms: when each is busy"


async def test_a_room_has_a_calendar_of_its_own(olga: Organiser) -> None:
    await olga.says("/rooms")

    await olga.presses("Boardroom", "📆 Its calendar")

    assert olga.text.splitlines()[0] == "The calendar of Boardroom: when it is busy"
    await olga.presses("My meetings")
    assert olga.text.splitlines()[0] == "The calendar of your meetings"


async def test_lists_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.books("明天下午2点到4点 8人 普通会议 301会议室")

    await li.says("/my")
    assert li.text == "您的预订 · 共 1 个\n2026年11月24日 周二\n14:00–16:00 301会议室 · 普通会议"
    await li.says("/rooms")
    assert li.text.splitlines()[:2] == ["会议室 · 2026年11月23日 周一 10:00", "⚪ 临江厅 · 现在空闲"]
    await li.says("/calendar")
    assert li.text.splitlines()[0] == "您的会议日历"


def _address(who: Organiser) -> str:
    found = re.search(r"http://127\.0\.0\.1:8080/ical/[\w-]{32}\.ics", who.text)
    assert found
    return found.group()
