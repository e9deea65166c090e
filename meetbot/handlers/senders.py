"""Who pressed and wrote lately, as they were then. Harmless when emptied: nothing is decided by it without a look at the rows."""

from __future__ import annotations

from meetbot.people.members import Member

# Some hundred bytes each.
_MOST = 1000


class Senders:
    """Members by Telegram id, those seen latest."""

    def __init__(self) -> None:
        self._seen: dict[int, Member] = {}

    def keep(self, telegram_id: int, sender: Member | None) -> None:
        """Know who it is now. A stranger, and whoever messages do not reach, is looked up each time."""
        self._seen.pop(telegram_id, None)
        if sender is None or not sender.is_reachable:
            return
        if len(self._seen) >= _MOST:
            del self._seen[next(iter(self._seen))]
        self._seen[telegram_id] = sender

    def last(self, telegram_id: int) -> Member | None:
        """Who it was when last seen."""
        return self._seen.get(telegram_id)
