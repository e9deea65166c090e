"""
One set place as geometry, in centimetres seen from above: x to the guest's right, y from the far edge towards the guest.

A place is as wide as its share of the table and as deep as the table, at most ``Figures.deepest``. Where ashtrays stand,
two places lie side by side, since an ashtray stands between two saucers. What the standard gives no size for (a saucer, a
sheet of paper) has the size that is usual.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import Final, Literal, Protocol

from meetbot.layouts.furniture import CHAIR, PLACE, TABLE_DEPTH

Kind = Literal["saucer", "coaster", "cup", "bottle", "ashtray", "dish", "paper", "pencil", "nameplate"]
Drink = Literal["saucer", "coaster", "bottle", ""]
Point = tuple[float, float]
Span = tuple[float, float]

SAUCER: Final = 13.5
COASTER: Final = 10.0
CUP: Final = 8.5
BOTTLE: Final = 6.5
ASHTRAY: Final = 10.0
DISH: Final = 8.0
PAPER: Final = (18.5, 26.0)
PENCIL: Final = (17.5, 0.8)
NAMEPLATE: Final = (21.0, 9.0)
"""As wide as the tent cards that are printed."""

_NAMEPLATE_FROM_EDGE: Final = 1.0
_DISH_ASIDE: Final = 2.0


class Figures(Protocol):
    """The standard's figures."""

    @property
    def saucer_from_edge(self) -> Span: ...
    @property
    def saucer_edge(self) -> Literal["far", "near"]: ...
    @property
    def ashtray_from_edge(self) -> Span: ...
    @property
    def ashtray_edge(self) -> Literal["far", "near"]: ...
    @property
    def pencil_angle(self) -> float: ...
    @property
    def deepest(self) -> float: ...


@dataclass(frozen=True)
class Cover:
    """What is set at each place. ``paper`` is how far the sheet lies from the near edge; none: no paper."""

    drink: Drink = "saucer"
    paper: Span | None = None
    has_ashtray: bool = False
    has_dish: bool = False
    has_nameplate: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is set."""
        return not (self.drink or self.paper or self.has_ashtray or self.has_nameplate)


@dataclass(frozen=True, slots=True)
class Laid:
    """A thing around its centre; ``angle`` turns it clockwise, ``place`` counts from 0."""

    kind: Kind
    x: float
    y: float
    width: float
    depth: float
    angle: float = 0.0
    place: int = 0

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def far(self) -> float:
        return self.y - self.depth / 2

    @property
    def near(self) -> float:
        return self.y + self.depth / 2


@dataclass(frozen=True, slots=True)
class Distance:
    """A figure of the standard, between two points on the drawing; ``asked`` is what it may be."""

    of: Kind
    start: Point
    end: Point
    asked: Span


@dataclass(frozen=True)
class Setting:
    """Places with what lies on them. ``chairs`` are the middles of the chairs' front edges, on the near edge (P5)."""

    places: int
    pitch: float
    depth: float
    chair: float
    laid: tuple[Laid, ...]
    distances: tuple[Distance, ...]
    pencil_angle: float

    @property
    def width(self) -> float:
        return self.places * self.pitch

    @property
    def chairs(self) -> tuple[Point, ...]:
        return tuple((self.middle(place), self.depth) for place in range(self.places))

    def middle(self, place: int) -> float:
        """The place's centre line."""
        return (place + 0.5) * self.pitch

    def chair_right(self, place: int) -> float:
        """Where the chair's right edge is; the saucer's right edge lies in line with it (T1.5)."""
        return self.middle(place) + self.chair / 2

    def things(self, kind: Kind) -> tuple[Laid, ...]:
        return tuple(each for each in self.laid if each.kind == kind)


def place_setting(cover: Cover, figures: Figures, table_depth: float = TABLE_DEPTH * 100) -> Setting:
    """The places as ``cover`` and ``figures`` want them, on a table so deep."""
    empty = Setting(
        places=2 if cover.has_ashtray else 1,
        pitch=PLACE * 100,
        depth=min(table_depth, figures.deepest),
        chair=CHAIR * 100,
        laid=(),
        distances=(),
        pencil_angle=figures.pencil_angle,
    )
    laid = [thing for place in range(empty.places) for thing in _place(empty, place, cover, figures)]
    laid += _between(empty, cover, figures)
    return replace(empty, laid=tuple(laid), distances=tuple(_distances(empty, laid, cover, figures)))


