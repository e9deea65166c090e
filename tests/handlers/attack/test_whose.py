"""
Not only which role, but whose: what is another organiser's, nobody reads or changes who is not its organiser or of the staff.

Each press and each answer there is, made from the routes, with the codes that those concerned were offered.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlmodel import select

from meetbot.drafts import service as drafts
from meetbot.handlers.keyboards import decode, verb_of
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from tests.handlers.attack.attacker import Attacker
from tests.handlers.attack.house import ROUTES, SECRETS, House
from tests.localchat.pictures import png

REFUSALS = {
    "This is not yours to use. If you think it should be, ask the office for the role.",
    "I do not know you yet. Send /start to ask for access.",
    "You have no role here at present. Send /start to ask the office for one.",
    "Your access ended on Mon 23 Nov 2026, 12:35. If you need it again, send /start to ask for it.",
}
OUTSIDERS = {
    "an organiser of another department": ((Role.ORGANISER,), "Purchasing"),
    "a colleague of the organiser": ((Role.ORGANISER,), "Board"),
    "a stranger": ((), ""),
}
# Pictures of rooms as they may be arranged for anybody.
FILES_FOR_ALL = {"bk.view", "me.data"}
# What each of Olga's things is numbered.
ABOUT = {
    "booking": 1,
    "series": 1,
    "request": 1,
    "find": 1,
    "defect": 1,
    "room": 1,
    "call": 1,
    "proposal": 1,
    "id": 1,
    "item": "",
}
# Answers that begin something of one's own, which everybody may.
OWN_QUESTIONS = {"access", "booking", "change", "details", "report", "lost", "zone"}


def may_have_it(who: str, change: str) -> bool:
    """What was left behind goes to the organiser's department, whoever of them comes for it (F1)."""
    return who == "a colleague of the organiser" and bool(re.search(r": [-+] (find|hand_over|find_photo) ", change))


def test_the_house_has_codes_of_everybody_and_words_that_give_it_away(house: House) -> None:
    assert {name: len(codes) > 20 for name, codes in house.codes.items() if name != "Sam"} == dict.fromkeys(
        ["Olga", "Alan", "Max", "Clara", "Ada", "Sun"], True
    )
    assert len({verb_of(code) for codes in house.codes.values() for code in codes}) > len(ROUTES.presses) / 2
    content = house.path.read_bytes()
    assert [secret for secret in SECRETS if secret.encode() not in content] == []


def test_every_code_that_was_offered_is_read(house: House) -> None:
    codes = [code for codes in house.codes.values() for code in codes]

    assert [code for code in codes if decode(code, ROUTES.presses[verb_of(code)].arguments) is None] == []


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_no_press_shows_or_changes_what_is_somebody_elses(
    house: House, folder: Path, failures: list[str], who: str
) -> None:
    roles, department = OUTSIDERS[who]
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *roles, department=department), failures)
        await eve.arrive()

        for code in house.others("Eve"):
            await eve.presses(code)

    assert [each for each in eve.wrong if not may_have_it(who, each)] == []
    assert eve.files <= FILES_FOR_ALL


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_no_answer_to_a_question_about_somebody_elses_thing_is_taken(
    house: House, folder: Path, failures: list[str], who: str
) -> None:
    """As if they had been asked while it was theirs."""
    roles, department = OUTSIDERS[who]
    async with house.opened(folder) as service:
        eve = Attacker(service, service.person("Eve", *roles, department=department), failures)
        await eve.arrive()

        for kind in sorted(ROUTES.answers.keys() - OWN_QUESTIONS):
            half = house.drafts.get(kind, {"fields": {}, "awaiting": "words"})
            fields = ABOUT | {"about": kind.rpartition(".")[2]} | half["fields"]
            for words in ("evil words", "evil@example.org", "7", "12:15-12:30", None):
                with service.database.writing() as session:
                    drafts.start(session, eve.user.id, kind, fields, half["awaiting"], service.clock.now())
                await (eve.writes(words) if words else eve.shows(png(), "evil words"))

    assert [each for each in eve.wrong if not may_have_it(who, each)] == []


@pytest.mark.parametrize("what", ["left", "lost the role"])
async def test_who_left_or_lost_the_role_a_second_ago_can_press_nothing_of_what_is_in_the_chat(
    house: House, folder: Path, failures: list[str], what: str
) -> None:
    async with house.opened(folder) as service:
        for name in ("Olga", "Alan", "Sun", "Ada"):
            one = Attacker(service, service.chat.user(house.people[name]), failures)
            one.user.says("/start")
            await one.arrive()
            with service.database.writing() as session:
                person = session.exec(select(Person).where(Person.telegram_id == one.user.id)).one()
                if what == "left":
                    person.deactivated_at = service.clock.now()
                for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == person.id)).all():
                    session.delete(grant)
            one.before = one.of_others()
            codes = [code for code in house.codes[name] if ROUTES.presses[verb_of(code)].roles is not None]

            said = await one.presses_at_once(codes)

            assert [(code, words) for code, words in zip(codes, said, strict=True) if words not in REFUSALS] == []
            assert (one.wrong, one.files) == ([], set())
