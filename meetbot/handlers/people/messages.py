"""What people are told unasked about access: admins that somebody asks, whoever asked how it was decided."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.home import home
from meetbot.handlers.people.letting_in import access_card
from meetbot.people import service as people
from meetbot.reminders.dues import Due


@message_of("access_asked")
def access_asked(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The request as a live card: whoever decides first, the others see it."""
    return replace(access_card(session, due.subject_id, reader), card=("access", due.subject_id))


@message_of("access_decided")
def access_decided(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Let in: what they can do now. Declined: whom to ask."""
    request = people.access_request(session, due.subject_id)
    if request.granted_role is not None and reader.member.roles:
        return home(reader.parts, reader.texts, reader.member, is_new=True)
    texts = reader.parts.texts(request.language)
    office = reader.parts.site.office
    contact = " · ".join(filter(None, (office.name.in_(texts.language), office.phone, office.email)))
    return Outgoing(
        lines(
            texts.t("<b>Your request for access was declined</b>"),
            texts.t("If you think that is a mistake, ask the office: {contact}", contact=contact),
        )
    )
