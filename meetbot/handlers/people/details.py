"""My details: what a member tells about themselves. One question at a time, answered by a plain message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.words import LANGUAGE_NAMES, language_button, other_language, role_names
from meetbot.handlers.people.zones import city
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.texts import Html, Texts, escape

KIND = "details"
_SET: dict[str, Callable[[Session, int, str], people.Member]] = {
    "name": people.set_name,
    "department": people.set_department,
    "phone": people.set_phone,
}


async def show(turn: Turn) -> None:
    """What I know about them."""
    await turn.show(_details(turn.texts, turn.me))


def _details(texts: Texts, member: people.Member) -> Outgoing:
    return Outgoing(
        lines(
            texts.t("<b>👤 {name}</b>", name=member.name),
            escape(role_names(texts, member.roles)),
            texts.t("🏢 {department}", department=member.department)
            if member.department
            else texts.t("🏢 no department"),
            texts.t("☎ {phone}", phone=member.phone) if member.phone else texts.t("☎ no phone number"),
            texts.t("🌐 {language}", language=LANGUAGE_NAMES[texts.language]),
            texts.t("🕑 {city}", city=city(member.zone, texts.language)) if member.zone else None,
            "",
            texts.t(
                "The office sees this. Lost things come back by the department; the number is for when I cannot reach you."
            ),
        ),
        (
            (
                button(texts.plain("✏️ Name"), "me.ask", "name"),
                button(texts.plain("🏢 Department"), "me.ask", "department"),
            ),
            (
                button(texts.plain("☎ Phone"), "me.ask", "phone"),
                button(language_button(texts.language), "lang", other_language(texts.language)),
            ),
            (button(texts.plain("🕑 Time zone"), "tz.show"),),
            (button(texts.plain("‹ Menu"), "home"),),
        ),
    )


async def ask(turn: Turn, field: str) -> None:
    """What shall it be?"""
    if field not in _SET:
        raise NotFound
    await turn.write(drafts.start, turn.user.id, KIND, {"field": field}, field, turn.now)
    await turn.show(Outgoing(_question(turn.texts, field), (*_no_phone(turn, field), (_back(turn.texts),))))


def _question(texts: Texts, field: str) -> Html:
    return {
        "name": texts.t("<b>How do colleagues know you?</b> Type your name."),
        "department": texts.t("<b>Which department are you in?</b> Type it."),
        "phone": texts.t("<b>Where can you be rung up?</b> Type the number, or share your contact."),
    }[field]


def _no_phone(turn: Turn, field: str) -> tuple[tuple[Button, ...], ...]:
    if field != "phone" or not turn.me.phone:
        return ()
    return ((button(turn.texts.plain("✖ Remove the number"), "me.hide"),),)


def _back(texts: Texts) -> Button:
    return button(texts.plain("‹ Back"), "me.show")


async def hide_phone(turn: Turn) -> None:
    """No number any more."""
    member = await turn.write(people.set_phone, turn.me.id, "")
    await turn.show(_details(turn.texts, member))


async def answer(turn: Turn, draft: Draft) -> None:
    """What they typed, kept."""
    if await is_about_something_else(turn, draft, None):
        return
    member = turn.me
    if not is_concluded(draft):
        member = await turn.write(_keep, draft, turn)
    await turn.reply(_details(turn.texts, member))


def _keep(session: Session, draft: Draft, turn: Turn) -> people.Member:
    fields: dict[str, Any] = draft.fields
    field = str(fields["field"])
    member = _SET[field](session, turn.me.id, _said(turn, field))
    conclude(session, draft, turn)
    return member


def _said(turn: Turn, field: str) -> str:
    """The typed words; of a shared contact the number. A phone number is not taken away by sending a sticker."""
    if field != "phone":
        return turn.text
    contact = turn.message.contact if turn.message else None
    return contact.phone_number if contact else turn.text or "?"


PRESSES = (Press("me.show", show), Press("me.ask", ask, (str,)), Press("me.hide", hide_phone))
ANSWERS = (Answer(KIND, answer),)
