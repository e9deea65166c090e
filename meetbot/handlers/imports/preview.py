"""
A calendar file on its way in: what it holds, what would become of it, and the button that does it.

The draft "import" holds the file and what was chosen: ``purpose`` ("busy", "bookings", "" while it is asked), ``room`` (code,
"" for any), ``heads``. A button carries the draft's id and version; confirming the same draft again shows what it became.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from meetbot.booking.imports import service as imports
from meetbot.booking.imports.bookings import Choice, usual_type
from meetbot.booking.imports.service import BOOKINGS, BUSY
from meetbot.booking.imports.taking import Verb
from meetbot.booking.incoming.reader import read_calendar
from meetbot.booking.incoming.values import Incoming
from meetbot.booking.rooms import Bookable, bookable, bookables
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import MeetbotError, NotAllowed, NotFound
from meetbot.files.service import keep, stored
from meetbot.handlers.answering import begin_once
from meetbot.handlers.cards import Reader
from meetbot.handlers.explain import explain
from meetbot.handlers.imports import results, words
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts

DRAFT: Final = "import"
IMPORTERS: Final = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})
_HEADS: Final = (5, 10, 20, 40)
_PER_PAGE: Final = 12


@dataclass(frozen=True)
class Wanted:
    """A draft read: the calendar, and what was chosen so far."""

    draft: Draft
    calendar: Incoming
    name: str
    purpose: str
    room: str | None
    heads: int


async def begin(turn: Turn, calendar: Incoming, content: bytes, name: str) -> None:
    """What was read, as a new message with its buttons. Raises NotAllowed."""
    turn.me.require(*IMPORTERS)
    draft = await turn.write(_kept, turn, calendar, content, name)
    await _show(turn, draft, anew=True)


def _kept(session: Session, turn: Turn, calendar: Incoming, content: bytes, name: str) -> Draft:
    file = keep(session, content, "text/calendar", name or "calendar.ics", turn.now)
    purpose = "" if turn.me.has(Role.ADMIN) else BOOKINGS
    most = max((len(event.attendees) for event in calendar.events), default=0)
    fields = {"file": file.id, "name": name, "purpose": purpose, "room": "", "heads": most or _HEADS[1]}
    return begin_once(session, turn, DRAFT, fields, None)


async def _show(turn: Turn, draft: Draft, *, anew: bool = False) -> None:
    wanted = await _wanted(turn, draft)
    out = await turn.read(_rendered, wanted, turn.reader)
    message_id = await (turn.reply(out) if anew else turn.show(out))
    await turn.write(drafts.show_in, draft, message_id)


async def _wanted(turn: Turn, draft: Draft) -> Wanted:
    content = await turn.read(_content, int(draft.fields["file"]))
    calendar = await turn.work(read_calendar, content, turn.parts.site.zone)
    fields = draft.fields
    return Wanted(
        draft, calendar, str(fields["name"]), str(fields["purpose"]), str(fields["room"]) or None, int(fields["heads"])
    )


def _content(session: Session, file_id: int) -> bytes:
    return stored(session, file_id).content


# -- what is shown -----------------------------------------------------------------------------------------------------------


def _rendered(session: Session, wanted: Wanted, reader: Reader) -> Outgoing:
    texts = reader.texts
    above = (words.heading(texts, wanted.calendar, wanted.name), *words.remarks(texts, wanted.calendar), "")
    try:
        return _body(session, wanted, reader, above)
    except (NotAllowed, NotFound):
        raise
    except MeetbotError as problem:  # nothing in it to take: said where the buttons would be
        return Outgoing(lines(*above, Html(explain(texts, problem).html)), ((_drop(texts, wanted),),))


def _body(session: Session, wanted: Wanted, reader: Reader, above: tuple[Html | str, ...]) -> Outgoing:
    texts = reader.texts
    if not wanted.purpose:
        return Outgoing(
            lines(
                *above,
                texts.n("{count} event. What shall become of it?", "{count} events. What shall become of them?",
                        len(wanted.calendar.events)),
            ),
            (
                (_go(texts.plain("🚫 Busy time of a room"), "im.for", wanted, BUSY),),
                (_go(texts.plain("📅 Bookings for me"), "im.for", wanted, BOOKINGS),),
                (_drop(texts, wanted),),
            ),
        )  # fmt: skip
    if wanted.purpose == BUSY:
        return _busy(session, wanted, reader, above)
    return _bookings(session, wanted, reader, above)


def _busy(session: Session, wanted: Wanted, reader: Reader, above: tuple[Html | str, ...]) -> Outgoing:
    texts = reader.texts
    if wanted.room is None:
        return _rooms(session, wanted, texts, lines(*above, texts.t("Which room is busy at these times?")))
    found = imports.preview_busy(session, wanted.calendar, wanted.room, reader.member, reader.now, reader.parts.site)
    name = _room_name(session, wanted.room, texts)
    text = lines(
        *above,
        texts.t("<b>{room} is busy at these times</b>", room=name),
        *words.counted(texts, found.steps),
        "",
        *words.listed(texts, found.steps),
        *words.met(texts, found.clashes),
    )
    is_idle = all(step.verb is Verb.KEEP for step in found.steps)
    return Outgoing(text, _rows(texts, wanted, texts.plain("✅ Make it busy"), name, is_idle=is_idle))


def _bookings(session: Session, wanted: Wanted, reader: Reader, above: tuple[Html | str, ...]) -> Outgoing:
    texts = reader.texts
    choice = Choice(wanted.room, wanted.heads)
    found = imports.preview_bookings(session, wanted.calendar, choice, reader.member, reader.now, reader.parts.site)
    good = [each for each in found if each.problem is None]
    name = _room_name(session, wanted.room, texts) if wanted.room else texts.plain("any that fits")
    text = lines(
        *above,
        texts.t(
            "<b>Bookings for you</b>: {type}, {heads} people each; what differs you change on each booking.",
            type=usual_type(session).name.in_(texts.language), heads=wanted.heads,
        ),
        texts.t("Where the calendar names no room of ours: {room}", room=name),
        *words.counted(texts, [each.step for each in good]),
        "",
        *words.listed(
            texts, [each.step for each in good],
            [_room_name(session, each.room, texts) if each.room else None for each in good],
        ),
        *words.problems(texts, found),
    )  # fmt: skip
    is_idle = all(each.step.verb is Verb.KEEP for each in good)
    heads = tuple(
        _go(texts.plain("👥 {count}", count=count), "im.heads", wanted, count)
        for count in _HEADS
        if count != wanted.heads
    )
    rows = _rows(texts, wanted, texts.plain("✅ Book them"), name, is_idle=is_idle)
    return Outgoing(text, (*rows[:1], heads, *rows[1:]) if not is_idle else (heads, *rows))


def _rows(texts: Texts, wanted: Wanted, label: str, room: str, *, is_idle: bool) -> Rows:
    do = () if is_idle else ((_go(label, "im.do", wanted, style="success"),),)
    return (*do, (_go(texts.plain("🚪 {room}", room=room), "im.rooms", wanted, 0),), (_drop(texts, wanted),))


def _rooms(session: Session, wanted: Wanted, texts: Texts, text: Html, page: int = 0) -> Outgoing:
    found = bookables(session)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = found[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    choices = [_go(each.spec.name.in_(texts.language), "im.room", wanted, each.spec.code) for each in shown]
    any_room = ((_go(texts.plain("Any that fits"), "im.room", wanted, "-"),),) if wanted.purpose == BOOKINGS else ()
    turning = (
        (
            _go("‹", "im.rooms", wanted, (page - 1) % pages),
            _go(f"{page + 1}/{pages}", "im.rooms", wanted, page),
            _go("›", "im.rooms", wanted, (page + 1) % pages),
        ),
    ) if pages > 1 else ()  # fmt: skip
    return Outgoing(text, (*any_room, *in_rows(choices, 2), *turning, (_drop(texts, wanted),)))


def _room_name(session: Session, code: str, texts: Texts) -> str:
    return bookable(session, code).spec.name.in_(texts.language)


def _go(label: str, verb: str, wanted: Wanted, *arguments: object, style: Any = None) -> Button:
    return button(label, verb, wanted.draft.id, wanted.draft.version, *arguments, style=style)


def _drop(texts: Texts, wanted: Wanted) -> Button:
    return button(texts.plain("✖ Leave it"), "im.drop", wanted.draft.id)


# -- what is pressed -----------------------------------------------------------------------------------------------------------


async def choose_purpose(turn: Turn, draft_id: int, version: int, purpose: str) -> None:
    """Busy time, or bookings? Raises NotFound, NotAllowed, StaleDraft."""
    if purpose not in (BUSY, BOOKINGS):
        raise NotFound
    await _set(turn, draft_id, version, {"purpose": purpose})


async def show_rooms(turn: Turn, draft_id: int, version: int, page: int) -> None:
    """A page of the rooms, in place of the preview."""
    draft = await turn.read(_draft, turn, draft_id, version)
    wanted = await _wanted(turn, draft)
    text = lines(words.heading(turn.texts, wanted.calendar, wanted.name), "", turn.texts.t("Which room?"))
    await turn.show(await turn.read(_rooms, wanted, turn.texts, text, page))


async def choose_room(turn: Turn, draft_id: int, version: int, code: str) -> None:
    """Raises UnknownRoom, StaleDraft."""
    if code != "-":
        await turn.read(_is_room, code)
    await _set(turn, draft_id, version, {"room": "" if code == "-" else code})


async def choose_heads(turn: Turn, draft_id: int, version: int, heads: int) -> None:
    """For how many people?"""
    if heads not in _HEADS:
        raise NotFound
    await _set(turn, draft_id, version, {"heads": heads})


async def _set(turn: Turn, draft_id: int, version: int, fields: dict[str, Any]) -> None:
    draft = await turn.write(_updated, turn, draft_id, version, fields)
    await _show(turn, draft)


def _updated(session: Session, turn: Turn, draft_id: int, version: int, fields: dict[str, Any]) -> Draft:
    return drafts.update(session, _draft(session, turn, draft_id, version), turn.now, fields)


def _draft(session: Session, turn: Turn, draft_id: int, version: int) -> Draft:
    return drafts.expect(drafts.draft(session, turn.user.id, DRAFT), version, draft_id)


def _is_room(session: Session, code: str) -> Bookable:
    return bookable(session, code)


async def confirm(turn: Turn, draft_id: int, version: int) -> None:
    """It is done, once; pressed again, what it became is shown."""
    known = await turn.read(imports.imported_from, draft_id)
    if known is None:
        draft = await turn.read(_draft, turn, draft_id, version)
        wanted = await _wanted(turn, draft)
        out = await turn.write(_done, wanted, turn.reader)
    else:
        out = await turn.read(results.shown, known.id or 0, turn.reader)
    await turn.show(out)


def _done(session: Session, wanted: Wanted, reader: Reader) -> Outgoing:
    member, now, site = reader.member, reader.now, reader.parts.site
    name = wanted.calendar.name or wanted.name
    assert wanted.draft.id is not None
    if wanted.purpose == BUSY:
        if wanted.room is None:
            raise NotFound
        made, taken = imports.import_busy(
            session, wanted.calendar, wanted.room, name, member, now, site, wanted.draft.id
        )
    else:
        choice = Choice(wanted.room, wanted.heads)
        made, taken = imports.import_bookings(
            session, wanted.calendar, choice, name, member, now, site, wanted.draft.id
        )
    drafts.finish(session, wanted.draft)
    return results.outcome(session, made, reader, taken.left_out)


async def drop(turn: Turn, draft_id: int) -> None:
    """Nothing is made of it."""
    await turn.write(_forget, turn.user.id, draft_id)
    await turn.show(Outgoing(turn.texts.t("The calendar was put aside. Nothing was changed.")))


def _forget(session: Session, telegram_id: int, draft_id: int) -> None:
    draft = drafts.draft(session, telegram_id, DRAFT)
    if draft is not None and draft.id == draft_id:
        drafts.finish(session, draft)


PRESSES = (
    Press("im.for", choose_purpose, (int, int, str), IMPORTERS),
    Press("im.rooms", show_rooms, (int, int, int), IMPORTERS),
    Press("im.room", choose_room, (int, int, str), IMPORTERS),
    Press("im.heads", choose_heads, (int, int, int), IMPORTERS),
    Press("im.do", confirm, (int, int), IMPORTERS),
    Press("im.drop", drop, (int,), IMPORTERS),
)
