"""Words that all screens about defects share: where, what, how bad; notes that are written again and again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import spec_of
from meetbot.booking.standards import current_standard
from meetbot.defects.models import Defect, Severity
from meetbot.defects.service import DefectView
from meetbot.handlers.outgoing import units
from meetbot.standard.needs import Equipment
from meetbot.standard.service import standard_of
from meetbot.texts import Html, Texts, one_line, shorten

SIGNS = {Severity.MINOR: "▫️", Severity.MAJOR: "❗", Severity.BLOCKING: "⛔", None: "❔"}
# With its picture the whole card is a caption, and a caption has 1024 units; what is longer has a button of its own.
LONGEST_WORDS = 420
LONGEST_NOTE = 200
_LONGEST_LABEL = 38


def place(texts: Texts, room: Room | None) -> str:
    """Where it is."""
    return spec_of(room).name.in_(texts.language) if room else texts.plain("Somewhere else")


def severity_name(texts: Texts, severity: Severity | None) -> str:
    """How bad it is, by sign and word."""
    return {
        Severity.MINOR: texts.plain("▫️ minor"),
        Severity.MAJOR: texts.plain("❗ major"),
        Severity.BLOCKING: texts.plain("⛔ blocks the room"),
        None: texts.plain("❔ not graded yet"),
    }[severity]


def thing(session: Session, texts: Texts, defect: Defect) -> str:
    """What is broken, as the standard calls it: the equipment, else the checklist item; "" where nobody said."""
    if defect.thing in set(Equipment):
        return current_standard(session).standard.equipment[Equipment(defect.thing)].in_(texts.language)
    booking = session.get(Booking, defect.booking_id) if defect.booking_id and defect.item_key else None
    if booking is None:
        return ""
    rules = standard_of(session, booking.standard_id).items
    return next((rule.title.in_(texts.language) for rule in rules if rule.key == defect.item_key), "")


def what(session: Session, texts: Texts, found: DefectView, limit: int = LONGEST_WORDS) -> str:
    """The thing and the first words about it, in one line."""
    said = (thing(session, texts, found.defect), one_line(found.defect.words))
    return within(": ".join(filter(None, said)), limit) or texts.plain("no words yet")


def label(session: Session, texts: Texts, found: DefectView) -> str:
    """A defect on a button: "⛔ 7 Boardroom: the lamp flickers"."""
    values = {
        "sign": SIGNS[found.severity],
        "number": found.id,
        "room": place(texts, found.room),
        "what": what(session, texts, found),
    }
    return shorten(texts.plain("{sign} {number} {room}: {what}", **values), _LONGEST_LABEL)


def heading(texts: Texts, found: DefectView) -> Html:
    """The first line of everything about one defect."""
    return texts.t("<b>Defect {number} · {room}</b>", number=found.id, room=place(texts, found.room))


def within(text: str, limit: int) -> str:
    """``text`` within ``limit`` units as Telegram counts them, with an ellipsis where it was cut."""
    if units(text) <= limit:
        return text
    cut = text[:limit]
    while units(cut) > limit - 1:
        cut = cut[: len(cut) - max(1, (units(cut) - limit + 1) // 2)]
    return cut.rstrip() + "…"


def usual_notes(texts: Texts) -> dict[str, str]:
    """What is usually written when something was mended, as kept and as shown."""
    return {
        "Repaired": texts.plain("Repaired"),
        "Replaced": texts.plain("Replaced"),
        "Nothing found": texts.plain("Nothing found"),
    }


def note_text(texts: Texts, note: str) -> str:
    """A note as its reader sees it; somebody's own words stay as they are."""
    return usual_notes(texts).get(note, note)


def note_kept(texts: Texts, number: int) -> str:
    """The note behind a button; "" for a number that no button has."""
    notes = list(usual_notes(texts))
    return notes[number] if 0 <= number < len(notes) else ""


def is_cut(found: DefectView) -> bool:
    """Whether the card does not hold all that was said."""
    note = found.resolution.note if found.resolution else ""
    return any(units(text) > limit for text, limit in _limited(found.defect.words, note))


def _limited(words: str, note: str) -> Iterable[tuple[str, int]]:
    return (words, LONGEST_WORDS), (note, LONGEST_NOTE)
