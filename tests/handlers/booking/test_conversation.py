"""A meeting is booked with six taps or in one line; nothing is guessed, and whatever stands in the way has a way on."""

from __future__ import annotations

import pytest
from sqlmodel import select

from meetbot.drafts.models import Draft
from meetbot.people.roles import Role
from tests.factories import at
from tests.handlers.booking.conftest import Organiser, bookings, drafts, organiser, restarted
from tests.harness import Harness

LINE = "tomorrow 14:00-16:00 20 people general meeting hollow square in the Boardroom"


async def test_six_taps_book_a_meeting(service: Harness, olga: Organiser) -> None:
    await olga.says("/book")

    await olga.presses("Tue 24 Nov", "14:00", "2 h · until 16:00", "20", "General meeting", "✅ Confirm")

    booked = bookings(service)
    assert [(each.starts_at, each.ends_at, each.heads, each.meeting_type) for each in booked] == [
        (at("2026-11-24 14:00"), at("2026-11-24 16:00"), 20, "general")
    ]
    assert olga.card().text == (
        "✅ Confirmed · booking 1\n"
        "📅 Tue 24 Nov 2026, 14:00–16:00 (2 h)\n"
        "📍 Room 301, 3rd floor\n"
        "🪑 Hollow square: 21 places for 20 people\n"
        "🏷 General meeting\n"
        "🍵 Tea · 📝 Paper and pens\n"
        "✨ You can still tell me: the banner's words, flags, audio pieces, breaks, anything else.\n"
        "🧰 Preparation 0/13 ▱▱▱▱▱▱▱▱ · nobody has taken it yet"
    )


async def test_what_was_chosen_stays_in_sight(olga: Organiser) -> None:
    await olga.says("/book")

    await olga.presses("Tue 24 Nov", "14:00", "1 h · until 15:00", "20")

    assert olga.text == (
        "New booking\n"
        "📅 Tue 24 Nov 2026, 14:00–15:00 (1 h)\n"
        "👥 20 people\n"
        "\n"
        "What kind of meeting is it? Layout and service follow from it; you can change both."
    )
    assert olga.buttons == [
        "Leadership meeting", "Party branch meeting", "Training", "General meeting", "‹ Back", "✖ Cancel",
    ]  # fmt: skip


