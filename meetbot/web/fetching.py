"""
Fetching a calendar from an address that somebody typed in: it must not become a way into the house's own network.

- Only public addresses are connected to. They are checked where the connection is made, so a name that means one thing when
  it is looked up and another a moment later gains nothing; each redirect is checked anew.
- Only https. No cookies, no credentials, no proxy of the environment (it would look names up itself).
- What is packed is unpacked piece by piece: no more than ``largest`` bytes are ever held, packed or not.
- Nothing of the address goes into a log or an error: it may hold a secret.
"""

from __future__ import annotations

import socket
import zlib
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from meetbot.errors import MeetbotError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_SECONDS: Final = 20.0
_MOST_REDIRECTS: Final = 5
_PIECE: Final = 64 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Ways to write an IPv4 address as an IPv6 one, which a gateway takes into the network behind it.
_WRAPPED: Final = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)


@dataclass(unsafe_hash=True)
class FetchFailed(MeetbotError):
    """``why``: "status 404", "timeout", "unreachable", "not_public", "no_https", "too_big", "redirects", "encoding"."""

    why: str


@dataclass(frozen=True)
class Fetched:
    """What an address gave; ``body`` is none when it has not changed."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


class Fetcher:
    """``may_be_private`` and ``needs_https=False`` are for tests, whose servers are on the machine itself."""

    def __init__(
        self, largest: int, *, may_be_private: bool = False, needs_https: bool = True, seconds: float = _SECONDS
    ) -> None:
        self._largest = largest
        self._may_be_private = may_be_private
        self._needs_https = needs_https
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2)

    async def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        """Raises FetchFailed."""
        headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "gzip", "User-Agent": "meetbot"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        connector = aiohttp.TCPConnector(
            resolver=_PublicResolver(may_be_private=self._may_be_private),
            use_dns_cache=False,
            limit=4,
            force_close=True,
        )
        try:
            async with aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(),
                headers=headers, trust_env=False,
            ) as session:  # fmt: skip
                return await self._followed(session, url)
        except TimeoutError:
            raise FetchFailed("timeout") from None
        except zlib.error:
            raise FetchFailed("encoding") from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise FetchFailed("unreachable") from None

    async def _followed(self, session: aiohttp.ClientSession, url: str) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(url)
            async with session.get(url, allow_redirects=False) as answer:
                if answer.status in _REDIRECTS and "Location" in answer.headers:
                    url = urljoin(url, answer.headers["Location"])
                    continue
                return await self._read(answer)
        raise FetchFailed("redirects")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and (self._needs_https or parts.scheme != "http"):
            raise FetchFailed("no_https")
        # A host that is an address already is never looked up, so the resolver does not see it.
        if not self._may_be_private and not _is_public_host(parts.hostname or ""):
            raise FetchFailed("not_public")

    async def _read(self, answer: aiohttp.ClientResponse) -> Fetched:
        if answer.status == 304:
            return Fetched(None)
        if answer.status != 200:
            raise FetchFailed(f"status {answer.status}")
        body = b"".join([piece async for piece in self._unpacked(answer)])
        return Fetched(body, answer.headers.get("ETag", "")[:500], answer.headers.get("Last-Modified", "")[:100])

    async def _unpacked(self, answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise FetchFailed("encoding")
        unpack = zlib.decompressobj(wbits=31) if encoding != "identity" else None
        size = 0
        async for piece in answer.content.iter_chunked(_PIECE):
            given = piece
            while given:
                # One piece of 64 kB can hold 64 MB: no more than may still come is unpacked.
                out = unpack.decompress(given, self._largest - size + 1) if unpack else given
                given = unpack.unconsumed_tail if unpack else b""
                size += len(out)
                if size > self._largest:
                    raise FetchFailed("too_big")
                yield out
        if unpack is not None and not unpack.eof:
            raise FetchFailed("encoding")


class _PublicResolver(AbstractResolver):
    """Looks names up and gives none that lies inside: aiohttp connects to exactly what this returns."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        # One address inside is enough to refuse the name: whoever mixes them means harm.
        if not self._may_be_private and not all(is_public(each["host"]) for each in found):
            raise FetchFailed("not_public")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _is_public_host(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return bool(host)  # a name: the resolver decides
    return is_public(host)


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, however it is wrapped."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
        if isinstance(found, IPv6Address) and any(found in wrapped for wrapped in _WRAPPED):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved
