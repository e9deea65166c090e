"""The clock does what clocks do: it is set back, set forward, changed twice a year, and stands still while a machine sleeps."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from meetbot.booking import service as booking
from meetbot.booking.models import Booking
from meetbot.booking.wishes import Wish
from meetbot.checklists import service as checklists
from meetbot.localchat.people import User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.standard.needs import Needs
from tests.factories import at
from tests.handlers.booking.conftest import berlin
from tests.handlers.floor.conftest import Floor, floor
from tests.harness import Harness

__all__ = ["berlin", "floor"]
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def set_clock(harness: Harness, moment: datetime) -> None:
    """As a machine's clock is set: nobody is told."""
    harness.clock._anchor(moment)


def sent(harness: Harness, *rules: str) -> list[tuple[str, str, str | None]]:
    """(rule, occurrence, outcome) of every claim for these rules, in the order in which they were made."""
    rows = harness.look(
        lambda session: session.exec(select(Sent).where(col(Sent.rule).in_(rules)).order_by(col(Sent.id))).all()
    )
    return [(row.rule, row.occurrence, row.outcome) for row in rows]


def said(user: User, words: str) -> int:
    """How many messages with these words reached somebody, also those that a later one replaced."""
    return sum(words in message.text for message in user.received)


def taken(floor: Floor, booking_id: int) -> None:
    floor.do(lambda session, by: checklists.take(session, booking_id, by, floor.now), floor.alan)


async def test_a_clock_set_back_an_hour_sends_nothing_twice_and_goes_on(floor: Floor):
    taken(floor, floor.book("2026-11-24 14:00", "2026-11-24 16:00"))
    await floor.until("2026-11-24 14:41")
    before = sent(floor.service, "round", "post", "work_due", "not_ready")
    assert [each for each in before if each[0] == "round"] == [
        ("round", "refill:1.1", "delivered"), ("round", "refill:1.2", "delivered"),
    ]  # fmt: skip

    set_clock(floor.service, floor.now - HOUR)
    await floor.service.settle()
    await floor.until("2026-11-24 15:01")

    after = sent(floor.service, "round", "post", "work_due", "not_ready")
    assert after == [*before, ("round", "refill:1.3", "delivered")]
    rows = floor.service.look(lambda session: session.exec(select(Sent)).all())
    assert Counter(row.attempts for row in rows).keys() <= {0, 1}


async def test_a_clock_set_forward_a_day_serves_no_tea_of_yesterday_and_says_what_was_missed(floor: Floor):
    taken(floor, floor.book("2026-11-24 14:00", "2026-11-24 16:00"))
    tomorrow = floor.book("2026-11-26 14:00", "2026-11-26 16:00", room="training")
    taken(floor, tomorrow)
    await floor.until("2026-11-24 14:41")

    set_clock(floor.service, floor.now + timedelta(days=1))
    await floor.service.settle()

    rounds = [each for each in sent(floor.service, "round") if each[2] != "delivered"]
    assert rounds == [("round", f"refill:1.{number}", "expired") for number in (3, 4, 5)]
    assert said(floor.sun, "🕳 3 rounds were called to nobody") == 1
    await floor.until("2026-11-26 14:21")
    assert sent(floor.service, "round")[-1] == ("round", "refill:1.1", "delivered")


async def test_after_the_machine_slept_three_hours_the_present_round_goes_out_and_the_supervisor_learns_of_the_others(
    floor: Floor,
):
    taken(floor, floor.book("2026-11-24 14:00", "2026-11-24 18:00"))
    over = floor.book("2026-11-24 14:00", "2026-11-24 16:00", room="training")
    taken(floor, over)
    await floor.until("2026-11-24 14:01")
    before = floor.alan.last.message_id

    set_clock(floor.service, at("2026-11-24 17:05"))
    await floor.service.settle()

    assert Counter(each[2] for each in sent(floor.service, "round")) == {
        "superseded": 8, "expired": 5, "delivered": 1,
    }  # fmt: skip
    assert [each for each in sent(floor.service, "round") if each[2] == "delivered"] == [
        ("round", "refill:1.9", "delivered")
    ]
    told = sorted(message.text for message in floor.sun.received if "🕳" in message.text)
    assert [text.splitlines() for text in told] == [
        [
            "Boardroom · 14:00–18:00",
            "🕳 8 rounds were called to nobody: I was not running when they were due, from 14:20 to 16:40.",
            "Please ask in the room whether everybody was served.",
            "👤 Alan",
        ],
        [
            "Training Room · 14:00–16:00",
            "🕳 5 rounds were called to nobody: I was not running when they were due, from 14:20 to 15:40.",
            "Please ask in the room whether everybody was served.",
            "👤 Alan",
        ],
    ]
    fresh = [message.text.splitlines()[0] for message in floor.alan.received if message.message_id > before]
    # What is to be done in the one room, and the inspection of the other.
    assert sorted(fresh) == ["Boardroom · 14:00–18:00", "Training Room · 14:00–16:00", "🫖 Tea round 9 · Boardroom"]


