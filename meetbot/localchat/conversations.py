"""
The chats and what stands in them: who can be written to, messages with their earlier versions, files.

Stored messages have Telegram's shape; keys that begin with an underscore are ours and never leave towards the bot.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Callable
from pathlib import PurePosixPath

from meetbot.clock import Clock
from meetbot.localchat.errors import bad_request, forbidden
from meetbot.localchat.parameters import Parameters
from meetbot.localchat.pictures import Picture, scaled
from meetbot.localchat.store import Json, Store

PREVIEW = "-s"
PREVIEW_PIXELS = 320
_USER_FIELDS = ("id", "first_name", "last_name", "username", "language_code")
_CHAT_FIELDS = ("id", "type", "first_name", "last_name", "username", "title")
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)

Listener = Callable[[Json], None]


class Conversations:
    """Facts about chats, on a store; tells its listeners what changed."""

    def __init__(self, store: Store, clock: Clock, bot: Json) -> None:
        self.store = store
        self.clock = clock
        self.bot = bot
        self._listeners: list[Listener] = []

    def on_change(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every change, on the thread that made it; the result ends this."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, kind: str, **details: object) -> None:
        for listener in list(self._listeners):
            listener({"kind": kind, **details})

    @property
    def timestamp(self) -> int:
        return int(self.clock.now().timestamp())

    # Chats.

    def known(self, chat_id: int) -> Json:
        """The chat, whatever the bot may do with it. Raises Refused when there is none."""
        chat = self.store.chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def addressed(self, parameters: Parameters) -> Json:
        """The chat a call names, where the bot may write. Raises Refused as Telegram does."""
        if not parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.known(parameters.number("chat_id"))
        match chat["standing"]:
            case "new":
                raise forbidden("bot can't initiate conversation with a user")
            case "blocked":
                raise forbidden("bot was blocked by the user")
            case "gone":
                raise forbidden("user is deactivated")
            case "left":
                raise forbidden("bot is not a member of the group chat")
        return chat

    def put_chat(self, chat: Json) -> None:
        self.store.put_chat(chat["id"], chat)
        self.announce("chat", chat=chat)

    # Messages.

    def add(self, chat: Json, sender: Json, content: Json) -> Json:
        """Put a new message into a chat."""
        with self.store.transaction():
            message = {
                "message_id": self.store.next_number("message_id"),
                "date": self.timestamp,
                "chat": as_chat(chat),
                "from": sender,
                **content,
            }
            self.store.put_message(message)
        self.announce("message", message=message)
        return message

    def existing(self, parameters: Parameters, words: str) -> Json:
        """The message a call names. Raises Refused "message to ... not found"."""
        found = self.store.message(parameters.number("chat_id"), parameters.number("message_id"))
        if found is None:
            raise bad_request(words)
        return found

    def change(self, message: Json, content: Json) -> Json:
        """Replace what a message says (a value of none takes the key away). Raises Refused when nothing would change."""
        changed = {key: value for key, value in {**message, **content}.items() if value is not None}
        if changed == message:
            raise bad_request(NOT_MODIFIED)
        changed["edit_date"] = self.timestamp
        with self.store.transaction():
            self.store.put_version(message)
            self.store.put_message(changed)
        self.announce("message", message=changed)
        return changed

    def mark(self, message: Json, **marks: object) -> None:
        """Keep something about a message that is no part of it."""
        marked = {**message, **{f"_{name}": value for name, value in marks.items()}}
        self.store.put_message(marked)
        self.announce("message", message=marked)

    def remove(self, message: Json) -> None:
        self.store.remove_message(message["chat"]["id"], message["message_id"])
        self.announce("removed", chat_id=message["chat"]["id"], message_id=message["message_id"])

    # Files.

    def keep_photo(self, content: bytes, picture: Picture) -> list[Json]:
        """Keep a picture; its sizes, the largest last."""
        suffix = mimetypes.guess_extension(picture.mime) or ".png"
        file = self._keep("photo", f"photo{suffix}", picture.mime, content, (picture.width, picture.height))
        return photo_sizes(file, len(content))

    def keep_document(self, content: bytes, name: str, mime: str) -> Json:
        """Keep a file; Telegram's Document for it."""
        name = clean_name(name)
        mime = mimetypes.guess_type(name)[0] or mime or "application/octet-stream"
        return document(self._keep("document", name, mime, content, (0, 0)), len(content))

    def file(self, file_id: str) -> tuple[Json, bytes]:
        """A file and its bytes, by its id or its preview's. Raises Refused when there is none."""
        found = self.store.file(file_id.removesuffix(PREVIEW))
        if found is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return found

    def _keep(self, kind: str, name: str, mime: str, content: bytes, pixels: tuple[int, int]) -> Json:
        with self.store.transaction():
            number = self.store.next_number("file")
            file: Json = {
                "file_id": f"local-{kind}-{number}",
                "unique_id": hashlib.sha256(content).hexdigest()[:16],
                "kind": kind,
                "path": f"{kind}s/file_{number}{PurePosixPath(name).suffix}",
                "name": name,
                "mime": mime,
                "width": pixels[0],
                "height": pixels[1],
            }
            self.store.put_file(file, content)
        return file


def photo_sizes(file: Json, size: int) -> list[Json]:
    """Telegram's list of PhotoSize for a kept picture: a preview and the whole."""
    whole = Picture(file["width"], file["height"], file["mime"])
    preview = scaled(whole, PREVIEW_PIXELS)
    return [
        {
            "file_id": file["file_id"] + ending,
            "file_unique_id": file["unique_id"] + ending,
            "width": picture.width,
            "height": picture.height,
            "file_size": size,
        }
        for ending, picture in ((PREVIEW, preview), ("", whole))
    ]


def document(file: Json, size: int) -> Json:
    return {
        "file_id": file["file_id"],
        "file_unique_id": file["unique_id"],
        "file_name": file["name"],
        "mime_type": file["mime"],
        "file_size": size,
    }


def clean_name(name: str) -> str:
    """A file name without folders, control characters and leading dots."""
    return re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[/\\]", name)[-1]).lstrip(".")[:120] or "file"


def as_user(chat: Json) -> Json:
    """The person of a private chat as Telegram's User."""
    return {"is_bot": False, **{key: chat[key] for key in _USER_FIELDS if chat.get(key)}}


def as_chat(chat: Json) -> Json:
    return {key: chat[key] for key in _CHAT_FIELDS if chat.get(key)}


def public(message: Json) -> Json:
    """The message as the bot gets it."""
    return {key: value for key, value in message.items() if not key.startswith("_")}
