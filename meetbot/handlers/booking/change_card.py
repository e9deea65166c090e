"""A change before it is saved: what differs, what follows for the work, who is told."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.checklists.effects import effects_of
from meetbot.checklists.service import takers
from meetbot.handlers.booking.effects import effect_lines
from meetbot.handlers.booking.frame import as_title, foot, heading, unread, when
from meetbot.handlers.booking.parts import offered, parts
from meetbot.handlers.booking.talk import Talk, rows
from meetbot.handlers.booking.words import around, needs_between, room_called, seats
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.people.service import names
from meetbot.texts import Html
from meetbot.times import Interval


def change_card(session: Session, talk: Talk, offer: Offer, booking: Booking) -> Outgoing:
    """The booking as it would be, what differs from what it is, and who is told."""
    texts, old = talk.texts, wish_of(booking, room_of(session, booking).room)
    differs = differences(session, talk, old, booking, offer.spec.code)
    if not differs:
        question = texts.t("<b>What shall change?</b> You can also write it: “15:00–17:00”, “24 people”, “oval”.")
        text = lines(heading(session, talk), talk.note, *offered(session, talk, offer), unread(talk), "", question)
        return Outgoing(text, rows(as_title(talk), parts(talk), foot(talk)))
    save = talk.press(texts.plain("✅ Save the change"), "bk.book", offer.spec.code, style="success")
    text = lines(
        heading(session, talk),
        talk.note,
        *differs,
        unread(talk),
        "",
        texts.t("Then it will be:"),
        when(talk),
        texts.t("📍 {room}", room=room_name(texts, offer.spec)),
        seats(texts, talk.wish.layout, offer.places, talk.wish.heads, offer.capacity),
        around(texts, Interval(talk.wish.starts_at, talk.wish.ends_at), offer.reserved),
        *_follows(session, talk, offer, booking),
        "",
        *_told(session, talk, booking),
    )
    return Outgoing(text, rows((save,), as_title(talk), parts(talk), foot(talk)))


def differences(session: Session, talk: Talk, old: Wish, booking: Booking, room: str | None = None) -> list[Html]:
    """Each thing that would change, as it is and as it would be; ``room``: the one that it would have (none: as wished)."""
    texts, new = talk.texts, replace(talk.wish, room=room or talk.wish.room)
    found: list[Html] = []
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        found.append(texts.t("📅 <s>{before}</s> → <b>{after}</b>", before=texts.span(old.starts_at, old.ends_at),
                             after=texts.span(new.starts_at, new.ends_at)))  # fmt: skip
    pairs = (
        ("📍", room_called(session, texts, old.room or ""), room_called(session, texts, new.room or "")),
        ("🪑", layout_name(texts, old.layout), layout_name(texts, new.layout)),
        ("👥", str(old.heads), str(new.heads)),
        ("🏷", _type(talk, old.meeting_type), _type(talk, new.meeting_type)),
        ("✏️", old.title or texts.plain("no title"), new.title or texts.plain("no title")),
        ("👤", *_organisers(session, booking, new)),
    )
    found += [
        texts.t("{sign} <s>{before}</s> → <b>{after}</b>", sign=sign, before=before, after=after)
        for sign, before, after in pairs
        if before != after
    ]
    if old.needs != new.needs:
        dropped, wanted = needs_between(texts, talk.standard, old.needs, new.needs)
        found += [texts.t("− <s>{needs}</s>", needs=dropped)] if dropped else []
        found += [texts.t("+ <b>{needs}</b>", needs=wanted)] if wanted else []
    return found


def _type(talk: Talk, key: str) -> str:
    found = next((kind for kind in talk.standard.types if kind.key == key), None)
    return found.name.in_(talk.texts.language) if found else key


def _organisers(session: Session, booking: Booking, new: Wish) -> tuple[str, str]:
    """Whose it is, and whose it would be."""
    heir = new.organiser or booking.organiser_id
    called = names(session, [booking.organiser_id, heir])
    return called.get(booking.organiser_id, ""), called.get(heir, "")


def _follows(session: Session, talk: Talk, offer: Offer, booking: Booking) -> tuple[Html, ...]:
    """The work that comes, goes and is to be done again; the reader need not ask what the change costs."""
    assert booking.id is not None
    found = (*effect_lines(talk, effects_of(session, booking.id, talk.wish, offer, talk.reader.now)),)
    return (Html(""), talk.texts.t("<b>What follows:</b>"), *found) if found else ()


def _told(session: Session, talk: Talk, booking: Booking) -> tuple[Html, ...]:
    """Who hears of it: who took the work, whose meeting it is, whose it will be; never the one who changes it."""
    assert booking.id is not None
    texts, me = talk.texts, talk.reader.member.id
    working = [taker.name for taker in takers(session, booking.id) if taker.person_id != me]
    holders = [id_ for id_ in (booking.organiser_id, talk.wish.organiser) if id_ not in (None, me)]
    called = names(session, holders)
    everybody = dict.fromkeys([*working, *(called[id_] for id_ in holders if id_ in called)])
    follows = texts.t("The checklist and the calendar follow by themselves.")
    if not everybody:
        return (follows,)
    return (texts.t("📬 Told: {names}.", names=texts.plain(", ").join(everybody)), follows)
