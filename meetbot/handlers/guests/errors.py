"""Words for addresses that cannot be read and answers that do not count, with what to do instead."""

from __future__ import annotations

from meetbot.guests import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts


@explains(errors.NoAddresses)
def _none(texts: Texts, error: errors.NoAddresses) -> Outgoing:
    return Outgoing(texts.t("I find no mail address in it. Please send addresses like ada@example.org, one a line."))


@explains(errors.NotAnAddress)
def _not_one(texts: Texts, error: errors.NotAnAddress) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line}: “{piece}” is no mail address. Nobody was invited; please correct it and send the list once more.",
            line=error.line,
            piece=error.piece,
        )
    )


@explains(errors.HiddenCharacters)
def _hidden(texts: Texts, error: errors.HiddenCharacters) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line} holds invisible control characters, which can make an address look like another one. Nobody was "
            "invited; please type that line anew.",
            line=error.line,
        )
    )


@explains(errors.ForeignLocalPart)
def _foreign(texts: Texts, error: errors.ForeignLocalPart) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line}: in “{piece}” the part before the @ may only have Latin letters, digits and signs. Nobody was "
            "invited; put a space between name and address, or ask for another address.",
            line=error.line,
            piece=error.piece,
        )
    )


@explains(errors.GuestNameTooLong)
def _name_too_long(texts: Texts, error: errors.GuestNameTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line}: the name has {length} characters, {limit} fit. Nobody was invited. Is every guest on a line of "
            "their own?",
            line=error.line,
            length=error.length,
            limit=error.limit,
        )
    )


@explains(errors.TooManyGuests)
def _too_many(texts: Texts, error: errors.TooManyGuests) -> Outgoing:
    return Outgoing(
        texts.t(
            "That would be {count} guests; at most {limit} are invited to a meeting by mail. Nobody was invited; for more, "
            "use a mailing list's address.",
            count=error.count,
            limit=error.limit,
        )
    )


@explains(errors.UnknownGuest)
def _unknown(texts: Texts, error: errors.UnknownGuest) -> Outgoing:
    return Outgoing(texts.t("This guest is no longer on the list. Open the booking for who is."))


@explains(errors.UnknownMeeting)
def _no_meeting(texts: Texts, error: errors.UnknownMeeting) -> Outgoing:
    return Outgoing(
        texts.t(
            "This is an answer to an invitation, but not to one of your meetings here. Nothing was changed; whoever "
            "organises the meeting can send me the file."
        )
    )


@explains(errors.NotInvited)
def _not_invited(texts: Texts, error: errors.NotInvited) -> Outgoing:
    return Outgoing(
        texts.t(
            "{address} answers, but is not invited to booking {number} by mail. I have not counted it; anybody can write "
            "such a file.",
            address=error.address,
            number=error.booking_id,
        )
    )


@explains(errors.AnswerOutdated)
def _outdated(texts: Texts, error: errors.AnswerOutdated) -> Outgoing:
    return Outgoing(
        texts.t(
            "I know this answer of {address} to booking {number}, or a later one, already. Nothing was changed.",
            address=error.address,
            number=error.booking_id,
        )
    )


@explains(errors.AnswerUnclear, errors.AnswerNotTaken)
def _unclear(texts: Texts, error: errors.AnswerNotTaken) -> Outgoing:
    return Outgoing(
        texts.t(
            "This file does not say clearly who answers what: I count one guest's accept, decline or perhaps to an "
            "invitation that went out. Nothing was changed."
        )
    )
