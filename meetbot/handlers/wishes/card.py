"""The card of special wishes: what is known, a button for each thing that can be told, and "nothing more needed"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, delete

from meetbot.booking import telling
from meetbot.booking.meeting import Meeting, meeting, plan_of
from meetbot.booking.rules import may_change
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.booking.card import facts, may_see
from meetbot.handlers.booking.words import needs_line
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.told import breaks_line, told_lines
from meetbot.handlers.turn import Turn
from meetbot.layouts.errors import DoesNotFit
from meetbot.papers.choices import choose_title, shows_title
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.asking import Asking
from meetbot.standard.needs import Equipment
from meetbot.texts import Html, Texts

# The kinds of the drafts that wait for a message: "wish.banner", "wish.audio" ...
DRAFT = "wish"
TELLS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})


@card("wishes", of="booking")
def wishes_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """For those who see the booking's card. Raises UnknownBooking; NotFound for somebody whom it does not concern."""
    found = seen(session, booking_id, reader)
    texts, is_settled = reader.texts, telling.is_settled(session, found.booking)
    has_title = shows_title(session, booking_id)
    is_asked = not is_settled and is_asked_again(reader, found)
    text = lines(
        texts.t("<b>🙋 Your meeting is coming up</b> · booking {number}", number=booking_id)
        if is_asked
        else texts.t("<b>✨ Special wishes</b> · booking {number}", number=booking_id),
        *known(session, texts, found),
        "",
        _closing(reader, found, is_settled=is_settled),
    )
    if not can_tell(reader, found):
        return Outgoing(text, ((to_booking(texts, booking_id),),))
    settle = button(texts.plain("✅ Nothing more needed"), "ws.done", booking_id, style="success")
    ways = (*_things(texts, found, has_title=has_title), (to_booking(texts, booking_id),))
    return Outgoing(text, ways if is_settled else ((settle,), *ways))


def seen(session: Session, booking_id: int, reader: Reader) -> Meeting:
    """The meeting, for those who see the booking's card. Raises UnknownBooking, NotFound."""
    found = meeting(session, booking_id)
    if not may_see(reader.member, found):
        raise NotFound
    return found


def is_asked_again(reader: Reader, found: Meeting) -> bool:
    """Whether the time has come at which the organiser is asked once more, and the meeting has not (D8b)."""
    before = timedelta(minutes=found.standard.values.ask_needs_before_minutes)
    asked_at = Asking(reader.parts.site).before(found.start, before, found.booking.told_at)
    return not found.is_cancelled and asked_at <= reader.now < found.start


def can_tell(reader: Reader, found: Meeting) -> bool:
    """Whether the reader may still tell something."""
    return may_change(reader.member, found.booking) and not found.is_cancelled and reader.now < found.end


def known(session: Session, texts: Texts, found: Meeting) -> tuple[Html | None, ...]:
    """The meeting, and what is known of its needs."""
    return (
        texts.t("✏️ {title}", title=found.booking.title) if found.booking.title else None,
        *facts(texts, found),
        needs_line(texts, found.standard, found.needs),
        *told_lines(texts, found.needs),
        _unplaced(texts, found),
        breaks_line(texts, found),
        texts.t("🪧 The title stands on the signs") if shows_title(session, found.id) else None,
    )


def _unplaced(texts: Texts, found: Meeting) -> Html | None:
    """Microphones for places that the plan does not have (any more)."""
    wanted = [place for place in found.needs.microphones_at if place not in telling.ROLES]
    try:
        labels = {seat.label for seat in plan_of(found).seats} if wanted else set()
    except DoesNotFit:
        return None
    missing = [place for place in wanted if place not in labels]
    if not missing:
        return None
    return texts.t("❗ The plan has no seat {labels} now: please say again where.", labels=", ".join(missing))


def _closing(reader: Reader, found: Meeting, *, is_settled: bool) -> Html:
    texts = reader.texts
    if found.is_cancelled:
        return texts.t("The meeting is cancelled.")
    if reader.now >= found.end:
        return texts.t("The meeting is over.")
    if is_settled:
        return texts.t("✅ <b>Thank you: nothing more is needed.</b> If something comes up after all, tell me here.")
    until = found.start - timedelta(minutes=found.standard.values.open_before_minutes)
    if reader.now < until and is_asked_again(reader, found):
        return texts.t(
            "<b>Do you need projection or anything else special?</b> What I know by {time} is prepared in good time.",
            time=texts.moment(until),
        )
    if reader.now < until:
        return texts.t(
            "<b>Is anything else needed?</b> What I know by {time} is prepared in good time.", time=texts.moment(until)
        )
    return texts.t("<b>Is anything else needed?</b> The attendants see it at once.")


