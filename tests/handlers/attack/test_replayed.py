"""A press that arrives twice at once, and again afterwards, does what it does once."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetbot.handlers.keyboards import verb_of
from tests.handlers.attack.attacker import not_of
from tests.handlers.attack.house import House

# Each press is meant to do something again: another link to invite somebody with, a wish switched on and off.
AGAIN = {"in.make", "ws.mic", "ws.turn"}


@pytest.mark.parametrize("name", ["Olga", "Alan", "Max", "Clara", "Sun", "Ada"])
async def test_a_replay_changes_nothing(house: House, folder: Path, failures: list[str], name: str) -> None:
    wrong = []
    async with house.opened(folder) as service:
        person = service.chat.user(house.people[name])
        person.says("/start")
        await service.settle()
        home = person.last

        for code in (code for code in house.of(name) if verb_of(code) not in AGAIN):
            for _ in range(2):
                person.forges(code, home)
            await service.settle()
            once = service.look(lambda session: not_of(session, person.id))
            person.forges(code, home)
            await service.settle()
            again = service.look(lambda session: not_of(session, person.id))
            wrong += [f"{code}: {row}" for row in sorted(once ^ again, key=repr)]

    assert (wrong, failures) == ([], [])
