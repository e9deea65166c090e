"""``/tasks``: the open work of the next day over all rooms, the nearest deadline first, one's own first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.checklists.run_sheet import Line, Whose
from meetbot.errors import NotAllowed
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.floor import words
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF, Role
from meetbot.standard.document import Phase
from meetbot.texts import Html, Texts, shorten

# Two lines and a row of buttons each: more does not fit on a phone.
PAGE = 5
TASKS = "tasks"
_LONGEST_ROOM = 24


async def tasks(turn: Turn, said: str) -> None:
    """The run sheet, and with words what they find on it; for cleaners the calls that are open."""
    if not turn.me.is_staff:
        from meetbot.handlers.requests.calls import show_calls  # calls are told in the words of the floor

        await show_calls(turn)
        return
    await lists.open_list(turn, TASKS, said)


async def show(turn: Turn, page: int) -> None:
    """The run sheet in place of what was pressed, at this page."""
    await turn.card(f"tasks/{page}" if page > 0 else "tasks", turn.me.id)


async def open_list(turn: Turn, booking_id: int) -> None:
    """A meeting's checklist in place of the run sheet."""
    await turn.card("checklist", booking_id)


@card(TASKS, of="person")
def tasks_card(session: Session, person_id: int, reader: Reader) -> Outgoing:
    """The run sheet of its reader; nobody else's is shown."""
    if person_id != reader.member.id:
        raise NotAllowed
    return _listed(session, reader, "", lists.page_of(reader.view))


@lists.listed(TASKS, STAFF, card=TASKS)
def _listed(session: Session, reader: Reader, wanted: str, page: int) -> Outgoing:
    """The same as a list: the meetings that the words find."""
    whole = checklists.run_sheet(session, reader.member, reader.now)
    texts, now = reader.texts, reader.now
    waiting = () if wanted else _waiting(session, reader)
    if not whole:
        return Outgoing(
            lines(
                texts.t("<b>Nothing is left to do</b> for the next 24 hours."),
                texts.t("I call you when a meeting is booked or work falls due."),
            ),
            (*waiting, (_refresh(texts), _report(texts))),
        )
    ordered = [line for whose in Whose for line in checklists.of(whole, whose)]
    found = lists.matching(ordered, wanted, lambda each: _said(texts, each, now))
    part = lists.part_of(found, page, PAGE)
    text = lines(
        texts.t("<b>Work of the next 24 hours</b>, as of {time}", time=texts.time(now)),
        lists.looked_for(texts, wanted, len(found)),
        *_groups(texts, part.entries, now),
    )
    rows = tuple(_buttons(texts, line, now) for line in part.entries)
    ways = (_report(texts),) if part.pages > 1 or wanted else (_refresh(texts), _report(texts))
    return Outgoing(text, (*waiting, *rows, *lists.foot(texts, TASKS, wanted, part), ways))


def _waiting(session: Session, reader: Reader) -> Rows:
    """What somebody waits for comes before all work."""
    from meetbot.handlers.lost.listing import waiting_row  # finds and requests are told in the words of the floor
    from meetbot.handlers.requests.card import waiting_rows

    return (*waiting_rows(session, reader), waiting_row(session, reader))


def _said(texts: Texts, line: Line, now: datetime) -> str:
    """What a meeting is found by: room, time, subject, number, who took it, what comes next."""
    meeting = line.meeting
    return " ".join((
        words.room(texts, meeting), words.when(texts, meeting, now), words.subject(texts, meeting), str(meeting.id),
        words.people(texts, line.takers), words.name_of(texts, line.next.item),
    ))  # fmt: skip


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


def _report(texts: Texts) -> Button:
    """Always in reach (C5)."""
    return button(texts.plain("⚠️ Report"), "df.begin")


def _refresh(texts: Texts) -> Button:
    return button(texts.plain("🔄 Look again"), "tk.show", 0)


COMMANDS = (Command("tasks", tasks, "Your work: meetings to prepare, serve and inspect", STAFF | {Role.CLEANER}),)
PRESSES = (Press("tk.show", show, (int,), STAFF), Press("tk.open", open_list, (int,), STAFF))
