"""What a Bot API call brings along: every value as text, as Telegram reads it, and the files uploaded with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meetbot.localchat.errors import bad_request


@dataclass(frozen=True)
class Upload:
    """A file sent along with a call."""

    name: str
    content: bytes
    mime: str = ""


@dataclass(frozen=True)
class Parameters:
    """Values by name (structured ones as JSON text) and uploads by part name."""

    values: Mapping[str, str] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> Parameters:
        """From a JSON body, where a structured value may stand as it is or as text."""
        return cls({key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0) -> int:
        """The integer under ``name``; the default when it is absent or is none."""
        try:
            return int(self.values.get(name) or default)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.values.get(name, "").lower() in {"true", "1"}

    def structure(self, name: str, kind: type[list[Any] | dict[str, Any]], words: str) -> Any:
        """The list or object under ``name``, none when absent. Raises Refused "can't parse {words}"."""
        if not self.values.get(name) or self.values[name] == "null":
            return None
        try:
            value = json.loads(self.values[name])
        except ValueError:
            raise bad_request(f"can't parse {words}") from None
        if not isinstance(value, kind):
            raise bad_request(f"can't parse {words}")
        return value
