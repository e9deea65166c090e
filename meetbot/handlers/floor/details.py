"""One item in full: what good looks like, the clause behind it, what became of it, and everything that can be done about it."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.checklists.errors import NoSuchItem, NotInForce
from meetbot.checklists.inspection import expected
from meetbot.checklists.items import Item, ItemState
from meetbot.checklists.models import Outcome, Tick
from meetbot.checklists.view import Checklist, Entry
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.floor import words
from meetbot.handlers.floor.inspection import problem_button
from meetbot.handlers.floor.live import refuse
from meetbot.handlers.floor.reasons import reason_text
from meetbot.handlers.floor.views import View
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.looks.showing import look_row
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.handlers.routing import Press
from meetbot.handlers.told import said_for, told_line
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.people.service import names
from meetbot.requests.cleaning import last_done
from meetbot.standard.document import Evidence, ItemRule, Standard
from meetbot.standard.needs import Told
from meetbot.texts import Html, Texts

# All back, or a few missing: more is typed.
_COUNTS_OFFERED = 4
# Where nothing tells what to expect.
_COUNTS_UNTOLD = (0, 5, 10, 20)
# Where tables and chairs stand.
_SETS_THE_ROOM = frozenset({"P3", "P5"})


async def show(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """The item, in place of its list."""
    try:
        out = await turn.read(detail, booking_id, item, View.of(view), turn.reader)
    except (NoSuchItem, NotInForce) as error:
        await refuse(turn, error)
        await turn.card(View.of(view).kind, booking_id)
        return
    await turn.ask(out)


def detail(session: Session, booking_id: int, key: str, view: View, reader: Reader) -> Outgoing:
    """What the item's page shows. Raises UnknownBooking, NotInForce, NoSuchItem, NotAllowed."""
    reader.member.require(*STAFF)
    found = checklists.checklist(session, booking_id, reader.now)
    entry = found.entry_in_force(key)
    by = names(session, [entry.tick.by]) if entry.tick else {}
    text = lines(_text(reader, found, entry, by), _cleaned(session, reader, found, entry))
    return Outgoing(text, _rows(session, reader.texts, found, entry, view))


def _cleaned(session: Session, reader: Reader, found: Checklist, entry: Entry) -> Html | None:
    """Who cleaned, at the item that calls cleaners (F3)."""
    if not checklists.calls_cleaners(entry.item):
        return None
    last = last_done(session, found.meeting.id, entry.item.key)
    return reader.texts.t("🧽 Cleaned by {name}", name=last.cleaner) if last else None


def _text(reader: Reader, found: Checklist, entry: Entry, by: dict[int, str]) -> Html:
    texts, item, now = reader.texts, entry.item, reader.now
    return lines(
        texts.t("<b>{item}</b>", item=words.name_of(texts, item)),
        texts.t("{room} · {when}", room=words.room(texts, found.meeting), when=words.when(texts, found.meeting, now)),
        "",
        _state(reader, entry),
        _done(reader, entry.tick, by) if entry.tick else None,
        _defect(texts, entry),
        *_told(texts, found, item),
        "",
        texts.t("{quality}", quality=item.quality.in_(texts.language)),
        _clause(texts, found.meeting.standard, item),
    )


def _told(texts: Texts, found: Checklist, item: Item) -> tuple[str | None, ...]:
    """The organiser's words about it, or that they are still to come (P2, P4)."""
    about = item.rule.tells if isinstance(item.rule, ItemRule) else None
    line = told_line(texts, found.meeting.needs, about) if about else None
    return ("", line) if line else ()


def _state(reader: Reader, entry: Entry) -> Html:
    texts, now = reader.texts, reader.now
    values = {
        "sign": words.SIGNS[entry.state],
        "state": words.state_word(texts, entry.state),
        "time": words.clock(texts, entry.calls_at, now),
    }
    if entry.state.is_done:
        return texts.t("{sign} {state}", sign=values["sign"], state=values["state"])
    if words.is_late(entry, now):
        return texts.t("{sign} {state} · ❗ overdue since {time}", **values)
    return texts.t("{sign} {state} · due {time}", **values)


def _done(reader: Reader, tick: Tick, by: dict[int, str]) -> Html:
    """Who dealt with it, when, and what was said or counted."""
    texts = reader.texts
    values = {"name": by.get(tick.by, "?"), "time": words.clock(texts, tick.at, reader.now)}
    if tick.outcome is Outcome.SKIPPED:
        return texts.t("{name}, {time}: “{reason}”", reason=reason_text(texts, tick.reason), **values)
    if tick.count is not None:
        return texts.t("{name}, {time}: {count} counted", count=tick.count, **values)
    if tick.file_id is not None:
        return texts.t("{name}, {time}, with a photo", **values)
    return texts.t("{name}, {time}", **values)


def _defect(texts: Texts, entry: Entry) -> Html | None:
    if entry.find_id is not None:
        return texts.t("🧳 Find {number}", number=entry.find_id)
    return None if entry.defect_id is None else texts.t("⚠️ Defect {number}", number=entry.defect_id)


def _clause(texts: Texts, standard: Standard, item: Item) -> Html:
    clause = standard.clause(item.clause)
    return texts.t(
        "<blockquote expandable>{clause}: {text}</blockquote>", clause=clause.id, text=clause.text.in_(texts.language)
    )


