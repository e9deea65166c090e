"""The queue of updates towards the bot: at least once, in order, for the newest poller or the webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from meetbot.localchat.errors import bad_request, conflict
from meetbot.localchat.parameters import Parameters
from meetbot.localchat.store import Json, Store

FIRST_UPDATE = 100_000_001
LONGEST_POLL = 50
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
HAS_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates:
    """Updates wait here until a later poll confirms them, or until the webhook has taken them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._newest_poll = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def add(self, kind: str, body: Json) -> int:
        """Queue an update, if the bot subscribed to its kind; its id is used up in any case."""
        with self._store.transaction():
            update_id = self._store.next_number("update_id", FIRST_UPDATE)
            wanted = self._store.fact("allowed_updates") or []
            self._store.put_update({"update_id": update_id, kind: body}, is_pending=not wanted or kind in wanted)
        self.ring()
        return update_id

    def again(self, update_id: int) -> None:
        """Hand an update out once more, confirmed or not. Raises LookupError when it is unknown."""
        if not self._store.hand_out_again(update_id):
            raise LookupError(update_id)
        self.ring()

    def count(self) -> int:
        return self._store.count_pending()

    def waiting(self, most: int = 100) -> list[Json]:
        """What a poll would get now."""
        return self._store.updates_to_hand_out(most)

    def confirm(self, update_ids: list[int]) -> None:
        """The webhook has taken these."""
        with self._store.transaction():
            self._store.handed_out_again(update_ids)
            self._store.confirm_before(max(update_ids, default=0) + 1)

    async def poll(self, parameters: Parameters) -> list[Json]:
        """getUpdates: confirm what lies before the offset, then wait for something to hand out."""
        if self._store.fact("webhook"):
            raise conflict(HAS_WEBHOOK)
        self._subscribe(parameters)
        self._confirm(parameters.number("offset"))
        most = parameters.number("limit") if 1 <= parameters.number("limit") <= 100 else 100
        self._newest_poll += 1
        poll = self._newest_poll
        self.ring()
        if not self.waiting(most):
            await self._wait(poll, max(0, min(parameters.number("timeout"), LONGEST_POLL)))
        with self._store.transaction():
            found = self.waiting(most)
            self._store.handed_out_again([update["update_id"] for update in found])
        return found

    async def _wait(self, poll: int, seconds: float) -> None:
        with self.listening() as rung, suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.count():
                    await rung.wait()
                    rung.clear()
                    if poll != self._newest_poll:
                        raise conflict(OTHER_POLL)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that is set whenever something changed here, from whichever thread."""
        bell = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting.add(bell)
        try:
            yield bell[1]
        finally:
            self._waiting.discard(bell)

    def ring(self) -> None:
        """Wake who waits."""
        for loop, rung in list(self._waiting):
            with suppress(RuntimeError):  # a loop that has been closed has nobody waiting
                loop.call_soon_threadsafe(rung.set)

    # The webhook.

    def set_webhook(self, parameters: Parameters) -> None:
        url = parameters.text("url")
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = parameters.text("secret_token")
        if not all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in secret) or len(secret) > 256:
            raise bad_request("secret token contains unallowed characters")
        self._subscribe(parameters)
        with self._store.transaction():
            self._store.set_fact("webhook", {"url": url, "secret": secret} if url else None)
            self._store.set_fact("webhook_error", None)
            self._drop_pending(parameters)
        self.ring()

    def delete_webhook(self, parameters: Parameters) -> None:
        with self._store.transaction():
            self._store.set_fact("webhook", None)
            self._drop_pending(parameters)

    def webhook(self) -> Json | None:
        hook: Json | None = self._store.fact("webhook")
        return hook

    def webhook_info(self) -> Json:
        hook = self.webhook() or {"url": ""}
        wanted: list[Any] | None = self._store.fact("allowed_updates")
        return {
            "url": hook["url"],
            "has_custom_certificate": False,
            "pending_update_count": self.count(),
            **(self._store.fact("webhook_error") or {}),
            **({"allowed_updates": wanted} if wanted else {}),
        }

    def webhook_failed(self, at: datetime, words: str) -> None:
        """Nobody took an update there."""
        failure = {"last_error_date": int(at.timestamp()), "last_error_message": words}
        self._store.set_fact("webhook_error", failure)

    def _drop_pending(self, parameters: Parameters) -> None:
        if parameters.flag("drop_pending_updates"):
            self._store.keep_newest_pending(0)

    def _subscribe(self, parameters: Parameters) -> None:
        wanted = parameters.structure("allowed_updates", list, "allowed_updates JSON array")
        if wanted is not None:
            self._store.set_fact("allowed_updates", wanted)

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._store.confirm_before(offset)
        elif offset < 0:
            self._store.keep_newest_pending(-offset)
