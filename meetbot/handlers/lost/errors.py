"""Words for what can go wrong with finds, with what to do instead."""

from __future__ import annotations

from meetbot.handlers.explain import explains
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing
from meetbot.lost import errors
from meetbot.texts import Texts


@explains(errors.NothingSaid)
def _nothing(texts: Texts, error: errors.NothingSaid) -> Outgoing:
    return Outgoing(texts.t("I found no words in that. Please type it in a few words, or send a photo."))


@explains(errors.FindWordsTooLong)
def _too_long(texts: Texts, error: errors.FindWordsTooLong) -> Outgoing:
    values = {"length": error.length, "limit": error.limit}
    return Outgoing(texts.t("That would be {length} characters; {limit} fit. Please say it more briefly.", **values))


@explains(errors.TooManyFindPhotos)
def _too_many(texts: Texts, error: errors.TooManyFindPhotos) -> Outgoing:
    return Outgoing(texts.t("This find has {limit} photos already: no more fit.", limit=error.limit))


@explains(errors.AlreadyHandedOver)
def _handed_already(texts: Texts, error: errors.AlreadyHandedOver) -> Outgoing:
    values = {"name": error.by, "to": error.to, "when": texts.moment(error.at)}
    return Outgoing(texts.t("{name} has said already that {to} has it ({when}).", **values))


@explains(errors.IsAFind)
def _is_a_find(texts: Texts, error: errors.IsAFind) -> Outgoing:
    found = button(texts.plain("🧳 Found something"), "lf.item", error.booking_id, "", error.item)
    return Outgoing(texts.t("What was left behind is no defect: it goes back to the organiser."), ((found,),))
