"""What a new version of a standard changes, part by part, as values (X8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetbot.standard.document import Standard

# The parts whose entries have a name of their own, and what that name is.
_NAMED = {"types": "key", "rounds": "key", "items": "key", "guide": "key", "clauses": "id"}


class Change(StrEnum):
    """What became of one entry."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class FieldChange:
    """One field of a changed entry: "due.minutes" from "-40" to "-35"; "" where it was or is absent."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One entry of one part ("items", "place.cups"); the fields of a changed one only."""

    part: str
    name: str
    change: Change
    fields: tuple[FieldChange, ...] = ()


def differences(old: Standard, new: Standard) -> tuple[Difference, ...]:
    """What differs, in the order of the file; name and version are no difference."""
    before, after = _entries(old), _entries(new)
    found: list[Difference] = []
    for part in before:
        for name in dict.fromkeys((*before[part], *after[part])):
            found += _difference(part, name, before[part].get(name), after[part].get(name))
    return tuple(found)


def _entries(standard: Standard) -> dict[str, dict[str, dict[str, str]]]:
    """Every part, its entries by name, each as flat fields."""
    tree = standard.model_dump(mode="json")
    found = {
        "values": {name: dict(_flat(value)) for name, value in tree["values"].items()},
        "equipment": {name: dict(_flat(value)) for name, value in tree["equipment"].items()},
    }
    for part, key in _NAMED.items():
        found[part] = {entry[key]: dict(_flat(entry)) for entry in tree[part]}
    return found


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a tree by their paths; a list of plain values is one leaf."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}.{number}")
    elif value is not None and value != []:
        yield path, _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _difference(
    part: str, name: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None
) -> Iterator[Difference]:
    if before is None or after is None:
        yield Difference(part, name, Change.ADDED if before is None else Change.WITHDRAWN)
        return
    fields = tuple(
        FieldChange(field, before.get(field, ""), after.get(field, ""))
        for field in dict.fromkeys((*before, *after))
        # What comes first changes by itself with every item that is added before "everything" (F5).
        if field != "after" and before.get(field) != after.get(field)
    )
    if fields:
        yield Difference(part, name, Change.CHANGED, fields)
