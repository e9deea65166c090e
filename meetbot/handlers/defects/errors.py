"""Words for what can go wrong with defects, with what to do instead."""

from __future__ import annotations

from meetbot.defects import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts


@explains(errors.WordsTooLong)
def _too_long(texts: Texts, error: errors.WordsTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "That would be {length} characters; {limit} fit. Please say it more briefly, or send a photo.",
            length=error.length,
            limit=error.limit,
        )
    )


@explains(errors.WordsMissing)
def _words_missing(texts: Texts, error: errors.WordsMissing) -> Outgoing:
    return Outgoing(texts.t("I found no words in that. Please type what is wrong, or send a photo."))


@explains(errors.NoteMissing)
def _note_missing(texts: Texts, error: errors.NoteMissing) -> Outgoing:
    return Outgoing(texts.t("Please say in a few words what was done."))


@explains(errors.TooManyPhotos)
def _too_many(texts: Texts, error: errors.TooManyPhotos) -> Outgoing:
    return Outgoing(texts.t("This defect has {limit} photos already: no more fit.", limit=error.limit))


@explains(errors.CannotRepair)
def _cannot_repair(texts: Texts, error: errors.CannotRepair) -> Outgoing:
    return Outgoing(texts.t("{name} does not mend things here any more. Choose somebody else.", name=error.name))


@explains(errors.AlreadyResolved)
def _mended_already(texts: Texts, error: errors.AlreadyResolved) -> Outgoing:
    return Outgoing(texts.t("{name} has mended it already ({when}).", name=error.by, when=texts.moment(error.at)))
