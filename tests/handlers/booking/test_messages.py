"""Organisers hear what others did to their bookings, and are asked again what they need."""

from __future__ import annotations

import pytest

from meetbot.booking.service import cancel, hand_over
from meetbot.people.roles import Role
from meetbot.people.service import member
from tests.handlers.booking.conftest import Organiser, bookings, organiser
from tests.harness import Harness

LINE = "27 Nov 14:00-16:00 20 people general meeting hollow square in the Boardroom title: Budget"


async def test_the_day_before_the_organiser_is_asked_what_else_is_needed(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)

    await service.advance(days=3, hours=4)

    assert olga.text == (
        "🙋 Your meeting is coming up · booking 1\n"
        "✏️ Budget\n"
        "📅 Fri 27 Nov 2026, 14:00–16:00 (2 h)\n"
        "📍 Boardroom, 5th floor\n"
        "🪑 Hollow square: 21 places for 20 people\n"
        "🏷 General meeting\n"
        "🍵 Tea · 📝 Paper and pens\n"
        "\n"
        "Do you need projection or anything else special? What I know by Fri 27 Nov 2026, 13:00 is prepared in good time."
    )
    await olga.presses("✅ Nothing more needed")
    assert olga.text.splitlines()[-1].startswith("✅ Thank you: nothing more is needed.")


async def test_projection_after_all_is_one_tap_away(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    await service.advance(days=3, hours=4)

    await olga.presses("⬜ 📽 Projection")

    assert bookings(service)[0].needs["equipment"] == ["projector", "screen"]


async def test_whoever_gets_a_booking_handed_over_sees_its_card(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    ada = await organiser(service, "Ada", Role.ADMIN)
    await olga.books(LINE)

    with service.database.writing() as session:
        by, old, new = (member(session, each.user.id) for each in (ada, olga, pete))
        assert by
        assert old
        assert new
        hand_over(session, old.id, new.id, by, service.clock.now())
    await service.settle()

    assert pete.user.last.text.splitlines()[-9:][0].startswith(("📬 Ada passed this booking on to you:", "✅"))
    assert "✏️ Change" in pete.buttons


@pytest.mark.parametrize(
    ("language", "head", "first", "rest", "way"),
    [
        ("en", "📬 Ada passed 10 bookings on to you", "📅 Tue 24 Nov 14:00–15:00 · Boardroom · Talk", "…and 2 more",
         "🗓 My bookings"),
        ("zh", "📬 Ada把 10 个预订转给了您", "📅 11月24日 周二 14:00–15:00 · 第一会议室 · Talk", "……还有 2 个", "🗓 我的预订"),
    ],
)  # fmt: skip
async def test_who_gets_many_bookings_at_once_is_told_once(
    service: Harness, olga: Organiser, language: str, head: str, first: str, rest: str, way: str
) -> None:
    heir = await organiser(service, "李", language=language)
    ada = await organiser(service, "Ada", Role.ADMIN)
    await olga.says("/book every Tuesday 14:00-15:00 9 times 20 people general meeting in the Boardroom title: Talk")
    await olga.presses("✅ Confirm all")
    await olga.books(LINE)
    before = len(heir.user.received)

    with service.database.writing() as session:
        by, old, new = (member(session, each.user.id) for each in (ada, olga, heir))
        assert by
        assert old
        assert new
        hand_over(session, old.id, new.id, by, service.clock.now())
    await service.settle()

    [told] = heir.user.received[before:]
    assert (told.text.splitlines()[0], told.text.splitlines()[1], told.text.splitlines()[-1]) == (head, first, rest)
    assert told.buttons == [way]
    await heir.presses(way)
    assert "Talk" in heir.text


async def test_a_cancellation_by_somebody_else_is_told(service: Harness, olga: Organiser) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await olga.books(LINE)

    with service.database.writing() as session:
        by = member(session, sun.user.id)
        assert by
        cancel(session, 1, by, service.clock.now())
    await service.settle()

    assert olga.text.splitlines()[:3] == [
        "❌ Sun cancelled this booking", "✏️ Budget", "📅 Fri 27 Nov 2026, 14:00–16:00 (2 h)",
    ]  # fmt: skip
    assert olga.last.document
    assert b"METHOD:CANCEL" in olga.last.document
    assert olga.card().text.startswith("❌ Cancelled · booking 1")


async def test_news_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.books("11月27日下午2点到4点 20人 回字式 普通会议 第一会议室")

    await service.advance(days=3, hours=4)

    assert li.text.splitlines()[0] == "🙋 您的会议快到了 · 预订 1"
    assert li.text.splitlines()[-1] == "需要投影或其他特别准备吗？2026年11月27日 周五 13:00之前告诉我，都来得及准备。"
