"""Every method and every refusal of the Bot API, asked by python-telegram-bot's own bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.faults import FloodLimits
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import User
from tests.localchat.pictures import gif, jpeg, png

NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(text: str = "Yes", data: str = "y", **more: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data, **more)


# What is refused: (what the bot asks, Telegram's error and words).

Ask = Callable[[Bot], Awaitable[Any]]
OLGA = 1000
REFUSALS: dict[str, tuple[Ask, TelegramError]] = {
    "empty text": (lambda bot: bot.send_message(OLGA, " \n"), BadRequest("Message text is empty")),
    "text of tags alone": (
        lambda bot: bot.send_message(OLGA, "<b> </b>", parse_mode="HTML"), BadRequest("Message text is empty"),
    ),
    "too long": (lambda bot: bot.send_message(OLGA, "x" * 4097), BadRequest("Message is too long")),
    "too long in emoji": (lambda bot: bot.send_message(OLGA, "😀" * 2049), BadRequest("Message is too long")),
    "unclosed tag": (
        lambda bot: bot.send_message(OLGA, "<b>x", parse_mode="HTML"),
        BadRequest('Can\'t parse entities: can\'t find end tag corresponding to start tag "b"'),
    ),
    "another markup": (
        lambda bot: bot.send_message(OLGA, "*x*", parse_mode="MarkdownV2"),
        BadRequest("Unsupported parse_mode (the local chat reads html)"),
    ),
    "nobody": (lambda bot: bot.send_message(4711, "x"), BadRequest("Chat not found")),
    "somebody who never wrote": (
        lambda bot: bot.send_message(1002, "x"), Forbidden("Forbidden: bot can't initiate conversation with a user"),
    ),
    "somebody who blocked it": (
        lambda bot: bot.send_message(1003, "x"), Forbidden("Forbidden: bot was blocked by the user"),
    ),
    "somebody who left": (lambda bot: bot.send_message(1004, "x"), Forbidden("Forbidden: user is deactivated")),
    "data of 65 bytes": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([button(data="茶" * 21 + "xx")])),
        BadRequest("Button_data_invalid"),
    ),
    "a button that does nothing": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([InlineKeyboardButton("Yes")])),
        BadRequest("Can't parse inline keyboard button: text buttons are not allowed in the inline keyboard"),
    ),
    "a button that does two things": (
        lambda bot: bot.send_message(
            OLGA, "x", reply_markup=keyboard([InlineKeyboardButton("Yes", callback_data="y", url="https://e.org")])
        ),
        BadRequest("Button_type_invalid"),
    ),
    "a button without words": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([button(" ")])),
        BadRequest("Can't parse inline keyboard button: text must be non-empty"),
    ),
    "a button in mauve": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([button(style="mauve")])),
        BadRequest("Can't parse inline keyboard button: invalid button style specified"),
    ),
    "a button to nowhere": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([InlineKeyboardButton("Go", url="nowhere")])),
        BadRequest("Inline keyboard button url 'nowhere' is invalid: wrong http url"),
    ),
    "a button with too much to copy": (
        lambda bot: bot.send_message(
            OLGA, "x", reply_markup=keyboard([InlineKeyboardButton("Copy", copy_text=CopyTextButton("x" * 257))])
        ),
        BadRequest("Button_copy_text_invalid"),
    ),
    "101 buttons": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard(*[[button()] for _ in range(101)])),
        BadRequest("Reply markup is too long"),
    ),
    "9 buttons in a row": (
        lambda bot: bot.send_message(OLGA, "x", reply_markup=keyboard([button()] * 9)),
        BadRequest("Too many buttons in a row of the inline keyboard"),
    ),
    "an answer to nothing": (
        lambda bot: bot.send_message(OLGA, "x", reply_parameters=ReplyParameters(999)),
        BadRequest("Message to be replied not found"),
    ),
    "an edit of nothing": (lambda bot: bot.edit_message_text("x", OLGA, 999), BadRequest("Message to edit not found")),
    "an edit of a person's words": (
        lambda bot: bot.edit_message_text("x", OLGA, 1), BadRequest("Message can't be edited"),
    ),
    "an edit to the same": (lambda bot: bot.edit_message_text("Hello", OLGA, 2), BadRequest(NOT_MODIFIED)),
    "a keyboard taken from none": (
        lambda bot: bot.edit_message_reply_markup(OLGA, 2), BadRequest(NOT_MODIFIED),
    ),
    "a caption for a text": (
        lambda bot: bot.edit_message_caption(OLGA, 2, caption="x"),
        BadRequest("There is no caption in the message to edit"),
    ),
    "a text for a picture": (
        lambda bot: bot.edit_message_text("x", OLGA, 3), BadRequest("There is no text in the message to edit"),
    ),
    "a caption too long": (
        lambda bot: bot.send_photo(OLGA, png(), caption="x" * 1025), BadRequest("Message caption is too long"),
    ),
    "deleting nothing": (lambda bot: bot.delete_message(OLGA, 999), BadRequest("Message to delete not found")),
    "deleting what is two days old": (
        lambda bot: bot.delete_message(OLGA, 2), BadRequest("Message can't be deleted for everyone"),
    ),
    "no picture": (lambda bot: bot.send_photo(OLGA, b"hello"), BadRequest("Image_process_failed")),
    "a picture thin as a thread": (
        lambda bot: bot.send_photo(OLGA, png(1, 50)), BadRequest("Photo_invalid_dimensions"),
    ),
    "a picture too heavy": (
        lambda bot: bot.send_photo(OLGA, png() + bytes(10 * 1024 * 1024)), BadRequest("File is too big"),
    ),
    "a picture from the web": (
        lambda bot: bot.send_photo(OLGA, "https://e.org/a.png"), BadRequest("Failed to get http url content"),
    ),
    "an unknown file": (
        lambda bot: bot.send_document(OLGA, "no-such-id"),
        BadRequest("Wrong file_id or the file is temporarily unavailable"),
    ),
    "an empty file": (lambda bot: bot.send_document(OLGA, b""), BadRequest("File must be non-empty")),
    "a file too heavy": (
        lambda bot: bot.send_document(OLGA, bytes(50 * 1024 * 1024 + 1)), NetworkError("Request Entity Too Large"),
    ),
    "an album of one": (
        lambda bot: bot.send_media_group(OLGA, [InputMediaPhoto(png())]),
        BadRequest("Media group must include 2-10 items"),
    ),
    "a mixed album": (
        lambda bot: bot.send_media_group(OLGA, [InputMediaPhoto(png()), InputMediaDocument(b"x")]),
        BadRequest("Document can't be mixed with other media types"),
    ),
    "an answer to an unknown press": (lambda bot: bot.answer_callback_query("1"), BadRequest(TOO_OLD)),
    "a file nobody sent": (
        lambda bot: bot.get_file("x"), BadRequest("Wrong file_id or the file is temporarily unavailable"),
    ),
    "dancing": (lambda bot: bot.send_chat_action(OLGA, "dancing"), BadRequest("Wrong parameter action in request")),
    "an unknown reaction": (lambda bot: bot.set_message_reaction(OLGA, 2, "🫖"), BadRequest("Reaction_invalid")),
    "pinning nothing": (lambda bot: bot.pin_chat_message(OLGA, 999), BadRequest("Message to pin not found")),
    "unpinning nothing": (lambda bot: bot.unpin_chat_message(OLGA), BadRequest("Message to unpin not found")),
    "an unknown chat": (lambda bot: bot.get_chat(4711), BadRequest("Chat not found")),
    "commands for an unknown chat": (
        lambda bot: bot.set_my_commands([("book", "Book")], BotCommandScopeChat(4711)), BadRequest("Chat not found"),
    ),
    "a command in capitals": (
        lambda bot: bot.set_my_commands([("Book", "Book")]), BadRequest("Bot_command_invalid"),
    ),
    "a command nobody explains": (
        lambda bot: bot.set_my_commands([("book", "")]), BadRequest("Bot_command_description_invalid"),
    ),
    "101 commands": (
        lambda bot: bot.set_my_commands([(f"c{n}", "x") for n in range(101)]), BadRequest("Bot_commands_too_much"),
    ),
    "a webhook in the clear": (
        lambda bot: bot.set_webhook("http://e.org/"),
        BadRequest("Bad webhook: an https url must be provided for webhook"),
    ),
    "a secret with spaces": (
        lambda bot: bot.set_webhook("https://e.org/", secret_token="a b"),
        BadRequest("Secret token contains unallowed characters"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
async def test_what_telegram_refuses_is_refused_in_its_words(
    chat: LocalChat, clock: SimulatedClock, bot: Bot, olga: User, case: str
) -> None:
    olga.says("Good morning")
    await bot.send_message(olga.id, "Hello")
    await bot.send_photo(olga.id, png())
    chat.user(1002, "Never", has_started=False)
    chat.user(1003, "Blocked").blocks()
    chat.user(1004, "Gone").leaves_telegram()
    clock.advance(timedelta(hours=49))
    ask, expected = REFUSALS[case]

    with pytest.raises(TelegramError) as refused:
        await ask(bot)

    assert (type(refused.value), _plain(refused.value)) == (type(expected), _plain(expected))
    assert [message.text for message in olga.messages] == ["Good morning", "Hello", ""]


def _plain(error: TelegramError) -> str:
    """The library changes how an error's words begin, and how is its own affair."""
    return error.message.lower()


