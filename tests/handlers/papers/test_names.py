"""Nameplates in chat, from the pasted list to the cards in the room."""

from __future__ import annotations

import pytest

from meetbot.localchat.people import Message, User
from meetbot.standard.needs import Needs
from tests.handlers.floor.conftest import Floor
from tests.handlers.papers.test_settings import asked
from tests.nameplates.test_sheets import sheet
from tests.papers.test_prints import pages

LIST = "1. 王建国，局长\n2. 李红梅 副局长\nWang <b>Xiaoming</b>"


@pytest.fixture
async def meeting(floor: Floor) -> int:
    """A leadership meeting of Olga's, with its papers open."""
    needs = Needs(nameplates=True)
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00", meeting_type="leadership", needs=needs)
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "14:00")
    await floor.press(floor.olga, "Papers")
    return booking_id


async def sends(floor: Floor, who: User, text: str) -> Message:
    who.says(text)
    await floor.service.settle()
    return who.last


async def named(floor: Floor, text: str = LIST) -> Message:
    await floor.press(floor.olga, "Nameplates")
    await floor.press(floor.olga, "Send")
    return await sends(floor, floor.olga, text)


async def test_names_are_checked_twice_printed_and_placed(floor: Floor, meeting: int) -> None:
    empty = await floor.press(floor.olga, "Nameplates")
    assert empty.text == ("📛 Nameplates · booking 1\n\nNo names yet. Send them in order of rank, the first one first.")
    question = await floor.press(floor.olga, "Send the names")
    assert "There are 21 places." in question.text
    listed = await sends(floor, floor.olga, LIST)
    assert listed.text == (
        "📛 Nameplates · booking 1\n3 names for 21 places\n\n"
        "1. 王建国 · 局长\n2. 李红梅 · 副局长\n3. Wang <b>Xiaoming</b>\n\n"
        "⬜ Names checked\n⬜ Seats checked\n⬜ Cards printed: 0/3\n⬜ Cards stand in the room"
    )
    checked = await floor.press(floor.olga, "The names are right", listed)
    assert "✅ Names checked\n⬜ Seats checked" in checked.text
    await floor.press(floor.olga, "Check the seats", checked)
    assert (floor.olga.last.photo or b"").startswith(b"\x89PNG")
    assert "the second on the first one's left hand" in floor.olga.last.text
    await floor.press(floor.olga, "The seats are right")
    seats = floor.olga.last
    assert "✅ Seats checked" in seats.text
    await floor.press(floor.olga, "All cards", seats)
    assert floor.olga.last.file_name == f"nameplates-{meeting}.pdf"
    assert floor.olga.last.text.startswith("📛 3 cards to print\n")
    placed = await floor.press(floor.olga, "cards stand in the room", seats)
    assert placed.text.endswith("✅ Cards printed: 3/3\n✅ Cards stand in the room")


async def test_a_late_change_prints_only_what_changed(floor: Floor, meeting: int) -> None:
    listed = await named(floor)
    await floor.press(floor.olga, "All cards", listed)
    await floor.press(floor.olga, "Send another list")
    changed = await sends(floor, floor.olga, "王建国，局长\n赵敏，副局长\n李红梅 副局长")
    assert "⬜ Cards printed: 2/3" in changed.text
    await floor.press(floor.olga, "1 changed", changed)
    assert floor.olga.last.text.startswith("📛 1 card to print\n")


async def test_a_csv_in_gbk_is_read(floor: Floor, meeting: int) -> None:
    await floor.press(floor.olga, "Nameplates")
    await floor.press(floor.olga, "Send the names")
    floor.olga.sends_document("姓名,职务\n王建国,局长\n李红梅,副局长\n".encode("gbk"), "名单.csv")
    await floor.service.settle()
    assert "1. 王建国 · 局长\n2. 李红梅 · 副局长" in floor.olga.last.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (",", "I find no name in it. Please send the names, one a line."),
        ("\n".join(f"G{n}" for n in range(22)), "These are 22 names, and there is room for 21. Nothing was changed."),
        ("W" * 130, "Line 1 has 130 characters; a card shows at most 120."),
    ],
)
async def test_what_is_no_list_is_refused_and_asked_again(floor: Floor, meeting: int, text: str, answer: str) -> None:
    refused = await named(floor, text)
    assert refused.text.startswith(answer)
    assert "1. 王建国" in (await sends(floor, floor.olga, "王建国")).text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\0\0", "\n".join(f"Guest {n}" for n in range(3000)).encode()])
