"""
What a meeting asks for: the switches that the standard has (tea or water, fruit, paper, smoking, rostrum, equipment), and what
the organiser says about them in words and files (where microphones stand, what the banner says, which audio pieces are played).
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from meetbot.yamlfiles import Strict

# What fits on a banner, on a line of the checklist, and what a wish in words may hold.
LONGEST_BANNER = 120
LONGEST_WHICH = 80
LONGEST_WISH = 300
MOST_FLAGS = 99
# More is a programme, not a few pieces; together they stay below what a backup copies in seconds.
MOST_AUDIO = 10
MOST_MICROPHONES = 20


class Drink(StrEnum):
    """P7: tea in cups, or bottled water if the organiser asks."""

    TEA = "tea"
    WATER = "water"


class Equipment(StrEnum):
    """The equipment a booking can ask for and a room can have (P1, T3.1)."""

    PROJECTOR = "projector"
    SCREEN = "screen"
    SOUND = "sound"
    MICROPHONES = "microphones"
    LASER_POINTER = "laser_pointer"
    WHITEBOARD = "whiteboard"
    VIDEO_CALL = "video_call"


class Told(StrEnum):
    """What the organiser can say about a need beyond that it is wanted; an item that ``tells`` it shows it (P2, P4, D8b)."""

    MICROPHONES = "microphones"
    AUDIO = "audio"
    BANNER = "banner"
    FLAGS = "flags"
    WISH = "wish"


class AudioPiece(Strict):
    """A piece to be played: its kept file, and what its sender calls it."""

    file: int
    name: str = Field(max_length=120)


class Needs(Strict):
    """The switches of one meeting. Defaults are those of a meeting that asks for nothing special."""

    drink: Drink = Drink.TEA
    fruit: bool = False
    paper: bool = True
    smoking: bool = False
    rostrum: bool = False
    lectern: bool = False
    flowers: bool = False
    side_table: bool = False  # T3.4: drinks on a table at the side, self-service, in place of cups at the seats
    banner: bool = False
    nameplates: bool = False
    equipment: tuple[Equipment, ...] = ()
    # P4: "chair", "vice_chair", "speaker", or the label of a seat; none: where the standard puts them.
    microphones_at: tuple[str, ...] = Field(default=(), max_length=MOST_MICROPHONES)
    microphones_words: str = Field(default="", max_length=LONGEST_WISH)
    audio: tuple[AudioPiece, ...] = Field(default=(), max_length=MOST_AUDIO)
    banner_words: str = Field(default="", max_length=LONGEST_BANNER)
    flags: int = Field(default=0, ge=0, le=MOST_FLAGS)
    flags_words: str = Field(default="", max_length=LONGEST_WHICH)
    wish: str = Field(default="", max_length=LONGEST_WISH)

    def said(self, about: Told) -> tuple[object, ...]:
        """What was said about this, as plain values; empty where nothing was."""
        values: tuple[object, ...] = {
            Told.MICROPHONES: (self.microphones_at, self.microphones_words),
            Told.AUDIO: (tuple((piece.file, piece.name) for piece in self.audio),),
            Told.BANNER: (self.banner_words,) if self.banner else ("",),
            Told.FLAGS: (self.flags, self.flags_words),
            Told.WISH: (self.wish,),
        }[about]
        return values if any(values) else ()

    def with_told_of(self, other: Needs) -> Needs:
        """These switches with what was said in words and files in ``other``: another type of meeting takes nothing of it away."""
        kept = {name: getattr(other, name) for name in TOLD_FIELDS if getattr(other, name)}
        if other.banner_words:
            kept["banner"] = True
        return self.model_copy(update=kept) if kept else self


TOLD_FIELDS = (
    "microphones_at", "microphones_words", "audio", "banner_words", "flags", "flags_words", "wish",
)  # fmt: skip
