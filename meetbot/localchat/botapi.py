"""The Bot API over HTTP: forms, JSON and queries in, Telegram's envelope out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from meetbot.localchat.chat import LocalChat
from meetbot.localchat.errors import ConnectionCut, Unanswered
from meetbot.localchat.parameters import Parameters, Upload
from meetbot.localchat.sending import LARGEST_UPLOAD

# A whole request may be a little larger than the largest file in it.
_LARGEST_BODY = LARGEST_UPLOAD + 1024 * 1024
# How long an answer that never comes is awaited; every client gives up before.
_SILENCE_SECONDS = 120


class BotApi:
    """The two endpoints a bot knows."""

    def __init__(self, chat: LocalChat) -> None:
        self._chat = chat

    async def method(self, request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > _LARGEST_BODY:
            return _refused(413, "Request Entity Too Large")
        try:
            parameters = await read_parameters(request)
        except ValueError:
            return _refused(400, "Bad Request: can't parse the request")
        try:
            status, body = await self._call(request, parameters)
        except ConnectionCut:
            return BrokenOff()
        except Unanswered:
            await _gone(request)
            return BrokenOff()
        return JSONResponse(body, status)

    async def file(self, request: Request) -> Response:
        status, content = self._chat.download(request.path_params["token"], request.path_params["path"])
        return Response(content, status, media_type="application/octet-stream" if status == 200 else "application/json")

    async def _call(self, request: Request, parameters: Parameters) -> tuple[int, dict[str, Any]]:
        """The call's result; a poll ends with its connection, so that an aborted one takes no updates away."""
        token, method = request.path_params["token"], request.path_params["method"]
        call = asyncio.ensure_future(self._chat.call(token, method, parameters))
        if method.lower() != "getupdates":
            return await call
        gone = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                raise ConnectionCut(method)
            return await call
        finally:
            call.cancel()
            gone.cancel()


class BrokenOff(Response):
    """An answer whose connection breaks before its body: what a client sees of a cut line."""

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})


async def read_parameters(request: Request) -> Parameters:
    """What a request carries, in its address and in its body. Raises ValueError for a body that is not what it says."""
    values: dict[str, str] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return Parameters({**values, **Parameters.of_json(body).values})
    if kind not in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        await request.body()  # python-telegram-bot sends an empty octet-stream where there are no parameters
        return Parameters(values)
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or name, await value.read(), value.content_type or "")
            else:
                values[name] = value
    return Parameters(values, uploads)


async def _gone(request: Request) -> None:
    """Until the client has closed its connection, or would have."""
    try:
        async with asyncio.timeout(_SILENCE_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except (TimeoutError, ClientDisconnect):
        return


def _refused(code: int, description: str) -> JSONResponse:
    return JSONResponse({"ok": False, "error_code": code, "description": description}, code)
