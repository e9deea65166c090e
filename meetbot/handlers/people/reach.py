"""Whom messages reach: who blocked the bot or took that back, and what admins hear when somebody was not reached."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from meetbot.booking.meeting import meeting
from meetbot.defects.service import view
from meetbot.errors import MeetbotError
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.inbox.service import Kind
from meetbot.people import service as people
from meetbot.reminders.claims import AWAY, LOST
from meetbot.reminders.dues import Due, subject_kind
from meetbot.texts import Html, shorten

_LONGEST_REASON = 200


async def reached(turn: Turn, is_reachable: bool) -> None:
    """Remember that messages reach this person, or no longer do. Strangers are nobody to remember."""
    if turn.member is None:
        return
    if is_reachable:
        await turn.write(people.mark_reachable, turn.member.id)
    else:
        await turn.write(people.mark_unreachable, turn.member.id, turn.now)


@message_of("undelivered")
def undelivered(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Somebody was not reached: whom, about what, and how else they can be."""
    texts, person_id = reader.texts, int(due.values["person"])
    found = people.members(session, [person_id]).get(person_id)
    name = found.name if found else people.names(session, [person_id]).get(person_id, "")
    heading = (
        texts.t("<b>📵 {name} was not reached</b>", name=name)
        if name
        else texts.t("<b>📵 Somebody who asked for access was not reached</b>")
    )
    out = lines(
        heading,
        _about(session, due, reader),
        _why(reader, str(due.values["reason"])),
        _phone(reader, found),
    )
    return Outgoing(out, ((button(texts.plain("👤 Open their card"), "pp.who", person_id),),) if found else ())


@message_of("given_up")
def given_up(session: Session, due: Due, reader: Reader) -> Outgoing:
    """What somebody did was never answered: who, what and when, so that it is done another way."""
    texts, person_id = reader.texts, int(due.values["person"])
    name = people.names(session, [person_id]).get(person_id, "")
    heading = (
        texts.t("<b>⚠️ What {name} did in the chat was not handled</b>", name=name)
        if name
        else texts.t("<b>⚠️ What somebody without access did in the chat was not handled</b>")
    )
    out = lines(
        heading,
        _did(reader, str(due.values["kind"]), datetime.fromtimestamp(int(due.values["sent"]), UTC)),
        texts.t("I broke down each time I began with it and have given it up, so that the others are served."),
        texts.t(
            "Please ask them what they wanted. For whoever runs me: update {number} in the log.", number=due.subject_id
        ),
    )
    return Outgoing(out, ((button(texts.plain("👤 Open their card"), "pp.who", person_id),),) if name else ())


def _did(reader: Reader, kind: str, at: datetime) -> Html:
    texts, when = reader.texts, reader.texts.moment(at)
    if kind == Kind.PRESS:
        return texts.t("{when}: they pressed a button.", when=when)
    if kind == Kind.MESSAGE:
        return texts.t("{when}: they wrote a message.", when=when)
    if kind == Kind.FILE:
        return texts.t("{when}: they sent a photo or another file.", when=when)
    return texts.t("{when}: they did something else.", when=when)


def _why(reader: Reader, reason: str) -> Html:
    if reason in (LOST, AWAY):
        return reader.texts.t("I was not running, or my records were out of reach, until it was too late.")
    return reader.texts.t("Telegram says: {reason}", reason=shorten(reason, _LONGEST_REASON))


def _phone(reader: Reader, found: people.Member | None) -> Html | None:
    if found is None:
        return None
    if found.phone:
        return reader.texts.t("☎ {phone}: please ring them up.", phone=found.phone)
    return reader.texts.t("I know no phone number of theirs. Please tell them yourself.")


def _about(session: Session, due: Due, reader: Reader) -> Html | None:
    """What the message was about. What is gone meanwhile, and what has no words here, is not named."""
    texts, kind, id = reader.texts, subject_kind(due.subject), due.subject_id
    try:
        if kind == "booking":
            found = meeting(session, id)
            room, when = found.spec.name.in_(texts.language), texts.span(found.event.start, found.event.end)
            return texts.t("It was about booking {number}: {room}, {when}.", number=id, room=room, when=when)
        if kind == "defect":
            return texts.t("It was about defect {number}.", number=view(session, id).id)
        return texts.t("It was about a request for access.") if kind == "access" else None
    except MeetbotError:
        return None
