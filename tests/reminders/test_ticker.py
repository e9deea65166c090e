"""The ticker over a real database: what goes out, when, once; and how every claim ends."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from meetbot.booking.models import Booking
from meetbot.checklists.service import later, tick
from meetbot.defects.service import report, resolve
from meetbot.people.roles import Role
from meetbot.people.service import ask_access, decline_access, grant_access
from meetbot.reminders.claims import MOST_DEATHS, TAKEOVER_AFTER
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.due import dues_of, forget
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules import BOOKING_RULES
from meetbot.times import NEVER
from tests.factories import add_person, at
from tests.reminders.conftest import BLOCKED, DAY, World, add_booking, prepare

DELIVERED, SUPERSEDED, EXPIRED, FAILED = (
    SentOutcome.DELIVERED, SentOutcome.SUPERSEDED, SentOutcome.EXPIRED, SentOutcome.FAILED,
)  # fmt: skip


async def walk(world: World, first: str, last: str) -> None:
    """Ring at every moment the ticker sets its alarm to, from ``first`` until after ``last``."""
    await world.run_at(first)
    while (moment := world.alarm.moments[-1]) is not None and moment <= at(f"{DAY} {last}"):
        world.clock.jump(moment)
        await world.ticker.run(moment)


async def test_a_quiet_house_sets_no_alarm_and_sends_nothing(world: World):
    await world.run_at("09:00")

    assert (world.delivery.sent, world.alarm.moments) == ([], [None])
    assert await world.ticker.next_moment() is None


async def test_a_service_day_reaches_everybody_at_their_minute(world: World):
    with world.house() as house:
        prepare(house, add_booking(house, end="15:00"))

    await walk(world, "08:00", "23:00")

    assert world.delivery.sent == [
        ("08:00", "Olga", "ask_needs", "1"),  # due the day before; still in time
        ("13:45", "Alan", "post", "1"),
        ("14:20", "Alan", "round", "refill:1.1"),
        ("14:40", "Alan", "round", "refill:1.2"),
        ("14:45", "Olga", "ending_soon", "1.0"),
        ("15:00", "Alan", "inspection", "1.0"),
        ("15:20", "Sun", "inspection_late", "1.0"),
    ]


async def test_nothing_more_to_come_is_never_looked_at_again(world: World):
    with world.house() as house:
        prepare(house, add_booking(house, end="15:00"))

    await walk(world, "08:00", "23:00")

    with world.database.reading() as session:
        assert session.exec(select(Booking.next_due)).all() == [NEVER]


async def test_after_an_outage_of_seventy_minutes_only_the_current_round_goes_out(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    await world.run_at("14:00")

    await world.run_at("15:10")

    assert world.delivery.of("round") == [("15:10", "Alan", "round", "refill:1.3")]
    assert world.claims("round") == [
        ("refill:1.1", "Alan", SUPERSEDED), ("refill:1.2", "Alan", SUPERSEDED), ("refill:1.3", "Alan", DELIVERED),
    ]  # fmt: skip


async def test_an_outage_beyond_the_end_serves_no_tea(world: World):
    with world.house() as house:
        prepare(house, add_booking(house, end="15:00"))
    await world.run_at("14:10")

    await world.run_at("18:00")

    assert world.delivery.of("round", "ending_soon") == []
    assert world.claims("round", "ending_soon") == [
        ("refill:1.1", "Alan", EXPIRED), ("refill:1.2", "Alan", EXPIRED), ("1.0", "Olga", EXPIRED),
    ]  # fmt: skip


async def test_a_shift_by_five_minutes_does_not_serve_twice(world: World):
    with world.house() as house:
        booking = add_booking(house)
        prepare(house, booking)
    await walk(world, "13:00", "14:21")

    with world.house() as house:
        shifted = house.session.get_one(Booking, booking.id)
        shifted.starts_at, shifted.ends_at = at(f"{DAY} 14:05"), at(f"{DAY} 16:05")
        shifted.next_due = None
    await walk(world, "14:21", "14:46")

    assert world.delivery.of("post", "round") == [
        ("13:45", "Alan", "post", "1"),
        ("14:20", "Alan", "round", "refill:1.1"),
        ("14:45", "Alan", "round", "refill:1.2"),
    ]


async def test_a_move_by_an_hour_announces_the_meeting_anew(world: World):
    with world.house() as house:
        booking = add_booking(house)
        prepare(house, booking)
    await walk(world, "13:00", "13:50")

    with world.house() as house:
        moved = house.session.get_one(Booking, booking.id)
        moved.starts_at, moved.ends_at = at(f"{DAY} 15:00"), at(f"{DAY} 17:00")
        moved.schedule, moved.told_at, moved.next_due = 2, at(f"{DAY} 13:50"), None
    await walk(world, "13:50", "15:21")

    assert world.delivery.of("post", "round") == [
        ("13:45", "Alan", "post", "1"), ("14:45", "Alan", "post", "2"), ("15:20", "Alan", "round", "refill:2.1"),
    ]  # fmt: skip


async def test_a_round_put_off_comes_back_once(world: World):
    with world.house() as house:
        booking = add_booking(house)
        prepare(house, booking)
    await walk(world, "14:00", "14:20")

    with world.house() as house:
        later(house.session, booking.id or 0, "refill:1.1", house.staff[Role.ATTENDANT], at(f"{DAY} 14:21"))
    await walk(world, "14:21", "14:39")

    assert [each[::3] for each in world.delivery.of("round")] == [("14:20", "refill:1.1"), ("14:26", "refill:1.1+1")]


async def test_a_meeting_that_nobody_took_calls_the_supervisor_until_somebody_takes_it(world: World):
    with world.house() as house:
        add_booking(house, is_taken=False, told_at=at(f"{DAY} 09:00"), made_at=at(f"{DAY} 09:00"))

    await walk(world, "09:00", "09:30")

    assert world.delivery.sent == [("09:00", "Alan", "call_to_take", "1.0"), ("09:05", "Sun", "nobody_took", "1.0")]


async def test_a_ticked_round_is_not_called(world: World):
    with world.house() as house:
        booking = add_booking(house, end="15:00")
        prepare(house, booking)
    await world.run_at("14:10")

    with world.house() as house:
        tick(house.session, booking.id or 0, "refill:1.1", house.staff[Role.ATTENDANT], at(f"{DAY} 14:19"))
    await walk(world, "14:20", "14:39")

    assert world.delivery.of("round") == []


# -- what goes wrong -----------------------------------------------------------------------------------------------------


async def test_whoever_cannot_be_reached_is_told_to_the_admin_once_for_a_meeting(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.delivery.troubles["Alan"] = [BLOCKED, BLOCKED, BLOCKED]

    await walk(world, "13:30", "14:41")

    assert world.delivery.of("undelivered") == [("13:45", "Ada", "undelivered", f"person:{_id(world, 'Alan')}")]
    assert world.claims("post", "round") == [
        ("1", "Alan", FAILED), ("refill:1.1", "Alan", FAILED), ("refill:1.2", "Alan", FAILED),
    ]  # fmt: skip
    told = world.delivery.dues[0]
    assert dict(told.values) == {"person": _id(world, "Alan"), "rule": "post", "reason": BLOCKED.reason}


async def test_an_admin_who_cannot_be_reached_is_not_told_of_that(world: World):
    with world.house() as house:
        report(house.session, house.staff[Role.ATTENDANT], at(f"{DAY} 09:00"), words="The lamp is broken")
    world.delivery.troubles = {"Ada": [BLOCKED, BLOCKED], "Max": [BLOCKED]}

    await world.run_at("09:00")

    assert world.delivery.sent == []
    assert sorted(world.claims("defect_opened", "undelivered")) == [
        ("1", "Ada", FAILED), ("1", "Max", FAILED), (f"person:{_id(world, 'Max')}", "Ada", FAILED),
    ]  # fmt: skip


async def test_a_transient_failure_is_tried_again_later_each_time(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    again = DeliveryFailed(permanent=False, reason="500")
    world.delivery.troubles["Alan"] = [again, again, DeliveryFailed(permanent=False, retry_after=timedelta(seconds=90))]

    await walk(world, "13:45", "13:50")

    assert world.claims("post") == [("1", "Alan", DELIVERED)]
    with world.database.reading() as session:
        [row] = session.exec(select(Sent).where(Sent.rule == "post"))
        assert (row.attempts, row.finished_at) == (4, at(f"{DAY} 13:45") + timedelta(seconds=5 + 10 + 90))


async def test_a_message_that_was_refused_until_it_was_too_late_is_told_to_the_admin(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.delivery.troubles["Alan"] = [DeliveryFailed(permanent=False, reason="500")] * 100

    await walk(world, "13:45", "14:10")

    assert world.claims("post", "undelivered")[0] == ("1", "Alan", FAILED)
    assert [each[1] for each in world.delivery.of("undelivered")] == ["Ada"]


async def test_a_mistake_in_the_words_of_one_message_does_not_hold_up_the_others(world: World, caplog):
    with world.house() as house:
        report(house.session, house.staff[Role.ATTENDANT], at(f"{DAY} 09:00"), words="The lamp is broken")
    world.delivery.troubles["Ada"] = [KeyError("room")]

    with caplog.at_level(logging.ERROR):
        await world.run_at("09:00")

    assert world.delivery.sent == [("09:00", "Max", "defect_opened", "1")]
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError]
    await world.run_at("09:01")
    assert world.delivery.sent[1:] == [("09:01", "Ada", "defect_opened", "1")]


async def test_a_rule_that_breaks_silences_only_itself(world: World, caplog, monkeypatch):
    def broken(facts):
        raise ZeroDivisionError

    monkeypatch.setattr("meetbot.reminders.due.BOOKING_RULES", (broken, *BOOKING_RULES))
    with world.house() as house:
        prepare(house, add_booking(house))

    with caplog.at_level(logging.ERROR):
        await world.run_at("13:45")

    assert world.delivery.of("post") == [("13:45", "Alan", "post", "1")]
    assert "rule broken broke" in caplog.text


async def test_a_booking_whose_facts_cannot_be_read_does_not_hold_up_the_others(world: World, caplog):
    with world.house() as house:
        broken = add_booking(house, room="hall-a")
        prepare(house, add_booking(house))
        house.session.execute(update(Booking).where(col(Booking.id) == broken.id).values(needs={"drink": "beer"}))

    with caplog.at_level(logging.ERROR):
        await world.run_at("13:45")

    assert world.delivery.of("post") == [("13:45", "Alan", "post", "1")]
    assert f"the facts of booking:{broken.id} cannot be read" in caplog.text


# -- death and company ------------------------------------------------------------------------------------------------------


async def test_a_crash_between_claim_and_mark_repeats_the_message_once(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.delivery.troubles["Alan"] = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await world.run_at("13:45")
    assert world.claims("post") == [("1", "Alan", None)]

    world.ticker = world.another_ticker("after the restart", is_alone=True)
    await world.run_at("13:46")
    await world.run_at("13:47")

    assert world.delivery.sent == [("13:46", "Alan", "post", "1")]
    assert world.claims("post") == [("1", "Alan", DELIVERED)]


async def test_a_message_that_waited_in_the_queue_of_several_processes_that_died_is_sent_all_the_same(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.delivery.troubles["Alan"] = [asyncio.CancelledError() for _ in range(4)]
    for minute in ("13:45", "13:46", "13:47", "13:48"):
        with pytest.raises(asyncio.CancelledError):
            await world.run_at(minute)

    await world.run_at("13:49")

    assert world.delivery.sent == [("13:49", "Alan", "post", "1")]
    assert world.claims("post", "undelivered") == [("1", "Alan", DELIVERED)]


async def test_a_message_that_was_there_whenever_a_process_died_waits_longer_each_time_and_is_told_in_the_end(
    world: World,
):
    begun = at(f"{DAY} 09:00")
    world.clock.jump(begun)
    with world.house() as house:
        report(house.session, house.staff[Role.ATTENDANT], begun, house.rooms["m-101"].id, words="the lamp flickers")
    deaths: list[float] = []
    troubles: list[BaseException] = [asyncio.CancelledError() for _ in range(MOST_DEATHS + 1)]
    world.delivery.troubles["Max"] = troubles
    while not world.delivery.of("undelivered"):
        before = len(troubles)
        with suppress(asyncio.CancelledError):
            await world.another_ticker("the next", is_alone=True).run(world.clock.now())
        deaths += [(world.clock.now() - begun).total_seconds()] * (before - len(troubles))
        world.clock.advance(timedelta(seconds=5))

    assert deaths == [0, 5, 10, 20, 40, 80, 160, 320, 620, 920, 1220]
    assert world.claims("defect_opened") == [("1", "Ada", DELIVERED), ("1", "Max", FAILED)]
    assert [each[1] for each in world.delivery.of("undelivered")] == ["Ada"]


async def test_the_claim_of_another_process_is_left_alone_until_it_is_surely_dead(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.delivery.troubles["Alan"] = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await world.run_at("13:45")

    world.ticker = world.another_ticker("second")
    await world.run_at("13:46")
    assert world.delivery.sent == []
    assert world.alarm.moments[-1] == at(f"{DAY} 13:45") + TAKEOVER_AFTER
    await world.run_at("13:50")

    assert world.delivery.of("post") == [("13:50", "Alan", "post", "1")]


async def test_what_a_dead_process_left_is_dropped_when_nobody_needs_it_any_more(world: World):
    with world.house() as house:
        booking = add_booking(house)
        prepare(house, booking)
    await world.run_at("14:00")
    world.delivery.troubles["Alan"] = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await world.run_at("14:20")

    with world.house() as house:
        tick(house.session, booking.id or 0, "refill:1.1", house.staff[Role.ATTENDANT], at(f"{DAY} 14:21"))
    await world.run_at("14:22")

    assert world.delivery.of("round") == []
    assert world.claims("round") == [("refill:1.1", "Alan", SUPERSEDED)]


async def test_two_tickers_on_one_database_deliver_everything_once(world: World):
    with world.house() as house:
        for hour in range(7, 20, 3):
            add_booking(house, f"{hour:02}:45", f"{hour + 1:02}:30")
        for number in range(20):
            report(house.session, house.staff[Role.ATTENDANT], at(f"{DAY} 07:00"), words=f"Lamp {number}")
    world.clock.jump(at(f"{DAY} 08:00"))
    tickers = [world.another_ticker(f"process {number}") for number in range(4)]

    def in_a_thread_of_its_own(ticker) -> None:
        asyncio.run(ticker.run(world.clock.now()))

    await asyncio.gather(*(asyncio.to_thread(in_a_thread_of_its_own, ticker) for ticker in tickers))

    assert len(world.delivery.sent) == len(
        {(due.subject, *each[1:]) for due, each in zip(world.delivery.dues, world.delivery.sent, strict=True)}
    )
    assert len(world.delivery.of("defect_opened")) == 40
    assert {outcome for _, _, outcome in world.claims("defect_opened")} == {DELIVERED}
    assert None not in {outcome for _, _, outcome in world.claims("work_due", "post", "round", "ask_needs")}


async def test_emptying_every_next_due_changes_nothing_but_work(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
        add_booking(house, "09:00", "10:00", room="hall-a", is_taken=False)
        prepare(house, add_booking(house, "17:00", "18:00"))
    await walk(world, "08:00", "14:41")
    sent, alarm = list(world.delivery.sent), world.alarm.moments[-1]
    with world.database.reading() as session:
        moments = session.exec(select(Booking.next_due).order_by(col(Booking.id))).all()

    world.forget_next_due()
    await world.run_at("14:41")

    assert (world.delivery.sent, world.alarm.moments[-1]) == (sent, alarm)
    with world.database.reading() as session:
        assert session.exec(select(Booking.next_due).order_by(col(Booking.id))).all() == moments


async def test_forgetting_leaves_the_past_in_peace(world: World):
    with world.house() as house:
        past = add_booking(house, next_due=NEVER)

    with world.house() as house:
        forget(house.session, at("2026-11-27 09:00"))
    with world.database.reading() as session:
        assert session.get_one(Booking, past.id).next_due == NEVER


# -- waking ---------------------------------------------------------------------------------------------------------------


async def test_many_calls_in_a_row_are_one_look(world: World):
    with world.house() as house:
        report(house.session, house.staff[Role.ATTENDANT], at(f"{DAY} 09:00"), words="The lamp is broken")
    world.clock.jump(at(f"{DAY} 09:00"))

    for _ in range(100):
        world.ticker.wake()
    await world.ticker.settled()

    assert [each[1:3] for each in world.delivery.sent] == [("Ada", "defect_opened"), ("Max", "defect_opened")]
    assert len(world.alarm.moments) == 1


async def test_a_slow_chat_does_not_hold_up_an_alert(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.clock.jump(at(f"{DAY} 13:45"))
    slow, world.delivery.gate = world.delivery, asyncio.Event()
    first = asyncio.create_task(world.ticker.run(world.clock.now()))
    await world.delivery.held.wait()
    slow.gate, gate = None, slow.gate

    with world.house() as house:
        report(house.session, house.staff[Role.MAINTENANCE], at(f"{DAY} 13:45"), words="The lamp is broken")
    await world.ticker.run(world.clock.now())

    assert world.delivery.sent == [("13:45", "Ada", "defect_opened", "1")]
    assert gate is not None
    gate.set()
    await first
    assert world.delivery.of("post") == [("13:45", "Alan", "post", "1")]


async def test_the_next_moment_is_that_of_the_next_due(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))

    await world.run_at("09:00")

    assert await world.ticker.next_moment() == at(f"{DAY} 13:45") == world.alarm.moments[-1]


async def test_stopping_lets_go_what_is_on_its_way_and_loses_nothing(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
    world.clock.jump(at(f"{DAY} 13:45"))
    world.delivery.gate = asyncio.Event()
    world.ticker.wake()
    await world.delivery.held.wait()

    await world.ticker.stop(patience=0)
    world.ticker.wake()  # what ended meanwhile asks for another look: it is too late
    world.delivery.gate = None
    await world.ticker.settled()
    assert world.delivery.sent == []
    world.ticker = world.another_ticker("next start", is_alone=True)
    await world.run_at("13:46")

    assert world.delivery.sent == [("13:46", "Alan", "post", "1")]


# -- the other subjects -------------------------------------------------------------------------------------------------------


async def test_a_defect_is_told_threatens_is_mended_and_told_again(world: World):
    with world.house() as house:
        prepare(house, add_booking(house))
        room = house.rooms["m-101"].id
        defect = report(
            house.session, house.staff[Role.ATTENDANT], at(f"{DAY} 09:00"), room_id=room, thing="lights", words="Dark"
        )
    await world.run_at("09:00")
    assert sorted(each[1:] for each in world.delivery.sent if each[2] != "ask_needs") == [
        ("Ada", "defect_opened", "1"), ("Max", "defect_opened", "1"),
        ("Olga", "defect_threatens", f"1.{defect.id}"), ("Sun", "defect_threatens", f"1.{defect.id}"),
    ]  # fmt: skip
    world.delivery.sent.clear()

    with world.house() as house:
        resolve(house.session, defect.id or 0, "New lamp", house.staff[Role.SUPERVISOR], at(f"{DAY} 10:00"))
    await world.run_at("10:00")

    assert sorted(each[1:] for each in world.delivery.sent) == [
        ("Alan", "defect_resolved", "1"), ("Olga", "threat_over", str(defect.id)),
    ]  # fmt: skip


async def test_a_declined_stranger_gets_an_answer_and_a_granted_one_as_a_member(world: World):
    now = at(f"{DAY} 09:00")
    with world.house() as house:
        ada = house.staff[Role.ADMIN]
        wanted = ask_access(house.session, 5001, "Wang", "Finance", "zh", now)
        unwanted = ask_access(house.session, 5002, "Mallory", "Nowhere", "en", now)
    await world.run_at("09:00")
    assert [each[1:3] for each in world.delivery.sent] == [("Ada", "access_asked")] * 2
    world.delivery.sent.clear()

    with world.house() as house:
        grant_access(house.session, wanted.id or 0, Role.ATTENDANT, ada, now)
        decline_access(house.session, unwanted.id or 0, ada, now)
    await world.run_at("09:01")
    await world.run_at("09:02")

    assert sorted(each[1:] for each in world.delivery.sent) == [
        ("Mallory", "access_decided", "1"), ("Wang", "access_decided", "1"),
    ]  # fmt: skip
    assert sorted(due.values["role"] for due in world.delivery.dues[-2:]) == ["", "attendant"]


async def test_the_dues_of_a_booking_are_past_and_future_without_those_sent(world: World):
    with world.house() as house:
        booking = add_booking(house, end="15:00")
        prepare(house, booking)
    await walk(world, "13:00", "14:25")

    with world.database.reading() as session:
        left = dues_of(session, booking.id or 0, world.clock.now())

    assert [(due.rule, due.occurrence) for due in left] == [
        ("round", "refill:1.2"), ("ending_soon", "1.0"), ("inspection", "1.0"), ("inspection_late", "1.0"),
    ]  # fmt: skip


async def test_somebody_who_left_is_not_written_to_and_the_admin_learns_of_it(world: World):
    with world.house() as house:
        gone = add_person(house.session, "Gone", Role.ORGANISER, Role.CLEANER, telegram_id=7001)
        gone.deactivated_at = at("2026-11-22 09:00")
        prepare(house, add_booking(house, organiser_id=gone.id))

    await world.run_at("15:45")

    assert ("15:45", "Ada", "undelivered", f"person:{gone.id}") in world.delivery.sent
    assert world.claims("ending_soon") == [("1.0", "?", FAILED)]


def _id(world: World, name: str) -> int:
    with world.house() as house:
        return next(member.id for member in house.staff.values() if member.name == name)
