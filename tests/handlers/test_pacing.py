from __future__ import annotations

import asyncio
from itertools import cycle
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut

from meetbot.handlers.limits import ANSWER, TELEGRAM, UNLIMITED, Limits
from meetbot.handlers.pacing import Pacing
from meetbot.handlers.transport import CutOff
from tests.handlers.virtual import VirtualTimers

ALERT, REMINDER, DIGEST = 1, 3, 4


class Telegram:
    """Notes what arrives and when; refuses what exceeds ``per_second`` over all or what a test scripts."""

    def __init__(
        self, timers: VirtualTimers, per_second: int = 10**9, refuse: dict[int, list[int]] | None = None
    ) -> None:
        self.timers = timers
        self.per_second = per_second
        self.refuse = refuse or {}
        self.arrived: list[tuple[float, int, str]] = []
        self.refused = 0
        self.faults: list[TelegramError] = []

    async def __call__(self, endpoint: str, data: dict[str, Any]) -> bool:
        now, chat = self.timers.time() - 1000, data.get("chat_id", 0)
        if self.faults:
            raise self.faults.pop(0)
        if self.refuse.get(chat):
            self.refused += 1
            raise RetryAfter(self.refuse[chat].pop(0))
        if sum(1 for at, _, _ in self.arrived if at > now - 1.0) >= self.per_second:
            self.refused += 1
            raise RetryAfter(1)
        self.arrived.append((round(now, 3), chat, data.get("text", "")))
        return True


class Sender:
    def __init__(self, limits: Limits = TELEGRAM, *, late: float = 0.0, **telegram: Any) -> None:
        self.timers = VirtualTimers(late)
        self.telegram = Telegram(self.timers, **telegram)
        self.pacing = Pacing(limits, self.timers)

    async def send(
        self, chat: int | str | None, urgency: int = ANSWER, text: str = "", endpoint: str = "sendMessage"
    ) -> Any:
        data: dict[str, Any] = {"text": text} if chat is None else {"chat_id": chat, "text": text}
        # python-telegram-bot hands 0 over as None.
        return await self.pacing.process_request(self.telegram, (endpoint, data), {}, endpoint, data, urgency or None)

    def run(self, *work: Any) -> Any:
        return self.timers.run(asyncio.gather(*work, return_exceptions=True))

    @property
    def times(self) -> list[float]:
        return [at for at, _, _ in self.telegram.arrived]


async def test_a_thousand_chats_are_reached_in_little_more_than_a_thousand_thirtieths_of_a_second() -> None:
    sender = Sender(late=0.001, per_second=30)

    await sender.run(*(sender.send(chat, REMINDER) for chat in range(1000)))

    assert len(sender.times) == 1000
    assert max(sender.times) <= 1.05 * 1000 / 30
    assert sender.telegram.refused == 0


async def test_however_the_network_delays_messages_no_more_than_thirty_arrive_in_a_second() -> None:
    sender = Sender(late=0.001, per_second=30)
    arrive, delays = sender.telegram.__call__, cycle([0.01, 0.4, 0.02, 0.3, 0.01, 0.05, 0.25])

    async def delayed(endpoint: str, data: dict[str, Any]) -> bool:
        await sender.timers.sleep(next(delays))
        return await arrive(endpoint, data)

    data = [{"chat_id": chat} for chat in range(300)]
    await sender.run(
        *(
            sender.pacing.process_request(delayed, ("sendMessage", each), {}, "sendMessage", each, REMINDER)
            for each in data
        )
    )

    assert (len(sender.times), sender.telegram.refused) == (300, 0)


async def test_processes_that_share_what_the_bot_may_send_keep_the_limit_together() -> None:
    watch = Sender(per_second=30)
    other = Pacing(TELEGRAM, watch.timers)
    watch.pacing.take_share(2 / 3)
    other.take_share(1 / 3)

    def send(pacing: Pacing, chat: int) -> Any:
        data = {"chat_id": chat}
        return pacing.process_request(watch.telegram, ("sendMessage", data), {}, "sendMessage", data, REMINDER)

    await watch.run(
        *(send(watch.pacing, chat) for chat in range(200)), *(send(other, 500 + chat) for chat in range(100))
    )

    assert (len(watch.times), watch.telegram.refused) == (300, 0)
    assert max(watch.times) < 1.05 * 300 / 29.8


async def test_who_was_let_go_and_left_takes_no_place_for_ever() -> None:
    sender = Sender()
    waiting = [asyncio.ensure_future(sender.send(chat, REMINDER)) for chat in range(3)]
    await asyncio.sleep(0)
    sender.pacing._ready[0].turn.add_done_callback(lambda _: waiting[1].cancel())
    await sender.run(*waiting)

    assert sender.pacing._on_their_way == 0


