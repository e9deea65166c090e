"""The readable parts of a standard's file, each with its place, so that one broken item does not hide the others' mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from meetbot.standard.document import Clause, GuideCard, ItemRule, MeetingType, RoundRule
from meetbot.yamlfiles import Document

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Parts:
    """Clauses, types, items, rounds and guide cards that are well formed, by their path; and all keys, of the broken ones too."""

    document: Document
    clauses: tuple[tuple[Path, Clause], ...]
    types: tuple[tuple[Path, MeetingType], ...]
    items: tuple[tuple[Path, ItemRule], ...]
    rounds: tuple[tuple[Path, RoundRule], ...]
    guide: tuple[tuple[Path, GuideCard], ...]
    clause_ids: tuple[str, ...]
    type_keys: tuple[str, ...]
    item_keys: tuple[str, ...]


def parts(document: Document) -> Parts:
    """What can be read of ``document``."""
    return Parts(
        document=document,
        clauses=tuple(_readable(document, "clauses", Clause)),
        types=tuple(_readable(document, "types", MeetingType)),
        items=tuple(_readable(document, "items", ItemRule)),
        rounds=tuple(_readable(document, "rounds", RoundRule)),
        guide=tuple(_readable(document, "guide", GuideCard)),
        clause_ids=tuple(_named(document, "clauses", "id")),
        type_keys=tuple(_named(document, "types", "key")),
        item_keys=tuple(_named(document, "items", "key")),
    )


def _readable(document: Document, section: str, model: type[Model]) -> Iterator[tuple[Path, Model]]:
    for index, element in enumerate(_section(document, section)):
        try:
            yield (section, index), model.model_validate(element)
        except ValidationError:
            continue  # its mistakes are named by the validation of the whole file


def _named(document: Document, section: str, name: str) -> Iterator[str]:
    for element in _section(document, section):
        if isinstance(element, dict) and isinstance(element.get(name), str):
            yield element[name]


def _section(document: Document, section: str) -> list[Any]:
    found = document.tree.get(section)
    return found if isinstance(found, list) else []
