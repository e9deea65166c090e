"""Where microphones stand: at the places of chair, vice-chair and speaker, at seats, or as the organiser's words say (P4)."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking import telling
from meetbot.booking.meeting import Meeting, meeting
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import is_about_something_else
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.told import place_name
from meetbot.handlers.turn import Turn
from meetbot.handlers.wishes.card import DRAFT, TELLS, to_wishes
from meetbot.handlers.wishes.questions import answered, ask
from meetbot.standard.needs import Equipment
from meetbot.texts import Html, Texts


async def ask_places(turn: Turn, booking_id: int) -> None:
    """Where shall they stand?"""
    await ask(turn, booking_id, "mics", lambda found: _question(turn.texts, found))


def _question(texts: Texts, found: Meeting) -> tuple[Html, Rows]:
    at, is_wanted = found.needs.microphones_at, Equipment.MICROPHONES in found.needs.equipment
    seats = [place for place in at if place not in telling.ROLES]
    text = lines(
        texts.t("<b>🎤 Where shall microphones stand?</b>"),
        texts.t("Seats: {labels}", labels=", ".join(seats)) if seats else None,
        texts.t("“{words}”", words=found.needs.microphones_words) if found.needs.microphones_words else None,
        texts.t("At the moment: where the standard puts them.") if is_wanted and not at else None,
        texts.t("Choose places, or type seats as the plan names them (“3, 5”) or what you need (“two handheld”)."),
    )
    places = [
        button(f"{'✅' if place in at else '⬜'} {place_name(texts, place)}", "ws.mic", found.id, place)
        for place in telling.ROLES
    ]
    usual = button(texts.plain("↺ As usual"), "ws.usual", found.id)
    plan = button(texts.plain("🗺 Plan"), "bk.plan", found.id)
    return text, (
        *in_rows(places, 2),
        (*((usual,) if at or found.needs.microphones_words else ()), plan),
        (to_wishes(texts, found.id),),
    )


async def turn_place(turn: Turn, booking_id: int, place: str) -> None:
    """A microphone there, or none any more."""
    if place not in telling.ROLES:
        raise NotFound
    await turn.write(_turned, booking_id, place, turn)
    await ask_places(turn, booking_id)


def _turned(session: Session, booking_id: int, place: str, turn: Turn) -> None:
    needs = meeting(session, booking_id).needs
    wanted = set(needs.microphones_at) ^ {place}
    _tell(session, booking_id, wanted, needs.microphones_words, turn)


async def as_usual(turn: Turn, booking_id: int) -> None:
    """Where the standard puts them."""
    await turn.write(_tell, booking_id, set(), "", turn)
    await ask_places(turn, booking_id)


def _tell(session: Session, booking_id: int, places: set[str], words: str, turn: Turn) -> None:
    telling.tell_microphones(session, booking_id, places, words, turn.me, turn.now, turn.parts.site)


async def typed(turn: Turn, draft: Draft) -> None:
    """Seats, or words."""
    if await is_about_something_else(turn, draft):
        return
    if not turn.text:
        await turn.reply(Outgoing(turn.texts.t("I wait for words. Please type them.")))
        return
    await answered(turn, draft, _typed, turn.text, turn)


def _typed(session: Session, booking_id: int, said: str, turn: Turn) -> None:
    """Seats come to the places that were chosen; any other words stand for themselves."""
    found = meeting(session, booking_id)
    seats = telling.seats_named(found, said)
    roles = {place for place in found.needs.microphones_at if place in telling.ROLES}
    if seats:
        _tell(session, booking_id, roles | set(seats), found.needs.microphones_words, turn)
    else:
        _tell(session, booking_id, set(found.needs.microphones_at), said, turn)


PRESSES = (
    Press("ws.mics", ask_places, (int,), TELLS),
    Press("ws.mic", turn_place, (int, str), TELLS),
    Press("ws.usual", as_usual, (int,), TELLS),
)
ANSWERS = (Answer(f"{DRAFT}.mics", typed, TELLS),)
