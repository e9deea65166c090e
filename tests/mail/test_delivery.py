"""A mail is written from the facts as they are when it goes out, in the organiser's language first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.ical import location_of
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Booking
from meetbot.booking.service import cancel, move
from meetbot.guests.models import Guest
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite, uninvite
from meetbot.mail.delivery import OFF_MEANWHILE, letter_of
from meetbot.people.members import Member
from meetbot.people.service import set_language
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.dues import STRANGER, Due, Urgency, Way
from meetbot.settings import Site
from tests.factories import NOW, at
from tests.guests.conftest import booking, building, desk, olga, site, staff
from tests.mail.server import Mail

__all__ = ["booking", "building", "desk", "olga", "site", "staff"]
FROM = "meetings@riverside.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def ada(session: Session, booking: Booking, olga: Member) -> Guest:
    return invite(session, booking.id or 0, [Mailbox("ada@x.org", 'Ada "A" L;')], olga, NOW).new[0]


def due(rule: str, guest: Guest, *, is_update: bool = False) -> Due:
    return Due(
        rule, f"booking:{guest.booking_id}", f"guest:{guest.id}.0", (STRANGER,), NOW, NOW + HOUR, Urgency.NEWS,
        way=Way.MAIL, values={"guest": guest.id or 0, "series": 0, "is_update": int(is_update)},
    )  # fmt: skip


def mailed(session: Session, guest: Guest, site: Site, rule: str = "guest_invited", *, is_update: bool = False) -> Mail:
    session.flush()
    return Mail("", [], letter_of(session, due(rule, guest, is_update=is_update), site, FROM, NOW + HOUR).written())


def test_an_invitation_is_for_its_guest_alone(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site
) -> None:
    invite(session, booking.id or 0, [Mailbox("bob@y.cn")], olga, NOW)

    mail = mailed(session, ada, site)

    event = mail.event
    assert b"bob@y.cn" not in mail.content
    assert mail.calendar["METHOD"] == "REQUEST"
    assert (event["ATTENDEE"], dict(event["ATTENDEE"].params)) == (
        "mailto:ada@x.org",
        {
            "CN": "Ada 'A' L;", "CUTYPE": "INDIVIDUAL", "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE",
        },
    )  # fmt: skip
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (f"mailto:{FROM}", "Olga (Finance)")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (booking.uid, 0, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (booking.starts_at, booking.ends_at)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["SUMMARY"] == "Budget 2027"
    assert event["LOCATION"] == location_of(meeting(session, booking.id or 0).spec, site, "en")
    assert event["DTSTAMP"].dt == NOW.astimezone(UTC)
    assert {"DESCRIPTION", "CATEGORIES", "X-ALT-DESC"}.isdisjoint(event)
    assert event.walk("VALARM") == []
    assert [zone["TZID"] for zone in mail.calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_change_keeps_the_uid_and_raises_the_sequence(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site
) -> None:
    before = mailed(session, ada, site).event
    move(session, booking.id or 0, olga, at("2026-11-25 09:00"), at("2026-11-25 10:00"), NOW + HOUR, site)

    mail = mailed(session, ada, site, is_update=True)

    after = mail.event
    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert mail.message["Subject"] == "Changed: Budget 2027, Wed 25 Nov 2026, 09:00–10:00"
    assert "Olga (Finance) changed a meeting that you are invited to." in mail.part("text/plain").get_content()


@pytest.mark.parametrize(
    ("what", "says"),
    [("meeting", "This meeting is cancelled."), ("guest", "You are no longer expected at this meeting.")],
)
def test_a_cancellation_takes_it_out_again(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site, what: str, says: str
) -> None:
    if what == "meeting":
        cancel(session, booking.id or 0, olga, NOW + HOUR)
    else:
        uninvite(session, booking.id or 0, ada.id or 0, olga, NOW + HOUR)

    mail = mailed(session, ada, site, "guest_cancelled")

    event = mail.event
    assert (mail.calendar["METHOD"], mail.part("text/calendar").get_param("method")) == ("CANCEL", "CANCEL")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (booking.uid, 1, "CANCELLED")
    assert (event["ATTENDEE"], event["DTSTAMP"].dt) == ("mailto:ada@x.org", NOW + HOUR)
    assert "RSVP" not in event["ATTENDEE"].params
    assert says in mail.part("text/plain").get_content()


@pytest.mark.parametrize("what", ["meeting", "guest"])
def test_what_was_called_off_while_the_mail_waited_is_no_invitation(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site, what: str
) -> None:
    if what == "meeting":
        cancel(session, booking.id or 0, olga, NOW + HOUR)
    else:
        uninvite(session, booking.id or 0, ada.id or 0, olga, NOW + HOUR)

    with pytest.raises(DeliveryFailed) as refused:
        mailed(session, ada, site)

    assert refused.value == DeliveryFailed(permanent=False, reason=OFF_MEANWHILE)


def test_the_organisers_language_comes_first_and_the_other_after_it(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site
) -> None:
    set_language(session, olga.id, "zh")

    mail = mailed(session, ada, site)

    words = mail.part("text/plain").get_content()
    assert words.startswith("Finance Olga 邀请您参加会议。\n\nBudget 2027\n时间：2026年11月24日 周二 14:00–16:00")
    assert "\n\n* * *\n\nOlga (Finance) invites you to a meeting.\n" in words
    assert mail.message["Subject"] == "会议邀请：Budget 2027，2026年11月24日 周二 14:00–16:00"
    assert mail.event["LOCATION"] == "临江大厦 三楼 301会议室"


def test_without_a_title_the_type_is_the_meetings_name(
    session: Session, booking: Booking, ada: Guest, site: Site
) -> None:
    booking.title = "\u202e "

    mail = mailed(session, ada, site)

    assert mail.message["Subject"] == "Invitation: General meeting, Tue 24 Nov 2026, 14:00–16:00"


def test_what_the_organiser_is_called_cannot_become_a_property(
    session: Session, booking: Booking, olga: Member, ada: Guest, site: Site
) -> None:
    booking.title = "Budget\r\nATTENDEE:mailto:x@y.z"
    ada.name = 'Ada":mailto:x@y.z\r\nATTENDEE;CN="'

    event = mailed(session, ada, site).event

    assert event["ATTENDEE"] == "mailto:ada@x.org"
    assert event["SUMMARY"] == "Budget ATTENDEE:mailto:x@y.z"


def test_the_same_facts_give_the_same_file(session: Session, booking: Booking, ada: Guest, site: Site) -> None:
    first, again = mailed(session, ada, site), mailed(session, ada, site)

    assert first.part("text/calendar").get_content() == again.part("text/calendar").get_content()
    assert replace(first).message["Message-ID"] == again.message["Message-ID"]
