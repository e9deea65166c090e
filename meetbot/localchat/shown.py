"""What a chat shows, as tests and the page look at it: messages with their buttons, groups, how presses were answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetbot.localchat.conversations import Conversations
from meetbot.localchat.entities import as_html
from meetbot.localchat.store import Json


@dataclass(frozen=True)
class Answer:
    """What a press was answered with; the text is empty when only the waiting was ended."""

    text: str
    show_alert: bool
    query_id: str


class Message:
    """A message as the chat showed it when it was looked at; pressing it later presses what it showed then."""

    def __init__(self, conversations: Conversations, raw: Json) -> None:
        self._conversations = conversations
        self.raw = raw

    @property
    def message_id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.raw["chat"]["id"])

    @property
    def is_from_bot(self) -> bool:
        return bool(self.raw["from"]["is_bot"])

    @property
    def text(self) -> str:
        """The text, or the caption of a picture or document, without its markup."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def html(self) -> str:
        """The text with its markup as Telegram HTML (commands and plain addresses carry none)."""
        return as_html(self.text, self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def rows(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline keyboard in reading order."""
        return [label for row in self.rows for label in row]

    @property
    def keyboard(self) -> list[list[Json]]:
        """The inline keyboard as Telegram has it; empty when there is none."""
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    def button(self, label: str) -> Json:
        """The button with this label, or the first whose label the pattern finds. Raises LookupError naming what is there."""
        buttons = [button for row in self.keyboard for button in row]
        for button in buttons:
            if button["text"] == label:
                return button
        for button in buttons:
            if re.search(label, button["text"]):
                return button
        raise LookupError(f"no button {label!r} among {self.buttons}")

    @property
    def photo(self) -> bytes | None:
        sizes = self.raw.get("photo")
        return self._conversations.file(sizes[-1]["file_id"])[1] if sizes else None

    @property
    def document(self) -> bytes | None:
        document = self.raw.get("document")
        return self._conversations.file(document["file_id"])[1] if document else None

    @property
    def file_name(self) -> str:
        return str(self.raw.get("document", {}).get("file_name", ""))

    @property
    def reply_to(self) -> Message | None:
        replied = self.raw.get("reply_to_message")
        return Message(self._conversations, replied) if replied else None

    @property
    def reactions(self) -> list[str]:
        return list(self.raw.get("_reactions", []))

    @property
    def edits(self) -> list[Message]:
        """What the message showed before each of its edits, oldest first."""
        return [
            Message(self._conversations, raw)
            for raw in self._conversations.store.versions(self.chat_id, self.message_id)
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash((self.chat_id, self.message_id))

    def __repr__(self) -> str:
        return f"<{'bot' if self.is_from_bot else 'user'} #{self.message_id} {self.text!r} {self.buttons}>"


class Group:
    """A group the bot is in."""

    def __init__(self, conversations: Conversations, id: int) -> None:
        self._conversations = conversations
        self.id = id

    @property
    def messages(self) -> list[Message]:
        return [Message(self._conversations, raw) for raw in self._conversations.store.messages(self.id)]
