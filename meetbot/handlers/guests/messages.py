"""What is told unasked about mail to guests: whom none reached, and that the mail server is down."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import meeting
from meetbot.guests.models import Guest
from meetbot.guests.reading import shown_address
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.keyboards import button
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.reminders.dues import Due
from meetbot.reminders.guest_reading import given_up
from meetbot.texts import Texts, shorten

_MOST_NAMED = 10
_LONGEST_REASON = 200


@message_of("guest_unreached")
def unreached(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Every address that mail was given up for, with the mail server's reason."""
    texts, held = reader.texts, meeting(session, due.subject_id)
    failures = given_up(session, held.id)
    named = [
        texts.t("• {address}: {reason}", address=shorten(shown_address(guest.address), 60), reason=shorten(reason, 120))
        for id_, reason in list(failures.items())[:_MOST_NAMED]
        if (guest := session.get(Guest, id_)) is not None
    ]
    more = len(failures) - len(named)
    text = lines(
        texts.t("<b>⚠️ Mail did not reach everybody</b> · booking {number}", number=held.id),
        texts.t("📅 {span}", span=texts.span(held.event.start, held.event.end)),
        texts.t("📍 {room}", room=room_name(texts, held.spec)),
        *named,
        *((texts.n("and {count} more address", "and {count} more addresses", more),) if more > 0 else ()),
        texts.t(
            "Please check the address or tell them yourself. To try again, take the guest off and invite them anew."
        ),
    )
    return Outgoing(text, ((button(texts.plain("✉️ Guests"), "gs.card", held.id, 0),),))


@message_of("mail_down")
def mail_down(session: Session, due: Due, reader: Reader) -> Outgoing:
    """How many mails wait, and what the server says; nothing is lost."""
    texts = reader.texts
    waiting = int(due.values["waiting"])
    text = lines(
        texts.t("<b>✉️ Mail to guests does not go out</b>"),
        texts.t("🔎 {reason}", reason=_server_says(texts, str(due.values["reason"]))),
        texts.n("⏳ {count} mail waits; nothing is lost.", "⏳ {count} mails wait; nothing is lost.", waiting),
        texts.t(
            "I try again by myself and tell you when it works. What does not go out before its meeting, the organiser is told."
        ),
    )
    return Outgoing(text)


@message_of("mail_up")
def mail_up(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The end of it."""
    return Outgoing(reader.texts.t("<b>✅ Mail to guests goes out again.</b> What had waited is sent now."))


def _server_says(texts: Texts, reason: str) -> str:
    """What is wrong with the server, in the reader's language where it is one of the usual things; else as it says it."""
    known = {
        "the mail server cannot be reached": texts.plain("the mail server cannot be reached"),
        "the mail server does not answer": texts.plain("the mail server does not answer"),
        "the mail server's certificate cannot be trusted": texts.plain(
            "the mail server's certificate cannot be trusted"
        ),
    }
    return known.get(reason, shorten(reason, _LONGEST_REASON))