async def test_a_text_may_be_as_long_as_telegram_allows_after_its_markup_is_read(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "<b>" + "😀" * 2048 + "</b> ", parse_mode="HTML")

    assert olga.last.html == "<b>" + "😀" * 2048 + "</b>"


async def test_data_of_64_bytes_and_8_buttons_in_a_row_are_welcome(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "x", reply_markup=keyboard([button(data="茶" * 21 + "x")] * 8))

    assert olga.last.rows == [["Yes"] * 8]


async def test_every_kind_of_button_is_kept_as_it_was_sent(bot: Bot, olga: User) -> None:
    markup = keyboard(
        [button("Go", "go", style="success"), button("No", "no", style="danger")],
        [
            InlineKeyboardButton("Plan", url="https://e.org/plan"),
            InlineKeyboardButton("17", copy_text=CopyTextButton("17")),
        ],
    )

    message = await bot.send_message(olga.id, "x", reply_markup=markup)

    assert message.reply_markup == markup
    assert olga.last.buttons == ["Go", "No", "Plan", "17"]


async def test_a_reply_keyboard_belongs_to_the_chat_until_it_is_taken_away(bot: Bot, olga: User) -> None:
    asked = ReplyKeyboardMarkup([[KeyboardButton("Share my number", request_contact=True)]])

    message = await bot.send_message(olga.id, "Your number?", reply_markup=asked)
    shown = olga.raw["keyboard"]["keyboard"]
    await bot.send_message(olga.id, "Thanks", reply_markup=ReplyKeyboardRemove())

    assert message.reply_markup is None
    assert shown[0][0]["text"] == "Share my number"
    assert olga.raw["keyboard"] is None


