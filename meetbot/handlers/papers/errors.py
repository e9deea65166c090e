"""Words for what can be wrong with a list of names."""

from __future__ import annotations

from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.nameplates.errors import (
    ListTooBig,
    ListTooLong,
    NameTooLong,
    NoNames,
    NotAList,
    NotCheckedYet,
    TooManyNames,
)
from meetbot.texts import Texts


@explains(NoNames)
def _no_names(texts: Texts, error: NoNames) -> Outgoing:
    return Outgoing(texts.t("I find no name in it. Please send the names, one a line."))


@explains(TooManyNames)
def _too_many(texts: Texts, error: TooManyNames) -> Outgoing:
    return Outgoing(
        texts.t(
            "These are {count} names, and there is room for {places}. Nothing was changed. Please send a shorter list, or"
            " change the booking first.",
            count=error.count,
            places=error.places,
        )
    )


@explains(NameTooLong)
def _too_long(texts: Texts, error: NameTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "Line {line} has {length} characters; a card shows at most {limit}. Nothing was changed. Is every name on a line"
            " of its own?",
            line=error.line,
            length=error.length,
            limit=error.limit,
        )
    )


@explains(NotAList)
def _not_a_list(texts: Texts, error: NotAList) -> Outgoing:
    return Outgoing(
        texts.t(
            "I cannot read this as a list. Please paste the names, or save the table as XLSX or CSV and send that file."
        )
    )


@explains(ListTooBig)
def _too_big(texts: Texts, error: ListTooBig) -> Outgoing:
    return Outgoing(texts.t("This file is too large for a list of names. Please send names and titles only."))


@explains(ListTooLong)
def _too_many_rows(texts: Texts, error: ListTooLong) -> Outgoing:
    return Outgoing(
        texts.t("This table has more than {limit} rows. Please send only the rows with names.", limit=error.limit)
    )


@explains(NotCheckedYet)
def _not_checked(texts: Texts, error: NotCheckedYet) -> Outgoing:
    return Outgoing(
        texts.t(
            "Something changed, or an earlier check is missing. Please open the nameplates and check the next step."
        )
    )
