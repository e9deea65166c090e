"""A mail server that is down, hangs up or puts mails off loses nothing and repeats nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.service import cancel, move
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite, uninvite
from meetbot.people.roles import Role
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.guests import BY_MAIL
from tests.factories import at
from tests.handlers.booking.conftest import restarted
from tests.handlers.floor.conftest import Floor
from tests.mail.server import HANG_UP, MailServer

DELIVERED, FAILED, SUPERSEDED = SentOutcome.DELIVERED, SentOutcome.FAILED, SentOutcome.SUPERSEDED
GUESTS = [Mailbox(f"guest{n}@x.org") for n in range(1, 6)]
ADDRESSES = [each.address for each in GUESTS]


@pytest.fixture
async def meeting(floor: Floor) -> int:
    booking_id = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await floor.service.settle()
    return booking_id


async def invites(floor: Floor, meeting: int, people: list[Mailbox] = GUESTS) -> None:
    floor.do(lambda session, by: invite(session, meeting, people, by, floor.now))
    await floor.service.settle()


def claims(floor: Floor) -> list[tuple[str, SentOutcome | None]]:
    """(occurrence, outcome) of everything that goes by mail."""

    def read(session: Session) -> list[tuple[str, SentOutcome | None]]:
        rows = session.exec(select(Sent).where(col(Sent.rule).in_(BY_MAIL)).order_by(col(Sent.id)))
        return [(row.occurrence, row.outcome) for row in rows]

    return floor.service.look(read)


def reached(mails: MailServer) -> list[str]:
    return sorted(mail.recipients[0] for mail in mails.mails)


async def test_a_server_that_is_down_for_an_hour_loses_nothing_and_repeats_nothing(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    await mails.stop()
    await invites(floor, meeting)
    await floor.service.advance(hours=1)
    assert claims(floor) == [(f"guest:{n}.0", None) for n in range(1, 6)]

    await mails.start()
    await floor.service.advance(minutes=6)

    assert reached(mails) == ADDRESSES
    assert claims(floor) == [(f"guest:{n}.0", DELIVERED) for n in range(1, 6)]
    await floor.service.advance(hours=3)
    assert len(mails.mails) == 5
    assert not any("Mail did not reach" in message.text for message in floor.olga.received)


async def test_the_office_is_told_once_that_mail_waits_and_once_that_it_goes_out_again(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    ada = floor.service.person("Ada", Role.ADMIN)
    await mails.stop()
    await invites(floor, meeting)
    await floor.service.advance(minutes=9)
    assert not [each for each in ada.received if "Mail to guests" in each.text]

    await floor.service.advance(hours=2)
    await mails.start()
    await floor.service.advance(hours=1)

    assert [each.text for each in ada.received if "Mail to guests" in each.text] == [
        (
            "✉️ Mail to guests does not go out\n"
            "🔎 the mail server cannot be reached\n"
            "⏳ 5 mails wait; nothing is lost.\n"
            "I try again by myself and tell you when it works. What does not go out before its meeting, the organiser is told."
        ),
        "✅ Mail to guests goes out again. What had waited is sent now.",
    ]
    await mails.stop()
    await invites(floor, meeting, [Mailbox("again@x.org")])
    await floor.service.advance(minutes=30)
    assert [each.text.splitlines()[0] for each in ada.received if "Mail to guests" in each.text][2:] == [
        "✉️ Mail to guests does not go out"
    ]


async def test_a_server_that_hangs_up_in_the_middle_gets_every_mail_once(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    mails.answers.extend([None, HANG_UP, "451 4.3.0 Try again", None, "421 4.3.2 Going down"])

    await invites(floor, meeting)
    await floor.service.advance(minutes=3)

    assert reached(mails) == ADDRESSES
    assert {outcome for _, outcome in claims(floor)} == {DELIVERED}


async def test_mails_put_off_go_out_after_a_restart(floor: Floor, meeting: int, mails: MailServer) -> None:
    await mails.stop()
    await invites(floor, meeting)
    await mails.start()

    async with restarted(floor.service):
        await floor.service.advance(minutes=2)

        assert reached(mails) == ADDRESSES
        await floor.service.advance(minutes=30)
        assert len(mails.mails) == 5


async def test_after_an_outage_only_the_meeting_as_it_is_goes_out(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    await mails.stop()
    await invites(floor, meeting, GUESTS[:1])
    await floor.service.advance(minutes=10)
    floor.do(
        lambda session, by: move(
            session, meeting, by, at("2026-11-24 15:00"), at("2026-11-24 17:00"), floor.now, floor.site
        )
    )
    await floor.service.advance(minutes=10)
    await mails.start()
    await floor.service.advance(minutes=10)

    (mail,) = mails.mails
    assert mail.event["DTSTART"].dt == at("2026-11-24 15:00")
    assert str(mail.message["Subject"]).startswith("Invitation: ")
    assert [outcome for _, outcome in claims(floor)] == [SUPERSEDED, DELIVERED]


async def test_who_never_got_an_invitation_gets_no_cancellation(floor: Floor, meeting: int, mails: MailServer) -> None:
    await mails.stop()
    await invites(floor, meeting, GUESTS[:2])
    await floor.service.advance(minutes=10)
    floor.do(lambda session, by: uninvite(session, meeting, 1, by, floor.now))
    floor.do(lambda session, by: cancel(session, meeting, by, floor.now))
    await mails.start()
    await floor.service.advance(hours=1)

    assert mails.mails == []
    assert [outcome for _, outcome in claims(floor)] == [SUPERSEDED, SUPERSEDED]


async def test_a_server_that_stays_down_until_the_meeting_is_over_is_told_to_the_organiser(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    await mails.stop()
    await invites(floor, meeting, GUESTS[:1])
    await floor.until("2026-11-24 16:10")

    assert claims(floor) == [("guest:1.0", FAILED)]
    told = next(message.text for message in floor.olga.received if "Mail did not reach" in message.text)
    assert "• guest1@x.org: the mail server cannot be reached" in told


async def test_a_slow_mail_server_holds_up_no_chat(floor: Floor, meeting: int, mails: MailServer) -> None:
    """Mail has places of its own among the messages on their way."""
    from meetbot.reminders.dues import Urgency, Way

    turns = floor.service.service.ticker._turns
    for _ in range(10):
        place = turns[Way.MAIL].turn(Urgency.NEWS, floor.now)
        floor.service.service.ticker._spawn(_holds(place))
    async with turns[Way.CHAT].turn(Urgency.CALL, floor.now + timedelta(hours=1)):
        pass
    await floor.service.settle()


async def _holds(place: object) -> bool:
    import asyncio

    async with place:  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)
    return False


async def test_without_a_mail_server_nobody_is_offered_mail_and_the_office_hears_why(
    floor: Floor, meeting: int
) -> None:
    parts = floor.service.service.parts
    object.__setattr__(parts, "settings", parts.settings.model_copy(update={"smtp_url": None, "mail_from": None}))
    floor.olga.says("/my")
    await floor.service.settle()
    shown = await floor.press(floor.olga, "14:00")
    assert "✉️ Invite by mail" not in shown.buttons
    ada = floor.service.person("Ada", Role.ADMIN)
    await floor.service.settle()
    ada.forges(f"bk.show:{meeting}", ada.last)
    await floor.service.settle()

    card = await floor.press(ada, "Invite by mail")

    assert card.text.endswith(
        "Mail is not set up here: the office has to set MEETBOT_SMTP_URL and MEETBOT_MAIL_FROM. Until then, pass the "
        "meeting's calendar file on yourself."
    )
    assert card.buttons == ["‹ Booking"]
    floor.olga.forges(f"gs.ask:{meeting}", shown)
    await floor.service.settle()
    floor.olga.says("ada@x.org")
    await floor.service.settle()
    assert floor.olga.last.text.startswith("I did not expect a message just now.")


async def test_a_mail_that_a_crash_left_open_is_repeated_once_as_the_same_mail(
    floor: Floor, meeting: int, mails: MailServer
) -> None:
    await invites(floor, meeting, GUESTS[:1])
    with (
        floor.service.database.writing() as session
    ):  # the server had it, and the process died before it wrote that down
        row = session.exec(select(Sent).where(col(Sent.rule).in_(BY_MAIL))).one()
        row.outcome = row.finished_at = None
        session.add(row)

    await floor.service.advance(minutes=10)

    first, again = mails.mails
    assert first.message["Message-ID"] == again.message["Message-ID"]
    assert first.part("text/calendar").get_content() == again.part("text/calendar").get_content()
    assert claims(floor) == [("guest:1.0", DELIVERED)]