async def test_an_answer_shows_what_it_answers(bot: Bot, olga: User) -> None:
    olga.says("Is there tea?")

    await bot.send_message(olga.id, "Yes", reply_parameters=ReplyParameters(olga.messages[0].message_id))
    lost = ReplyParameters(999, allow_sending_without_reply=True)
    alone = await bot.send_message(olga.id, "Anyway", reply_parameters=lost)

    assert [message.reply_to and message.reply_to.text for message in olga.received] == ["Is there tea?", None]
    assert alone.reply_to_message is None


async def test_an_edit_keeps_what_was_there_and_marks_the_time(clock: SimulatedClock, bot: Bot, olga: User) -> None:
    sent = await bot.send_message(olga.id, "<b>1</b>", parse_mode="HTML", reply_markup=keyboard([button()]))
    clock.advance(timedelta(minutes=5))

    edited = await bot.edit_message_text("1", olga.id, sent.message_id)

    assert not isinstance(edited, bool)
    assert edited.date == sent.date
    assert edited.edit_date == clock.now()
    assert (edited.entities, edited.reply_markup) == ((), None)
    assert [before.html for before in olga.last.edits] == ["<b>1</b>"]


async def test_the_keyboard_alone_can_be_changed(bot: Bot, olga: User) -> None:
    sent = await bot.send_message(olga.id, "<b>1</b>", parse_mode="HTML")

    await bot.edit_message_reply_markup(olga.id, sent.message_id, reply_markup=keyboard([button("Go")]))

    assert (olga.last.html, olga.last.buttons) == ("<b>1</b>", ["Go"])


