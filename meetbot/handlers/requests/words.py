"""Words that all screens about requests share: what is asked for, and what became of it."""

from __future__ import annotations

from datetime import timedelta

from meetbot.handlers.cards import Reader
from meetbot.handlers.floor.words import clock
from meetbot.handlers.requests import answers
from meetbot.requests.models import AnswerKind, RequestKind
from meetbot.requests.service import RequestView
from meetbot.texts import Html, Texts, shorten

_A_MINUTE = timedelta(minutes=1)
_LONGEST_NAME = 40


def kind_name(texts: Texts, kind: RequestKind) -> str:
    """What is asked for, by sign and word."""
    return {
        RequestKind.TEA: texts.plain("🍵 Tea"),
        RequestKind.VOLUME: texts.plain("🎙 Volume"),
        RequestKind.TEMPERATURE: texts.plain("🌡 Temperature"),
        RequestKind.CHAIRS: texts.plain("🪑 Chairs"),
        RequestKind.EQUIPMENT: texts.plain("🔌 Equipment"),
        RequestKind.OTHER: texts.plain("💬 Other"),
    }[kind]


def heading(texts: Texts, kind: RequestKind) -> str:
    """What is asked for, above the words that say more."""
    return texts.plain("💬 Request") if kind is RequestKind.OTHER else kind_name(texts, kind)


def what(texts: Texts, found: RequestView, longest: int = _LONGEST_NAME) -> str:
    """The request in one line: its own words where it has some."""
    words = found.request.words
    return shorten(texts.plain("💬 {words}", words=words), longest) if words else kind_name(texts, found.request.kind)


def status(reader: Reader, found: RequestView) -> Html:
    """What became of it, who and when."""
    texts, last = reader.texts, found.end or found.taken
    if last is None:
        return answers.waiting(reader)
    match last.step:
        case AnswerKind.TAKEN:
            return answers.on_the_way(reader, last.name, last.at)
        case AnswerKind.DONE:
            return answers.done_by(reader, last.name, last.at)
        case AnswerKind.REFUSED:
            values = {"name": last.name, "time": clock(texts, last.at, reader.now)}
            return texts.t("🚫 {name} ({time}): {reason}", reason=reason_text(texts, last.words), **values)
        case AnswerKind.WITHDRAWN:
            return texts.t("↩️ No longer needed ({time})", time=clock(texts, last.at, reader.now))


def answered_after(texts: Texts, found: RequestView) -> Html | None:
    """How long it took until somebody answered."""
    waited = found.time_to_answer
    if waited is None or not found.answers or found.answers[0].step is AnswerKind.WITHDRAWN:
        return None
    if waited < _A_MINUTE:
        return texts.t("⏱ Answered within a minute")
    return texts.t("⏱ Answered after {length}", length=texts.length(waited))


def line(reader: Reader, found: RequestView) -> Html:
    """A request on the card of its booking: "🙋 14:20 🍵 Tea · ⏳ Waiting for an answer"."""
    texts = reader.texts
    return texts.t(
        "🙋 {time} {what} · {status}",
        time=clock(texts, found.request.asked_at, reader.now),
        what=what(texts, found),
        status=status(reader, found),
    )


def usual_reasons(texts: Texts) -> dict[str, str]:
    """Why something usually cannot be done, as kept and as shown."""
    return {
        "We have none here": texts.plain("We have none here"),
        "It cannot be changed in this room": texts.plain("It cannot be changed in this room"),
        "It needs maintenance": texts.plain("It needs maintenance"),
    }


def reason_text(texts: Texts, reason: str) -> str:
    """A reason as its reader sees it; somebody's own words stay as they are."""
    return usual_reasons(texts).get(reason, reason)


def reason_kept(texts: Texts, number: int) -> str:
    """The reason behind a button; "" for a number that no button has."""
    reasons = list(usual_reasons(texts))
    return reasons[number] if 0 <= number < len(reasons) else ""
