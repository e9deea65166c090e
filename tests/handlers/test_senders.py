"""Who presses is looked up in the transaction of the press, and counts as they are then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event
from sqlmodel import Session, select

from meetbot.checklists.models import Take, Tick
from meetbot.handlers.areas import AREAS
from meetbot.handlers.keyboards import encode
from meetbot.handlers.routing import Press, Routes
from meetbot.handlers.senders import Senders
from meetbot.localchat.people import Message
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from tests.handlers.called import House
from tests.harness import Harness

SINGLE = [press for press in Routes.of(AREAS).presses.values() if press.is_one_act]
OPEN, OTHER = "⬜ 13:10 Set the tables", "⬜ 13:15 Set the chairs"


@pytest.fixture
def house(service: Harness) -> House:
    return House(service)


@pytest.fixture
async def card(house: House) -> Message:
    """Alan's list of Olga's meeting, on which he has just ticked something."""
    house.books()
    await house.service.settle()
    await house.service.advance(hours=27)
    house.alan.says("/tasks")
    await house.service.settle()
    house.alan.presses("📋.*Boardroom", house.alan.last)
    await house.service.settle()
    return house.alan.last


async def press(house: House, card: Message, label: str) -> Message:
    house.alan.presses(label, card)
    await house.service.settle()
    shown = house.alan.message(card.message_id)
    assert shown is not None
    return shown


def change(house: House, do: Callable[[Session, Person], None]) -> None:
    """Something becomes of Alan that the bot is not told of: another process wrote it."""
    with house.service.database.writing() as session:
        do(session, session.exec(select(Person).where(Person.telegram_id == house.alan.id)).one())


def loses_the_role(session: Session, alan: Person) -> None:
    session.delete(session.exec(select(RoleGrant).where(RoleGrant.person_id == alan.id)).one())


def leaves(session: Session, alan: Person) -> None:
    alan.deactivated_at = alan.joined_at


def count(house: House) -> int:
    return house.service.look(lambda session: len([*session.exec(select(Tick)), *session.exec(select(Take))]))


async def test_a_press_that_is_one_act_asks_for_its_sender_in_its_own_transaction(house: House, card: Message) -> None:
    begun: list[object] = []

    def note(connection: Connection) -> None:
        begun.append(connection.get_execution_options().get("write", True))

    house.alan.presses(OPEN, card)
    updates = await house.service.service.application.bot.get_updates(timeout=0)
    await house.service.service.intake.take(updates[-1].to_json())
    event.listen(house.service.database.engine, "begin", note)
    await house.service.service.intake.settle()

    assert (begun[0], count(house)) == (True, 1)


@pytest.mark.parametrize(
    ("becomes", "told"),
    [
        (loses_the_role, "You have no role here at present. Send /start to ask the office for one."),
        (leaves, "Your access ended on Mon 23 Nov 2026, 10:00. If you need it again, send /start to ask for it."),
    ],
)
@pytest.mark.parametrize("single", SINGLE, ids=[each.verb for each in SINGLE])
async def test_who_may_not_any_more_is_refused_and_changes_nothing(
    house: House, card: Message, single: Press, becomes: Callable[[Session, Person], None], told: str
) -> None:
    item = card.button(OPEN)["callback_data"].rpartition(":")[2]
    code = encode(single.verb, *([1, "", item][: len(single.arguments)]))
    await press(house, card, OPEN)
    before, edits = count(house), len(card.edits)
    change(house, becomes)

    house.alan.forges(code, card)
    await house.service.settle()

    assert house.alan.alerts[-1:] == [told]
    shown = house.alan.message(card.message_id)
    assert shown is not None
    loses_its_buttons = becomes is leaves
    assert (len(card.edits) - edits, shown.rows == []) == (int(loses_its_buttons), loses_its_buttons)
    assert count(house) == before


async def test_what_changed_about_a_person_counts_with_their_next_press(house: House, card: Message) -> None:
    await press(house, card, OPEN)

    def speaks_chinese(_session: Session, alan: Person) -> None:
        alan.language = "zh"

    change(house, speaks_chinese)
    shown = await press(house, card, OTHER)

    assert "▸ 准备 2/7" in shown.buttons


async def test_who_may_now_is_not_refused_for_what_they_were(house: House, card: Message) -> None:
    change(house, loses_the_role)
    await press(house, card, OPEN)
    assert count(house) == 0

    def is_attendant(session: Session, alan: Person) -> None:
        session.add(RoleGrant(person_id=alan.id or 0, role=Role.ATTENDANT, granted_at=alan.joined_at))

    change(house, is_attendant)
    await press(house, card, OPEN)

    assert count(house) == 1


def test_only_so_many_are_remembered_and_nobody_whom_messages_do_not_reach() -> None:
    senders = Senders()
    for number in range(1001):
        senders.keep(number, a_member(number))
    senders.keep(5, a_member(5, is_reachable=False))
    senders.keep(6, None)

    assert [senders.last(number) for number in (0, 5, 6, 1000)] == [None, None, None, a_member(1000)]


def a_member(number: int, *, is_reachable: bool = True) -> Member:
    return Member(number, number, "Alan", "", "", "en", frozenset({Role.ATTENDANT}), is_reachable=is_reachable)
