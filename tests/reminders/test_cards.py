"""Live messages follow the facts: the latest state only, none lost, gone ones forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from meetbot.people.roles import Role
from meetbot.reminders.cards import mark_stale, show, stale
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.models import Card
from tests.factories import NOW, at
from tests.reminders.conftest import DAY, World

LATER = NOW + timedelta(minutes=1)


def show_card(world: World, role: Role, message_id: int, kind: str = "booking") -> None:
    with world.house() as house:
        member = house.staff[role]
        show(house.session, kind, "booking:17", member, member.telegram_id, message_id, "as sent", NOW)


def change(world: World, except_card: tuple[str, int] | None = None) -> None:
    with world.house() as house:
        mark_stale(house.session, "booking:17", LATER, except_card)


def cards(world: World) -> list[tuple[int, str, bool]]:
    with world.database.reading() as session:
        rows = session.exec(select(Card).order_by(Card.message_id)).all()  # type: ignore[arg-type]
        return [(card.message_id, card.shown, card.is_stale) for card in rows]


async def test_a_change_refreshes_every_card_of_its_subject_but_the_one_edited_already(world: World):
    show_card(world, Role.ORGANISER, 1)
    show_card(world, Role.ATTENDANT, 2)
    with world.house() as house:
        edited = ("booking", house.staff[Role.ATTENDANT].id)

    change(world, edited)
    await world.run_at("09:00")

    assert world.delivery.refreshed == [1]
    assert cards(world) == [(1, "version 1", False), (2, "as sent", False)]


async def test_many_changes_are_one_refresh(world: World):
    show_card(world, Role.ORGANISER, 1)
    for _ in range(5):
        change(world)

    await world.run_at("09:00")

    assert (world.delivery.refreshed, cards(world)) == ([1], [(1, "version 5", False)])


async def test_a_card_shown_anew_is_one_card_in_another_message(world: World):
    show_card(world, Role.ORGANISER, 1)
    change(world)
    show_card(world, Role.ORGANISER, 9)

    await world.run_at("09:00")

    assert (world.delivery.refreshed, cards(world)) == ([], [(9, "as sent", False)])


async def test_a_change_during_the_refresh_is_not_lost(world: World):
    show_card(world, Role.ORGANISER, 1)
    change(world)
    refresh = world.delivery.refresh

    async def refresh_while_it_changes(card: Card) -> str:
        world.delivery.refresh = refresh  # type: ignore[method-assign]
        await asyncio.to_thread(change, world)
        return await refresh(card)

    world.delivery.refresh = refresh_while_it_changes  # type: ignore[method-assign]

    await world.run_at("09:00")
    await world.ticker.settled()

    assert (world.delivery.refreshed, cards(world)) == ([1, 1], [(1, "version 2", False)])


async def test_a_message_that_is_gone_is_forgotten(world: World):
    show_card(world, Role.ORGANISER, 1)
    change(world)
    world.delivery.card_troubles = [DeliveryFailed(permanent=True, reason="message to edit not found")]

    await world.run_at("09:00")

    assert cards(world) == []


async def test_a_card_that_cannot_be_edited_now_is_edited_when_the_platform_allows_it(world: World):
    show_card(world, Role.ORGANISER, 1)
    change(world)
    world.delivery.card_troubles = [DeliveryFailed(permanent=False, retry_after=timedelta(seconds=40))]

    await world.run_at("09:00")
    assert world.delivery.refreshed == []
    assert world.alarm.moments[-1] == at(f"{DAY} 09:00") + timedelta(seconds=40) == await world.ticker.next_moment()
    await world.run_at("09:01")

    assert cards(world) == [(1, "version 1", False)]
    assert world.alarm.moments[-1] is None


async def test_a_mistake_in_a_cards_words_leaves_it_stale_and_the_others_fresh(world: World):
    show_card(world, Role.ORGANISER, 1)
    show_card(world, Role.ATTENDANT, 2)
    change(world)
    world.delivery.card_troubles = [KeyError("room")]

    await world.run_at("09:00")

    assert sorted(is_stale for _, _, is_stale in cards(world)) == [False, True]
    with world.database.reading() as session:
        assert len(stale(session)) == 1


async def test_a_message_shows_one_thing_at_a_time(world: World):
    show_card(world, Role.ORGANISER, 1, "tasks")
    show_card(world, Role.ORGANISER, 1, "checklist")
    show_card(world, Role.ORGANISER, 2, "booking")
    change(world)

    await world.run_at("09:00")

    assert (world.delivery.refreshed, len(cards(world))) == ([1, 2], 2)


async def test_a_press_during_the_refresh_has_the_card_looked_at_again(world: World):
    show_card(world, Role.ORGANISER, 1)
    change(world)
    refresh = world.delivery.refresh

    async def refresh_while_it_is_pressed(card: Card) -> str:
        world.delivery.refresh = refresh  # type: ignore[method-assign]
        await asyncio.to_thread(show_card, world, Role.ORGANISER, 1)
        return await refresh(card)

    world.delivery.refresh = refresh_while_it_is_pressed  # type: ignore[method-assign]

    await world.run_at("09:00")
    await world.ticker.settled()

    assert (world.delivery.refreshed, cards(world)) == ([1, 1], [(1, "version 2", False)])


@pytest.mark.parametrize("holds", [False, True], ids=["past the session", "through the session"])
async def test_a_press_on_a_card_leaves_the_same_row_whether_the_session_has_read_it_or_not(
    world: World, *, holds: bool
):
    show_card(world, Role.ATTENDANT, 2)
    show_card(world, Role.ORGANISER, 1)
    change(world)

    with world.house() as house:
        alan = house.staff[Role.ATTENDANT]
        read = house.session.exec(select(Card)).all() if holds else []
        show(house.session, "booking", "booking:17", alan, alan.telegram_id, 2, "pressed", LATER + timedelta(minutes=1))
        assert len(read) == (2 if holds else 0)

    with world.database.reading() as session:
        found = session.exec(select(Card).order_by(Card.message_id)).all()  # type: ignore[arg-type]
        assert [(card.shown, card.is_stale, card.version, card.changed_at) for card in found] == [
            ("as sent", True, 1, LATER), ("pressed", False, 2, LATER + timedelta(minutes=1)),
        ]  # fmt: skip
