"""What is asked about a find: where, after which meeting, what it is."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import may_see_title
from meetbot.booking.models import Booking
from meetbot.booking.rooms import rooms
from meetbot.drafts.models import Draft
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.lost import words
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.lost.service import LONGEST_WORDS, meetings_before, seen_by
from meetbot.texts import Html, Texts, shorten

ELSEWHERE = 0
UNKNOWN = 0
_PER_PAGE = 14
_LONGEST_LABEL = 40


def next_one(session: Session, draft: Draft, reader: Reader) -> Outgoing:
    """What is not known yet."""
    if draft.fields["room"] is None:
        return where(session, draft, reader, 0)
    if draft.fields["booking"] is None:
        return whose(session, draft, reader)
    return what(session, draft, reader)


def where(session: Session, draft: Draft, reader: Reader, page: int) -> Outgoing:
    """In which room?"""
    texts = reader.texts
    choices = [button(words.place(texts, room), "lf.room", draft.id, room.id) for room in rooms(session)]
    choices.append(button(texts.plain("Somewhere else"), "lf.room", draft.id, ELSEWHERE))
    pages = -(-len(choices) // _PER_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = in_rows(choices[page * _PER_PAGE : (page + 1) * _PER_PAGE], 2)
    out = lines(_heading(texts), _said(texts, draft), texts.t("Where is it?"))
    return Outgoing(out, (*shown, *_turning(draft, page, pages), _drop(texts)))


def whose(session: Session, draft: Draft, reader: Reader) -> Outgoing:
    """After which meeting? A meeting is shown by its times, its title only to those who may know it (C6)."""
    texts = reader.texts
    choices = [
        button(_meeting(reader, each), "lf.of", draft.id, each.id) for each in meetings(session, draft, reader.now)
    ]
    nobody = button(texts.plain("I do not know"), "lf.of", draft.id, UNKNOWN)
    out = lines(
        _heading(texts),
        _said(texts, draft),
        texts.t("After which meeting? Its organiser is told."),
    )
    return Outgoing(out, (*in_rows(choices, 1), (nobody,), _drop(texts)))


def meetings(session: Session, draft: Draft, now: datetime) -> list[Booking]:
    """The meetings it may belong to, the last one first."""
    return meetings_before(session, int(draft.fields["room"]), now) if draft.fields["room"] else []


def _meeting(reader: Reader, booking: Booking) -> str:
    title = booking.title if may_see_title(reader.member, booking) else ""
    return shorten(" ".join(filter(None, (words.times(reader, booking), title))), _LONGEST_LABEL)


def what(session: Session, draft: Draft, reader: Reader) -> Outgoing:
    """What is it? A photo says most."""
    texts = reader.texts
    back = (
        button(texts.plain("‹ Back to the list"), "lf.back", int(draft.fields["booking"]), draft.fields["view"])
        if draft.fields["item"]
        else _drop(texts)[0]
    )
    out = lines(
        _heading(texts),
        texts.t("Send a photo with a few words: what it is and where it lay. The organiser gets it at once."),
    )
    return Outgoing(out, ((back,),))


def more(session: Session, find_id: int, view: str, reader: Reader) -> Outgoing:
    """More words or photos?"""
    found, texts = seen_by(session, find_id, reader.member), reader.texts
    back = button(texts.plain("‹ Back"), "lf.show", find_id, view)
    return Outgoing(lines(words.heading(texts, found), texts.t("Send words or a photo: I add them.")), ((back,),))


def _heading(texts: Texts) -> Html:
    return texts.t("<b>🧳 Something was left behind</b>")


def _said(texts: Texts, draft: Draft) -> Html | None:
    """What was said already."""
    said, files = shorten(str(draft.fields["words"]), LONGEST_WORDS), len(draft.fields["files"])
    quoted = texts.t("<blockquote>{words}</blockquote>", words=said) if said else None
    counted = texts.n("📷 {count} photo", "📷 {count} photos", files) if files else None
    return lines(quoted, counted) or None


def _turning(draft: Draft, page: int, pages: int) -> Rows:
    if pages == 1:
        return ()
    return (
        (
            button("‹", "lf.rooms", draft.id, (page - 1) % pages),
            button(f"{page + 1}/{pages}", "lf.rooms", draft.id, page),
            button("›", "lf.rooms", draft.id, (page + 1) % pages),
        ),
    )


def _drop(texts: Texts) -> tuple[Button, ...]:
    return (button(texts.plain("✖ Cancel"), "lf.drop"),)
