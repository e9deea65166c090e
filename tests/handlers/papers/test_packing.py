"""The papers card and the packing list in chat."""

from __future__ import annotations

from tests.handlers.floor.conftest import Floor


async def test_the_organiser_reaches_the_packing_list_from_the_booking_and_goes_back(floor: Floor) -> None:
    floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "14:00")
    papers = await floor.press(floor.olga, "Papers")
    assert papers.text.startswith("📄 Papers · booking 1")
    listed = await floor.press(floor.olga, "Packing list")
    assert "Furniture: Tables × 12, Chairs × 21, Spare chairs × 3" in listed.text
    assert "Teacups × 21, Saucers × 21" in listed.text
    assert "Changeover: nothing stands in the room from an earlier meeting." in listed.text
    await floor.press(floor.olga, "Papers")
    back = await floor.press(floor.olga, "‹ Booking")
    assert "booking 1" in back.text
    assert any("Cancel booking" in label for label in back.buttons)


async def test_an_attendant_reads_what_is_carried_since_the_meeting_before(floor: Floor) -> None:
    floor.book("2026-11-23 14:00", "2026-11-23 15:00")
    floor.book("2026-11-23 16:00", "2026-11-23 17:00", layout="oval", heads=12)
    await floor.sheet(floor.bea)
    await floor.press(floor.bea, "16:00")
    await floor.press(floor.bea, "会务资料")
    listed = await floor.press(floor.bea, "备品单")
    assert "换场（上一场 2026年11月23日 周一 15:15 清场）：" in listed.text
    assert "⬅️ 撤出：会议桌 × 12、椅子 × 8" in listed.text
    assert "➡️ 搬入：弧形桌 × " in listed.text
    await floor.press(floor.bea, "会务资料")
    assert "返回清单" in "".join(floor.bea.last.buttons)


async def test_the_list_follows_the_booking(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.alan.forges(f"pa.pack:{booking_id}", await floor.sheet(floor.alan))
    await floor.service.settle()
    shown = next(each for each in floor.alan.received if "Packing list" in each.text)
    from meetbot.booking.service import change

    floor.do(lambda session, by: change(session, booking_id, by, floor.now, floor.site, heads=10))
    await floor.service.advance(minutes=1)
    fresh = floor.alan.message(shown.message_id)
    assert fresh is not None
    assert "Chairs × 21" in shown.text
    assert "Chairs × 21" not in fresh.text


async def test_nobody_else_sees_the_papers_of_a_meeting(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00", by=floor.sun)
    floor.olga.says("/my")
    await floor.service.settle()
    for verb in ("pa.card", "pa.pack"):
        floor.olga.forges(f"{verb}:{booking_id}", floor.olga.last)
        await floor.service.settle()
        assert floor.olga.alerts[-1].startswith("I cannot find that any more.")
