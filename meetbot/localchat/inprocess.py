"""python-telegram-bot's door to the local chat without a socket: the same calls, no ports."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from meetbot.localchat.chat import LocalChat
from meetbot.localchat.errors import ConnectionCut, Unanswered
from meetbot.localchat.parameters import Parameters, Upload

_METHOD = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>[^/?]+)")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>[^?]+)")


class InProcessRequest(BaseRequest):
    """Carries calls to a LocalChat; give one to ``builder().request(...)`` and one to ``get_updates_request(...)``."""

    def __init__(self, chat: LocalChat) -> None:
        self._chat = chat

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """Raises NetworkError and TimedOut where such a fault was ordered."""
        url = unquote(url)  # the library quotes the addresses of files
        if method == "GET" and (file := _FILE.search(url)):
            return self._chat.download(file["token"], file["path"])
        call = _METHOD.search(url)
        if call is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        try:
            status, body = await self._chat.call(call["token"], call["method"], _parameters(request_data))
        except ConnectionCut as cut:
            raise NetworkError("the connection was cut") from cut
        except Unanswered as unanswered:
            raise TimedOut from unanswered
        return status, json.dumps(body).encode()


def _parameters(data: RequestData | None) -> Parameters:
    if data is None:
        return Parameters()
    uploads = {
        part: Upload(name, content if isinstance(content, bytes) else content.read(), mime)
        for part, (name, content, mime) in data.multipart_data.items()
    }
    return Parameters(data.json_parameters, uploads)
