"""What guests said and how far mail to them got, in a sign or a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meetbot.guests.models import Partstat
from meetbot.guests.reading import shown_address
from meetbot.guests.service import Invited, tally
from meetbot.reminders.guest_reading import MailState
from meetbot.reminders.models import SentOutcome
from meetbot.texts import Html, Texts, shorten

_LONGEST = 40
_LONGEST_COMMENT = 80
_SIGNS = {Partstat.ACCEPTED: "✅", Partstat.DECLINED: "❌", Partstat.TENTATIVE: "❔"}


def counted(texts: Texts, guests: Sequence[Invited]) -> Html:
    """As in "✉️ Guests: 3 accepted, 1 declined, 2 open"."""
    said = tally(guests)
    parts = (
        (said[Partstat.ACCEPTED], texts.plain("{count} accepted", count=said[Partstat.ACCEPTED])),
        (said[Partstat.TENTATIVE], texts.plain("{count} perhaps", count=said[Partstat.TENTATIVE])),
        (said[Partstat.DECLINED], texts.plain("{count} declined", count=said[Partstat.DECLINED])),
        (said[None], texts.plain("{count} open", count=said[None])),
    )
    summary = texts.plain(", ").join(words for count, words in parts if count)
    return texts.t("✉️ Guests: {summary}", summary=summary)


def who(guest: Invited) -> str:
    """The name where there is one, else the address."""
    return shorten(guest.guest.name or shown_address(guest.guest.address), _LONGEST)


def said(guest: Invited) -> str:
    """What a search looks at: name and address."""
    return f"{guest.guest.name} {shown_address(guest.guest.address)}"


def line(texts: Texts, guest: Invited, mails: Mapping[int, MailState]) -> Html:
    """One guest: sign, name, address; what they wrote with their answer, or why no mail reached them."""
    address = shorten(shown_address(guest.guest.address), _LONGEST)
    sign, mail = _sign(guest, mails), mails.get(guest.id)
    name = shorten(guest.guest.name, _LONGEST)
    shown = texts.t("{sign} {name} · {address}", sign=sign, name=name, address=address) if name else None
    shown = shown or texts.t("{sign} {address}", sign=sign, address=address)
    if guest.guest.series_id is not None:
        shown = texts.t("{guest} 🔁", guest=shown)
    if guest.answer is not None and guest.answer.comment:
        comment = shorten(guest.answer.comment, _LONGEST_COMMENT)
        return texts.t("{guest}\n    “{comment}”", guest=shown, comment=comment)
    if mail is not None and mail.reason and guest.answer is None:
        return texts.t("{guest}\n    {reason}", guest=shown, reason=shorten(mail.reason, _LONGEST_COMMENT))
    return shown


def _sign(guest: Invited, mails: Mapping[int, MailState]) -> str:
    if guest.says is not None:
        return _SIGNS[guest.says]
    outcome = mails[guest.id].outcome if guest.id in mails else None
    return {SentOutcome.DELIVERED: "✉️", SentOutcome.FAILED: "⚠️"}.get(outcome, "⏳") if outcome else "⏳"
