"""The local chat itself: one bot, the people it talks to, and the Bot API between them, without a socket."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from meetbot.clock import Clock, SimulatedClock, SystemClock
from meetbot.localchat import methods
from meetbot.localchat.conversations import Conversations
from meetbot.localchat.errors import Refused
from meetbot.localchat.faults import Fault, Faults, FloodLimits, Trouble
from meetbot.localchat.parameters import Parameters
from meetbot.localchat.people import Group, User
from meetbot.localchat.store import Json, Store
from meetbot.localchat.updates import Updates

# No secret: the local chat listens on loopback alone and holds nothing but play.
LOCAL_TOKEN = "7000000001:local-chat-has-no-secrets"  # noqa: S105
BOT_USERNAME = "meetbot_local_bot"


@dataclass(frozen=True)
class Call:
    """A call the bot made and what it was answered (status 0: it got no answer)."""

    method: str
    parameters: Parameters
    status: int


class LocalChat:
    """
    Users, chats, messages, files and updates of one bot, kept in a file of its own or in memory.

    The bot comes in by ``call``, people by ``user(...)``. Everything may be used from any thread; only ``call`` waits.
    Raises sqlite3.Error when the file cannot be used.
    """

    def __init__(
        self,
        store_path: Path | None = None,
        clock: Clock | None = None,
        bot_name: str = "Meetbot",
        *,
        token: str = LOCAL_TOKEN,
        username: str = BOT_USERNAME,
    ) -> None:
        self.token = token
        self.clock = clock or SystemClock()
        self.store = Store(store_path)
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": bot_name, "username": username}
        self.conversations = Conversations(self.store, self.clock, bot)
        self.updates = Updates(self.store)
        self.flood_limits: FloodLimits | None = None
        self.calls: deque[Call] = deque(maxlen=10_000)
        self._faults = Faults()
        self._methods = methods.of(self.updates)
        self.clock.on_change(self._clock_changed)

    def end_streams(self) -> None:
        """End the pages' event streams, so that a web server can stop; the pages come back by themselves."""
        self.conversations.announce("end")

    def close(self) -> None:
        self.save_clock()
        self.store.close()

    # The bot's side.

    async def call(self, token: str, method: str, parameters: Parameters) -> tuple[int, Json]:
        """The HTTP status and body of one Bot API call. Raises ConnectionCut, Unanswered where such a fault was ordered."""
        try:
            result = await self._result(token, method.rstrip("/").lower(), parameters)
        except Refused as refused:
            self.calls.append(Call(method, parameters, refused.code))
            return refused.code, _refusal(refused)
        except Exception:
            self.calls.append(Call(method, parameters, 0))
            raise
        self.calls.append(Call(method, parameters, 200))
        return 200, {"ok": True, "result": result}

    def download(self, token: str, path: str) -> tuple[int, bytes]:
        """The HTTP status and bytes of a file, as Telegram's file address answers."""
        found = self.store.file_at(path)
        if token != self.token:
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        if found is None or len(found[1]) > methods.LARGEST_DOWNLOAD:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, found[1]

    async def _result(self, token: str, method: str, parameters: Parameters) -> Any:
        if token != self.token:
            raise Refused(401, "Unauthorized")
        late = self._faults.strike(method, parameters.number("chat_id") or None)
        result = await self._carried_out(method, parameters)
        if late is not None:
            raise late
        return result

    async def _carried_out(self, method: str, parameters: Parameters) -> Any:
        if method == "getupdates":
            return await self.updates.poll(parameters)
        function = self._methods.get(method)
        if function is None:
            raise Refused(404, "Not Found: method not found")
        if self.flood_limits is not None and _counts(method, parameters):
            self.flood_limits.admit(parameters.number("chat_id"))
        with self.store.transaction():
            return function(self.conversations, parameters)

    # The people's side.

    def user(
        self,
        id: int,
        name: str = "",
        language_code: str = "en",
        *,
        last_name: str = "",
        username: str = "",
        hint: str = "",
        has_started: bool = True,
    ) -> User:
        """
        The person with this id, added when new. ``has_started`` False: they have not written to the bot yet, so it
        cannot write to them. ``hint`` is what the page shows beside the name.
        """
        if self.store.chat(id) is None:
            person: Json = {"id": id, "type": "private", "first_name": name or f"User {id}", "last_name": last_name}
            person |= {"username": username, "language_code": language_code, "hint": hint}
            self.conversations.put_chat({**person, "standing": "member" if has_started else "new"})
        return User(self.conversations, self.updates, id)

    def group(self, id: int, title: str) -> Group:
        """The group with this (negative) id, added when new, with the bot in it."""
        if self.store.chat(id) is None:
            self.conversations.put_chat({"id": id, "type": "group", "title": title, "standing": "member"})
        return Group(self.conversations, id)

    @property
    def users(self) -> list[User]:
        """Everybody, in the order they came."""
        return [
            User(self.conversations, self.updates, chat["id"])
            for chat in self.store.chats()
            if chat["type"] == "private"
        ]

    # Trouble.

    def fault(
        self, method: str, trouble: Trouble, *, times: int = 1, chat_id: int | None = None, retry_after: int = 3
    ) -> None:
        """
        Let the next ``times`` calls of ``method`` ("*": any) go wrong, only those for ``chat_id`` if given: "flood"
        (429), "server_error" (500), "conflict" (409), "unauthorized" (401), "cut" (the connection ends before anything
        happened), "timeout" (it happened, but the answer never comes).
        """
        self._faults.add(Fault(method, trouble, times, chat_id, retry_after))

    def clear_faults(self) -> None:
        self._faults.clear()

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more, as Telegram does when a confirmation was lost."""
        self.updates.again(update_id)

    # The clock.

    def save_clock(self) -> None:
        """Keep the moment shown, so that a restart goes on from there."""
        if isinstance(self.clock, SimulatedClock):
            self.store.set_fact("clock", {"now": self.clock.now().isoformat(), "speed": self.clock.speed})

    def _clock_changed(self) -> None:
        self.save_clock()
        self.conversations.announce("clock")


def saved_clock(store_path: Path, start: datetime, speed: float = 1.0) -> SimulatedClock:
    """The clock as the local chat in this file left it; a new one from ``start`` when it left none."""
    store = Store(store_path)
    saved = store.fact("clock")
    store.close()
    if saved is None:
        return SimulatedClock(start, speed)
    return SimulatedClock(datetime.fromisoformat(saved["now"]), saved["speed"])


def _refusal(refused: Refused) -> Json:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.retry_after is not None:
        body["parameters"] = {"retry_after": refused.retry_after}
    return body


def _counts(method: str, parameters: Parameters) -> bool:
    """Whether Telegram's limits count this call: what is sent, and in groups what is edited."""
    is_sent = method.startswith("send") and method != "sendchataction"
    return is_sent or (method.startswith("edit") and parameters.number("chat_id") < 0)
