from __future__ import annotations

import logging

import httpx

from tests.web.conftest import Side


async def test_what_was_counted_is_shown(web: httpx.AsyncClient, side: Side) -> None:
    side.metrics.updates.labels("press").inc()
    side.metrics.sends.labels("tea_round", "delivered").inc(2)
    side.metrics.errors.labels("handler").inc()
    side.metrics.lateness.observe(0.3)
    side.metrics.latency.observe(0.02)
    side.metrics.telegram_errors.labels("sendMessage", "Forbidden").inc()
    side.metrics.watch("queued_updates", "Updates in hand", lambda: 4.0)

    answer = await web.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain")
    shown = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert shown['meetbot_updates_total{kind="press"}'] == "1.0"
    assert shown['meetbot_sends_total{outcome="delivered",rule="tea_round"}'] == "2.0"
    assert shown['meetbot_errors_total{where="handler"}'] == "1.0"
    assert shown['meetbot_due_lateness_seconds_bucket{le="0.5"}'] == "1.0"
    assert shown['meetbot_due_lateness_seconds_bucket{le="0.25"}'] == "0.0"
    assert shown['meetbot_answer_seconds_bucket{le="0.025"}'] == "1.0"
    assert shown['meetbot_telegram_errors_total{error="Forbidden",method="sendMessage"}'] == "1.0"
    assert shown["meetbot_queued_updates"] == "4.0"


def test_what_is_logged_as_an_error_is_counted_where_it_happened(side: Side) -> None:
    log = logging.getLogger("meetbot.handlers.router")
    log.addHandler(side.metrics.count_logged())
    log.warning("slow")
    log.error("a handler failed")

    [family] = [each for each in side.metrics.registry.collect() if each.name == "meetbot_errors"]
    counted = {sample.labels["where"]: sample.value for sample in family.samples if sample.name.endswith("_total")}
    assert counted == {"meetbot.handlers.router": 1.0}
