"""A mail holds what mail programs need to show an invitation, and nothing that somebody typed becomes more than words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from meetbot.mail.letter import Letter
from tests.factories import SHANGHAI
from tests.mail.server import Mail

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-NAME:\xe4\xbc\x9a\xe8\xae\xae\r\nEND:VCALENDAR\r\n"
LETTER = Letter(
    key="guest-12.0.5f0c1a52",
    sender=("Olga · Riverside House", "meetings@riverside.example"),
    recipient=("Ada", "ada@x.org"),
    subject="Invitation: Budget 2027",
    paragraphs=(("Olga invites you.",), ("Budget <2027>", "Where: R&D")),
    calendar=ICS,
    method="REQUEST",
    at=datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI),
)


def read(letter: Letter) -> EmailMessage:
    found = message_from_bytes(letter.written(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_parts_are_those_that_mail_programs_look_for() -> None:
    message = read(LETTER)

    assert [(part.get_content_type(), part.get_filename()) for part in message.walk()] == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/html", None),
        ("text/calendar", None),
        ("application/ics", "invite.ics"),
    ]
    parts = {part.get_content_type(): part for part in message.walk()}
    calendar = parts["text/calendar"]
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert calendar.get_payload(decode=True) == parts["application/ics"].get_payload(decode=True) == ICS
    assert parts["text/plain"].get_content() == "Olga invites you.\n\nBudget <2027>\nWhere: R&D\n"
    assert '<p dir="auto">Budget &lt;2027&gt;<br>\nWhere: R&amp;D</p>' in parts["text/html"].get_content()


def test_the_headings_say_who_to_whom_and_when() -> None:
    message = read(LETTER)

    assert {name: str(message[name]) for name in message if name not in {"Content-Type", "MIME-Version"}} == {
        "Message-ID": "<guest-12.0.5f0c1a52@riverside.example>",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0800",
        "From": "Olga · Riverside House <meetings@riverside.example>",
        "To": "Ada <ada@x.org>",
        "Subject": "Invitation: Budget 2027",
        "Auto-Submitted": "auto-generated",
    }


def test_the_same_key_is_the_same_mail() -> None:
    assert read(LETTER)["Message-ID"] == read(replace(LETTER, subject="Another"))["Message-ID"]


@pytest.mark.parametrize(
    "typed",
    [
        "Ada\r\nBcc: all@x.org", "Ada\nBcc: all@x.org", "Ada\rBcc: all@x.org", "Ada\x00\x0b\x0c", "王\r\nBcc: all@x.org",
        "\u2028Bcc: all@x.org", "Ada\x85Bcc: all@x.org", "=?utf-8?q?=0D=0ABcc:_all@x.org?=", '"Ada" <all@x.org>, "', "Ada, Bob", "\ud800",
        "A" * 200, "王" * 200, "Ada\u202egro.x", "(Ada)", "Ada <ada@x.org>", "",
    ],
)  # fmt: skip
def test_nothing_typed_becomes_a_heading_or_another_recipient(typed: str) -> None:
    letter = replace(LETTER, recipient=(typed, "ada@x.org"), sender=(typed, LETTER.sender[1]), subject=typed)

    raw = letter.written()

    message = read(letter)
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@x.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["meetings@riverside.example"]
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_long_name_in_another_script_comes_back_whole() -> None:
    letter = replace(LETTER, recipient=("王建国" * 20, "w@x.cn"), subject="会议邀请：" + "年度预算" * 20)

    message = message_from_bytes(letter.written())  # the older parser: the newer one puts spaces into long names

    assert str(make_header(decode_header(message["To"]))) == f"{'王建国' * 20} <w@x.cn>"
    assert str(make_header(decode_header(message["Subject"]))) == "会议邀请：" + "年度预算" * 20


def test_direction_marks_in_the_words_are_taken_out() -> None:
    mail = Mail("", [], replace(LETTER, paragraphs=(("Bud\u202eget",),)).written())

    assert mail.part("text/plain").get_content() == "Budget\n"
