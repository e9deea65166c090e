"""What a mail to a guest says: the facts, and what to do, in the organiser's language and then in the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetbot.settings import Site
from meetbot.texts import LANGUAGES, Texts, Wording, one_line


class News(StrEnum):
    """What a mail is about."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    TAKEN_OFF = "taken off"


@dataclass(frozen=True)
class Occasion:
    """A meeting as its guests are told of it. ``title`` and ``place`` in each language; ``department``: the organiser's, if any."""

    news: News
    organiser: str
    title: Wording
    place: Wording
    start: datetime
    end: datetime
    answers_to: str
    department: str = ""
    more: int = 0  # dates of a series after this one, the last of which begins at ``last``
    last: datetime | None = None


def subject(occasion: Occasion, texts: Texts) -> str:
    """The mail's subject in one language."""
    title, span = one_line(occasion.title.in_(texts.language)), texts.span(occasion.start, occasion.end)
    match occasion.news:
        case News.INVITED:
            return texts.plain("Invitation: {title}, {span}", title=title, span=span)
        case News.CHANGED:
            return texts.plain("Changed: {title}, {span}", title=title, span=span)
        case _:
            return texts.plain("Cancelled: {title}, {span}", title=title, span=span)


def paragraphs(occasion: Occasion, site: Site, language: str) -> tuple[tuple[str, ...], ...]:
    """The whole mail: ``language`` first, then every other."""
    spoken = (language, *(each for each in LANGUAGES if each != language))
    said = [_said(occasion, site, Texts(each, site.zone)) for each in spoken]
    return tuple(part for number, parts in enumerate(said) for part in ((("* * *",),) if number else ()) + parts)


def _said(occasion: Occasion, site: Site, texts: Texts) -> tuple[tuple[str, ...], ...]:
    span = texts.span(occasion.start, occasion.end)
    facts = (
        one_line(occasion.title.in_(texts.language)),
        texts.plain("When: {span} ({zone})", span=span, zone=site.time_zone),
        *_more(occasion, texts),
        texts.plain("Where: {place}", place=occasion.place.in_(texts.language)),
    )
    return (_heading(occasion, texts), facts, (*_advice(occasion, texts), _office(site, texts)))


def _more(occasion: Occasion, texts: Texts) -> tuple[str, ...]:
    if not occasion.more or occasion.last is None:
        return ()
    last = texts.day(occasion.last)
    if occasion.more == 1:
        return (texts.plain("It repeats: once more, on {last}", last=last),)
    return (texts.plain("It repeats: {count} more dates, the last on {last}", count=occasion.more, last=last),)


def _heading(occasion: Occasion, texts: Texts) -> tuple[str, ...]:
    name = _who(occasion, texts)
    match occasion.news:
        case News.INVITED:
            return (texts.plain("{name} invites you to a meeting.", name=name),)
        case News.CHANGED:
            return (texts.plain("{name} changed a meeting that you are invited to. This is how it is now:", name=name),)
        case News.CANCELLED:
            return (texts.plain("This meeting is cancelled. {name} had invited you.", name=name),)
        case News.TAKEN_OFF:
            return (texts.plain("You are no longer expected at this meeting. {name} had invited you.", name=name),)


def _who(occasion: Occasion, texts: Texts) -> str:
    """Who invites, as a guest of another house would know them."""
    name, department = occasion.organiser, occasion.department
    return texts.plain("{name} ({department})", name=name, department=department) if department else name


def _advice(occasion: Occasion, texts: Texts) -> tuple[str, ...]:
    if occasion.news in (News.CANCELLED, News.TAKEN_OFF):
        return (
            texts.plain("Your calendar takes it out when you open the attached file, if it has not done so by itself."),
        )
    return (
        texts.plain(
            "Please accept or decline in your mail or calendar program; the answer goes to {address}. Where there are no "
            "buttons for that, open the attached file.",
            address=occasion.answers_to,
        ),
    )  # fmt: skip


def _office(site: Site, texts: Texts) -> str:
    office, phone = site.office.name.in_(texts.language), site.office.phone
    if phone:
        return texts.plain(
            "Questions: {office}, {phone}, {address}", office=office, phone=phone, address=site.office.email
        )
    return texts.plain("Questions: {office}, {address}", office=office, address=site.office.email)
