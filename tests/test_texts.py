"""Words for people: escaped, translated, dated."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time

from meetbot.texts import Html, Texts, clean, escape, language_of, one_line, shorten
from tests.factories import NOW, SHANGHAI, at

ENGLISH, CHINESE = Texts("en", SHANGHAI), Texts("zh", SHANGHAI)


def test_a_value_cannot_bring_markup_into_a_sentence() -> None:
    assert ENGLISH.t("Hello {name}.", name="<b>Sam & Co</b>") == "Hello &lt;b&gt;Sam &amp; Co&lt;/b&gt;."


def test_markup_that_is_ours_stays() -> None:
    assert ENGLISH.t("Hello {name}.", name=Html("<b>Sam</b>")) == "Hello <b>Sam</b>."


def test_a_name_cannot_turn_the_direction_of_a_sentence() -> None:
    assert escape("a\u202eb\u2066c\u200fd") == clean("abcd") == "abcd"


def test_a_brace_in_a_value_is_just_a_brace() -> None:
    assert ENGLISH.plain("Title: {title}", title="{office}") == "Title: {office}"


def test_a_span_names_its_day_once_or_both_days_over_midnight() -> None:
    start = at("2026-11-24 14:00")

    assert [texts.span(start, start + timedelta(hours=hours)) for texts in (ENGLISH, CHINESE) for hours in (2, 12)] == [
        "Tue 24 Nov 2026, 14:00–16:00",
        "Tue 24 Nov 2026, 14:00–Wed 25 Nov 2026, 02:00",
        "2026年11月24日 周二 14:00–16:00",
        "2026年11月24日 周二 14:00–2026年11月25日 周三 02:00",
    ]


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [(0, "0 min", "0分钟"), (45, "45 min", "45分钟"), (60, "1 h", "1小时"), (90, "1 h 30 min", "1小时30分钟")],
)
def test_a_length_is_said_in_hours_and_minutes(minutes: int, english: str, chinese: str) -> None:
    length = timedelta(minutes=minutes)

    assert (ENGLISH.length(length), CHINESE.length(length)) == (english, chinese)


@pytest.mark.parametrize(
    ("code", "language"), [("zh-hans", "zh"), ("ZH", "zh"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_a_stranger_is_spoken_to_in_the_language_of_their_app(code: str | None, language: str) -> None:
    assert language_of(code) == language


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert (shorten("hall", 4), shorten("hallway", 5)) == ("hall", "hall…")


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [
        ("Europe/Berlin", "Tue 24 Nov 2026, 14:00–16:00 (your time: Tue 07:00–09:00)",
         "2026年11月24日 周二 14:00–16:00（您当地时间：周二 07:00–09:00）"),
        ("America/Los_Angeles", "Tue 24 Nov 2026, 14:00–16:00 (your time: Mon 22:00–Tue 00:00)",
         "2026年11月24日 周二 14:00–16:00（您当地时间：周一 22:00–周二 00:00）"),
        ("Asia/Singapore", "Tue 24 Nov 2026, 14:00–16:00", "2026年11月24日 周二 14:00–16:00"),
        ("Asia/Kolkata", "Tue 24 Nov 2026, 14:00–16:00 (your time: Tue 11:30–13:30)",
         "2026年11月24日 周二 14:00–16:00（您当地时间：周二 11:30–13:30）"),
    ],
)  # fmt: skip
def test_who_lives_in_another_zone_reads_their_own_time_behind_the_houses(
    zone: str, english: str, chinese: str
) -> None:
    start, end = at("2026-11-24 14:00"), at("2026-11-24 16:00")

    spans = [Texts(language, SHANGHAI, ZoneInfo(zone)).span(start, end) for language in ("en", "zh")]

    assert spans == [english, chinese]


def test_a_short_time_is_followed_by_the_readers_own_in_a_sentence_and_not_on_a_button() -> None:
    berlin = Texts("en", SHANGHAI, ZoneInfo("Europe/Berlin"))
    angeles = Texts("zh", SHANGHAI, ZoneInfo("America/Los_Angeles"))
    at_home = Texts("en", SHANGHAI, ZoneInfo("Asia/Singapore"))
    four = at("2026-11-24 16:00")
    one = at("2026-11-24 13:00")

    sentences = [str(texts.t("{time}", time=texts.time(four))) for texts in (berlin, angeles, at_home)]
    buttons = [texts.plain("{time}", time=texts.time(four)) for texts in (berlin, angeles, at_home)]

    assert sentences == ["16:00 (your time: 09:00)", "16:00（您当地时间：00:00）", "16:00"]
    assert angeles.t("{time}", time=angeles.time(one)) == "13:00（您当地时间：周一 21:00）"
    assert buttons == ["16:00", "16:00", "16:00"]


def test_what_is_printed_has_the_houses_time_alone() -> None:
    texts = Texts("en", SHANGHAI, ZoneInfo("Europe/Berlin"))

    assert texts.moment(at("2026-11-24 14:00")) == "Tue 24 Nov 2026, 14:00 (your time: Tue 07:00)"
    assert texts.house.moment(at("2026-11-24 14:00")) == "Tue 24 Nov 2026, 14:00"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "☕ Break 14:00–16:00, 17:00–17:15 (your time: 07:00–09:00, 10:00–10:15)"),
        ("zh", "☕ 会间休息 14:00–16:00、17:00–17:15（您当地时间：07:00–09:00、10:00–10:15）"),
    ],
)
def test_several_spans_in_a_list_have_one_bracket(language: str, told: str) -> None:
    texts = Texts(language, SHANGHAI, ZoneInfo("Europe/Berlin"))
    spans = [
        texts.plain(
            "{begins}–{ends}", begins=texts.time(at(f"2026-11-24 {start}")), ends=texts.time(at(f"2026-11-24 {end}"))
        )
        for start, end in (("14:00", "16:00"), ("17:00", "17:15"))
    ]

    assert texts.t("☕ Break {times}", times=texts.listed(spans)) == told


def test_the_times_of_one_sentence_have_one_bracket_and_a_button_none() -> None:
    texts = Texts("en", SHANGHAI, ZoneInfo("Europe/Berlin"))
    times = {"begins": texts.time(at("2026-11-24 13:20")), "ends": texts.time(at("2026-11-24 15:45"))}

    sentence = texts.t("🧰 Set-up from {begins}, clearing until {ends}", **times)

    assert sentence == "🧰 Set-up from 13:20, clearing until 15:45 (your time: 06:20, 08:45)"
    assert texts.plain("taken {begins}–{ends}", **times) == "taken 13:20–15:45"
    assert (
        texts.house.t("taken {begins}–{ends}", begins=texts.house.time(at("2026-11-24 13:20")), ends="?")
        == "taken 13:20–?"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_time_is_written_as_the_languages_books_have_it(language: str) -> None:
    texts = Texts(language, SHANGHAI)

    for minute in range(0, 24 * 60, 7):
        moment = NOW + timedelta(minutes=minute)
        assert texts.time(moment) == format_time(moment.astimezone(SHANGHAI), "HH:mm", locale=language)


def test_what_was_cleaned_is_clean() -> None:
    for text in ("o\0\u0300", "o\u200b\u0300", "e\u202e\u0301 x", "a \u0301"):
        assert one_line(one_line(text)) == one_line(text)
    assert one_line("o\0\u0300") == "ò"
