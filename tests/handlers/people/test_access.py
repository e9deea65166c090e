"""A stranger asks for access, an admin decides with one tap; invitations let people in too."""

from __future__ import annotations

import pytest
from sqlmodel import select

from meetbot.localchat.people import User
from meetbot.people.models import AccessRequest, Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from tests.harness import Harness


async def asks(service: Harness, name: str = "Wang Lei", language: str = "en", department: str = "Finance") -> User:
    """A stranger who has asked for access."""
    stranger = service.person(name, language=language)
    await service.settle()
    stranger.presses("🔑")
    await service.settle()
    stranger.presses(name)
    await service.settle()
    stranger.says(department)
    await service.settle()
    return stranger


async def invited(service: Harness, ada: User, role: str = "Cleaner") -> str:
    """The token of a new invitation."""
    ada.says("/people")
    await service.settle()
    ada.presses("Invite")
    await service.settle()
    ada.presses(role)
    await service.settle()
    return ada.last.text.split()[-1]


async def test_a_stranger_is_greeted_in_the_language_of_their_app(service: Harness) -> None:
    sam, wang = service.person("Sam"), service.person("王伟", language="zh")
    await service.settle()

    assert (sam.last.text, sam.last.rows, sam.commands) == (
        (
            "Welcome to Riverside House\n"
            "Here you book meeting rooms, and everything in them is prepared and served.\n\n"
            "I do not know you yet. Ask for access: the office decides, and I tell you at once."
        ),
        [["🔑 Ask for access"], ["🌐 中文"]],
        ["start"],
    )
    assert (wang.last.text, wang.last.rows) == (
        "欢迎来到临江大厦\n在这里预订会议室，会议所需的一切都会准备好。\n\n我还不认识您。请申请使用权限：办公室决定后，我会马上通知您。",
        [["🔑 申请权限"], ["🌐 English"]],
    )


async def test_a_request_reaches_the_admins_and_one_tap_lets_the_stranger_in(service: Harness) -> None:
    ada, abe = service.person("Ada", Role.ADMIN), service.person("Abe", Role.ADMIN)
    await service.settle()
    wang = await asks(service)

    assert ada.last.text == (
        "🔑 Somebody asks for access\n"
        "👤 Wang Lei · Finance\n"
        "🕑 Mon 23 Nov 2026, 10:00\n\n"
        "What are they here for? One tap lets them in."
    )
    assert wang.last.text == (
        "⏳ Your request is with the office\n"
        "👤 Wang Lei · Finance\n"
        "Asked on Mon 23 Nov 2026, 10:00. I write to you as soon as it is decided."
    )
    ada.presses("Organiser")
    await service.settle()

    decided = (
        "🔑 Request for access\n"
        "👤 Wang Lei · Finance\n"
        "🕑 Mon 23 Nov 2026, 10:00\n\n"
        "✅ Let in as Organiser by Ada, Mon 23 Nov 2026, 10:00"
    )
    assert (ada.last.text, ada.last.buttons) == (decided, [])
    assert (abe.last.text, abe.last.buttons) == (decided, [])
    assert wang.last.text.startswith("Welcome, Wang Lei!\nOrganiser · Finance\n")
    assert {"book", "report", "start"} <= set(wang.commands)
    assert "people" not in wang.commands


async def test_the_second_of_two_admins_learns_who_was_first(service: Harness) -> None:
    ada, abe = service.person("Ada", Role.ADMIN), service.person("Abe", Role.ADMIN)
    await service.settle()
    await asks(service)

    still_shown = abe.last
    ada.presses("Organiser")
    await service.settle()
    abe.presses("Decline", still_shown)
    await service.settle()

    assert abe.alerts == ["Ada has decided it already: Organiser (Mon 23 Nov 2026, 10:00)."]
    assert abe.last.text == ada.last.text
    assert abe.last.buttons == []