async def test_pictures_and_documents_are_kept_and_can_be_sent_again_by_id(bot: Bot, olga: User, alan: User) -> None:
    photo = await bot.send_photo(olga.id, png(640, 480), caption="<i>Plan</i>", parse_mode="HTML")
    paper = await bot.send_document(olga.id, InputFile(b"BEGIN:VCALENDAR", "../a/booking.ics"))

    await bot.send_photo(alan.id, photo.photo[0].file_id)
    assert paper.document is not None
    await bot.send_document(alan.id, paper.document.file_id)

    assert [(size.width, size.height) for size in photo.photo] == [(320, 240), (640, 480)]
    assert olga.received[0].html == "<i>Plan</i>"
    assert [message.photo for message in alan.received] == [png(640, 480), None]
    assert [message.document for message in alan.received] == [None, b"BEGIN:VCALENDAR"]
    assert (paper.document.file_name, paper.document.mime_type) == ("booking.ics", "text/calendar")


async def test_a_picture_is_no_document_and_a_document_no_picture(bot: Bot, olga: User) -> None:
    photo = await bot.send_photo(olga.id, png())
    paper = await bot.send_document(olga.id, b"x", filename="x.txt")

    with pytest.raises(BadRequest, match="an't use file of type photo as document"):
        await bot.send_document(olga.id, photo.photo[-1].file_id)
    assert paper.document is not None
    with pytest.raises(BadRequest, match="ype of file mismatch"):
        await bot.send_photo(olga.id, paper.document.file_id)


@pytest.mark.parametrize("content", [png(7, 5), jpeg(7, 5), gif(7, 5)])
async def test_the_usual_kinds_of_picture_are_read(bot: Bot, olga: User, content: bytes) -> None:
    message = await bot.send_photo(olga.id, content)

    assert (message.photo[-1].width, message.photo[-1].height) == (7, 5)


async def test_an_album_is_several_messages_of_one_group(bot: Bot, olga: User) -> None:
    sent = await bot.send_media_group(
        olga.id, [InputMediaPhoto(png(), caption="<b>1</b>", parse_mode="HTML"), InputMediaPhoto(png(8, 8))]
    )

    assert sent[0].media_group_id == sent[1].media_group_id
    assert [(message.html, message.photo) for message in olga.received] == [("<b>1</b>", png()), ("", png(8, 8))]


async def test_a_picture_can_be_exchanged_in_its_message(bot: Bot, olga: User) -> None:
    sent = await bot.send_photo(olga.id, png(), caption="old", reply_markup=keyboard([button()]))

    await bot.edit_message_media(InputMediaPhoto(png(8, 8), caption="new"), olga.id, sent.message_id)
    await bot.edit_message_caption(olga.id, sent.message_id, caption="<u>newer</u>", parse_mode="HTML")

    assert (olga.last.html, olga.last.photo, olga.last.buttons) == ("<u>newer</u>", png(8, 8), [])
    assert [before.text for before in olga.last.edits] == ["old", "new"]


async def test_a_caption_can_be_taken_away(bot: Bot, olga: User) -> None:
    sent = await bot.send_photo(olga.id, png(), caption="<b>old</b>", parse_mode="HTML")

    await bot.edit_message_caption(olga.id, sent.message_id)

    assert olga.last.text == ""


async def test_a_deleted_message_is_gone(bot: Bot, olga: User) -> None:
    sent = await bot.send_message(olga.id, "x")

    await bot.delete_message(olga.id, sent.message_id)

    assert olga.messages == []


async def test_a_press_is_answered_once(bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "x", reply_markup=keyboard([button()]))
    press = olga.presses("Yes")

    await bot.answer_callback_query(press.query_id, "Taken by somebody else", show_alert=True)
    with pytest.raises(BadRequest, match="is too old"):
        await bot.answer_callback_query(press.query_id)

    assert [(answer.text, answer.show_alert) for answer in olga.answers] == [("Taken by somebody else", True)]


async def test_a_file_of_more_than_20_megabytes_cannot_be_fetched(bot: Bot, olga: User) -> None:
    olga.sends_document(bytes(20 * 1024 * 1024 + 1), "plans.zip")
    update = (await bot.get_updates())[0]

    assert update.message is not None
    assert update.message.document is not None
    with pytest.raises(BadRequest, match="ile is too big"):
        await update.message.document.get_file()


