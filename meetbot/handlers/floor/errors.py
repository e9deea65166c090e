"""Words for what can go wrong on the service floor, with what to do instead."""

from __future__ import annotations

from meetbot.booking.errors import NextBookingInTheWay
from meetbot.checklists.errors import (
    BadCount,
    EvidenceMissing,
    NoSuchItem,
    NotARound,
    NotInForce,
    OutOfOrder,
    ReasonMissing,
)
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.standard.document import Evidence
from meetbot.texts import Texts


@explains(NoSuchItem)
def _no_such_item(texts: Texts, error: NoSuchItem) -> Outgoing:
    return Outgoing(texts.t("This is no longer on the list: the booking changed."))


@explains(NotInForce)
def _not_in_force(texts: Texts, error: NotInForce) -> Outgoing:
    return Outgoing(texts.t("This meeting was cancelled. Nothing is to be done for it any more."))


@explains(OutOfOrder)
def _out_of_order(texts: Texts, error: OutOfOrder) -> Outgoing:
    return Outgoing(texts.t("Not yet. First comes: {first}.", first=error.title.in_(texts.language)))


@explains(ReasonMissing)
def _reason_missing(texts: Texts, error: ReasonMissing) -> Outgoing:
    return Outgoing(texts.t("Please say in a few words why it is skipped."))


@explains(EvidenceMissing)
def _evidence_missing(texts: Texts, error: EvidenceMissing) -> Outgoing:
    if error.evidence is Evidence.PHOTO:
        return Outgoing(texts.t("This one is done with a photo. Open it and send one."))
    return Outgoing(texts.t("This one is done with a count. Open it and say how many."))


@explains(BadCount)
def _bad_count(texts: Texts, error: BadCount) -> Outgoing:
    return Outgoing(texts.t("A count is a number from 0 to {highest}. How many are there?", highest=error.highest))


@explains(NotARound)
def _not_a_round(texts: Texts, error: NotARound) -> Outgoing:
    return Outgoing(texts.t("Only tea rounds can be put off."))


@explains(NextBookingInTheWay)
def _next_in_the_way(texts: Texts, error: NextBookingInTheWay) -> Outgoing:
    until = texts.time(error.until)
    return Outgoing(
        texts.t("The room is needed for the next meeting: this one can go on until {until} at the latest.", until=until)
    )
