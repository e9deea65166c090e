"""The chat page in a real browser, with a small bot behind it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Desk, Open
from tests.localchat.pictures import png


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def write(person: Locator, text: str) -> None:
    field = person.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")


def newest(person: Locator) -> Locator:
    return person.locator(".message").last


def test_people_stand_side_by_side_and_write_to_the_bot(page: Page) -> None:
    write(column(page, "Olga"), "hello <b>there</b>")

    expect(newest(column(page, "Olga"))).to_contain_text("read: hello <b>there</b>")
    expect(page.locator(".who h2")).to_have_text(["Olga", "王小兰", "Ada"])
    expect(page.locator(".who p")).to_have_text(["Organiser · English", "Attendant · 中文", "Admin · English"])
    expect(column(page, "Ada").locator(".message")).to_have_count(0)


def test_formatted_text_is_shown_and_what_people_wrote_stays_text(page: Page) -> None:
    write(column(page, "Olga"), "/card")

    card = newest(column(page, "Olga"))
    expect(card.locator("b")).to_have_text(["Room 301"])
    expect(card).to_contain_text("<b>not bold</b>")
    card.get_by_role("button", name="Hidden text").click()
    expect(card.locator(".spoiler.open")).to_have_text("surprise")
    card.get_by_role("button", name="Show all").click()
    expect(card.locator("blockquote.folded")).to_have_count(0)
    card.get_by_role("button", name="/help").click()
    expect(newest(column(page, "Olga"))).to_contain_text("read: /help")


def test_a_press_edits_the_card_and_says_so(page: Page) -> None:
    write(column(page, "Olga"), "/card")
    column(page, "Olga").get_by_role("button", name="Confirm").click()

    expect(column(page, "Olga").locator(".toast")).to_have_text("Booked")
    expect(newest(column(page, "Olga"))).to_contain_text("Booking 17")
    expect(newest(column(page, "Olga"))).to_contain_text("edited")


def test_an_alert_has_to_be_acknowledged(page: Page) -> None:
    write(column(page, "Olga"), "/card")
    column(page, "Olga").get_by_role("button", name="Refuse").click()

    alert = page.get_by_role("alertdialog")
    expect(alert).to_contain_text("Taken from 14:00 to 16:00")
    expect(alert.get_by_role("button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(alert).to_be_hidden()
    expect(column(page, "Olga").get_by_role("button", name="Refuse")).to_be_focused()


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    page.keyboard.press("Alt+1")
    page.keyboard.type("/c")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    confirm = column(page, "Olga").get_by_role("button", name="Confirm")
    expect(confirm).to_be_visible()
    expect(column(page, "Olga").get_by_role("textbox")).to_be_focused()

    confirm.focus()
    page.keyboard.press("Enter")

    expect(newest(column(page, "Olga"))).to_contain_text("Booking 17")
    expect(confirm).to_be_focused()


def test_the_menu_offers_each_persons_commands_in_their_language(page: Page) -> None:
    column(page, "王小兰").get_by_role("button", name="Commands").click()

    expect(page.get_by_role("option")).to_have_text(["/card卡片"])


def test_pictures_can_be_enlarged_and_documents_downloaded(page: Page) -> None:
    write(column(page, "Ada"), "/plan")
    column(page, "Ada").get_by_role("button", name="Enlarge the picture: Plan of room 301").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    with page.expect_download() as download:
        column(page, "Ada").get_by_role("link", name="booking-17.ics").click()

    assert download.value.suggested_filename == "booking-17.ics"
    assert Path(download.value.path()).read_bytes() == b"BEGIN:VCALENDAR"


def test_a_picture_is_sent_with_its_caption(page: Page, desk: Desk) -> None:
    olga = column(page, "Olga")
    olga.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    expect(olga.locator(".context")).to_contain_text("a.png")
    write(olga, "a scratch")

    expect(newest(olga)).to_contain_text("read: a scratch")
    assert desk.chat.user(1).messages[0].photo == png()


def test_what_the_bot_writes_unseen_is_counted(page: Page, desk: Desk) -> None:
    page.keyboard.press("Alt+1")
    desk.chat.user(3).says("from another window")

    expect(column(page, "Ada").locator(".unread")).to_have_text("1")
    expect(page).to_have_title("(1) Meetbot")
    column(page, "Ada").get_by_role("textbox").focus()
    expect(column(page, "Ada").locator(".unread")).to_have_count(0)
    expect(page).to_have_title("Meetbot")


def test_what_is_taken_back_unseen_is_not_counted(page: Page, desk: Desk) -> None:
    page.keyboard.press("Alt+1")
    desk.chat.user(3).says("from another window")
    expect(column(page, "Ada").locator(".unread")).to_have_text("1")

    desk.chat.user(3).deletes(desk.chat.user(3).last)

    expect(column(page, "Ada").locator(".unread")).to_have_count(0)


def test_an_own_message_can_be_changed_and_a_bots_answered(page: Page) -> None:
    olga = column(page, "Olga")
    write(olga, "wrong")
    expect(newest(olga)).to_contain_text("read: wrong")
    olga.locator(".own").hover()
    olga.get_by_role("button", name="Edit").click()
    write(olga, "right")

    expect(olga.locator(".own")).to_contain_text("right")
    expect(newest(olga)).to_contain_text("read: right")
    newest(olga).hover()
    newest(olga).get_by_role("button", name="Reply").click()
    write(olga, "indeed")
    expect(olga.locator(".own .quoted")).to_have_text("read: right")


def test_a_stranger_is_added_and_an_invitation_opened_as_somebody(page: Page) -> None:
    page.get_by_role("button", name="Add a stranger").click()
    page.get_by_label("Name").fill("Nina")
    page.get_by_label("Name").press("Enter")
    column(page, "Nina").get_by_role("button", name="Start").click()
    column(page, "Nina").get_by_role("link").click()
    page.get_by_role("button", name="Ada").click()

    expect(newest(column(page, "Ada"))).to_contain_text("Welcome ['invited']")
    expect(column(page, "Nina")).to_contain_text("Welcome []")


def test_the_clock_shows_the_houses_time_and_jumps_to_what_is_due(page: Page) -> None:
    expect(page.locator("#clock")).to_contain_text("13:40")

    page.get_by_role("button", name="Next due").click()

    expect(page.locator("#clock")).to_contain_text("14:00")
    expect(page.get_by_text("Jumped to Mon 23 Nov 14:00")).to_be_visible()
    page.get_by_role("radio", name="600×").click()
    expect(page.get_by_role("radio", name="600×")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#clock")).not_to_contain_text("14:00")


def test_the_page_speaks_chinese_where_the_browser_does_and_can_be_told(open_page: Open) -> None:
    page = open_page(locale="zh-CN")
    expect(page.get_by_role("button", name="添加陌生人")).to_be_visible()

    page.get_by_role("radio", name="EN").click()
    page.reload()

    expect(page.get_by_role("button", name="Add a stranger")).to_be_visible()


def test_on_a_phone_there_is_one_person_at_a_time_under_tabs(open_page: Open) -> None:
    page = open_page(390, 844, has_touch=True, is_mobile=True)
    expect(page.locator(".person:visible")).to_have_count(1)

    page.get_by_role("tab", name="王小兰").click()
    write(page.get_by_role("tabpanel", name="王小兰"), "你好")

    expect(newest(page.get_by_role("tabpanel", name="王小兰"))).to_contain_text("read: 你好")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_windows_show_the_same_and_a_reload_loses_nothing(open_page: Open) -> None:
    one, other = open_page(), open_page()
    write(column(one, "Olga"), "/card")
    expect(newest(column(other, "Olga"))).to_contain_text("Room 301")

    one.reload()

    expect(newest(column(one, "Olga"))).to_contain_text("Room 301")


def test_the_page_comes_back_by_itself(page: Page, desk: Desk) -> None:
    page.get_by_text("The bot is away").wait_for(state="hidden")
    desk.chat.end_streams()
    page.get_by_text("The bot is away").wait_for(state="visible")
    desk.chat.user(1).says("meanwhile")

    expect(newest(column(page, "Olga"))).to_contain_text("read: meanwhile")
    page.get_by_text("The bot is away").wait_for(state="hidden")
