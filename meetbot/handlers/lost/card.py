"""
The live card of one find: what it is, where it lay, whose it is, who has it now.

The view "l" is the card that was opened from the list, with the way back to it. The card fits a caption, so that it can
stand under its photo.
"""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import may_see_title
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor.words import clock
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.lost import words
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.lost.service import FindView, seen_by
from meetbot.texts import Html, shorten

LIST = "l"
_LONGEST_TITLE = 60


def kind_of(view: str) -> str:
    """The kind of card with this view; an unknown view is the usual one."""
    return f"find/{LIST}" if view == LIST else "find"


@card("find", of="find")
def find_card(session: Session, find_id: int, reader: Reader) -> Outgoing:
    """Raises NotFound for those whom it does not concern."""
    found = seen_by(session, find_id, reader.member)
    return Outgoing(_text(reader, found), _rows(reader, found))


def _text(reader: Reader, found: FindView) -> Html:
    texts, find = reader.texts, found.find
    when = {"name": found.finder, "time": clock(texts, find.found_at, reader.now, with_date=True)}
    return lines(
        _heading(reader, found),
        texts.t("<blockquote>{words}</blockquote>", words=find.words) if find.words else texts.t("No words yet."),
        texts.t("🪑 {spot}", spot=words.spot_text(texts, find.spot)) if find.spot else None,
        texts.n("📷 {count} photo", "📷 {count} photos", len(found.photos)) if found.photos else None,
        texts.t("🔎 Found by {name}, {time}", **when),
        _meeting(reader, found),
        _owner(reader, found) if found.is_open else None,
        _handed(reader, found),
    )


def _heading(reader: Reader, found: FindView) -> Html:
    texts = reader.texts
    values = {"number": found.id, "room": words.place(texts, found.room)}
    if not found.is_open:
        return texts.t("<b>✅ Handed over: find {number} · {room}</b>", **values)
    if found.is_of(reader.member):
        return texts.t("<b>🧳 Left behind after your meeting: {room}</b>", room=values["room"])
    return words.heading(texts, found)


def _meeting(reader: Reader, found: FindView) -> Html | None:
    """After which meeting; its title for those who may know it (C6)."""
    booking, texts = found.booking, reader.texts
    if booking is None:
        return None
    times = words.times(reader, booking)
    if booking.title and may_see_title(reader.member, booking):
        return texts.t("📅 {times} {title}", times=times, title=shorten(booking.title, _LONGEST_TITLE))
    return texts.t("📅 Meeting {times}", times=times)


def _owner(reader: Reader, found: FindView) -> Html:
    texts, owner = reader.texts, found.owner
    if owner is None:
        return texts.t("👤 Nobody knows yet whose it is; the office is told.")
    if found.is_of(reader.member):
        return texts.t("📦 The attendants keep it for you. Fetch it, then press the button.")
    if not reader.member.is_staff:
        return texts.t("👤 The organiser is told.")
    name = " · ".join(filter(None, (owner.name, owner.department)))
    phone = texts.t(" · ☎ {phone}", phone=owner.phone) if owner.phone else ""
    return Html(texts.t("👤 Goes to {name}", name=name) + phone)


def _handed(reader: Reader, found: FindView) -> Html | None:
    texts, handed = reader.texts, found.handed
    if handed is None:
        return None
    values = {
        "to": words.receiver_text(texts, handed.receiver),
        "time": clock(texts, handed.at, reader.now, with_date=True),
    }
    return texts.t("🤝 With {to}, says {name} ({time})", name=found.hander, **values)


def _rows(reader: Reader, found: FindView) -> Rows:
    texts, view = reader.texts, reader.view
    photos = (button(texts.plain("📷 Photos: {count}", count=len(found.photos)), "lf.pics", found.id),)
    looking = photos if found.photos else ()
    back = (button(texts.plain("‹ All finds"), "lf.list", 0),) if view == LIST and reader.member.is_staff else ()
    if not found.is_open:
        return (looking, back)
    return (_handing(reader, found), (*_describing(reader, found), *looking), back)


def _handing(reader: Reader, found: FindView) -> tuple[Button, ...]:
    """One tap for those it goes to; the staff say who has it."""
    texts, member = reader.texts, reader.member
    if found.is_of(member):
        return (button(texts.plain("✅ We have it"), "lf.have", found.id, reader.view, style="success"),)
    if member.is_staff:
        return (button(texts.plain("🤝 Handed over…"), "lf.give", found.id, reader.view, style="success"),)
    return ()


def _describing(reader: Reader, found: FindView) -> tuple[Button, ...]:
    texts, member = reader.texts, reader.member
    if not (member.is_staff or member.id == found.find.found_by):
        return ()
    return (
        button(texts.plain("🪑 Where it lay…"), "lf.spot", found.id, reader.view),
        button(texts.plain("➕ Add"), "lf.add", found.id, reader.view),
    )


async def show(turn: Turn, find_id: int, view: str) -> None:
    """The card in place of what was pressed."""
    await turn.card(kind_of(view), find_id)


async def open_anew(turn: Turn, find_id: int) -> None:
    """The card as a new message, under one that stays."""
    await turn.card("find", find_id, anew=True)


async def photos(turn: Turn, find_id: int) -> None:
    """Every photo, one message each."""
    for out in await turn.read(_pictures, find_id, turn.reader):
        await turn.reply(out)


def _pictures(session: Session, find_id: int, reader: Reader) -> list[Outgoing]:
    found, texts = seen_by(session, find_id, reader.member), reader.texts
    values = {"number": found.id, "count": len(found.photos)}
    return [
        Outgoing(
            texts.t("Find {number}: photo {place} of {count}", place=number, **values),
            attachment=picture(session, file_id),
            silent=True,
        )
        for number, file_id in enumerate(found.photos, start=1)
    ]


PRESSES = (
    Press("lf.show", show, (int, str)),
    Press("lf.card", open_anew, (int,)),
    Press("lf.pics", photos, (int,)),
)