def _things(texts: Texts, found: Meeting, *, has_title: bool) -> Rows:
    id, needs = found.id, found.needs
    microphones = button(texts.plain("🎤 Microphones"), "ws.mics", id)
    beam = button(_checked(texts.plain("📽 Projection"), Equipment.PROJECTOR in needs.equipment), "ws.turn", id, "beam")
    # What the room does not have is not offered: another room is another booking.
    lacking = found.spec.lacks((Equipment.MICROPHONES, Equipment.PROJECTOR))
    buttons = [
        button(texts.plain("🎏 Banner"), "ws.ask", id, "banner"),
        button(texts.plain("🚩 Flags"), "ws.ask", id, "flags"),
        *(() if Equipment.MICROPHONES in lacking else (microphones,)),
        button(texts.plain("🎵 Audio pieces"), "ws.audio", id),
        *(() if Equipment.PROJECTOR in lacking else (beam,)),
        button(_checked(texts.plain("🗣 Lectern"), needs.lectern), "ws.turn", id, "lectern"),
        button(texts.plain("☕ Breaks"), "br.show", id),
        *_signs(texts, found, has_title=has_title),
        button(texts.plain("🍵 Drinks and the rest"), "bk.edit", id, "needs"),
        button(texts.plain("💬 Anything else"), "ws.ask", id, "wish"),
    ]
    return in_rows(buttons, 2)


def _signs(texts: Texts, found: Meeting, *, has_title: bool) -> tuple[Button, ...]:
    if not found.booking.title:
        return ()
    return (button(_checked(texts.plain("🪧 Title on signs"), has_title), "ws.turn", found.id, "title"),)


def _checked(label: str, is_on: bool) -> str:
    return f"{'✅' if is_on else '⬜'} {label}"


def to_booking(texts: Texts, booking_id: int) -> Button:
    return button(texts.plain("‹ Booking"), "ws.out", booking_id)


def to_wishes(texts: Texts, booking_id: int) -> Button:
    """Back from a question."""
    return button(texts.plain("‹ Back"), "ws.card", booking_id)


async def show(turn: Turn, booking_id: int) -> None:
    """The card, in place of what was pressed; whatever was asked is not waited for any more."""
    await turn.act("wishes", booking_id, forget_questions, turn.user.id)


async def to_card(turn: Turn, booking_id: int) -> None:
    """The booking's card, likewise."""
    await turn.act("booking", booking_id, forget_questions, turn.user.id)


def forget_questions(session: Session, telegram_id: int) -> None:
    """None of the special wishes is waited for any more."""
    session.execute(delete(Draft).where(col(Draft.telegram_id) == telegram_id, col(Draft.kind).startswith(f"{DRAFT}.")))


async def done(turn: Turn, booking_id: int) -> None:
    """Nothing more is needed."""
    await turn.act("wishes", booking_id, telling.settle_needs, booking_id, turn.me, turn.now)


async def turn_switch(turn: Turn, booking_id: int, name: str) -> None:
    """A switch, turned."""
    site = turn.parts.site
    switches: dict[str, Callable[[Session, int, Member, datetime], object]] = {
        "beam": partial(telling.turn_projection, site=site),
        "lectern": partial(telling.turn_lectern, site=site),
        "title": _turn_title,
    }
    if name not in switches:
        raise NotFound
    await turn.act("wishes", booking_id, switches[name], booking_id, turn.me, turn.now)


def _turn_title(session: Session, booking_id: int, by: Member, now: datetime) -> None:
    choose_title(session, booking_id, by, now, shows=not shows_title(session, booking_id))


PRESSES = (
    Press("ws.card", show, (int,), TELLS),
    Press("ws.out", to_card, (int,), TELLS),
    Press("ws.done", done, (int,), TELLS),
    Press("ws.turn", turn_switch, (int, str), TELLS),
)
