"""The command menus: what strangers see, and what each member sees by their roles and in their language."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from meetbot.handlers.routing import Command, Routes
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.texts import LANGUAGES, Texts

_log = logging.getLogger(__name__)
# Telegram shows the menu without language codes to everybody whose language has none of its own.
_CODES = {"en": None, "zh": "zh"}


def commands_for(routes: Routes, roles: Collection[Role]) -> list[Command]:
    """The commands in the menu of somebody with these roles, in the order of the areas; without roles a stranger's."""
    return [command for command in routes.commands.values() if command.in_menu and _is_for(command, roles)]


def _is_for(command: Command, roles: Collection[Role]) -> bool:
    return command.roles is None or not command.roles.isdisjoint(roles)


async def publish_menus(bot: ExtBot[Any], routes: Routes) -> None:
    """Show strangers what they can do, in every language. A platform that refuses does not stop the start."""
    for language in LANGUAGES:
        try:
            await bot.set_my_commands(_listed(routes, (), language), language_code=_CODES[language])
        except TelegramError as refusal:
            _log.warning("the menu in %r could not be shown: %s", language, refusal)


async def publish_menu(turn: Turn, member: Member) -> None:
    """Show this person the menu of their roles in their language; without roles, what strangers see. Fails softly."""
    scope = BotCommandScopeChat(member.telegram_id)
    try:
        if member.roles:
            await turn.bot.set_my_commands(_listed(turn.parts.routes, member.roles, member.language), scope=scope)
        else:
            await turn.bot.delete_my_commands(scope=scope)
    except TelegramError as refusal:  # they have not written to the bot yet, or blocked it: /start shows it to them
        _log.info("the menu of person %s could not be shown: %s", member.id, refusal)


def _listed(routes: Routes, roles: Collection[Role], language: str) -> list[BotCommand]:
    texts = Texts(language, ZoneInfo("UTC"))
    return [BotCommand(command.name, texts.plain(command.description)) for command in commands_for(routes, roles)]
