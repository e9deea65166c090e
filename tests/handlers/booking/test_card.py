"""A booking's live card says how it stands; changing, cancelling and running it begin there."""

from __future__ import annotations

import re

from sqlmodel import select

from meetbot.booking.models import Room
from meetbot.checklists import service as checklists
from meetbot.defects.service import report
from meetbot.handlers.plans import drawn
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.document import Phase
from tests.factories import at
from tests.handlers.booking.conftest import Organiser, bookings, organiser
from tests.harness import Harness

LINE = "tomorrow 14:00-16:00 20 people general meeting hollow square in the Boardroom"


def files(who: Organiser) -> list[str]:
    """METHOD and SEQUENCE of each calendar file, in order."""
    found = [each.document.decode() for each in who.user.received if each.document]
    return [" ".join(re.findall(r"(?:METHOD|SEQUENCE|STATUS):(\w+)", text)) for text in found]


async def test_the_card_follows_who_takes_it_and_what_is_done(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await olga.books(LINE)

    await alan.presses("✋ Take")

    assert olga.card().text.splitlines()[-1] == "🧰 Preparation 0/13 ▱▱▱▱▱▱▱▱ · Alan"
    await alan.presses("⬜")
    assert olga.card().text.splitlines()[-1] == "🧰 Preparation 1/13 ▰▱▱▱▱▱▱▱ · Alan"


async def test_the_room_is_called_ready_once_all_is_done_and_not_before(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await olga.books(LINE)
    tick(service, alan, Phase.PREPARE)
    await service.settle()
    prepared = olga.card().text.splitlines()[0]
    tick(service, alan, Phase.BEFORE)
    await service.settle()

    assert (prepared, olga.card().text.splitlines()[0]) == (
        "✅ Confirmed · booking 1",
        "🟢 The room is ready · booking 1",
    )


def tick(service: Harness, who: Organiser, phase: Phase) -> None:
    with service.database.writing() as session:
        by, now = member(session, who.user.id), service.clock.now()
        assert by is not None
        for entry in checklists.checklist(session, 1, now).entries:
            if entry.item.phase is phase:
                checklists.tick(session, 1, entry.item.key, by, now)


async def test_a_change_shows_what_it_does_before_it_is_saved(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await olga.books(LINE)
    await alan.presses("✋ Take")

    await olga.presses("✏️ Change")
    await olga.says("15:00-17:00")
    await olga.says("24 people")

    assert olga.text == (
        "Change booking 1\n"
        "📅 Tue 24 Nov 2026, 14:00–16:00 → Tue 24 Nov 2026, 15:00–17:00\n"
        "👥 20 → 24\n"
        "\n"
        "Then it will be:\n"
        "📅 Tue 24 Nov 2026, 15:00–17:00 (2 h)\n"
        "📍 Boardroom, 5th floor\n"
        "🪑 Hollow square: 26 places for 24 people (the room holds 40)\n"
        "🧰 Set-up from 14:35, clearing until 17:15\n"
        "\n"
        "What follows:\n"
        "✳️ Becomes different: Set the chairs 24 → 29, Paper and pencils 21 → 26, Set the teacups 21 → 26, "
        "Cups counted back 21 → 26\n"
        "🧰 Changeover and set-up: 20 → 25 min\n"
        "📣 The attendants are called to the new time.\n"
        "\n"
        "📬 Told: Alan.\n"
        "The checklist and the calendar follow by themselves."
    )
    assert bookings(service)[0].heads == 20
    await olga.presses("✅ Save the change")
    changed = bookings(service)[0]
    assert (changed.starts_at, changed.ends_at, changed.heads) == (at("2026-11-24 15:00"), at("2026-11-24 17:00"), 24)
    assert files(olga) == ["PUBLISH 0 CONFIRMED", "PUBLISH 1 CONFIRMED"]
    assert alan.text.startswith("🔁 Olga moved this booking\nIt was: Tue 24 Nov 2026, 14:00–16:00 · 20 people\n")


async def test_a_plan_that_stays_is_not_sent_again(olga: Organiser) -> None:
    await olga.books(LINE)

    await olga.presses("✏️ Change", "🕑 Start", "15:00", "✅ Save the change")

    assert len([each for each in olga.user.received if each.photo]) == 1
    assert len(files(olga)) == 2


async def test_a_change_that_is_dropped_changes_nothing(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    before = olga.card().text

    await olga.presses("✏️ Change")
    await olga.presses("🕑 Start", "15:00", "✖ Keep it as it was")

    assert olga.card().text == before
    assert bookings(service)[0].sequence == 0


async def test_a_tick_does_not_push_a_begun_change_aside(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await olga.books(LINE)
    await olga.presses("✏️ Change", "🕑 Start")

    await alan.presses("✋ Take")

    assert any(each.text.startswith("Change booking 1") for each in olga.user.received)


async def test_a_change_into_somebody_elses_time_has_ways_on(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await pete.books("tomorrow 9:00-11:00 20 people general meeting hollow square in the Boardroom title: Hush")
    await olga.books(LINE)

    await olga.presses("✏️ Change")
    await olga.says("10:00-12:00")

    assert "⚠️ Boardroom: The room is taken Tue 24 Nov 2026, 08:40–11:15" in olga.text
    assert "Hush" not in olga.text
    await olga.presses("📍 Room 301 at that time", "✅ Save the change")
    assert "📍 Room 301, 3rd floor" in olga.card(2).text


async def test_its_own_time_is_not_in_its_way(olga: Organiser) -> None:
    await olga.books(LINE)
    await olga.presses("✏️ Change")

    await olga.says("14:30-16:30")

    assert "✅ Save the change" in olga.buttons


async def test_a_running_meeting_can_still_end_later(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    await service.advance(hours=29)
    await olga.says("/my")
    await olga.presses("Tue 24 Nov 14:00 · Boardroom")
    assert olga.text.startswith("▶️ Running until 16:00 · booking 1")

    await olga.presses("✏️ Change")
    await olga.says("until 16:45")
    await olga.presses("✅ Save the change")

    assert bookings(service)[0].ends_at == at("2026-11-24 16:45")


async def test_while_it_runs_the_card_ends_and_extends_it(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    await service.advance(hours=29)
    await olga.says("/my")
    await olga.presses("Tue 24 Nov 14:00 · Boardroom")

    await olga.presses("+30 min")

    assert bookings(service)[0].ends_at == at("2026-11-24 16:30")
    await olga.presses("Meeting is over", "Yes")
    assert olga.card().text.startswith("🏁 Over since 15:00 · booking 1")
    assert olga.card().buttons == ["🗺 Plan", "🔁 Book again"]


async def test_the_card_shows_by_itself_that_the_meeting_runs_and_that_it_is_over(
    service: Harness, olga: Organiser
) -> None:
    await olga.books(LINE)
    begins = at("2026-11-24 14:00")

    await service.advance(hours=(begins - service.clock.now()).total_seconds() / 3600)
    running = olga.card()
    await service.advance(hours=2)
    over = olga.card()
    await service.advance(minutes=15)

    assert running.text.splitlines()[0] == "▶️ Running until 16:00 · booking 1"
    assert [label for label in running.buttons if "15" in label]
    assert over.text.splitlines()[0] == olga.card().text.splitlines()[0] == "🏁 Over since 16:00 · booking 1"
    assert [label for label in over.buttons if "15" in label]  # they may still sit there
    assert not [label for label in olga.card().buttons if "15" in label]


async def test_cancelling_asks_once_more(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)

    await olga.presses("✖ Cancel booking")
    assert next(each for each in olga.user.received if each.text.startswith("Cancel this booking?")).buttons == [
        "✖ Yes, cancel it", "‹ Keep it",
    ]  # fmt: skip
    await olga.presses("‹ Keep it")

    assert bookings(service)[0].cancelled_at is None
    assert olga.card().text.startswith("✅ Confirmed")


async def test_a_cancelled_booking_leaves_the_calendar(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)

    await olga.presses("✖ Cancel booking", "✖ Yes, cancel it")

    assert bookings(service)[0].cancelled_at is not None
    assert olga.card().text.startswith("❌ Cancelled · booking 1")
    assert olga.card().buttons == []
    assert files(olga) == ["PUBLISH 0 CONFIRMED", "CANCEL 1 CANCELLED"]


async def test_an_old_card_of_a_cancelled_booking_says_so(olga: Organiser) -> None:
    await olga.books(LINE)
    card = olga.card()
    await olga.presses("✖ Cancel booking", "✖ Yes, cancel it")

    olga.user.presses("✏️ Change", card)
    await olga.service.settle()

    assert olga.user.alerts == ["This booking was cancelled; the room is free again. /book makes a new one."]


async def test_supervisors_see_and_change_it_and_its_organiser_is_told(service: Harness, olga: Organiser) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.books(LINE)

    await sun.forges("bk.show:1")
    assert sun.text.splitlines()[-1] == "👤 Olga"
    await sun.presses("✏️ Change")
    await sun.says("24 people")
    await sun.presses("✅ Save the change")

    assert olga.text.startswith("🔁 Sun changed the number of people\nIt was: 20 people\n")
    assert olga.buttons == ["Open the booking"]


async def test_nobody_else_sees_it(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await olga.books(f"{LINE} title: Secret")
    before = len(pete.user.received)

    for code in ("bk.show:1", "bk.plan:1", "bk.ics:1", "bk.edit:1:whole", "bk.cancel:1", "bk.cancel2:1", "bk.fine:1"):
        await pete.forges(code)

    assert len(pete.user.received) == before
    assert len(pete.user.alerts) == 7
    assert bookings(service)[0].cancelled_at is None


async def test_the_same_plan_is_drawn_once(olga: Organiser) -> None:
    await olga.books(LINE)
    before = drawn.cache_info()

    await olga.presses("🗺 Plan", "🗺 Plan")

    after = drawn.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (2, 0)


async def test_the_plan_speaks_the_readers_language(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")

    await li.books("明天下午2点到4点 20人 椭圆式 普通会议")

    plan = li.user.received[-3]
    assert plan.photo
    assert (
        plan.text
        == "🗺 三楼 301会议室 · 椭圆式\n📅 2026年11月24日 周二 14:00–16:00\n21 个座位，参会 20 人。按比例绘制，图下标尺以米为单位。"
    )


async def test_a_defect_in_its_way_is_on_the_card(service: Harness, olga: Organiser) -> None:
    max_ = await organiser(service, "Max", Role.MAINTENANCE)
    with service.database.writing() as session:
        by = member(session, max_.user.id)
        room = session.exec(select(Room).where(Room.code == "boardroom")).one()
        assert by
        report(session, by, service.clock.now(), room_id=room.id, thing="lamp", words="The light <flickers>")

    await olga.books(LINE)

    assert olga.card().text.splitlines()[-1] == "⚠️ Defect 1: The light <flickers>"
