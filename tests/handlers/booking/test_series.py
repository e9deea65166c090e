"""A series is booked, looked at, changed and cancelled in chat; every clash is shown at once, with its ways on."""

from __future__ import annotations

import pytest

from meetbot.people.roles import Role
from tests.factories import at
from tests.handlers.booking.conftest import Organiser, bookings, drafts, organiser
from tests.harness import Harness

ROOM = "20 people general meeting hollow square in the Boardroom"
LINE = f"tomorrow 14:00-16:00 {ROOM}"


async def books_series(who: Organiser, count: int = 4) -> None:
    """Every Tuesday from tomorrow on."""
    await who.says(f"/book {LINE}")
    await who.presses("🔁 Repeat…", "Every Tuesday", f"{count} times", "✅ Confirm all")


def starts(service: Harness) -> list[str]:
    """When the bookings that stand begin, on the house's clock."""
    zone = service.service.parts.site.zone
    return [f"{each.starts_at.astimezone(zone):%m-%d %H:%M}" for each in bookings(service) if not each.cancelled_at]


def series_card(who: Organiser) -> list[str]:
    return [each for each in who.user.received if each.text.startswith("🔁 Series")][-1].text.splitlines()


@pytest.mark.parametrize(
    ("language", "line", "rule", "confirm"),
    [
        ("en", f"3, 10 and 17 December 10-11 {ROOM}", "🔁 on 3 chosen dates", "✅ Confirm all (3)"),
        ("zh", "12月3日、10日和17日 上午10点到11点 20人 普通会议", "🔁 选定的 3 天", "✅ 确认全部 3 场"),
    ],
)
async def test_dates_in_a_row_are_one_series(
    service: Harness, language: str, line: str, rule: str, confirm: str
) -> None:
    who = await organiser(service, "李", language=language)

    await who.says(f"/book {line}")
    assert rule in who.text
    await who.presses(confirm)

    assert starts(service) == ["12-03 10:00", "12-10 10:00", "12-17 10:00"]


@pytest.mark.parametrize(
    ("language", "line", "rule", "answer", "again"),
    [
        ("en", f"every Tuesday 14:00-16:00 until March {ROOM}", "🔁 every Tuesday, until Wed 31 Mar 2027",
         "January", "🔁 every Tuesday, until Sun 31 Jan 2027"),
        ("zh", "每周二下午2点到4点 到3月 20人 普通会议", "🔁 每周二，到 2027年3月31日 周三",
         "到一月", "🔁 每周二，到 2027年1月31日 周日"),
    ],
)  # fmt: skip
async def test_until_a_month_takes_the_month_in_and_the_card_says_so(
    service: Harness, language: str, line: str, rule: str, answer: str, again: str
) -> None:
    who = await organiser(service, "李", language=language)

    await who.says(f"/book {line}")
    assert who.text.splitlines()[1] == rule
    await who.presses("🔢")
    await who.says(answer)

    assert who.text.splitlines()[1] == again


