"""
The way to the Bot API: python-telegram-bot's ``BaseRequest`` over aiohttp.

The stock transport (httpx) is the largest cost of a press and writes the token into the log with every request; see
``benchmarks/transport.py``. What the outside may see of a request is kept here: no address, no token, no password.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from meetbot.handlers.ahead import may_leave

# Telegram keeps an idle connection for more than a minute; a new one costs three round trips.
_KEEP_ALIVE_SECONDS = 60.0
# An upload may take as long as it needs on the slowest line that is still of use.
_SLOWEST_BYTES_PER_SECOND = 20_000
_LARGE_BYTES = 256 * 1024
# Telegram hands a bot files of up to 20 MB, and a hundred updates of a few kilobytes.
LARGEST_ANSWER = 21 * 1024 * 1024
_REFUSED, _TOO_LARGE, _GATEWAY_TIMEOUT = 300, 413, 504
_LONGEST_WORDS = 300  # some errors quote the whole file
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKEN = re.compile(r"\d+:[\w-]{20,}|(?<=/bot)\d+:[^/\s'\"]+")
_LOGIN = re.compile(r"(?<=://)[^/@\s'\"]+@")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class NeverSent(TimedOut):
    """No connection came about in time: nothing can have happened."""


class CutOff(NetworkError):
    """The connection ended after the request went out, and before its answer: it may have been carried out."""


def is_unconfirmed(error: TelegramError) -> bool:
    """Whether the request may have been carried out all the same: nobody knows, so a message may come twice."""
    return isinstance(error, CutOff) or (isinstance(error, TimedOut) and not isinstance(error, NeverSent))


@dataclass(frozen=True)
class Timeouts:
    """
    Seconds for each step of a request; None waits for ever.

    ``read_sent``: for the answer to what sends a message. A slow answer is not yet a lost one, and what is sent twice is
    seen twice.
    """

    read: float | None = 5.0
    read_sent: float | None = 15.0
    write: float | None = 5.0
    connect: float | None = 5.0
    pool: float | None = 1.0
    media_write: float | None = 20.0


@dataclass(frozen=True)
class _Way:
    """How one server is reached: a pool of connections, and the HTTP proxy in between (SOCKS is the pool's matter)."""

    session: aiohttp.ClientSession
    proxy: str | None


class AiohttpRequest(BaseRequest):
    """
    ``proxy`` is an HTTP or SOCKS5 address, perhaps with a login; without one the usual proxy variables count.

    They are read once per server, not on every request, and ``~/.netrc`` is left alone: that is why aiohttp's own
    ``trust_env`` is off.
    """

    asks_to_leave = True  # see handlers.ahead

    def __init__(
        self,
        proxy: str | None = None,
        timeouts: Timeouts = Timeouts(),
        connection_pool_size: int = 256,
    ) -> None:
        self._proxy = proxy
        self._timeouts = timeouts
        self._pool_size = connection_pool_size
        self._ways: dict[str, _Way] = {}
        self._is_open = False

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts.read

    async def initialize(self) -> None:
        """Ready for requests; connections are opened when they are needed. May be called again."""
        self._is_open = True

    async def shutdown(self) -> None:
        """Close every connection. May be called again."""
        self._is_open = False
        ways, self._ways = self._ways, {}
        for way in ways.values():
            await way.session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """
        Status and body of the answer.

        Raises NeverSent and TimedOut when a step took too long, CutOff when the line broke on the way, BadRequest for what is
        too large for the server, NetworkError for everything else.
        """
        if not self._is_open:
            raise RuntimeError("the transport is not initialized")
        own = self._timeouts
        has_files = request_data is not None and request_data.contains_files
        body, headers, size = _body(request_data)
        timeout = _timeout(
            read=_given(read_timeout, own.read_sent if _sends(url) else own.read),
            write=_given(write_timeout, own.media_write if has_files else own.write),
            connect=_given(connect_timeout, own.connect),
            pool=_given(pool_timeout, own.pool),
            size=size if method == "POST" else None,
        )
        try:
            way = self._way(url)
            async with way.session.request(
                method, URL(url, encoded=True), data=body, headers=headers, proxy=way.proxy, timeout=timeout,
                allow_redirects=False,
            ) as response:  # fmt: skip
                return _telegrams_own(method, response.status, await _bounded(response))
        # `from None`: the cause carries the address, and with it the token, into the log.
        except TelegramError:
            raise
        except aiohttp.ConnectionTimeoutError:
            raise NeverSent("Timed out before the request was sent") from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientConnectorError as error:  # before the others: it is one of them
            raise NetworkError(_described(error)) from None
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
            raise CutOff(_described(error)) from None
        except Exception as error:  # noqa: BLE001  (whatever a connection can die of)
            raise NetworkError(_described(error)) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """
        What was answered, without the buttons of messages: nobody here reads them, and the library makes an object of each,
        which is most of the work of taking a press in.
        """
        try:
            answer: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError:  # half an emoji, say: the library puts up with more
            answer = BaseRequest.parse_json_payload(payload)
        result = answer.get("result") if isinstance(answer, dict) else None
        for each in result if isinstance(result, list) else (result,):
            if isinstance(each, dict):
                _forget_buttons(each)
                _forget_buttons(each.get("callback_query"))
        return answer

    def _way(self, url: str) -> _Way:
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self._ways:
            self._ways[server] = self._open_way(parts.scheme, parts.hostname or "")
        return self._ways[server]

    def _open_way(self, scheme: str, host: str) -> _Way:
        proxy = self._proxy or _proxy_of_environment(scheme, host)
        options: dict[str, Any] = {
            "limit": self._pool_size,
            "keepalive_timeout": _KEEP_ALIVE_SECONDS,
            "ttl_dns_cache": 300,
            "ssl": _certificates() if scheme == "https" else True,
        }
        if proxy is not None and proxy.startswith("socks"):
            from aiohttp_socks import ProxyConnector  # only who needs it pays for it

            # The proxy resolves names: where Telegram is not reachable its name often is not resolvable either.
            class Patient(_Patient, ProxyConnector):
                """The same through a SOCKS proxy."""

            connector = Patient.from_url(proxy.replace("socks5h://", "socks5://", 1), rdns=True, **options)
            return _Way(_session(connector), None)
        return _Way(_session(_Patient(**options)), proxy)


class _Patient(aiohttp.TCPConnector):
    """Hands a connection over when the request that is to go by it may leave: everything else about it is done then."""

    async def connect(self, *given: Any, **more: Any) -> aiohttp.connector.Connection:
        connection = await super().connect(*given, **more)
        try:
            await may_leave()
        except BaseException:
            connection.release()  # nothing was said on it
            raise
        return connection


def _sends(url: str) -> bool:
    method = url.rpartition("/")[2]
    return method.startswith("send") and method != "sendChatAction"


def _forget_buttons(found: Any) -> None:
    """From a message, or from whatever holds one under the name "message"."""
    if isinstance(found, dict):
        found.pop("reply_markup", None)
        if isinstance(message := found.get("message"), dict):
            message.pop("reply_markup", None)


def _session(connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": BaseRequest.USER_AGENT},
        trust_env=False,
    )


def _proxy_of_environment(scheme: str, host: str) -> str | None:
    """What ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY`` say about this server; never for this machine."""
    if host in {"localhost", "::1"} or host.startswith("127.") or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _certificates() -> ssl.SSLContext:
    """The machine's certificates and Mozilla's: some Pythons come without any."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None, int]:
    """The request's body, its headers and its size in bytes (about)."""
    if data is None:
        return None, None, 0
    if data.contains_files:
        return _multipart(data)
    body = urlencode(data.json_parameters).encode()
    return (body, _FORM, len(body)) if body else (None, None, 0)


def _multipart(data: RequestData) -> tuple[aiohttp.FormData, None, int]:
    # Unquoted fields keep Chinese file names readable; what could end the header is taken out instead.
    form, size = aiohttp.FormData(quote_fields=False), 0
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, mime) in data.multipart_data.items():
        value = content
        if isinstance(content, bytes):
            size += len(content)
            if len(content) > _LARGE_BYTES:
                value = BytesIO(content)  # goes out piece by piece, beside other requests
        form.add_field(name, value, filename=_CONTROLS.sub("", file_name) or "file", content_type=mime)
    return form, None, size


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """
    The whole answer. Raises BadRequest for one that is larger than any file a bot may have: counted while it comes, packed
    or not, since a server of one's own has other limits and a sender may say any size.
    """
    is_plain = "Content-Encoding" not in response.headers
    if is_plain and response.content_length is not None and response.content_length <= LARGEST_ANSWER:
        return await response.read()
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise BadRequest("Bad Request: file is too big")
    return bytes(body)


