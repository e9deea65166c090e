"""
Formatted text as Telegram keeps it: plain text and entities that count in UTF-16 units.

``parse_html`` reads the HTML a bot sends and refuses in Telegram's words, with the byte offset Telegram would name.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from meetbot.localchat.errors import Refused, bad_request

Entity = dict[str, Any]

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}  # fmt: skip
_BARE_ATTRIBUTES = {("blockquote", "expandable")}
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,7})|#([0-9]{1,8})|([a-zA-Z]+));?")
_MARKUP = re.compile("[<&]")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_SPACE = re.compile(r"\s*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'])|(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])",
    re.IGNORECASE,
)
_TG_TIME_FORMAT = re.compile(r"|r|w?[dD]?[tT]?")


def units(text: str) -> int:
    """How long Telegram finds ``text``: UTF-16 code units, an emoji of another plane counting two."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text and entities of Telegram HTML. Raises Refused ("can't parse entities: ...") for markup Telegram refuses."""
    return _Reader(source).read()


def found_in(text: str) -> list[Entity]:
    """The commands and addresses that Telegram marks by itself in any text."""
    return [
        {
            "type": "url" if match["url"] else "bot_command",
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        for match in _FOUND.finditer(text)
    ]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text as Telegram shows it, without blanks around it, and its entities moved along."""
    shown = text.strip()
    lead, length = units(text[: len(text) - len(text.lstrip())]), units(shown)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if start < end:
            moved.append({**entity, "offset": start, "length": end - start})
    return shown, moved


def in_order(entities: list[Entity]) -> list[Entity]:
    """The outer before the inner, the first before the next."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def as_html(text: str, entities: list[Entity]) -> str:
    """The text with its markup written out again, for tests to compare and people to read."""
    raw = text.encode("utf-16-le")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in in_order(entities):
        before, after = _written(entity)
        opening.setdefault(entity["offset"], []).append(before)
        closing.setdefault(entity["offset"] + entity["length"], []).insert(0, after)
    pieces, at = [], 0
    for cut in sorted({*opening, *closing, len(raw) // 2}):
        pieces.append(html.escape(raw[at * 2 : cut * 2].decode("utf-16-le"), quote=False))
        pieces += closing.get(cut, []) + opening.get(cut, [])
        at = cut
    return "".join(pieces)


def _written(entity: Entity) -> tuple[str, str]:
    match entity["type"]:
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">', "</a>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "date_time":
            form = html.escape(entity.get("date_time_format", ""))
            return f'<tg-time unix="{entity["unix_time"]}" format="{form}">', "</tg-time>"
        case "pre" if entity.get("language"):
            return f'<pre><code class="language-{html.escape(entity["language"])}">', "</code></pre>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">', "</tg-emoji>"
        case kind:
            tag = next((tag for tag, style in _SHORTEST.items() if style == kind), "")
            return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


_SHORTEST = {tag: _STYLES[tag] for tag in ("b", "i", "u", "s", "tg-spoiler", "code", "pre", "blockquote")}


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


class _Reader:
    """Reads once from left to right; ``_at`` is where it stands, ``_units`` how much text it has put out."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            if self._source.startswith("</", self._at):
                self._end_tag()
            elif self._source[self._at] == "<":
                self._start_tag()
            else:
                self._text()
        if self._open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        text = "".join(self._pieces)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request(
                "can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text, in_order(self._entities)

    def _text(self) -> None:
        if self._source[self._at] == "&":
            character, self._at = _character(self._source, self._at)
            self._put(character)
            return
        markup = _MARKUP.search(self._source, self._at)
        end = markup.start() if markup else len(self._source)
        self._put(self._source[self._at : end])
        self._at = end

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._units += units(text)

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._take(_TAG_NAME).lower()
        if self._at >= len(self._source):
            raise self._refused("Unclosed start tag", begin)
        if tag not in _STYLES:
            raise self._refused(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refused('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, attributes, self._units, len(self._pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._next() == ">":
                self._at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME)
            if not name:
                raise self._refused(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_SPACE)
            if self._next() != "=" and (tag, name) in _BARE_ATTRIBUTES:
                attributes[name] = ""
                continue
            if self._next() != "=":
                raise self._refused(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
            self._at += 1
            self._take(_SPACE)
            attributes[name] = self._value(tag, begin)

    def _value(self, tag: str, begin: int) -> str:
        quote = self._next()
        if not quote:
            raise self._refused(f'Unclosed start tag "{tag}"', begin)
        if quote not in "'\"":
            return self._bare_value(begin)
        end = self._source.find(quote, self._at + 1)
        if end < 0 or end + 1 >= len(self._source):
            raise self._refused("Unclosed start tag", begin)
        value, self._at = self._source[self._at + 1 : end], end + 1
        return _decoded(value)

    def _bare_value(self, begin: int) -> str:
        token = self._at
        value = self._take(_BARE_VALUE).lower()
        if self._next() and self._next() != ">" and not self._next().isspace():
            raise self._refused("Unexpected end of name token", token)
        if not self._next():
            raise self._refused("Unclosed start tag", begin)
        return value

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._refused("Unexpected end tag", begin)
        self._at += 2
        tag = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            raise self._refused("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if tag and tag != opened.tag:
            raise self._refused("Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{tag}>"')
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": _STYLES[opened.tag], "offset": opened.offset, "length": self._units - opened.offset}
        inner = "".join(self._pieces[opened.piece :])
        match opened.tag:
            case "a":
                address = _address(opened.attributes.get("href") or inner)
                if not address:
                    return
                entity["url"] = address
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.attributes.get("class", "").startswith("language-"):
                entity["language"] = opened.attributes["class"].removeprefix("language-")
            case "pre":
                self._join_code(entity)
            case "tg-emoji":
                entity["custom_emoji_id"] = _emoji(opened.attributes.get("emoji-id", ""))
            case "tg-time":
                entity |= _moment(opened.attributes)
        self._entities.append(entity)

    def _join_code(self, entity: Entity) -> None:
        """``<pre><code class="language-x">`` is one block, not two."""
        last = self._entities[-1] if self._entities else {}
        if last.get("type") == "code" and (last["offset"], last["length"]) == (entity["offset"], entity["length"]):
            entity |= {"language": last["language"]} if "language" in last else {}
            self._entities.pop()

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        assert match is not None
        self._at = match.end()
        return match.group()

    def _next(self) -> str:
        return self._source[self._at : self._at + 1]

    def _refused(self, why: str, position: int, more: str = "") -> Refused:
        offset = len(self._source[:position].encode("utf-8", "surrogatepass"))
        return _unparsable(f"{why} at byte offset {offset}{more}")


def _unparsable(why: str) -> Refused:
    return bad_request(f"can't parse entities: {why}")


def _character(source: str, at: int) -> tuple[str, int]:
    """The character a reference at ``at`` stands for and where it ends; the bare ampersand when it stands for none."""
    match = _CHARACTER.match(source, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return (_NAMED_CHARACTERS[name], match.end()) if name in _NAMED_CHARACTERS else ("&", at + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return (chr(code), match.end()) if 0 < code < 0x10FFFF else ("&", at + 1)


def _decoded(value: str) -> str:
    pieces, at = [], 0
    while (found := value.find("&", at)) >= 0:
        pieces.append(value[at:found])
        character, at = _character(value, found)
        pieces.append(character)
    return "".join([*pieces, value[at:]])


def _address(given: str) -> str:
    """The address of a link; empty when it is one that Telegram drops, keeping its text."""
    address = given if "://" in given or given.startswith(("tg:", "mailto:", "tel:")) else f"http://{given}/"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_lost = re.search(r"\s", address) or (parts.scheme in {"http", "https"} and "." not in host)
    return "" if is_lost else address


def _emoji(identifier: str) -> str:
    if not identifier.isdecimal() or int(identifier) == 0:
        raise _unparsable("Invalid custom emoji identifier specified")
    return identifier


def _moment(attributes: dict[str, str]) -> Entity:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal():
        raise _unparsable("Invalid Unix time specified")
    if not _TG_TIME_FORMAT.fullmatch(form):
        raise _unparsable("Invalid date-time format specified")
    return {"unix_time": int(unix), **({"date_time_format": form} if form else {})}
