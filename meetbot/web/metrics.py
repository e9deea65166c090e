"""``/metrics``: what a Prometheus server collects. One object a process, handed to whoever counts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# A due is late from a second on; an hour late it has usually expired.
_ANSWER_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_LATE_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


class Metrics:
    """Counters of this process in a registry of its own, beside the usual ones of any process (start, memory, processor)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.updates = self._counter("updates", "Updates handled, by kind (press, message, other)", "kind")
        self.given_up = self._counter("given_up_updates", "Updates given up, because the process died of each try")
        self.sends = self._counter("sends", "Messages that went out unasked, by rule and outcome", "rule", "outcome")
        self.errors = self._counter("errors", "Failures that were logged, by where they happened", "where")
        self.telegram_errors = self._counter(
            "telegram_errors", "Requests that Telegram refused or that did not get through", "method", "error"
        )
        self.latency = Histogram(
            "meetbot_answer_seconds", "From an update written down to its answer out, waiting its turn included",
            buckets=_ANSWER_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.lateness = Histogram(
            "meetbot_due_lateness_seconds", "From the moment a message was due to its way out",
            buckets=_LATE_SECONDS, registry=self.registry,
        )  # fmt: skip

    def count_logged(self) -> logging.Handler:
        """A handler for the root logger: whatever is logged as an error is counted under its logger's name."""
        return _Counting(self.errors)

    def watch(self, name: str, says: str, value: Callable[[], float]) -> None:
        """Show ``value()`` as ``meetbot_<name>`` whenever somebody looks (a queue's length)."""
        Gauge(f"meetbot_{name}", says, registry=self.registry).set_function(value)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"meetbot_{name}", says, labels, registry=self.registry)


class _Counting(logging.Handler):
    def __init__(self, errors: Counter) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self._errors.labels(record.name).inc()


def metrics_route(metrics: Metrics) -> Route:
    """The route that shows them as text."""

    async def show(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Route("/metrics", show)