async def test_the_most_urgent_goes_first_and_equals_in_their_order() -> None:
    sender = Sender()
    urgencies = [DIGEST, REMINDER, ALERT, REMINDER, DIGEST, ALERT]

    await sender.run(*(sender.send(chat, urgency) for chat, urgency in enumerate(urgencies, 1)))

    # The first found nothing in its way when it came.
    assert [chat for _, chat, _ in sender.telegram.arrived] == [1, 3, 6, 2, 4, 5]


async def test_an_answer_does_not_queue_behind_reminders() -> None:
    sender = Sender()

    async def presses() -> list[float]:
        waited = []
        for press in range(20):
            await sender.timers.sleep(0.5)
            before = sender.timers.time()
            await sender.send(5000 + press)
            waited.append(sender.timers.time() - before)
        return waited

    *_, waited = await sender.run(*(sender.send(chat, REMINDER) for chat in range(600)), presses())

    assert waited == [0.0] * 20


async def test_reminders_give_way_to_answers_so_that_both_together_keep_the_limit() -> None:
    sender = Sender(per_second=31)

    async def presses() -> None:
        for press in range(200):
            await sender.timers.sleep(0.1)
            await sender.send(5000 + press)

    await sender.run(*(sender.send(chat, REMINDER) for chat in range(600)), presses())

    assert sender.telegram.refused == 0
    # Three of the thirty are left to answers while people press.
    assert max(sender.times) == pytest.approx(800 / 27, rel=0.02)


async def test_while_people_press_reminders_leave_room_so_that_no_answer_is_refused() -> None:
    sender = Sender(late=0.001, per_second=30)

    async def presses() -> None:
        for press in range(100):
            await sender.timers.sleep(0.21)
            await asyncio.gather(*(sender.send(5000 + 10 * press + each) for each in range(1 + press % 2)))

    await sender.run(presses(), *(sender.send(chat, REMINDER) for chat in range(600)))

    assert (len(sender.times), sender.telegram.refused) == (750, 0)


async def test_two_hundred_answers_at_once_go_at_once() -> None:
    sender = Sender()

    await sender.run(*(sender.send(chat) for chat in range(200)))

    assert sender.times == [0.0] * 200


async def test_after_a_refused_answer_the_answers_wait_their_turn_and_none_is_lost() -> None:
    sender = Sender(per_second=30)

    await sender.run(*(sender.send(chat) for chat in range(200)))

    assert sorted(chat for _, chat, _ in sender.telegram.arrived) == list(range(200))
    assert max(sender.times) < 200 / 29 + 2
    assert sender.telegram.refused == 1


async def test_a_private_chat_gets_one_message_a_second_unasked() -> None:
    sender = Sender()

    await sender.run(*(sender.send(7, REMINDER) for _ in range(4)))

    assert sender.times == [0.0, 1.0, 2.0, 3.0]


async def test_a_private_chat_may_get_a_burst_of_answers_and_then_one_a_second() -> None:
    sender = Sender()

    await sender.run(*(sender.send(7) for _ in range(10)))

    assert sender.times == [0.0] * 8 + [1.0, 2.0]


async def test_an_answer_overtakes_the_reminders_that_wait_for_its_own_chat() -> None:
    sender = Sender()

    await sender.run(*(sender.send(7, REMINDER, f"reminder {n}") for n in range(3)), sender.send(7, text="answer"))

    assert [(at, text) for at, _, text in sender.telegram.arrived] == [
        (0.0, "reminder 0"), (0.0, "answer"), (2.0, "reminder 1"), (3.0, "reminder 2"),
    ]  # fmt: skip


async def test_a_chat_that_must_wait_does_not_hold_up_the_others() -> None:
    sender = Sender()

    await sender.run(*(sender.send(7, ALERT) for _ in range(3)), *(sender.send(chat, DIGEST) for chat in (8, 9)))

    assert [chat for _, chat, _ in sender.telegram.arrived] == [7, 8, 9, 7, 7]


async def test_a_group_gets_twenty_messages_in_any_minute() -> None:
    sender = Sender()

    await sender.run(*(sender.send(-100, REMINDER) for _ in range(50)))

    assert len(sender.times) == 50
    assert all(late - early >= 60 for early, late in zip(sender.times, sender.times[20:], strict=False))
    assert sender.times[19] == 19.0


async def test_a_channel_by_its_name_counts_as_a_group_and_a_number_in_words_as_a_chat() -> None:
    sender = Sender()

    await sender.run(*(sender.send("@office") for _ in range(21)), *(sender.send("7", REMINDER) for _ in range(2)))

    office = [at for at, chat, _ in sender.telegram.arrived if str(chat) == "@office"]
    assert office[20] == 60.0


