"""What the chat page asks for: the state, a stream of changes, and what people do on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.errors import Refused
from meetbot.localchat.methods import commands_for
from meetbot.localchat.people import User
from meetbot.localchat.store import Json

_PAGE = Path(__file__).parent / "page"
_PARTS = {"page.css": "text/css", "page.js": "text/javascript"}
_MESSAGES_SHOWN = 300
_STRANGER, _FIRST_STRANGER = "stranger", 9001
_BEAT_SECONDS = 15
_SPEEDS = range(3601)
# Kinds of picture that a browser shows and that cannot carry script.
_SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class PageApi:
    """The endpoints of the page; a refusal has a sentence in ``error``."""

    def __init__(
        self,
        chat: LocalChat,
        next_due: Callable[[], Awaitable[datetime | None]],
        zone: str,
        roles_of: Callable[[int], Awaitable[Sequence[str]]] | None = None,
    ) -> None:
        self._chat = chat
        self._next_due = next_due
        self._zone = zone
        self._roles_of = roles_of

    # The page and what it shows.

    async def page(self, _: Request) -> Response:
        return FileResponse(_PAGE / "index.html", media_type="text/html", headers=_HEADERS)

    async def part(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _PARTS:
            raise HTTPException(404)
        return FileResponse(_PAGE / name, media_type=_PARTS[name], headers=_HEADERS)

    async def state(self, _: Request) -> Response:
        return JSONResponse(
            {
                "bot": self._chat.conversations.bot,
                "clock": self._clock(),
                "people": [await self.shown(user) for user in self._chat.users],
            },
            headers={"Cache-Control": "no-store"},
        )

    async def events(self, _: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        """A picture as such; anything else only as a download, for it is foreign content on our own origin."""
        try:
            file, content = self._chat.conversations.file(request.path_params["file_id"])
        except Refused:
            raise HTTPException(404) from None
        headers = {
            **_HEADERS,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "max-age=31536000, immutable",
        }
        if file["mime"] in _SHOWN_INLINE and file["kind"] == "photo":
            return Response(content, media_type=file["mime"], headers=headers)
        headers["Content-Disposition"] = "attachment"
        return Response(content, media_type="application/octet-stream", headers=headers)

    # What people do.

    async def add_stranger(self, request: Request) -> Response:
        body = await _body(request)
        name, language = str(body.get("name") or "").strip()[:64], str(body.get("language") or "en")[:8]
        number = self._chat.store.next_number("stranger", _FIRST_STRANGER)
        user = self._chat.user(number, name or f"Stranger {number}", language, hint=_STRANGER, has_started=False)
        return JSONResponse(await self.shown(user))

    async def text(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        text = str(body.get("text") or "")
        if not text.strip():
            return _no("There is nothing to send.")
        replied = user.message(int(body.get("reply_to") or 0))
        return JSONResponse({"update_id": user.says(text, reply_to=replied)})

    async def press(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        press = user.taps(str(body.get("data") or ""), user.id, int(body.get("message_id") or 0))
        return JSONResponse({"query_id": press.query_id})

    async def send_file(self, request: Request) -> Response:
        user = self._user(request)
        async with request.form() as form:
            file, caption = form.get("file"), str(form.get("caption") or "")
            if not isinstance(file, UploadFile):
                return _no("There is no file to send.")
            content = await file.read()
            if form.get("as") == "photo":
                try:
                    return JSONResponse({"update_id": user.sends_photo(content, caption)})
                except ValueError:
                    pass  # what is no picture goes as a document, as in Telegram's apps
            name = file.filename or "file"
            return JSONResponse({"update_id": user.sends_document(content, name, file.content_type or "", caption)})

    async def sticker(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        return JSONResponse({"update_id": user.sends_sticker(str(body.get("emoji") or "👍")[:8])})

    async def contact(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        return JSONResponse({"update_id": user.shares_contact(str(body.get("phone") or "+86 10 5555 0100")[:32])})

    async def edit(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        message, text = user.message(int(body.get("message_id") or 0)), str(body.get("text") or "").strip()
        if message is None or message.is_from_bot or "text" not in message.raw or not text:
            return _no("Only a text of one's own can be changed.")
        try:
            return JSONResponse({"update_id": user.edits(message, text)})
        except Refused:
            return JSONResponse({})  # nothing was changed

    async def block(self, request: Request) -> Response:
        user, body = self._user(request), await _body(request)
        update_id = user.blocks() if body.get("blocked") else user.unblocks()
        return JSONResponse({"update_id": update_id})

    async def set_clock(self, request: Request) -> Response:
        """Change the speed, or jump to the next due moment; tells the clock and whether there was one."""
        clock, body = self._chat.clock, await _body(request)
        if not isinstance(clock, SimulatedClock):
            return _no("This clock cannot be changed.")
        moment = None
        if body.get("jump"):
            moment = await self._next_due()
            if moment is not None:
                clock.jump(moment)
                await self._next_due()  # asking what comes next waits for what is due now: it is there with the answer
        elif body.get("speed") in _SPEEDS:
            clock.run(float(body["speed"]))
        else:
            return _no("The speed is a number from 0 to 3600.")
        return JSONResponse({**self._clock(), "jumped_to": moment.isoformat() if moment else None})

    # Shapes.

    def _user(self, request: Request) -> User:
        chat = self._chat.store.chat(request.path_params["id"])
        if chat is None or chat["type"] != "private":
            raise HTTPException(404)
        return User(self._chat.conversations, self._chat.updates, chat["id"])

    async def shown(self, user: User) -> Json:
        """What the page needs of a person."""
        chat = await self._known(user.raw)
        return {
            "chat": chat,
            "commands": commands_for(self._chat.conversations, chat),
            "messages": self._chat.store.messages(user.id, _MESSAGES_SHOWN),
        }

    async def _known(self, chat: Json) -> Json:
        """The person with what the bot knows them as in place of what they came as."""
        if self._roles_of is None or chat["type"] != "private":
            return chat
        return {**chat, "hint": " ".join(await self._roles_of(chat["id"])) or _STRANGER}

    def _clock(self) -> Json:
        clock = self._chat.clock
        speed = clock.speed if isinstance(clock, SimulatedClock) else None
        return {"now": clock.now().isoformat(), "speed": speed, "zone": self._zone}

    async def _events(self) -> AsyncIterator[str]:
        """Server-sent events: every change as it happens, a beat when nothing does."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Json] = asyncio.Queue()

        def pass_on(event: Json) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, event)

        stop = self._chat.conversations.on_change(pass_on)
        try:
            yield "retry: 1000\n\n" + _event({"kind": "hello", **self._clock()})
            while True:
                event = await self._next(queue)
                if event["kind"] == "end":
                    return
                yield _event(await self.complete(event))
        finally:
            stop()

    async def _next(self, queue: asyncio.Queue[Json]) -> Json:
        try:
            async with asyncio.timeout(_BEAT_SECONDS):
                return await queue.get()
        except TimeoutError:
            self._chat.save_clock()
            return {"kind": "clock"}

    async def complete(self, event: Json) -> Json:
        """An event with what the page needs beside it."""
        match event["kind"]:
            case "clock":
                return {**event, **self._clock()}
            case "commands":
                users = self._chat.users
                menus = {user.id: commands_for(self._chat.conversations, user.raw) for user in users}
                hints = {user.id: (await self._known(user.raw)).get("hint", "") for user in users}
                return {**event, "menus": menus, "hints": hints}
            case "chat":
                commands = commands_for(self._chat.conversations, event["chat"])
                return {**event, "chat": await self._known(event["chat"]), "commands": commands}
        return event


def _event(event: Json) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(body, dict):
        raise HTTPException(400)
    return body


def _no(why: str) -> JSONResponse:
    return JSONResponse({"error": why}, 400)