async def test_menus_are_kept_by_scope_and_language_and_the_narrowest_is_shown(
    chat: LocalChat, bot: Bot, olga: User, alan: User
) -> None:
    await bot.set_my_commands([BotCommand("start", "Start")])
    await bot.set_my_commands([BotCommand("start", "开始"), BotCommand("help", "帮助")], language_code="zh")
    await bot.set_my_commands([BotCommand("book", "Book a room")], BotCommandScopeChat(olga.id))
    hans = chat.user(1007, "王小兰", "zh-hans")

    assert [olga.commands, alan.commands, hans.commands] == [["book"], ["start", "help"], ["start", "help"]]
    assert await bot.get_my_commands(BotCommandScopeChat(olga.id)) == (BotCommand("book", "Book a room"),)

    await bot.delete_my_commands(BotCommandScopeChat(olga.id))

    assert olga.commands == ["start"]


async def test_reactions_pins_actions_and_the_menu_button_are_taken(bot: Bot, olga: User) -> None:
    sent = await bot.send_message(olga.id, "x")

    await bot.set_message_reaction(olga.id, sent.message_id, "👍")
    await bot.set_message_reaction(olga.id, sent.message_id, "👍")
    await bot.pin_chat_message(olga.id, sent.message_id)
    await bot.send_chat_action(olga.id, "typing")
    await bot.set_chat_menu_button(olga.id, MenuButtonCommands())

    assert olga.last.reactions == ["👍"]
    assert (await bot.get_chat(olga.id)).pinned_message == sent
    await bot.unpin_chat_message(olga.id)
    assert (await bot.get_chat(olga.id)).pinned_message is None


async def test_the_bot_knows_its_name(chat: LocalChat, bot: Bot) -> None:
    assert (bot.first_name, bot.username, bot.id) == ("Meetbot", "meetbot_local_bot", 7000000001)


async def test_methods_are_found_in_any_spelling_and_unknown_ones_are_not(bot: Bot, olga: User) -> None:
    assert await bot.do_api_request("SENDMESSAGE", {"chat_id": olga.id, "text": "x"})

    with pytest.raises(TelegramError, match="not found"):
        await bot.do_api_request("sendRichMessage", {"chat_id": olga.id})


async def test_a_wrong_token_is_unauthorized(chat: LocalChat) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", request=InProcessRequest(chat)).get_me()


# Trouble on demand.


async def test_a_flood_is_refused_with_the_seconds_to_wait(chat: LocalChat, bot: Bot, olga: User, alan: User) -> None:
    chat.fault("sendMessage", "flood", retry_after=7, chat_id=olga.id)

    await bot.send_message(alan.id, "others are not concerned")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(olga.id, "x")
    await bot.send_message(olga.id, "again")

    assert refused.value.retry_after == timedelta(seconds=7)
    assert [message.text for message in olga.messages] == ["again"]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [("server_error", NetworkError), ("cut", NetworkError), ("conflict", Conflict), ("unauthorized", InvalidToken)],
)
async def test_a_trouble_before_the_call_leaves_no_trace(
    chat: LocalChat, bot: Bot, olga: User, trouble: Any, error: type[TelegramError]
) -> None:
    chat.fault("*", trouble, times=2)

    for _ in range(2):
        with pytest.raises(error):
            await bot.send_message(olga.id, "x")

    assert olga.messages == []
    await bot.send_message(olga.id, "over")


async def test_a_timeout_comes_after_the_message_went_out(chat: LocalChat, bot: Bot, olga: User) -> None:
    chat.fault("sendMessage", "timeout")

    with pytest.raises(TimedOut):
        await bot.send_message(olga.id, "x")

    assert [message.text for message in olga.messages] == ["x"]
    assert [call.status for call in chat.calls] == [200, 0]


async def test_flood_limits_can_be_switched_on(chat: LocalChat, bot: Bot, olga: User, alan: User) -> None:
    seconds = iter([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 5.1])
    chat.flood_limits = FloodLimits(lambda: next(seconds))

    for number in range(5):
        await bot.send_message(olga.id, str(number))
    with pytest.raises(RetryAfter):
        await bot.send_message(olga.id, "one too many in five seconds")
    await bot.send_message(alan.id, "somebody else")
    await bot.send_message(olga.id, "later")

    assert [message.text for message in olga.messages] == ["0", "1", "2", "3", "4", "later"]
