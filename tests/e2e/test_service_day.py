"""A service day in a real browser with the real bot behind the page: everybody clicks, nobody knows the code."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_page import column, newest, write
from tests.localchat.pictures import png

_MOST_TAPS = 6
# More than a day has of moments at which something falls due.
_MOST_JUMPS = 200
# Whether the page shows every message that the chat has.
_SHOWS_ALL = """async () => {
    const state = await (await fetch("/local/api/state")).json();
    const there = state.people.flatMap((person) => person.messages).length;
    return document.querySelectorAll(".message").length === there;
}"""


def button(person: Locator, label: str | re.Pattern[str]) -> Locator:
    """The newest button that says exactly this (or what the pattern finds)."""
    return person.get_by_role("button", name=label, exact=isinstance(label, str)).last


def jump_until(page: Page, wanted: Locator) -> None:
    """Jump from one due moment to the next until ``wanted`` is there."""
    for _ in range(_MOST_JUMPS):
        if wanted.is_visible():
            return
        with page.expect_response("**/local/api/clock"):
            page.locator("#jump").click()
        page.wait_for_function(_SHOWS_ALL)
    expect(wanted).to_be_visible()


def test_a_service_day(house: str, windows: Open) -> None:
    page = windows(house)
    olga, alan, ada = (column(page, name) for name in ("Olga", "Alan", "Ada"))

    a_stranger_is_let_in(page, ada)
    assert taps_to_book(olga) <= _MOST_TAPS
    the_booking_is_served(page, olga, alan)
    the_end_is_said_and_the_room_inspected(olga, alan)
    a_defect_is_alerted_and_mended(alan, ada)


def a_stranger_is_let_in(page: Page, ada: Locator) -> None:
    page.get_by_role("button", name="Add a stranger").click()
    page.get_by_label("Name").fill("Nina")
    page.get_by_label("Name").press("Enter")
    nina = column(page, "Nina")
    nina.get_by_role("button", name="Start").click()
    button(nina, "🔑 Ask for access").click()
    button(nina, "Nina").click()
    expect(nina).to_contain_text("Which department are you in, Nina?")
    write(nina, "Finance")
    expect(newest(ada)).to_contain_text("Somebody asks for access")

    button(ada, "Organiser").click()

    expect(newest(ada)).to_contain_text("Let in as Organiser by Ada")
    expect(newest(nina)).to_contain_text("Welcome, Nina")
    expect(nina.locator(".who")).to_contain_text("Organiser · English")
    expect(button(nina, "📅 Book a room")).to_be_visible()


def taps_to_book(olga: Locator) -> int:
    write(olga, "/book")
    taps = (
        re.compile("^Today"), "14:00", "2 h · until 16:00", "20", "Leadership meeting", "✅ Confirm",
    )  # fmt: skip
    for label in taps:
        button(olga, label).click()
    expect(olga).to_contain_text("✅ Confirmed · booking 1")
    expect(olga.get_by_role("link", name="meeting-1.ics")).to_be_visible()
    expect(olga.get_by_role("button", name=re.compile("Enlarge the picture"))).to_be_visible()
    return len(taps)


def the_booking_is_served(page: Page, olga: Locator, alan: Locator) -> None:
    button(alan, "✋ Take").click()
    expect(newest(alan)).to_contain_text("👤 Alan")
    expect(olga).to_contain_text("· Alan")
    button(alan, re.compile("⬜ .*Set the tables")).click()
    expect(button(alan, re.compile("✅ .*Set the tables"))).to_be_visible()
    expect(olga).to_contain_text("Preparation 1/")

    jump_until(page, button(alan, "✅ Done"))

    expect(newest(alan)).to_contain_text("🫖 Tea round 1")
    button(alan, "✅ Done").click()
    expect(newest(alan)).to_contain_text(re.compile(r"✅ Done at 14:\d\d by Alan"))


def the_end_is_said_and_the_room_inspected(olga: Locator, alan: Locator) -> None:
    expect(olga).to_contain_text("Running until 16:00")
    button(olga, "⏹ Meeting is over").click()
    button(olga, "⏹ Yes, it is over").click()
    expect(olga).to_contain_text("🏁 Over since 14:")
    expect(newest(alan)).to_contain_text("🔎 Inspection: 0 of")

    button(alan, re.compile("⬜ Nothing left behind")).click()

    expect(button(alan, "✅ Nothing left behind")).to_be_visible()


def a_defect_is_alerted_and_mended(alan: Locator, ada: Locator) -> None:
    button(alan, "⚠️ Problem").click()
    expect(newest(alan)).to_contain_text("⚠️ Defect 1:")
    expect(newest(ada)).to_contain_text("⚠️ Open: defect 1 · Reception Room")
    alan.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    expect(alan.locator(".context")).to_contain_text("a.png")
    write(alan, "It is cracked")
    expect(newest(alan)).to_contain_text("Added to defect 1")
    expect(ada).to_contain_text("It is cracked")
    expect(newest(ada).get_by_role("button", name=re.compile("Enlarge the picture"))).to_be_visible()

    button(ada, "❗ Major").click()
    button(ada, "✋ I take it").click()
    expect(ada).to_contain_text("👤 Yours to mend")
    button(ada, "✅ Mended…").click()
    expect(ada).to_contain_text("What was done?")
    write(ada, "Glued and dry")

    expect(ada).to_contain_text("✅ Mended: defect 1 · Reception Room")
    expect(newest(alan)).to_contain_text("Glued and dry")


def test_a_service_day_in_chinese_on_a_phone(house: str, windows: Open) -> None:
    page = windows(house, 390, 844, "zh-CN", has_touch=True, is_mobile=True)
    for name in ("Olga", "Alan"):
        person = shown(page, name)
        write(person, "/lang")
        button(person, re.compile("中文")).click()
        expect(newest(person)).to_contain_text("中文")

    olga = shown(page, "Olga")
    write(olga, "今天下午2点到4点 20人 回字式 班子会议")
    button(olga, "✅ 确认预订").click()
    expect(olga).to_contain_text("✅ 已确认 · 预订 1")
    alan = shown(page, "Alan")
    button(alan, "✋ 接手").click()
    expect(newest(alan)).to_contain_text("👤 Alan")
    jump_until(page, button(alan, "✅ 完成"))
    button(alan, "✅ 完成").click()
    expect(newest(alan)).to_contain_text(re.compile(r"14:\d\d"))
    expect(button(alan, "↩️ 撤销")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def shown(page: Page, name: str) -> Locator:
    """The person whose tab is opened."""
    page.get_by_role("tab", name=name).click()
    return page.get_by_role("tabpanel", name=name)


def test_a_room_is_booked_taken_and_ticked_by_keyboard_alone(house: str, windows: Open) -> None:
    page = windows(house)
    olga, alan = column(page, "Olga"), column(page, "Alan")
    page.keyboard.press("Alt+1")
    page.keyboard.type("/book")
    page.keyboard.press("Enter")
    for label in ("Tue 24 Nov", "10:00", "1 h · until 11:00", "12", "General meeting", "✅ Confirm"):
        expect(button(olga, label)).to_be_visible()
        reach(page, label)
        page.keyboard.press("Enter")
    expect(olga).to_contain_text("✅ Confirmed · booking 1")

    page.keyboard.press("Alt+2")
    expect(button(alan, "✋ Take")).to_be_visible()
    reach(page, "✋ Take")
    page.keyboard.press("Enter")
    expect(button(alan, re.compile("⬜ .*Set the tables"))).to_be_visible()
    reach(page, "Set the tables")
    page.keyboard.press("Space")

    expect(button(alan, re.compile("✅ .*Set the tables"))).to_be_focused()


def reach(page: Page, label: str) -> None:
    """Go back by Tab from where the focus is, through its column, to the button with this label."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        if label in page.evaluate("document.activeElement.textContent") and page.evaluate(
            "document.activeElement.tagName === 'BUTTON'"
        ):
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")
