"""``/tasks``: the open work of the next day over all rooms, the nearest deadline first, one's own first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.checklists.run_sheet import Line, Whose
from meetbot.errors import NotAllowed
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor import words
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF, Role
from meetbot.standard.document import Phase
from meetbot.texts import Html, Texts, shorten

# Two lines and a row of buttons each: more does not fit on a phone.
PAGE = 5
_LONGEST_ROOM = 24


async def tasks(turn: Turn, _words: str) -> None:
    """The run sheet; for cleaners the calls that are open."""
    if not turn.me.is_staff:
        from meetbot.handlers.requests.calls import show_calls  # calls are told in the words of the floor

        await show_calls(turn)
        return
    await turn.card("tasks", turn.me.id, anew=True)


async def show(turn: Turn, page: int) -> None:
    """The run sheet in place of what was pressed, at this page."""
    await turn.card(f"tasks/{page}" if page > 0 else "tasks", turn.me.id)


async def open_list(turn: Turn, booking_id: int) -> None:
    """A meeting's checklist in place of the run sheet."""
    await turn.card("checklist", booking_id)


@card("tasks", of="person")
def tasks_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """The run sheet of its reader; nobody else's is shown."""
    if person_id != reader.member.id:
        raise NotAllowed
    from meetbot.handlers.lost.listing import waiting_row  # finds and requests are told in the words of the floor
    from meetbot.handlers.requests.card import waiting_rows

    found = checklists.run_sheet(session, reader.member, reader.now)
    texts, now = reader.texts, reader.now
    waiting = (*waiting_rows(session, reader), waiting_row(session, reader))
    heading = texts.t("<b>Work of the next 24 hours</b>, as of {time}", time=texts.time(now))
    if not found:
        return Outgoing(
            lines(
                texts.t("<b>Nothing is left to do</b> for the next 24 hours."),
                texts.t("I call you when a meeting is booked or work falls due."),
            ),
            (*waiting, (_refresh(texts), _report(texts))),
        )
    ordered = [line for whose in Whose for line in checklists.of(found, whose)]
    pages = -(-len(ordered) // PAGE)
    page = min(int(reader.view) if reader.view.isdecimal() else 0, pages - 1)
    shown = ordered[page * PAGE : (page + 1) * PAGE]
    rows = tuple(_buttons(texts, line, now) for line in shown)
    return Outgoing(lines(heading, *_groups(texts, shown, now)), (*waiting, *rows, _turning(texts, page, pages)))


def _groups(texts: Texts, shown: Sequence[Line], now: datetime) -> Iterator[Html]:
    names = {
        Whose.MINE: texts.t("<b>Yours</b>"),
        Whose.UNTAKEN: texts.t("<b>Nobody has taken these yet</b>"),
        Whose.OTHERS: texts.t("<b>Taken by others</b>"),
    }
    for whose, name in names.items():
        of_group = checklists.of(shown, whose)
        if of_group:
            yield lines("", name, *(part for line in of_group for part in _line(texts, line, now)))


def _line(texts: Texts, line: Line, now: datetime) -> Iterator[Html]:
    place = {"when": words.when(texts, line.meeting, now), "room": words.room(texts, line.meeting)}
    if line.whose is Whose.OTHERS:
        yield texts.t("{when} {room} · {names}", names=words.people(texts, line.takers), **place)
    else:
        done, left = _done(line), len(line.open)
        yield texts.t("{when} {room} · ✅ {done} ⬜ {left}", done=done, left=left, **place)
    yield _first(texts, line, now)


def _done(line: Line) -> int:
    """Of the work that the open items belong to: before the meeting and in it, or the inspection."""
    phases = {entry.item.phase for entry in line.open}
    if phases == {Phase.AFTER}:
        return line.checklist.count(Phase.AFTER).done
    return line.checklist.done


def _first(texts: Texts, line: Line, now: datetime) -> Html:
    entry = line.next
    values = {"time": words.clock(texts, entry.calls_at, now), "item": words.name_of(texts, entry.item)}
    if words.is_late(entry, now):
        return texts.t("    ❗ overdue since {time}: {item}", **values)
    return texts.t("    next {time}: {item}", **values)


def _buttons(texts: Texts, line: Line, now: datetime) -> tuple[Button, ...]:
    values = {
        "time": words.clock(texts, line.meeting.start, now),
        "room": shorten(words.room(texts, line.meeting), _LONGEST_ROOM),
    }
    late = words.is_late(line.next, now)
    label = texts.plain("📋 ❗{time} {room}", **values) if late else texts.plain("📋 {time} {room}", **values)
    opens = button(label, "tk.open", line.meeting.id)
    if line.whose is Whose.UNTAKEN:
        return opens, button(texts.plain("✋ Take"), "ck.take", line.meeting.id, "", style="primary")
    return (opens,)


def _turning(texts: Texts, page: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return (_refresh(texts), _report(texts))
    number = texts.plain("{page}/{pages}", page=page + 1, pages=pages)
    return (
        button("‹", "tk.show", (page - 1) % pages),
        button(number, "tk.show", page),
        button("›", "tk.show", (page + 1) % pages),
        _report(texts),
    )


def _report(texts: Texts) -> Button:
    """Always in reach (C5)."""
    return button(texts.plain("⚠️ Report"), "df.begin")


def _refresh(texts: Texts) -> Button:
    return button(texts.plain("🔄 Look again"), "tk.show", 0)


COMMANDS = (Command("tasks", tasks, "Your work: meetings to prepare, serve and inspect", STAFF | {Role.CLEANER}),)
PRESSES = (Press("tk.show", show, (int,), STAFF), Press("tk.open", open_list, (int,), STAFF))
