"""What every handler shares: built once by ``app.build`` and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from meetbot.clock import Clock
from meetbot.handlers.routing import Handle, Routes
from meetbot.seam import Seam
from meetbot.settings import Settings, Site
from meetbot.texts import Texts


@dataclass(frozen=True)
class Parts:
    """The parts of the running service."""

    settings: Settings
    site: Site
    clock: Clock
    seam: Seam
    routes: Routes  # everything that can be asked of the bot
    unclaimed: Handle  # answers a message that nobody waits for

    def texts(self, language: str, own_zone: str | None = None) -> Texts:
        """Sentences and dates in ``language`` at this site, for somebody who lives in ``own_zone`` (none: here)."""
        return Texts(language, self.site.zone, ZoneInfo(own_zone) if own_zone else None)