async def test_a_file_that_is_no_list_changes_nothing(floor: Floor, meeting: int, content: bytes) -> None:
    await named(floor)
    await floor.press(floor.olga, "Send another list")
    floor.olga.sends_document(content or b" ", "names.xlsx")
    await floor.service.settle()
    assert floor.olga.last.text.startswith(("I find no name", "I cannot read this", "These are 3000 names"))
    await asked(floor, floor.olga, f"{meeting}:0", "pa.names")  # type: ignore[arg-type]
    assert any("3 names for 21 places" in each.text for each in floor.olga.received[-3:])


async def test_a_spreadsheet_is_read(floor: Floor, meeting: int) -> None:
    await floor.press(floor.olga, "Nameplates")
    await floor.press(floor.olga, "Send the names")
    floor.olga.sends_document(sheet(("序号", "姓名", "职务"), (1, "王建国", "局长"), (2, "=A1", "副局长")), "名单.xlsx")
    await floor.service.settle()

    assert "1. 王建国 · 局长\n2. =A1 · 副局长" in floor.olga.last.text
    assert "⚠️ A formula, not a name: =A1. Copy the column as values and send the list again." in floor.olga.last.text


async def test_three_thousand_names_in_a_spreadsheet_are_refused_with_the_places(floor: Floor, meeting: int) -> None:
    await floor.press(floor.olga, "Nameplates")
    await floor.press(floor.olga, "Send the names")
    floor.olga.sends_document(sheet(*((f"Guest {n}",) for n in range(3000))), "names.xlsx")
    await floor.service.settle()

    assert floor.olga.last.text.startswith("These are 3000 names, and there is room for 21. Nothing was changed.")


async def card(floor: Floor, who: User) -> str:
    """The line about nameplates on the newest card that has one."""
    lines = [line for each in who.received for line in each.text.splitlines() if line.startswith("📛 ")]
    return lines[-1] if lines else ""


async def test_what_is_missing_is_on_the_booking_card_and_on_the_checklist(floor: Floor, meeting: int) -> None:
    booking = await floor.press(floor.olga, "‹ Booking")
    assert "📛 Nameplates: the names are missing" in booking.text
    floor.bea.forges(f"tk.open:{meeting}", floor.bea.last)
    await floor.service.settle()
    sheet_ = floor.bea.last
    assert "📛 席位卡：还没有名单" in sheet_.text

    await floor.press(floor.olga, "Papers", booking)
    listed = await named(floor)
    await floor.press(floor.olga, "The names are right", listed)
    shown = floor.bea.message(sheet_.message_id) or sheet_
    assert "📛 席位卡：座次还未核对" in shown.text


async def test_the_organiser_is_asked_the_day_before_and_before_the_door_opens(floor: Floor, meeting: int) -> None:
    await floor.until("2026-11-23 13:59")
    assert not any("welcome guests from" in each.text for each in floor.olga.received)
    await floor.until("2026-11-23 14:00")
    asked_ = next(each for each in reversed(floor.olga.received) if "welcome guests from" in each.text)
    assert asked_.text == (
        "Boardroom · Tue 24 Nov 14:00–16:00\nBudget 2027\n📛 Nameplates: the names are missing\n"
        "The attendants welcome guests from 13:45: by then the cards should stand."
    )
    question = await floor.press(floor.olga, "✏️ Send the names", asked_)
    assert "There are 21 places." in question.text
    await sends(floor, floor.olga, LIST)

    await floor.until("2026-11-24 13:30")
    asked_ = next(each for each in reversed(floor.olga.received) if "welcome guests from" in each.text)
    assert "📛 Nameplates: the names are not checked yet" in asked_.text
    assert asked_.rows == [["📛 Open the nameplates"]]