async def test_rounds_that_were_missed_are_told_once_however_often_the_meeting_is_looked_at_afterwards(floor: Floor):
    taken(floor, floor.book("2026-11-24 14:00", "2026-11-24 18:00"))
    await floor.until("2026-11-24 13:25")

    set_clock(floor.service, at("2026-11-24 16:25"))
    await floor.service.settle()
    await floor.until("2026-11-24 18:30")

    assert said(floor.sun, "🕳") == 1
    assert said(floor.sun, "🕳 6 rounds were called to nobody") == 1


@pytest.mark.parametrize(
    ("start", "end", "rounds"),
    [
        # 28 March 2027: 02:00 is followed by 03:00. 01:30 to 04:30 on the wall are two hours.
        ("2027-03-28T00:30+00:00", "2027-03-28T02:30+00:00", 5),
        # 31 October 2027: 02:00 to 03:00 comes twice. 01:30 to 03:30 on the wall are three hours.
        ("2027-10-30T23:30+00:00", "2027-10-31T02:30+00:00", 8),
    ],
    ids=["spring", "autumn"],
)
async def test_in_the_night_in_which_the_clocks_change_tea_comes_every_twenty_minutes(
    berlin: Harness, start: str, end: str, rounds: int
):
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    night = Night(berlin)
    await night.arrive(begins - timedelta(days=3))
    night.book(begins, ends)
    await berlin.settle()
    await berlin.advance(minutes=(ends - berlin.clock.now()) / timedelta(minutes=1))

    assert night.calls("round") == [begins + number * timedelta(minutes=20) for number in range(1, rounds + 1)]
    assert night.calls("post") == [begins - timedelta(minutes=15)]
    # The organiser is asked for what is open at ten in the morning on the last working day before, on the wall clock of that day.
    assert [each.astimezone(BERLIN).strftime("%a %H:%M") for each in night.calls("ask_needs")] == ["Fri 10:00"]


async def test_a_series_over_half_past_two_has_its_tea_in_every_night(berlin: Harness):
    night = Night(berlin)
    await night.arrive(datetime(2027, 3, 18, 9, tzinfo=UTC))
    night.olga.says("/book every Sunday 01:30-03:30 from 21 March 2027 three times 20 people general meeting Boardroom")
    await berlin.settle()
    night.olga.presses("✅ Confirm")
    await berlin.settle()
    night.takes_everything()
    await berlin.settle()
    await berlin.advance(days=18)

    wall = [each.astimezone(BERLIN).strftime("%d %b %H:%M") for each in night.calls("round")]
    assert wall == [
        "21 Mar 01:50", "21 Mar 02:10", "21 Mar 02:30", "21 Mar 02:50", "21 Mar 03:10",
        "28 Mar 01:50", "28 Mar 03:10",  # an hour is missing, and with it three rounds
        "04 Apr 01:50", "04 Apr 02:10", "04 Apr 02:30", "04 Apr 02:50", "04 Apr 03:10",
    ]  # fmt: skip


class Night:
    """Olga, Alan and Sun in a house whose clocks change."""

    def __init__(self, service: Harness) -> None:
        self.service = service
        self.olga = service.person("Olga", Role.ORGANISER)
        self.alan = service.person("Alan", Role.ATTENDANT)
        self.sun = service.person("Sun", Role.SUPERVISOR)

    async def arrive(self, moment: datetime) -> None:
        self.service.clock.jump(moment)
        await self.service.settle()

    def book(self, begins: datetime, ends: datetime) -> None:
        wish = Wish(
            begins, ends, heads=20, meeting_type="general", layout="hollow_square", title="Night", room="boardroom",
            needs=Needs(),
        )  # fmt: skip
        now, site = self.service.clock.now(), self.service.service.parts.site
        with self.service.database.writing() as session:
            olga = member(session, self.olga.id)
            assert olga is not None
            booking.book(session, wish, olga, now, site, None, confirmed_closed=True)
        self.takes_everything()

    def takes_everything(self) -> None:
        """Alan takes every meeting there is."""
        with self.service.database.writing() as session:
            alan = member(session, self.alan.id)
            assert alan is not None
            for id in session.exec(select(Booking.id)).all():
                checklists.take(session, id or 0, alan, self.service.clock.now())

    def calls(self, rule: str) -> list[datetime]:
        """When each due of this rule was delivered, in order: at its minute."""
        rows = self.service.look(
            lambda session: session.exec(
                select(Sent).where(Sent.rule == rule, Sent.outcome == SentOutcome.DELIVERED).order_by(col(Sent.id))
            ).all()
        )
        assert all(row.finished_at == row.due_at for row in rows)
        return [row.due_at for row in rows]
