"""A small bot that uses what a chat can show, so that the page can be tried without the meetings."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from meetbot.localchat.chat import BOT_USERNAME, LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from tests.localchat.pictures import png

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

CARD = (
    "<b>Room 301</b> &lt;b&gt;not bold&lt;/b&gt; <tg-spoiler>surprise</tg-spoiler> /help\n"
    "<blockquote expandable>1\n2\n3\n4\n5</blockquote>"
)


def echo_bot(chat: LocalChat) -> App:
    builder = Application.builder().token(chat.token).job_queue(None)
    application: App = builder.request(InProcessRequest(chat)).get_updates_request(InProcessRequest(chat)).build()
    application.add_handlers(
        [
            CommandHandler("card", _card),
            CommandHandler("plan", _plan),
            CommandHandler("start", _start),
            CallbackQueryHandler(_press),
            MessageHandler(filters.ALL, _echo),
        ]
    )
    return application


async def _card(update: Update, _: Context) -> None:
    await _message(update).reply_html(CARD, reply_markup=_keyboard())


async def _plan(update: Update, _: Context) -> None:
    await _message(update).reply_photo(png(400, 300), caption="Plan of room 301")
    await _message(update).reply_document(b"BEGIN:VCALENDAR", filename="booking-17.ics")


async def _start(update: Update, context: Context) -> None:
    await _message(update).reply_text(f"Welcome {context.args} https://t.me/{BOT_USERNAME}?start=invited")


async def _press(update: Update, _: Context) -> None:
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    if query.data == "no":
        await query.answer("Taken from 14:00 to 16:00", show_alert=True)
        return
    await query.answer("Booked")
    await query.edit_message_text("Booking 17", reply_markup=_keyboard())


async def _echo(update: Update, _: Context) -> None:
    message = _message(update)
    await message.reply_text(f"read: {message.text or message.caption or 'a file'}")


def _message(update: Update) -> Message:
    assert update.effective_message is not None
    return update.effective_message


def _keyboard() -> InlineKeyboardMarkup:
    yes, no = (("Confirm", "ok", "success"), ("Refuse", "no", "danger"))
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data, style=style) for text, data, style in (yes, no)]]
    )
