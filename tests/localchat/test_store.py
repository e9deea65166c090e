"""What the local chat keeps over a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat, saved_clock
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.store import KEPT_UPDATES, Store
from tests.localchat.conftest import START
from tests.localchat.pictures import png


def bot_of(chat: LocalChat) -> Bot:
    return Bot(chat.token, request=InProcessRequest(chat), get_updates_request=InProcessRequest(chat))


async def test_people_messages_files_presses_menus_and_updates_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "var" / "local.db"
    before = LocalChat(path, SimulatedClock(START))
    olga, bot = before.user(1000, "Olga", hint="organiser"), bot_of(before)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    await bot.send_message(olga.id, "1")
    await bot.edit_message_text("<b>2</b>", olga.id, olga.last.message_id, parse_mode="HTML", reply_markup=keyboard)
    await bot.send_photo(olga.id, png())
    await bot.set_my_commands([("book", "Book a room")])
    press = olga.presses("Yes")
    await bot.answer_callback_query(press.query_id, "Done")
    shown = olga.messages
    before.close()

    after = LocalChat(path, SimulatedClock(START))
    olga = after.user(1000, "somebody else's name is not taken")

    assert olga.messages == shown
    assert [message.text for message in olga.messages[0].edits] == ["1"]
    assert olga.messages[1].photo == png()
    assert (olga.name, olga.commands, olga.alerts) == ("Olga", ["book"], ["Done"])
    assert [update.update_id for update in await bot_of(after).get_updates()] == [press.update_id]
    assert olga.says("next") == press.update_id + 1
    after.close()


async def test_a_chat_that_was_killed_has_what_it_had_answered(tmp_path: Path) -> None:
    killed = LocalChat(tmp_path / "local.db", SimulatedClock(START))
    olga = killed.user(1000, "Olga")
    await bot_of(killed).send_message(olga.id, "sent before the end")

    after = LocalChat(tmp_path / "local.db", SimulatedClock(START))

    assert [message.text for message in after.user(1000).messages] == ["sent before the end"]
    after.close()
    killed.close()


def test_the_clock_goes_on_where_it_was(tmp_path: Path) -> None:
    path, start = tmp_path / "local.db", datetime(2026, 11, 23, 2, tzinfo=UTC)
    first = saved_clock(path, start, speed=0)
    chat = LocalChat(path, first)
    first.advance(timedelta(hours=3))
    chat.close()

    second = saved_clock(path, start)

    assert (second.now(), second.speed) == (start + timedelta(hours=3), 0)


def test_a_file_that_is_no_database_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "local.db"
    path.write_text("my diary " * 500)

    with pytest.raises(Exception, match="not a database"):
        LocalChat(path)


def test_a_refused_call_leaves_nothing_behind() -> None:
    store = Store()

    def half_done() -> None:
        with store.transaction():
            store.set_fact("a", 1)
            with store.transaction():
                store.set_fact("b", 2)
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()

    assert (store.fact("a"), store.fact("b", "none")) == (None, "none")
    store.close()


def test_old_confirmed_updates_are_thrown_away_and_waiting_ones_never() -> None:
    store = Store()
    with store.transaction():
        store.put_update({"update_id": 1}, is_pending=True)
        for number in range(2, KEPT_UPDATES + 11):
            store.put_update({"update_id": number}, is_pending=False)

    assert [update["update_id"] for update in store.updates_to_hand_out(10)] == [1]
    assert store.hand_out_again(11)
    assert not store.hand_out_again(9)
    store.close()
