"""The facts of one meeting that the standard's expressions may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from meetbot.standard.document import Values
from meetbot.standard.needs import TOLD_FIELDS, Needs


@dataclass(frozen=True)
class Facts:
    """One meeting as the standard sees it. ``places`` are all seats of the plan, those at the rostrum included."""

    heads: int
    places: int
    layout: str
    type: str
    needs: Needs
    rostrum_places: int = 0
    is_short_notice: bool = False
    room_kind: str = "room"
    has_saucers: bool = True  # in this room; the house may have none at all

    def names(self, values: Values) -> dict[str, object]:
        """What each name of an expression stands for; ``values`` are those of the meeting's standard."""
        return {
            "heads": self.heads,
            "places": self.places,
            "rostrum_places": self.rostrum_places,
            "audience": self.places - self.rostrum_places,
            "spare_chairs": spare_chairs(self.places, values),
            "ashtray_every": values.ashtray_every_places,
            "saucers": values.has_saucers and self.has_saucers,
            "layout": self.layout,
            "type": self.type,
            "is_short_notice": self.is_short_notice,
            "room_kind": self.room_kind,
            **self.needs.model_dump(mode="json", exclude={"equipment", *TOLD_FIELDS}),
            "equipment": tuple(piece.value for piece in self.needs.equipment),
            "microphone_places": len(self.needs.microphones_at),
            "audio_pieces": len(self.needs.audio),
            "flags": self.needs.flags,
            "wish": bool(self.needs.wish),
        }


def spare_chairs(places: int, values: Values) -> int:
    """Chairs kept ready beside those that are set out (T1.3)."""
    return ceil(places * values.spare_chairs_percent / 100)
