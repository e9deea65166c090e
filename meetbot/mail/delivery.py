"""The delivery of what goes by mail: a due about a guest becomes a mail with a calendar file, handed to the mail server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Series
from meetbot.booking.series.calendar import series_file
from meetbot.booking.series.finding import bookings_in
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
OFF_MEANWHILE = "it was called off before the invitation went out"


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
    """The mail of ``due`` as the facts are now. Raises NotFound, UnknownBooking, DeliveryFailed where it is off by now."""
    guest = session.get(Guest, due.values["guest"])
    if guest is None:
        raise NotFound
    told = _series(session, int(due.values["series"]), site, now) or _meeting(session, due.subject_id, site)
    is_off = due.rule == CANCELLED
    if not is_off and (told.is_off or guest.removed_at is not None):
        # Cancelled while the mail waited for its turn: put off, and found pointless when it is looked at again.
        raise DeliveryFailed(permanent=False, reason=OFF_MEANWHILE)
    organiser = profile(session, told.organiser_id).member
    occasion = Occasion(
        news=_news(due, guest),
        organiser=organiser.name,
        department=organiser.department,
        title=told.title,
        place=told.place,
        start=told.start,
        end=told.end,
        answers_to=sender,
        more=told.more,
        last=told.last,
    )
    invitation = Invitation(
        address=guest.address,
        name=guest.name,
        organiser=f"{organiser.name} ({organiser.department})" if organiser.department else organiser.name,
        mail_from=sender,
        stamped_at=guest.removed_at if is_off and guest.removed_at else max(told.changed_at, guest.added_at),
    )
    language = organiser.language
    file = told.file(language)
    return Letter(
        key=f"{due.occurrence.replace(':', '-')}.{told.uid.partition('@')[0]}",
        sender=(f"{organiser.name} · {site.name.in_(language)}", sender),
        recipient=(guest.name, guest.address),
        subject=subject(occasion, Texts(language, site.zone)),
        paragraphs=paragraphs(occasion, site, language),
        calendar=cancellation(file, invitation) if is_off else request(file, invitation),
        method="CANCEL" if is_off else "REQUEST",
        at=now.astimezone(site.zone),
    )


@dataclass(frozen=True)
class _Told:
    """A meeting, or a series by its next date, as its guests are told of it; ``file(language)`` is its calendar file."""

    uid: str
    changed_at: datetime
    organiser_id: int
    title: Wording
    place: Wording
    start: datetime
    end: datetime
    file: Callable[[str], bytes]
    is_off: bool
    more: int = 0
    last: datetime | None = None


def _meeting(session: Session, booking_id: int, site: Site) -> _Told:
    found = meeting(session, booking_id)
    booking = found.booking

    def title(language: str) -> str:
        return one_line(booking.title) or ical.type_name(found.standard, booking.meeting_type, language)

    return _Told(
        uid=booking.uid,
        changed_at=booking.changed_at,
        organiser_id=booking.organiser_id,
        title=Wording(en=title("en"), zh=title("zh")),
        place=Wording(en=ical.location_of(found.spec, site, "en"), zh=ical.location_of(found.spec, site, "zh")),
        start=found.event.start,
        end=found.event.end,
        file=lambda language: ical.publish(found, site, language),
        is_off=found.is_cancelled,
    )


def _series(session: Session, series_id: int, site: Site, now: datetime) -> _Told | None:
    """The series by its next date, with how many come after it; none where the guest is invited to one date alone."""
    series = session.get(Series, series_id) if series_id else None
    if series is None:
        return None
    dates = bookings_in(session, series_id)
    standing = [each for each in dates if each.cancelled_at is None] or dates
    coming = [each for each in standing if each.ends_at > now] or standing[-1:]
    assert coming[0].id is not None
    return replace(
        _meeting(session, coming[0].id, site),
        uid=series.uid,
        changed_at=series.changed_at,
        file=lambda language: series_file(session, series_id, site, language),
        is_off=all(each.cancelled_at is not None for each in dates),
        more=len(coming) - 1,
        last=coming[-1].starts_at,
    )


def _news(due: Due, guest: Guest) -> News:
    if due.rule == CANCELLED:
        return News.CANCELLED if guest.removed_at is None else News.TAKEN_OFF
    return News.CHANGED if due.values["is_update"] else News.INVITED
