"""Before confirming, an organiser sees what the house will prepare, and by when (X14)."""

from __future__ import annotations

from meetbot.people.roles import Role
from tests.handlers.booking.conftest import Organiser
from tests.harness import Harness


async def organiser(service: Harness, language: str = "en") -> Organiser:
    user = service.person("Olga", Role.ORGANISER, language=language)
    await service.settle()
    return Organiser(service, user)


async def test_the_confirm_card_leads_to_what_will_be_prepared_and_back(service: Harness) -> None:
    olga = await organiser(service)
    await olga.says("/book Wed 14:00-16:00 20 people hollow square general meeting")
    card = olga.text

    await olga.presses("📋 What we prepare")

    lines = olga.text.splitlines()
    assert lines[:2] == ["📋 What we prepare for you", "📅 Wed 25 Nov 2026, 14:00–16:00 (2 h)"]
    assert next(line for line in lines if "🕐" in line).startswith("🕐 By 13:00: Open and air the room")
    assert "Set the teacups × 21" in olga.text
    assert "🔁 Tea round: 5 times, the first at 14:20" in lines
    assert (await olga.presses("‹ Back")).text == card


async def test_what_is_asked_for_is_what_is_prepared(service: Harness) -> None:
    olga = await organiser(service)
    await olga.says("/book Wed 14:00-16:00 20 people classroom training")
    await olga.presses("📋 What we prepare")

    assert "Set the teacups" not in olga.text
    assert "Side table with cups and water" in olga.text
    assert "Check the side table: 5 times" in olga.text


async def test_it_is_told_in_chinese(service: Harness) -> None:
    olga = await organiser(service, "zh")
    await olga.says("/book 周三下午2点到4点 20人 回字式 普通会议")
    await olga.presses("📋 我们会准备什么")

    assert olga.text.startswith("📋 我们将为您准备\n📅 2026年11月25日 周三 14:00–16:00")
    assert "摆茶杯 × 21" in olga.text


async def test_at_short_notice_what_is_late_is_promised_for_now(service: Harness) -> None:
    olga = await organiser(service)
    await olga.says("/book today 10:30-11:30 10 people general meeting")
    await olga.presses("📋 What we prepare")

    assert "🕐 By 10:00: Open and air the room" in olga.text
    assert "🕐 By 09:" not in olga.text
