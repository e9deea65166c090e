"""``/healthz``: the process answers. ``/readyz``: the service can do its work; otherwise what is missing, by name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

_log = logging.getLogger(__name__)
Probe = Callable[[], Awaitable[bool]]
# Whoever watches asks every few seconds and gives up soon.
_LONGEST_SECONDS = 3.0


def health_routes(probes: Mapping[str, Probe]) -> list[Route]:
    """Both routes; a probe that raises or hangs counts as false."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        results = await asyncio.gather(*(_ask(name, probe) for name, probe in probes.items()))
        answer = dict(zip(probes, results, strict=True))
        return JSONResponse(answer, 200 if all(results) else 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def _ask(name: str, probe: Probe) -> bool:
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return bool(await probe())
    except Exception as error:  # noqa: BLE001  (whatever it is, the service is not ready)
        _log.warning("not ready: %s", type(error).__name__, extra={"probe": name})
        return False
