"""Every method of the Bot API that the local chat has. What is not here is answered 404."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from telegram.constants import ReactionEmoji

from meetbot.localchat import sending
from meetbot.localchat.conversations import Conversations, as_chat, public
from meetbot.localchat.entities import units
from meetbot.localchat.errors import bad_request
from meetbot.localchat.parameters import Parameters
from meetbot.localchat.store import Json
from meetbot.localchat.updates import Updates

LARGEST_DOWNLOAD = 20 * 1024 * 1024
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}

Method = Callable[[Conversations, Parameters], Any]


def get_me(chats: Conversations, _: Parameters) -> Json:
    return {
        **chats.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


def get_chat(chats: Conversations, parameters: Parameters) -> Json:
    chat = chats.known(parameters.number("chat_id"))
    pinned = [chats.store.message(chat["id"], number) for number in chat.get("pinned", [])]
    return {
        **as_chat(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
        **({"pinned_message": public(pinned[-1])} if pinned and pinned[-1] else {}),
    }


def answer_query(chats: Conversations, parameters: Parameters) -> bool:
    query_id = parameters.text("callback_query_id")
    query = chats.store.query(query_id)
    if query is None or query["answer"] is not None:
        raise bad_request(TOO_OLD)
    if units(parameters.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"query_id": query_id, "text": parameters.text("text"), "show_alert": parameters.flag("show_alert")}
    chats.store.answer_query(query_id, answer)
    chats.announce(
        "answer", user_id=query["user_id"], chat_id=query["chat_id"], message_id=query["message_id"], **answer
    )
    return True


def get_file(chats: Conversations, parameters: Parameters) -> Json:
    file, content = chats.file(parameters.text("file_id"))
    if len(content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": parameters.text("file_id"),
        "file_unique_id": file["unique_id"],
        "file_size": len(content),
        "file_path": file["path"],
    }


def send_action(chats: Conversations, parameters: Parameters) -> bool:
    chat = chats.addressed(parameters)
    if parameters.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chats.announce("typing", chat_id=chat["id"])
    return True


def react(chats: Conversations, parameters: Parameters) -> bool:
    chats.addressed(parameters)
    message = chats.existing(parameters, "message to react not found")
    reactions = parameters.structure("reaction", list, "reaction JSON array") or []
    emoji = [reaction.get("emoji") for reaction in reactions if reaction.get("type") == "emoji"]
    if len(emoji) != len(reactions) or len(emoji) > 1 or not {*emoji} <= {known.value for known in ReactionEmoji}:
        raise bad_request("REACTION_INVALID")
    if message.get("_reactions", []) != emoji:
        chats.mark(message, reactions=emoji)
    return True


def pin(chats: Conversations, parameters: Parameters) -> bool:
    chat = chats.addressed(parameters)
    message = chats.existing(parameters, "message to pin not found")
    others = [number for number in chat.get("pinned", []) if number != message["message_id"]]
    chats.put_chat({**chat, "pinned": [*others, message["message_id"]]})
    return True


def unpin(chats: Conversations, parameters: Parameters) -> bool:
    chat = chats.addressed(parameters)
    pinned = chat.get("pinned", [])
    number = parameters.number("message_id") or (pinned[-1] if pinned else 0)
    if number not in pinned:
        raise bad_request("message to unpin not found")
    chats.put_chat({**chat, "pinned": [other for other in pinned if other != number]})
    return True


def set_commands(chats: Conversations, parameters: Parameters) -> bool:
    commands = parameters.structure("commands", list, "commands JSON object")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _put_commands(chats, parameters, commands)
    return True


def delete_commands(chats: Conversations, parameters: Parameters) -> bool:
    _put_commands(chats, parameters, None)
    return True


def get_commands(chats: Conversations, parameters: Parameters) -> list[Json]:
    return chats.store.commands(_scope(chats, parameters), parameters.text("language_code")) or []


def commands_for(chats: Conversations, chat: Json) -> list[Json]:
    """The menu a person sees in their private chat: the narrowest scope that has one, their language first."""
    for scope in (f"chat:{chat['id']}", "all_private_chats", "default"):
        for language in dict.fromkeys((chat.get("language_code", "")[:2], "")):
            found = chats.store.commands(scope, language)
            if found is not None:
                return found
    return []


def set_menu_button(chats: Conversations, parameters: Parameters) -> bool:
    button = parameters.structure("menu_button", dict, "menu button JSON object") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("unsupported menu button type")
    if parameters.number("chat_id"):
        chats.known(parameters.number("chat_id"))
    chats.store.set_fact(f"menu_button:{parameters.number('chat_id')}", button)
    return True


def _put_commands(chats: Conversations, parameters: Parameters, commands: list[Json] | None) -> None:
    chats.store.put_commands(_scope(chats, parameters), parameters.text("language_code"), commands)
    chats.announce("commands")


def _scope(chats: Conversations, parameters: Parameters) -> str:
    scope = parameters.structure("scope", dict, "BotCommandScope JSON object") or {"type": "default"}
    if scope.get("type") in _PLAIN_SCOPES:
        return str(scope["type"])
    if scope.get("type") not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = chats.known(int(scope.get("chat_id", 0)))
    if scope["type"] == "chat_member":
        return f"chat_member:{chat['id']}:{json.dumps(scope.get('user_id'))}"
    return f"{scope['type']}:{chat['id']}"


def of(updates: Updates) -> dict[str, Method]:
    """The methods by their name in small letters; getUpdates is not among them, for it waits."""

    def _done(function: Callable[[Parameters], None]) -> Method:
        def method(_: Conversations, parameters: Parameters) -> bool:
            function(parameters)
            return True

        return method

    methods: dict[str, Method] = {
        "getMe": get_me,
        "getChat": get_chat,
        "getFile": get_file,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendMediaGroup": sending.send_media_group,
        "sendChatAction": send_action,
        "editMessageText": sending.edit_text,
        "editMessageCaption": sending.edit_caption,
        "editMessageMedia": sending.edit_media,
        "editMessageReplyMarkup": sending.edit_markup,
        "deleteMessage": sending.delete,
        "answerCallbackQuery": answer_query,
        "setMessageReaction": react,
        "pinChatMessage": pin,
        "unpinChatMessage": unpin,
        "setMyCommands": set_commands,
        "getMyCommands": get_commands,
        "deleteMyCommands": delete_commands,
        "setChatMenuButton": set_menu_button,
        "setWebhook": _done(updates.set_webhook),
        "deleteWebhook": _done(updates.delete_webhook),
        "getWebhookInfo": lambda _, __: updates.webhook_info(),
    }
    return {name.lower(): method for name, method in methods.items()}
