"""The methods that put messages into chats, change them and take them away."""

from __future__ import annotations

import json
from typing import Any

from meetbot.localchat.conversations import Conversations, document, photo_sizes, public
from meetbot.localchat.entities import Entity, found_in, in_order, parse_html, trimmed, units
from meetbot.localchat.errors import Refused, bad_request
from meetbot.localchat.keyboards import inline_only, read_markup
from meetbot.localchat.parameters import Parameters, Upload
from meetbot.localchat.pictures import MOST_BYTES, read_picture
from meetbot.localchat.store import Json

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
# Telegram lets a bot take back its own messages for two days.
DELETABLE_SECONDS = 48 * 3600


def send_message(chats: Conversations, parameters: Parameters) -> Json:
    content = _text(parameters)
    return _send(chats, parameters, content)


def send_photo(chats: Conversations, parameters: Parameters) -> Json:
    content = _caption(parameters)
    return _send(chats, parameters, {"photo": _photo(chats, parameters, "photo"), **content})


def send_document(chats: Conversations, parameters: Parameters) -> Json:
    content = _caption(parameters)
    return _send(chats, parameters, {"document": _document(chats, parameters, "document"), **content})


def send_media_group(chats: Conversations, parameters: Parameters) -> list[Json]:
    """All of an album or nothing."""
    items = parameters.structure("media", list, "media: Can't parse media JSON object")
    if not items or not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items" if items else 'parameter "media" is required')
    if len({item.get("type") for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    if "reply_markup" in parameters:
        raise bad_request("reply markup isn't supported in albums")
    chats.addressed(parameters)
    contents = [_media(chats, parameters, item) for item in items]
    group = str(chats.store.next_number("media_group", 1_000_001))
    return [_send(chats, parameters, {"media_group_id": group, **content}) for content in contents]


def edit_text(chats: Conversations, parameters: Parameters) -> Json:
    content = _text(parameters)
    message = _editable(chats, parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(chats, parameters, message, {"entities": None, **content})


def edit_caption(chats: Conversations, parameters: Parameters) -> Json:
    content = _caption(parameters)
    message = _editable(chats, parameters)
    if "text" in message:
        raise bad_request("there is no caption in the message to edit")
    return _edit(chats, parameters, message, {"caption": None, "caption_entities": None, **content})


def edit_media(chats: Conversations, parameters: Parameters) -> Json:
    item = parameters.structure("media", dict, "media: Can't parse media JSON object")
    if not item:
        raise bad_request('parameter "media" is required')
    message = _editable(chats, parameters)
    before = dict.fromkeys(("text", "entities", "photo", "document", "caption", "caption_entities"))
    return _edit(chats, parameters, message, {**before, **_media(chats, parameters, item)})


def edit_markup(chats: Conversations, parameters: Parameters) -> Json:
    return _edit(chats, parameters, _editable(chats, parameters), {})


def delete(chats: Conversations, parameters: Parameters) -> bool:
    chats.known(parameters.number("chat_id"))
    message = chats.existing(parameters, "message to delete not found")
    if chats.timestamp - message["date"] > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    chats.remove(message)
    return True


def _send(chats: Conversations, parameters: Parameters, content: Json) -> Json:
    chat = chats.addressed(parameters)
    markup = read_markup(parameters)
    content |= _reply(chats, parameters)
    if inline := inline_only(markup):
        content["reply_markup"] = inline
    if parameters.number("message_thread_id"):
        content["message_thread_id"] = parameters.number("message_thread_id")
    if parameters.flag("protect_content"):
        content["has_protected_content"] = True
    if parameters.flag("disable_notification"):
        content["_silent"] = True
    if markup and not inline:
        chats.put_chat({**chat, "keyboard": markup if "keyboard" in markup else None})
    return public(chats.add(chat, chats.bot, content))


def _reply(chats: Conversations, parameters: Parameters) -> Json:
    wanted = parameters.structure("reply_parameters", dict, "reply parameters JSON object") or {}
    number = wanted.get("message_id") or parameters.number("reply_to_message_id")
    if not number:
        return {}
    found = chats.store.message(parameters.number("chat_id"), int(number))
    if found is not None:
        return {"reply_to_message": {key: value for key, value in public(found).items() if key != "reply_to_message"}}
    if wanted.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _editable(chats: Conversations, parameters: Parameters) -> Json:
    chats.addressed(parameters)
    message = chats.existing(parameters, "message to edit not found")
    if message["from"]["id"] != chats.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _edit(chats: Conversations, parameters: Parameters, message: Json, content: Json) -> Json:
    """An edit says the whole message anew: without a keyboard in the call it has none afterwards."""
    return public(chats.change(message, {**content, "reply_markup": inline_only(read_markup(parameters))}))


def _text(parameters: Parameters) -> Json:
    text, entities = _formatted(parameters, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def _caption(parameters: Parameters) -> Json:
    text, entities = _formatted(parameters, "caption", "caption_entities")
    if units(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return {**({"caption": text} if text else {}), **({"caption_entities": entities} if entities else {})}


def _formatted(parameters: Parameters, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    raw = parameters.text(name)
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(raw)
    elif mode:
        raise bad_request("unsupported parse_mode (the local chat reads HTML)")
    else:
        text, entities = raw, parameters.structure(entities_name, list, "message entities JSON array") or []
    text, entities = trimmed(text, entities)
    covered = {
        range_ for entity in entities if entity["type"] in {"text_link", "code", "pre"} for range_ in _span(entity)
    }
    return text, in_order(entities + [entity for entity in found_in(text) if entity["offset"] not in covered])


def _span(entity: Entity) -> range:
    return range(entity["offset"], entity["offset"] + entity["length"])


def _media(chats: Conversations, parameters: Parameters, item: Json) -> Json:
    fields = ("caption", "parse_mode", "caption_entities")
    values = {key: item[key] if isinstance(item[key], str) else json.dumps(item[key]) for key in fields if key in item}
    content = _caption(Parameters(values))
    own = Parameters({"media": str(item.get("media", ""))}, parameters.uploads)
    match item.get("type"):
        case "photo":
            return {"photo": _photo(chats, own, "media"), **content}
        case "document":
            return {"document": _document(chats, own, "media"), **content}
        case other:
            raise bad_request(f"can't parse InputMedia: the local chat knows photo and document, not {other}")


def _photo(chats: Conversations, parameters: Parameters, name: str) -> list[Json]:
    given = _given(parameters, name, "photo")
    if isinstance(given, str):
        file, content = chats.file(given)
        if file["kind"] != "photo":
            raise bad_request("type of file mismatch")
        return photo_sizes(file, len(content))
    if len(given.content) > MOST_BYTES:
        raise bad_request("file is too big")
    picture = read_picture(given.content)
    if picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if not picture.is_showable:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return chats.keep_photo(given.content, picture)


def _document(chats: Conversations, parameters: Parameters, name: str) -> Json:
    given = _given(parameters, name, "document")
    if isinstance(given, str):
        file, content = chats.file(given)
        if file["kind"] != "document":
            raise bad_request("can't use file of type Photo as Document")
        return document(file, len(content))
    return chats.keep_document(given.content, given.name, given.mime)


def _given(parameters: Parameters, name: str, what: str) -> Upload | str:
    """What a call hands over as its file: an upload, or the id of a file that is there already."""
    value: Any = parameters.text(name)
    upload = parameters.uploads.get(value.removeprefix("attach://") if value else name)
    if upload is None and (not value or value.startswith("attach://")):
        raise bad_request(f"there is no {what} in the request")
    if upload is None:
        if value.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        return str(value)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    return upload
