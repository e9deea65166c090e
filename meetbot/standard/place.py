"""The figures of one set place: how far from which edge a saucer, an ashtray and the paper lie (P6, T1.4-T1.6, T2.5, T3.3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from meetbot.yamlfiles import Strict

Edge = Literal["far", "near"]


def _ordered(span: tuple[float, float]) -> tuple[float, float]:
    if span[0] > span[1]:
        raise PydanticCustomError("not_ordered", "Write the smaller figure first, for example [3, 3.5]")
    return span


# From the least to the most, in centimetres.
Span = Annotated[
    tuple[Annotated[float, Field(ge=0, le=50)], Annotated[float, Field(ge=0, le=50)]], AfterValidator(_ordered)
]


class PlaceFigures(Strict):
    """
    Centimetres. ``far`` is the edge of the place away from its guest, ``near`` the one before the guest.

    Our reading of T1.5: a saucer is wider than 3.5 cm, so its far edge and the far edge of the place are meant; a place is
    as deep as the table, at most ``deepest``.
    """

    saucer_from_edge: Span = Field(default=(3, 3.5), description="T1.5, T2.3: saucer, or coaster in its place")
    saucer_edge: Edge = "far"
    ashtray_from_edge: Span = Field(default=(1.5, 2), description="T1.6, T2.5")
    ashtray_edge: Edge = "far"
    paper_from_edge: Span = Field(default=(3, 4), description="P6: two fingers, from the near edge")
    paper_from_edge_of: dict[str, Span] = Field(default={"training": (1, 1.5)}, description="by type of meeting: T3.3")
    pencil_angle: float = Field(default=45, ge=0, le=90, description="T1.4, T3.3")
    deepest: float = Field(default=50, ge=35, le=100, description="on a deeper table this strip is the place: T1.5")

    def paper_in(self, meeting_type: str) -> tuple[float, float]:
        """How far the paper lies from the near edge in a meeting of this type."""
        return self.paper_from_edge_of.get(meeting_type, self.paper_from_edge)