def _telegrams_own(method: str, status: int, body: bytes) -> tuple[int, bytes]:
    """
    Status and body, if Telegram wrote them. A page of something in between (a proxy, a captive portal) says nothing about
    the token or the chat, whatever its status: it is a failure of the network, and kept out of the log.
    """
    is_file = method == "GET" and status < _REFUSED
    if status == _TOO_LARGE:
        raise BadRequest("Request Entity Too Large")
    if is_file or body[:1] == b"{":
        return status, body
    words = f"HTTP {status} from something that is not the Bot API"
    raise CutOff(words) if status == _GATEWAY_TIMEOUT else NetworkError(words)


def _given(value: Any, default: float | None) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None, size: int | None
) -> aiohttp.ClientTimeout:
    """The four steps as aiohttp sees them. It puts no limit on writing, so a POST (``size`` bytes) gets one on the whole."""
    whole = None
    if size is not None and None not in (read, write, connect, pool):
        whole = (read or 0) + (write or 0) + (connect or 0) + (pool or 0) + size / _SLOWEST_BYTES_PER_SECOND
    until_connected = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(total=whole, connect=until_connected, sock_connect=connect, sock_read=read)


def _described(error: Exception) -> str:
    """What went wrong, for a log that strangers may read."""
    words = f"HTTP {error.status}: {error.message}" if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return f"aiohttp.{type(error).__name__}: {_LOGIN.sub('', _TOKEN.sub('<token>', words[:_LONGEST_WORDS]))}"
