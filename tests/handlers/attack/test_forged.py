"""Codes that no button carries, pressed by somebody with every role: nothing fails, each is answered, and nothing changes."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from meetbot.handlers.keyboards import verb_of
from meetbot.people.roles import Role
from tests.handlers.attack.attacker import Attacker
from tests.handlers.attack.house import ROUTES, House

NUMBERS = [0, -1, 987_654, 2**53, 2**53 + 1, 10**50]
OUT_OF_DATE = "This button is out of date. Send /start for the current menu."
# In place of a word; and what no database stores.
ODD_WORDS = ["", " ", "x" * 5000, "密码", "\u202ecba", "'; --", "../../x", "-1"]
NO_WORDS = ["a\nb", "\0", "a\0b", "\ud83d"]
# In place of a number; Python reads most of them as one.
NO_NUMBERS = [
    "",
    " 1",
    "1 ",
    "+1",
    "01",
    "-0",
    "1_0",
    "0x1",
    "1.0",
    "1e3",
    "１",
    "٣",
    "x",
    "\0",
    "\ud83d",
    "NaN",
    "9" * 5000,
]


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_number_that_is_nothings_changes_nothing(
    house: House, folder: Path, failures: list[str], number: int
) -> None:
    """In the place of the thing that the code is about."""
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        said = await eve.presses_at_once(_with_number(house, 0, number))

    assert [each for each in eve.wrong if ": said " not in each] == []  # Eve is of the staff
    assert "no answer" not in said


@pytest.mark.parametrize("number", NUMBERS)
async def test_no_number_breaks_a_press(house: House, folder: Path, failures: list[str], number: int) -> None:
    """A page, a version, a minute: the press may do what it says, or say what is wrong with it."""
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        said = await eve.presses_at_once([code for place in (1, 2, 3) for code in _with_number(house, place, number)])

    assert ("no answer" in said, _broken(eve)) == (False, [])


@pytest.mark.parametrize("word", ODD_WORDS)
async def test_no_word_breaks_a_press(house: House, folder: Path, failures: list[str], word: str) -> None:
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        said = await eve.posts(_with_argument(house, str, word))

    assert ("no answer" in said, _broken(eve)) == (False, [])


async def test_there_is_one_way_to_write_each_argument(house: House, folder: Path, failures: list[str]) -> None:
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        said = await eve.posts([*_in_turn(house, int, NO_NUMBERS), *_in_turn(house, str, NO_WORDS)])

    assert (set(said), eve.wrong) == ({OUT_OF_DATE}, [])


async def test_what_is_no_code_of_this_bot_is_out_of_date(house: House, folder: Path, failures: list[str]) -> None:
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        said = await eve.posts(_no_codes(house))

    assert (set(said), eve.wrong) == ({OUT_OF_DATE}, [])


def _no_codes(house: House) -> list[str]:
    """Bytes at random, verbs that there are not, and for each press too many parts and too few."""
    chance = Random(10)
    noise = [
        chance.randbytes(64).decode(charset, "replace") for charset in ("latin-1", "utf-8", "utf-16") for _ in range(20)
    ]
    verbs = ["", ":", ":::", "no.such", "no.such:1", "密:1", "\0", "\ud83d:1", "__class__", "BK.BOOK", " bk.book"]
    shapes = [
        code
        for each in house.others("Eve")
        for kinds in [ROUTES.presses[verb_of(each)].arguments]
        for code in (
            *([] if kinds and kinds[-1] is str else [f"{each}:1", f"{each}:", each + ":1" * 40]),
            *(":".join(each.split(":")[: count + 1]) for count in range(len(kinds))),
        )
    ]
    return noise + verbs + shapes


def _with_number(house: House, place: int, number: int) -> list[str]:
    """Each code that has so many numbers, with this one at ``place`` among them."""
    return [
        _with(each, places[place], str(number))
        for each in house.others("Eve")
        if len(places := _places(each, int)) > place
    ]


def _with_argument(house: House, kind: type[int | str], argument: str) -> list[str]:
    """Each code with this in place of each of its arguments of that kind."""
    return [_with(each, place, argument) for each in house.others("Eve") for place in _places(each, kind)]


def _in_turn(house: House, kind: type[int | str], arguments: list[str]) -> list[str]:
    """Each code with one of these in place of each of its arguments of that kind."""
    turn = cycle(arguments)
    return [_with(each, place, next(turn)) for each in house.others("Eve") for place in _places(each, kind)]


def _places(code: str, kind: type[int | str]) -> list[int]:
    return [place for place, each in enumerate(ROUTES.presses[verb_of(code)].arguments) if each is kind]


def _with(code: str, place: int, argument: str) -> str:
    parts = code.split(":", len(ROUTES.presses[verb_of(code)].arguments))
    parts[1 + place] = argument
    return ":".join(parts)


def _broken(eve: Attacker) -> list[str]:
    """What the bot logged as its own mistake."""
    return [each for each in eve.wrong if ": meetbot." in each]
