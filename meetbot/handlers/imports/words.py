"""How a foreign calendar and its dates are described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from meetbot.booking.imports.bookings import Outlook
from meetbot.booking.imports.busy import Clash
from meetbot.booking.imports.taking import Step, Verb
from meetbot.booking.incoming.values import Doubt, Incoming, Unread, Why
from meetbot.errors import MeetbotError
from meetbot.handlers.explain import explain
from meetbot.handlers.outgoing import bare
from meetbot.texts import Html, Texts, shorten

MOST_LISTED: Final = 6
_LONGEST_TITLE: Final = 40
_LONGEST_REASON: Final = 160


def heading(texts: Texts, calendar: Incoming, name: str) -> Html:
    """What the calendar is called."""
    return texts.t("<b>📥 Calendar “{name}”</b>", name=shorten(calendar.name or name, _LONGEST_TITLE))


def remarks(texts: Texts, calendar: Incoming) -> Iterator[Html]:
    """What to look at twice before anything is made of it."""
    if calendar.charset != "UTF-8":
        yield texts.t("⚠️ The file is written in {charset}: check names and titles.", charset=calendar.charset)
    doubts = {doubt for event in calendar.events for doubt in event.doubts}
    if Doubt.UNKNOWN_ZONE in doubts:
        yield texts.t(
            "⚠️ It names a time zone that I do not know: I took those times as the building's. Check the hours."
        )
    if Doubt.NO_ZONE in doubts:
        yield texts.t("⚠️ Some times name no time zone: I took them as the building's. Check the hours.")
    if Doubt.CUT in doubts:
        yield texts.t("⚠️ Very long titles are cut.")
    yield from _unread(texts, calendar.unread)


def _unread(texts: Texts, unread: Sequence[Unread]) -> Iterator[Html]:
    if not unread:
        return
    yield texts.n("❓ {count} event could not be read:", "❓ {count} events could not be read:", len(unread))
    for each in unread[:3]:
        yield texts.t("   {title}: {reason}", title=_title(texts, each.summary), reason=reason_unread(texts, each.why))


def reason_unread(texts: Texts, why: Why) -> str:
    """Why an event was passed over."""
    return {
        Why.NO_UID: texts.plain("it has no identifier"),
        Why.NO_START: texts.plain("it has no start"),
        Why.BAD_TIME: texts.plain("its time makes no sense"),
        Why.NO_LENGTH: texts.plain("it ends when it begins, or before"),
        Why.TOO_LONG: texts.plain("it lasts longer than a year"),
        Why.RULE: texts.plain("it repeats in a way that I cannot follow"),
        Why.TOO_MANY_DATES: texts.plain("it lists too many dates"),
    }[why]


def _title(texts: Texts, title: str) -> str:
    return shorten(title, _LONGEST_TITLE) if title else texts.plain("(no title)")


def counted(texts: Texts, steps: Sequence[Step]) -> Iterator[Html]:
    """How many dates are new, moved, gone or as they were."""
    number = {verb: sum(step.verb is verb for step in steps) for verb in Verb}
    if number[Verb.MAKE]:
        yield texts.n("🆕 {count} new date", "🆕 {count} new dates", number[Verb.MAKE])
    if number[Verb.MOVE]:
        yield texts.n("✏️ {count} date moves", "✏️ {count} dates move", number[Verb.MOVE])
    if number[Verb.REMOVE]:
        yield texts.n("🗑 {count} date goes", "🗑 {count} dates go", number[Verb.REMOVE])
    if number[Verb.KEEP]:
        yield texts.n("✔️ {count} date is here already", "✔️ {count} dates are here already", number[Verb.KEEP])


def listed(texts: Texts, steps: Sequence[Step], rooms: Sequence[str | None] | None = None) -> Iterator[Html]:
    """The first of the dates that change, one a line; ``rooms`` are their names, where each has its own."""
    signs = {Verb.MAKE: "🆕", Verb.MOVE: "✏️", Verb.REMOVE: "🗑"}
    shown = [(number, step) for number, step in enumerate(steps) if step.verb is not Verb.KEEP]
    for number, step in shown[:MOST_LISTED]:
        room = rooms[number] if rooms else None
        yield _line(texts, signs[step.verb], step, room or "")
    if len(shown) > MOST_LISTED:
        yield texts.n("… and {count} more", "… and {count} more", len(shown) - MOST_LISTED)


def _line(texts: Texts, sign: str, step: Step, detail: str) -> Html:
    values = {"sign": sign, "span": texts.span(step.start, step.end), "title": _title_of(texts, step)}
    if detail:
        return texts.t("{sign} {span} · {title} · {detail}", **values, detail=detail)
    return texts.t("{sign} {span} · {title}", **values)


def _title_of(texts: Texts, step: Step) -> str:
    return _title(texts, step.wanted.event.summary if step.wanted else "")


def problems(texts: Texts, found: Sequence[Outlook]) -> Iterator[Html]:
    """The dates that would be left out, each with why."""
    refused = [(each.step, each.problem) for each in found if each.problem is not None]
    yield from left_out(texts, refused)


def left_out(texts: Texts, refused: Sequence[tuple[Step, Exception]]) -> Iterator[Html]:
    """The dates that are left out, each with why."""
    if not refused:
        return
    yield texts.n("⚠️ {count} date is left out:", "⚠️ {count} dates are left out:", len(refused))
    for step, problem in refused[:MOST_LISTED]:
        yield _line(texts, "  ", step, _reason(texts, problem))
    if len(refused) > MOST_LISTED:
        yield texts.n("… and {count} more", "… and {count} more", len(refused) - MOST_LISTED)


def _reason(texts: Texts, problem: Exception) -> str:
    if not isinstance(problem, MeetbotError):
        return ""
    return shorten(bare(explain(texts, problem).html), _LONGEST_REASON)


def met(texts: Texts, clashes: Sequence[Clash]) -> Iterator[Html]:
    """The bookings that stand in the room at those times."""
    if not clashes:
        return
    yield texts.n(
        "⚠️ {count} booking stands in the room at that time. It stays; please talk to its organiser:",
        "⚠️ {count} bookings stand in the room at those times. They stay; please talk to their organisers:",
        len(clashes),
    )
    for each in clashes[:MOST_LISTED]:
        yield texts.t("  booking {number}, {span}", number=each.booking_id, span=texts.span(each.start, each.end))
    if len(clashes) > MOST_LISTED:
        yield texts.n("… and {count} more", "… and {count} more", len(clashes) - MOST_LISTED)
