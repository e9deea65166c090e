"""
Whoever lacks the role is refused, and nothing changes: every command, press and answer there is, for every role and for
strangers. Made from the routes themselves, so that a new command cannot be forgotten.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session, text

from meetbot.drafts import service as drafts
from meetbot.handlers.areas import AREAS
from meetbot.handlers.routing import Routes
from meetbot.people.roles import Role
from tests.factories import NOW
from tests.harness import Harness

ROUTES = Routes.of(AREAS)
REFUSAL = "This is not yours to use. If you think it should be, ask the office for the role."
UNKNOWN = "I do not know you yet. Send /start to ask for access."
WHO = [None, *Role]
# What comes in is written down before it is looked at.
NOT_FACTS = {"inbox_update", "alembic_version", "sqlite_sequence"}
# Meant for strangers: the door, and the buttons in front of it. Each looks itself at who pressed.
OPEN_TO_STRANGERS = {"/start", "go", "lang", "ac.ask", "ac.name", "ac.skip", "access"}


def refusal(who: Role | None) -> str:
    return UNKNOWN if who is None else REFUSAL


def lacks(who: Role | None, roles: frozenset[Role] | None) -> bool:
    return roles is not None and who not in roles


def facts(service: Harness) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is."""

    def read(session: Session) -> dict[str, list[tuple[object, ...]]]:
        connection = session.connection()
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {
            table: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
            for table in sorted(set(tables) - NOT_FACTS)
        }

    return service.look(read)


@pytest.mark.parametrize("who", WHO)
async def test_a_command_is_refused_to_those_without_its_role(service: Harness, who: Role | None) -> None:
    pat = service.person("Pat", *([who] if who else []))
    await service.settle()
    before, wrong = facts(service), []

    for command in ROUTES.commands.values():
        if lacks(who, command.roles):
            pat.says(f"/{command.name} 1")
            await service.settle()
            if pat.last.text != refusal(who):
                wrong.append((command.name, pat.last.text))

    assert wrong == []
    assert facts(service) == before


@pytest.mark.parametrize("who", WHO)
async def test_a_press_is_refused_to_those_without_its_role(service: Harness, who: Role | None) -> None:
    pat = service.person("Pat", *([who] if who else []))
    await service.settle()
    before, wrong, shown = facts(service), [], pat.last

    for press in ROUTES.presses.values():
        if lacks(who, press.roles):
            pat.forges(":".join([press.verb, *("1" for _ in press.arguments)]), shown)
            await service.settle()
            if pat.alerts[-1:] != [refusal(who)] or pat.last != shown:
                wrong.append((press.verb, pat.alerts[-1:], pat.last.text))

    assert wrong == []
    assert facts(service) == before


@pytest.mark.parametrize("who", WHO)
async def test_an_answer_is_refused_to_those_who_lost_the_role(service: Harness, who: Role | None) -> None:
    pat, wrong = service.person("Pat", *([who] if who else [])), []
    await service.settle()

    for answer in ROUTES.answers.values():
        if lacks(who, answer.roles):
            with service.database.writing() as session:
                drafts.start(session, pat.id, answer.kind, {}, "words", NOW)
            before = facts(service)
            pat.says("1")
            await service.settle()
            if pat.last.text != refusal(who) or facts(service) != before:
                wrong.append((answer.kind, pat.last.text))

    assert wrong == []


def test_only_the_door_is_open_to_strangers() -> None:
    routes = (
        *((f"/{command.name}", command.roles) for command in ROUTES.commands.values()),
        *((press.verb, press.roles) for press in ROUTES.presses.values()),
        *((answer.kind, answer.roles) for answer in ROUTES.answers.values()),
    )

    assert {name for name, roles in routes if roles is None} == OPEN_TO_STRANGERS


@pytest.mark.parametrize("who", WHO)
async def test_a_button_of_the_menu_opens_no_command_that_is_refused_when_typed(
    service: Harness, who: Role | None
) -> None:
    pat = service.person("Pat", *([who] if who else []))
    await service.settle()
    before, wrong, shown = facts(service), [], pat.last

    for command in ROUTES.commands.values():
        if lacks(who, command.roles):
            pat.forges(f"go:{command.name}", shown)
            await service.settle()
            if pat.alerts[-1:] != [refusal(who)]:
                wrong.append((command.name, pat.alerts[-1:]))

    assert wrong == []
    assert facts(service) == before


@pytest.mark.parametrize("role", Role)
async def test_every_command_of_a_role_answers_when_typed_and_by_its_button(service: Harness, role: Role) -> None:
    pat = service.person("Pat", role)
    await service.settle()
    broken = []

    for command in ROUTES.commands.values():
        if not lacks(role, command.roles):
            pat.says(f"/{command.name}")
            await service.settle()
            pat.forges(f"go:{command.name}", pat.last)
            await service.settle()
            if any("went wrong" in said for said in (*pat.alerts, *(message.text for message in pat.received))):
                broken.append(command.name)

    assert broken == []


@pytest.mark.parametrize(
    "data", ["", "nonsense", "pp.who", "pp.who:x", "pp.who:1:2", "pp.who:99999999999999999999", "df.grade:1:worst:"]
)
async def test_a_forged_button_is_out_of_date(service: Harness, data: str) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    before = facts(service)

    ada.forges(data, ada.last)
    await service.settle()

    assert ada.alerts[-1].endswith("Send /start for the current menu.")
    assert facts(service) == before
