"""The delivery of what goes by mail: a due about a guest becomes a mail with a calendar file, handed to the mail server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.meeting import Meeting, meeting
from meetbot.clock import Clock
from meetbot.errors import NotFound
from meetbot.guests.itip import Invitation, cancellation, request
from meetbot.guests.models import Guest
from meetbot.mail.letter import Letter
from meetbot.mail.words import News, Occasion, paragraphs, subject
from meetbot.people.members import Member
from meetbot.people.service import profile
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.dues import Due
from meetbot.reminders.rules.guests import CANCELLED
from meetbot.seam import Seam
from meetbot.settings import Site
from meetbot.texts import Texts, Wording, one_line

# Sent has a place for the chat's message id; a mail has none.
_NO_MESSAGE_ID = 0
NOT_SET_UP = "no mail server is set up"


class Carrier(Protocol):
    """Hands one mail to a server. Raises DeliveryFailed."""

    async def carry(self, recipient: str, message: bytes) -> None: ...

    async def close(self) -> None: ...


@dataclass
class MailDelivery:
    """Writes the mail as the facts are when it goes out. Without a post, mail waits until there is one or it is too late."""

    seam: Seam
    clock: Clock
    site: Site
    sender: str = ""
    post: Carrier | None = None
    on_sent: Callable[[Due, str], object] = lambda due, outcome: None  # noqa: ARG005  (metrics listen here)

    async def send(self, due: Due, recipient: Member) -> int:  # noqa: ARG002  (the guest is named by the due)
        """Raises DeliveryFailed."""
        if self.post is None:
            raise DeliveryFailed(permanent=False, reason=NOT_SET_UP)
        try:
            letter = await self.seam.read(letter_of, due, self.site, self.sender, self.clock.now())
            await self.post.carry(letter.recipient[1], await self.seam.work(letter.written))
        except DeliveryFailed as failure:
            self.on_sent(due, "refused" if failure.permanent else "put off")
            raise
        self.on_sent(due, "delivered")
        return _NO_MESSAGE_ID

    async def close(self) -> None:
        """Give the connection to the mail server back."""
        if self.post is not None:
            await self.post.close()


def letter_of(session: Session, due: Due, site: Site, sender: str, now: datetime) -> Letter:
    """The mail of ``due`` as the facts are now. Raises NotFound, UnknownBooking."""
    guest = session.get(Guest, due.values["guest"])
    if guest is None:
        raise NotFound
    found = meeting(session, due.subject_id)
    organiser = profile(session, found.booking.organiser_id).member
    occasion = _occasion(due, found, guest, organiser, site, sender)
    language = organiser.language
    is_off = due.rule == CANCELLED
    invitation = Invitation(
        address=guest.address,
        name=guest.name,
        organiser=occasion.organiser,
        mail_from=sender,
        stamped_at=_stamped_at(found, guest, is_off),
    )
    if is_off:
        file = cancellation(ical.cancel(found, site, language), invitation)
    else:
        file = request(ical.publish(found, site, language), invitation)
    return Letter(
        key=f"{due.occurrence.replace(':', '-')}.{found.booking.uid.partition('@')[0]}",
        sender=(f"{organiser.name} · {site.name.in_(language)}", sender),
        recipient=(guest.name, guest.address),
        subject=subject(occasion, Texts(language, site.zone)),
        paragraphs=paragraphs(occasion, site, language),
        calendar=file,
        method="CANCEL" if is_off else "REQUEST",
        at=now.astimezone(site.zone),
    )


def _occasion(due: Due, found: Meeting, guest: Guest, organiser: Member, site: Site, sender: str) -> Occasion:
    def title(language: str) -> str:
        return one_line(found.booking.title) or ical.type_name(found.standard, found.booking.meeting_type, language)

    def place(language: str) -> str:
        return ical.location_of(found.spec, site, language)

    return Occasion(
        news=_news(due, guest),
        organiser=f"{organiser.name} ({organiser.department})" if organiser.department else organiser.name,
        title=Wording(en=title("en"), zh=title("zh")),
        place=Wording(en=place("en"), zh=place("zh")),
        start=found.event.start,
        end=found.event.end,
        answers_to=sender,
    )


def _news(due: Due, guest: Guest) -> News:
    if due.rule == CANCELLED:
        return News.CANCELLED if guest.removed_at is None else News.TAKEN_OFF
    return News.CHANGED if due.values["is_update"] else News.INVITED


def _stamped_at(found: Meeting, guest: Guest, is_off: bool) -> datetime:
    """Since when it is so."""
    if is_off and guest.removed_at is not None:
        return guest.removed_at
    return max(found.booking.changed_at, guest.added_at)
