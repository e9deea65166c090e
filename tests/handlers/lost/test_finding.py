"""What was left behind goes from the inspection to the organiser, with its photo, and back into their hands."""

from __future__ import annotations

from datetime import timedelta

from meetbot.defects.service import open_defects
from meetbot.localchat.people import Message, User
from meetbot.people import service as people
from meetbot.people.roles import Role
from tests.handlers.floor.conftest import Floor
from tests.localchat.pictures import png

SCARF, LABEL = png(8, 6), png(6, 8)


async def find(floor: Floor, words: str = "A grey scarf", photo: bytes | None = SCARF) -> Message:
    """Alan finds something during the inspection; what he is asked for it."""
    question = await floor.press(floor.alan, "🧳 Found")
    if photo:
        floor.alan.sends_photo(photo, words)
    else:
        floor.alan.says(words)
    await floor.service.settle()
    return question


def about(who: User, words: str) -> list[Message]:
    return [each for each in who.received if words in each.text]


async def test_a_find_at_the_item_reaches_the_organiser_at_once_with_its_photo(floor: Floor, ended: int):
    question = await floor.press(floor.alan, "🧳 Found")
    assert question.text == (
        "🧳 Something was left behind\n"
        "Send a photo with a few words: what it is and where it lay. The organiser gets it at once."
    )
    assert question.rows == [["‹ Back to the list"]]
    floor.alan.sends_photo(SCARF, "A grey <scarf>, seat 12")
    await floor.service.settle()

    assert (floor.olga.last.photo, floor.olga.last.text) == (
        SCARF,
        (
            "🧳 Left behind after your meeting: Boardroom\nA grey <scarf>, seat 12\n📷 1 photo\n🔎 Found by Alan, 15:50\n"
            "📅 14:00–15:50 Budget 2027\n📦 The attendants keep it for you. Fetch it, then press the button."
        ),
    )
    assert floor.olga.last.rows == [["✅ We have it"], ["📷 Photos: 1"]]
    assert floor.service.look(open_defects) == []


async def test_the_finder_sees_whose_it_is_and_goes_on_with_the_inspection(floor: Floor, ended: int):
    question = await find(floor)

    card = floor.alan.received[-2]
    assert card.text == (
        "🧳 Find 1 · Boardroom\nA grey scarf\n📷 1 photo\n🔎 Found by Alan, 15:50\n📅 14:00–15:50 Budget 2027\n"
        "👤 Goes to Olga · Finance"
    )
    assert card.rows == [["🤝 Handed over…"], ["🪑 Where it lay…", "➕ Add", "📷 Photos: 1"]]
    shown = await floor.press(floor.alan, "‹ Back to the list", floor.alan.last)
    assert "⚠️ Nothing left behind" in shown.buttons
    assert "🔎 Inspection: 1 of 17 done." in shown.text
    assert question.message_id not in {card.message_id, shown.message_id}


async def test_one_tap_of_the_organiser_says_that_they_have_it(floor: Floor, ended: int):
    await find(floor)
    card = floor.alan.received[-2]
    await floor.service.advance(minutes=30)
    shown = await floor.press(floor.olga, "✅ We have it")

    assert shown.text == (
        "✅ Handed over: find 1 · Boardroom\nA grey scarf\n📷 1 photo\n🔎 Found by Alan, 15:50\n📅 14:00–15:50 Budget 2027\n"
        "🤝 With Olga · Finance, says Olga (16:20)"
    )
    assert (floor.alan.message(card.message_id) or card).text == shown.text
    await floor.service.advance(days=3)
    assert about(floor.olga, "waiting") == []


async def test_the_staff_hand_it_to_somebody_and_the_organiser_is_told(floor: Floor, ended: int):
    await find(floor)
    card = floor.alan.received[-2]
    asked = await floor.press(floor.alan, "🤝 Handed over", card)
    assert asked.text == "🧳 Find 1 · Boardroom\nWho has it now? Choose, or type a name. The organiser is told."
    assert asked.rows == [["Olga"], ["Finance"], ["The office"], ["‹ Back"]]
    floor.alan.says("Mr. Li's driver")
    await floor.service.settle()

    assert (floor.alan.message(card.message_id) or card).text.endswith("🤝 With Mr. Li's driver, says Alan (15:50)")
    assert floor.olga.last.text == (
        "🤝 Handed over: A grey scarf\n📍 Boardroom\nAlan gave it to Mr. Li's driver, Tue 24 Nov 2026, 15:50.\n"
        "If you do not know about it, please tell the office."
    )


