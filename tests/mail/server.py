"""A real mail server on loopback: keeps what it is handed, and refuses, hangs up or sleeps when it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import icalendar
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

PEM = Path(__file__).with_name("localhost.pem")
HANG_UP = "hang up"
USER, PASSWORD = "meetbot", "p@ss:w/rd"


def trusting() -> ssl.SSLContext:
    """What a program needs to trust the test's server."""
    return ssl.create_default_context(cafile=str(PEM))


@dataclass
class Mail:
    """One mail as it came in."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def part(self, kind: str) -> EmailMessage:
        return next(part for part in self.message.walk() if part.get_content_type() == kind)

    @property
    def calendar(self) -> Any:
        return icalendar.Calendar.from_ical(self.part("text/calendar").get_content())

    @property
    def event(self) -> Any:
        (event,) = self.calendar.walk("VEVENT")
        return event


@dataclass
class MailServer:
    """``answers`` are given to the next mails, one each (none: it is taken); ``refuses`` always to these recipients."""

    tls: ssl.SSLContext | None = None
    with_login: bool = False
    is_tls_from_the_start: bool = False
    mails: list[Mail] = field(default_factory=list)
    answers: deque[str | None] = field(default_factory=deque)
    refuses: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _transports: list[asyncio.BaseTransport] = field(default_factory=list)

    async def start(self) -> None:
        """Listen, on the same port as before."""
        tls = self.tls if self.is_tls_from_the_start else None
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Whoever comes is refused; whoever is there is cut off."""
        if self._server is not None:
            self._server.close()
            for transport in self._transports:
                transport.abort()  # type: ignore[attr-defined]
            self._transports.clear()
            await self._server.wait_closed()
            await asyncio.sleep(0.01)  # what was cut off learns of it
            self._server = None

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.recipients == [address]]

    def _protocol(self) -> SMTP:
        self.connections += 1
        with catch_warnings():
            simplefilter("ignore")  # it knows of no encryption but its own STARTTLS
            server = SMTP(
                self,
                hostname="mail.test",
                tls_context=None if self.is_tls_from_the_start else self.tls,
                require_starttls=self.tls is not None and not self.is_tls_from_the_start,
                auth_required=self.with_login,
                auth_require_tls=not self.is_tls_from_the_start,
                authenticator=self._authenticate,
            )
        made = server.connection_made

        def connection_made(transport: asyncio.BaseTransport) -> None:
            self._transports.append(transport)
            made(transport)

        server.connection_made = connection_made  # type: ignore[method-assign]
        return server

    @staticmethod
    def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.popleft() if self.answers else None
        if answer == HANG_UP:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
            return "250 never heard"
        if answer is not None:
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(Mail(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@asynccontextmanager
async def mail_server(**options: Any) -> AsyncIterator[MailServer]:
    server = MailServer(**options)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context
