"""The whole meeting on one card before it is confirmed, or before a change is saved; each of its parts is a button."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.service import offers
from meetbot.booking.wishes import Offer
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.change_card import change_card
from meetbot.handlers.booking.frame import as_title, foot, framed, heading, known, unread
from meetbot.handlers.booking.parts import offered, parts
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.series.change import series_change_card
from meetbot.handlers.booking.series.replan_card import replan_card
from meetbot.handlers.booking.series.whole import series_screen
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, rows, screen
from meetbot.handlers.keyboards import Button
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.layouts.catalogue import LAYOUTS
from meetbot.people.roles import Role

_MOST_ROOMS = 8


@screen(Step.WHOLE)
def whole_screen(session: Session, talk: Talk) -> Outgoing:
    """The confirm card; where something stands in the way, what it is and the ways on."""
    if talk.sketch.scope is not None and talk.booking is not None and talk.sketch.repeat is not None:
        return replan_card(session, talk, talk.booking)
    if talk.sketch.scope is not None and talk.booking is not None:
        return series_change_card(session, talk, talk.booking)
    if talk.sketch.repeat is not None:
        return series_screen(session, talk)
    try:
        offer = talk.offer(session, talk.wish)
    except MeetbotError as problem:
        return _refused(session, talk, problem)
    if talk.problem is not None:  # the last answer was not taken, but what stands can be had
        talk = replace(talk, note=refusal(session, talk, talk.problem))
    if talk.booking is not None:
        return change_card(session, talk, offer, talk.booking)
    return _confirm_card(session, talk, offer)


def _refused(session: Session, talk: Talk, problem: MeetbotError) -> Outgoing:
    text = lines(
        heading(session, talk), *known(session, talk), unread(talk), "", talk.note, refusal(session, talk, problem)
    )
    return Outgoing(text, rows(next_steps(session, talk, problem), as_title(talk), parts(talk), foot(talk)))


def _confirm_card(session: Session, talk: Talk, offer: Offer) -> Outgoing:
    texts = talk.texts
    confirm = talk.press(texts.plain("✅ Confirm"), "bk.book", offer.spec.code, style="success")
    text = lines(
        texts.t("<b>Your booking, to be confirmed</b>"),
        talk.note,
        *offered(session, talk, offer),
        unread(talk),
    )
    prepared = talk.goes(texts.plain("📋 What we prepare"), Step.PREPARED)
    return Outgoing(text, rows((confirm,), as_title(talk), parts(talk), (prepared,), foot(talk)))


@screen(Step.ROOM)
def room_screen(session: Session, talk: Talk) -> Outgoing:
    """The rooms that fit and are free, the tightest first."""
    texts = talk.texts
    try:
        found = _rooms(session, talk)
    except MeetbotError as problem:
        return _refused(session, talk.at(Step.WHOLE), problem)
    if not found:
        question = texts.t(
            "<b>No room that fits is free then.</b> Go back and change the time, the layout or the needs."
        )
    else:
        question = texts.t("<b>Which room?</b> These fit and are free, the tightest first.")
    return framed(session, talk, question, tuple((_room_button(talk, offer),) for offer in found[:_MOST_ROOMS]))


def _rooms(session: Session, talk: Talk) -> list[Offer]:
    anywhere = replace(talk.wish, room=None)
    found = offers(session, anywhere, talk.reader.now, talk.site, talk.reader.member, _MOST_ROOMS)
    if talk.booking is None:
        return found
    own = room_of(session, talk.booking).spec.code
    try:  # its own reservation is not in its way
        mine = [talk.offer(session, replace(talk.wish, room=own))]
    except MeetbotError:
        mine = []
    return [*mine, *(offer for offer in found if offer.spec.code != own)]


def _room_button(talk: Talk, offer: Offer) -> Button:
    label = talk.texts.plain(
        "{room} · up to {capacity}", room=room_name(talk.texts, offer.spec), capacity=offer.capacity
    )
    return talk.press(f"● {label}" if offer.spec.code == talk.sketch.room else label, "bk.room", offer.spec.code)


@screen(Step.LAYOUT)
def layout_screen(session: Session, talk: Talk) -> Outgoing:
    """The layouts of the meeting type, each with the room it would get; for an admin the others too, marked (T2.2)."""
    its_own, texts = talk.standard.type_(talk.wish.meeting_type).layouts, talk.texts
    others = [each for each in LAYOUTS if each not in its_own] if talk.reader.member.has(Role.ADMIN) else []
    question = lines(
        texts.t("<b>Which layout?</b>"),
        texts.t(
            "⚠️: the standard does not offer it for this kind of meeting; that you decided so is shown on the booking."
        )
        if others
        else None,
    )
    own = [(_layout_button(session, talk, layout),) for layout in its_own]
    return framed(session, talk, question, (*own, *((_layout_button(session, talk, each, "⚠️ "),) for each in others)))


def _layout_button(session: Session, talk: Talk, layout: str, sign: str = "") -> Button:
    texts, name = talk.texts, f"{sign}{layout_name(talk.texts, layout)}"
    try:
        offer = talk.offer(session, replace(talk.wish, layout=layout))
    except MeetbotError:
        label = texts.plain("{layout} · does not fit now", layout=name)
    else:
        room = offer.spec.name.in_(texts.language)
        label = texts.plain("{layout} · {room}, up to {capacity}", layout=name, room=room, capacity=offer.capacity)
    return talk.press(f"● {label}" if layout == talk.wish.layout else label, "bk.layout", layout)


@screen(Step.TITLE)
def title_screen(session: Session, talk: Talk) -> Outgoing:
    """Asks for words."""
    texts = talk.texts
    question = texts.t("<b>Write the title</b> of the meeting. Only you and the staff who work on it see it.")
    none = (talk.press(texts.plain("No title"), "bk.untitle"),) if talk.sketch.title else ()
    return framed(session, talk, question, none)
