"""What the organiser is told unasked about nameplates: what is still missing."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.floor import words as floor_words
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.nameplates import step_line
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.nameplates.progress import Step
from meetbot.reminders.dues import Due
from meetbot.texts import Texts


@message_of("names_open")
def names_open(session: Session, due: Due, reader: Reader) -> Outgoing:
    """What is missing, by when, and the button that leads there."""
    held, texts, step = meeting(session, due.subject_id), reader.texts, Step(str(due.values["step"]))
    values = {"room": floor_words.room(texts, held), "when": floor_words.when(texts, held, reader.now)}
    return Outgoing(
        lines(
            texts.t("<b>{room} · {when}</b>", **values),
            texts.t("{title}", title=floor_words.subject(texts, held)),
            step_line(texts, step),
            texts.t(
                "The attendants welcome guests from {time}: by then the cards should stand.",
                time=texts.time(floor_words.post_from(held)),
            ),
        ),
        ((_way(texts, held, step),),),
    )


def _way(texts: Texts, held: Meeting, step: Step) -> Button:
    if step is Step.NAMES:
        return button(texts.plain("✏️ Send the names"), "pa.ask", held.id, style="primary")
    return button(texts.plain("📛 Open the nameplates"), "pa.names", held.id, 0, style="primary")
