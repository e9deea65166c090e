"""What one tap cannot say: reasons, problems, photos, counts. The next plain message answers, whatever it is."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta

import pytest

from meetbot.checklists import service as checklists
from meetbot.checklists.view import Entry
from meetbot.defects import service as defects
from meetbot.defects.views import DefectView
from meetbot.localchat.people import Message
from tests.handlers.floor.conftest import Floor


@pytest.fixture
async def booked(floor: Floor) -> int:
    """A booking with Alan's list open in details, an hour before it."""
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await floor.until("2026-11-24 13:00")
    await floor.open(floor.alan)
    await floor.press(floor.alan, "🔍 Details")
    return found


def entry(floor: Floor, booking_id: int, key: str) -> Entry:
    return floor.service.look(lambda session: checklists.checklist(session, booking_id, floor.now).entry(key))


def defect(floor: Floor, number: int = 1) -> DefectView:
    return floor.service.look(lambda session: defects.view(session, number))


def picture() -> bytes:
    """One white dot as a PNG."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\xff\xff")
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


async def detail(floor: Floor, label: str = "teacups") -> Message:
    return await floor.press(floor.alan, label)


async def test_an_item_in_full(floor: Floor, booked: int):
    shown = await detail(floor, "Set the tables")

    assert shown.text == (
        "Set the tables\nBoardroom · 14:00–16:00\n\n⬜ still to do · due 13:10\n\n"
        "As on the plan, serving the meeting's subject. Tables aligned, none wobbles, aisles and doors free.\n"
        + shown.text.splitlines()[-1]
    )
    assert shown.text.splitlines()[-1].startswith("P3: ")
    assert shown.rows == [
        ["✅ Done"],
        ["⏭ Skip", "⚠️ Problem", "📷 Photo"],
        ["💡 Propose a change"],
        ["‹ Back to the list", "📖 Clause", "🧹 Cleaners"],
    ]


async def test_an_item_in_full_in_chinese(floor: Floor, booked: int):
    await floor.open(floor.bea, "第一会议室")
    await floor.press(floor.bea, "🔍 详情")
    shown = await floor.press(floor.bea, "摆台型")

    assert shown.text.startswith("摆台型\n第一会议室 · 14:00–16:00\n\n⬜ 未完成 · 应于 13:10 前完成\n\n")
    assert shown.rows == [
        ["✅ 完成"],
        ["⏭ 跳过", "⚠️ 有问题", "📷 照片"],
        ["💡 建议修改"],
        ["‹ 返回清单", "📖 条款", "🧹 呼叫保洁"],
    ]


async def test_an_open_item_is_not_overwritten_when_somebody_else_ticks(floor: Floor, booked: int):
    shown = await detail(floor)

    floor.do(lambda session, by: checklists.tick(session, booked, "room.tables", by, floor.now), floor.bea)
    await floor.service.settle()

    assert floor.alan.message(shown.message_id) == shown


async def test_done_from_its_page_leads_back_to_the_list(floor: Floor, booked: int):
    await detail(floor)

    back = await floor.press(floor.alan, "✅ Done")
    again = await detail(floor)

    assert "✅ 13:20 Set the teacups × 21" in back.buttons
    assert "✅ done\nAlan, 13:00\n" in again.text
    assert again.rows[0] == ["↩️ Open again"]


async def test_skipped_for_a_usual_reason_shows_it_in_each_readers_language(floor: Floor, booked: int):
    await detail(floor)
    asked = await floor.press(floor.alan, "⏭ Skip")
    back = await floor.press(floor.alan, "Nothing in stock", asked)
    await floor.open(floor.bea, "第一会议室")
    await floor.press(floor.bea, "🔍 详情")
    seen = await floor.press(floor.bea, "摆茶杯")

    assert asked.text == "Why is “Set the teacups × 21” skipped?\nChoose a reason, or type your own."
    assert "⏭ 13:20 Set the teacups × 21" in back.buttons
    assert "⏭ 已跳过\nAlan，13:00：“没有库存”" in seen.text


async def test_skipped_for_a_reason_in_ones_own_words(floor: Floor, booked: int):
    await detail(floor)
    asked = await floor.press(floor.alan, "⏭ Skip")
    floor.alan.says("They bring <b>their</b> own {cups}")
    await floor.service.settle()

    list_again = floor.alan.message(asked.message_id)
    assert list_again is not None
    assert "⏭ 13:20 Set the teacups × 21" in list_again.buttons
    shown = await detail(floor)
    assert "Alan, 13:00: “They bring <b>their</b> own {cups}”" in shown.text


async def test_a_sticker_is_no_reason(floor: Floor, booked: int):
    await detail(floor)
    await floor.press(floor.alan, "⏭ Skip")
    floor.alan.sends_sticker()
    await floor.service.settle()

    assert floor.alan.last.text == "I wait for the reason in words. Why is it skipped?"
    assert not entry(floor, booked, "place.cups").state.is_done


async def test_a_question_is_forgotten_when_one_goes_back(floor: Floor, booked: int):
    await detail(floor)
    await floor.press(floor.alan, "⏭ Skip")
    await floor.press(floor.alan, "‹ Back to the list")
    floor.alan.says("hello")
    await floor.service.settle()

    assert floor.alan.last.text.startswith("I did not expect a message just now.")
    assert not entry(floor, booked, "place.cups").state.is_done


async def test_a_message_half_an_hour_later_is_no_answer(floor: Floor, booked: int):
    await detail(floor)
    await floor.press(floor.alan, "⏭ Skip")
    floor.service.clock.advance(timedelta(minutes=31))
    floor.alan.says("hello")
    await floor.service.settle()

    assert [message.text for message in floor.alan.received if message.text.startswith("I did not expect")] != []
    assert not entry(floor, booked, "place.cups").state.is_done


async def test_a_problem_opens_a_defect_at_once_and_takes_words_and_photos(floor: Floor, booked: int):
    await detail(floor)
    asked = await floor.press(floor.alan, "⚠️ Problem")
    floor.alan.says("Three are chipped")
    floor.alan.sends_photo(picture(), "this one")
    await floor.service.settle()
    back = await floor.press(floor.alan, "‹ Back to the list")

    found = defect(floor)
    assert asked.text == (
        "⚠️ Defect 1: Set the teacups × 21\nThe office and maintenance are told at once.\n\n"
        "Send words or a photo to describe it, or go on."
    )
    assert (found.defect.words, found.defect.item_key, found.defect.thing, len(found.photos)) == (
        "Three are chipped\nthis one", "place.cups", "cups", 1,
    )  # fmt: skip
    assert "⚠️ 13:20 Set the teacups × 21" in back.buttons


async def test_a_problem_pressed_twice_is_one_defect(floor: Floor, booked: int):
    shown = await detail(floor)
    for _ in range(2):
        floor.alan.presses("⚠️ Problem", shown)
    await floor.service.settle()

    assert [each.id for each in floor.service.look(defects.open_defects)] == [1]


async def test_a_sticker_describes_no_defect(floor: Floor, booked: int):
    await detail(floor)
    await floor.press(floor.alan, "⚠️ Problem")
    floor.alan.sends_sticker()
    await floor.service.settle()

    assert floor.alan.last.text == "Words and photos I can add to defect 1; this I cannot."


async def test_a_photo_shows_that_it_is_done(floor: Floor, booked: int):
    await detail(floor)
    await floor.press(floor.alan, "📷 Photo")
    floor.alan.says("here")
    await floor.service.settle()
    asked_again = floor.alan.last.text
    floor.alan.sends_photo(picture())
    await floor.service.settle()

    found = entry(floor, booked, "place.cups")
    assert asked_again == "I wait for a photo. Please send one."
    assert found.tick is not None
    assert (found.state, found.tick.file_id) == ("ticked", 1)


async def test_a_photo_does_not_jump_the_order(floor: Floor, booked: int):
    await floor.press(floor.alan, "^Before")
    await detail(floor, "unit on")
    await floor.press(floor.alan, "📷 Photo")
    floor.alan.sends_photo(picture())
    await floor.service.settle()

    assert floor.alan.last.text == "Not yet. First comes: Air conditioning: mains on."
