"""Guests in chat: addresses are pasted, invitations go out, and the card shows how far they got."""

from __future__ import annotations

from datetime import datetime

import pytest

from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.factories import at
from tests.handlers.floor.conftest import Floor
from tests.mail.server import MailServer


@pytest.fixture
async def meeting(floor: Floor) -> int:
    """A meeting of Olga's tomorrow from 14:00 to 16:00, its card open."""
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "14:00")
    return booking_id


async def says(floor: Floor, who: User, text: str) -> Message:
    who.says(text)
    await floor.service.settle()
    return who.last


async def invited(floor: Floor, text: str = "Ada <ada@x.org>, bob@y.cn") -> Message:
    """The guests' card after these addresses were sent, and the mails are out."""
    await floor.press(floor.olga, "Invite by mail|^✉️ Guests$")
    await floor.press(floor.olga, "Invite guests")
    sent = await says(floor, floor.olga, text)
    return floor.olga.message(sent.message_id) or sent


HEAD = "✉️ Guests · booking 1\n📅 Tue 24 Nov 2026, 14:00–16:00\n📍 Boardroom, 5th floor\n\n"
LEGEND = "\n\n⏳ on its way · ✉️ invited · ⚠️ not reached · ✅ ❌ ❔ answered"


async def test_guests_are_invited_from_the_booking(floor: Floor, meeting: int, mails: MailServer) -> None:
    empty = await floor.press(floor.olga, "Invite by mail")
    assert empty.text == HEAD + (
        "Nobody is invited by mail yet. Guests get an invitation for their calendar, each change, and a cancellation; you "
        "see who accepts."
    )
    question = await floor.press(floor.olga, "Invite guests")
    assert question.text == (
        "Send the mail addresses of your guests, one a line or apart by commas, with names if you like:\n\n"
        "Ada Lovelace <ada@example.org>\n王建国，wang@example.cn\n\n"
        "Each guest gets an invitation at once and sees no other guest's address. At most 200 a meeting."
    )

    await says(floor, floor.olga, "Ada <ada@x.org>, bob@y.cn")

    assert floor.olga.last.text == HEAD + "✉️ Guests: 2 open\n✉️ Ada · ada@x.org\n✉️ bob@y.cn" + LEGEND
    assert sorted(mail.recipients for mail in mails.mails) == [["ada@x.org"], ["bob@y.cn"]]


@pytest.mark.parametrize("words", ["carl@z.org", "卡尔，carl@z.org"])
async def test_addresses_may_come_one_message_after_the_other(
    floor: Floor, meeting: int, mails: MailServer, words: str
) -> None:
    await invited(floor, "ada@x.org")

    card = await says(floor, floor.olga, words)

    assert "✉️ Guests: 2 open" in card.text.splitlines()
    assert sorted(mail.recipients for mail in mails.mails) == [["ada@x.org"], ["carl@z.org"]]


async def test_what_is_no_address_after_them_is_about_something_else(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    await invited(floor, "ada@x.org")

    answer = await says(floor, floor.olga, "thanks @ all")

    assert answer.text == "I did not expect a message just now. Send /help to see what I can do."
    assert len(mails.mails) == 1


async def test_the_booking_tells_of_its_guests(floor: Floor, meeting: int) -> None:
    await invited(floor)

    card = await floor.press(floor.olga, "‹ Booking")

    assert "✉️ Guests: 2 open" in card.text.splitlines()
    assert "✉️ Guests" in card.buttons


async def test_a_change_is_mailed_once_it_has_settled(floor: Floor, meeting: int, mails: MailServer) -> None:
    from meetbot.booking.service import change, move

    await invited(floor, "ada@x.org")
    floor.do(lambda session, by: change(session, meeting, by, floor.now, floor.site, heads=12))
    await floor.service.advance(minutes=5)
    assert len(mails.mails) == 1  # how many sit there is nothing to a guest

    for start, end in (("15:00", "17:00"), ("16:00", "18:00")):
        times = at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}")
        floor.do(lambda session, by, times=times: move(session, meeting, by, times[0], times[1], floor.now, floor.site))
        await floor.service.advance(minutes=1)
    assert len(mails.mails) == 1
    await floor.service.advance(minutes=1)

    first, update = mails.mails
    assert (update.calendar["METHOD"], update.event["UID"]) == ("REQUEST", first.event["UID"])
    assert (first.event["SEQUENCE"], update.event["SEQUENCE"]) == (0, 3)
    assert _starts(update.event) == at("2026-11-24 16:00")
    assert update.message["Subject"] == "Changed: Budget 2027, Tue 24 Nov 2026, 16:00–18:00"
    assert update.message["Message-ID"] != first.message["Message-ID"]