async def test_a_whole_line_needs_one_tap(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    assert olga.text == (
        "Your booking, to be confirmed\n"
        "📅 Tue 24 Nov 2026, 14:00–16:00 (2 h)\n"
        "📍 Boardroom, 5th floor\n"
        "🪑 Hollow square: 21 places for 20 people (the room holds 40)\n"
        "🏷 General meeting\n"
        "🍵 Tea · 📝 Paper and pens\n"
        "🧰 Set-up from 13:40, clearing until 16:15"
    )
    await olga.presses("✅ Confirm")
    assert len(bookings(service)) == 1


async def test_a_chinese_line_is_booked_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")

    await li.says("/book 明天下午2点到4点 20人 回字式 班子会议")

    assert li.text == (
        "请确认您的预订\n"
        "📅 2026年11月24日 周二 14:00–16:00（2小时）\n"
        "📍 一楼 贵宾接待室\n"
        "🪑 回字式：21 座，20 人（最多可坐 28 人）\n"
        "🏷 班子会议\n"
        "🍵 茶水 · 📝 纸笔 · 📛 席位卡 · 💐 鲜花 · 🏛 主席台 · 🔊 音响 · 🎤 话筒\n"
        "🧰 13:20 开始布置，16:15 清场完毕"
    )
    await li.presses("✅ 确认预订")
    assert li.text.startswith("✅ 已确认 · 预订 1")


async def test_only_what_was_not_said_is_asked(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 general meeting with unicorns")

    assert olga.text == (
        "New booking\n"
        "📅 Tue 24 Nov 2026, 14:00–16:00 (2 h)\n"
        "🏷 General meeting\n"
        "❔ Not understood: “unicorns”\n"
        "\n"
        "How many people? You can also write the number."
    )
    await olga.says("12")
    assert olga.text.startswith("Your booking, to be confirmed")


async def test_words_that_say_nothing_become_the_title_with_one_tap(service: Harness, olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 20 people general meeting Budget review")

    assert "❔ Not understood: “Budget review”" in olga.text
    assert "✏️ Title: “Budget review”" in olga.buttons
    await olga.presses("✏️ Title: “Budget review”")
    assert "✏️ Budget review" in olga.text
    assert "Not understood" not in olga.text
    assert "✏️ Title: “Budget review”" not in olga.buttons
    await olga.presses("✅ Confirm")
    assert [each.title for each in bookings(service)] == ["Budget review"]


async def test_the_leftover_is_a_title_on_the_question_too(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")

    await li.says("/book 明天下午2点到4点 回字式 年度预算")
    assert "❔ 没有看懂：“年度预算”" in li.text
    await li.presses("✏️ 用作标题：“年度预算”")

    assert "✏️ 年度预算" in li.text
    assert "没有看懂" not in li.text
    assert li.text.splitlines()[-1].startswith("多少人？")  # the question stays


async def test_a_title_keeps_the_end_of_its_word(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")

    await li.says("/book 明天下午3点到4点 8人 普通会议 设备采购汇报会")
    await li.presses("✏️ 用作标题：“设备采购汇报会”")

    assert "✏️ 设备采购汇报会" in li.text
    assert "没有看懂" not in li.text


async def test_a_line_about_another_moment_does_not_repeat_like_the_one_before(service: Harness) -> None:
    """A series on Wednesdays was begun and left; what is written then is about one Tuesday."""
    li = await organiser(service, "李", language="zh")
    await li.says("每周三上午9点到10点 8次 12人")

    await li.says("明天下午3点到4点 8人")

    assert [line for line in li.text.splitlines() if line.startswith(("📅", "🔁", "👥"))] == [
        "📅 2026年11月24日 周二 15:00–16:00（1小时）",
        "👥 8人",
    ]


async def test_what_must_be_asked_back_is_offered_as_no_title(olga: Organiser) -> None:
    await olga.says("/book Friday or Monday 14:00-15:00 12 people")

    assert "❔ Not understood: “Friday or Monday”" in olga.text
    assert not [label for label in olga.buttons if label.startswith("✏️ Title")]


async def test_a_change_takes_the_leftover_as_its_title(service: Harness, olga: Organiser) -> None:
    await olga.books("tomorrow 14:00-16:00 20 people general meeting")
    await olga.forges("bk.edit:1:whole")
    await olga.says("15:00-17:00 Budget review")

    await olga.presses("✏️ Title: “Budget review”", "✅ Save the change")

    assert [(each.title, each.starts_at) for each in bookings(service)] == [("Budget review", at("2026-11-24 15:00"))]


async def test_every_question_takes_words(olga: Organiser) -> None:
    await olga.says("/book")

    for answer in ("3 Dec", "9:30", "until 11:00", "twelve people", "training"):
        await olga.says(answer)

    assert olga.text.splitlines()[:2] == [
        "Your booking, to be confirmed",
        "📅 Thu 3 Dec 2026, 09:30–11:00 (1 h 30 min)",
    ]


async def test_chinese_words_answer_too(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.says("/book")

    for answer in ("周五", "下午两点半", "到4点", "二十人", "党支部会议"):
        await li.says(answer)

    assert li.text.splitlines()[:2] == ["请确认您的预订", "📅 2026年11月27日 周五 14:30–16:00（1小时30分钟）"]


async def test_words_are_answered_below_and_the_old_card_goes(olga: Organiser) -> None:
    before = len((await olga.says("/book")).text) and len(olga.user.received)

    await olga.says("tomorrow")

    assert len(olga.user.received) == before
    assert olga.text.startswith("New booking\n📅 Tue 24 Nov 2026\n")


async def test_back_leads_to_the_question_before(olga: Organiser) -> None:
    await olga.says("/book")
    await olga.presses("Tue 24 Nov", "14:00", "2 h · until 16:00", "20", "General meeting")

    questions = [(await olga.presses("‹ Back")).text.splitlines()[-1].split("?")[0] for _ in range(5)]

    assert questions == ["What kind of meeting is it", "How many people", "How long", "From when", "Which day"]
    assert olga.buttons[-1] == "✖ Cancel"


async def test_going_back_keeps_what_else_was_said(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("🕑 Start", "15:00")

    assert olga.text.splitlines()[:3] == [
        "Your booking, to be confirmed",
        "📅 Tue 24 Nov 2026, 15:00–17:00 (2 h)",
        "📍 Boardroom, 5th floor",
    ]


async def test_another_day_keeps_the_time(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("📅 Day", "Fri 27 Nov")

    assert olga.text.splitlines()[1] == "📅 Fri 27 Nov 2026, 14:00–16:00 (2 h)"


@pytest.mark.parametrize("taps", range(6))
async def test_cancel_is_there_at_every_step(service: Harness, olga: Organiser, taps: int) -> None:
    await olga.says("/book")
    await olga.presses(*("Tue 24 Nov", "14:00", "2 h · until 16:00", "20", "General meeting")[:taps])

    await olga.presses("✖ Cancel")

    assert olga.text == "Nothing was booked. /book begins a new booking, /my shows yours."
    assert drafts(service) == []
    assert bookings(service) == []


async def test_days_on_which_the_house_is_closed_are_not_offered(olga: Organiser) -> None:
    await olga.says("/book")

    assert olga.buttons == [
        "Today, Mon 23 Nov", "Tue 24 Nov", "Wed 25 Nov", "Thu 26 Nov", "Fri 27 Nov", "Sat 28 Nov", "Mon 30 Nov",
        "Tue 1 Dec", "Later dates ›", "✖ Cancel",
    ]  # fmt: skip
    await olga.presses("Later dates ›")
    assert olga.buttons[:3] == ["Wed 2 Dec", "Thu 3 Dec", "Fri 4 Dec"]
    await olga.presses("‹ Earlier dates", "Wed 25 Nov")
    assert "Wed 25 Nov 2026" in olga.text


async def test_of_today_only_what_is_to_come_is_offered(service: Harness, olga: Organiser) -> None:
    await service.advance(minutes=7)
    await olga.says("/book")

    await olga.presses("Today")

    assert olga.buttons[:4] == ["10:15", "10:30", "11:00", "11:30"]


async def test_other_lengths_are_one_page_on(olga: Organiser) -> None:
    await olga.says("/book tomorrow 9:00")

    await olga.presses("Other lengths ›", "8 h · until 17:00")

    assert olga.text.splitlines()[1] == "📅 Tue 24 Nov 2026, 09:00–17:00 (8 h)"


async def test_party_branches_have_two_layouts(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 12 people party branch meeting")

    await olga.presses("🪑 Layout")

    assert [label.split(" · ")[0] for label in olga.buttons] == ["● Hollow square", "Oval", "‹ Back", "✖ Cancel"]


async def test_a_layout_that_the_type_does_not_have_is_refused_with_those_it_has(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 12 people party branch meeting classroom")

    assert (
        "⚠️ For this kind of meeting the standard has other layouts: Hollow square, Oval. Choose one of them."
        in olga.text
    )
    await olga.presses("🪑 Oval")
    assert "🪑 Oval: 13 places for 12 people" in olga.text


async def test_needs_are_switches(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("🍵 Needs", "💧 Bottled water", "🍎 Fruit", "📝 Paper", "🎛 Equipment", "📽 Projector")
    await olga.presses("‹ Back", "‹ Back", "✅ Confirm")

    assert {name: value for name, value in bookings(service)[0].needs.items() if value} == {
        "drink": "water", "fruit": True, "equipment": ["projector"],
    }  # fmt: skip


async def test_the_type_brings_its_own_needs_and_a_choice_survives_everything_but_another_type(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 12 people party branch meeting")
    await olga.presses("🍵 Needs", "🍎 Fruit", "‹ Back", "👥 People", "16")
    assert "🍵 Tea · 🍎 Fruit · 📝 Paper and pens · 🔊 Sound system · 🎤 Microphones" in olga.text

    await olga.presses("🏷 Type", "General meeting")

    assert "🍵 Tea · 📝 Paper and pens\n" in olga.text


async def test_words_on_the_whole_card_are_its_title(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.says("Budget <2027> & more 🎉")
    await olga.presses("✅ Confirm")

    assert bookings(service)[0].title == "Budget <2027> & more 🎉"
    assert "✏️ Budget <2027> & more 🎉" in olga.card().text


async def test_marks_that_turn_the_writing_around_do_not_get_into_a_title(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("✏️ Title")
    await olga.says("\u202eevil\u202c\nplan")
    await olga.presses("✅ Confirm")

    assert bookings(service)[0].title == "evil plan"


async def test_a_title_of_thousands_of_characters_is_refused_and_asked_for_again(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("✏️ Title")

    await olga.says("x" * 3000)

    assert olga.text.splitlines()[1] == (
        "⚠️ The title has 3000 characters; at most 200 fit on signs and in calendars. Send a shorter one."
    )
    await olga.says("Short")
    assert "✏️ Short" in olga.text


@pytest.mark.parametrize(
    ("step", "words", "answer"),
    [
        ([], "hello there", "⚠️ I could not read “hello there”. Press a button or write it another way."),
        ([], "yesterday", "⚠️ Sun 22 Nov 2026, 23:45 is over. Choose a time that is still to come."),
        ([], "3 Dec 2028", "⚠️ Rooms can be booked until Tue 23 Nov 2027. Choose an earlier day."),
        (["Today"], "9:00", "⚠️ Mon 23 Nov 2026, 09:00 is over. Choose a time that is still to come."),
        (["Tue 24 Nov"], "9:10", "⚠️ Meetings begin and end in steps of 15 minutes; the nearest is 09:15."),
        (["Tue 24 Nov"], "99:99", "⚠️ I could not read “99:99”. Press a button or write it another way."),
        (["Tue 24 Nov", "14:00"], "100 years", "⚠️ I could not read “100 years”. Press a button or write it another way."),
        (["Tue 24 Nov", "14:00"], "90 h", "⚠️ A meeting can last 72 h at the longest. Book a longer event as several meetings."),
        (["Tue 24 Nov", "14:00", "1 h · until 15:00"], "0", "⚠️ Give the number of people, from 1 to 20000."),
        (["Tue 24 Nov", "14:00", "1 h · until 15:00"], "-5", "⚠️ I could not read “-5”. Press a button or write it another way."),
        (["Tue 24 Nov", "14:00", "1 h · until 15:00"], "999999999", "⚠️ Give the number of people, from 1 to 20000."),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_and_asked_again(
    olga: Organiser, step: list[str], words: str, answer: str
) -> None:
    await olga.says("/book")
    await olga.presses(*step)
    question = olga.text.splitlines()[-1]

    await olga.says(words)

    assert olga.text.splitlines()[1] == answer
    assert olga.text.splitlines()[-1] == question


async def test_an_end_before_the_start_is_refused(olga: Organiser) -> None:
    await olga.says("/book tomorrow 16:00-14:00 20 people")

    assert olga.text.splitlines()[:2] == [
        "New booking",
        "⚠️ The end (Tue 24 Nov 2026, 14:00) has to be after the start (Tue 24 Nov 2026, 16:00).",
    ]


async def test_ten_thousand_people_do_not_fit_anywhere(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 10000 people general meeting")

    assert olga.text.splitlines()[-1] == (
        "⚠️ No room holds 10000 people in the layout “Hollow square”: the largest that has what you need holds 80."
    )
    assert olga.buttons[0] == "Fewer people"


async def test_where_another_layout_holds_them_it_is_offered(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 150 people general meeting")

    await olga.presses("🪑 Classroom instead")

    assert "🪑 Classroom: 160 places for 150 people" in olga.text


async def test_a_sticker_is_no_answer(olga: Organiser) -> None:
    await olga.says("/book")

    olga.user.sends_sticker()
    await olga.service.settle()

    assert olga.text.splitlines()[1] == "⚠️ I can only read words here. Press a button or write your answer."


async def test_what_a_room_lacks_can_be_done_without(olga: Organiser) -> None:
    await olga.says("/book tomorrow 14:00-16:00 20 people training in the boardroom")
    assert "⚠️ Boardroom: The room does not have: whiteboard. Choose another room, or do without." in olga.text

    await olga.presses("Without 🖊 Whiteboard")

    assert olga.text.startswith("Your booking, to be confirmed\n")


async def test_a_closed_building_is_asked_about_once_more(service: Harness, olga: Organiser) -> None:
    await olga.says("/book 29 Nov 14:00-16:00 20 people general meeting")
    assert olga.text.splitlines()[-1] == (
        "⚠️ The building is closed all day on Sun 29 Nov 2026. Choose another day, or book it all the same."
    )
    assert olga.buttons[:3] == ["Book it all the same", "Another time", "Another day"]

    await olga.presses("Book it all the same")
    assert olga.text.splitlines()[-1] == "🌙 Outside the opening hours, as you wished"
    await olga.presses("✅ Confirm")

    assert len(bookings(service)) == 1


async def test_consent_to_a_closed_building_holds_for_that_time_only(olga: Organiser) -> None:
    await olga.says("/book 29 Nov 14:00-16:00 20 people general meeting")

    await olga.presses("Book it all the same")
    await olga.says("22:00-23:00")

    assert "⚠️ The building is closed all day" in olga.text


async def test_the_one_who_comes_second_gets_ways_on_and_keeps_the_draft(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await olga.says(f"/book {LINE} title: Secret")
    await pete.says(f"/book {LINE} title: Secret")

    olga.user.presses("✅ Confirm")
    pete.user.presses("✅ Confirm")
    await service.settle()

    assert len(bookings(service)) == 1
    second = next(each for each in (olga, pete) if not each.text.startswith("✅ Confirmed"))
    assert second.text.splitlines()[-1] == (
        "⚠️ Boardroom: The room is taken Tue 24 Nov 2026, 13:40–16:15, set-up and clearing included. Choose another time or room."
    )
    assert second.buttons[:6] == [
        "🕑 Tue 24 Nov 16:30–18:30", "🕑 Tue 24 Nov 11:15–13:15", "🕑 Tue 24 Nov 17:30–19:30",
        "📍 Room 301 at that time", "📍 Reception Room at that time", "📍 Party Members' Activity Room at that time",
    ]  # fmt: skip
    await second.presses("📍 Reception Room at that time", "✅ Confirm")
    assert len(bookings(service)) == 2


async def test_a_free_time_of_the_same_room_is_one_tap_away(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await olga.books(f"{LINE} title: Secret")
    await pete.says(f"/book {LINE}")
    assert "Secret" not in pete.text

    await pete.presses("🕑", "✅ Confirm")

    first, second = bookings(service)
    assert first.room_id == second.room_id
    assert second.reserved_from >= first.reserved_until or second.reserved_until <= first.reserved_from


async def test_when_every_room_is_taken_the_nearest_times_are_offered(service: Harness, olga: Organiser) -> None:
    await olga.books("tomorrow 14:00-16:00 100 people general meeting classroom")

    await olga.says("/book tomorrow 15:00-17:00 100 people general meeting classroom")

    assert (
        olga.text.splitlines()[-1]
        == "⚠️ Every room that fits is taken Tue 24 Nov 2026, 15:00–17:00. Choose another time."
    )
    assert "Riverside Hall" in olga.buttons[0]
    await olga.presses(olga.buttons[0], "✅ Confirm")
    assert len(bookings(service)) == 2


async def test_pressed_twice_it_is_one_booking(service: Harness, olga: Organiser) -> None:
    card = await olga.says(f"/book {LINE}")

    olga.user.presses("✅ Confirm", card)
    olga.user.presses("✅ Confirm", card)
    await service.settle()

    assert len(bookings(service)) == 1
    assert len([each for each in olga.user.received if each.photo]) == 1
    assert len([each for each in olga.user.received if each.document]) == 1


@pytest.mark.parametrize("words", ["/book", f"/book {LINE}"])
async def test_what_was_chosen_stays_when_the_beginning_is_handled_again_after_a_crash(
    service: Harness, olga: Organiser, words: str
) -> None:
    olga.user.says(words)
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    await olga.presses(olga.buttons[1])
    chosen, card = olga.text, olga.user.last

    await service.service.application.process_update(begun[-1])
    await service.settle()

    assert olga.text == chosen
    olga.user.presses("✖ Cancel", card if words == "/book" else olga.user.last)
    await service.settle()
    assert drafts(service) == []


async def test_one_that_was_left_half_made_offers_to_start_over_also_when_the_command_is_handled_again_after_a_crash(
    service: Harness, olga: Organiser
) -> None:
    await olga.says("/book")
    await olga.presses("Tue 24 Nov")
    olga.user.says("/book")
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    shown = (olga.text, olga.buttons)
    assert "↺ Start over" in olga.buttons

    await service.service.application.process_update(begun[-1])
    await service.settle()

    assert (olga.text, olga.buttons) == shown


async def test_a_beginning_that_was_shown_twice_because_of_a_crash_leaves_one_card_when_the_first_is_pressed(
    service: Harness, olga: Organiser
) -> None:
    olga.user.says("/book")
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    first = olga.user.last
    with service.database.writing() as session:  # it was sent; that it was, died with the process
        for each in session.exec(select(Draft)):
            each.message_id = None
            session.add(each)
    await service.service.application.process_update(begun[-1])
    second = olga.user.last
    assert second.message_id > first.message_id

    olga.user.presses("Tue 24 Nov", first)
    await service.settle()

    assert [each.message_id for each in olga.user.received][-1] == first.message_id
    assert "From when?" in olga.text


async def test_what_was_chosen_after_starting_over_stays_when_the_command_is_handled_again_after_a_crash(
    service: Harness, olga: Organiser
) -> None:
    await olga.says(f"/book {LINE}")
    olga.user.says("/book")
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    await olga.presses("↺ Start over")
    await olga.presses(olga.buttons[1])
    chosen = olga.text

    await service.service.application.process_update(begun[-1])
    await service.settle()

    assert olga.text == chosen


async def test_a_change_goes_on_when_its_beginning_is_handled_again_after_a_crash(
    service: Harness, olga: Organiser
) -> None:
    await olga.books(LINE)
    olga.user.presses("✏️ Change")
    begun = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    await olga.says("tomorrow 9:00-10:00")
    card = olga.user.last

    await service.service.application.process_update(begun[-1])
    olga.user.presses("✅ Save the change", card)
    await service.settle()

    (booking,) = bookings(service)
    assert booking.starts_at == at("2026-11-24 09:00")


async def test_an_answer_that_was_lost_on_its_way_is_sent_after_all(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    service.chat.fault("sendDocument", "server_error")

    await olga.presses("✅ Confirm")

    assert len(bookings(service)) == 1
    assert [each.file_name for each in olga.user.received if each.document] == ["meeting-1.ics"]
    assert drafts(service) == []


async def test_plan_and_calendar_file_come_above_the_live_card_which_is_the_last_message(olga: Organiser) -> None:
    await olga.books(LINE)

    plan, file, card = olga.user.received[-3:]
    assert len([each for each in olga.user.received if each.text.startswith("✅ Confirmed")]) == 1
    assert card.text.startswith("✅ Confirmed · booking 1")
    assert plan.photo
    assert plan.text == (
        "🗺 Hollow square in Boardroom, 5th floor\n"
        "📅 Tue 24 Nov 2026, 14:00–16:00\n"
        "21 places for 20 people. Drawn to scale; the bar below the plan is in metres."
    )
    assert file.text == (
        "📆 For your calendar: Tue 24 Nov 2026, 14:00–16:00\n"
        "Open the file to add it. Better: subscribe once with /calendar, and changes follow by themselves."
    )
    assert file.document
    assert b"METHOD:PUBLISH" in file.document


async def test_a_stale_button_changes_nothing_and_shows_how_it_stands(olga: Organiser) -> None:
    first = await olga.says("/book")
    await olga.presses("Tue 24 Nov")

    olga.user.presses("Fri 27 Nov", first)
    await olga.service.settle()

    assert olga.user.alerts == ["That button was out of date. This is how it stands now."]
    assert olga.text.splitlines()[1] == "📅 Tue 24 Nov 2026"


async def test_a_button_of_a_draft_that_is_gone_says_so(olga: Organiser) -> None:
    card = await olga.says("/book")
    await olga.presses("✖ Cancel")

    olga.user.presses("Tue 24 Nov", card)
    await olga.service.settle()

    assert olga.user.alerts == ["This card is closed. Send /book to begin again, /my for your bookings."]


async def test_somebody_elses_draft_is_not_theirs_to_press(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    card = await olga.says(f"/book {LINE}")

    await pete.forges(card.button("✅ Confirm")["callback_data"])
    await pete.forges(card.button("✖ Cancel")["callback_data"])

    assert bookings(service) == []
    assert pete.user.alerts == ["This card is closed. Send /book to begin again, /my for your bookings."] * 2
    await olga.presses("✅ Confirm")
    await pete.forges(card.button("✅ Confirm")["callback_data"])
    assert "Boardroom" not in pete.text


@pytest.mark.parametrize(
    "code",
    [
        "bk.day:{draft}:{version}:20261399", "bk.day:{draft}:{version}:x", "bk.at:{draft}:{version}:99999999999999999",
        "bk.at:{draft}:{version}:-5", "bk.len:{draft}:{version}:-60", "bk.len:{draft}:{version}:999999999999",
        "bk.heads:{draft}:{version}:-1", "bk.type:{draft}:{version}:party", "bk.room:{draft}:{version}:lobby",
        "bk.layout:{draft}:{version}:pile", "bk.need:{draft}:{version}:gold", "bk.go:{draft}:{version}:nowhere",
        "bk.page:{draft}:{version}:day:-7", "bk.page:{draft}:{version}:start:3", "bk.go:{draft}:{version}:equipment",
        "bk.slot:{draft}:{version}:5:cellar", "bk.edit:77:whole", "bk.show:77", "bk.plan:77", "bk.ics:77",
        "bk.cancel:77", "bk.cancel2:77", "bk.rm:cellar", "bk.view:boardroom:pile", "bk.feed:theirs", "bk.off:theirs",
        "bk.my:-4", "bk.past:99999999999", "bk.rooms:9999999999", "bk.fine:77", "bk.here:lobby", "bk.new:1:1",
    ],
)  # fmt: skip
async def test_forged_buttons_do_no_harm(service: Harness, olga: Organiser, code: str) -> None:
    await olga.says("/book")
    draft = drafts(service)[0]

    await olga.forges(code.format(draft=draft.id, version=draft.version))

    assert bookings(service) == []
    assert not any("Something went wrong" in message.text for message in olga.user.received)
    assert not any("Something went wrong" in alert for alert in olga.user.alerts)


async def test_a_booking_begun_is_taken_up_again(olga: Organiser) -> None:
    await olga.says("/book")
    await olga.presses("Tue 24 Nov")

    await olga.says("/book")

    assert olga.text.splitlines()[1] == "You had begun this one; go on, or start over."
    await olga.presses("↺ Start over")
    assert olga.text.splitlines()[-1].startswith("Which day?")


async def test_a_sentence_that_asks_for_a_room_begins_a_booking(olga: Organiser) -> None:
    await olga.says("tomorrow 14:00-16:00 20 people")

    assert olga.text.splitlines()[:3] == ["New booking", "📅 Tue 24 Nov 2026, 14:00–16:00 (2 h)", "👥 20 people"]


async def test_a_sentence_about_something_else_does_not(service: Harness, olga: Organiser) -> None:
    await olga.says("tomorrow is a nice day")

    assert drafts(service) == []


async def test_attendants_do_not_book(service: Harness) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)

    await alan.says("/book tomorrow 14:00-16:00 20 people")
    await alan.says("tomorrow 14:00-16:00 20 people")

    assert drafts(service) == []


async def test_a_meeting_may_go_past_midnight_and_over_days(service: Harness, olga: Organiser) -> None:
    await olga.says("/book 3 Dec 20:00 to 5 Dec 10:00 20 people general meeting")

    assert olga.text.splitlines()[1] == "📅 Thu 3 Dec 2026, 20:00–Sat 5 Dec 2026, 10:00 (38 h)"
    await olga.presses("Book it all the same", "✅ Confirm")
    assert bookings(service)[0].ends_at == at("2026-12-05 10:00")


async def test_a_restart_in_the_middle_loses_nothing(service: Harness, olga: Organiser) -> None:
    await olga.says("/book")
    await olga.presses("Tue 24 Nov", "14:00", "2 h · until 16:00", "20")

    async with restarted(service):
        await olga.presses("General meeting")
        assert olga.text.startswith("Your booking, to be confirmed\n📅 Tue 24 Nov 2026, 14:00–16:00 (2 h)")


async def test_a_time_that_the_clocks_skip_is_refused_with_the_next(berlin: Harness) -> None:
    olga = await organiser(berlin)

    await olga.says("/book 28 March 2027 02:30 for 2 hours 20 people general meeting")

    assert olga.text.splitlines()[1] == (
        "⚠️ The clocks skip 02:30 on that day. The next time that exists is Sun 28 Mar 2027, 03:00."
    )
    await olga.presses("🕑 Sun 28 Mar 2027, 03:00")
    assert olga.text.splitlines()[1] == "📅 Sun 28 Mar 2027, 03:00–05:00 (2 h)"


async def test_a_time_that_comes_twice_is_asked_back(berlin: Harness) -> None:
    olga = await organiser(berlin)

    await olga.says("/book 31 October 2027 02:30 for 1 hour 20 people general meeting")

    assert olga.buttons[:2] == ["The first · 02:30 (UTC+02:00)", "The second · 02:30 (UTC+01:00)"]
    await olga.presses("The second")
    await olga.presses("✅ Confirm")
    assert bookings(berlin)[0].starts_at.isoformat() == "2027-10-31T01:30:00+00:00"
