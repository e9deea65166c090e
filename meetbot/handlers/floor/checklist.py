"""One meeting's checklist: tabs for the phases, one button an item, one tap a tick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete

from meetbot.checklists import service as checklists
from meetbot.checklists.errors import EvidenceMissing, OutOfOrder
from meetbot.checklists.items import ItemState
from meetbot.checklists.view import Checklist, Entry
from meetbot.drafts.models import Draft
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor import inspection, words
from meetbot.handlers.floor.live import act_on, is_running, live_rows, refuse
from meetbot.handlers.floor.status import head, is_closed, phase_now, status
from meetbot.handlers.floor.views import View
from meetbot.handlers.floor.words import has_photo
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.told import said_for
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.standard.document import Evidence, Phase
from meetbot.texts import Html, Texts

PAGE = 8
# Drafts that wait for words about an item; going back to the list ends the waiting.
DRAFTS = ("skip", "problem", "photo", "count", "round")


@card("checklist", of="booking")
def checklist_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """The list as it stands, in the view that its reader chose. Staff only (C6)."""
    reader.member.require(*STAFF)
    known = reader.known
    found = known if isinstance(known, Checklist) else checklists.checklist(session, booking_id, reader.now)
    texts, now, view = reader.texts, reader.now, View.of(reader.view)
    text = lines(head(texts, found, now), "", status(session, texts, found, now), _hint(texts, view))
    if found.meeting.is_cancelled:
        left = _items(texts, found, view.at(None), now) if found.is_to_clear else ()
        return Outgoing(text, (*left, (_to_tasks(texts),)))
    return Outgoing(
        text, (*_tabs(texts, found, view, now), *_items(texts, found, view, now), *_tools(reader, found, view))
    )


def _hint(texts: Texts, view: View) -> Html | None:
    return texts.t("<i>Tap an item to read more, skip it or report a problem.</i>") if view.details else None


def _tabs(texts: Texts, found: Checklist, view: View, now: datetime) -> Rows:
    current = phase_now(found, now)
    shown = view.phase or current
    tabs = [
        # The phase that is now is shown without naming it, so that its card goes on with the time.
        _tab(texts, found, phase, view.at(None if phase is current else phase), is_shown=phase is shown)
        for phase in Phase
        if found.count(phase).total or phase in (shown, current)
    ]
    return in_rows(tabs, 2 if len(tabs) == 4 else 3)


def _tab(texts: Texts, found: Checklist, phase: Phase, view: View, *, is_shown: bool) -> Button:
    count, name = found.count(phase), words.phase_name(texts, phase)
    title = texts.plain("{phase} {done}/{total}", phase=name, done=count.done, total=count.total)
    return button(texts.plain("▸ {title}", title=title) if is_shown else title, "ck.show", found.meeting.id, view)


def _items(texts: Texts, found: Checklist, view: View, now: datetime) -> Rows:
    if view.phase is None and is_closed(found, now):
        return ()  # the summary says it all; the tab shows the items
    entries = _shown(found, view.phase or phase_now(found, now), now)
    pages = max(1, -(-len(entries) // PAGE))
    page = min(_first_open_page(entries) if view.page is None else view.page, pages - 1)
    rows = [_row(texts, found, entry, view, now) for entry in entries[page * PAGE : (page + 1) * PAGE]]
    return (*rows, *((_pager(texts, found.meeting.id, view, page, pages),) if pages > 1 else ()))


def _shown(found: Checklist, phase: Phase, now: datetime) -> list[Entry]:
    """The phase's items; of the rounds those that are called now, since the others are past or have time."""
    called = {entry.item.key for entry in found.current_rounds(now)}
    return [
        entry
        for entry in found.entries
        if entry.item.phase is phase and (not entry.item.is_round or entry.item.key in called)
    ]


def _first_open_page(entries: Sequence[Entry]) -> int:
    first = next((number for number, entry in enumerate(entries) if not entry.state.is_done), 0)
    return first // PAGE


def _pager(texts: Texts, booking_id: int, view: View, page: int, pages: int) -> tuple[Button, ...]:
    def to(label: str, number: int) -> Button:
        return button(label, "ck.show", booking_id, view.at(view.phase, number % pages))

    return to("‹", page - 1), to(texts.plain("{page}/{pages}", page=page + 1, pages=pages), page), to("›", page + 1)


def _row(texts: Texts, found: Checklist, entry: Entry, view: View, now: datetime) -> tuple[Button, ...]:
    booking_id = found.meeting.id
    if entry.item.is_inspection and not view.details:
        return inspection.row(texts, booking_id, entry, view)
    verb = "ck.i" if view.details else verb_of_tap(found, entry)
    return (
        button(
            words.label(texts, entry, now, found.meeting.start),
            verb,
            booking_id,
            view,
            entry.item.key,
            style=words.style(entry),
        ),
        *_calling(texts, booking_id, entry),
    )


