"""Codes with numbers that no button carries, pressed by somebody with every role: nothing fails and nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetbot.handlers.keyboards import verb_of
from meetbot.people.roles import Role
from tests.handlers.attack.attacker import Attacker
from tests.handlers.attack.house import ROUTES, House


@pytest.mark.parametrize("number", [0, -1, 987_654, 2**53, 2**53 + 1, 10**50])
async def test_a_number_that_is_nothings_changes_nothing(
    house: House, folder: Path, failures: list[str], number: int
) -> None:
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *Role), failures)
        await eve.arrive()

        for code in house.others("Eve"):
            kinds = ROUTES.presses[verb_of(code)].arguments
            if int in kinds:
                parts = code.split(":", len(kinds))
                parts[1 + kinds.index(int)] = str(number)
                await eve.presses(":".join(parts)[:64])

    assert [each for each in eve.wrong if ": said " not in each] == []  # Eve is of the staff
