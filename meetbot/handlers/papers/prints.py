"""What is printed of one meeting: the drawings, and the signs for lobby and door."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, plan_of
from meetbot.booking.rules import may_change
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.papers.seeing import SEES, seen, seen_by, to_papers
from meetbot.handlers.papers.settings import labels as setting_labels
from meetbot.handlers.plans import labels as plan_labels
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.drawing import svg
from meetbot.layouts.labels import Labels
from meetbot.layouts.plan import Plan
from meetbot.layouts.setting import Setting
from meetbot.layouts.setting_drawing import SettingLabels, setting_svg
from meetbot.layouts.tableware import Tableware
from meetbot.nameplates.seating import seated
from meetbot.nameplates.service import names_of
from meetbot.papers.choices import choose_title, shows_title
from meetbot.papers.covers import cover_of, setting_of
from meetbot.papers.plans import drawings_pdf
from meetbot.papers.signs import Sign, signs_pdf
from meetbot.papers.tableware import tableware_of
from meetbot.texts import Html, Texts, shorten

_KEPT = 32
# Longer ones could not be read from afar.
_LONGEST_TITLE = 120


async def send_drawings(turn: Turn, booking_id: int) -> None:
    """The seating plan, with names too where they are known, and the place setting as one PDF of vectors. Raises DoesNotFit."""
    found = await turn.read(seen, booking_id, turn.me)
    texts, cover = turn.texts, cover_of(found)
    plan = await turn.work(plan_of, found)
    await turn.toast()
    setting = (
        (await turn.work(setting_of, found), setting_labels(texts, found.standard, found.booking.meeting_type, cover))
        if not cover.is_empty
        else None
    )
    words = plan_labels(texts, room_name(texts, found.spec), _subtitle(texts, found, plan))
    names = await turn.read(_names, found, plan)
    ware = tableware_of(found, plan)
    content = await turn.work(_drawings, plan, words, names, setting, ware, turn.parts.site.extra_font)
    caption = texts.t("<b>🖨 Drawings to print</b> · {room}", room=room_name(texts, found.spec))
    await turn.reply(Outgoing(caption, attachment=Attachment(content, f"drawings-{booking_id}.pdf")))


def _subtitle(texts: Texts, found: Meeting, plan: Plan) -> str:
    return texts.plain(
        "{layout} · {places} places · {span}",
        layout=layout_name(texts, plan.layout),
        places=plan.places,
        span=texts.house.span(found.event.start, found.event.end),
    )


def _names(session: Session, found: Meeting, plan: Plan) -> tuple[tuple[str, str], ...]:
    """By seat who sits there; nothing where the organiser gave no names."""
    guests = names_of(session, found.id).guests
    return tuple((seat, guest.name) for seat, guest in seated(plan, guests, found.standard.values.second_sits).items())


@lru_cache(maxsize=_KEPT)
def _drawings(
    plan: Plan,
    words: Labels,
    names: tuple[tuple[str, str], ...],
    setting: tuple[Setting, SettingLabels] | None,
    ware: Tableware,
    extra: Path | None,
) -> bytes:
    """The plan, the plan with names (and nothing that would stand on them) where there are any, the place setting where anything is set."""
    named = [svg(replace(plan, microphones=()), words, names=dict(names))] if names else []
    return drawings_pdf(
        [svg(plan, words, ware=ware), *named, *([setting_svg(*setting)] if setting else [])], words.title, extra
    )


# -- signs -----------------------------------------------------------------------------------------------------------------


async def show_signs(turn: Turn, booking_id: int) -> None:
    """What the signs say, in place of the papers."""
    await turn.card("signs", booking_id)


@card("signs", of="booking")
def signs_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern."""
    found, texts = seen(session, booking_id, reader.member), reader.texts
    has_title = shows_title(session, booking_id)
    sign = sign_of(texts, found, reader.parts.site.name.in_(texts.language), has_title=has_title)
    text = lines(
        texts.t("<b>🪧 Signs</b> · booking {number}", number=booking_id),
        texts.t("For the door, and for the lobby with an arrow right, left and straight on. They say:"),
        "",
        texts.t("<b>{heading}</b>", heading=sign.heading),
        texts.t("{room} · {span}", room=", ".join(filter(None, (sign.room, sign.floor))), span=sign.when),
        "",
        _about_title(texts, found, has_title=has_title),
    )
    switch = _switch(reader, found, has_title=has_title)
    rows = (
        (button(texts.plain("🖨 Signs as PDF"), "pa.signs2", booking_id, style="primary"),),
        switch,
        (to_papers(texts, booking_id),),
    )
    return Outgoing(text, tuple(filter(None, rows)))


def _about_title(texts: Texts, found: Meeting, *, has_title: bool) -> Html:
    if not found.booking.title:
        return texts.t("The booking has no title.")
    if has_title:
        return texts.t("The title may stand on the signs, as the organiser agreed.")
    return texts.t("The title stays off the signs unless the organiser agrees.")


def _switch(reader: Reader, found: Meeting, *, has_title: bool) -> tuple[Button, ...]:
    """For those who decide about the booking."""
    if not found.booking.title or not may_change(reader.member, found.booking):
        return ()
    texts = reader.texts
    label = texts.plain("☑️ Title on the signs") if has_title else texts.plain("⬜ Title on the signs")
    return (button(label, "pa.title", found.id, int(not has_title)),)


def sign_of(texts: Texts, found: Meeting, house: str, *, has_title: bool) -> Sign:
    """The words of the signs; the title only where the organiser agreed (C6)."""
    booking, floor = found.booking, found.spec.floor
    title = shorten(booking.title, _LONGEST_TITLE) if has_title else ""
    return Sign(
        house=house,
        heading=title or texts.plain("Meeting"),
        room=found.spec.name.in_(texts.language),
        floor=floor.in_(texts.language) if floor else "",
        when=texts.house.span(found.event.start, found.event.end),
    )


async def switch_title(turn: Turn, booking_id: int, shows: int) -> None:
    """The title goes on the signs, or off again."""
    await turn.act("signs", booking_id, choose_title, booking_id, turn.me, turn.now, shows=bool(shows))


async def send_signs(turn: Turn, booking_id: int) -> None:
    """The signs as a PDF below the card."""
    found = await seen_by(turn, booking_id)
    has_title = await turn.read(shows_title, booking_id)
    await turn.toast()
    texts, site = turn.texts, turn.parts.site
    sign = sign_of(texts, found, site.name.in_(texts.language), has_title=has_title)
    content = await turn.work(_signs, sign, site.extra_font)
    caption = texts.t("<b>🪧 Signs to print</b> · {room}", room=room_name(texts, found.spec))
    await turn.reply(Outgoing(caption, attachment=Attachment(content, f"signs-{booking_id}.pdf")))


@lru_cache(maxsize=_KEPT)
def _signs(sign: Sign, extra: Path | None) -> bytes:
    return signs_pdf(sign, extra)


PRESSES = (
    Press("pa.draw", send_drawings, (int,), SEES),
    Press("pa.signs", show_signs, (int,), SEES),
    Press("pa.title", switch_title, (int, int), SEES),
    Press("pa.signs2", send_signs, (int,), SEES),
)
