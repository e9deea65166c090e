"""
The writing thread of a process: turns that wait at the same time are committed together.

A durable commit waits for the disk, and in a crowd that wait is most of what a small turn takes.

1. Whoever waits when the thread becomes free goes into one transaction, each behind a savepoint; what fails is rolled back
   to it and fails alone.
2. Nobody is answered before the commit.
3. What nobody waits for comes along with the next turn, before it, or is written a moment later when none comes. With a
   single turn it is one transaction without savepoints, which are a fifth of it.
4. Whoever wants to know is told what became of a single turn when nothing but the commit is missing, so that an answer can be
   made while the disk works (handlers.ahead).
5. Where the database broke the transaction off, each of its turns is done again in a transaction of its own: whoever
   is the cause fails alone, too.
6. What gives way (claims, marks, cards) goes when nobody else waits and nobody presses. Its transaction ends early when
   somebody does; and it is not put off for ever: when both wait, they go by turns.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace
from threading import Condition
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session

from meetbot.db import Database

T = TypeVar("T")
# Committed together at most: the first of them waits for the last, which takes a hundredth of a second or two.
_MOST = 16
# Seconds that what may come along waits for a turn: a press that is being read needs less.
_FOR_COMPANY = 0.01
# Seconds until whoever came along hears of it: the answers to the others are made in less.
_FOR_ANSWERS = 0.002
# Seconds that a turn gives way at most: two or three presses. And between two glances whether somebody presses still.
_LONGEST_GIVING_WAY, _GLANCE = 0.05, 0.002


@dataclass(frozen=True)
class _Turn:
    """A piece of work, and who waits for its answer on which event loop."""

    work: Callable[[Session], Any]
    answer: asyncio.Future[Any]
    comes_along: bool = False
    on_ready: Callable[[Any], object] | None = None
    gives_way_until: float = 0.0  # by monotonic time

    @property
    def is_wanted(self) -> bool:
        """What comes along is done although whoever handed it in may have gone: nobody else would."""
        return self.comes_along or not self.answer.cancelled()

    def tell(self, result: Any, error: BaseException | None) -> None:
        if self.answer.done():  # whoever waited has gone
            return
        if error is None:
            self.answer.set_result(result)
        else:
            self.answer.set_exception(error)


_Told = tuple[_Turn, Any, BaseException | None]


class Writer:
    """
    Runs work that is handed a session, one piece after the other, in the order in which they came.

    ``is_pressed`` says whether somebody waits for an answer, who may soon have something to write.
    """

    def __init__(self, database: Database, is_pressed: Callable[[], bool] = lambda: False) -> None:
        self._database = database
        self._is_pressed = is_pressed
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        # Wakes the event loop for this thread: waking it itself would hand it Python's lock before the commit has begun.
        self._herald = ThreadPoolExecutor(1, thread_name_prefix="herald")
        self._waiting: deque[_Turn] = deque()
        self._along: list[_Turn] = []
        self._is_along_late = False
        self._giving_way: deque[_Turn] = deque()
        self._gave_way_last = False
        self._changed = Condition()
        self._is_busy = False

    async def run(self, work: Callable[[Session], T], on_ready: Callable[[T], object] | None = None) -> T:
        """
        The result of ``work(session)``, committed when this returns. Raises what the work or the commit raises.

        ``on_ready(result)`` is called on the event loop when only the commit is missing; perhaps never, or for a try that fails.
        """
        turn = replace(_turn(work), on_ready=on_ready)
        with self._changed:
            self._waiting.append(turn)
            self._begin()
        result: T = await turn.answer
        return result

    async def run_giving_way(self, work: Callable[[Session], T]) -> T:
        """``run`` for what is nobody's answer: whoever presses goes first."""
        turn = replace(_turn(work), gives_way_until=monotonic() + _LONGEST_GIVING_WAY)
        with self._changed:
            self._giving_way.append(turn)
            self._begin()
        result: T = await turn.answer
        return result

    async def run_along(self, work: Callable[[Session], T]) -> T:
        """``run`` for what nobody waits for: in the transaction of whoever is next, and before them."""
        turn = replace(_turn(work), comes_along=True)
        with self._changed:
            self._along.append(turn)
        asyncio.get_running_loop().call_later(_FOR_COMPANY, self._without_company)
        result: T = await turn.answer
        return result

    def close(self) -> None:
        """Finish what waits and let the thread go."""
        self._without_company()
        self._thread.shutdown()
        self._herald.shutdown()

    def _without_company(self) -> None:
        with self._changed:
            if self._along:
                self._is_along_late = True
                self._begin()

    def _begin(self) -> None:
        if not self._is_busy:
            self._thread.submit(self._work_off)
            self._is_busy = True
        self._changed.notify()

    def _work_off(self) -> None:
        while turns := self._next():
            wanted = [turn for turn in turns if turn.is_wanted]
            if sum(not turn.comes_along for turn in wanted) == 1:
                self._at_once(wanted)
            else:
                _tell_all(self._together(wanted) if len(wanted) > 1 else list(map(self._alone, wanted)))

    def _next(self) -> list[_Turn]:
        with self._changed:
            while self._is_to_give_way():
                self._changed.wait(_GLANCE)
            self._gave_way_last = self._is_turn_of_who_gives_way()
            turns = _first(self._giving_way if self._gave_way_last else self._waiting)
            if not self._gave_way_last and (turns or self._is_along_late):
                turns = [*self._along, *turns]
                self._along, self._is_along_late = [], False
            self._is_busy = bool(turns)
            return turns

    def _is_to_give_way(self) -> bool:
        """Whether to write nothing yet: what waits gives way, and somebody is pressing."""
        return self._is_turn_of_who_gives_way() and self._is_early() and self._is_pressed()

    def _is_turn_of_who_gives_way(self) -> bool:
        if not self._giving_way:
            return False
        is_free = not self._waiting and not self._is_along_late
        return is_free or not (self._gave_way_last or self._is_early())

    def _is_early(self) -> bool:
        return monotonic() < self._giving_way[0].gives_way_until

    def _at_once(self, turns: Sequence[_Turn]) -> None:
        """
        One turn and what came along. They are told before the transaction is tidied up. Where anything fails all of it is taken
        back, and done again so that each fails alone.
        """
        told: list[_Told] = []
        try:
            with self._database.writing() as session:
                done: list[_Told] = [(turn, turn.work(session), None) for turn in turns]
                session.flush()
                for turn, result, _ in done:
                    if turn.on_ready is not None:
                        self._herald.submit(_announce, turn, result)
                session.commit()
                told = done
                _tell_all(told)
        except BaseException as error:  # noqa: BLE001  (whoever waits for the answer gets it)
            if not told:
                _tell_all(self._together(turns) if len(turns) > 1 else [(turns[0], None, error)])

    def _alone(self, turn: _Turn) -> _Told:
        try:
            with self._database.writing() as session:
                result = turn.work(session)
        except BaseException as error:  # noqa: BLE001  (whoever waits for the answer gets it)
            return turn, None, error
        return turn, result, None

    def _together(self, turns: Sequence[_Turn]) -> list[_Told]:
        try:
            with self._database.writing_together() as behind_a_savepoint:
                told: list[_Told] = []
                for turn in turns:
                    if told and turn.gives_way_until and self._is_awaited():
                        break
                    told.append(_one_of_many(turn, behind_a_savepoint))
        except SQLAlchemyError:
            return list(map(self._alone, turns))
        with self._changed:
            self._giving_way.extendleft(reversed(turns[len(told) :]))
        return told

    def _is_awaited(self) -> bool:
        return bool(self._waiting) or self._is_pressed()


