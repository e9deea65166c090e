"""Calendars that others made: what is read, what is doubted, what is refused before it costs anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.booking.incoming.content import LARGEST, LONGEST_LINE
from meetbot.booking.incoming.errors import (
    BrokenOff,
    CalendarTooBig,
    IncomingCalendarError,
    LineTooLong,
    NotACalendar,
    TooDeep,
    TooManyParts,
)
from meetbot.booking.incoming.values import Attendee, Doubt, Event, Incoming, Unread, Why
from tests.booking.incoming.conftest import calendar, event, read, wall
from tests.factories import SHANGHAI


def test_a_request_is_read_in_full() -> None:
    found = read(
        calendar(
            event(
                "SEQUENCE:2", "DTSTAMP:20261120T010203Z", 'SUMMARY:预算\\, 第一次\\; "B"', "LOCATION:Room 301",
                'ORGANIZER;CN="Ada; Office":mailto:ADA@x.org',
                'ATTENDEE;CN="Bob, the other";PARTSTAT=ACCEPTED;SENT-BY="mailto:sec@y.cn";RSVP=TRUE:MAILTO:Bob@y.cn',
                "ATTENDEE:mailto:eve@y.cn",
                "COMMENT:I come\\nlater",
                "BEGIN:VALARM", "ACTION:DISPLAY", "SUMMARY:not this", "TRIGGER:-PT15M", "END:VALARM",
            ),
            method="request",
        )
    )  # fmt: skip

    assert found == Incoming(
        method="REQUEST",
        name="",
        charset="UTF-8",
        events=(
            Event(
                uid="1@x",
                sequence=2,
                stamp=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
                summary='预算, 第一次; "B"',
                location="Room 301",
                comment="I come later",
                organizer="ada@x.org",
                attendees=(
                    Attendee("bob@y.cn", "Bob, the other", "ACCEPTED", "sec@y.cn"),
                    Attendee("eve@y.cn", "", "NEEDS-ACTION"),
                ),
                is_cancelled=False,
                is_free=False,
                is_all_day=False,
                start=datetime(2026, 11, 24, 6, tzinfo=UTC),
                end=datetime(2026, 11, 24, 7, tzinfo=UTC),
                wall=datetime(2026, 11, 24, 6),
                zone=UTC,
            ),
        ),
        unread=(),
    )


def test_an_answer_may_leave_the_times_out() -> None:
    answer = calendar(
        event("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@y.cn", "RECURRENCE-ID:20261124T060000Z", start="", end=""),
        method="REPLY",
    )

    (found,) = read(answer).events

    assert (found.start, found.recurrence_id) == (None, datetime(2026, 11, 24, 6, tzinfo=UTC))
    assert found.attendees == (Attendee("bob@y.cn", "", "DECLINED"),)
    assert read(answer.replace(b"METHOD:REPLY", b"METHOD:PUBLISH")).unread == (Unread("", Why.NO_START),)


@pytest.mark.parametrize(
    ("start", "expected", "doubt"),
    [
        ("DTSTART:20261124T060000Z", "11-24 14:00", None),
        ("DTSTART;TZID=Asia/Shanghai:20261124T140000", "11-24 14:00", None),
        ('DTSTART;TZID="Asia/Shanghai":20261124T140000', "11-24 14:00", None),
        ("DTSTART;TZID=Europe/Berlin:20261124T070000", "11-24 14:00", None),
        ("DTSTART;TZID=China Standard Time:20261124T140000", "11-24 14:00", None),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T070000", "11-24 14:00", None),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261124T070000", "11-24 14:00", None),
        ("DTSTART;TZID=Nowhere/City:20261124T140000", "11-24 14:00", Doubt.UNKNOWN_ZONE),
        ("DTSTART;TZID=../../../etc/passwd:20261124T140000", "11-24 14:00", Doubt.UNKNOWN_ZONE),
        ("DTSTART;TZID=Europe:20261124T140000", "11-24 14:00", Doubt.UNKNOWN_ZONE),
        ("DTSTART:20261124T140000", "11-24 14:00", Doubt.NO_ZONE),
        ("dtstart:20261124t060000z", "11-24 14:00", None),
        ("DTSTART;VALUE=DATE:20261124", "11-24 00:00", None),
        # 29 March 2026, 02:30 does not exist in Berlin: with the offset before the change it is 01:30 UTC.
        ("DTSTART;TZID=Europe/Berlin:20260329T023000", "03-29 09:30", None),
        # 25 October 2026, 02:30 comes twice there: the first is meant.
        ("DTSTART;TZID=Europe/Berlin:20261025T023000", "10-25 08:30", None),
        ("DTSTART:20161231T235960Z", "01-01 07:59", None),
    ],
)
def test_whatever_way_a_time_names_its_zone(start: str, expected: str, doubt: Doubt | None) -> None:
    (found,) = read(calendar(event(start=start, end="DURATION:PT1H"))).events

    assert found.start is not None
    assert (wall(found.start), found.doubts) == (expected, frozenset([doubt] if doubt else []))


ZONE = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\n{more}BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:{a}\r\nTZOFFSETTO:{a}\r\nEND:STANDARD\r\n{rest}END:VTIMEZONE"
SUMMER = "BEGIN:DAYLIGHT\r\nDTSTART:16010325T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:DAYLIGHT\r\n"


@pytest.mark.parametrize(
    ("zone", "expected", "is_doubted"),
    [
        (ZONE.format(more="", a="+0530", rest=""), "16:30", False),
        (ZONE.format(more="", a="-0800", rest=""), "06:00", False),
        (ZONE.format(more="X-LIC-LOCATION:Europe/Berlin\r\n", a="+0100", rest=SUMMER), "21:00", False),
        (ZONE.format(more="", a="+0100", rest=SUMMER), "14:00", True),
        (ZONE.format(more="", a="+9999", rest=""), "14:00", True),
        (ZONE.format(more="", a="north", rest=""), "14:00", True),
        ("BEGIN:VTIMEZONE\r\nTZID:Ours\r\nEND:VTIMEZONE", "14:00", True),
    ],
)
def test_a_zone_of_its_own_counts_where_it_can_be_understood(zone: str, expected: str, is_doubted: bool) -> None:
    (found,) = read(calendar(zone, event(start="DTSTART;TZID=Ours:20261124T140000", end="DURATION:PT1H"))).events

    assert found.start is not None
    assert (f"{found.start.astimezone(SHANGHAI):%H:%M}", bool(found.doubts)) == (expected, is_doubted)


def test_a_calendars_own_zone_holds_for_times_without_one() -> None:
    found = read(calendar("X-WR-TIMEZONE:Europe/Berlin", event(start="DTSTART:20261124T070000", end="DURATION:PT1H")))

    assert found.events[0].start == datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "lasts"),
    [
        ("DTSTART;VALUE=DATE:20261124", "", "11-24 00:00 to 11-25 00:00"),
        ("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261127", "11-24 00:00 to 11-27 00:00"),
        ("DTSTART;VALUE=DATE:20261124", "DURATION:P2D", "11-24 00:00 to 11-26 00:00"),
        ("DTSTART:20261124T060000Z", "DURATION:PT1H30M", "11-24 14:00 to 11-24 15:30"),
        ("DTSTART:20261124T060000Z", "DURATION:P1W", "11-24 14:00 to 12-01 14:00"),
    ],
)
def test_the_end_is_said_in_several_ways(start: str, end: str, lasts: str) -> None:
    (found,) = read(calendar(event(start=start, end=end))).events

    assert found.start
    assert found.end
    assert f"{wall(found.start)} to {wall(found.end)}" == lasts


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (event(uid=""), Why.NO_UID),
        (event(uid="x" * 501), Why.NO_UID),
        (event(start=""), Why.NO_START),
        (event(start="DTSTART:tomorrow"), Why.BAD_TIME),
        (event(start="DTSTART:20260230T100000Z"), Why.BAD_TIME),
        (event(start="DTSTART:00010101T000000Z"), Why.BAD_TIME),
        (event(start="DTSTART:99991231T235959Z", end=""), Why.BAD_TIME),
        (event(end="DTEND:20261124T250000Z"), Why.BAD_TIME),
        (event(end="DURATION:-PT1H"), Why.BAD_TIME),
        (event(end="DURATION:P99999D"), Why.TOO_LONG),
        (event(end="DURATION:P"), Why.BAD_TIME),
        (event(end=""), Why.NO_LENGTH),
        (event(end="DTEND:20261124T060000Z"), Why.NO_LENGTH),
        (event(end="DTEND:20261123T060000Z"), Why.NO_LENGTH),
        (event(end="DTEND:20291124T060000Z"), Why.TOO_LONG),
        (event("EXDATE:never"), Why.BAD_TIME),
        (event("RDATE:" + ",".join(["20261124T060000Z"] * 1100), "RDATE:" + ",".join(["20261124T060000Z"] * 1100)),
         Why.TOO_MANY_DATES),
        (event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261124T060000Z"), Why.RULE),
        (event("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), Why.RULE),
        (event("RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"), Why.RULE),
        (event("RRULE:FREQ=SECONDLY"), Why.RULE),
        (event("RRULE:FREQ=DAILY;UNTIL=soon"), Why.RULE),
    ],
)  # fmt: skip
def test_one_event_that_cannot_be_read_is_named_and_the_others_are_read(broken: str, why: Why) -> None:
    found = read(calendar(event("SUMMARY:Good", uid="good"), broken.replace("END:V", "SUMMARY:Bad\r\nEND:V")))

    assert [each.summary for each in found.events] == ["Good"]
    assert found.unread == (Unread("Bad", why),)


GOOD = calendar(event("SUMMARY:年度预算评审"))


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (GOOD, "UTF-8"),
        (b"\xef\xbb\xbf" + GOOD, "UTF-8"),
        (GOOD.decode().encode("utf-16"), "UTF-16"),
        (GOOD.decode().encode("utf-16-le"), "UTF-16"),
        (GOOD.decode().encode("utf-16-be"), "UTF-16"),
        (GOOD.decode().encode("gbk"), "GB18030"),
        (GOOD.replace(b"\r\n", b"\n"), "UTF-8"),
        (GOOD.replace(b"\r\n", b"\r"), "UTF-8"),
        (b"\r\n\r\n" + GOOD + b"\r\n\r\n", "UTF-8"),
        (GOOD.replace("年度预".encode(), "年度预".encode()[:4] + b"\r\n " + "年度预".encode()[4:]), "UTF-8"),
        (GOOD.replace("年度".encode(), "年\r\n\t度".encode()), "UTF-8"),
    ],
)
def test_whatever_character_set_and_line_ends_a_program_writes(content: bytes, charset: str) -> None:
    found = read(content)

    assert ([each.summary for each in found.events], found.charset) == (["年度预算评审"], charset)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotACalendar()),
        (b"   ", NotACalendar()),
        (b"Hello", NotACalendar()),
        (b"PK\x03\x04\0\0\0", NotACalendar()),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", NotACalendar()),
        (b"\xff\xfe\x00", NotACalendar()),
        (b"BEGIN:VCALENDAR\0END:VCALENDAR", NotACalendar()),
        (b"x" * (LARGEST + 1), CalendarTooBig(LARGEST + 1, LARGEST)),
        (GOOD[:-20], BrokenOff(8)),
        (GOOD.replace(b"END:VEVENT", b"END:VTODO"), BrokenOff(8)),
        (GOOD + b"END:VCALENDAR\r\n", BrokenOff(10)),
        (calendar(event("SUMMARY:" + "x" * LONGEST_LINE)), LineTooLong(7, LONGEST_LINE)),
        (b"BEGIN:VCALENDAR\r\n" * 50_000, TooDeep(6)),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" * 15_000, TooManyParts(10_000)),
    ],
)
def test_what_is_no_calendar_or_a_trap_is_refused(content: bytes, error: Exception) -> None:
    with pytest.raises(IncomingCalendarError) as refusal:
        read(content)

    assert refusal.value == error


def test_what_is_not_needed_may_be_as_long_as_it_likes() -> None:
    attached = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 100_000

    assert [each.summary for each in read(calendar(event("SUMMARY:Good", attached))).events] == ["Good"]


def test_texts_are_one_clean_line_and_not_endless() -> None:
    (found,) = read(calendar(event("SUMMARY:\u202eevil\\n\\n\x07title " + "x" * 400))).events

    assert (found.summary[:12], len(found.summary), found.doubts) == ("evil title x", 300, frozenset([Doubt.CUT]))


def test_a_parameter_in_marks_may_hold_what_parts_parameters() -> None:
    lines = ('ATTENDEE;CN="a:b;c,d";PARTSTAT=TENTATIVE:mailto:a@x.org', 'ATTENDEE;CN=broken";PARTSTAT=X:mailto:b@x.org')

    (found,) = read(calendar(event(*lines))).events

    assert found.attendees[0] == Attendee("a@x.org", "a:b;c,d", "TENTATIVE")


def test_several_calendars_in_one_file_are_one() -> None:
    found = read(calendar("NAME:Team", event(uid="a")) + calendar(event(uid="b"), method="PUBLISH"))

    assert (found.name, found.method, [each.uid for each in found.events]) == ("Team", "PUBLISH", ["a", "b"])


_PIECES = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "UID:1", "DTSTART:20261124T060000Z",
        "DTSTART;TZID=X:20261124", "DTEND:20261124T070000Z", "RRULE:FREQ=DAILY;COUNT=999999999", "RRULE:FREQ=YEARLY;BYDAY=-53SU",
        "RRULE:;;=", "EXDATE:,,", "RDATE;VALUE=PERIOD:20261124T060000Z/PT1H", "ATTENDEE;;;=:x", "ATTENDEE:", "SEQUENCE:-1",
        "DURATION:P1DT", "RECURRENCE-ID:20261124", "BEGIN:VTIMEZONE", "TZID:X", "END:VTIMEZONE", ":", ";", " folded", "\x00", "年",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.lists(_PIECES, max_size=30).map(lambda lines: "\r\n".join(lines).encode()), st.binary(max_size=300))
)
def test_no_input_breaks_the_reader(content: bytes) -> None:
    for each in (content, calendar(event()) + content, calendar(content.decode("utf-8", "replace"))):
        try:
            read(each)
        except IncomingCalendarError:
            continue