async def test_answering_presses_and_menus_is_not_held_back() -> None:
    sender = Sender()

    await sender.run(
        *(sender.send(None, DIGEST, endpoint="answerCallbackQuery") for _ in range(100)),
        *(sender.send(7, DIGEST, endpoint="sendChatAction") for _ in range(100)),
        *(sender.send(None, DIGEST, endpoint="setMyCommands") for _ in range(100)),
    )

    assert sender.times == [0.0] * 300


async def test_a_refusal_holds_its_own_chat_only_and_is_tried_again() -> None:
    sender = Sender(refuse={7: [2]})

    await sender.run(
        sender.send(7, REMINDER, "first"), sender.send(7, REMINDER, "second"), sender.send(8, REMINDER, "other")
    )

    assert [(chat, text) for _, chat, text in sender.telegram.arrived] == [(8, "other"), (7, "first"), (7, "second")]
    assert sender.times[0] < 0.1
    assert sender.times[1] >= 2.0
    assert sender.times[2] >= sender.times[1] + 1.0


async def test_what_nobody_waits_for_is_given_back_while_its_chat_is_held_for_minutes() -> None:
    sender = Sender(refuse={7: [300]})

    await sender.run(sender.send(7, REMINDER, "first"))
    first, second, other = await sender.run(sender.send(7, REMINDER), sender.send(7, ALERT), sender.send(8, REMINDER))
    await sender.run(sender.timers.sleep(300))
    await sender.run(sender.send(7, REMINDER, "again"))

    assert [type(first), type(second), other] == [RetryAfter, RetryAfter, True]
    assert [(chat, text) for _, chat, text in sender.telegram.arrived] == [(8, ""), (7, "again")]
    assert sender.telegram.refused == 1


async def test_an_answer_waits_for_its_own_chat_for_as_long_as_it_takes() -> None:
    sender = Sender(refuse={7: [300]})

    await sender.run(sender.send(7), sender.send(8))

    assert [(round(at), chat) for at, chat, _ in sender.telegram.arrived] == [(0, 8), (300, 7)]


@pytest.mark.parametrize(("endpoint", "arrives"), [("sendMessage", 0), ("editMessageText", 1)])
async def test_an_answer_that_may_have_arrived_is_repeated_twice_and_an_edit_for_as_long_as_it_takes(
    endpoint: str, arrives: int
) -> None:
    sender = Sender()
    sender.telegram.faults = [TimedOut(), NetworkError("not sent"), TimedOut(), CutOff("cut"), TimedOut()]

    (ended,) = await sender.run(sender.send(7, endpoint=endpoint))

    assert (len(sender.telegram.arrived), isinstance(ended, CutOff)) == (arrives, not arrives)


async def test_what_is_for_a_group_that_became_a_supergroup_goes_there() -> None:
    sender, moved = Sender(), []
    sender.telegram.faults = [ChatMigrated(-1002)]

    async def note(old: int, new: int) -> None:
        moved.append((old, new))

    sender.pacing.on_moved = note
    await sender.run(sender.send(-7, REMINDER, "hello"))

    assert (moved, [each[1:] for each in sender.telegram.arrived]) == ([(-7, -1002)], [(-1002, "hello")])


async def test_what_is_refused_again_and_again_is_given_back_to_whoever_sent_it() -> None:
    sender = Sender(refuse={7: [1] * 100})

    (error,) = await sender.run(sender.send(7, REMINDER))

    assert isinstance(error, RetryAfter)
    assert sender.telegram.refused == sender.pacing.refusals == TELEGRAM.tries


async def test_any_other_error_is_not_tried_again() -> None:
    sender = Sender()

    async def refuse(*_: object) -> bool:
        raise BadRequest("chat not found")

    with pytest.raises(BadRequest):
        await sender.pacing.process_request(refuse, (), {}, "sendMessage", {"chat_id": 7}, None)


async def test_whoever_stopped_waiting_takes_no_place() -> None:
    sender = Sender()
    first, gone, last = (asyncio.ensure_future(sender.send(7, REMINDER, text)) for text in ("first", "gone", "last"))
    await asyncio.sleep(0)

    gone.cancel()
    await sender.run(first, gone, last)

    assert [(at, text) for at, _, text in sender.telegram.arrived] == [(0.0, "first"), (1.0, "last")]


async def test_nothing_is_sent_after_the_end() -> None:
    sender = Sender()
    waiting = [asyncio.ensure_future(sender.send(7, REMINDER)) for _ in range(3)]
    await asyncio.sleep(0)
    assert sender.pacing.queued == 2

    await sender.pacing.shutdown()
    results = await sender.run(*waiting)

    assert [type(each) for each in results] == [bool, asyncio.CancelledError, asyncio.CancelledError]
    assert sender.pacing.queued == 0


