"""What an operator's Prometheus and Grafana are told to ask for is there, and can be read as PromQL."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import promql_parser
import pytest
from promql_parser import AggregateExpr, BinaryExpr, Expr, VectorSelector
from ruamel.yaml import YAML

from meetbot.observing import figures
from meetbot.web.metrics import Metrics
from tests.harness import Harness
from tests.test_observing import get, house

__all__ = ["house"]
ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
# What Prometheus itself adds: whether it got an answer, and from whom.
ITS_OWN, ITS_LABELS = {"up"}, {"job", "instance"}
if sys.platform != "linux":  # only Linux tells a process of itself by /proc
    ITS_OWN |= {"process_start_time_seconds", "process_resident_memory_bytes", "process_cpu_seconds_total"}


def alerts() -> list[dict[str, Any]]:
    [group] = YAML(typ="safe").load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    return list(json.loads((DEPLOY / "dashboard.json").read_text("utf-8"))["panels"])


def targets() -> Iterator[tuple[str, str, str]]:
    """Title, expression and legend of everything that the dashboard asks for."""
    for panel in panels():
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"], target["legendFormat"]


EXPRESSIONS = {
    **{rule["alert"]: rule["expr"] for rule in alerts()},
    **{f"{title} {legend}".strip(): expression for title, expression, legend in targets()},
}


def selectors(expression: str) -> list[VectorSelector]:
    found: list[VectorSelector] = []

    def visit(each: Expr) -> None:
        if isinstance(each, VectorSelector):
            found.append(each)

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


def labels(expression: str) -> set[str]:
    """The labels that the expression groups and matches by."""
    found: set[str] = set()

    def visit(each: Expr) -> None:
        if isinstance(each, AggregateExpr) and each.modifier is not None:
            found.update(each.modifier.labels)
        if isinstance(each, BinaryExpr) and each.modifier is not None and each.modifier.matching is not None:
            found.update(each.modifier.matching.labels)
        if isinstance(each, VectorSelector):
            found.update(matcher.name for matcher in each.matchers.matchers)

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


async def names(house: Harness) -> set[str]:
    """What Prometheus can ask for, as /metrics prints it."""
    printed = re.findall(r"^# TYPE (\w+) (\w+)", (await get(house, "/metrics")).text, re.MULTILINE)
    ends = {"histogram": ("_bucket", "_sum", "_count")}
    return {f"{name}{end}" for name, kind in printed for end in ends.get(kind, ("",))}


def labels_of(metrics: Metrics) -> set[str]:
    """The labels that figures may have."""
    return {"le"}.union(*(getattr(each, "_labelnames", ()) for each in metrics.registry._collector_to_names))


async def test_every_figure_that_an_alert_or_a_panel_asks_for_is_printed(house: Harness) -> None:
    printed, known = await names(house) | ITS_OWN, labels_of(figures(house.service)) | ITS_LABELS

    for title, expression in EXPRESSIONS.items():
        assert {each.name for each in selectors(expression)} <= printed, title
        assert labels(expression) <= known, title


async def test_every_figure_of_ours_has_a_panel(house: Harness) -> None:
    asked = {each.name or "" for _, expression, _ in targets() for each in selectors(expression)}
    ours = {each for each in await names(house) if each.startswith("meetbot_") and not each.endswith("_created")}

    missing = {re.sub(r"_(bucket|count|sum)$", "", each) for each in ours - asked}
    assert missing - {re.sub("_bucket$", "", each) for each in asked} == set()


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_every_expression_can_be_read(expression: str) -> None:
    assert promql_parser.parse(expression).prettify()


def test_a_legend_names_labels_that_its_expression_leaves() -> None:
    for title, expression, legend in targets():
        by = set(re.findall(r"\{\{(\w+)\}\}", legend))
        assert by <= labels(expression) | {"instance"}, title


def test_every_alert_says_when_how_grave_and_what_to_do() -> None:
    rules = alerts()

    assert [sorted(rule) for rule in rules] == [["alert", "annotations", "expr", "for", "labels"]] * len(rules)
    assert all(set(rule["annotations"]) == {"summary", "description"} for rule in rules)


def test_every_panel_says_what_it_shows_and_lies_on_no_other() -> None:
    shown = [panel for panel in panels() if panel["type"] != "row"]
    assert all(panel["description"] and panel["targets"] for panel in shown)
    assert len({panel["id"] for panel in panels()}) == len(panels())

    places = [panel["gridPos"] for panel in panels()]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert not [pair for pair in combinations(places, 2) if _overlap(*pair)]


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in ("xw", "yh"))


def test_an_alert_rings_where_its_panel_draws_the_line() -> None:
    drawn = {
        panel["title"]: panel["fieldConfig"]["defaults"]["thresholds"]["steps"][-1]["value"]
        for panel in panels()
        if "thresholdsStyle" in panel.get("fieldConfig", {}).get("defaults", {}).get("custom", {})
    }
    rung = {rule["alert"]: {float(each) for each in re.findall(r"> ([\d.]+)", rule["expr"])} for rule in alerts()}

    assert drawn["A press is answered within"] in rung["MeetbotAnswersSlowly"]
    assert drawn["What is due goes out this late"] in rung["MeetbotDuesAreLate"]
    assert {drawn["Updates in hand"], drawn["For how long the oldest of them has waited"]} == rung["MeetbotQueueGrows"]
