"""The web side as one Starlette application, put together from what ``app`` hands over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from meetbot.web.feeds import FindFeed, FindPlan, feed_route, plan_route
from meetbot.web.health import Probe, health_routes
from meetbot.web.metrics import Metrics, metrics_route
from meetbot.web.webhook import TakeIn, webhook_route


def web_app(
    *,
    find_feed: FindFeed,
    find_plan: FindPlan | None = None,
    probes: Mapping[str, Probe],
    metrics: Metrics,
    webhook: tuple[str, TakeIn] | None = None,
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """
    Feeds, health, metrics; with ``webhook`` (its secret, and who takes an update's bytes) Telegram's way in.

    ``probes`` are what /readyz asks, by name; ``more`` are further routes (the local chat).
    """
    routes: list[BaseRoute] = [feed_route(find_feed), *health_routes(probes), metrics_route(metrics)]
    if find_plan is not None:
        routes.append(plan_route(find_plan))
    if webhook is not None:
        routes.append(webhook_route(*webhook))
    return Starlette(routes=[*routes, *more])
