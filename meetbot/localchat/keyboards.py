"""The keyboards under messages: what Telegram accepts of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from meetbot.localchat.entities import units
from meetbot.localchat.errors import bad_request
from meetbot.localchat.parameters import Parameters

Markup = dict[str, Any]

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_DATA_BYTES = 64
_STYLES = {"primary", "success", "danger"}
_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "login_url", "switch_inline_query")


def read_markup(parameters: Parameters) -> Markup | None:
    """The markup of a call, checked; none when there is none. Raises Refused as Telegram does."""
    markup: Markup | None = parameters.structure("reply_markup", dict, "reply keyboard markup JSON object")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return markup if _rows(markup["keyboard"], "keyboard") else None
    return markup


def inline_only(markup: Markup | None) -> Markup | None:
    """What a message keeps: the inline keyboard, if that is what the markup is."""
    return markup if markup and "inline_keyboard" in markup else None


def _inline(value: object) -> Markup | None:
    rows = _rows(value, "inline_keyboard")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > MOST_IN_A_ROW for row in rows):
        # Telegram's clients squeeze the rest out of sight; better found here than there.
        raise bad_request("too many buttons in a row of the inline keyboard")
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]} if rows else None


def _rows(value: object, name: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in value):
        raise bad_request(f'Field "{name}" must be an Array of Arrays')
    return [row for row in value if row]


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: Expected an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = [action for action in _ACTIONS if action in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are not allowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram silently takes the first; an ambiguous keyboard should never pass here.
        raise bad_request("BUTTON_TYPE_INVALID")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: Invalid button style specified")
    _check_action(actions[0], button[actions[0]])
    return button


def _check_action(action: str, value: Any) -> None:
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not _is_address(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text" and not (isinstance(value, dict) and 1 <= units(str(value.get("text", ""))) <= 256):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value or value.startswith("tg:") else f"http://{value}")
    except ValueError:
        return False
    if parts.scheme == "tg":
        return True
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "." in (parts.hostname or "")