async def test_who_has_set_the_cards_is_not_asked(floor: Floor, meeting: int) -> None:
    listed = await named(floor)
    checked = await floor.press(floor.olga, "The names are right", listed)
    await floor.press(floor.olga, "Check the seats", checked)
    await floor.press(floor.olga, "The seats are right")
    await floor.press(floor.olga, "cards stand in the room")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "14:00")
    await floor.until("2026-11-24 13:50")

    assert not any("welcome guests from" in each.text for each in floor.olga.received)
    assert await card(floor, floor.olga) == "📛 The nameplates stand in the room"


async def test_a_photo_is_no_list(floor: Floor, meeting: int) -> None:
    await floor.press(floor.olga, "Nameplates")
    await floor.press(floor.olga, "Send the names")
    floor.olga.sends_sticker()
    await floor.service.settle()
    assert floor.olga.last.text.startswith("I cannot read this as a list.")


async def test_what_cannot_be_printed_is_named(floor: Floor, meeting: int) -> None:
    listed = await named(floor, "王𠮷🎉\nAnn\nAnn\n" + "W" * 80)
    assert "⚠️ The font lacks 𠮷 🎉: left out on cards and plan." in listed.text
    assert "⚠️ More than once on the list: Ann" in listed.text
    await floor.press(floor.olga, "All cards", listed)
    assert (floor.olga.last.document or b"").startswith(b"%PDF")


async def test_a_long_list_is_turned_page_by_page(floor: Floor, meeting: int) -> None:
    listed = await named(floor, "\n".join(f"Guest {n}" for n in range(1, 21)))
    assert "12. Guest 12" in listed.text
    assert "13. Guest 13" not in listed.text
    turned = await floor.press(floor.olga, "›", listed)
    assert "13. Guest 13" in turned.text


async def test_the_staff_look_and_print_and_the_list_stays_the_organisers(floor: Floor, meeting: int) -> None:
    await named(floor)
    await asked(floor, floor.bea, f"{meeting}:0", "pa.names")  # type: ignore[arg-type]
    shown = next(each for each in reversed(floor.bea.received) if "席位卡" in each.text)
    assert "3 人，21 席" in shown.text
    assert not any("重发" in label or "无误" in label for label in shown.buttons)
    for code in (f"pa.text:{meeting}", f"pa.ask:{meeting}", f"pa.placed:{meeting}", f"pa.right:{meeting}:"):
        floor.bea.forges(code, shown)
        await floor.service.settle()
    assert "⬜ 姓名已核对" in (floor.bea.message(shown.message_id) or shown).text
    await floor.press(floor.bea, "全部席位卡", shown)
    assert floor.bea.last.file_name == f"nameplates-{meeting}.pdf"


async def test_a_stranger_to_the_meeting_sees_no_names(floor: Floor) -> None:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00", by=floor.sun)
    for code in ("pa.names", "pa.ask", "pa.seats", "pa.cards"):
        argument = f"{booking_id}:0" if code in ("pa.names", "pa.cards") else str(booking_id)
        floor.olga.says("/my")
        await floor.service.settle()
        floor.olga.forges(f"{code}:{argument}", floor.olga.last)
        await floor.service.settle()
        assert floor.olga.alerts[-1].startswith("I cannot find that any more.")


async def test_the_drawings_to_print_hold_the_plan_with_names(floor: Floor, meeting: int) -> None:
    await asked(floor, floor.alan, meeting, "pa.draw")
    before = pages(floor.alan.last.document or b"")
    await named(floor)
    await asked(floor, floor.alan, meeting, "pa.draw")
    assert pages(floor.alan.last.document or b"") == before + 1


async def test_a_message_after_the_list_is_no_new_list(floor: Floor, meeting: int) -> None:
    await named(floor)
    thanks = await sends(floor, floor.olga, "Thank you!")
    assert thanks.text.startswith("I did not expect a message just now.")
    await asked(floor, floor.olga, f"{meeting}:0", "pa.names")  # type: ignore[arg-type]
    assert any("3 names for 21 places" in each.text for each in floor.olga.received[-3:])


async def test_the_papers_tell_how_far_the_nameplates_are(floor: Floor, meeting: int) -> None:
    assert floor.with_button(floor.olga, "Nameplates").text.endswith("📛 Nameplates: the names are missing")
    listed = await named(floor)
    back = await floor.press(floor.olga, "‹ Papers", listed)
    assert back.text.endswith("📛 Nameplates: the names are not checked yet")
