from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, select

from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import Incoming, Open, begin_again, mark_done, open_updates, prune, take_in

DAY = timedelta(days=1)


def incoming(update_id: int, chat_id: int | None = 7) -> Incoming:
    return Incoming(update_id, chat_id, f'{{"update_id": {update_id}}}')


def opened(update_id: int, chat_id: int | None = 7, attempts: int = 0) -> Open:
    return Open(update_id, chat_id, f'{{"update_id": {update_id}}}', attempts)


def test_a_repeated_update_changes_nothing(session: Session, now: datetime) -> None:
    assert take_in(session, [incoming(1), incoming(2)], now) == {1, 2}
    mark_done(session, [1], now)

    assert take_in(session, [incoming(1), incoming(2), incoming(3)], now + DAY) == {3}

    assert open_updates(session) == [opened(2), opened(3)]


def test_an_update_that_comes_twice_in_one_batch_is_taken_once(session: Session, now: datetime) -> None:
    assert take_in(session, [incoming(1), incoming(1)], now) == {1}


def test_nothing_is_taken_from_nothing(session: Session, now: datetime) -> None:
    assert take_in(session, [], now) == frozenset()


def test_what_was_answered_is_marked_with_the_next_batch(session: Session, now: datetime) -> None:
    take_in(session, [incoming(1), incoming(2)], now)

    take_in(session, [incoming(3)], now, done={1, 2})

    assert open_updates(session) == [opened(3)]


def test_the_order_is_that_of_arrival_even_after_the_ids_began_anew(session: Session, now: datetime) -> None:
    take_in(session, [incoming(900), incoming(901)], now)
    take_in(session, [incoming(5, None)], now + DAY)

    assert open_updates(session) == [opened(900), opened(901), opened(5, None)]


def test_beginning_again_is_counted(session: Session, now: datetime) -> None:
    take_in(session, [incoming(1), incoming(2)], now)

    begin_again(session, 2, now)
    begin_again(session, 2, now, done={1})

    assert open_updates(session) == [opened(2, attempts=2)]


def test_only_what_was_answered_long_ago_is_forgotten(session: Session, now: datetime) -> None:
    take_in(session, [incoming(1), incoming(2), incoming(3)], now)
    mark_done(session, [1], now)
    mark_done(session, [2], now + 2 * DAY)

    assert prune(session, now + DAY) == 1

    assert set(session.exec(select(InboxUpdate.update_id))) == {2, 3}


def test_ids_and_chats_may_be_as_large_as_telegrams(session: Session, now: datetime) -> None:
    take_in(session, [incoming(2**53, -(2**52))], now)

    assert open_updates(session) == [opened(2**53, -(2**52))]
