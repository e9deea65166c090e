"""What the web side answers while the database is brought in line: the process lives, and is not ready yet."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette

from meetbot.web.health import health_routes


class StoppedMeanwhile(Exception):
    """The process was told to stop while it waited for another one."""


class Starting:
    """``/healthz`` and ``/readyz`` of a process that starts; ``is_stopped`` says whether it shall go on."""

    def __init__(self, is_stopped: Callable[[], bool]) -> None:
        self._is_stopped = is_stopped
        self._waits_for_another = False
        self.application = Starlette(
            routes=health_routes({"started": self._started, "upgraded": self._upgraded}),
        )

    def waits(self) -> None:
        """Another process upgrades the database, and this one waits for it. Raises StoppedMeanwhile."""
        self._waits_for_another = True
        if self._is_stopped():
            raise StoppedMeanwhile

    async def _started(self) -> bool:
        return False

    async def _upgraded(self) -> bool:
        return not self._waits_for_another
