"""Words that all screens about what was left behind share: where, what, whose."""

from __future__ import annotations

from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import spec_of
from meetbot.handlers.cards import Reader
from meetbot.handlers.floor.words import clock
from meetbot.lost.views import FindView
from meetbot.texts import Html, Texts, one_line, shorten

OFFICE = "The office"
_LONGEST_LABEL = 38


def place(texts: Texts, room: Room | None) -> str:
    """Where it is."""
    return spec_of(room).name.in_(texts.language) if room else texts.plain("Somewhere else")


def what(texts: Texts, found: FindView, limit: int = 80) -> str:
    """The first words about it, in one line."""
    return shorten(one_line(found.find.words), limit) or texts.plain("a thing on a photo")


def label(reader: Reader, found: FindView) -> str:
    """A find on a button: "🧳 3 Boardroom: a grey scarf"."""
    texts = reader.texts
    values = {"number": found.id, "room": place(texts, found.room), "what": what(texts, found)}
    return shorten(texts.plain("🧳 {number} {room}: {what}", **values), _LONGEST_LABEL)


def times(reader: Reader, booking: Booking) -> str:
    """When the meeting was: "14:00–16:00" today, else with its day."""
    texts, end = reader.texts, booking.ended_at or booking.ends_at
    return f"{clock(texts, booking.starts_at, reader.now)}–{texts.time(end)}"


def usual_spots(texts: Texts) -> dict[str, str]:
    """Where things usually lie, as kept and as shown."""
    return {
        "On a table": texts.plain("On a table"),
        "In a drawer": texts.plain("In a drawer"),
        "On a chair": texts.plain("On a chair"),
        "On the floor": texts.plain("On the floor"),
        "On the rostrum": texts.plain("On the rostrum"),
        "At the wardrobe": texts.plain("At the wardrobe"),
    }


def spot_text(texts: Texts, spot: str) -> str:
    """A spot as its reader sees it; somebody's own words stay as they are."""
    return usual_spots(texts).get(spot, spot)


def receiver_text(texts: Texts, receiver: str) -> str:
    """Who has it, as its reader sees it: a name stays as it was said."""
    return texts.plain("The office") if receiver == OFFICE else receiver


def heading(texts: Texts, found: FindView) -> Html:
    """The first line of everything about one find."""
    return texts.t("<b>🧳 Find {number} · {room}</b>", number=found.id, room=place(texts, found.room))