def _calling(texts: Texts, booking_id: int, entry: Entry) -> tuple[Button, ...]:
    """Beside the item that cleaners are called for, as long as it is open (F3)."""
    if entry.state.is_done or not checklists.calls_cleaners(entry.item):
        return ()
    return (button(texts.plain("🧹 Call"), "cl.ask", booking_id, entry.item.key),)


def verb_of_tap(found: Checklist, entry: Entry) -> str:
    """
    What one tap does: tick, untick, or open what cannot be said with a tap (a count, a reason, a defect, a photo). What
    the organiser said about it is read before it is ticked.
    """
    if not entry.state.is_done and said_for(found.meeting.needs, entry.item):
        return "ck.i"
    if (
        entry.item.evidence is not Evidence.NONE
        or entry.state in (ItemState.SKIPPED, ItemState.PROBLEM)
        or has_photo(entry)
    ):
        return "ck.i"
    return "ck.u" if entry.state is ItemState.TICKED else "ck.t"


def _tools(reader: Reader, found: Checklist, view: View) -> Rows:
    texts, booking_id = reader.texts, found.meeting.id
    details = texts.plain("☑️ Tick items") if view.details else texts.plain("🔍 Details")
    return (
        *_live(texts, found, view, reader.now),
        (
            button(details, "ck.show", booking_id, view.turned()),
            button(texts.plain("🗺 Plan"), "ck.plan", booking_id),
            _to_tasks(texts),
        ),
        (
            button(texts.plain("📄 Papers"), "pa.card", booking_id),
            button(texts.plain("🧹 Cleaners"), "cl.ask", booking_id, ""),
        ),
        (
            button(texts.plain("⚠️ Report"), "df.at", booking_id),  # always in reach (C5)
            *_taking(reader, found, view),
        ),
    )


def _taking(reader: Reader, found: Checklist, view: View) -> tuple[Button, ...]:
    """Give back what is one's own, take what is not; nothing once all is done."""
    texts, booking_id = reader.texts, found.meeting.id
    if any(taker.person_id == reader.member.id for taker in found.takers):
        return (button(texts.plain("↩️ Give back"), "ck.give", booking_id, view),)
    if is_closed(found, reader.now):
        return ()
    return (button(texts.plain("✋ Take"), "ck.take", booking_id, view, style="primary"),)


def _live(texts: Texts, found: Checklist, view: View, now: datetime) -> Rows:
    """The buttons of a running meeting, where its own phases are looked at; once the planned end has passed: still going on?"""
    meeting = found.meeting
    if not is_running(meeting, now) or view.phase not in (None, Phase.DURING, Phase.BREAK):
        return ()
    rows = live_rows(texts, meeting, now, f"c{view}")
    return rows if now < meeting.end else rows[1:]


def _to_tasks(texts: Texts) -> Button:
    return button(texts.plain("‹ Tasks"), "tk.show", 0)


async def show(turn: Turn, booking_id: int, view: str) -> None:
    """Another part of the list, or back to it from an item; whatever was asked about an item is not waited for any more."""
    await turn.act(View.of(view).kind, booking_id, forget_drafts, turn.user.id)


def forget_drafts(session: Session, telegram_id: int) -> None:
    """Nothing is waited for any more on the service floor."""
    session.execute(delete(Draft).where(col(Draft.telegram_id) == telegram_id, col(Draft.kind).in_(DRAFTS)))


async def tick(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """Done."""
    try:
        await _act_on_item(turn, booking_id, view, checklists.ticked, item)
    except (OutOfOrder, EvidenceMissing) as error:
        await refuse(turn, error)


async def untick(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """Open again."""
    await _act_on_item(turn, booking_id, view, checklists.unticked, item)


async def take(turn: Turn, booking_id: int, view: str) -> None:
    """The presser works on this meeting; what they see is its list."""
    await act_on(turn, View.of(view).kind, booking_id, checklists.take, booking_id, turn.me, turn.now)


async def give_back(turn: Turn, booking_id: int, view: str) -> None:
    """Back to the pool."""
    await act_on(turn, View.of(view).kind, booking_id, checklists.release, booking_id, turn.me, turn.now)


async def _act_on_item(turn: Turn, booking_id: int, view: str, function: Callable[..., object], item: str) -> None:
    await act_on(turn, View.of(view).kind, booking_id, function, booking_id, item, turn.me, turn.now)


PRESSES = (
    Press("ck.show", show, (int, str), STAFF, is_one_act=True),
    Press("ck.t", tick, (int, str, str), STAFF, is_one_act=True),
    Press("ck.u", untick, (int, str, str), STAFF, is_one_act=True),
    Press("ck.take", take, (int, str), STAFF, is_one_act=True),
    Press("ck.give", give_back, (int, str), STAFF, is_one_act=True),
)
