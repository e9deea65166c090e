"""A set place: where the standard says that things lie (P5-P8, T1.4-T1.6, T2.5, T3.3)."""

from __future__ import annotations

from itertools import combinations
from math import atan2, degrees, hypot

import pytest

from meetbot.layouts.drawing import png
from meetbot.layouts.setting import Cover, Laid, Setting, pencil_ends, place_setting
from meetbot.layouts.setting_drawing import SettingLabels, setting_svg
from meetbot.standard.place import PlaceFigures

FIGURES = PlaceFigures()
LABELS = SettingLabels("Leadership <meeting> & tea", "tea", "Far edge", "Near edge", "Chair", "cm", ("One & two.",))
PAPER = FIGURES.paper_in("leadership")
EVERYTHING = Cover(paper=PAPER, has_ashtray=True, has_dish=True, has_nameplate=True)
COVERS = {
    "tea": Cover(),
    "coasters": Cover(drink="coaster", paper=PAPER, has_nameplate=True),
    "water": Cover(drink="bottle", paper=PAPER, has_ashtray=True),
    "training": Cover(drink="", paper=FIGURES.paper_in("training")),
    "everything": EVERYTHING,
}


@pytest.fixture(params=COVERS)
def setting(request: pytest.FixtureRequest) -> Setting:
    return place_setting(COVERS[request.param], FIGURES)


def only(setting: Setting, kind: str) -> Laid:
    return setting.things(kind)[0]  # type: ignore[arg-type]


def test_the_saucers_right_edge_is_in_line_with_the_chairs(setting: Setting) -> None:
    for thing in (*setting.things("saucer"), *setting.things("coaster")):
        assert thing.right == pytest.approx(setting.chair_right(thing.place))


def test_the_saucers_far_edge_is_3_to_3_5_cm_from_the_far_edge(setting: Setting) -> None:
    for thing in (*setting.things("saucer"), *setting.things("coaster")):
        assert 3 <= thing.far <= 3.5


def test_which_edge_is_meant_is_a_value_of_the_standard() -> None:
    near = place_setting(Cover(), PlaceFigures(saucer_edge="near"))
    assert 3 <= near.depth - only(near, "saucer").near <= 3.5


def test_a_cup_stands_in_the_middle_of_its_saucer(setting: Setting) -> None:
    for cup, under in zip(setting.things("cup"), (*setting.things("saucer"), *setting.things("coaster")), strict=True):
        assert (cup.x, cup.y) == (under.x, under.y)


def test_a_bottle_stands_where_the_saucer_would() -> None:
    assert (only(place_setting(COVERS["water"], FIGURES), "bottle").x) == only(
        place_setting(Cover(), FIGURES), "saucer"
    ).x


def test_an_ashtray_stands_in_the_middle_between_two_saucers() -> None:
    laid = place_setting(EVERYTHING, FIGURES)
    left, right = laid.things("saucer")
    ashtray = only(laid, "ashtray")
    assert ashtray.x - left.x == pytest.approx(right.x - ashtray.x)
    assert 1.5 <= ashtray.far <= 2


def test_the_paper_lies_two_fingers_from_the_near_edge_on_the_places_centre_line() -> None:
    laid = place_setting(EVERYTHING, FIGURES)
    for sheet in laid.things("paper"):
        assert 3 <= laid.depth - sheet.near <= 4
        assert sheet.x == laid.middle(sheet.place)


def test_at_a_training_the_paper_lies_1_to_1_5_cm_from_the_edge() -> None:
    laid = place_setting(COVERS["training"], FIGURES)
    assert 1 <= laid.depth - only(laid, "paper").near <= 1.5


def test_the_pencil_lies_on_the_paper_at_45_degrees_with_its_end_at_the_lower_edge(setting: Setting) -> None:
    for pencil, sheet in zip(setting.things("pencil"), setting.things("paper"), strict=True):
        (end_x, end_y), (tip_x, tip_y) = pencil_ends(pencil)
        assert end_y == pytest.approx(sheet.near)
        assert degrees(atan2(end_y - tip_y, abs(end_x - tip_x))) == pytest.approx(45)
        assert sheet.left < min(end_x, tip_x)
        assert max(end_x, tip_x) < sheet.right
        assert sheet.far < tip_y


def test_chairs_touch_the_line_of_the_tables_edge(setting: Setting) -> None:
    assert all(y == setting.depth for _, y in setting.chairs)


def test_nothing_lies_on_anything_but_what_belongs_on_it(setting: Setting) -> None:
    apart = [thing for thing in setting.laid if thing.kind not in ("cup", "pencil")]
    for one, other in combinations(apart, 2):
        assert not overlap(one, other), (one, other)


def overlap(one: Laid, other: Laid) -> bool:
    if all(thing.kind not in ("paper", "nameplate", "coaster") for thing in (one, other)):
        return hypot(one.x - other.x, one.y - other.y) < (one.width + other.width) / 2 - 1e-9
    across = abs(one.x - other.x) < (one.width + other.width) / 2 - 1e-9
    return across and abs(one.y - other.y) < (one.depth + other.depth) / 2 - 1e-9


def test_everything_lies_inside_the_places(setting: Setting) -> None:
    for thing in setting.laid:
        assert thing.left >= 0
        assert thing.right <= setting.width
        assert thing.far >= 0
        assert thing.near <= setting.depth + 1e-9


def test_every_figure_on_the_drawing_is_one_that_the_standard_allows(setting: Setting) -> None:
    for distance in setting.distances:
        low, high = distance.asked
        assert low <= distance.end[1] - distance.start[1] <= high


def test_a_deep_table_gives_a_place_no_deeper_than_the_standard_says() -> None:
    assert place_setting(Cover(), FIGURES, table_depth=120).depth == 50
    assert place_setting(Cover(), FIGURES, table_depth=45).depth == 45


def test_two_places_are_shown_only_where_something_stands_between_them() -> None:
    assert [place_setting(cover, FIGURES).places for cover in COVERS.values()] == [1, 1, 2, 1, 2]


def test_the_drawing_shows_the_figures_and_quotes_what_it_is_told(setting: Setting) -> None:
    drawn = setting_svg(setting, LABELS)
    assert "Leadership &lt;meeting&gt; &amp; tea" in drawn
    for distance in setting.distances:
        assert f"{distance.asked[0]:g}–{distance.asked[1]:g} cm" in drawn
    assert png(drawn, 300).startswith(b"\x89PNG")


def test_an_empty_place_is_told_apart() -> None:
    assert Cover(drink="").is_empty
    assert not COVERS["training"].is_empty
