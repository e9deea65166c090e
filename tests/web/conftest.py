"""The web side with everything handed to it by the test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest

from meetbot.inbox.errors import NotAnUpdate
from meetbot.web.application import web_app
from meetbot.web.health import Probe
from meetbot.web.metrics import Metrics

SECRET = "5ecret"


@dataclass
class Calendar:
    body: bytes
    etag: str = "v1"
    last_modified: datetime = datetime(2026, 11, 23, 2, 0, 0, 500, tzinfo=UTC)


@dataclass
class Side:
    """What stands behind the web side."""

    feeds: dict[str, Calendar] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    metrics: Metrics = field(default_factory=Metrics)
    taken: list[bytes] = field(default_factory=list)
    refuses: bool = False

    async def find_feed(self, secret: str) -> Calendar | None:
        return self.feeds.get(secret)

    async def take(self, body: bytes) -> None:
        if self.refuses:
            raise NotAnUpdate("ValueError")
        self.taken.append(body)


@pytest.fixture
def side() -> Side:
    return Side()


@pytest.fixture
async def web(side: Side) -> AsyncIterator[httpx.AsyncClient]:
    application = web_app(
        find_feed=side.find_feed, probes=side.probes, metrics=side.metrics, webhook=(SECRET, side.take)
    )
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://meet", headers={"Accept-Encoding": ""}) as web:
        yield web