async def test_two_who_say_so_are_told_of_each_other(floor: Floor, ended: int):
    await find(floor)
    card = floor.alan.received[-2]
    hers = floor.olga.last
    asked = await floor.press(floor.alan, "🤝 Handed over", card)
    await floor.press(floor.alan, "The office", asked)
    floor.olga.forges("lf.have:1:", hers)
    await floor.service.settle()

    assert floor.olga.alerts[-1] == "Alan has said already that The office has it (Tue 24 Nov 2026, 15:50)."


async def test_every_working_day_the_organiser_is_reminded_and_after_a_week_the_office(floor: Floor, ended: int):
    ada = floor.service.person("Ada", Role.ADMIN)
    await find(floor)
    for _ in range(10):
        await floor.service.advance(hours=24)

    waits = [each.text.rpartition("\n")[2] for each in about(floor.olga, "waiting for")]
    assert waits == [
        "⏳ It has been waiting for 1 day.", *(f"⏳ It has been waiting for {day} days." for day in (2, 3, 6)),
    ]  # fmt: skip
    assert about(floor.olga, "waiting for")[0].photo == SCARF
    assert [each.text.rpartition("\n")[2] for each in about(ada, "waiting for")] == [
        "⏳ It has been waiting for 7 days."
    ]


async def test_where_it_lay_is_chosen_or_typed_and_seen_by_both(floor: Floor, ended: int):
    await find(floor)
    card = floor.alan.received[-2]
    asked = await floor.press(floor.alan, "🪑 Where it lay", card)
    assert asked.text.endswith("Where did it lie? Choose, or type it: “seat 12”, “row 3 left”.")
    shown = await floor.press(floor.alan, "On a chair", asked)
    assert "🪑 On a chair" in shown.text

    await floor.press(floor.alan, "🪑 Where it lay", shown)
    floor.alan.says("seat 12")
    await floor.service.settle()
    assert "🪑 seat 12" in (floor.alan.message(card.message_id) or card).text
    assert "🪑 seat 12" in floor.olga.last.text


async def test_a_photo_sent_afterwards_follows_by_itself(floor: Floor, ended: int):
    await find(floor, photo=None)
    assert (floor.olga.last.photo, "A grey scarf" in floor.olga.last.text) == (None, True)

    floor.alan.sends_photo(LABEL)
    await floor.service.settle()
    assert (floor.olga.last.photo, floor.olga.last.text) == (
        LABEL, "🧳 Find 1 · Boardroom\n📷 One more photo, from Alan",
    )  # fmt: skip


async def test_an_album_is_one_find(floor: Floor, ended: int):
    await floor.press(floor.alan, "🧳 Found")
    floor.alan.sends_album([SCARF, LABEL], "Scarf and badge")
    await floor.service.settle()

    assert "📷 2 photos" in about(floor.olga, "Left behind after your meeting")[0].text
    assert len(about(floor.alan, "🧳 Find 1")) == 1


async def test_reported_from_anywhere_it_asks_where_and_after_which_meeting(floor: Floor, ended: int):
    clara = floor.service.person("Clara", Role.CLEANER, language="zh")
    await floor.service.advance(minutes=60)
    clara.says("/report")
    await floor.service.settle()
    asked = await floor.press(clara, "🧳 是遗留物品")
    assert asked.text == "🧳 登记遗留物品\n在哪里？"
    meetings = await floor.press(clara, "第一会议室", asked)
    assert (meetings.text, meetings.rows) == (
        "🧳 登记遗留物品\n是哪场会议之后拾到的？会通知该会议的组织人。",
        [["14:00–15:50"], ["不清楚"], ["✖ 取消"]],
    )
    await floor.press(clara, "14:00", meetings)
    clara.sends_photo(SCARF)
    await floor.service.settle()

    assert clara.last.text == (
        "🧳 遗留物品 1 · 第一会议室\n还没有文字说明。\n📷 1 张照片\n🔎 Clara 拾到，16:50\n📅 会议 14:00–15:50\n👤 已告知会议组织人。"
    )
    assert clara.last.rows == [["🪑 拾到位置…", "➕ 补充", "📷 照片：1"]]
    assert floor.olga.last.photo == SCARF


async def test_what_was_said_to_report_is_taken_along_and_without_a_meeting_the_office_learns_of_it(floor: Floor):
    ada = floor.service.person("Ada", Role.ADMIN)
    floor.alan.says("/report A black umbrella")
    await floor.service.settle()
    asked = await floor.press(floor.alan, "🧳 It was left behind")
    assert asked.text == "🧳 Something was left behind\nA black umbrella\nWhere is it?"
    shown = await floor.press(floor.alan, "Somewhere else", asked)

    assert shown.text == (
        "🧳 Find 1 · Somewhere else\nA black umbrella\n🔎 Found by Alan, 10:00\n"
        "👤 Nobody knows yet whose it is; the office is told."
    )
    assert ada.last.text == shown.text
    assert not floor.service.look(open_defects)


