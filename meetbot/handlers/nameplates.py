"""How far the nameplates of a meeting are, in one line: on the booking's card, on the checklist, in reminders."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.nameplates.progress import Step, next_steps
from meetbot.texts import Html, Texts


def nameplates_line(session: Session, texts: Texts, meeting: Meeting, now: datetime) -> Html | None:
    """Until the meeting begins; none where no nameplates are wanted."""
    if meeting.is_cancelled or now >= meeting.start:
        return None
    step = next_steps(session, [meeting]).get(meeting.id)
    return step_line(texts, step) if step else None


def step_line(texts: Texts, step: Step) -> Html:
    """What is missing."""
    return {
        Step.NAMES: texts.t("📛 Nameplates: the names are missing"),
        Step.TEXT: texts.t("📛 Nameplates: the names are not checked yet"),
        Step.SEATS: texts.t("📛 Nameplates: who sits where is not checked yet"),
        Step.PLACED: texts.t("📛 Nameplates: the cards do not stand in the room yet"),
        Step.DONE: texts.t("📛 The nameplates stand in the room"),
    }[step]
