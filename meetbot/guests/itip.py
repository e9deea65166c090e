"""
Invitations as calendar files (iTIP, RFC 5546): a meeting's file made out to one guest.

- REQUEST: the one ATTENDEE is the guest who gets it, asked for an answer; nobody's address goes to anybody else.
- CANCEL: the same UID, the guest again, STATUS:CANCELLED.

ORGANIZER is the address that mail comes from (Outlook wants them equal), under the name of who invites: answers go there.
A guest's calendar rings as the guest wants it, so there is no VALARM; what is for the house (layout, heads) is left out.
DTSTAMP is when what the file says became so; the same facts give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from meetbot.texts import one_line

if TYPE_CHECKING:  # imported when the first invitation is written
    from icalendar import vCalAddress

Method = Literal["REQUEST", "CANCEL"]
# What a meeting's own file says beyond what its guests need.
_HOUSE_ONLY = ("DESCRIPTION", "CATEGORIES", "CREATED", "ORGANIZER", "ATTENDEE")


@dataclass(frozen=True)
class Invitation:
    """Who invites whom, by which address, and what is said beside the meeting itself."""

    address: str
    name: str
    organiser: str
    mail_from: str
    stamped_at: datetime
    words: str = ""


def request(published: bytes, invitation: Invitation) -> bytes:
    """The meeting's file (METHOD:PUBLISH) as an invitation of one guest."""
    return _made_out(published, "REQUEST", invitation)


def cancellation(cancelled: bytes, invitation: Invitation) -> bytes:
    """The meeting's file, or its series', as the end of one guest's invitation."""
    return _made_out(cancelled, "CANCEL", invitation)


def _made_out(file: bytes, method: Method, invitation: Invitation) -> bytes:
    from icalendar import Calendar

    calendar = Calendar.from_ical(file)
    calendar["METHOD"] = method
    if method == "CANCEL" and any("RECURRENCE-ID" not in event for event in calendar.walk("VEVENT")):
        # Without a RECURRENCE-ID the whole series is meant (RFC 5546, 3.2.5): its dates need not be named.
        calendar.subcomponents = [part for part in calendar.subcomponents if "RECURRENCE-ID" not in part]
    for event in calendar.walk("VEVENT"):
        for name in _HOUSE_ONLY:
            event.pop(name, None)
        event.subcomponents = [part for part in event.subcomponents if part.name != "VALARM"]
        if method == "CANCEL":
            event["STATUS"] = "CANCELLED"
        for name in ("DTSTAMP", "LAST-MODIFIED"):
            event.pop(name, None)
            event.add(name, invitation.stamped_at.astimezone(UTC))
        event["ORGANIZER"] = _address(invitation.mail_from, invitation.organiser)
        event["ATTENDEE"] = _guest(invitation, method)
        if invitation.words:
            event.add("DESCRIPTION", invitation.words)
    return bytes(calendar.to_ical())


def _guest(invitation: Invitation, method: Method) -> vCalAddress:
    guest = _address(invitation.address, invitation.name or invitation.address)
    guest.params["CUTYPE"] = "INDIVIDUAL"
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    if method == "REQUEST":
        guest.params["PARTSTAT"] = "NEEDS-ACTION"
        guest.params["RSVP"] = "TRUE"
    return guest


def _address(address: str, name: str) -> vCalAddress:
    from icalendar import vCalAddress, vText

    written = vCalAddress(f"mailto:{address}")
    # A quoted parameter cannot hold a quotation mark.
    written.params["CN"] = vText(one_line(name).replace('"', "'"))
    return written
