"""
The live card of one defect: what is known, what was done, what can be done about it.

The view "l" is the card that was opened from the list, with the way back to it. The card fits a caption, so that it can
stand under the photo that came with the alert.
"""

from __future__ import annotations

from sqlmodel import Session

from meetbot.defects.models import Severity
from meetbot.defects.service import MENDERS, DefectView, seen_by, threatened_by
from meetbot.defects.views import OVERSEERS
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.defects import words
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, escape

LIST = "l"


def kind_of(view: str) -> str:
    """The kind of card with this view; an unknown view is the usual one."""
    return f"defect/{LIST}" if view == LIST else "defect"


@card("defect", of="defect")
def defect_card(session: Session, defect_id: int, reader: Reader) -> Outgoing:
    """Raises NotFound for those whom it does not concern."""
    found = seen_by(session, defect_id, reader.member)
    return Outgoing(_text(session, found, reader), _rows(found, reader))


def _text(session: Session, found: DefectView, reader: Reader) -> Html:
    texts, defect = reader.texts, found.defect
    named = words.thing(session, texts, defect)
    said = words.within(defect.words, words.LONGEST_WORDS)
    return lines(
        _heading(texts, found),
        texts.t("🔎 {thing}", thing=named) if named else None,
        texts.t("<blockquote>{words}</blockquote>", words=said) if said else texts.t("No words yet."),
        escape(words.severity_name(texts, found.severity)) if found.is_open else None,
        _photos(texts, found),
        _assignee(texts, found, reader) if found.is_open else None,
        _closed(texts, found),
        _threat(session, found, reader),
        texts.t("📣 {name}, {when}", name=found.reporter, when=texts.moment(defect.reported_at)),
        _mended(texts, found),
    )


def _heading(texts: Texts, found: DefectView) -> Html:
    values = {"number": found.id, "room": words.place(texts, found.room)}
    if not found.is_open:
        return texts.t("<b>✅ Mended: defect {number} · {room}</b>", **values)
    return texts.t("<b>⚠️ Open: defect {number} · {room}</b>", **values)


def _photos(texts: Texts, found: DefectView) -> Html | None:
    count = len(found.photos)
    return texts.n("📷 {count} photo", "📷 {count} photos", count) if count else None


def _assignee(texts: Texts, found: DefectView, reader: Reader) -> Html:
    if found.assignee_id is None:
        return texts.t("👤 Nobody is on it yet")
    if found.assignee_id == reader.member.id:
        return texts.t("👤 Yours to mend")
    return texts.t("👤 {name} is on it", name=found.assignee)


def _closed(texts: Texts, found: DefectView) -> Html | None:
    is_closed = found.is_open and found.severity is Severity.BLOCKING and found.room is not None
    return texts.t("🚪 The room is closed until it is mended.") if is_closed else None


def _threat(session: Session, found: DefectView, reader: Reader) -> Html | None:
    """The next meeting it is in the way of: when, and no more (C6)."""
    if not found.is_open or not reader.member.has(*OVERSEERS):
        return None
    booking = threatened_by(session, found.defect, reader.now)
    if booking is None:
        return None
    when = reader.texts.span(booking.starts_at, booking.ends_at)
    return reader.texts.t("📅 In the way of a meeting: {when}", when=when)


def _mended(texts: Texts, found: DefectView) -> Html | None:
    mended = found.resolution
    if mended is None:
        return None
    note = words.within(words.note_text(texts, mended.note), words.LONGEST_NOTE)
    return texts.t("🔧 {note} ({name}, {when})", note=note, name=found.resolver, when=texts.moment(mended.at))


# -- buttons -----------------------------------------------------------------------------------------------------------------


