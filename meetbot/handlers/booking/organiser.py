"""Whose meeting it is: booked in a colleague's name, or given to another organiser."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.handing_over import bookable_for, check_may_book_for, heirs
from meetbot.handlers import lists
from meetbot.handlers.booking.frame import framed, turning
from meetbot.handlers.booking.hearing import Heard
from meetbot.handlers.booking.phrase import as_written
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk, screen
from meetbot.handlers.keyboards import Button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.people.directory import matching
from meetbot.people.members import Member
from meetbot.texts import Html, shorten

_LONGEST_LABEL = 40
_LONGEST_NAME = 60
ME = 0  # in a code: one's own name


@screen(Step.ORGANISER)
def organiser_screen(session: Session, talk: Talk) -> Outgoing:
    """Who may have it, the nearest colleagues first; words look for a name."""
    found = _possible(session, talk)
    shown = matching(found, talk.sketch.named) if talk.sketch.named else found
    part = lists.part_of(shown, talk.page)
    buttons = tuple((_button(talk, each),) for each in part.entries)
    question = lines(_question(talk, found, shown), _found(talk, shown))
    return framed(session, talk, question, _own(talk), buttons, turning(talk, part), _whole(talk))


def _possible(session: Session, talk: Talk) -> list[Member]:
    if talk.booking is None:
        return bookable_for(session, talk.reader.member, talk.site)
    return heirs(session, talk.reader.member)


def _question(talk: Talk, found: list[Member], shown: list[Member]) -> Html:
    texts = talk.texts
    if not found:
        return texts.t("You book in your own name here: nobody of your department books, or the house does not allow it. "
                       "Ask a supervisor or the office to book for somebody else.")  # fmt: skip
    if not shown:
        return texts.t(
            "Nobody who books is called “{words}”. Write a shorter part of the name.", words=talk.sketch.named
        )
    if talk.booking is None:
        return texts.t(
            "<b>In whose name?</b> They are told and see it as theirs. You can also write a part of the name."
        )
    return texts.t("<b>Whose booking shall it be?</b> They are told. You can also write a part of the name.")


def _found(talk: Talk, shown: list[Member]) -> Html | None:
    """How many the words find."""
    return lists.looked_for(talk.texts, talk.sketch.named, len(shown)) if shown else None


def _button(talk: Talk, member: Member) -> Button:
    label = f"{member.name} · {member.department}" if member.department else member.name
    label = shorten(label, _LONGEST_LABEL)
    return talk.press(f"● {label}" if member.id == talk.sketch.organiser else label, "bk.org", member.id)


def _own(talk: Talk) -> tuple[Button, ...]:
    """Back to one's own name."""
    if talk.booking is not None or talk.sketch.organiser in (None, talk.reader.member.id):
        return ()
    return (talk.press(talk.texts.plain("In my own name"), "bk.org", ME),)


def _whole(talk: Talk) -> tuple[Button, ...]:
    """Everybody again, after words were looked for."""
    return (talk.press(talk.texts.plain("✖ Whole list"), "bk.names"),) if talk.sketch.named else ()


@as_written(Step.ORGANISER)
def looked_for(session: Session, talk: Talk, text: str) -> Heard:
    """Whoever is called so may be chosen next."""
    return Heard(talk.sketch.shown(named=shorten(text, _LONGEST_NAME)))


def whole_list(session: Session, talk: Talk) -> Heard:
    """Everybody may be chosen again."""
    return Heard(talk.sketch.shown(named="", step=Step.ORGANISER))


def named(session: Session, talk: Talk, person_id: int) -> Heard:
    """In this person's name; ``ME``: in one's own. Raises NotAnOrganiser, NotForThem."""
    whose = person_id or talk.reader.member.id
    if talk.booking is None:
        check_may_book_for(session, talk.reader.member, whose, talk.site)
    return Heard(talk.sketch.with_(organiser=whose, named=""))
