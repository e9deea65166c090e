"""Answers to invitations that somebody forwards as a calendar file (METHOD:REPLY, COUNTER, REFRESH): counted, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from meetbot.booking.incoming.values import Event, Incoming
from meetbot.errors import MeetbotError
from meetbot.guests.answering import Answer, Taken, take_answer
from meetbot.guests.models import Partstat
from meetbot.guests.reading import shown_address
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.texts import Html, Texts, shorten

METHODS: Final = frozenset({"REPLY", "COUNTER", "REFRESH"})
# An answer is about one meeting; to a series, about some of its dates.
_MOST: Final = 20


async def take(turn: Turn, calendar: Incoming) -> None:
    """The answers of one file. Raises NotAllowed for a stranger."""
    me, texts = turn.me, turn.texts
    if calendar.method != "REPLY":
        await turn.reply(Outgoing(_not_an_answer(texts, calendar.method)))
        return
    outcomes = await turn.write(_taken, calendar.events[:_MOST], me, turn.now)
    if not outcomes:
        await turn.reply(Outgoing(texts.t("I find no answer in this file that I can read. Nothing was changed.")))
        return
    said = dict.fromkeys(_said(texts, outcomes))
    booking_id = next((each.booking_id for each in outcomes if isinstance(each, Taken)), None)
    rows = ((button(texts.plain("✉️ Guests"), "gs.card", booking_id, 0),),) if booking_id is not None else ()
    await turn.reply(Outgoing(lines(*said), rows))


def _taken(session: Session, events: tuple[Event, ...], by: Member, now: datetime) -> list[Taken | MeetbotError]:
    """What became of each answer; one that does not count does not keep the others out."""
    outcomes: list[Taken | MeetbotError] = []
    for event in events:
        answer = Answer(
            uid=event.uid,
            attendees=tuple((each.address, each.partstat) for each in event.attendees),
            stamped_at=event.stamp or now,
            sequence=event.sequence,
            about=event.recurrence_id,
            comment=event.comment,
        )
        try:
            outcomes.append(take_answer(session, answer, by, now))
        except MeetbotError as refusal:
            outcomes.append(refusal)
    return outcomes


def _said(texts: Texts, outcomes: list[Taken | MeetbotError]) -> Iterator[str]:
    for outcome in outcomes:
        yield _counted(texts, outcome) if isinstance(outcome, Taken) else explain(texts, outcome).html


def _counted(texts: Texts, taken: Taken) -> Html:
    who = shorten(taken.guest.name or shown_address(taken.guest.address), 60)
    number = taken.booking_id
    match taken.answer.partstat:
        case Partstat.ACCEPTED:
            return texts.t("✅ {who} accepts: booking {number}.", who=who, number=number)
        case Partstat.DECLINED:
            return texts.t("❌ {who} declines: booking {number}.", who=who, number=number)
        case Partstat.TENTATIVE:
            return texts.t("❔ {who} perhaps comes: booking {number}.", who=who, number=number)


def _not_an_answer(texts: Texts, method: str) -> Html:
    if method == "COUNTER":
        return texts.t(
            "In this file a guest proposes another time. I cannot take that over by myself: if it suits, open the booking, "
            "choose “Change”, and every guest gets the new time by mail."
        )
    return texts.t(
        "In this file a guest's calendar asks for the invitation once more. To send it anew, open the booking's guests, take "
        "the guest off and invite them again."
    )
