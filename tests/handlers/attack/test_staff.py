"""Those who work in the house, among themselves: what only others may press, and messages in the chats of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetbot.handlers.keyboards import verb_of
from meetbot.people.roles import Role
from tests.handlers.attack.attacker import Attacker
from tests.handlers.attack.house import ROUTES, House
from tests.handlers.attack.test_whose import REFUSALS


@pytest.mark.parametrize("role", Role)
async def test_a_code_of_another_role_is_refused_and_changes_nothing(
    house: House, folder: Path, failures: list[str], role: Role
) -> None:
    """Above all what only the office may, pressed by a supervisor; with the codes that the others were offered."""
    async with house.opened(folder) as service:
        one = Attacker(service, service.person("Beth", role, department="Service"), failures)
        await one.arrive()
        codes = [
            code for name in house.people for code in house.of(name) if role not in (ROUTES.presses[verb_of(code)].roles or {role})
        ]  # fmt: skip

        said = await one.presses_at_once(codes)

    assert [(code, words) for code, words in zip(codes, said, strict=True) if words not in REFUSALS] == []
    assert (one.wrong, one.files, bool(codes) or role is Role.ADMIN) == ([], set(), True)


@pytest.mark.parametrize("name", ["Alan", "Max", "Sun", "Ada"])
async def test_a_press_on_a_message_in_anothers_chat_shows_nothing_there(
    house: House, folder: Path, failures: list[str], name: str
) -> None:
    """What is one's own business is not put into the chat of somebody who must not read it."""
    async with house.opened(folder) as service:
        eve, one = service.person("Eve", Role.ORGANISER, department="Purchasing"), service.chat.user(house.people[name])
        await service.settle()
        before = [message.raw for message in eve.messages]

        for code in house.of(name):
            one.taps(code, eve.id, eve.last.message_id)
        await service.settle()

        assert ([message.raw for message in eve.messages], failures) == (before, [])
