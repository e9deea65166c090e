"""The office hands out what is known about a person, and forgets who left when they ask for it."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

from meetbot.localchat.people import User
from meetbot.people.roles import Role
from tests.harness import Harness


async def card_of_alan(service: Harness, *, left: bool) -> tuple[User, User]:
    """Ada, with Alan's card before her, and Alan."""
    ada, alan = service.person("Ada", Role.ADMIN), service.person("Alan", Role.ATTENDANT)
    await service.settle()
    for press in ("Alan", *(("They leave", "Yes, they leave") if left else ())):
        if press == "Alan":
            ada.says("/people alan")
            await service.settle()
        ada.presses(press)
        await service.settle()
    return ada, alan


async def test_everything_known_about_a_person_comes_as_a_file(service: Harness) -> None:
    ada, alan = await card_of_alan(service, left=False)

    ada.presses("Their data")
    await service.settle()

    assert ada.last.text == "📤 Everything I know about Alan\nHand it to them alone, then delete this message."
    assert ada.last.document is not None
    data = json.loads(ZipFile(BytesIO(ada.last.document)).read("data.json"))
    assert [(each["name"], each["telegram_id"]) for each in data["person"]] == [("Alan", alan.id)]


async def test_who_left_is_forgotten_after_one_more_question(service: Harness) -> None:
    ada, alan = await card_of_alan(service, left=True)

    ada.presses("Forget them")
    await service.settle()
    assert ada.last.text == (
        "🫥 Forget who Alan was?\n"
        "Name, department, phone and chat go, with everything half-finished and every calendar address.\n"
        "What they did stays in the record, done by nobody in particular. This cannot be taken back."
    )
    ada.presses("Yes, forget them")
    await service.settle()

    assert ada.last.text == (
        "👤 — · № 2\n🫥 Who it was is forgotten, as they asked. What they did stays in the record."
    )
    assert ada.last.buttons == ["‹ People"]
    alan.says("/start")
    await service.settle()
    assert "Alan" not in ada.last.text


async def test_a_person_who_is_still_here_cannot_be_forgotten_by_an_old_button(service: Harness) -> None:
    ada, _ = await card_of_alan(service, left=False)

    ada.forges("pv.gone:2", ada.last)
    await service.settle()

    assert ada.alerts == ["Alan is still here. Let them leave first, so that bookings and open work pass on."]
