"""Words that the screens of the standard share: chapters, clauses on buttons, when an item is due."""

from __future__ import annotations

from meetbot.handlers.floor.words import phase_name
from meetbot.handlers.keyboards import Rows, button
from meetbot.standard.document import Anchor, Clause, DueRule, ItemRule, RoundRule
from meetbot.standard.lookup import Chapter
from meetbot.texts import Texts, shorten

LONGEST_LABEL = 38


def chapter_name(texts: Texts, chapter: Chapter) -> str:
    """What a chapter is called."""
    names = {
        Chapter.DUTIES: texts.plain("Duties"),
        Chapter.APPEARANCE: texts.plain("Appearance"),
        Chapter.COURTESY: texts.plain("Courtesy"),
        Chapter.PREPARATION: texts.plain("Preparation"),
        Chapter.BEFORE: texts.plain("Before the meeting"),
        Chapter.DURING: texts.plain("During the meeting"),
        Chapter.AFTER: texts.plain("After the meeting"),
        Chapter.LEADERSHIP: texts.plain("Leadership meetings"),
        Chapter.PARTY_BRANCH: texts.plain("Party branch meetings"),
        Chapter.TRAINING: texts.plain("Trainings"),
        Chapter.OTHER: texts.plain("Other clauses"),
    }
    return names[chapter]


def clause_label(texts: Texts, clause: Clause) -> str:
    """A clause on a button: "P7 Teacups are carried on a tray…"."""
    return shorten(f"{clause.id} {clause.text.in_(texts.language)}", LONGEST_LABEL)


def when_due(texts: Texts, rule: ItemRule | RoundRule) -> str:
    """When the work is done: "Prepare · 40 min before the start"."""
    if isinstance(rule, RoundRule):
        return texts.plain("every {count} min while the meeting runs", count=rule.every_minutes)
    return texts.plain("{phase} · {when}", phase=phase_name(texts, rule.phase), when=moment(texts, rule.due))


def moment(texts: Texts, due: DueRule) -> str:
    """A due rule in words: "40 min before the start"."""
    minutes = abs(due.minutes)
    if due.anchor is Anchor.TOLD:
        return (
            texts.plain("{count} min after the booking", count=minutes)
            if minutes
            else texts.plain("as soon as it is booked")
        )
    names = {
        Anchor.START: (
            texts.plain("at the start"),
            texts.plain("{count} min before the start", count=minutes),
            texts.plain("{count} min after the start", count=minutes),
        ),
        Anchor.BREAK: (
            texts.plain("as the break begins"),
            texts.plain("{count} min before the break", count=minutes),
            texts.plain("{count} min into the break", count=minutes),
        ),
        Anchor.END: (
            texts.plain("at the end"),
            texts.plain("{count} min before the end", count=minutes),
            texts.plain("{count} min after the end", count=minutes),
        ),
    }
    at, before, after = names[due.anchor]
    if due.minutes == 0:
        return at
    return before if due.minutes < 0 else after


def turning(page: int, pages: int, verb: str, *arguments: object) -> Rows:
    """‹ 1/3 ›, around in a circle; nothing for a single page. The page is the last argument of ``verb``."""
    if pages <= 1:
        return ()
    return (
        (
            button("‹", verb, *arguments, (page - 1) % pages),
            button(f"{page + 1}/{pages}", verb, *arguments, page),
            button("›", verb, *arguments, (page + 1) % pages),
        ),
    )


def paged(count: int, per_page: int, page: int) -> tuple[int, int]:
    """The page that there is, next to the one asked for, and how many there are."""
    pages = max(1, -(-count // per_page))
    return min(max(page, 0), pages - 1), pages