async def test_the_list_shows_what_waits_and_what_is_gone(floor: Floor, ended: int):
    await find(floor)
    sheet = await floor.sheet(floor.sun)
    assert ["🧳 To be fetched: 1"] in sheet.rows
    listed = await floor.press(floor.sun, "🧳 To be fetched", sheet)
    listed = floor.sun.last
    assert (listed.text, listed.rows) == (
        "🧳 1 thing waits to be fetched",
        [["🧳 1 Boardroom: A grey scarf"], ["➕ Something was left behind"], ["📦 Handed over"]],
    )  # fmt: skip
    card = await floor.press(floor.sun, "🧳 1 Boardroom", listed)
    assert card.rows[-1] == ["‹ All finds"]
    asked = await floor.press(floor.sun, "🤝 Handed over", card)
    card = await floor.press(floor.sun, "Finance", asked)
    shown = await floor.press(floor.sun, "‹ All finds", card)

    assert shown.text == (
        "🧳 Nothing waits to be fetched\n\nHanded over in the last 7 days\n✅ 1 A grey scarf → Finance, 15:50"
    )
    gone = await floor.press(floor.sun, "📦 Handed over", shown)
    assert (gone.text, gone.rows) == (
        "Handed over in the last year\n✅ 1 A grey scarf → Finance, 15:50", [["‹ All finds"]],
    )  # fmt: skip


async def test_who_has_nothing_to_do_with_it_sees_nothing_of_it(floor: Floor, ended: int):
    other = floor.service.person("Otto", Role.ORGANISER, department="Law")
    max_ = floor.service.person("Max", Role.MAINTENANCE)
    await find(floor)
    for who in (other, max_):
        for code in ("lf.show:1:", "lf.card:1", "lf.pics:1", "lf.have:1:", "lf.add:1:", "lf.spot:1:", "lf.at:1:0:"):
            who.forges(code, who.last)
            await floor.service.settle()
            assert who.alerts[-1] == "I cannot find that any more. Send /start for the current menu."
        assert about(who, "scarf") == []


async def test_a_forged_meeting_is_not_told(floor: Floor, ended: int):
    other = floor.book("2026-11-26 14:00", "2026-11-26 16:00", title="Secret")
    clara = floor.service.person("Clara", Role.CLEANER)
    clara.says("/report")
    await floor.service.settle()
    asked = await floor.press(clara, "🧳 It was left behind")
    draft = asked.keyboard[0][0]["callback_data"].split(":")[1]
    await floor.press(clara, "Boardroom", asked)
    clara.forges(f"lf.of:{draft}:{other}", asked)
    await floor.service.settle()

    assert clara.alerts[-1] == "I cannot find that any more. Send /start for the current menu."


async def test_a_button_of_an_older_list_opens_no_defect(floor: Floor, ended: int):
    floor.alan.forges(f"ck.p:{ended}::after.lost", floor.alan.last)
    await floor.service.settle()

    assert (floor.alan.last.text, floor.alan.last.rows) == (
        "What was left behind is no defect: it goes back to the organiser.", [["🧳 Found something"]],
    )  # fmt: skip
    assert floor.service.look(open_defects) == []


async def test_a_colleague_of_the_department_is_told_when_the_organiser_has_left(floor: Floor, ended: int):
    finn = floor.service.person("Finn", Role.ORGANISER, department="Finance")
    ada = floor.service.person("Ada", Role.ADMIN)
    olga = floor.do(lambda session, by: by.id, floor.olga)
    floor.do(lambda session, by: people.deactivate(session, olga, by, floor.now), ada)
    await find(floor)

    assert "Left behind after your meeting" in finn.last.text
    assert "📅 Meeting 14:00–15:50" in finn.last.text
    shown = await floor.press(finn, "✅ We have it")
    assert shown.text.endswith("🤝 With Finn · Finance, says Finn (15:50)")


async def test_after_an_outage_one_reminder_is_enough(floor: Floor, ended: int):
    await find(floor)
    before = len(about(floor.olga, "waiting for"))
    floor.service.clock.jump(floor.now + timedelta(days=3, minutes=5))
    await floor.service.service.ticker.run(floor.now)
    await floor.service.settle()

    assert [each.text.rpartition("\n")[2] for each in about(floor.olga, "waiting for")[before:]] == [
        "⏳ It has been waiting for 3 days."
    ]
