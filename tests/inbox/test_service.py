from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import (
    GivenUp,
    Incoming,
    Kind,
    Open,
    begin_again,
    give_up,
    given_up,
    mark_done,
    open_updates,
    prune,
    take_in,
)  # fmt: skip

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


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"callback_query": {"data": "ck.t"}}, Kind.PRESS),
        ({"message": {"text": "/book"}}, Kind.MESSAGE),
        ({"message": {"photo": [], "caption": "the lamp"}}, Kind.FILE),
        ({"edited_message": {"text": "later"}}, Kind.OTHER),
    ],
)
def test_what_is_given_up_is_neither_open_nor_forgotten(
    session: Session, now: datetime, body: dict[str, object], kind: Kind
) -> None:
    take_in(session, [Incoming(1, 7, json.dumps(body)), incoming(2)], now)

    give_up(session, 1, now + DAY)

    assert open_updates(session) == [opened(2)]
    assert given_up(session, now) == [GivenUp(1, 7, now, now + DAY, kind)]
    assert given_up(session, now + DAY) == []
