"""A guest's answer reaches the booking as a calendar file that somebody sends on to the bot."""

from __future__ import annotations

import pytest

from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.booking.incoming.conftest import calendar, event
from tests.handlers.floor.conftest import Floor
from tests.handlers.guests.test_guests import invited, meeting
from tests.mail.server import Mail, MailServer

__all__ = ["meeting"]


@pytest.fixture
async def mail(floor: Floor, meeting: int, mails: MailServer) -> Mail:
    """The invitation of Ada, who has one as Bob has."""
    await invited(floor, "Ada <ada@x.org>, bob@y.cn")
    await floor.press(floor.olga, "‹ Booking")
    return mails.to("ada@x.org")[0]


def reply(
    mail: Mail,
    *attendees: str,
    stamp: str = "20261123T030000Z",
    sequence: int = 0,
    more: str = "",
    method: str = "REPLY",
) -> bytes:
    """As calendar programs write it: the UID, one ATTENDEE, a new DTSTAMP."""
    lines = (*attendees, f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}", *filter(None, [more]))
    return calendar(event(*lines, uid=mail.event["UID"], start="", end=""), method=method)


ADA_YES = "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:mailto:ada@x.org"
ADA_NO = "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Ada@X.org"
BOB_MAYBE = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:bob@y.cn"


async def sends(floor: Floor, who: User, content: bytes) -> Message:
    who.sends_document(content, "invite.ics", "text/calendar")
    await floor.service.settle()
    return who.last


async def test_answers_are_counted_on_the_booking(floor: Floor, mail: Mail) -> None:
    card = floor.with_button(floor.olga, "Cancel booking")
    assert "✉️ Guests: 2 open" in card.text

    told = await sends(floor, floor.olga, reply(mail, ADA_YES, more="COMMENT:With <b>two</b> colleagues"))
    assert (told.text, told.buttons) == ("✅ Ada accepts: booking 1.", ["✉️ Guests"])
    assert (await sends(floor, floor.olga, reply(mail, BOB_MAYBE))).text == "❔ bob@y.cn perhaps comes: booking 1."

    shown = floor.olga.message(card.message_id)
    assert shown is not None
    assert "✉️ Guests: 1 accepted, 1 perhaps" in shown.text
    guests = await floor.press(floor.olga, "✉️ Guests", told)
    assert "✅ Ada · ada@x.org\n    “With <b>two</b> colleagues”\n❔ bob@y.cn" in guests.text


async def test_a_later_answer_counts_and_an_earlier_one_does_not(floor: Floor, mail: Mail) -> None:
    await sends(floor, floor.olga, reply(mail, ADA_NO, stamp="20261123T020000Z"))
    yes = reply(mail, ADA_YES, stamp="20261123T015900Z")

    assert (await sends(floor, floor.olga, yes)).text == (
        "I know this answer of ada@x.org to booking 1, or a later one, already. Nothing was changed."
    )


async def test_the_office_passes_on_what_came_to_its_mailbox(floor: Floor, mail: Mail) -> None:
    ada = floor.service.person("阿达", Role.ADMIN, language="zh")
    await floor.service.settle()

    assert (await sends(floor, ada, reply(mail, ADA_YES))).text == "✅ Ada 接受邀请：预订 1。"


@pytest.mark.parametrize(
    ("attendees", "answer"),
    [
        (
            ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:mallory@evil.org",),
            "mallory@evil.org answers, but is not invited to booking 1 by mail. I have not counted it; anybody can write such a file.",
        ),
        ((ADA_YES, BOB_MAYBE), "This file does not say clearly who answers what"),
        ((), "This file does not say clearly who answers what"),
        (("ATTENDEE;PARTSTAT=DELEGATED:mailto:ada@x.org",), "This file does not say clearly who answers what"),
    ],
)
async def test_a_forged_answer_is_not_counted_and_why_is_said(
    floor: Floor, mail: Mail, attendees: tuple[str, ...], answer: str
) -> None:
    assert (await sends(floor, floor.olga, reply(mail, *attendees))).text.startswith(answer)

    assert "✉️ Guests: 2 open" in floor.with_button(floor.olga, "Cancel booking").text


async def test_an_answer_to_an_invitation_that_was_never_sent_is_not_counted(floor: Floor, mail: Mail) -> None:
    assert (await sends(floor, floor.olga, reply(mail, ADA_YES, sequence=7))).text.startswith("This file does not say")


async def test_somebody_else_cannot_answer_into_a_meeting_or_learn_of_it(floor: Floor, mail: Mail) -> None:
    otto = floor.service.person("Otto", Role.ORGANISER)
    await floor.service.settle()

    told = await sends(floor, otto, reply(mail, ADA_YES))

    assert told.text.startswith("This is an answer to an invitation, but not to one of your meetings here.")


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("COUNTER", "In this file a guest proposes another time. I cannot take that over by myself"),
        ("REFRESH", "In this file a guest's calendar asks for the invitation once more."),
    ],
)
async def test_what_is_no_answer_is_explained(floor: Floor, mail: Mail, method: str, answer: str) -> None:
    told = await sends(floor, floor.olga, reply(mail, ADA_YES, method=method))

    assert told.text.startswith(answer)
    assert told.buttons == []


async def test_a_file_without_an_answer_is_said(floor: Floor, mail: Mail) -> None:
    assert (await sends(floor, floor.olga, calendar(method="REPLY"))).text == (
        "I find no answer in this file that I can read. Nothing was changed."
    )