async def test_silence_is_not_saved_up_for_a_burst() -> None:
    sender = Sender()
    await sender.run(sender.send(1, REMINDER), sender.timers.sleep(100))

    await sender.run(*(sender.send(chat, REMINDER) for chat in range(10, 13)))

    assert sender.times[1:] == [
        100.0,
        pytest.approx(100 + 1 / 29.8, abs=0.002),
        pytest.approx(100 + 2 / 29.8, abs=0.002),
    ]


async def test_a_stand_in_on_the_same_machine_is_not_spared() -> None:
    sender = Sender(UNLIMITED)

    await sender.run(*(sender.send(7, urgency) for urgency in (ANSWER, ALERT, DIGEST) for _ in range(100)))

    assert max(sender.times) < 0.001


async def test_thousands_of_chats_are_forgotten_when_they_are_idle() -> None:
    sender = Sender()
    for start in range(0, 6000, 100):
        await sender.run(*(sender.send(chat) for chat in range(start, start + 100)), sender.timers.sleep(10))

    assert len(sender.pacing._chats) < 2048


async def test_an_answer_outlasts_a_network_that_fails() -> None:
    sender = Sender()
    sender.telegram.faults = [NetworkError("cut"), TimedOut(), NetworkError("cut")]

    await sender.run(sender.send(1))

    assert sender.times == [0.5 + 1 + 2]


async def test_an_answer_is_tried_for_an_hour_and_then_given_up() -> None:
    sender = Sender()
    sender.telegram.faults = [NetworkError("cut")] * 1000

    (ended,) = await sender.run(sender.send(1))

    assert isinstance(ended, NetworkError)
    assert 3600 < sender.timers.time() - 1000 < 2 * 3600


@pytest.mark.parametrize("urgency", [ALERT, REMINDER])
async def test_what_nobody_waits_for_is_left_to_the_ticker_when_the_network_fails(urgency: int) -> None:
    sender = Sender()
    sender.telegram.faults = [NetworkError("cut")]

    (ended,) = await sender.run(sender.send(1, urgency))

    assert (type(ended), sender.times) == (NetworkError, [])


async def test_what_telegram_refuses_is_not_tried_again() -> None:
    sender = Sender()
    sender.telegram.faults = [BadRequest("chat not found")]

    (ended,) = await sender.run(sender.send(1))

    assert (type(ended), sender.times) == (BadRequest, [])


async def test_what_waits_when_the_bot_stops_is_let_go_and_what_has_begun_ends() -> None:
    sender, done = Sender(), list[str]()

    async def slowly(text: str, chat: int) -> None:
        await sender.pacing.process_request(begun, (text,), {}, "sendMessage", {"chat_id": chat}, REMINDER)

    async def begun(text: str) -> None:
        await sender.timers.sleep(0.5)
        done.append(text)

    async def stop() -> None:
        await sender.timers.sleep(0.2)
        await sender.pacing.shutdown()
        await slowly("too late", 2)

    outcomes = await sender.run(slowly("first", 1), slowly("second", 1), stop())

    assert done == ["first"]
    assert [type(each) for each in outcomes] == [type(None), asyncio.CancelledError, asyncio.CancelledError]


async def test_the_first_answer_in_a_second_that_reminders_have_filled_has_the_next_place() -> None:
    sender = Sender(late=0.001, per_second=30)

    async def press(after: float, chat: int) -> None:
        await sender.timers.sleep(after)
        await sender.send(chat, ANSWER, "answer")

    await sender.run(
        *(sender.send(chat, REMINDER) for chat in range(300)),
        *(press(2.0 + number, 500 + number) for number in range(5)),
    )

    answered = [at - 2.0 - number for number, at in enumerate(at for at, _, text in sender.telegram.arrived if text)]
    assert (len(sender.times), sender.telegram.refused) == (305, 0)
    assert answered[0] <= 0.04  # in place of the reminder that was next
    assert max(answered[1:]) <= 0.002  # from then on there is room


async def test_answers_that_find_the_second_filled_by_what_never_comes_back_go_when_it_is_over() -> None:
    sender = Sender()
    gone = asyncio.get_running_loop().create_future()

    async def hangs(_endpoint: str, _data: dict[str, Any]) -> bool:
        return bool(await gone)

    data = [{"chat_id": chat} for chat in range(30)]
    hanging = [
        asyncio.ensure_future(
            sender.pacing.process_request(hangs, ("sendMessage", each), {}, "sendMessage", each, REMINDER)
        )
        for each in data
    ]

    async def press() -> None:
        await sender.timers.sleep(1.2)
        await sender.send(500, ANSWER, "answer")

    await sender.run(press())

    assert sender.times == pytest.approx([2.0], abs=0.05)
    for each in hanging:
        each.cancel()
