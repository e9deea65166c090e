"""People write, press and look; the bot is python-telegram-bot's own."""

from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from meetbot.localchat.chat import LocalChat
from meetbot.localchat.people import User
from tests.localchat.pictures import png


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower())] for label in labels])


async def newest(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[0]


async def test_a_press_reaches_the_bot_and_its_answer_the_presser(chat: LocalChat, bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "Book?", reply_markup=keyboard("Confirm", "Cancel"))

    olga.presses("Confirm")
    query = (await newest(bot)).callback_query
    assert query is not None
    await query.answer("Booked")
    await query.edit_message_text("Booking 17", reply_markup=keyboard("Move"))

    assert (query.data, query.from_user.first_name) == ("confirm", "Olga")
    assert olga.alerts == ["Booked"]
    assert (olga.last.text, olga.last.buttons) == ("Booking 17", ["Move"])
    assert [(before.text, before.buttons) for before in olga.last.edits] == [("Book?", ["Confirm", "Cancel"])]


async def test_a_button_is_found_by_its_label_before_a_pattern(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "Which?", reply_markup=keyboard("Room 12", "Room 1", "Room 1 (hall)"))

    olga.presses("Room 1")
    exact = await newest(bot)
    olga.presses(r"hall")
    pattern = await newest(bot)

    assert [update.callback_query and update.callback_query.data for update in (exact, pattern)] == [
        "room 1", "room 1 (hall)",
    ]  # fmt: skip


async def test_a_press_on_nothing_names_what_is_there(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "Which?", reply_markup=keyboard("A", "B"))

    with raises_lookup("'C'.*'A', 'B'"):
        olga.presses("C")


async def test_an_old_look_at_a_message_presses_what_it_showed(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "1", reply_markup=keyboard("First"))
    old = olga.last
    await bot.edit_message_text("2", olga.id, old.message_id, reply_markup=keyboard("Second"))

    olga.presses("First", old)

    query = (await newest(bot)).callback_query
    assert query is not None
    assert query.data == "first"
    assert isinstance(query.message, Message)
    assert query.message.text == "2"


async def test_a_press_on_a_deleted_message_carries_what_telegram_leaves_of_it(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "1", reply_markup=keyboard("First"))
    old = olga.last
    olga.deletes(old)

    olga.presses("First", old)

    query = (await newest(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible


async def test_forged_data_needs_no_button(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "1")

    olga.forges("b:1:delete-everything", olga.last)

    query = (await newest(bot)).callback_query
    assert query is not None
    assert query.data == "b:1:delete-everything"


async def test_a_long_text_arrives_in_pieces_that_fit(bot: Bot, olga: User) -> None:
    olga.says("😀" * 2049)

    updates = await bot.get_updates()
    assert [update.message and update.message.text for update in updates] == ["😀" * 2048, "😀"]


async def test_commands_are_marked_in_utf16_units(bot: Bot, olga: User) -> None:
    olga.says("😀 /book@meetbot_local_bot and not a/b")

    message = (await newest(bot)).message
    assert message is not None
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [("bot_command", 3, 23)]


async def test_pictures_come_in_two_sizes_the_largest_last_and_can_be_fetched(bot: Bot, olga: User) -> None:
    olga.sends_photo(png(640, 480), "a <scratch>")

    message = (await newest(bot)).message
    assert message is not None
    assert [(size.width, size.height) for size in message.photo] == [(320, 240), (640, 480)]
    assert message.caption == "a <scratch>"
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == png(640, 480)


async def test_everything_a_person_can_send_is_read_by_the_library(bot: Bot, olga: User) -> None:
    olga.sends_document(b"BEGIN:VCALENDAR", "../../booking.ics")
    olga.sends_sticker("🎉")
    olga.shares_contact("+86 10 1234")
    olga.sends_album([png(), png()], "both")
    own = olga.messages[0]
    olga.says("wrong")
    olga.edits(olga.messages[-1], "right")
    olga.says("about this", reply_to=own)

    updates = await bot.get_updates()
    messages = [update.effective_message for update in updates]
    first, sticker, contact, one, two, wrong, right, reply = messages
    assert first is not None
    assert first.document is not None
    assert (first.document.file_name, first.document.mime_type) == ("booking.ics", "text/calendar")
    assert sticker is not None
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "🎉"
    assert contact is not None
    assert contact.contact is not None
    assert contact.contact.phone_number == "+86 10 1234"
    assert one is not None
    assert two is not None
    assert (one.media_group_id, one.caption, two.caption) == (two.media_group_id, "both", None)
    assert wrong is not None
    assert right is not None
    assert (wrong.message_id, updates[6].edited_message) == (right.message_id, right)
    assert reply is not None
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == own.message_id


async def test_blocking_is_told_to_the_bot_and_ends_its_messages(bot: Bot, olga: User) -> None:
    olga.blocks()

    change = (await newest(bot)).my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")


async def test_a_group_hears_its_people(chat: LocalChat, bot: Bot, olga: User) -> None:
    floor = chat.group(-100, "Third floor")
    olga.says("/book", group=floor)

    message = (await newest(bot)).message
    assert message is not None
    await message.reply_text("In private, please")
    assert (message.chat.type, message.chat.title) == ("group", "Third floor")
    assert [shown.text for shown in floor.messages] == ["/book", "In private, please"]
    assert olga.messages == []


def raises_lookup(pattern: str) -> pytest.RaisesExc[LookupError]:
    return pytest.raises(LookupError, match=pattern)
