"""Whatever else Telegram hands over: outside the private chat nothing is said of anybody's meetings, and nothing changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from meetbot.inbox.errors import NotAnUpdate
from meetbot.localchat.people import Group, User
from tests.handlers.attack.attacker import not_of
from tests.handlers.attack.house import CALENDAR, ROUTES, SECRETS, TITLE, House
from tests.harness import Harness
from tests.localchat.pictures import png

_NEXT = 900_000_001
# Answered in the private chat, so tested there.
_ANSWERED = {"message", "callback_query", "my_chat_member", "edited_message"}


async def takes(service: Harness, kind: str, body: dict[str, Any], number: int = 0) -> None:
    """Hand over an update as Telegram would, also one that the bot did not ask for."""
    await service.service.intake.take(json.dumps({"update_id": _NEXT + number, kind: body}))
    await service.settle()


def as_sender(user: User) -> dict[str, Any]:
    return {"id": user.id, "is_bot": False, "first_name": user.name, "language_code": "en"}


def in_group(group: Group, user: User, **content: Any) -> dict[str, Any]:
    chat = {"id": group.id, "type": "supergroup", "title": "Everybody"}
    return {"message_id": 77, "date": 1, "chat": chat, "from": as_sender(user), **content}


async def test_in_a_group_a_command_is_answered_with_the_way_to_the_private_chat_alone(
    house: House, folder: Path, failures: list[str]
) -> None:
    async with house.opened(folder) as service:
        olga, group = service.chat.user(house.people["Olga"]), service.chat.group(-500, "Everybody")
        before = service.look(lambda session: not_of(session, 0))

        for command in ROUTES.commands:
            olga.says(f"/{command} {TITLE}", group=group)
        olga.says(f"tomorrow 14:00-16:00 20 people {TITLE}", group=group)
        await service.settle()

        said = [message.text for message in group.messages if message.is_from_bot]
        assert set(said) == {
            f"I work in private chats. Write to me here: https://t.me/{service.chat.conversations.bot['username']}"
        }
        assert len(said) == len(ROUTES.commands)
        assert (olga.received, failures) == ([], [])
        assert service.look(lambda session: not_of(session, 0)) == before


async def test_a_press_in_a_group_or_on_a_message_sent_by_way_of_the_bot_shows_nothing_there(
    house: House, folder: Path, failures: list[str]
) -> None:
    async with house.opened(folder) as service:
        olga, group = service.chat.user(house.people["Olga"]), service.chat.group(-500, "Everybody")
        olga.says("/start")
        await service.settle()

        for number, code in enumerate(house.of("Olga")):
            press: dict[str, Any] = {"id": str(number), "from": as_sender(olga), "chat_instance": "1", "data": code}
            away = {"inline_message_id": "1"} if number % 2 else {"message": in_group(group, olga, text="x")}
            await takes(service, "callback_query", {**press, **away}, number)

        assert (group.messages, failures) == ([], [])
        assert [call for call in service.chat.calls if str(call.parameters.number("chat_id")) == str(group.id)] == []


@pytest.mark.parametrize("kind", sorted({*Update.ALL_TYPES} - _ANSWERED))
async def test_an_update_of_another_kind_is_answered_by_nothing(
    house: House, folder: Path, failures: list[str], kind: str
) -> None:
    async with house.opened(folder) as service:
        olga = service.chat.user(house.people["Olga"])
        before, calls = service.look(lambda session: not_of(session, 0)), len(service.chat.calls)
        private = {"id": olga.id, "type": "private", "first_name": "Olga"}
        message = {"message_id": 1, "date": 1, "chat": private, "from": as_sender(olga), "text": f"/cancel {TITLE}"}
        # Each kind takes of it what it knows.
        body = {
            **message, "id": "1", "user": as_sender(olga), "query": TITLE, "offset": "", "result_id": "1", "poll_id": "1",
            "option_ids": [], "option_persistent_ids": [], "question": TITLE, "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
            "type": "regular", "allows_multiple_answers": False, "invoice_payload": "x", "currency": "XTR", "total_amount": 1,
            "shipping_address": dict.fromkeys(
                ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "x"
            ),
            "old_chat_member": {"status": "member", "user": as_sender(olga)}, "new_reaction": [], "old_reaction": [],
            "new_chat_member": {"status": "member", "user": as_sender(olga)}, "user_chat_id": olga.id, "reactions": [],
            "boost": {"boost_id": "1", "add_date": 1, "expiration_date": 2, "source": {"source": "premium", "user": as_sender(olga)}},
            "boost_id": "1", "remove_date": 1, "source": {"source": "premium", "user": as_sender(olga)}, "message_ids": [1],
            "business_connection_id": "1", "can_reply": True, "is_enabled": True, "paid_media_payload": "x", "payload": "x",
            "allows_revoting": False, "members_only": False, "bot": as_sender(olga) | {"is_bot": True},
        }  # fmt: skip

        try:
            await takes(service, kind, body)
        except NotAnUpdate:
            pytest.fail(f"the body of {kind} wants more")

        said = [call.method for call in list(service.chat.calls)[calls:] if call.method.lower() != "getupdates"]
        assert (said, failures) == ([], [])
        assert service.look(lambda session: not_of(session, 0)) == before


async def test_what_is_forwarded_or_changed_afterwards_is_words_like_any_other(
    house: House, folder: Path, failures: list[str]
) -> None:
    """Its buttons press nothing, and its sender is whoever sent it on."""
    async with house.opened(folder) as service:
        olga, eve = service.chat.user(house.people["Olga"]), service.person("Eve")
        await service.settle()
        before = service.look(lambda session: not_of(session, eve.id))
        code = next(code for code in house.codes["Olga"] if code.startswith("bk.cancel"))
        forwarded = {
            "message_id": 9, "date": 1, "chat": {"id": eve.id, "type": "private", "first_name": "Eve"}, "from": as_sender(eve),
            "forward_origin": {"type": "user", "date": 1, "sender_user": as_sender(olga)}, "text": "yes",
            "reply_markup": {"inline_keyboard": [[{"text": "Cancel it", "callback_data": code}]]},
        }  # fmt: skip
        variants: tuple[dict[str, Any], ...] = (
            {}, {"text": "/my"}, {"text": "/today"}, {"via_bot": as_sender(olga) | {"is_bot": True}},
            {"sender_chat": {"id": -1, "type": "channel", "title": "x"}},
        )  # fmt: skip
        for number, more in enumerate(variants):
            for kind in ("message", "edited_message"):
                await takes(service, kind, {**forwarded, **more}, 2 * number + (kind == "message"))
        eve.sends_document(CALENDAR, "a.ics", "text/calendar")
        eve.sends_photo(png(), "yes")
        await service.settle()

        words = " ".join(message.text for message in eve.received)
        assert ([secret for secret in SECRETS if secret in words], failures) == ([], [])
        assert service.look(lambda session: not_of(session, eve.id)) == before
