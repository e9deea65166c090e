"""The set place is seen from the clause that asks for it, in the reader's language, with what good looks like."""

from __future__ import annotations

from tests.handlers.standard.conftest import House


async def opened(house: House, clause: str) -> None:
    await house.says(house.bea, f"/standard {clause}")
    await house.presses(house.bea, next(label for label in house.bea.last.buttons if label.startswith(f"{clause} ")))


async def test_a_clause_of_one_type_has_one_drawing_with_its_quality(house: House) -> None:
    await opened(house, "T1.5")

    await house.presses(house.bea, "📐 图示")

    shown = house.bea.last
    assert shown.photo
    assert shown.text.startswith("🍵 T1.5 · 班子会议\n• 摆茶杯：左手托盘、右手摆放；")


async def test_a_clause_of_all_types_has_a_drawing_for_each(house: House) -> None:
    await opened(house, "P6")
    drawings = [label for label in house.bea.last.buttons if label.startswith("📐")]
    assert drawings == ["📐 班子会议", "📐 党支部会议", "📐 培训", "📐 普通会议"]

    await house.presses(house.bea, "📐 培训")

    assert "1—1.5厘米" in house.bea.last.text


async def test_a_clause_that_no_drawing_shows_has_no_button_and_a_forged_one_finds_nothing(house: House) -> None:
    await opened(house, "B1")
    assert not any(label.startswith("📐") for label in house.bea.last.buttons)

    before = house.bea.last
    house.bea.forges("pa.place:1:training:B1", before)
    await house.service.settle()

    assert house.bea.last == before