def _place(setting: Setting, place: int, cover: Cover, figures: Figures) -> list[Laid]:
    laid = []
    if cover.has_nameplate:
        y = _NAMEPLATE_FROM_EDGE + NAMEPLATE[1] / 2
        laid.append(Laid("nameplate", setting.middle(place), y, *NAMEPLATE, place=place))
    if cover.paper is not None:
        laid += _paper(setting, place, cover.paper, figures)
    if cover.drink:
        laid += _drink(setting, place, cover.drink, figures)
    return laid


def _paper(setting: Setting, place: int, asked: Span, figures: Figures) -> list[Laid]:
    """The sheet, and on it the pencil: its end at the sheet's lower edge, its tip forward (T1.4, T3.3)."""
    x, y = setting.middle(place), setting.depth - _middle(asked) - PAPER[1] / 2
    length, angle = PENCIL[0], radians(figures.pencil_angle)
    rise = length * sin(angle)
    pencil_y = y + PAPER[1] / 2 - rise / 2
    return [
        Laid("paper", x, y, *PAPER, place=place),
        # Turned from lying along x; the tip is to the left, as it is taken with the right hand.
        Laid("pencil", x, pencil_y, *PENCIL, angle=figures.pencil_angle, place=place),
    ]


def pencil_ends(pencil: Laid) -> tuple[Point, Point]:
    """Where the pencil's end and its tip are."""
    dx = pencil.width / 2 * cos(radians(pencil.angle))
    dy = pencil.width / 2 * sin(radians(pencil.angle))
    return (pencil.x + dx, pencil.y + dy), (pencil.x - dx, pencil.y - dy)


def _drink(setting: Setting, place: int, drink: Drink, figures: Figures) -> list[Laid]:
    """Saucer or coaster with its right edge on the chair's, the cup on it; or a bottle where the cup would stand."""
    size = COASTER if drink == "coaster" else SAUCER
    x = setting.chair_right(place) - size / 2
    y = _from_edge(setting, _middle(figures.saucer_from_edge), size, figures.saucer_edge)
    if drink == "bottle":
        return [Laid("bottle", x, y, BOTTLE, BOTTLE, place=place)]
    return [Laid(drink, x, y, size, size, place=place), Laid("cup", x, y, CUP, CUP, place=place)]  # type: ignore[arg-type]


def _between(setting: Setting, cover: Cover, figures: Figures) -> list[Laid]:
    """The ashtray in the middle between two saucers (T1.6), and beside it, clear of the nameplates, the dish with cigarettes (T2.5)."""
    if not cover.has_ashtray:
        return []
    first = setting.chair_right(0) - SAUCER / 2
    x = first + setting.pitch / 2
    ashtray = Laid(
        "ashtray", x, _from_edge(setting, _middle(figures.ashtray_from_edge), ASHTRAY, figures.ashtray_edge),
        ASHTRAY, ASHTRAY,
    )  # fmt: skip
    if not cover.has_dish:
        return [ashtray]
    dish = Laid("dish", ashtray.left - _DISH_ASIDE - DISH / 2, ashtray.y, DISH, DISH)
    return [ashtray, dish]


def _distances(setting: Setting, laid: list[Laid], cover: Cover, figures: Figures) -> list[Distance]:
    """The figures that apply here, at the first thing of each kind."""
    asked: dict[str, tuple[Span, str]] = {
        "saucer": (figures.saucer_from_edge, figures.saucer_edge),
        "coaster": (figures.saucer_from_edge, figures.saucer_edge),
        "ashtray": (figures.ashtray_from_edge, figures.ashtray_edge),
        "paper": (cover.paper or (0, 0), "near"),
    }
    first = {each.kind: each for each in reversed(laid)}
    return [
        _distance(setting, thing, span, edge)
        for kind, (span, edge) in asked.items()
        if (thing := first.get(kind))  # type: ignore[call-overload]
    ]


def _distance(setting: Setting, thing: Laid, asked: Span, edge: str) -> Distance:
    if edge == "far":
        return Distance(thing.kind, (thing.x, 0), (thing.x, thing.far), asked)
    x = thing.left + 1  # clear of the sheet's centre line and the pencil
    return Distance(thing.kind, (x, thing.near), (x, setting.depth), asked)


def _from_edge(setting: Setting, distance: float, size: float, edge: str) -> float:
    return distance + size / 2 if edge == "far" else setting.depth - distance - size / 2


def _middle(span: Span) -> float:
    return (span[0] + span[1]) / 2
