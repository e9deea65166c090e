"""/calendar: a secret address that calendar programs subscribe to; it can be renewed and turned off."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.feeds import HOUSE, MINE, ROOM, WORK, WORKERS, feeds_of, make_feed, revoke
from meetbot.booking.models import Feed
from meetbot.errors import NotFound
from meetbot.handlers.booking.words import room_called
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.texts import Html

_ORGANISES = (Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN)


async def calendar(turn: Turn, words: str) -> None:
    """/calendar"""
    scope = MINE if turn.me.has(*_ORGANISES) else WORK if turn.me.has(*WORKERS) else HOUSE
    await turn.reply(await _card(turn, scope))


async def feed(turn: Turn, name: str) -> None:
    """The address of another calendar: "mine", "work", "house", "room.<code>" (a code holds no colon)."""
    await turn.show(await _card(turn, _scope(name)))


async def renew(turn: Turn, name: str) -> None:
    """Another address; the old one leads nowhere from now on."""
    await turn.write(_renewed, turn.me, _scope(name), turn.now)
    await turn.toast(turn.texts.plain("The old address is dead. Subscribe with the new one."))
    await turn.show(await _card(turn, _scope(name)))


async def turn_off(turn: Turn, name: str) -> None:
    """No address any more."""
    scope = _scope(name)
    await turn.write(_revoked, turn.me, scope, turn.now)
    texts = turn.texts
    text = lines(
        texts.t("<b>This calendar is turned off</b>"),
        texts.t("Its address leads nowhere now; programs that subscribed to it stop updating."),
    )
    await turn.show(Outgoing(text, ((button(texts.plain("Turn it on again"), "bk.feed", name),),)))


async def _card(turn: Turn, scope: str) -> Outgoing:
    texts = turn.texts
    root = _root(turn)
    if root is None:
        return Outgoing(texts.t("Calendar addresses are not set up here yet: the office has to set MEETBOT_PUBLIC_URL. "
                                "Until then each booking comes with a calendar file."), tuple(filter(None, (_followed(turn),))))  # fmt: skip
    found, heading = await turn.write(_made, turn, scope)
    address = f"{root}/ical/{found.secret}.ics"
    text = lines(
        heading,
        texts.t(
            "In your calendar program choose “Subscribe from address” (Google: “From URL”, Outlook: “From internet”, "
            "iPhone: “Add subscription calendar”) and paste this address. From then on bookings, changes and "
            "cancellations appear by themselves."
        ),
        texts.t("<code>{address}</code>", address=address),
        texts.t("Whoever knows the address sees this calendar: do not pass it on."),
    )
    return Outgoing(text, (*_actions(turn, scope, address), _others(turn, scope), _followed(turn)))


def _root(turn: Turn) -> str | None:
    """How the outside reaches the web side; on the own machine, the machine's address."""
    settings = turn.parts.settings
    if settings.public_url:
        return settings.public_url
    host, port = settings.http_address
    return f"http://{host}:{port}" if settings.is_local else None


def _made(session: Session, turn: Turn, scope: str) -> tuple[Feed, Html]:
    found = make_feed(session, turn.me, scope, turn.now)
    texts = turn.texts
    if scope == MINE:
        return found, texts.t("<b>The calendar of your meetings</b>")
    if scope == WORK:
        return found, texts.t("<b>The calendar of your service work</b>: set-up, meeting and clearing")
    if scope == HOUSE:
        return found, texts.t("<b>The calendar of all rooms</b>: when each is busy")
    room = room_called(session, texts, scope.removeprefix(ROOM))
    return found, texts.t("<b>The calendar of {room}</b>: when it is busy", room=room)


def _actions(turn: Turn, scope: str, address: str) -> tuple[tuple[Button, ...], ...]:
    texts, name = turn.texts, _name(scope)
    return (
        (Button(texts.plain("📋 Copy the address"), copies=address),),
        (
            button(texts.plain("↻ New address"), "bk.renew", name),
            button(texts.plain("✖ Turn off"), "bk.off", name),
        ),
    )


def _others(turn: Turn, scope: str) -> tuple[Button, ...]:
    texts = turn.texts
    mine = (button(texts.plain("My meetings"), "bk.feed", MINE),) if turn.me.has(*_ORGANISES) and scope != MINE else ()
    house = (button(texts.plain("All rooms"), "bk.feed", HOUSE),) if scope != HOUSE else ()
    work = (button(texts.plain("Service work"), "bk.feed", WORK),) if turn.me.has(*WORKERS) and scope != WORK else ()
    return (*mine, *work, *house)


def _followed(turn: Turn) -> tuple[Button, ...]:
    """The other way round: what rooms take from calendars of others."""
    if not turn.me.has(Role.ADMIN):
        return ()
    return (button(turn.texts.plain("📥 Calendars that rooms follow"), "im.subs", 0),)


def _renewed(session: Session, me: Member, scope: str, now: datetime) -> Feed:
    _revoked(session, me, scope, now)
    return make_feed(session, me, scope, now)


def _revoked(session: Session, me: Member, scope: str, now: datetime) -> None:
    for found in feeds_of(session, me.id):
        if found.scope == scope and found.id is not None:
            revoke(session, found.id, me, now)


def _scope(name: str) -> str:
    """Raises NotFound."""
    if name in (MINE, HOUSE, WORK):
        return name
    if name.startswith("room."):
        return f"{ROOM}{name.removeprefix('room.')}"
    raise NotFound


def _name(scope: str) -> str:
    return scope.replace(ROOM, "room.", 1) if scope.startswith(ROOM) else scope
