"""Before it is confirmed: what the house will prepare for this meeting, and by when (X14)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import Break, Meeting
from meetbot.booking.meeting import meeting as meeting_of
from meetbot.booking.preview import preview
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.frame import foot, when
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, rows, screen
from meetbot.handlers.booking.whole import whole_screen
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.told import breaks_line
from meetbot.standard.document import Phase, RoundRule
from meetbot.texts import Html, Texts

_BEFOREHAND = (Phase.PREPARE, Phase.BEFORE)


@screen(Step.PREPARED)
def prepared_screen(session: Session, talk: Talk) -> Outgoing:
    """What is due when, from the standard; where the wish cannot be had any more, why."""
    try:
        offer = talk.offer(session, talk.wish)
    except MeetbotError:
        return whole_screen(session, talk.at(Step.WHOLE))
    meeting = preview(
        session, talk.wish, offer, talk.standard, talk.reader.member, talk.reader.now, _breaks(session, talk)
    )
    asked, texts = items(meeting), talk.texts
    beforehand = [item for item in asked if item.phase in _BEFOREHAND]
    text = lines(
        texts.t("<b>📋 What we prepare for you</b>"),
        when(talk),
        "",
        *_by_time(texts, meeting, beforehand),
        "",
        *_rounds(texts, asked),
        breaks_line(texts, meeting),
        texts.t("After the end we look for things left behind, count, clean and lock the room."),
    )
    return Outgoing(text, rows(foot(talk)))


def _breaks(session: Session, talk: Talk) -> tuple[Break, ...]:
    """Those of the booking that is changed; they move with it."""
    if talk.booking is None or talk.booking.id is None:
        return ()
    by = talk.wish.starts_at - talk.booking.starts_at
    pauses = meeting_of(session, talk.booking.id).breaks
    return tuple(Break(each.id, each.start + by, each.end and each.end + by) for each in pauses)


def _by_time(texts: Texts, meeting: Meeting, asked: list[Item]) -> list[Html]:
    """One line for each moment: "By 13:00: Open and air the room, Tune the sound"."""
    moments: dict[datetime, list[str]] = defaultdict(list)
    for item in asked:
        moments[item.due_at].append(_name(texts, item))
    return [
        texts.t("🕐 By {time}: {things}", time=_moment(texts, meeting, moment), things=texts.plain(", ").join(things))
        for moment, things in sorted(moments.items())
    ]


def _moment(texts: Texts, meeting: Meeting, moment: datetime) -> str:
    return texts.time(moment) if texts.day(moment) == texts.day(meeting.start) else texts.moment(moment)


def _name(texts: Texts, item: Item) -> str:
    title = item.title.in_(texts.language)
    return (
        title
        if item.quantity in (None, 1)
        else texts.plain("{title} × {quantity}", title=title, quantity=item.quantity)
    )


def _rounds(texts: Texts, asked: tuple[Item, ...]) -> list[Html]:
    """Each kind of round once, with how many there are and the first of them."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in asked:
        if isinstance(item.rule, RoundRule):
            found[item.rule.key].append(item)
    return [
        texts.n(
            "🔁 {title}: {count} time, at {first}",
            "🔁 {title}: {count} times, the first at {first}",
            len(calls),
            title=calls[0].title.in_(texts.language),
            first=texts.time(calls[0].due_at),
        )
        for calls in found.values()
    ]
