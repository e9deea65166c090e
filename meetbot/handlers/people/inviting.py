"""Invitations: a link that lets one person in with one role."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session
from telegram.helpers import create_deep_linked_url

from meetbot.errors import NotFound
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.changes import changing_roles
from meetbot.handlers.people.words import role_name
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.invitations import GOOD_FOR
from meetbot.people.roles import Role
from meetbot.texts import Texts, escape, shorten

# A longer one is no token of ours; the digest is made of so much at most.
_LONGEST_TOKEN = 64


async def accept(turn: Turn, token: str) -> Turn:
    """The turn of the person who is a member by this invitation. Raises the invitation's errors."""
    language = turn.member.language if turn.member else turn.texts.language
    member = await turn.write(_accept, shorten(token, _LONGEST_TOKEN), turn, language)
    return replace(turn, member=member, texts=turn.parts.texts(member.language))


def _accept(session: Session, token: str, turn: Turn, language: str) -> people.Member:
    with changing_roles(session, turn.now):
        return people.accept_invitation(session, token, turn.user.id, turn.user.full_name, language, turn.now)


async def choose_role(turn: Turn) -> None:
    """Whom is it for?"""
    texts = turn.texts
    out = lines(
        texts.t("<b>Invite somebody</b>"),
        texts.t("The link lets one person in, with the role you choose. More roles can be given afterwards."),
    )
    roles = [button(role_name(texts, role), "in.make", role.value) for role in Role]
    await turn.show(Outgoing(out, (*in_rows(roles, 2), *_back(texts))))


async def make(turn: Turn, role: str) -> None:
    """The link, shown once: the database keeps a digest only."""
    if role not in set(Role):
        raise NotFound
    token = await turn.write(people.invite, Role(role), turn.me, turn.now)
    texts, link = turn.texts, create_deep_linked_url(turn.bot.username, token)
    out = lines(
        texts.t("<b>✉️ Invitation: {role}</b>", role=role_name(texts, Role(role))),
        texts.t("Lets one person in, until {when}.", when=texts.moment(turn.now + GOOD_FOR)),
        "",
        texts.t("Pass this link on:"),
        escape(link),
        "",
        texts.t("Where the link does not open, they send me this:"),
        texts.t("<code>/start {token}</code>", token=token),
    )
    copy = (Button(texts.plain("📋 Copy the link"), copies=link),)
    await turn.show(Outgoing(out, (copy, (button(texts.plain("✉️ Another one"), "in.who"),), *_back(texts))))


def _back(texts: Texts) -> Rows:
    return ((button(texts.plain("‹ People"), "pp.list", 0),),)


_ADMIN = frozenset({Role.ADMIN})
PRESSES = (Press("in.who", choose_role, (), _ADMIN), Press("in.make", make, (str,), _ADMIN))
