"""
The script: an afternoon on which two meetings are booked, and the next day, on which the first is served.

Every step is a message or a button of the real conversation; what must come of it is looked up in the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from meetbot.booking.feeds import feed_ics, feeds_of
from meetbot.booking.meeting import meeting
from meetbot.checklists.items import ItemState
from meetbot.checklists.readiness import RoomState, prep, room_state
from meetbot.defects.models import Severity
from meetbot.defects.service import open_defects
from meetbot.demo.hands import Hands
from meetbot.demo.photo import dripping_photo
from meetbot.demo.stage import StepMissing
from meetbot.handlers.floor.views import View
from meetbot.localchat.people import User
from meetbot.people.roles import Role
from meetbot.standard.document import Phase

_FLOWERS, _BROKEN = "deco.flowers", "check.air"
# The third of the usual reasons.
_NOTHING_IN_STOCK = 2
# Day, start, length, heads, type, confirm.
_MOST_TAPS = 6


class Day(Hands):
    """The chapters in their order."""

    def chapters(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        texts = self.texts
        return [
            (texts.plain("A stranger is let in"), self.access),
            (texts.plain("A meeting is booked in one line"), self.one_line),
            (texts.plain("Another one by buttons"), self.by_buttons),
            (texts.plain("The first one grows"), self.change),
            (texts.plain("The room is prepared"), self.preparation),
            (texts.plain("The meeting runs"), self.running),
            (texts.plain("The room is inspected"), self.inspection),
            (texts.plain("The defect is mended"), self.mending),
            (texts.plain("A meeting for every week"), self.every_week),
            (texts.plain("In the calendar"), self.calendar),
        ]

    # The chapters.

    async def access(self) -> None:
        stage, nina, ada = self.stage, self.cast.nina, self.cast.ada
        await stage.writes(nina, "/start")
        await stage.presses(nina, "ac.ask")
        await stage.presses(nina, "ac.name")
        await stage.writes(nina, self.texts.plain("Finance"))
        await stage.passes(minutes=2)
        await stage.presses(ada, "ac.grant", ..., Role.ORGANISER)
        stage.must(self._member(nina).has(Role.ORGANISER), "Nina was not let in")

    async def one_line(self) -> None:
        stage, nina, alan = self.stage, self.cast.nina, self.cast.alan
        await stage.writes(
            nina, self.texts.plain("/book tomorrow 14:00-16:00 20 people hollow square leadership meeting")
        )
        await stage.presses(nina, "bk.book")
        self.booking_id = self._newest_booking(nina)
        stage.must(any(message.photo for message in nina.received), "the plan did not come")
        stage.must(
            any(message.file_name.endswith(".ics") for message in nina.received), "the calendar file did not come"
        )
        await stage.passes(minutes=3)
        await stage.presses(alan, "ck.take", self.booking_id)
        stage.must(self._checklist().takers, "nobody took the meeting")

    async def by_buttons(self) -> None:
        stage, olga, alan, start = self.stage, self.cast.olga, self.cast.alan, self._at("18:00")
        await stage.passes(minutes=10)
        await stage.writes(olga, "/book")
        stage.taps = 0
        await stage.presses(olga, "bk.day", ..., ..., f"{start.astimezone(stage.site.zone):%Y%m%d}")
        await stage.presses(olga, "bk.at", ..., ..., int(start.timestamp()))
        await stage.presses(olga, "bk.len", ..., ..., 60)
        await stage.presses(olga, "bk.heads", ..., ..., 12)
        await stage.presses(olga, "bk.type", ..., ..., "general")
        stage.must(stage.taps <= _MOST_TAPS - 1, f"a booking takes more than {_MOST_TAPS} taps")
        await self._same_room(olga)
        await stage.presses(olga, "bk.book")
        self.next_id = self._newest_booking(olga)
        await stage.passes(minutes=1)
        await stage.presses(alan, "ck.take", self.next_id)

    async def _same_room(self, who: User) -> None:
        """The room of the first meeting, so that what breaks there matters to the second."""
        code = self._meeting().spec.code
        if not self.stage.has(who, "bk.book", ..., ..., code):
            await self.stage.presses(who, "bk.go", ..., ..., "room")
            await self.stage.presses(who, "bk.room", ..., ..., code)

    async def change(self) -> None:
        stage, nina = self.stage, self.cast.nina
        await stage.passes(minutes=30)
        files = sum(bool(message.document) for message in nina.received)
        await stage.presses(nina, "bk.edit", self.booking_id, "whole")
        await stage.writes(nina, self.texts.plain("24 people"))
        await stage.presses(nina, "bk.book")
        stage.must(self._meeting().booking.heads == 24, "the booking was not changed")
        stage.must(sum(bool(message.document) for message in nina.received) > files, "the calendar update did not come")

    async def preparation(self) -> None:
        stage, nina, alan = self.stage, self.cast.nina, self.cast.alan
        await stage.until(self._at("14:05") - timedelta(days=1))
        await stage.presses(nina, "ws.done", self.booking_id)
        await stage.until(self._at("13:03"))
        with stage.quietly(alan, self.texts.plain("☑ ticks what is due by now, one tap each")):
            await self._tick(lambda entry: entry.calls_at <= stage.now)
        await stage.until(self._at("13:25"))
        missing = self._missing()
        with stage.quietly(alan, self.texts.plain("☑ ticks the rest of the preparation but one thing that is missing")):
            await self._tick(lambda entry: entry.item.phase is Phase.PREPARE and entry.item.key != missing)
        await self._skip(missing)
        await stage.until(self._at("13:46"))
        with stage.quietly(alan, self.texts.plain("☑ ticks what belongs to the last hour, then stands at the door")):
            await self._tick(lambda entry: entry.item.phase is Phase.BEFORE)
        done, total = prep(self._checklist())
        stage.must(done == total > 0, f"the room is not ready: {done} of {total}")

    def _missing(self) -> str:
        """The flowers that were not delivered; where the standard knows none, whatever comes last."""
        keys = [entry.item.key for entry in self._open(Phase.PREPARE)]
        return _FLOWERS if _FLOWERS in keys else keys[-1]

    async def _skip(self, key: str) -> None:
        """An item that is missing is skipped with a reason."""
        stage, alan = self.stage, self.cast.alan
        await stage.presses(alan, "ck.show", self.booking_id, "--i")
        await stage.presses(alan, "ck.i", self.booking_id, ..., key)
        await stage.presses(alan, "ck.s", self.booking_id, ..., key)
        await stage.presses(alan, "ck.r", self.booking_id, ..., _NOTHING_IN_STOCK, key)
        stage.must(self._checklist().entry(key).state is ItemState.SKIPPED, f"{key} was not skipped")
        await stage.presses(alan, "ck.show", self.booking_id, View())

    async def running(self) -> None:
        stage, nina, alan = self.stage, self.cast.nina, self.cast.alan
        await stage.until(self._at("14:06"))
        with stage.quietly(alan, self.texts.plain("☑ seats the guests and pours the first tea")):
            await self._tick(lambda entry: entry.item.phase is Phase.DURING and not entry.item.is_round)
        await self._next_round()
        await stage.presses(alan, "rd.done", self.booking_id)
        await self._next_round()
        await stage.presses(alan, "rd.later", self.booking_id)
        await stage.passes(minutes=6)
        await stage.presses(alan, "rd.done", self.booking_id)
        await self._next_round()
        await stage.presses(alan, "rd.skip", self.booking_id)
        await stage.presses(alan, "rd.why", self.booking_id, 0)
        await self._pause()
        await self._rounds_until(self._at("15:45"))
        await stage.until(self._at("15:46"))
        await stage.presses(nina, "lv.more", self.booking_id, int(self._at("16:15").timestamp()) // 60, "e")
        stage.must(self._meeting().end == self._at("16:15"), "the meeting was not extended")
        await self._rounds_until(self._at("16:08"))
        await stage.until(self._at("16:08"))
        await stage.presses(nina, "lv.end", self.booking_id)
        await stage.presses(nina, "lv.over", self.booking_id)
        stage.must(self._meeting().booking.ended_at == stage.now, "the meeting did not end")

    async def _rounds_until(self, moment: datetime) -> None:
        """Every round that is called before then is done."""
        while (coming := self._coming_round()) is not None and coming < moment:
            await self._next_round()
            await self.stage.presses(self.cast.alan, "rd.done", self.booking_id)

    async def _next_round(self) -> None:
        """The next round is called; it is answered a minute later."""
        coming = self._coming_round()
        if coming is None:
            raise StepMissing("no round is left")
        await self.stage.until(coming + timedelta(minutes=1))

    def _coming_round(self) -> datetime | None:
        rounds = [each.item for each in self._checklist().entries if each.item.is_round]
        return next((each.due_at for each in rounds if each.due_at > self.stage.now), None)

    async def _pause(self) -> None:
        stage, nina = self.stage, self.cast.nina
        await stage.passes(minutes=3)
        await stage.presses(nina, "lv.break", self.booking_id)
        stage.must(self._meeting().break_at(stage.now), "the break did not begin")
        await stage.passes(minutes=6)
        with stage.quietly(self.cast.alan, self.texts.plain("☑ tidies up and replenishes")):
            await self._tick(lambda entry: entry.item.phase is Phase.BREAK)
        await stage.passes(minutes=6)
        await stage.presses(nina, "lv.back", self.booking_id)
        stage.must(not self._meeting().break_at(stage.now), "the break did not end")

    async def inspection(self) -> None:
        stage, alan = self.stage, self.cast.alan
        await stage.passes(minutes=2)
        await stage.presses(alan, "ck.t", self.booking_id, ..., self._open(Phase.AFTER)[0].item.key)
        with stage.quietly(alan, self.texts.plain("☑ counts the cups back and looks at one thing after the other")):
            await self._inspect(until=_BROKEN)
        await stage.passes(minutes=4)
        await stage.presses(alan, "ck.p", self.booking_id, ..., _BROKEN)
        stage.must(stage.look(open_defects), "no defect was opened")
        await stage.passes(minutes=1)
        await stage.sends_photo(alan, dripping_photo(), "defect.png", self.texts.plain("It drips on the side table"))
        await stage.presses(alan, "ck.show", self.booking_id)
        await stage.passes(minutes=3)
        with stage.quietly(alan, self.texts.plain("☑ finds the rest in order: then lights, air conditioning, lock")):
            await self._inspect()
        state = stage.look(lambda session: room_state(session, meeting(session, self.booking_id).room, stage.now))
        stage.must(state in (RoomState.FREE, RoomState.PREPARING), f"the room is not closed: {state}")

    async def _inspect(self, until: str | None = None) -> None:
        """Everything is in order, item by item, before the one with the key ``until``."""
        keys = [entry.item.key for entry in self._open(Phase.AFTER)]
        wanted = keys[: keys.index(until)] if until else keys
        await self._tick(lambda entry: entry.item.key in wanted)

    async def mending(self) -> None:
        stage, ada, max_ = self.stage, self.cast.ada, self.cast.max
        await stage.passes(minutes=2)
        defect = stage.look(open_defects)[0].id
        await stage.presses(ada, "df.grade", defect, Severity.MAJOR)
        await stage.presses(ada, "df.who", defect)
        await stage.presses(ada, "df.give", defect, self._member(max_).id)
        await stage.passes(minutes=25)
        await stage.presses(max_, "df.fix", defect)
        await stage.writes(max_, self.texts.plain("The drain was blocked; cleaned and tried for ten minutes"))
        stage.must(not stage.look(open_defects), "the defect is still open")

    async def every_week(self) -> None:
        stage, olga = self.stage, self.cast.olga
        await stage.passes(minutes=5)
        await stage.writes(
            olga, self.texts.plain("/book every Thursday 10-11 five times 8 people oval general meeting")
        )
        await stage.presses(olga, "bk.book")
        stage.must(
            any(message.file_name.startswith("series-") for message in olga.received), "the series' file did not come"
        )

    async def calendar(self) -> None:
        stage, nina = self.stage, self.cast.nina
        await stage.writes(nina, "/calendar")
        body = stage.look(self._feed)
        stage.must(body.count(b"BEGIN:VEVENT") == 1, "the meeting is not in the calendar")
        path = stage.transcript.keep("calendar.ics", body)
        stage.transcript.says(self.texts.plain("What the address shows now is in {path}", path=path))

    def closing_words(self) -> None:
        transcript = self.stage.transcript
        words = self.texts.plain("That was the day. Pictures, calendar files and this transcript are in {folder}",
                                 folder=transcript.folder)  # fmt: skip
        transcript.says("")
        transcript.says(words)

    def _feed(self, session: Session) -> bytes:
        feed = feeds_of(session, self._member(self.cast.nina).id)[0]
        return feed_ics(session, feed, self.stage.now, self.stage.site).body
