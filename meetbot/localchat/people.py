"""
People as tests and the page have them: they write, press, send pictures, and look at what their chat shows.

Everything here only queues updates towards the bot; whoever runs the bot lets it work them off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meetbot.localchat.conversations import Conversations, as_chat, as_user, public
from meetbot.localchat.entities import found_in, units
from meetbot.localchat.methods import commands_for
from meetbot.localchat.pictures import MOST_BYTES, read_picture
from meetbot.localchat.sending import LONGEST_TEXT
from meetbot.localchat.shown import Answer, Group, Message
from meetbot.localchat.store import Json
from meetbot.localchat.updates import Updates

__all__ = ["Answer", "Group", "Message", "Press", "User"]


@dataclass(frozen=True)
class Press:
    """A press on its way: the update it became and the query the bot has to answer."""

    update_id: int
    query_id: str


class User:
    """One person. The private chat with the bot has the same id."""

    def __init__(self, conversations: Conversations, updates: Updates, id: int) -> None:
        self._conversations = conversations
        self._updates = updates
        self.id = id

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    @property
    def raw(self) -> Json:
        return self._conversations.known(self.id)

    @property
    def name(self) -> str:
        return str(self.raw["first_name"])

    # What they see.

    @property
    def messages(self) -> list[Message]:
        """Everything their private chat shows, their own messages too, oldest first."""
        return [Message(self._conversations, raw) for raw in self._conversations.store.messages(self.id)]

    @property
    def received(self) -> list[Message]:
        """What the bot wrote to them, oldest first."""
        return [message for message in self.messages if message.is_from_bot]

    @property
    def last(self) -> Message:
        """The bot's newest message. Raises LookupError when there is none."""
        received = self.received
        if not received:
            raise LookupError(f"the bot has written nothing to {self.name}")
        return received[-1]

    def message(self, message_id: int) -> Message | None:
        """The message as it is now; none when it is gone."""
        raw = self._conversations.store.message(self.id, message_id)
        return Message(self._conversations, raw) if raw else None

    @property
    def answers(self) -> list[Answer]:
        """How their presses were answered, oldest first."""
        return [
            Answer(answer["text"], answer["show_alert"], answer["query_id"])
            for answer in self._conversations.store.answers(self.id)
        ]

    @property
    def alerts(self) -> list[str]:
        """The texts that answers to their presses showed, oldest first."""
        return [answer.text for answer in self.answers if answer.text]

    @property
    def commands(self) -> list[str]:
        """The names in their command menu."""
        return [command["command"] for command in commands_for(self._conversations, self.raw)]

    # What they do. Each returns the id of the update it became.

    def says(self, text: str, reply_to: Message | None = None, group: Group | None = None) -> int:
        """Write; what is longer than a message becomes several, as in Telegram's own apps (the last one's update counts)."""
        update_id = 0
        for part in _parts(text.strip()):
            entities = found_in(part)
            update_id = self._sends({"text": part, **({"entities": entities} if entities else {})}, reply_to, group)
        return update_id

    def starts(self, payload: str = "") -> int:
        """Open the bot by a link, with what the link carries."""
        return self.says(f"/start {payload}".strip())

    def sends_photo(self, content: bytes, caption: str = "", reply_to: Message | None = None) -> int:
        return self._sends({"photo": self._photo(content), **_caption(caption)}, reply_to)

    def sends_document(
        self, content: bytes, name: str = "file.bin", mime: str = "", caption: str = "", reply_to: Message | None = None
    ) -> int:
        kept = self._conversations.keep_document(content, name, mime)
        return self._sends({"document": kept, **_caption(caption)}, reply_to)

    def sends_album(self, contents: Sequence[bytes], caption: str = "") -> list[int]:
        """Several pictures at once: one update each, joined by a media_group_id; the caption is the first one's."""
        group = str(self._conversations.store.next_number("media_group", 1_000_001))
        return [
            self._sends({"media_group_id": group, "photo": self._photo(content), **_caption(caption if first else "")})
            for first, content in zip([True, *[False] * len(contents)], contents, strict=False)
        ]

    def sends_sticker(self, emoji: str = "👍") -> int:
        number = self._conversations.store.next_number("file")
        sticker = {"file_id": f"local-sticker-{number}", "file_unique_id": f"sticker-{number}", "type": "regular"}
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends({"sticker": {**sticker, **shape, "emoji": emoji}})

    def shares_contact(self, phone: str) -> int:
        contact = {"phone_number": phone, "first_name": self.name, "user_id": self.id}
        return self._sends({"contact": contact})

    def edits(self, message: Message, text: str) -> int:
        """Change a message of their own."""
        entities = found_in(text) or None
        changed = self._conversations.change(message.raw, {"text": text, "entities": entities})
        return self._updates.add("edited_message", public(changed))

    def deletes(self, message: Message) -> None:
        """Take a message away, anybody's; Telegram does not tell the bot."""
        self._conversations.remove(message.raw)

    def presses(self, label: str, message: Message | None = None) -> Press:
        """
        Press the button with this label (or whose label the pattern finds), on ``message`` as it was looked at, else on
        the bot's newest message that has one. Raises LookupError naming the buttons that are there.
        """
        if message is not None:
            return self._presses(message.button(label), message)
        for shown in reversed(self.received):
            try:
                return self._presses(shown.button(label), shown)
            except LookupError:
                continue
        raise LookupError(f"{self.name} sees no button {label!r}; the last message: {self.received[-1:]}")

    def forges(self, data: str, message: Message) -> Press:
        """Send button data that need not be on any button, as a changed app can."""
        return self.taps(data, message.chat_id, message.message_id)

    def taps(self, data: str, chat_id: int, message_id: int) -> Press:
        """Send button data for a message named by its id."""
        store = self._conversations.store
        with store.transaction():
            query_id = str(store.next_number("query", 4_000_000_001))
            store.put_query(query_id, self.id, chat_id, message_id)
        query = {"id": query_id, "from": as_user(self.raw), "chat_instance": str(chat_id), "data": data}
        query["message"] = self._pressed(chat_id, message_id)
        return Press(self._updates.add("callback_query", query), query_id)

    def blocks(self) -> int:
        """Block the bot: it can no longer write to them."""
        return self._stands("member", "blocked")

    def unblocks(self) -> int:
        return self._stands("blocked", "member")

    def leaves_telegram(self) -> None:
        """Delete their account; Telegram tells nobody."""
        self._conversations.put_chat({**self.raw, "standing": "gone"})

    def speaks(self, language_code: str) -> None:
        """Switch the language of their app."""
        self._conversations.put_chat({**self.raw, "language_code": language_code})

    def _sends(self, content: Json, reply_to: Message | None = None, group: Group | None = None) -> int:
        conversations = self._conversations
        if group is None and self.raw["standing"] == "new":
            conversations.put_chat({**self.raw, "standing": "member"})
        if reply_to is not None:
            content["reply_to_message"] = public(reply_to.raw)
        chat = conversations.known(group.id if group else self.id)
        message = conversations.add(chat, as_user(self.raw), content)
        return self._updates.add("message", public(message))

    def _photo(self, content: bytes) -> list[Json]:
        picture = read_picture(content)
        if picture is None or len(content) > MOST_BYTES:
            raise ValueError("Telegram's apps send only PNG, JPEG, GIF or WebP up to 10 MB as a photo")
        return self._conversations.keep_photo(content, picture)

    def _presses(self, button: Json, message: Message) -> Press:
        if "callback_data" not in button:
            raise LookupError(f"the bot is not told of a press on {button['text']!r}")
        return self.taps(button["callback_data"], message.chat_id, message.message_id)

    def _pressed(self, chat_id: int, message_id: int) -> Json:
        """The message as it is now; where it was deleted, what Telegram leaves of it."""
        found = self._conversations.store.message(chat_id, message_id)
        if found is not None:
            return public(found)
        return {"chat": as_chat(self._conversations.known(chat_id)), "message_id": message_id, "date": 0}

    def _stands(self, before: str, after: str) -> int:
        self._conversations.put_chat({**self.raw, "standing": after})
        change: dict[str, Any] = {"chat": as_chat(self.raw), "from": as_user(self.raw)}
        change |= {"date": self._conversations.timestamp}
        change |= {"old_chat_member": self._membership(before), "new_chat_member": self._membership(after)}
        return self._updates.add("my_chat_member", change)

    def _membership(self, standing: str) -> Json:
        status = {"status": "kicked", "until_date": 0} if standing == "blocked" else {"status": "member"}
        return {"user": self._conversations.bot, **status}


def _parts(text: str) -> list[str]:
    """The text in pieces that fit a message."""
    parts: list[str] = []
    piece: list[str] = []
    size = 0
    for character in text:
        if size + units(character) > LONGEST_TEXT:
            parts.append("".join(piece))
            piece, size = [], 0
        piece.append(character)
        size += units(character)
    return [*parts, "".join(piece)] if piece else parts


def _caption(caption: str) -> Json:
    entities = found_in(caption)
    return {**({"caption": caption} if caption else {}), **({"caption_entities": entities} if entities else {})}
