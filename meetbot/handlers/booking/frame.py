"""What all screens of the booking conversation share: the head that says what is known, the foot with back and cancel."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from meetbot.booking.series.finding import series_of
from meetbot.booking.series.scope import Scope, dates_meant
from meetbot.handlers.booking.refusals import next_steps, refusal
from meetbot.handlers.booking.series.words import rule_words, whole_rule
from meetbot.handlers.booking.sketch import QUESTIONS, Sketch, Step
from meetbot.handlers.booking.talk import Talk, rows
from meetbot.handlers.booking.words import room_called, short_day
from meetbot.handlers.keyboards import Button, Rows
from meetbot.handlers.lists import Part
from meetbot.handlers.names import layout_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.people.service import names
from meetbot.texts import Html, shorten

_LONGEST_LABEL = 40


def framed(session: Session, talk: Talk, question: Html, *choices: tuple[Button, ...] | Rows) -> Outgoing:
    """A question with its choices between head and foot; a refusal comes first, with what can be done about it."""
    return Outgoing(
        lines(
            heading(session, talk),
            talk.note,
            *_refused(session, talk),
            *known(session, talk),
            unread(talk),
            "",
            question,
        ),
        rows(next_steps(session, talk, talk.problem) if talk.problem else (), *choices, as_title(talk), foot(talk)),
    )


def heading(session: Session, talk: Talk) -> Html:
    """What is going on; of a series, which one and how many of its dates."""
    texts, booking = talk.texts, talk.booking
    if booking is None:
        return texts.t("<b>New booking</b>")
    if talk.sketch.scope is None or talk.rule is None:
        return texts.t("<b>Change booking {number}</b>", number=talk.sketch.booking)
    meant = dates_meant(session, booking, talk.sketch.scope, talk.reader.member, talk.reader.now)
    rule = rule_words(texts, talk.rule, series_of(session, booking.id or 0).first_day)
    if talk.sketch.scope is Scope.FOLLOWING:
        return texts.n(
            "<b>Change series · {rule} · {count} date from {day} on</b>",
            "<b>Change series · {rule} · {count} dates from {day} on</b>",
            len(meant), rule=rule, day=short_day(texts, booking.starts_at),
        )  # fmt: skip
    return texts.n(
        "<b>Change series · {rule} · {count} date</b>",
        "<b>Change series · {rule} · {count} dates</b>",
        len(meant),
        rule=rule,
    )


def foot(talk: Talk) -> tuple[Button, ...]:
    """Back and cancel."""
    texts, before = talk.texts, step_before(talk.sketch)
    back = (talk.press(texts.plain("‹ Back"), "bk.go", before),) if before else ()
    if talk.sketch.booking is not None:
        return (*back, talk.press(texts.plain("✖ Keep it as it was"), "bk.drop"))
    return (*back, talk.press(texts.plain("✖ Cancel"), "bk.drop"))


def turning(talk: Talk, part: Part[Any]) -> tuple[Button, ...]:
    """The pages of a step's choices, as every list has them."""
    if part.pages == 1:
        return ()
    pages = ((part.page - 1) % part.pages, part.page, (part.page + 1) % part.pages)
    labels = ("‹", f"{part.page + 1}/{part.pages}", "›")
    return tuple(talk.press(label, "bk.page", talk.step, page) for label, page in zip(labels, pages, strict=True))


def step_before(sketch: Sketch) -> Step | None:
    """Where Back leads: the question before; from a part of the whole, the whole."""
    if sketch.step in QUESTIONS and sketch.booking is None:
        place = QUESTIONS.index(sketch.step)
        return QUESTIONS[place - 1] if place else None
    if sketch.step is Step.WHOLE:
        return None if sketch.booking is not None else QUESTIONS[-1]
    if sketch.step is Step.ENDS:
        return Step.REPEAT
    return Step.NEEDS if sketch.step is Step.EQUIPMENT else Step.WHOLE


def known(session: Session, talk: Talk) -> tuple[Html, ...]:
    """What was said so far, a line for each thing."""
    texts, sketch = talk.texts, talk.sketch
    found = [when(talk)]
    if sketch.repeat and sketch.day:
        found.append(texts.t("🔁 {rule}", rule=whole_rule(texts, sketch.repeat, sketch.day)))
    if sketch.heads:
        found.append(texts.n("👥 {count} person", "👥 {count} people", sketch.heads))
    if sketch.type:
        found.append(texts.t("🏷 {type}", type=type_name(talk)))
    if sketch.room:
        found.append(texts.t("📍 {room}", room=room_called(session, texts, sketch.room)))
    if sketch.layout:
        found.append(texts.t("🪑 {layout}", layout=layout_name(texts, sketch.layout)))
    if (whose := in_whose_name(session, talk)) is not None:
        found.append(whose)
    if sketch.title:
        found.append(texts.t("✏️ {title}", title=sketch.title))
    return tuple(line for line in found if line)


def when(talk: Talk) -> Html | None:
    """Day, time and length as far as they are known."""
    texts, sketch = talk.texts, talk.sketch
    if sketch.start and sketch.end and sketch.length:
        return texts.t(
            "📅 {span} ({length})", span=texts.span(sketch.start, sketch.end), length=texts.length(sketch.length)
        )
    if sketch.start:
        return texts.t("📅 {moment}", moment=texts.moment(sketch.start))
    parts = [texts.day(sketch.day)] if sketch.day else []
    parts += [f"{sketch.at:%H:%M}"] if sketch.at else []
    parts += [texts.length(sketch.length)] if sketch.length else []
    return texts.t("📅 {moment}", moment=" · ".join(parts)) if parts else None


def in_whose_name(session: Session, talk: Talk) -> Html | None:
    """Whose meeting it is; nothing where it is the reader's own."""
    whose = talk.sketch.organiser
    if whose in (None, talk.reader.member.id):
        return None
    return talk.texts.t("👤 For {name}", name=names(session, [whose]).get(whose or 0, ""))


def type_name(talk: Talk) -> str:
    """The kind of meeting in the reader's language."""
    found = next((kind for kind in talk.standard.types if kind.key == talk.sketch.type), None)
    return found.name.in_(talk.texts.language) if found else talk.sketch.type or ""


def unread(talk: Talk) -> Html | None:
    """What was written and not understood, so that nothing is guessed silently."""
    if not talk.sketch.unread:
        return None
    quoted = talk.texts.plain(", ").join(f"“{words}”" for words in talk.sketch.unread)
    return talk.texts.t("❔ Not understood: {words}", words=quoted[:300])


def as_title(talk: Talk) -> Rows:
    """A button for each row of words that was not understood and may be the title: one tap, nothing is guessed."""
    return tuple(
        (talk.press(talk.texts.plain("✏️ Title: “{words}”", words=shorten(words, _LONGEST_LABEL)), "bk.titled", place),)
        for place, words in enumerate(talk.sketch.titles)
    )


def _refused(session: Session, talk: Talk) -> tuple[Html, ...]:
    return (refusal(session, talk, talk.problem),) if talk.problem else ()