def _rows(session: Session, texts: Texts, found: Checklist, entry: Entry, view: View) -> Rows:
    booking_id, key = found.meeting.id, entry.item.key

    def to(label: str, verb: str) -> Button:
        return button(label, verb, booking_id, view, key)

    problem, photo = problem_button(texts, booking_id, view, entry.item), to(texts.plain("📷 Photo"), "ck.ph")
    skip = () if entry.state.is_done else (to(texts.plain("⏭ Skip"), "ck.s"),)
    return (
        *_main(texts, found, entry, view),
        *_pieces(texts, found, entry.item),
        (*skip, problem, photo),
        _seen(texts, found, entry),
        *_look(session, texts, found, entry),
        (to(texts.plain("💡 Propose a change"), "st.pi"),),
        (
            button(texts.plain("‹ Back to the list"), "ck.show", booking_id, view),
            to(texts.plain("📖 Clause"), "st.item"),
            button(texts.plain("🧹 Cleaners"), "cl.ask", booking_id, key),
        ),
    )


def _pieces(texts: Texts, found: Checklist, item: Item) -> Rows:
    """The audio pieces themselves (P4)."""
    if said_for(found.meeting.needs, item) is not Told.AUDIO:
        return ()
    count = len(found.meeting.needs.audio)
    label = texts.plain("▶️ Send me the audio") if count == 1 else texts.plain("▶️ Send me all {count}", count=count)
    return ((button(label, "ws.play", found.meeting.id, style="primary"),),)


def _seen(texts: Texts, found: Checklist, entry: Entry) -> tuple[Button, ...]:
    """What shows how it was: the photo of the tick, the defect or the find with theirs."""
    shown: list[Button] = []
    if entry.tick is not None and entry.tick.file_id is not None:
        shown.append(button(texts.plain("📷 See the photo"), "ck.see", found.meeting.id, entry.item.key))
    if entry.defect_id is not None:
        shown.append(button(texts.plain("⚠️ Open the defect"), "df.card", entry.defect_id))
    if entry.find_id is not None:
        shown.append(button(texts.plain("🧳 Open the find"), "lf.card", entry.find_id))
    return tuple(shown)


def _look(session: Session, texts: Texts, found: Checklist, entry: Entry) -> Rows:
    """At the items that set the room: how it should look (P3, P5)."""
    if entry.item.is_round or entry.item.rule.clause not in _SETS_THE_ROOM:
        return ()
    return look_row(session, texts, found.meeting.id, found.meeting.room, found.meeting.booking.layout)


async def see(turn: Turn, booking_id: int, item: str) -> None:
    """The photo that shows it was done, below the item."""
    await turn.reply(await turn.read(_photo, booking_id, item, turn.reader))


def _photo(session: Session, booking_id: int, key: str, reader: Reader) -> Outgoing:
    """Raises UnknownBooking, NoSuchItem, NotFound where there is no photo."""
    reader.member.require(*STAFF)
    found, texts = checklists.checklist(session, booking_id, reader.now), reader.texts
    entry = found.entry(key)
    if entry.tick is None or entry.tick.file_id is None:
        raise NotFound
    caption = lines(
        texts.t("<b>{item}</b>", item=words.name_of(texts, entry.item)),
        texts.t(
            "{room} · {when}", room=words.room(texts, found.meeting), when=words.when(texts, found.meeting, reader.now)
        ),
        _done(reader, entry.tick, names(session, [entry.tick.by])),
    )
    return Outgoing(caption, attachment=picture(session, entry.tick.file_id), silent=True)


def _main(texts: Texts, found: Checklist, entry: Entry, view: View) -> Rows:
    """The buttons that say it is done, or open again."""
    booking_id, key = found.meeting.id, entry.item.key
    again = (button(texts.plain("↩️ Open again"), "ck.u", booking_id, view, key),)
    if entry.item.evidence is Evidence.COUNT:
        return (*counts(texts, found, entry, view), *((again,) if entry.state.is_done else ()))
    if entry.state.is_done:
        return (again,)
    if entry.item.evidence is Evidence.PHOTO:
        return ()
    done = texts.plain("✅ Looked at again") if entry.state is ItemState.CHANGED else texts.plain("✅ Done")
    return ((button(done, "ck.t", booking_id, view, key, style="success"),),)


def counts(texts: Texts, found: Checklist, entry: Entry, view: View) -> Rows:
    """The usual counts as buttons; any other is typed."""
    booking_id, item = found.meeting.id, entry.item
    ticks = {each.item.key: each.tick for each in found.entries if each.tick}
    most = expected(item, ticks, {each.item.key: each.item for each in found.entries})
    if most is None:
        numbers = [button(str(count), "ck.n", booking_id, view, count, item.key) for count in _COUNTS_UNTOLD]
        typed = button(texts.plain("🔢 Type a number"), "ck.c", booking_id, view, item.key)
        return (*in_rows(numbers, _COUNTS_OFFERED), (typed,))
    all_back = texts.plain("✅ All {count} are here", count=most)
    fewer = [
        button(str(count), "ck.n", booking_id, view, count, item.key)
        for count in range(most - 1, max(most - _COUNTS_OFFERED, -1), -1)
    ]
    typed = button(texts.plain("🔢 Type a number"), "ck.c", booking_id, view, item.key)
    return ((button(all_back, "ck.n", booking_id, view, most, item.key, style="success"),), (*fewer, typed))


PRESSES = (Press("ck.i", show, (int, str, str), STAFF), Press("ck.see", see, (int, str), STAFF))
