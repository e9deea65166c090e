"""What a refusal about a series means, in words. Nothing was booked or changed."""

from __future__ import annotations

from meetbot.booking.series import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts


@explains(errors.EndlessSeries)
def _endless(texts: Texts, error: errors.EndlessSeries) -> Outgoing:
    return Outgoing(texts.t("A series needs an end: a number of dates or a last day."))


@explains(errors.NoDates)
def _no_dates(texts: Texts, error: errors.NoDates) -> Outgoing:
    return Outgoing(texts.t("There is no such day from {first} on. Choose another rule or a later end.",
                            first=texts.day(error.first)))  # fmt: skip


@explains(errors.TooManyDates)
def _too_many(texts: Texts, error: errors.TooManyDates) -> Outgoing:
    return Outgoing(
        texts.t(
            "That would be {count} dates; a series has at most {limit}, the last of them on {last}. Choose a nearer end.",
            count=error.count, limit=error.limit, last=texts.day(error.last),
        )
    )  # fmt: skip


@explains(errors.SeriesTooFarAhead)
def _too_far(texts: Texts, error: errors.SeriesTooFarAhead) -> Outgoing:
    if error.last is None:
        return Outgoing(texts.t("Rooms can be booked until {day}: not even the first date is before that.",
                                day=texts.day(error.horizon)))  # fmt: skip
    return Outgoing(
        texts.n(
            "Rooms can be booked until {day}. The last date before that is {last}: {count} date.",
            "Rooms can be booked until {day}. The last date before that is {last}: {count} dates.",
            error.count, day=texts.day(error.horizon), last=texts.day(error.last),
        )
    )  # fmt: skip


@explains(errors.DatesOverlap)
def _overlap(texts: Texts, error: errors.DatesOverlap) -> Outgoing:
    return Outgoing(
        texts.t("One date would last until {end}, and the next begins {start}. Make it shorter or let it repeat less often.",
                end=texts.moment(error.ends_at), start=texts.moment(error.next_starts_at))
    )  # fmt: skip


@explains(errors.SameDate)
def _same(texts: Texts, error: errors.SameDate) -> Outgoing:
    return Outgoing(texts.t("It would fall on {day}, where another date is.", day=texts.day(error.day)))


@explains(errors.Undecided, errors.UndecidedChange)
def _undecided(texts: Texts, error: errors.Undecided | errors.UndecidedChange) -> Outgoing:
    return Outgoing(
        texts.n(
            "{count} date clashes since just now. Nothing was booked or changed; choose what becomes of it.",
            "{count} dates clash since just now. Nothing was booked or changed; choose what becomes of each.",
            len(error.dates),
        )
    )


@explains(errors.NothingLeft)
def _nothing_left(texts: Texts, error: errors.NothingLeft) -> Outgoing:
    return Outgoing(texts.t("Every date is left out, so there is nothing to book. Choose another rule, time or room."))


@explains(errors.NoSeries)
def _no_series(texts: Texts, error: errors.NoSeries) -> Outgoing:
    return Outgoing(texts.t("This booking is no date of a series. /my shows your bookings."))
