"""/help, /lang and /cancel: what can be done, in which language, and how to get out of it."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.menus import commands_for, publish_menu
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people import access
from meetbot.handlers.people.home import home
from meetbot.handlers.people.words import LANGUAGE_NAMES, who
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.texts import LANGUAGES, Texts


async def help_(turn: Turn, _words: str) -> None:
    """Every command that the person may use, with what it does."""
    texts, office = turn.texts, turn.parts.site.office
    contact = " · ".join(filter(None, (office.name.in_(texts.language), office.phone, office.email)))
    listed = [
        texts.t("/{command}: {what}", command=command.name, what=texts.plain(command.description))
        for command in commands_for(turn.parts.routes, turn.me.roles)
    ]
    out = lines(
        texts.t("<b>What I can do for you</b>"),
        who(texts, turn.me),
        "",
        *listed,
        "",
        texts.t("Buttons do the same. Something else? Ask the office: {contact}", contact=contact),
    )
    await turn.show(Outgoing(out, _way_home(texts)))
    await publish_menu(turn, turn.me)


def _way_home(texts: Texts) -> Rows:
    return ((button(texts.plain("‹ Menu"), "home"),),)


async def language(turn: Turn, words: str) -> None:
    """Which language? With its name, or its short one, that one at once."""
    said = words.strip().casefold()
    named = next((code for code, name in LANGUAGE_NAMES.items() if said in (code, name.casefold())), None)
    if named is None:
        await turn.show(_languages(turn.texts))
    else:
        await choose_language(turn, named)


def _languages(texts: Texts) -> Outgoing:
    choices = tuple(
        button(f"✓ {name}" if code == texts.language else name, "lang", code) for code, name in LANGUAGE_NAMES.items()
    )
    return Outgoing(texts.t("<b>Which language shall I speak with you?</b>"), (choices, *_way_home(texts)))


async def choose_language(turn: Turn, language: str) -> None:
    """From now on in this language: what I write, the menu, reminders."""
    if turn.member is None or not turn.member.roles:
        await access.choose_language(turn, language)
        return
    member = await turn.write(people.set_language, turn.me.id, language)
    texts = turn.parts.texts(member.language, member.zone)
    await turn.show(home(turn.parts, texts, member))
    await turn.toast(texts.plain("I speak English with you now."))
    await publish_menu(turn, member)


async def cancel(turn: Turn, _words: str) -> None:
    """Forget whatever was begun and not finished."""
    dropped = await turn.write(_drop, turn.user.id)
    texts = turn.texts
    out = texts.t("Cancelled. Nothing was saved of what you had begun.") if dropped else texts.t("Nothing was open.")
    await turn.show(Outgoing(out, _way_home(texts)))


def _drop(session: Session, telegram_id: int) -> bool:
    return bool(drafts.finish_all(session, telegram_id))


assert set(LANGUAGE_NAMES) == set(LANGUAGES)
COMMANDS = (
    Command("lang", language, "Language: English or 中文"),
    Command("cancel", cancel, "Drop what you have begun"),
    Command("help", help_, "What I can do for you"),
)
PRESSES = (Press("lang", choose_language, (str,), roles=None),)
