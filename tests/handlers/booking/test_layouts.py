"""Whoever books is offered the layouts of the standard; an admin may decide otherwise, and the booking shows who did (T2.2)."""

from __future__ import annotations

from meetbot.people.roles import Role
from tests.handlers.booking.conftest import organiser
from tests.harness import Harness

PHRASE = "/book tomorrow 14:00-16:00 12 people party branch boardroom"


async def test_an_admin_chooses_another_layout_and_the_booking_says_who_decided_so(service: Harness) -> None:
    ada = await organiser(service, "Ada", Role.ADMIN)
    await ada.says(PHRASE)

    await ada.presses("🪑 Layout")
    assert [label.split(" · ")[0] for label in ada.buttons if "⚠️" in label] == ["⚠️ Classroom"]
    assert "the standard does not offer it for this kind of meeting" in ada.text
    await ada.presses(next(label for label in ada.buttons if "⚠️" in label))
    await ada.presses("✅ Confirm")

    shown = ada.card().text
    assert (
        "⚠️ This layout is not among those of the standard for this kind of meeting: Ada decided so, "
        "Mon 23 Nov 2026, 10:00" in shown
    )
