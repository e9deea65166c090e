"""What became of an import, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from meetbot.booking.imports import service as imports
from meetbot.booking.imports.models import CalendarImport
from meetbot.booking.imports.service import BUSY
from meetbot.booking.imports.taking import Step
from meetbot.booking.models import Room
from meetbot.booking.rooms import spec_of
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.imports import words
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, shorten

_IMPORTERS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})


def shown(session: Session, import_id: int, reader: Reader) -> Outgoing:
    """An import of the reader's own. Raises NotFound."""
    found = session.get(CalendarImport, import_id)
    if found is None or found.by != reader.member.id:
        raise NotFound
    return outcome(session, found, reader)


def outcome(
    session: Session, made: CalendarImport, reader: Reader, left_out: Sequence[tuple[Step, Exception]] = ()
) -> Outgoing:
    """What was made, moved and removed; ``left_out`` where it was just done."""
    texts = reader.texts
    text = lines(
        texts.t("<b>📥 Calendar “{name}”</b>", name=shorten(made.name, 40)),
        _about(session, made, texts),
        *_counts(texts, made),
        *(words.left_out(texts, left_out) if left_out else _left_out(texts, made)),
        texts.t("Send a newer file of the same calendar, and what changed is changed here.")
        if made.undone_at is None
        else None,
    )
    return Outgoing(text, _rows(texts, made))


def _about(session: Session, made: CalendarImport, texts: Texts) -> Html | None:
    room = session.get(Room, made.room_id) if made.room_id else None
    return texts.t("Busy time of {room}", room=spec_of(room).name.in_(texts.language)) if room else None


def _counts(texts: Texts, made: CalendarImport) -> Iterator[Html]:
    if made.undone_at is not None:
        yield texts.t("↩️ Taken back {moment}.", moment=texts.moment(made.undone_at))
        return
    if made.purpose == BUSY:
        yield texts.n("✅ {count} busy time entered", "✅ {count} busy times entered", made.made)
    else:
        yield texts.n("✅ {count} meeting booked", "✅ {count} meetings booked", made.made)
    if made.moved:
        yield texts.n("✏️ {count} changed", "✏️ {count} changed", made.moved)
    if made.removed:
        yield texts.n("🗑 {count} removed", "🗑 {count} removed", made.removed)


def _left_out(texts: Texts, made: CalendarImport) -> Iterator[Html]:
    if made.left_out and made.undone_at is None:
        yield texts.n("⚠️ {count} left out", "⚠️ {count} left out", made.left_out)


def _rows(texts: Texts, made: CalendarImport) -> Rows:
    if made.undone_at is not None or not made.made:
        return ()
    return ((button(texts.plain("↩️ Take it back"), "im.undo", made.id),),)


async def undo(turn: Turn, import_id: int) -> None:
    """What the import made is gone again; what is over or was moved stays."""
    out = await turn.write(_undone, import_id, turn.reader)
    await turn.show(out)


def _undone(session: Session, import_id: int, reader: Reader) -> Outgoing:
    made, gone, stuck = imports.undo(session, import_id, reader.member, reader.now)
    texts = reader.texts
    out = outcome(session, made, reader)
    text = lines(
        out.html,
        texts.n("{count} date was removed.", "{count} dates were removed.", gone) if gone else None,
        texts.n("{count} date is over or already changed and stays.", "{count} dates are over or already changed and stay.",
                stuck) if stuck else None,
    )  # fmt: skip
    return Outgoing(text)


PRESSES = (Press("im.undo", undo, (int,), _IMPORTERS),)
