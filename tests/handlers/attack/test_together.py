"""
Two people press the same button at the same moment. Who of them is first is nobody's business: what the press does happens once,
and both are answered. Each code that somebody was offered, with a colleague beside them who may do the same.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from meetbot.handlers.keyboards import verb_of
from meetbot.people.roles import Role
from tests.handlers.attack.house import House
from tests.handlers.attack.rows import facts, what_of

BESIDE = {
    "Olga": Role.ADMIN, "Alan": Role.ATTENDANT, "Max": Role.MAINTENANCE, "Clara": Role.CLEANER, "Sun": Role.SUPERVISOR,
    "Ada": Role.ADMIN,
}  # fmt: skip
# Everybody's own: what they read, a half-made thing, an address, a list of theirs.
OWN = {"draft", "feed", "self_check", "self_check_tick", "standard_reading", "access_request", "person"}
# What each of them does for themselves: several may work on one meeting, each invites whom they like.
EACH = {"ck.take", "in.make"}


@pytest.mark.parametrize("name", BESIDE)
async def test_what_two_press_at_once_happens_once(house: House, folder: Path, failures: list[str], name: str) -> None:
    async with house.opened(folder) as service:
        both = service.chat.user(house.people[name]), service.person("Beth", BESIDE[name], department="Board")
        both[0].says("/start")
        await service.settle()
        homes, twice, all_done = [user.last for user in both], [], Counter[object]()
        before = service.look(facts)

        for code in house.of(name):
            answered = [len(user.answers) for user in both]
            for user, home in zip(both, homes, strict=True):
                user.forges(code, home)
            await service.settle()
            after = service.look(facts)
            done = Counter(what_of(row, house.at) for row in after - before if row[0] not in OWN)
            twice += [(code, what) for what, times in done.items() if times > 1 and verb_of(code) not in EACH]
            all_done += done
            assert [len(user.answers) - 1 for user in both] == answered, f"{code} was not answered"
            before = after

    assert all_done or name == "Clara"  # cleaners only finish what they took
    assert (twice, failures) == ([], [])
