"""Whatever is done to a booking stands in its history, and in the log once it is committed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, get_args

import pytest
from sqlmodel import col, select

from meetbot.booking.adoption import adopt_standard
from meetbot.booking.breaks import drop_break, end_break, plan_break, start_break
from meetbot.booking.handing_over import hand_over
from meetbot.booking.models import Booking, BookingChange, ChangeVerb
from meetbot.booking.service import cancel, change, end, extend, move
from meetbot.booking.telling import settle_needs, tell_wish
from meetbot.guests.models import Guest
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite, uninvite
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.booking.test_adoption import EARLIER_CUPS, published
from tests.factories import NOW, at

ON, LATER, END = (at(f"2026-11-24 {time}") for time in ("14:30", "15:00", "16:00"))
BOB = Mailbox("bob@x.org", "Bob")


class Doing:
    """To a booking from 14:00 to 16:00: each method does what it is called."""

    def __init__(self, desk: Desk) -> None:
        booking = desk.book()
        assert booking.id is not None
        self.booking, self.desk, self.session = booking.id, desk, desk.session
        self.olga, self.ada = desk.staff[Role.ORGANISER], desk.staff[Role.ADMIN]

    def _act(self, act: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return act(self.session, self.booking, *arguments, **named)

    def book(self) -> None:
        """Done before."""

    def move(self) -> None:
        self._act(move, self.olga, LATER, END, NOW, self.desk.site)

    def resize(self) -> None:
        self._act(change, self.olga, NOW, self.desk.site, heads=11)

    def change(self) -> None:
        self._act(change, self.olga, NOW, self.desk.site, title="Another")

    def extend(self) -> None:
        self._act(extend, self.olga, at("2026-11-24 16:30"), ON, self.desk.site)

    def shorten(self) -> None:
        self._act(move, self.olga, at("2026-11-24 14:00"), LATER, NOW, self.desk.site)

    def end(self) -> None:
        self._act(end, self.olga, LATER)

    def cancel(self) -> None:
        self._act(cancel, self.olga, NOW)

    def hand_over(self) -> None:
        hand_over(self.session, self.olga.id, self.ada.id, self.ada, NOW)

    def tell(self) -> None:
        self._act(tell_wish, "window open", self.olga, NOW)

    def settle_needs(self) -> None:
        self._act(settle_needs, self.olga, NOW)

    def plan_break(self) -> None:
        self.planned = self._act(plan_break, self.olga, ON, LATER, NOW)

    def drop_break(self) -> None:
        self.plan_break()
        self._act(drop_break, self.planned.id, self.olga, NOW)

    def end_break(self) -> None:
        self._act(start_break, self.olga, ON)
        self._act(end_break, self.olga, LATER)

    def standard(self) -> None:
        self._act(adopt_standard, published(self.desk, EARLIER_CUPS), self.ada, NOW)

    def uninvite(self) -> None:
        self._act(invite, [BOB], self.olga, NOW)
        self._act(uninvite, self.session.exec(select(Guest.id)).one(), self.olga, NOW)


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str, int]]:
    lines = [record.__dict__ for record in caplog.records if record.message == "a booking changes"]
    return [(each["booking"], each["verb"], each["by"]) for each in lines]


@pytest.mark.parametrize("verb", get_args(ChangeVerb))
def test_every_kind_of_entry_in_a_bookings_history_is_told_to_the_log(
    verb: str, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "meetbot")

    getattr(Doing(desk), verb)()
    assert told(caplog) == [], "nothing is said before it is committed"
    desk.session.commit()

    entries = desk.session.exec(select(BookingChange).order_by(col(BookingChange.id))).all()
    assert told(caplog) == [(each.booking_id, each.verb, each.by) for each in entries]
    assert verb in [each.verb for each in entries]


def test_what_is_taken_back_is_never_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "meetbot")
    desk.session.commit()
    caplog.clear()

    kept = desk.book()
    nested = desk.session.begin_nested()
    desk.book("2026-11-25 09:00", "2026-11-25 10:00")
    with desk.session.begin_nested():
        desk.book("2026-11-26 09:00", "2026-11-26 10:00")
    nested.rollback()
    desk.session.commit()
    desk.book("2026-11-27 09:00", "2026-11-27 10:00")
    desk.session.rollback()
    desk.session.commit()

    assert told(caplog) == [(kept.id, "book", kept.made_by)]
    assert desk.session.exec(select(Booking.id)).all() == [kept.id]
