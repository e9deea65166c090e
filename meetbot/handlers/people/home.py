"""/start: who somebody is, what they can do here and the ways there. Strangers find the door (``access``)."""

from __future__ import annotations

from meetbot.errors import NotFound
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.menus import commands_for, publish_menu
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.parts import Parts
from meetbot.handlers.people import access, inviting
from meetbot.handlers.people.words import language_button, other_language, what_it_does, who
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.texts import Texts


async def start(turn: Turn, words: str) -> None:
    """An invitation is accepted, a member finds their actions, a stranger the way to ask."""
    if words:
        turn = await inviting.accept(turn, words)
    if turn.member is None or not turn.member.roles:
        await access.greet(turn)
        return
    await turn.reply(home(turn.parts, turn.texts, turn.member, is_new=bool(words)))
    await turn.write(people.mark_reachable, turn.member.id)
    await publish_menu(turn, turn.member)


async def come_home(turn: Turn) -> None:
    """The main menu in place of what was pressed."""
    await turn.show(home(turn.parts, turn.texts, turn.me))


def home(parts: Parts, texts: Texts, member: Member, *, is_new: bool = False) -> Outgoing:
    """What a member sees first."""
    greeting = (
        texts.t("<b>Welcome, {name}!</b>", name=member.name)
        if is_new
        else texts.t("<b>Hello, {name}</b>", name=member.name)
    )
    abilities = [what_it_does(texts, role) for role in Role if role in member.roles]
    return Outgoing(lines(greeting, who(texts, member), "", *abilities), _ways(parts, texts, member))


def _ways(parts: Parts, texts: Texts, member: Member) -> Rows:
    labels = _labels(texts)
    ways = [
        button(labels[command.name], "go", command.name)
        for command in commands_for(parts.routes, member.roles)
        if command.name in labels
    ]
    return (*in_rows(ways, 2), _about_me(texts, member))


def _about_me(texts: Texts, member: Member) -> tuple[Button, ...]:
    return (
        button(texts.plain("👤 My details"), "me.show"),
        button(language_button(member.language), "lang", other_language(member.language)),
        button(texts.plain("❔ Help"), "go", "help"),
    )


def _labels(texts: Texts) -> dict[str, str]:
    """The commands that are worth a button, and what it says; those that do not exist (yet) get none."""
    return {
        "book": texts.plain("📅 Book a room"),
        "my": texts.plain("🗓 My bookings"),
        "rooms": texts.plain("🚪 Rooms"),
        "tasks": texts.plain("📋 My work"),
        "calendar": texts.plain("📆 My calendar"),
        "report": texts.plain("⚠️ Report a defect"),
        "defects": texts.plain("🔧 Defects"),
        "people": texts.plain("🪪 People"),
    }


async def go(turn: Turn, name: str) -> None:
    """A command by its button: the same as typed."""
    command = turn.parts.routes.commands.get(name)
    if command is None:
        raise NotFound
    if command.roles is not None:
        turn.require(command.roles)
    await command.do(turn, "")


COMMANDS = (Command("start", start, "Start here", roles=None),)
PRESSES = (Press("home", come_home), Press("go", go, (str,), roles=None))
