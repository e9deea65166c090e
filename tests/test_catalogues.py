"""Every sentence is there in every language, with the same values in it, and no catalogue holds what nobody says."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from meetbot.handlers.areas import AREAS
from meetbot.handlers.routing import Routes
from meetbot.texts import LANGUAGES

MEETBOT = Path(__file__).parents[1] / "meetbot"
SPOKEN_IN = tuple(MEETBOT / place for place in ("handlers", "mail", "web", "demo", "mistakes"))
KEYWORDS = {"t", "n", "plain"}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?\w+")
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def sources() -> Iterator[Path]:
    for place in SPOKEN_IN:
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []


def said() -> dict[tuple[str, ...], str]:
    """Every sentence of the code, with its plural where it has one, and where it stands; the menu's descriptions too."""
    found: dict[tuple[str, ...], str] = {}
    for place, call in calls():
        forms = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if forms:
            found.setdefault(tuple(forms), place)
    for command in Routes.of(AREAS).commands.values():
        found.setdefault((command.description,), f"/{command.name}")
    return found


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every ``texts.t(...)``, ``texts.n(...)``, ``texts.plain(...)`` and where it stands; inside f-strings too."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _says(node):
                yield f"{path.relative_to(MEETBOT)}:{node.lineno}", node


def _says(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in KEYWORDS:
        return False
    speaker = call.func.value
    name = speaker.attr if isinstance(speaker, ast.Attribute) else speaker.id if isinstance(speaker, ast.Name) else ""
    return name == "texts"


def translated(language: str) -> dict[str, dict[tuple[str, ...], tuple[str, ...]]]:
    """By message id the translations of each catalogue that has it: {"Cancel": {"booking.po": ...}}."""
    found: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = defaultdict(dict)
    for path in sorted((MEETBOT / "locale" / language).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, abort_invalid=True):
                if message.id:
                    found[path.name][_forms(message.id)] = _forms(message.string)
    return found


def _forms(text: object) -> tuple[str, ...]:
    """A sentence, or the forms of a plural."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


def everything(language: str) -> dict[str, tuple[str, ...]]:
    """Every translation by the message id that is asked for (a plural's: its singular)."""
    return {ids[0]: strings for catalogue in translated(language).values() for ids, strings in catalogue.items()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    known = everything(language)

    missing = {forms[0]: place for forms, place in said().items() if not all(known.get(forms[0], ("",)))}

    assert missing == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_holds_a_sentence_that_nobody_says(language: str) -> None:
    spoken = {forms[0] for forms in said()}

    unused = {
        name: sorted(ids[0] for ids in catalogue if ids[0] not in spoken)
        for name, catalogue in translated(language).items()
    }

    assert {name: ids for name, ids in unused.items() if ids} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_and_the_markup_of_its_sentence(language: str) -> None:
    def parts(text: str) -> tuple[list[str], list[str]]:
        return sorted(set(PLACEHOLDER.findall(text))), sorted(TAG.findall(text))

    known = everything(language)
    differing = {
        forms[0]: known[forms[0]]
        for forms in said()
        for translation in known.get(forms[0], ())
        if parts(translation) != parts(forms[-1])
    }

    assert differing == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_is_said_in_one_way_whoever_says_it(language: str) -> None:
    ways: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for name, catalogue in translated(language).items():
        for ids, strings in catalogue.items():
            ways[ids[0]][name] = strings

    assert {id: by_name for id, by_name in ways.items() if len(set(by_name.values())) > 1} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_is_a_plural_in_every_catalogue(language: str) -> None:
    plural = {forms[0]: len(forms) for forms in said()}
    differing = [
        ids
        for catalogue in translated(language).values()
        for ids in catalogue
        if ids[0] in plural and plural[ids[0]] != len(ids)
    ]

    assert differing == []


def test_every_sentence_stands_where_it_is_said() -> None:
    """A sentence that comes out of a variable is one that no catalogue can be held against."""
    hidden = {place.partition(":")[0] for place, call in calls() if not isinstance(call.args[0], ast.Constant)}

    # These two read the descriptions of commands, which are looked at with the routes.
    assert hidden == {"handlers/menus.py", "handlers/people/general.py"}