def _rows(found: DefectView, reader: Reader) -> Rows:
    texts, member, view = reader.texts, reader.member, reader.view
    is_list = view == LIST and member.has(*OVERSEERS)
    back = (button(texts.plain("‹ All defects"), "df.list", 0),) if is_list else ()
    if not found.is_open:
        return (_look(texts, found), back)
    mender = member.has(*MENDERS)
    return (
        _grades(texts, found, view) if mender else (),
        _hands(found, reader) if mender else (),
        (*_mend(texts, found, view, member.has(*OVERSEERS)), button(texts.plain("➕ Add"), "df.add", found.id, view)),
        _look(texts, found),
        back,
    )


def _grades(texts: Texts, found: DefectView, view: str) -> tuple[Button, ...]:
    """How bad is it? The one that counts is ticked."""
    names = {
        Severity.MINOR: texts.plain("▫️ Minor"),
        Severity.MAJOR: texts.plain("❗ Major"),
        Severity.BLOCKING: texts.plain("⛔ Blocks room"),
    }
    if found.room is None:  # nothing to close
        del names[Severity.BLOCKING]
    return tuple(
        button(f"✓ {name}" if severity is found.severity else name, "df.grade", found.id, severity.value, view)
        for severity, name in names.items()
    )


def _hands(found: DefectView, reader: Reader) -> tuple[Button, ...]:
    texts, me, view = reader.texts, reader.member.id, reader.view
    others = button(texts.plain("👤 Assign to…"), "df.who", found.id, view)
    if found.assignee_id == me:
        return (button(texts.plain("↩️ Not me"), "df.give", found.id, 0, view), others)
    return (button(texts.plain("✋ I take it"), "df.give", found.id, me, view, style="primary"), others)


def _mend(texts: Texts, found: DefectView, view: str, may: bool) -> tuple[Button, ...]:
    return (button(texts.plain("✅ Mended…"), "df.fix", found.id, view, style="success"),) if may else ()


def _look(texts: Texts, found: DefectView) -> tuple[Button, ...]:
    """What does not fit the card."""
    photos = button(texts.plain("📷 Photos: {count}", count=len(found.photos)), "df.pics", found.id)
    whole = button(texts.plain("📄 All the words"), "df.whole", found.id)
    return (*((photos,) if found.photos else ()), *((whole,) if words.is_cut(found) else ()))


# -- looking -----------------------------------------------------------------------------------------------------------------


async def show(turn: Turn, defect_id: int, view: str) -> None:
    """The card in place of what was pressed."""
    await turn.card(kind_of(view), defect_id)


async def open_anew(turn: Turn, defect_id: int) -> None:
    """The card as a new message, under one that stays."""
    await turn.card("defect", defect_id, anew=True)


async def photos(turn: Turn, defect_id: int) -> None:
    """Every photo, one message each."""
    for out in await turn.read(_pictures, defect_id, turn.reader):
        await turn.reply(out)


def _pictures(session: Session, defect_id: int, reader: Reader) -> list[Outgoing]:
    found, texts = seen_by(session, defect_id, reader.member), reader.texts
    return [
        Outgoing(
            texts.t(
                "Defect {number}: photo {place} of {count}", number=found.id, place=number, count=len(found.photos)
            ),
            attachment=picture(session, file_id),
            silent=True,
        )
        for number, file_id in enumerate(found.photos, start=1)
    ]


async def whole(turn: Turn, defect_id: int) -> None:
    """Everything that was said, as a new message."""
    await turn.reply(await turn.read(_whole, defect_id, turn.reader))


def _whole(session: Session, defect_id: int, reader: Reader) -> Outgoing:
    found, texts = seen_by(session, defect_id, reader.member), reader.texts
    note = found.resolution.note if found.resolution else ""
    return Outgoing(
        lines(
            words.heading(texts, found),
            escape(found.defect.words),
            texts.t("🔧 {note}", note=words.note_text(texts, note)) if note else None,
        )
    )


SEES_LIST = frozenset(OVERSEERS)
MENDS = frozenset({Role.MAINTENANCE, Role.ADMIN})
PRESSES = (
    Press("df.show", show, (int, str)),
    Press("df.card", open_anew, (int,)),
    Press("df.pics", photos, (int,)),
    Press("df.whole", whole, (int,)),
)
