"""A booking is changed with its effects in sight; it can pass to a colleague, end sooner, and be booked once more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from meetbot.people.roles import Role
from tests.factories import at
from tests.handlers.booking.conftest import Organiser, bookings, organiser
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness

LINE = "tomorrow 14:00-16:00 20 people general meeting hollow square in the Boardroom"


async def test_what_follows_from_a_change_is_told_before_it_is_saved(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await olga.books(LINE)
    await alan.presses("✋ Take", "⬜", "⬜", "⬜")

    await olga.presses("✏️ Change")
    await olga.says("15:00-17:00")
    await olga.says("24 people")
    await olga.presses("🍵 Needs", "🎏 Banner", "📝 Paper", "‹ Back")

    text = olga.text.partition("What follows:\n")[2].splitlines()
    assert text[:1] == ["➕ New work: Hang the banner"]
    assert text[1].startswith("➖ Not needed any more: Paper and pencils")
    assert "Set the teacups 21 → 26" in text[2]
    assert text[3:] == [
        "♻️ Done already, has to be done again: Set the chairs",
        "🧰 Changeover and set-up: 20 → 25 min",
        "📣 The attendants are called to the new time.",
        "",
        "📬 Told: Alan.",
        "The checklist and the calendar follow by themselves.",
    ]
    assert "− 📝 Paper and pens\n+ 🎏 Banner\n" in olga.text
    assert bookings(service)[0].heads == 20


async def test_who_changes_a_booking_that_was_changed_meanwhile_sees_what_changed_and_keeps_their_own(
    service: Harness, olga: Organiser
) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.books(LINE)
    await olga.presses("✏️ Change")
    await olga.says("24 people")
    card = olga.last
    await sun.forges("bk.edit:1:whole")
    await sun.says("15:00-17:00")
    await sun.presses("✅ Save the change")

    olga.user.presses("✅ Save the change", card)
    await service.settle()

    shown = olga.user.message(card.message_id)
    assert shown is not None
    assert shown.text.splitlines()[:7] == [
        "Change booking 1",
        "⚠️ Sun changed this booking meanwhile:",
        "• Tue 24 Nov 2026, 14:00 → Tue 24 Nov 2026, 15:00",
        "• Tue 24 Nov 2026, 16:00 → Tue 24 Nov 2026, 17:00",
        "Nothing was saved yet. Below is the booking as it is now with what you want; look once more.",
        "👥 20 → 24",
        "",
    ]
    assert bookings(service)[0].heads == 20
    olga.user.presses("✅ Save the change", shown)
    await service.settle()
    saved = bookings(service)[0]
    assert (saved.starts_at, saved.heads) == (at("2026-11-24 15:00"), 24)


async def test_a_booking_that_was_cancelled_meanwhile_is_not_changed(service: Harness, olga: Organiser) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.books(LINE)
    await olga.presses("✏️ Change")
    await olga.says("24 people")
    card = olga.last
    await sun.forges("bk.cancel2:1")

    olga.user.presses("✅ Save the change", card)
    await service.settle()

    shown = olga.user.message(card.message_id)
    assert shown is not None
    assert "This booking was cancelled" in shown.text
    assert bookings(service)[0].heads == 20


async def test_a_booking_is_given_to_a_colleague_who_is_told(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await olga.books(LINE)

    await olga.presses("✏️ Change", "👤 Organiser", "Pete", "✅ Save the change")

    (mine,) = bookings(service)
    assert pete.text.splitlines()[0] in ("📬 Olga passed this booking on to you:", "✅ Confirmed · booking 1")
    assert "✏️ Change" in pete.buttons
    assert olga.card().text.splitlines()[-1] == "👤 Pete"
    assert "✏️ Change" not in olga.card().buttons
    assert mine.made_by != mine.organiser_id


async def test_a_colleague_is_found_by_a_part_of_the_name(service: Harness, olga: Organiser) -> None:
    for name in ("Pete", "Petra", "Quentin"):
        await organiser(service, name)
    await olga.books(LINE)
    await olga.presses("✏️ Change", "👤 Organiser")

    await olga.says("petr")

    assert olga.buttons == ["Petra · Finance", "✖ Whole list", "‹ Back", "✖ Keep it as it was"]
    assert olga.text.splitlines()[-1] == "🔎 “petr”: 1 found"
    await olga.says("nobody")
    assert olga.text.splitlines()[-1] == "Nobody who books is called “nobody”. Write a shorter part of the name."
    await olga.presses("✖ Whole list")
    assert olga.buttons[:4] == ["● Olga · Finance", "Pete · Finance", "Petra · Finance", "Quentin · Finance"]


async def test_a_colleague_of_the_department_can_be_booked_for_and_is_told(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await olga.says(f"/book {LINE}")

    await olga.presses("👤 Organiser", "Pete")
    assert "👤 For Pete" in olga.text
    await olga.presses("✅ Confirm")

    assert pete.text.splitlines()[0] in ("📬 Olga booked this for you:", "✅ Confirmed · booking 1")
    await pete.says("/my")
    assert pete.buttons[0] == "Tue 24 Nov 14:00 · Boardroom"
    await olga.says("/my")
    assert "Boardroom" not in olga.text


async def test_the_message_to_whom_was_booked_for_says_who_did_it_in_chinese(service: Harness, olga: Organiser) -> None:
    li = await organiser(service, "李", language="zh")
    await olga.says(f"/book {LINE}")

    await olga.presses("👤 Organiser", "李")
    said = []
    olga.user.presses("✅ Confirm")
    await service.settle()
    said = [each.text.splitlines()[0] for each in li.user.received]

    assert any(line in ("📬 Olga 为您预订了：", "✅ 已确认 · 预订 1") for line in said)


async def test_other_departments_are_booked_for_by_supervisors_only(service: Harness, olga: Organiser) -> None:
    user = service.person("Pete", Role.ORGANISER, department="Law")
    await service.settle()
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.says(f"/book {LINE}")
    await olga.presses("👤 Organiser")
    assert not [label for label in olga.buttons if label.startswith("Pete")]
    draft = olga.last.button("‹ Back")["callback_data"].split(":")
    pete_id = 2

    await olga.forges(f"bk.org:{draft[1]}:{draft[2]}:{pete_id}")

    assert olga.user.alerts == [
        "You can book for colleagues of your own department only. Ask a supervisor or the office to book for others."
    ]
    await sun.says(f"/book {LINE}")
    await sun.presses("👤 Organiser", "Pete", "✅ Confirm")
    assert [each.organiser_id for each in bookings(service)] == [pete_id]
    assert user.received


async def test_the_house_may_forbid_booking_for_colleagues(tmp_path: Path) -> None:
    config = tmp_path / "config"
    (config / "standard").mkdir(parents=True)
    for path in CONFIG.rglob("*.yaml"):
        (config / path.relative_to(CONFIG)).write_bytes(path.read_bytes())
    site = (config / "meetbot.yaml").read_text()
    (config / "meetbot.yaml").write_text(site.replace("colleagues_book: true", "colleagues_book: false"))
    async with open_harness(tmp_path, config) as service:
        olga = await organiser(service)
        await organiser(service, "Pete")
        await olga.says(f"/book {LINE}")

        await olga.presses("👤 Organiser")

        assert olga.text.splitlines()[-1].startswith("You book in your own name here")
        assert olga.buttons == ["‹ Back", "✖ Cancel"]


async def test_of_a_running_meeting_the_rest_is_given_back_with_three_taps(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    await service.advance(hours=28, minutes=20)
    await olga.forges("bk.show:1")

    await olga.presses("✂️ Give back the rest")
    assert olga.buttons[:-2] == [f"Until {time}" for time in ("14:30", "14:45", "15:00", "15:15", "15:30", "15:45")]
    await olga.presses("Until 15:00")
    assert "🟢 Others can have the room from 15:15, clearing included." in olga.text
    await olga.presses("✅ Save the change")

    (shorter,) = bookings(service)
    assert (shorter.ends_at, shorter.reserved_until) == (at("2026-11-24 15:00"), at("2026-11-24 15:15"))


async def test_a_past_booking_is_booked_again_with_two_taps_at_the_next_time_that_is_free(
    service: Harness, olga: Organiser
) -> None:
    first = await olga.books(f"{LINE} title: Budget")
    pete = await organiser(service, "Pete")
    await pete.books("1 Dec 14:00-16:00 20 people general meeting hollow square in the Boardroom")
    await service.advance(days=2)
    await olga.says("/my")
    await olga.presses("Past bookings")

    await olga.presses("🔁 Again", "✅ Confirm")

    again = bookings(service)[-1]
    assert again.starts_at == at("2026-12-08 14:00")  # the week between is taken
    same = ("room_id", "layout", "heads", "meeting_type", "needs", "title", "organiser_id")
    assert [getattr(again, name) for name in same] == [getattr(first, name) for name in same]
    assert again.ends_at - again.starts_at == timedelta(hours=2)


@pytest.mark.parametrize("code", ["bk.again:1", "bk.edit:1:organiser", "bk.edit:1:length"])
async def test_strangers_to_a_booking_neither_repeat_nor_pass_it_on(
    service: Harness, olga: Organiser, code: str
) -> None:
    pete = await organiser(service, "Pete")
    await olga.books(f"{LINE} title: Secret")
    before = len(pete.user.received)

    await pete.forges(code)

    assert len(pete.user.received) == before
    assert len(pete.user.alerts) == 1