async def test_a_declined_stranger_is_told_whom_to_ask_in_their_language(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    wang = await asks(service, language="zh")

    ada.presses("Decline")
    await service.settle()

    assert ada.last.text.endswith("✖ Declined by Ada, Mon 23 Nov 2026, 10:00")
    assert wang.last.text.startswith("您的权限申请被拒绝\n如有疑问，请联系办公室：临江大厦办公室")
    assert wang.commands == ["start"]


async def test_whoever_asks_again_finds_the_open_request_and_may_correct_it(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    wang = await asks(service)

    wang.starts()
    await service.settle()
    wang.presses("Correct it")
    await service.settle()
    wang.says("Wang <Lei> \u202e& Co")
    await service.settle()
    wang.presses("Skip")
    await service.settle()

    assert service.look(lambda session: [each.name for each in session.exec(select(AccessRequest))]) == [
        "Wang <Lei> & Co"
    ]
    assert wang.last.text.splitlines()[1] == "👤 Wang <Lei> & Co"
    assert ada.last.text.splitlines()[1:3] == ["👤 Wang <Lei> & Co", "💬 In Telegram: Wang Lei"]


async def test_a_stranger_may_choose_the_other_language_at_any_step(service: Harness) -> None:
    sam = service.person("Sam")
    await service.settle()

    sam.presses("中文")
    await service.settle()
    assert sam.last.text.startswith("欢迎来到临江大厦")
    sam.presses("申请权限")
    await service.settle()

    assert sam.last.text == "您叫什么名字？\n点按钮使用现有名字，或输入同事熟悉的名字。"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("x" * 81, "A name has at most 80 characters; this has 81. Send a shorter one."),
        ("\u200b\u200b", "I need the name in words. Please type it."),
    ],
)
async def test_a_name_that_is_none_is_asked_for_again(service: Harness, typed: str, refusal: str) -> None:
    sam = service.person("Sam")
    await service.settle()
    sam.presses("🔑")
    await service.settle()

    sam.says(typed)
    await service.settle()
    assert sam.last.text == refusal
    sam.sends_sticker()
    await service.settle()
    assert sam.last.text == "I need the name in words. Please type it."
    sam.says("Sam")
    await service.settle()
    assert sam.last.text.startswith("Which department are you in, Sam?")


async def test_an_update_that_comes_twice_is_answered_in_the_same_way(service: Harness) -> None:
    sam = service.person("Sam")
    await service.settle()
    sam.presses("🔑")
    await service.settle()

    sam.says("Samuel")
    first = await _handled_twice(service, sam)
    assert first[0] == first[1]
    sam.says("Finance")
    second = await _handled_twice(service, sam)

    assert second[0] == second[1]
    assert second[0].startswith("⏳ Your request is with the office\n👤 Samuel · Finance")


async def _handled_twice(service: Harness, sam: User) -> tuple[str, str]:
    """What the newest update is answered with, and with what when a crash has it handled once more."""
    updates = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    answers = []
    for _ in range(2):
        await service.service.application.process_update(updates[-1])
        answers.append(sam.last.text)
    service.offset = updates[-1].update_id + 1
    return answers[0], answers[1]


async def test_an_invitation_lets_one_person_in(service: Harness) -> None:
    ada, li, mo = service.person("Ada", Role.ADMIN), service.person("Li"), service.person("Mo")
    await service.settle()
    token = await invited(service, ada)

    assert f"https://t.me/meetbot_local_bot?start={token}" in ada.last.text
    li.starts(token)
    await service.settle()  # two chats are answered beside each other: Li is to be the first
    mo.starts(token)
    await service.settle()

    assert li.last.text.startswith("Welcome, Li!\nCleaner\n")
    assert mo.last.text == (
        "This invitation was used on Mon 23 Nov 2026, 10:00; each lets one person in. "
        "Ask the office for your own, or send /start to ask for access."
    )
    assert service.look(lambda session: member(session, mo.id)) is None


@pytest.mark.parametrize("token", ["nonsense", "x" * 3000, "A-_9" * 8])
async def test_an_unknown_invitation_leads_to_the_door(service: Harness, token: str) -> None:
    li = service.person("Li")
    await service.settle()

    li.starts(token)
    await service.settle()

    assert li.last.text == "I do not know this invitation. Open the link once more, or send /start to ask for access."


async def test_an_invitation_expires(service: Harness) -> None:
    ada, li = service.person("Ada", Role.ADMIN), service.person("Li")
    await service.settle()
    token = await invited(service, ada)

    await service.advance(days=7)
    li.starts(token)
    await service.settle()

    assert li.last.text == (
        "This invitation was good until Mon 30 Nov 2026, 10:00. "
        "Ask the office for a new one, or send /start to ask for access."
    )


async def test_whoever_was_let_in_meanwhile_is_answered_as_a_member(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    wang = await asks(service)
    ada.presses("Organiser")
    await service.settle()

    wang.presses("Correct it")
    await service.settle()

    assert wang.alerts == ["You have access already. Send /start."]
    assert service.look(lambda session: len(session.exec(select(Person)).all())) == 2
