"""Papers to print, from chat: drawings, signs, the day's run sheet."""

from __future__ import annotations

from tests.handlers.floor.conftest import Floor
from tests.handlers.papers.test_settings import asked


async def test_the_organiser_puts_the_title_on_the_signs_and_prints_them(floor: Floor) -> None:
    floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "14:00")
    await floor.press(floor.olga, "Papers")
    shown = await floor.press(floor.olga, "🪧 Signs")
    assert "\nMeeting\nBoardroom, 5th floor · Tue 24 Nov 2026, 14:00–16:00" in shown.text
    agreed = await floor.press(floor.olga, "⬜ Title on the signs")
    assert "\nBudget 2027\n" in agreed.text
    again = await floor.press(floor.olga, "☑️ Title on the signs")
    assert "\nMeeting\n" in again.text
    await floor.press(floor.olga, "Signs as PDF")
    assert floor.olga.last.file_name == "signs-1.pdf"
    assert (floor.olga.last.document or b"").startswith(b"%PDF")


async def test_an_attendant_prints_signs_and_does_not_decide_about_the_title(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await asked(floor, floor.alan, booking_id, "pa.signs")
    shown = next(each for each in floor.alan.received if "🪧 Signs" in each.text)
    assert not any("Title" in label for label in shown.buttons)
    await asked(floor, floor.alan, f"{booking_id}:1", "pa.title")  # type: ignore[arg-type]
    assert floor.alan.alerts
    await asked(floor, floor.alan, booking_id, "pa.signs2")
    assert floor.alan.last.file_name == "signs-1.pdf"


async def test_the_run_sheet_of_the_day_is_for_the_staff(floor: Floor) -> None:
    first = floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    floor.book("2026-11-24 14:00", "2026-11-24 16:00", room="training", meeting_type="training", layout="classroom")
    floor.book("2026-11-25 09:00", "2026-11-25 10:00")
    await asked(floor, floor.bea, first, "pa.day")
    assert floor.bea.last.file_name == "run-sheet-2026-11-24.pdf"
    assert floor.bea.last.text == "🖨 2026年11月24日 周二工作单：2场会议"
    await asked(floor, floor.olga, first, "pa.day")
    assert floor.olga.last.file_name == ""


async def test_plan_and_place_setting_come_as_one_pdf(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await asked(floor, floor.alan, booking_id, "pa.draw")
    assert floor.alan.last.file_name == "drawings-1.pdf"
    assert floor.alan.last.text == "🖨 Drawings to print · Boardroom, 5th floor"