async def test_a_series_is_booked_with_four_taps_after_a_line(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("🔁 Repeat…", "Every Tuesday", "8 times", "✅ Confirm all (8)")

    assert starts(service)[:3] == ["11-24 14:00", "12-01 14:00", "12-08 14:00"]
    assert len(starts(service)) == 8
    assert olga.text.splitlines() == [
        "🔁 Series 1", "🔁 every Tuesday, until Tue 12 Jan 2027", "📍 Boardroom", "8 dates to come",
        "📅 Tue 24 Nov 14:00–16:00", "📅 Tue 1 Dec 14:00–16:00", "📅 Tue 8 Dec 14:00–16:00", "📅 Tue 15 Dec 14:00–16:00",
        "📅 Tue 22 Dec 14:00–16:00", "📅 Tue 29 Dec 14:00–16:00", "📅 Tue 5 Jan 14:00–16:00", "📅 Tue 12 Jan 14:00–16:00",
    ]  # fmt: skip
    file = [each for each in olga.user.received if each.document][-1]
    assert file.document
    assert file.document.count(b"BEGIN:VEVENT") == 1
    assert b"RRULE:FREQ=WEEKLY" in file.document
    assert drafts(service) == []


async def test_the_confirm_card_says_every_date_with_its_weekday(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")

    await olga.presses("🔁 Repeat…", "Every month on the last Tuesday", "4 times")

    assert olga.text.splitlines() == [
        "Your series, to be confirmed",
        "🔁 every month on the last Tuesday, 4 times",
        "🕑 14:00–16:00 (2 h)",
        "📍 Boardroom, 5th floor",
        "🪑 Hollow square: 21 places for 20 people (the room holds 40)",
        "🏷 General meeting",
        "🍵 Tea · 📝 Paper and pens",
        "",
        "4 dates, Tue 24 Nov 2026 to Tue 23 Feb 2027",
        "✅ Tue 24 Nov 14:00",
        "✅ Tue 29 Dec 14:00",
        "✅ Tue 26 Jan 14:00",
        "✅ Tue 23 Feb 14:00",
    ]


async def test_long_series_are_shown_page_by_page(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…", "Every Tuesday", "20 times")
    assert olga.text.splitlines()[-1] == "✅ Tue 12 Jan 14:00"

    await olga.presses("^›$")

    assert olga.text.splitlines()[-8] == "✅ Tue 19 Jan 14:00"
    await olga.presses("✅ Confirm all (20)")
    assert olga.buttons[8:12] == ["‹", "1/3", "›", "🔎 Search"]
    await olga.presses("^›$")
    assert olga.text.splitlines()[4] == "📅 Tue 19 Jan 14:00–16:00"


async def test_closed_days_are_left_out_or_moved_and_it_is_said(olga: Organiser) -> None:
    await olga.says(f"/book 31 Dec 14:00-16:00 {ROOM}")
    await olga.presses("🔁 Repeat…", "Every day")
    await olga.says("until 4 Jan")

    assert olga.text.splitlines()[-6:] == [
        "3 dates, Thu 31 Dec 2026 to Mon 4 Jan 2027",
        "✅ Thu 31 Dec 14:00",
        "⏭ Fri 1 Jan: left out, the house is closed",
        "✅ Sat 2 Jan 14:00",
        "⏭ Sun 3 Jan: left out, the house is closed",
        "✅ Mon 4 Jan 14:00",
    ]
    await olga.presses("🚪 Closed days", "Hold them all the same")
    assert "5 dates, Thu 31 Dec 2026 to Mon 4 Jan 2027" in olga.text


async def clashing(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await pete.books(f"8 Dec 13:00-15:00 {ROOM} title: Hush")
    await pete.books(f"22 Dec 15:00-17:00 {ROOM} title: Hush")
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…", "Every Tuesday", "6 times")


async def test_all_clashes_are_shown_at_once_and_the_rest_is_one_tap(service: Harness, olga: Organiser) -> None:
    await clashing(service, olga)

    assert olga.text.splitlines()[-8:] == [
        "4 dates, Tue 24 Nov 2026 to Tue 29 Dec 2026",
        "⚠️ 2 dates clash: choose what becomes of each, or book the rest.",
        "✅ Tue 24 Nov 14:00",
        "✅ Tue 1 Dec 14:00",
        "⚠️ Tue 8 Dec 14:00: taken 12:40–15:15",
        "✅ Tue 15 Dec 14:00",
        "⚠️ Tue 22 Dec 14:00: taken 14:45–17:15",
        "✅ Tue 29 Dec 14:00",
    ]
    assert olga.buttons[:3] == ["✅ Book the rest (4)", "⚠️ Tue 8 Dec", "⚠️ Tue 22 Dec"]
    assert "Hush" not in olga.text
    await olga.presses("✅ Book the rest (4)")
    assert starts(service)[2:] == ["11-24 14:00", "12-01 14:00", "12-15 14:00", "12-29 14:00"]


async def test_a_clashing_date_goes_to_another_room_or_another_time(service: Harness, olga: Organiser) -> None:
    await clashing(service, olga)

    await olga.presses("⚠️ Tue 8 Dec", "📍 Room 301 at that time", "⚠️ Tue 22 Dec", "🕑 Tue 22 Dec 12:30–14:30")

    assert "🔀 Tue 8 Dec 14:00 · Room 301" in olga.text
    assert "🔀 Tue 22 Dec 12:30 instead of Tue 22 Dec" in olga.text
    await olga.presses("✅ Confirm all (6)")
    assert starts(service)[2:] == [
        "11-24 14:00", "12-01 14:00", "12-08 14:00", "12-15 14:00", "12-22 12:30", "12-29 14:00",
    ]  # fmt: skip


async def test_a_date_outside_the_opening_hours_can_be_held_all_the_same(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book Friday 18:00-19:00 {ROOM}")
    await olga.presses("🔁 Repeat…", "Every day")
    await olga.says("3 times")
    assert "⚠️ Sat 28 Nov 18:00: On Sat 28 Nov 2026 the building is open 09:00–17:00 only." in olga.text

    await olga.presses("⚠️ Sat 28 Nov", "Book it all the same", "✅ Confirm all (3)")

    assert starts(service) == ["11-27 18:00", "11-28 18:00", "11-30 18:00"]


async def test_a_clash_that_came_up_meanwhile_books_nothing_and_is_shown(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…", "Every Tuesday", "4 times")
    card = olga.last
    pete = await organiser(service, "Pete")
    await pete.books(f"8 Dec 13:00-15:00 {ROOM}")

    olga.user.presses("✅ Confirm all (4)", card)
    await service.settle()

    shown = olga.user.message(card.message_id)
    assert shown is not None
    assert "⚠️ 1 date clashes since just now. Nothing was booked or changed" in shown.text
    assert len(bookings(service)) == 1
    assert shown.buttons[0] == "✅ Book the rest (3)"


async def test_confirmed_twice_it_is_one_series(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    card = await olga.presses("🔁 Repeat…", "Every Tuesday", "4 times")

    olga.user.presses("✅ Confirm all", card)
    olga.user.presses("✅ Confirm all", card)
    await service.settle()

    assert len(bookings(service)) == 4


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("300 times", "⚠️ That would be 300 dates; a series has at most 200"),
        ("until 1 Dec 2030", "⚠️ Rooms can be booked until Mon 22 Nov 2027. The last date before that is Tue 16 Nov 2027: 51 dates."),
        ("whenever", "⚠️ I could not read “whenever”."),
    ],
)  # fmt: skip
async def test_an_end_that_cannot_be_is_refused_with_a_way_on(olga: Organiser, words: str, answer: str) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…", "Every Tuesday")

    await olga.says(words)

    assert answer in olga.text
    assert [label for label in olga.buttons if label.startswith(("Until", "The first", "8 times"))]


async def test_my_bookings_have_a_series_as_one_entry_that_unfolds(olga: Organiser) -> None:
    await books_series(olga)
    await olga.books(f"25 Nov 9:00-10:00 {ROOM}")

    await olga.says("/my")

    assert olga.text.splitlines() == [
        "Your bookings · 5 to come",
        "Tue 24 Nov 2026",
        "🔁 14:00–16:00 Boardroom · General meeting · 4 dates",
        "Wed 25 Nov 2026",
        "09:00–10:00 Boardroom · General meeting",
    ]
    await olga.presses("🔁 Tue 24 Nov 14:00 · Boardroom")
    assert olga.text.startswith("🔁 Series 1\n")
    await olga.presses("Tue 8 Dec ›")
    assert "🔁 Date 3 of 4 · every Tuesday" in olga.text


async def test_one_date_is_cancelled_with_two_taps_on_its_card(service: Harness, olga: Organiser) -> None:
    await books_series(olga)
    await olga.forges("bk.show:2")

    await olga.presses("✖ Cancel booking")
    assert olga.text.splitlines()[0] == "Cancel which dates?"
    assert olga.buttons == [
        "✖ Only this date", "✖ This and the following (3)", "✖ All to come (4)", "‹ Keep it",
    ]  # fmt: skip
    await olga.presses("✖ Only this date")

    assert starts(service) == ["11-24 14:00", "12-08 14:00", "12-15 14:00"]
    assert "3 dates to come" in series_card(olga)
    assert b"METHOD:CANCEL" in (olga.last.document or b"")


async def test_a_cancelled_series_leaves_the_calendar(service: Harness, olga: Organiser) -> None:
    await books_series(olga)

    await olga.presses("✖ Cancel all to come", "✖ All to come (4)")

    assert starts(service) == []
    assert [each.text for each in olga.user.received if each.text.startswith("🏁 Series 1: no date to come")]
    assert b"METHOD:CANCEL" in (olga.last.document or b"")


async def test_this_and_the_following_move_with_five_taps(service: Harness, olga: Organiser) -> None:
    await books_series(olga)
    await olga.forges("bk.show:2")

    await olga.presses("✏️ Change", "This and the following (3)", "🕑 Start", "15:00", "✅ Save for 3 dates")

    assert starts(service) == ["11-24 14:00", "12-01 15:00", "12-08 15:00", "12-15 15:00"]


@pytest.mark.parametrize(
    ("language", "one", "following", "every"),
    [
        (
            "en",
            "Change booking 2",
            "Change series · every Tuesday · 3 dates from Tue 1 Dec on",
            "Change series · every Tuesday · 3 dates",
        ),
        ("zh", "更改预订 2", "更改系列会议 · 每周二 · 12月1日 周二起 3 场", "更改系列会议 · 每周二 · 3 场"),
    ],
)
async def test_a_change_is_headed_by_what_it_changes(
    service: Harness, language: str, one: str, following: str, every: str
) -> None:
    who = await organiser(service, "李", language=language)
    await books_series(who) if language == "en" else await who.says("/book 每周二14:00-16:00 4次 20人 普通会议")
    if language == "zh":
        await who.presses("✅ 确认全部 4 场")
    heads = []

    for choice in ("Only this date|只限这一场", "This and the following|这一场及以后"):
        await who.forges("bk.show:2")
        await who.presses("✏️ Change|✏️ 更改", choice)
        heads.append(who.text.splitlines()[0])
        await who.presses("✖ Keep it as it was|✖ 保持原样")
    await who.forges("bk.cancel:1")
    await who.presses("Only this date|只限这一场")
    await who.forges("bk.series:1")
    await who.presses("✏️ Change all to come|✏️ 更改后续全部场次")

    assert [*heads, who.text.splitlines()[0]] == [one, following, every]


async def test_a_change_of_several_dates_that_is_left_leads_back_to_the_series(olga: Organiser) -> None:
    await books_series(olga)
    await olga.presses("✏️ Change all to come")

    await olga.presses("✖ Keep it as it was")

    assert olga.text.splitlines()[0] == "🔁 Series 1"


async def test_from_now_on_on_another_day_is_said_in_words_and_saved_with_one_tap(
    service: Harness, olga: Organiser
) -> None:
    attendant = service.person("Alan", Role.ATTENDANT)
    await books_series(olga)
    attendant.presses("✋ Take")
    await service.settle()
    await olga.presses("✏️ Change all to come")

    await olga.says("every Thursday 15:00-17:00")

    assert olga.text.splitlines() == [
        "Change series · every Tuesday · 4 dates",
        "🔁 every Tuesday, until Tue 15 Dec 2026 → every Thursday, until Sun 20 Dec 2026",
        "🕑 14:00–16:00 → 15:00–17:00",
        "",
        "4 dates, Thu 26 Nov 2026 to Thu 17 Dec 2026",
        (
            "🔀 Move, and keep who took them and what is done: Tue 24 Nov → Thu 26 Nov, Tue 1 Dec → Thu 3 Dec, "
            "Tue 8 Dec → Thu 10 Dec, Tue 15 Dec → Thu 17 Dec"
        ),
        "👤 Taken already: Tue 24 Nov (Alan)",
        "",
        "📬 Told: Alan.",
        "The checklist and the calendar follow by themselves.",
    ]
    await olga.presses("✅ Save the new rule (4 dates)")
    assert starts(service) == ["11-26 15:00", "12-03 15:00", "12-10 15:00", "12-17 15:00"]
    assert olga.text.splitlines()[1] == "🔁 every Thursday, until Sun 20 Dec 2026"
    assert attendant.last.text.startswith("🔁 Olga moved this booking")


async def test_a_rule_is_changed_by_buttons_and_clashes_are_shown_before(service: Harness, olga: Organiser) -> None:
    await books_series(olga)
    await olga.books("29 Dec 14:00-16:00 20 people general meeting hollow square in the Boardroom")
    await olga.says("/my")
    await olga.presses("🔁", "✏️ Change all to come", "🔁 Repeat…", "Every 2 weeks on Tuesday")
    assert "✖ Cancelled: Tue 1 Dec, Tue 15 Dec" in olga.text

    await olga.presses("🔢 Until when")
    await olga.says("4 times")

    assert "➕ New: Tue 22 Dec, Tue 5 Jan" in olga.text
    assert "✅ Stay on their day: Tue 24 Nov, Tue 8 Dec" in olga.text
    await olga.presses("🔁 Repeat…", "Every Tuesday", "🔢 Until when")
    await olga.says("until 5 Jan")
    assert [line for line in olga.text.splitlines() if line.startswith("⚠️")] == ["⚠️ Tue 29 Dec: taken 13:45–16:15"]
    await olga.presses("✅ Change the rest (6)")
    assert starts(service) == ["11-24 14:00", "12-01 14:00", "12-08 14:00", "12-15 14:00", "12-29 14:00", "12-22 14:00", "01-05 14:00"]  # fmt: skip


async def test_another_rule_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.says("/book 每周二下午2点到4点 4次 20人 普通会议")
    await li.presses("✅ 确认全部 4 场", "✏️ 更改后续全部场次")

    await li.says("每周四")

    assert li.text.splitlines()[1] == "🔁 每周二，到 2026年12月15日 周二 → 每周四，到 2026年12月20日 周日"
    assert "共 4 场，2026年11月26日 周四 至 2026年12月17日 周四" in li.text
    await li.presses("✅ 保存新规则（4场）")
    assert starts(service) == ["11-26 14:00", "12-03 14:00", "12-10 14:00", "12-17 14:00"]


async def test_the_rule_that_a_series_has_is_no_change(olga: Organiser) -> None:
    await books_series(olga)

    await olga.presses("✏️ Change all to come", "🔁 Repeat…", "● Every Tuesday")

    assert "What shall change?" in olga.text


async def test_a_date_that_was_changed_on_its_own_keeps_its_ways_unless_it_is_said(
    service: Harness, olga: Organiser
) -> None:
    await books_series(olga)
    await olga.forges("bk.show:3")
    await olga.presses("✏️ Change", "Only this date", "🕑 Start", "10:00", "✅ Save the change")
    await olga.forges("bk.series:1")

    await olga.presses("✏️ Change all to come")
    await olga.says("15:00-17:00")

    assert "✳️ Tue 8 Dec was changed on its own and keeps: the time" in olga.text
    await olga.presses("☐ Change those with their own ways too")
    assert "keeps" not in olga.text
    await olga.presses("☑ Dates with their own ways are changed too", "✅ Save for 4 dates")
    assert starts(service) == ["11-24 15:00", "12-01 15:00", "12-08 10:00", "12-15 15:00"]


async def test_a_change_of_several_dates_shows_what_clashes_and_the_rest_is_one_tap(
    service: Harness, olga: Organiser
) -> None:
    pete = await organiser(service, "Pete")
    await books_series(olga)
    await pete.books(f"8 Dec 17:00-19:00 {ROOM}")
    await olga.forges("bk.series:1")

    await olga.presses("✏️ Change all to come")
    await olga.says("16:00-18:00")

    assert [line for line in olga.text.splitlines() if line.startswith("⚠️ Tue 8 Dec")]
    await olga.presses("✅ Change the rest (3)")
    assert starts(service) == ["11-24 16:00", "12-01 16:00", "12-08 14:00", "12-15 16:00", "12-08 17:00"]


async def test_dates_of_a_series_pass_to_a_colleague_together(service: Harness, olga: Organiser) -> None:
    await organiser(service, "Pete")
    await books_series(olga)
    await olga.presses("✏️ Change all to come")

    await olga.presses("👤 Organiser", "Pete", "✅ Save for 4 dates")

    assert {each.organiser_id for each in bookings(service)} == {2}


async def test_attendants_are_called_to_a_date_of_a_series_a_week_ahead(service: Harness, olga: Organiser) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    await books_series(olga)

    def calls() -> list[str]:
        return [each.text.splitlines()[0] for each in alan.user.received if each.text.startswith("✋ Who")]

    assert len(calls()) == 1
    await service.advance(days=1, hours=6)
    assert len(calls()) == 2


async def test_somebody_else_sees_and_changes_nothing_of_it(service: Harness, olga: Organiser) -> None:
    pete = await organiser(service, "Pete")
    await books_series(olga)
    before = len(pete.user.received)

    for code in (
        "bk.series:1",
        "ls.page:series/1:0",
        "bk.sics:1",
        "bk.scope:1:all:whole",
        "bk.scancel:1:all",
        "bk.series:99",
    ):
        await pete.forges(code)

    assert len(pete.user.received) == before
    assert len(pete.user.alerts) == 6
    assert len(starts(service)) == 4


@pytest.mark.parametrize(
    "code",
    [
        "bk.rep:{draft}:{version}:decade", "bk.ends:{draft}:{version}:c0", "bk.ends:{draft}:{version}:c99999999999",
        "bk.ends:{draft}:{version}:u20261399", "bk.ends:{draft}:{version}:x", "bk.shut:{draft}:{version}:maybe",
        "bk.clash:{draft}:{version}:x", "bk.clash:{draft}:{version}:20300101", "bk.clroom:{draft}:{version}:cellar",
        "bk.cltime:{draft}:{version}:99999999999999", "bk.clskip:{draft}:{version}", "bk.over:{draft}:{version}:7",
        "bk.rest:{draft}:{version}:cellar", "bk.scope:1:some:whole", "bk.scope:1:all:nowhere", "bk.scancel:1:some",
        "ls.page:series/1:-3", "ls.page:series/1:99999", "ls.page:series/x:0", "ls.page:series:0", "bk.org:{draft}:{version}:999",
    ],
)  # fmt: skip
async def test_forged_buttons_of_a_series_do_no_harm(service: Harness, olga: Organiser, code: str) -> None:
    await books_series(olga)
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…", "Every Tuesday")
    draft = drafts(service)[0]

    await olga.forges(code.format(draft=draft.id, version=draft.version))

    assert len(starts(service)) == 4
    assert not any("Something went wrong" in each.text for each in olga.user.received)
    assert not any("Something went wrong" in alert for alert in olga.user.alerts)


async def test_a_series_in_chinese(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.says("/book 明天下午2点到4点 20人 回字式 普通会议 第一会议室")

    await li.presses("🔁 重复…", "每周二", "4 次")

    assert li.text.splitlines()[:3] == ["请确认您的系列预订", "🔁 每周二，共 4 次", "🕑 14:00–16:00（2小时）"]
    assert li.text.splitlines()[-4] == "✅ 11月24日 周二 14:00"
    await li.presses("✅ 确认全部 4 场")
    assert li.text.splitlines()[:2] == ["🔁 系列会议 1", "🔁 每周二，到 2026年12月15日 周二"]
    assert at("2026-11-24 14:00") == bookings(service)[0].starts_at


@pytest.mark.parametrize(
    ("line", "first", "count"),
    [
        (f"every Tuesday 14:00-16:00 8 times {ROOM}", "11-24 14:00", 8),
        (f"every Monday and Wednesday 9-10 until 9 Dec {ROOM}", "11-25 09:00", 5),
        (f"first Friday of the month 10-11 six times {ROOM}", "12-04 10:00", 6),
    ],
)
async def test_a_series_from_one_line_is_one_tap(
    service: Harness, olga: Organiser, line: str, first: str, count: int
) -> None:
    await olga.says(f"/book {line}")

    await olga.presses(f"✅ Confirm all ({count})")

    assert (starts(service)[0], len(starts(service))) == (first, count)


async def test_a_chinese_line_is_one_tap_too(service: Harness) -> None:
    li = await organiser(service, "李", language="zh")
    await li.says("/book 每周二下午2点到4点 20人 回字式 普通会议 第一会议室 共8次")

    await li.presses("✅ 确认全部 8 场")

    assert len(starts(service)) == 8


async def test_a_line_without_an_end_is_asked_for_it(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book every Tuesday 14:00-16:00 {ROOM}")
    assert olga.text.splitlines()[-1].startswith("Until when?")

    await olga.says("until Christmas")

    assert olga.text.splitlines()[1] == "🔁 every Tuesday, until Fri 25 Dec 2026"
    assert len([line for line in olga.text.splitlines() if line.startswith("✅")]) == 5


async def test_how_it_repeats_can_be_written_too(service: Harness, olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…")

    await olga.says("every two weeks")
    await olga.says("ten times")

    assert "🔁 every 2 weeks on Tuesday, 10 times" in olga.text


async def test_a_booking_that_was_made_does_not_begin_to_repeat(service: Harness, olga: Organiser) -> None:
    await olga.books(LINE)
    await olga.presses("✏️ Change")

    await olga.says("every Tuesday 15:00-17:00")

    assert "❔ Not understood: “every Tuesday”" in olga.text


@pytest.mark.parametrize("words", ["3 Dec, 10 Dec and 14 Jan", "12月3日、12月10日、1月14日"])
async def test_further_dates_can_be_listed(service: Harness, olga: Organiser, words: str) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…")

    await olga.says(words)

    assert "🔁 on 4 chosen dates" in olga.text
    await olga.presses("✅ Confirm all (4)")
    assert starts(service) == ["11-24 14:00", "12-03 14:00", "12-10 14:00", "01-14 14:00"]


async def test_words_that_are_no_rule_are_refused_and_asked_again(olga: Organiser) -> None:
    await olga.says(f"/book {LINE}")
    await olga.presses("🔁 Repeat…")

    await olga.says("hello, hello there")

    assert "⚠️ I could not read “hello, hello there”." in olga.text
    assert olga.text.splitlines()[-1].startswith("How does it repeat?")
