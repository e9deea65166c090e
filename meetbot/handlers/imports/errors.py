"""Words for calendars that cannot be read, with what to do instead."""

from __future__ import annotations

from meetbot.booking.imports.errors import AlreadySubscribed, BadAddress, NothingToImport, TooManySubscriptions
from meetbot.booking.incoming import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts

_KB = 1024


@explains(errors.NotACalendar)
def _no_calendar(texts: Texts, error: errors.NotACalendar) -> Outgoing:
    return Outgoing(
        texts.t(
            "This is no calendar file that I can read. Please export it once more as iCalendar (.ics) and send that."
        )
    )


@explains(errors.CalendarTooBig)
def _too_big(texts: Texts, error: errors.CalendarTooBig) -> Outgoing:
    return Outgoing(
        texts.t(
            "The file has {size} KB; I read at most {limit} KB. Please export fewer months, or without attachments.",
            size=-(-error.size // _KB),
            limit=error.limit // _KB,
        )
    )


@explains(errors.BrokenOff)
def _broken_off(texts: Texts, error: errors.BrokenOff) -> Outgoing:
    return Outgoing(
        texts.t(
            "The calendar file is damaged or cut short near line {line}. Nothing was taken from it; please export it once more.",
            line=error.line,
        )
    )


@explains(errors.LineTooLong)
def _line_too_long(texts: Texts, error: errors.LineTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line} of the calendar file is longer than {limit} characters. Nothing was taken from it.",
            line=error.line,
            limit=error.limit,
        )
    )


@explains(errors.TooDeep, errors.TooManyParts)
def _too_much_inside(texts: Texts, error: errors.TooDeep | errors.TooManyParts) -> Outgoing:
    return Outgoing(
        texts.t("There is more in this calendar file than I read at once. Please export fewer months and send that.")
    )


@explains(errors.TooManyDates)
def _too_many_dates(texts: Texts, error: errors.TooManyDates) -> Outgoing:
    return Outgoing(
        texts.t(
            "The calendar has more dates in the coming months than I take at once. Please export fewer months and send that."
        )
    )


@explains(NothingToImport)
def _nothing(texts: Texts, error: NothingToImport) -> Outgoing:
    return Outgoing(texts.t("There is no date in it that lies ahead and is not ours already. Nothing is to be done."))


@explains(BadAddress)
def _bad_address(texts: Texts, error: BadAddress) -> Outgoing:
    return Outgoing(
        {
            "no_https": texts.t("Only addresses with https:// are followed. Please ask for one and send it."),
            "too_long": texts.t("This address is too long. Please send the calendar's own address."),
            "has_password": texts.t(
                "I follow no address with a name and password in it. Please ask for a secret address and send that."
            ),
        }.get(
            error.why,
            texts.t("This is no address of a calendar. It begins with https:// or webcal://; please send it."),
        )
    )


@explains(AlreadySubscribed)
def _already(texts: Texts, error: AlreadySubscribed) -> Outgoing:
    return Outgoing(texts.t("The room follows this calendar already."))


@explains(TooManySubscriptions)
def _too_many(texts: Texts, error: TooManySubscriptions) -> Outgoing:
    return Outgoing(
        texts.t("The house follows {limit} calendars, and no more fit. Let one go first.", limit=error.limit)
    )
