"""What is printed: pages, embedded glyphs, what a sign may say."""

from __future__ import annotations

import re
import zlib

import pytest
from sqlmodel import Session

from meetbot.booking.errors import NotYourBooking, UnknownBooking
from meetbot.booking.meeting import plan_of
from meetbot.layouts.drawing import svg
from meetbot.layouts.setting_drawing import SettingLabels, setting_svg
from meetbot.papers.choices import choose_title, shows_title
from meetbot.papers.covers import setting_of
from meetbot.papers.pdf import fitting_size, wrapped
from meetbot.papers.plans import drawings_pdf
from meetbot.papers.run_sheet import Part, Row, RunSheet, SheetMeeting, run_sheet_pdf
from meetbot.papers.signs import Sign, signs_pdf
from meetbot.people.roles import Role
from tests.booking.conftest import Members
from tests.factories import NOW
from tests.layouts.test_drawing import LABELS
from tests.papers.conftest import Held

SIGN = Sign("临江大厦", "年度工作会议 2027", "第一会议室", "五楼", "2026年11月24日 周二 14:00–16:00")


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def drawn(pdf: bytes) -> bytes:
    """What the pages draw, unpacked."""
    return b"\n".join(map(_unpacked, re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_signs_are_a_page_for_the_door_and_three_for_the_lobby() -> None:
    printed = signs_pdf(SIGN)
    assert printed.startswith(b"%PDF")
    assert pages(printed) == 4
    assert len(printed) < 100_000


def test_a_sign_stands_whatever_its_title_is_made_of() -> None:
    for heading in ("<b>&amp;</b>", "🎉🎉🎉", "اجتماع", "一" * 120, "W" * 120, ""):
        assert pages(signs_pdf(Sign("House", heading, "R" * 80, "", "14:00"))) == 4


def test_drawings_are_vectors_with_words_on_pages_of_their_own(held: Held) -> None:
    meeting = held("leadership")
    words = SettingLabels("席位摆放图", "", "外沿", "内沿", "椅子", "厘米", ("茶碟：右缘与椅右缘对齐。",))
    printed = drawings_pdf([svg(plan_of(meeting), LABELS), setting_svg(setting_of(meeting), words)], "x")
    assert pages(printed) == 2
    assert b"/Subtype /Image" not in printed
    assert b"BT" in drawn(printed)
    assert len(printed) < 200_000


def test_a_run_sheet_goes_on_on_as_many_pages_as_it_needs() -> None:
    rows = tuple(Row("13:00", f"Set the chairs × {n}", "Straight lines. " * 12, is_done=n % 2 == 0) for n in range(20))
    meeting = SheetMeeting("14:00–16:00 Boardroom", "21 places", (Part("Prepare", rows),))
    assert pages(run_sheet_pdf(RunSheet("Run sheet", "as of now", "Page {number}", (meeting,)))) == 2
    assert pages(run_sheet_pdf(RunSheet("Run sheet", "as of now", "Page {number}", (meeting,) * 10))) > 8
    assert pages(run_sheet_pdf(RunSheet("Run sheet", "as of now", "Page {number}", ()))) == 1


def test_a_line_is_broken_where_it_may_be() -> None:
    assert wrapped("one two three", 20, 12) == ["one two", "three"]
    assert wrapped("茶碟右缘对齐，椅右缘", 19, 12) == ["茶碟右缘", "对齐，椅", "右缘"]
    assert wrapped("", 20, 12) == [""]


def test_a_long_line_is_made_smaller_until_it_fits() -> None:
    assert fitting_size("short", 200, 50) == 50
    assert fitting_size("a line that is by far too long for that", 50, 50) < 10


def test_the_title_is_on_no_sign_unless_the_organiser_agrees(session: Session, held: Held, staff: Members) -> None:
    booking_id = held().id
    organiser = staff[Role.ORGANISER]
    assert not shows_title(session, booking_id)
    choose_title(session, booking_id, organiser, NOW, shows=True)
    assert shows_title(session, booking_id)
    choose_title(session, booking_id, organiser, NOW, shows=False)
    assert not shows_title(session, booking_id)


def test_nobody_else_puts_a_title_on_a_sign(session: Session, held: Held, staff: Members) -> None:
    booking_id = held().id
    with pytest.raises(NotYourBooking):
        choose_title(session, booking_id, staff[Role.ATTENDANT], NOW, shows=True)
    with pytest.raises(UnknownBooking):
        choose_title(session, 999, staff[Role.ORGANISER], NOW, shows=True)
