"""Words for what can go wrong with requests, with what to do instead."""

from __future__ import annotations

from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.requests import errors
from meetbot.requests.models import AnswerKind
from meetbot.texts import Texts


@explains(errors.TooEarlyToAsk)
def _too_early(texts: Texts, error: errors.TooEarlyToAsk) -> Outgoing:
    return Outgoing(
        texts.t("Nobody is in the room yet. From {time} on you can ask here.", time=texts.moment(error.since))
    )


@explains(errors.RequestWordsMissing)
def _words_missing(texts: Texts, error: errors.RequestWordsMissing) -> Outgoing:
    return Outgoing(texts.t("I found no words in that. Please type it in a few words."))


@explains(errors.RequestWordsTooLong)
def _too_long(texts: Texts, error: errors.RequestWordsTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "That would be {length} characters; {limit} fit. Please say it more briefly.",
            length=error.length,
            limit=error.limit,
        )
    )


@explains(errors.AlreadyAnswered)
def _answered(texts: Texts, error: errors.AlreadyAnswered) -> Outgoing:
    values = {"name": error.by, "time": texts.time(error.at)}
    return Outgoing(
        {
            AnswerKind.TAKEN: texts.t("{name} is on the way already (since {time}).", **values),
            AnswerKind.DONE: texts.t("{name} has done it already ({time}).", **values),
            AnswerKind.REFUSED: texts.t("{name} has answered that it cannot be done ({time}).", **values),
            AnswerKind.WITHDRAWN: texts.t("It is no longer needed, says {name} ({time}).", **values),
        }[error.step]
    )
