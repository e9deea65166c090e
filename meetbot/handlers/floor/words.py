"""Words that all screens of the service floor share: rooms, times, items, people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from meetbot.booking.meeting import Meeting
from meetbot.checklists.items import Item, ItemState
from meetbot.checklists.taking import Taker
from meetbot.checklists.view import Entry
from meetbot.handlers.keyboards import Style
from meetbot.handlers.names import layout_name
from meetbot.standard.document import Evidence, Phase
from meetbot.texts import Html, Texts, shorten
from meetbot.times import local

# A button of a phone's width shows about as much.
LONGEST_LABEL = 38
LONGEST_TITLE = 80
# Who begins when the call comes is not late; and what is due at once at short notice is not red as soon as it is taken.
OVERDUE_FROM = timedelta(minutes=5)
SIGNS = {
    ItemState.OPEN: "⬜",
    ItemState.TICKED: "✅",
    ItemState.SKIPPED: "⏭",
    ItemState.PROBLEM: "⚠️",
    ItemState.CHANGED: "🔁",
}


def room(texts: Texts, meeting: Meeting) -> str:
    """The room's name."""
    return meeting.spec.name.in_(texts.language)


def when(texts: Texts, meeting: Meeting, now: datetime) -> str:
    """From when to when as planned: "14:00–16:00" today, with days where they are others."""
    start, end = meeting.event.start, meeting.event.end
    last = start if _same_day(texts, start, end) else now
    words = f"{clock(texts, start, now, with_date=True)}–{clock(texts, end, last, with_date=not _same_day(texts, start, end))}"
    return texts.clocked(words, start, end)


def clock(texts: Texts, moment: datetime, today: datetime, *, with_date: bool = False) -> str:
    """The time of ``moment``, with its weekday (and date) where that is not the day of ``today``."""
    if _same_day(texts, moment, today):
        return texts.time(moment)
    if not with_date:
        return texts.clocked(texts.wall(moment, "EEE HH:mm"), moment)
    pattern = "M月d日 EEE HH:mm" if texts.language == "zh" else "EEE d MMM HH:mm"
    return texts.clocked(texts.wall(moment, pattern), moment)


def _same_day(texts: Texts, one: datetime, other: datetime) -> bool:
    return local(one, texts.zone).date() == local(other, texts.zone).date()


def name_of(texts: Texts, item: Item) -> str:
    """What is to be done, with how many: "Set the teacups × 24"."""
    title = item.title.in_(texts.language)
    if item.is_round:
        return texts.plain("{round} {number}", round=title, number=item.number)
    return title if item.quantity is None else texts.plain("{title} × {quantity}", title=title, quantity=item.quantity)


def label(texts: Texts, entry: Entry, now: datetime, day: datetime) -> str:
    """
    An item on a button: "⬜ 13:00 Set the teacups × 24"; what is late carries ❗, another day than ``day`` its name.

    Where it is too long the title is cut and the quantity stays.
    """
    before = sign_of(entry)
    if entry.item.phase is not Phase.AFTER:  # all of that is due now
        late = "❗" if is_late(entry, now) else ""
        before = f"{before} {late}{clock(texts, entry.calls_at, day)}"
    return f"{before} {_name_within(texts, entry.item, LONGEST_LABEL - len(before) - 1)}"


def _name_within(texts: Texts, item: Item, limit: int) -> str:
    """``name_of`` in at most so many characters."""
    whole, title = name_of(texts, item), item.title.in_(texts.language)
    around = len(whole) - len(title)  # the quantity, or the number of the round
    if item.is_round or limit <= around:
        return shorten(whole, limit)
    cut = shorten(title, limit - around)
    return cut if item.quantity is None else texts.plain("{title} × {quantity}", title=cut, quantity=item.quantity)


def sign_of(entry: Entry) -> str:
    """The state's sign; beside it what the item is done with where a tick alone does not do, then that a photo shows it."""
    with_what = {Evidence.COUNT: "🔢", Evidence.PHOTO: "📷"}.get(entry.item.evidence)
    sign = f"{SIGNS[entry.state]}📷" if has_photo(entry) else SIGNS[entry.state]
    return f"{sign} {with_what}" if with_what and not entry.state.is_done else sign


def has_photo(entry: Entry) -> bool:
    """Whether a photo shows how it was done."""
    return entry.state.is_done and entry.tick is not None and entry.tick.file_id is not None


def style(entry: Entry) -> Style | None:
    """What is done is green; the sign says it too."""
    return "success" if entry.state is ItemState.TICKED else None


def is_late(entry: Entry, now: datetime) -> bool:
    """Whether the item should have been begun by now."""
    return not entry.state.is_done and now - entry.calls_at >= OVERDUE_FROM


def state_word(texts: Texts, state: ItemState) -> str:
    """The word that goes with the sign."""
    return {
        ItemState.OPEN: texts.plain("still to do"),
        ItemState.TICKED: texts.plain("done"),
        ItemState.SKIPPED: texts.plain("skipped"),
        ItemState.PROBLEM: texts.plain("problem"),
        ItemState.CHANGED: texts.plain("changed: please look again"),
    }[state]


def phase_name(texts: Texts, phase: Phase) -> str:
    """The phase on a tab."""
    match phase:
        case Phase.PREPARE:
            return texts.plain("Prepare")
        case Phase.BEFORE:
            return texts.plain("Before")
        case Phase.DURING:
            return texts.plain("During")
        case Phase.BREAK:
            return texts.plain("Break")
        case Phase.AFTER:
            return texts.plain("After")


def type_name(texts: Texts, meeting: Meeting) -> str:
    """The name of the meeting's type in its own standard."""
    return meeting.standard.type_(meeting.booking.meeting_type).name.in_(texts.language)


def subject(texts: Texts, meeting: Meeting) -> str:
    """What the meeting is called: its title, else its type."""
    return shorten(meeting.booking.title, LONGEST_TITLE) or type_name(texts, meeting)


def setting(texts: Texts, meeting: Meeting) -> Html:
    """How the room is set: "Hollow square, 22 places"."""
    booking = meeting.booking
    layout = layout_name(texts, booking.layout)
    return texts.n("{layout}, {count} place", "{layout}, {count} places", booking.places, layout=layout)


def people(texts: Texts, takers: Iterable[Taker]) -> str:
    """Their names, at most three."""
    names = [shorten(taker.name, 24) for taker in takers]
    shown = texts.plain(", ").join(names[:3])
    return shown if len(names) <= 3 else texts.plain("{names} and {count} more", names=shown, count=len(names) - 3)


def taken_by(texts: Texts, takers: tuple[Taker, ...]) -> Html:
    """Who does the work."""
    if not takers:
        return texts.t("👤 Nobody has taken it yet")
    return texts.t("👤 {names}", names=people(texts, takers))


def post_from(meeting: Meeting) -> datetime:
    """Since when somebody stands at the door (B4)."""
    return meeting.start - timedelta(minutes=meeting.standard.values.post_before_minutes)