def _starts(event: object) -> datetime:
    starts: datetime = event["DTSTART"].dt  # type: ignore[index]
    return starts


async def test_who_is_taken_off_gets_a_cancellation(floor: Floor, meeting: int, mails: MailServer) -> None:
    await invited(floor)
    off = await floor.press(floor.olga, "Take off")
    assert off.text.endswith("Whom shall I take off? They get a cancellation by mail.")
    question = await floor.press(floor.olga, "✖ Ada")
    assert question.text == "Take Ada off the guests? A cancellation goes out by mail."

    left = await floor.press(floor.olga, "Take off and tell")

    assert "ada@x.org" not in left.text
    request, cancellation = mails.to("ada@x.org")
    assert (cancellation.calendar["METHOD"], cancellation.event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert (cancellation.event["UID"], cancellation.event["SEQUENCE"]) == (request.event["UID"], 1)
    assert cancellation.message["Subject"] == "Cancelled: Budget 2027, Tue 24 Nov 2026, 14:00–16:00"
    assert len(mails.to("bob@y.cn")) == 1

    await floor.press(floor.olga, "Invite guests")
    await says(floor, floor.olga, "ada@x.org")
    again = mails.to("ada@x.org")[-1]
    assert (again.calendar["METHOD"], again.event["SEQUENCE"]) == ("REQUEST", 1)
    assert again.event["DTSTAMP"].dt >= cancellation.event["DTSTAMP"].dt


async def test_a_cancelled_meeting_is_cancelled_for_every_guest(floor: Floor, meeting: int, mails: MailServer) -> None:
    await invited(floor)
    await floor.press(floor.olga, "‹ Booking")
    await floor.press(floor.olga, "Cancel booking")
    await floor.press(floor.olga, "Yes, cancel it")

    assert sorted((mail.recipients, mail.calendar["METHOD"]) for mail in mails.mails[2:]) == [
        (["ada@x.org"], "CANCEL"), (["bob@y.cn"], "CANCEL"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Thank you", "Line 1: “Thank you” is no mail address. Nobody was invited; please correct it"),
        ("ada@x.org\nbob", "Line 2: “bob” is no mail address."),
        ("ada@x\u202e.org", "Line 1 holds invisible control characters"),
        ("张三@x.cn", "Line 1: in “张三@x.cn” the part before the @"),
        (f"{'A' * 120} <a@x.org>", "Line 1: the name has 120 characters, 100 fit."),
        (",", "I find no mail address in it."),
        ("a&b@x", "Line 1: “a&b@x” is no mail address."),
    ],
)
async def test_what_is_no_address_is_said_and_asked_again(
    floor: Floor, meeting: int, mails: MailServer, text: str, answer: str
) -> None:
    refused = await invited(floor, text)
    assert refused.text.startswith(answer)
    assert mails.mails == []

    await says(floor, floor.olga, "ada@x.org")

    assert [mail.recipients for mail in mails.mails] == [["ada@x.org"]]


async def test_addresses_come_as_a_file_too(floor: Floor, meeting: int, mails: MailServer) -> None:
    await floor.press(floor.olga, "Invite by mail")
    await floor.press(floor.olga, "Invite guests")
    floor.olga.sends_document("姓名,邮箱\n王建国,wang@x.cn\n".encode("gbk"), "来宾.csv")
    await floor.service.settle()

    assert mails.mails[0].message["To"] == "王建国 <wang@x.cn>"


async def test_the_organiser_is_told_in_one_message_whom_no_mail_reached(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    mails.refuses = {"ada@x.org": "550 5.1.1 <b>No such user", "bob@y.cn": "550 Unknown"}
    card = await invited(floor, "Ada <ada@x.org>, bob@y.cn, cy@z.org")
    await floor.service.advance(minutes=2)

    assert floor.olga.last.text == (
        "⚠️ Mail did not reach everybody · booking 1\n📅 Tue 24 Nov 2026, 14:00–16:00\n📍 Boardroom, 5th floor\n"
        "• ada@x.org: 550 5.1.1 <b>No such user\n• bob@y.cn: 550 Unknown\n"
        "Please check the address or tell them yourself. To try again, take the guest off and invite them anew."
    )
    shown = floor.olga.message(card.message_id)
    assert shown is not None
    assert "⚠️ Ada · ada@x.org\n    550 5.1.1 <b>No such user\n⚠️ bob@y.cn\n    550 Unknown\n✉️ cy@z.org" in shown.text


async def test_others_learn_nothing_of_the_guests(floor: Floor, meeting: int) -> None:
    from meetbot.people.roles import Role

    await invited(floor)
    otto = floor.service.person("Otto", Role.ORGANISER)
    await floor.service.settle()
    before = otto.last

    for code in (f"gs.card:{meeting}:0", f"gs.off:{meeting}:1", f"gs.off2:{meeting}:1", f"gs.ask:{meeting}"):
        otto.forges(code, before)
        await floor.service.settle()

    assert otto.last == before
    assert len(otto.alerts) == 4


async def test_the_staff_see_the_guests_and_the_list_stays_the_organisers(floor: Floor, meeting: int) -> None:
    await invited(floor)
    await floor.sheet(floor.alan)
    floor.alan.forges(f"gs.card:{meeting}:0", floor.alan.last)
    await floor.service.settle()

    assert "✉️ Ada · ada@x.org" in floor.alan.last.text
    assert floor.alan.last.buttons == ["‹ Booking"]


async def test_a_long_list_is_turned_page_by_page(floor: Floor, meeting: int) -> None:
    card = await invited(floor, "\n".join(f"guest{n}@x.org" for n in range(1, 15)))
    assert "guest12@x.org" in card.text
    assert "guest13@x.org" not in card.text

    turned = await floor.press(floor.olga, "›", card)

    assert "guest13@x.org" in turned.text
    off = await floor.press(floor.olga, "Take off", turned)
    assert off.buttons == ["✖ guest13@x.org", "✖ guest14@x.org", "‹", "2/2", "›", "‹ Guests"]


async def test_guests_are_found_by_name_or_address_and_taken_off_from_there(floor: Floor, meeting: int) -> None:
    card = await invited(floor, "Ada <ada@x.org>\n" + "\n".join(f"guest{n:02}@y.org" for n in range(1, 30)))
    assert card.rows[:2] == [["‹", "1/3", "›"], ["🔎 Search"]]
    await floor.press(floor.olga, "🔎 Search", card)
    await says(floor, floor.olga, "29@Y")

    found = floor.olga.last
    assert found.text == HEAD + "✉️ Guests: 30 open\n🔎 “29@Y”: 1 found\n✉️ guest29@y.org" + LEGEND
    assert found.buttons == ["✖ guest29@y.org", "✖ Whole list", "🔎 Search again", "‹ Booking"]

    await floor.press(floor.olga, "✖ guest29@y.org", found)
    left = await floor.press(floor.olga, "Take off and tell", floor.olga.last)

    assert left.text.splitlines()[4] == "✉️ Guests: 29 open"


async def test_no_guest_found_says_what_to_do_and_the_whole_list_follows_again(floor: Floor, meeting: int) -> None:
    card = await invited(floor, "\n".join(f"guest{n:02}@y.org" for n in range(1, 31)))
    await floor.press(floor.olga, "🔎 Search", card)
    await says(floor, floor.olga, "unicorn")
    found = floor.olga.last
    assert found.text.splitlines()[5] == (
        "🔎 “unicorn”: nothing is called so. Try a shorter word, or see the whole list."
    )

    whole = await floor.press(floor.olga, "✖ Whole list", found)
    assert "guest01@y.org" in whole.text


async def test_only_whom_it_concerns_searches_the_guests(floor: Floor, meeting: int) -> None:
    await invited(floor)
    otto = floor.service.person("Otto", Role.ORGANISER)
    await floor.service.settle()
    before = otto.last

    for code in (f"ls.all:guests/{meeting}", f"ls.page:guests/{meeting}:1", "ls.all:guests", "ls.all:guests/999"):
        otto.forges(code, before)
        await floor.service.settle()

    assert otto.last == before
    assert len(otto.alerts) == 4
