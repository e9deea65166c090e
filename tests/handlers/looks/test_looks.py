"""How a room should look is set with a photo, seen on the room's page and at the items that set the room; evidence is seen again."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from meetbot.localchat.people import Message, User
from tests.handlers.floor.conftest import Floor
from tests.localchat.pictures import gif, png

SET, ANEW = png(40, 30), png(50, 30)


async def page(floor: Floor, who: User, room: str = "Boardroom") -> Message:
    who.says("/rooms")
    await floor.service.settle()
    return await floor.press(who, room, who.last)


async def set_look(floor: Floor, photo: bytes = SET) -> Message:
    shown = await floor.press(floor.sun, "📸 How it should look", await page(floor, floor.sun))
    await floor.press(floor.sun, "➕ Hollow square", shown)
    floor.sun.sends_photo(photo)
    await floor.service.settle()
    return floor.sun.last


async def item(floor: Floor, booking_id: int, key: str) -> Message:
    floor.alan.says("/tasks")
    await floor.service.settle()
    floor.alan.forges(f"ck.i:{booking_id}::{key}", floor.alan.last)
    await floor.service.settle()
    return floor.alan.last


async def test_the_supervisor_sets_it_with_a_photo(floor: Floor):
    shown = await floor.press(floor.sun, "📸 How it should look", await page(floor, floor.sun))
    assert (shown.text, shown.rows) == (
        "📸 How Boardroom should look\nOne picture for each layout. The attendants see it at the items that set the room.",
        [["➕ Classroom", "➕ Hollow square"], ["➕ Oval"], ["‹ Room"]],
    )
    await floor.press(floor.sun, "➕ Hollow square", shown)
    assert floor.sun.last.text == (
        "📸 As it should look: Boardroom, Hollow square\n"
        "Send a photo of the room, set as it should be and without guests. It takes the place of an earlier one."
    )
    floor.sun.says("like this")
    await floor.service.settle()
    assert floor.sun.last.text == "I wait for a photo. Please send one."
    floor.sun.sends_photo(SET)
    await floor.service.settle()

    assert (floor.sun.last.photo, floor.sun.last.text, floor.sun.last.rows) == (
        SET,
        "📸 As it should look: Boardroom, Hollow square\nSet by Sun, Mon 23 Nov 2026",
        [["✏️ Replace", "🗑 Remove"]],
    )


async def test_everybody_sees_it_on_the_rooms_page_and_nobody_else_changes_it(floor: Floor):
    await set_look(floor)
    shown = await page(floor, floor.olga)
    assert ["📸 Hollow square"] in shown.rows
    await floor.press(floor.olga, "📸 Hollow square", shown)

    assert (floor.olga.last.photo, floor.olga.last.rows) == (SET, [])
    for code in ("lo.room:boardroom", "lo.ask:boardroom:oval", "lo.drop:boardroom:hollow_square"):
        floor.olga.forges(code, floor.olga.last)
        await floor.service.settle()
        assert floor.olga.alerts[-1].startswith("This is not yours to use.")


async def test_the_attendant_sees_it_at_the_items_that_set_the_room(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    assert "📸 As it should look" not in (await item(floor, booked, "room.chairs")).buttons
    await set_look(floor)

    assert "📸 As it should look" not in (await item(floor, booked, "room.open")).buttons
    shown = await item(floor, booked, "room.chairs")
    await floor.press(floor.alan, "📸 As it should look", shown)
    assert (floor.alan.last.photo, floor.alan.last.rows) == (SET, [])
    assert "📸 As it should look" in (floor.alan.message(shown.message_id) or shown).buttons


async def test_in_another_layout_the_room_looks_otherwise(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00", layout="oval", heads=10)
    await set_look(floor)

    assert "📸 As it should look" not in (await item(floor, booked, "room.tables")).buttons


async def test_it_is_replaced_and_removed(floor: Floor):
    shown = await set_look(floor)
    await floor.press(floor.sun, "✏️ Replace", shown)
    floor.sun.sends_photo(ANEW)
    await floor.service.settle()
    assert floor.sun.last.photo == ANEW

    shown = floor.sun.last
    removed = await floor.press(floor.sun, "🗑 Remove", shown)
    assert removed.text == "Removed: nobody is shown this picture any more."
    assert ["📸 Hollow square"] not in (await page(floor, floor.olga)).rows
    floor.olga.forges("lo.show:boardroom:hollow_square", floor.olga.last)
    await floor.service.settle()
    assert floor.olga.alerts[-1] == "I cannot find that any more. Send /start for the current menu."


async def test_what_is_no_picture_is_refused_and_a_file_is_taken_without_its_place(floor: Floor):
    shown = await floor.press(floor.sun, "📸 How it should look", await page(floor, floor.sun))
    await floor.press(floor.sun, "➕ Oval", shown)
    floor.sun.sends_document(gif(), "room.gif", "image/gif")
    await floor.service.settle()
    assert floor.sun.last.text == "I cannot open this as a picture. Please send it as a photo, not as a file."

    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    taken = BytesIO()
    Image.new("RGB", (60, 40), "white").save(taken, "JPEG", exif=exif)
    floor.sun.sends_document(taken.getvalue(), "room.jpg", "image/jpeg")
    await floor.service.settle()
    with Image.open(BytesIO(floor.sun.last.photo or b"")) as kept:
        assert (kept.size, dict(kept.getexif())) == ((60, 40), {})


async def test_the_photo_of_a_tick_is_seen_again(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    await floor.press(floor.alan, "📷 Photo", await item(floor, booked, "room.tables"))
    floor.alan.sends_photo(SET)
    await floor.service.settle()
    listed = await floor.open(floor.bea, "第一会议室")
    assert "✅📷 8:10 摆台型" in [label.replace("08:", "8:") for label in listed.buttons]

    details = await floor.press(floor.bea, "✅📷", listed)
    assert "↩️ 撤销" in details.buttons
    await floor.press(floor.bea, "📷 查看照片", details)
    assert (floor.bea.last.photo, floor.bea.last.text) == (
        SET, "摆台型\n第一会议室 · 11月24日 周二 09:00–10:00\nAlan，10:00，附照片",
    )  # fmt: skip


async def test_no_photo_is_shown_to_those_whom_the_work_does_not_concern(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    await floor.press(floor.alan, "📷 Photo", await item(floor, booked, "room.tables"))
    floor.alan.sends_photo(SET)
    await floor.service.settle()
    floor.olga.forges(f"ck.see:{booked}:room.tables", floor.olga.last)
    await floor.service.settle()

    assert floor.olga.alerts[-1].startswith("This is not yours to use.")


async def test_an_item_leads_to_its_defect_and_its_photos(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    await floor.press(floor.alan, "⚠️ Problem", await item(floor, booked, "room.chairs"))
    floor.alan.sends_photo(SET, "A leg is loose")
    await floor.service.settle()
    await floor.press(floor.alan, "⚠️ Open the defect", await item(floor, booked, "room.chairs"))
    assert "A leg is loose" in floor.alan.last.text
    await floor.press(floor.alan, "📷 Photos: 1", floor.alan.last)

    assert floor.alan.last.photo == SET


async def test_a_report_is_always_in_reach_with_the_room_known(floor: Floor):
    floor.book("2026-11-24 09:00", "2026-11-24 10:00")
    listed = await floor.open(floor.alan)
    await floor.press(floor.alan, "⚠️ Report", listed)
    assert floor.alan.last.text == "⚠️ Boardroom\nWhat is wrong? Send words or a photo, and it is reported."
    floor.alan.says("The lamp flickers")
    await floor.service.settle()
    assert floor.alan.last.text.startswith("⚠️ Open: defect 1 · Boardroom\nThe lamp flickers")

    await floor.press(floor.alan, "⚠️ Report", await floor.sheet(floor.alan))
    assert floor.alan.last.text == "⚠️ Report a defect\nWhere is it?"


async def test_the_organiser_reports_from_the_running_meeting(floor: Floor):
    floor.book("2026-11-23 14:00", "2026-11-23 16:00")
    await floor.until("2026-11-23 14:20")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    await floor.press(floor.olga, "⚠️ Report", floor.olga.last)
    await floor.press(floor.olga, "🧳 It was left behind", floor.olga.last)

    assert "After which meeting?" in floor.olga.last.text


async def test_nobody_reports_at_a_meeting_they_know_nothing_of(floor: Floor):
    booked = floor.book("2026-11-24 09:00", "2026-11-24 10:00", by=floor.sun)
    floor.olga.forges(f"df.at:{booked}", floor.olga.last)
    await floor.service.settle()

    assert floor.olga.alerts[-1] == "I cannot find that any more. Send /start for the current menu."
