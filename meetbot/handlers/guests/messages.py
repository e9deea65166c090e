"""What the organiser is told unasked about guests: whom no mail reached."""

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
from meetbot.texts import shorten

_MOST_NAMED = 10


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
