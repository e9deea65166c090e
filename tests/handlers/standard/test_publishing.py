"""The office publishes a version from chat: checked, compared, confirmed; bookings are moved over explicitly."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from meetbot.booking.models import Booking
from meetbot.localchat.people import Message
from meetbot.people.roles import Role
from meetbot.standard.models import StandardVersion
from tests.handlers.standard.conftest import House
from tests.standard.samples import SHIPPED_TEXT

FILE = "conference-service@2.yaml"
SECOND = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1)
CUPS = '    due: {anchor: start, minutes: -40}\n    when: drink == "tea" and not side_table\n    quantity'
LATER_CUPS = SECOND.replace(CUPS, CUPS.replace("-40", "-35"))


async def sends(house: House, content: str | bytes, name: str = FILE) -> Message:
    house.ada.sends_document(content.encode() if isinstance(content, str) else content, name)
    await house.service.settle()
    return house.ada.last


async def asked(house: House) -> Message:
    await house.says(house.ada, "/standard")
    return await house.presses(house.ada, "📤 Publish a new version")


def versions(house: House) -> int:
    return house.service.look(lambda session: session.exec(select(func.count()).select_from(StandardVersion)).one())


def version_of(house: House, booking_id: int) -> int:
    found = house.service.look(lambda session: session.get(Booking, booking_id))
    assert found is not None
    return found.standard_id


async def test_a_good_file_is_shown_with_what_it_changes_and_is_in_force_once_confirmed(house: House) -> None:
    old = house.book()
    assert (await asked(house)).text.startswith("📤 Publish a new version\nVersion 1 is in force.")

    shown = await sends(house, LATER_CUPS)
    assert shown.text == (
        "Version 2, to be confirmed\n1 difference:\n✏️ Set the teacups (place.cups): Minutes from the start, break or end -40 → -35\n\n"
        "1 future booking would be served otherwise; it keeps its version unless you move it over.\n"
        "New bookings take the version as soon as you publish it."
    )
    assert versions(house) == 1

    done = await house.presses(house.ada, "✅ Publish", shown)
    assert done.text.startswith("✅ Version 2 is in force\nEvery booking made from now on takes it.")
    assert (version_of(house, old), version_of(house, house.book("2026-11-26 14:00", "2026-11-26 16:00"))) == (1, 2)

    moved = await house.presses(house.ada, "🔁 Move 1 over", done)
    assert moved.text.startswith("1 booking moved over\nTicks stay;")
    assert version_of(house, old) == 2


async def test_a_broken_file_is_refused_with_its_mistakes_and_a_mended_one_taken(house: House) -> None:
    await asked(house)
    broken = SECOND.replace("places + spare_chairs", "places + chairz").replace(
        "after: [lock.lights]", "after: [lock.door]"
    )

    refused = await sends(house, broken)

    lines = broken.splitlines()
    chairs = next(number for number, line in enumerate(lines, 1) if "chairz" in line)
    assert refused.text.startswith("❌ 2 mistakes: nothing was changed")
    assert f"{FILE}\n\n• Line {chairs}: 'quantity': nothing is called 'chairz'" in refused.text
    assert "a circle: lock.air waits for lock.door" in refused.text
    assert versions(house) == 1
    assert (await sends(house, LATER_CUPS)).text.startswith("Version 2, to be confirmed")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x" * 5_000_000, "over 2,000,000 bytes"),
        (b"PK\x03\x04\xff\xfe", "not UTF-8"),
        (b"- just\n- a list", "a mapping of keys"),
        (SHIPPED_TEXT.encode(), "version 1 is in force, and a published version never changes; write 2"),
    ],
)
async def test_whatever_is_no_next_version_is_refused(house: House, content: bytes, says: str) -> None:
    await asked(house)

    assert says in (await sends(house, content)).text
    assert versions(house) == 1


async def test_words_are_no_file_and_a_file_name_is_only_data(house: House) -> None:
    await asked(house)

    assert "as a document" in (await house.says(house.ada, "version: 2")).text
    shown = await sends(house, "x: [", "<b>x.yaml")
    assert "<b>x.yaml\n\n• Line 1: this is not valid YAML" in shown.text


async def test_a_discarded_file_changes_nothing_and_its_button_is_out_of_date(house: House) -> None:
    await asked(house)
    shown = await sends(house, LATER_CUPS)
    code = shown.button("✅ Publish")["callback_data"]

    await house.presses(house.ada, "✖ Discard", shown)
    house.ada.forges(code, shown)
    await house.service.settle()

    assert versions(house) == 1


async def test_a_newer_file_takes_the_place_of_the_one_that_was_shown(house: House) -> None:
    await asked(house)
    first = await sends(house, LATER_CUPS)
    await sends(house, SECOND.replace("Teacups are", "Cups are"))

    house.ada.presses("✅ Publish", first)
    await house.service.settle()

    assert versions(house) == 1


async def test_pressing_publish_twice_publishes_once(house: House) -> None:
    await asked(house)
    shown = await sends(house, LATER_CUPS)
    code = shown.button("✅ Publish")["callback_data"]

    for _ in range(2):
        house.ada.forges(code, shown)
        await house.service.settle()

    assert versions(house) == 2
    again = house.ada.message(shown.message_id)
    assert again is not None
    assert again.text.startswith("✅ Version 2 is in force")


async def test_the_version_in_force_comes_as_the_file_that_was_published(house: House) -> None:
    await asked(house)

    await house.presses(house.ada, "📄 Version in force")

    assert house.ada.last.document == SHIPPED_TEXT.encode()
    assert house.ada.last.file_name == "conference-service@1.yaml"


@pytest.mark.parametrize("code", ["st.pub", "st.get", "st.ok:1:1", "st.no:1:1", "st.move:1"])
async def test_nobody_but_the_office_publishes(house: House, code: str) -> None:
    shown = await house.says(house.sun, "/standard")
    assert "📤 Publish a new version" not in shown.buttons

    house.sun.forges(code, shown)
    await house.service.settle()

    assert house.sun.alerts == ["This is not yours to use. If you think it should be, ask the office for the role."]


async def test_mistakes_and_differences_are_told_in_chinese_to_who_speaks_chinese(house: House) -> None:
    zoe = house.service.person("Zoe", Role.ADMIN, language="zh")
    await house.says(zoe, "/standard")
    await house.presses(zoe, "📤 发布新版本")

    zoe.sends_document(SECOND.replace("phase: prepare", "phase: soon", 1).encode(), FILE)
    await house.service.settle()
    line = next(number for number, text in enumerate(SECOND.splitlines(), 1) if "phase: prepare" in text)
    assert zoe.last.text == (
        f"❌ 有 1 处错误，未作任何更改\n{FILE}\n\n"
        f"• 第 {line} 行：“phase”：只能是：prepare, before, during, break, after\n\n请改正后重新发送文件。"
    )

    zoe.sends_document(LATER_CUPS.encode(), FILE)
    await house.service.settle()
    assert "✏️ 摆茶杯（place.cups）：时间（距开会、休息或散会的分钟数） -40 → -35" in zoe.last.text