def _first(waiting: deque[_Turn]) -> list[_Turn]:
    return [waiting.popleft() for _ in range(min(_MOST, len(waiting)))]


def _turn(work: Callable[[Session], Any]) -> _Turn:
    # In the caller's context, so that what the thread logs bears the update it works for.
    context, answer = copy_context(), asyncio.get_running_loop().create_future()
    return _Turn(lambda session: context.run(work, session), answer)


def _one_of_many(turn: _Turn, behind_a_savepoint: Callable[[], Any]) -> _Told:
    """Raises SQLAlchemyError where the savepoints may have gone with it: SQLite rolls back the whole transaction on a full disk."""
    try:
        with behind_a_savepoint() as session:
            result = turn.work(session)
    except IntegrityError as error:
        return turn, None, error
    except SQLAlchemyError:
        raise
    except BaseException as error:  # noqa: BLE001  (whoever waits for the answer gets it)
        return turn, None, error
    return turn, result, None


def _announce(turn: _Turn, result: Any) -> None:
    if turn.on_ready is not None:
        with suppress(RuntimeError):  # the loop has ended
            turn.answer.get_loop().call_soon_threadsafe(turn.on_ready, result)


def _tell_all(told: Sequence[_Told]) -> None:
    for loop in {turn.answer.get_loop() for turn, _, _ in told}:
        mine = [each for each in told if each[0].answer.get_loop() is loop]
        with suppress(RuntimeError):  # the loop has ended, and whoever waited with it
            loop.call_soon_threadsafe(_tell, mine)  # one wake-up for all of them


def _tell(told: Sequence[_Told]) -> None:
    along = [each for each in told if each[0].comes_along]
    if 0 < len(along) < len(told):  # what is answered now goes out before the next poll is made
        asyncio.get_running_loop().call_later(_FOR_ANSWERS, _tell, along)
        told = [each for each in told if not each[0].comes_along]
    for turn, result, error in told:
        turn.tell(result, error)
