"""Words for what can be wrong with what is told."""

from __future__ import annotations

from meetbot.booking import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.texts import Texts


@explains(errors.WordsTooLong)
def _too_long(texts: Texts, error: errors.WordsTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "That is {length} characters long; there is room for {limit}. Please send it shorter.",
            length=error.length,
            limit=error.limit,
        )
    )


@explains(errors.BadFlags)
def _bad_flags(texts: Texts, error: errors.BadFlags) -> Outgoing:
    return Outgoing(texts.t("How many flags? Please begin with the number, up to {most}.", most=error.most))


@explains(errors.TooMuchAudio)
def _too_much_audio(texts: Texts, error: errors.TooMuchAudio) -> Outgoing:
    return Outgoing(
        texts.t("There are {most} pieces already: that is as many as I keep. Take one out first.", most=error.most)
    )


@explains(errors.TooManyMicrophones)
def _too_many_microphones(texts: Texts, error: errors.TooManyMicrophones) -> Outgoing:
    return Outgoing(texts.t("Microphones can stand at {most} places at most. Please name fewer.", most=error.most))
