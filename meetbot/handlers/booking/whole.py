"""The whole meeting on one card before it is confirmed, or before a change is saved; each of its parts is a button."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.service import offers
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.checklists.service import takers
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.frame import foot, framed, heading, known, type_name, unread, when
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, rows, screen
from meetbot.handlers.booking.words import around, needs_line, seats
from meetbot.handlers.keyboards import Button, Rows, in_rows
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.texts import Html
from meetbot.times import Interval

_MOST_ROOMS = 8


@screen(Step.WHOLE)
def whole_screen(session: Session, talk: Talk) -> Outgoing:
    """The confirm card; where something stands in the way, what it is and the ways on."""
    try:
        offer = talk.offer(session, talk.wish)
    except MeetbotError as problem:
        return _refused(session, talk, problem)
    if talk.problem is not None:  # the last answer was not taken, but what stands can be had
        talk = replace(talk, note=refusal(session, talk, talk.problem))
    if talk.booking is not None:
        return _change_card(session, talk, offer, talk.booking)
    return _confirm_card(talk, offer)


def _refused(session: Session, talk: Talk, problem: MeetbotError) -> Outgoing:
    text = lines(heading(talk), *known(session, talk), unread(talk), "", talk.note, refusal(session, talk, problem))
    return Outgoing(text, rows(next_steps(session, talk, problem), _parts(talk), foot(talk)))


def _confirm_card(talk: Talk, offer: Offer) -> Outgoing:
    texts = talk.texts
    confirm = talk.press(texts.plain("✅ Confirm"), "bk.book", offer.spec.code, style="success")
    text = lines(
        texts.t("<b>Your booking, to be confirmed</b>"),
        talk.note,
        *_facts(talk, offer),
        unread(talk),
    )
    prepared = talk.goes(texts.plain("📋 What we prepare"), Step.PREPARED)
    return Outgoing(text, rows((confirm,), _parts(talk), (prepared,), foot(talk)))


def _facts(talk: Talk, offer: Offer) -> tuple[Html | None, ...]:
    texts, sketch, wish = talk.texts, talk.sketch, talk.wish
    return (
        when(talk),
        texts.t("📍 {room}", room=room_name(texts, offer.spec)),
        seats(texts, wish.layout, offer.places, wish.heads, offer.capacity),
        texts.t("🏷 {type}", type=type_name(talk)),
        texts.t("✏️ {title}", title=sketch.title) if sketch.title else None,
        needs_line(texts, talk.standard, wish.needs),
        around(texts, Interval(wish.starts_at, wish.ends_at), offer.reserved),
        texts.t("🌙 Outside the opening hours, as you wished") if sketch.closed_ok and sketch.booking is None else None,
    )


def _parts(talk: Talk) -> Rows:
    texts = talk.texts
    buttons = [
        talk.goes(texts.plain("📍 Room"), Step.ROOM),
        talk.goes(texts.plain("🪑 Layout"), Step.LAYOUT),
        talk.goes(texts.plain("🍵 Needs"), Step.NEEDS),
        talk.goes(texts.plain("📅 Day"), Step.DAY),
        talk.goes(texts.plain("🕑 Start"), Step.START),
        talk.goes(texts.plain("⏱ Length"), Step.LENGTH),
        talk.goes(texts.plain("👥 People"), Step.HEADS),
        talk.goes(texts.plain("🏷 Type"), Step.TYPE),
        talk.goes(texts.plain("✏️ Title"), Step.TITLE),
    ]
    return in_rows(buttons, 3)


def _change_card(session: Session, talk: Talk, offer: Offer, booking: Booking) -> Outgoing:
    """The booking as it would be, what differs from what it is, and who is told."""
    texts, old = talk.texts, wish_of(booking, room_of(session, booking).room)
    differs = _differences(session, talk, old, offer, booking)
    if not differs:
        question = texts.t("<b>What shall change?</b> You can also write it: “15:00–17:00”, “24 people”, “oval”.")
        text = lines(heading(talk), talk.note, *_facts(talk, offer), unread(talk), "", question)
        return Outgoing(text, rows(_parts(talk), foot(talk)))
    save = talk.press(texts.plain("✅ Save the change"), "bk.book", offer.spec.code, style="success")
    text = lines(
        heading(talk),
        talk.note,
        *differs,
        unread(talk),
        "",
        texts.t("Then it will be:"),
        when(talk),
        texts.t("📍 {room}", room=room_name(texts, offer.spec)),
        seats(texts, talk.wish.layout, offer.places, talk.wish.heads, offer.capacity),
        around(texts, Interval(talk.wish.starts_at, talk.wish.ends_at), offer.reserved),
        "",
        _told(session, talk, booking),
    )
    return Outgoing(text, rows((save,), _parts(talk), foot(talk)))


def _differences(session: Session, talk: Talk, old: Wish, offer: Offer, booking: Booking) -> list[Html]:
    """Each thing that would change, as it is and as it would be."""
    texts, new = talk.texts, replace(talk.wish, room=offer.spec.code)
    found: list[Html] = []
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        found.append(texts.t("📅 <s>{before}</s> → <b>{after}</b>", before=texts.span(old.starts_at, old.ends_at),
                             after=texts.span(new.starts_at, new.ends_at)))  # fmt: skip
    pairs = (
        ("📍", room_of(session, booking).spec.name.in_(texts.language), offer.spec.name.in_(texts.language)),
        ("🪑", layout_name(texts, old.layout), layout_name(texts, new.layout)),
        ("👥", str(old.heads), str(new.heads)),
        ("🏷", _type(talk, old.meeting_type), _type(talk, new.meeting_type)),
        ("✏️", old.title or texts.plain("no title"), new.title or texts.plain("no title")),
    )
    found += [
        texts.t("{sign} <s>{before}</s> → <b>{after}</b>", sign=sign, before=before, after=after)
        for sign, before, after in pairs
        if before != after
    ]
    if old.needs != new.needs:
        found.append(texts.t("🍵 <s>{before}</s>", before=needs_line(texts, talk.standard, old.needs)))
        found.append(texts.t("🍵 <b>{after}</b>", after=needs_line(texts, talk.standard, new.needs)))
    if found and booking.reserved_from != offer.reserved.start and old.starts_at == new.starts_at:
        found.append(texts.t("🧰 Set-up begins {before} → {after}", before=texts.time(booking.reserved_from),
                             after=texts.time(offer.reserved.start)))  # fmt: skip
    return found


def _type(talk: Talk, key: str) -> str:
    found = next((kind for kind in talk.standard.types if kind.key == key), None)
    return found.name.in_(talk.texts.language) if found else key


def _told(session: Session, talk: Talk, booking: Booking) -> Html:
    assert booking.id is not None
    names = talk.texts.plain(", ").join(taker.name for taker in takers(session, booking.id))
    if names:
        return talk.texts.t("{names} will be told; the checklist and the calendar follow by themselves.", names=names)
    return talk.texts.t("The checklist and the calendar follow by themselves.")


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
    found = offers(session, anywhere, talk.reader.now, talk.site, talk.reader.member)
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
    """The layouts of the meeting type, each with the room it would get."""
    layouts = talk.standard.type_(talk.wish.meeting_type).layouts
    question = talk.texts.t("<b>Which layout?</b>")
    return framed(session, talk, question, tuple((_layout_button(session, talk, layout),) for layout in layouts))


def _layout_button(session: Session, talk: Talk, layout: str) -> Button:
    texts, name = talk.texts, layout_name(talk.texts, layout)
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
