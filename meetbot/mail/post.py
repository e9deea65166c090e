"""
The way to the mail server: one connection for many mails, encrypted, patient, and not too fast.

- ``smtps`` is encrypted from the first byte. ``smtp`` must offer STARTTLS, except on this very machine, where nobody listens in.
- What may pass (no connection, a timeout, a 4xx, a login that is refused until the operator mends it) is raised as transient.
- What will not (a 5xx about this recipient or this mail) is raised as permanent.
- After a failed connection the next mails fail at once for a while: two hundred guests do not wait thirty seconds each.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPStatus,
)

from meetbot.reminders.delivery import DeliveryFailed
from meetbot.settings import SmtpAddress
from meetbot.texts import one_line, shorten

# Servers answer DATA after looking for viruses; RFC 5321 (4.5.3.2) allows minutes, people do not.
_TIMEOUT = 30.0
# An idle connection is given back; servers close it after a minute or five.
_IDLE = 10.0
# Two mails a second: within what mail services allow a small sender, and two hundred guests in less than two minutes.
_PAUSE = 0.5
# A server that puts a mail off (greylisting) means minutes.
_PUT_OFF = timedelta(minutes=1)
# A bot that stops says goodbye; who does not answer that is left all the same.
_GOODBYE = 1.0
# So long nobody tries a server that did not answer.
_REST = 20.0
_LONGEST_REASON = 200
Tls = Literal["plain", "starttls", "tls"]


@dataclass
class Post:
    """Hands mails to one server. Everything happens on one event loop. ``pause``, ``rest`` and ``timeout`` are seconds."""

    address: SmtpAddress
    sender: str
    tls: Tls
    trust: ssl.SSLContext | None = None
    pause: float = _PAUSE
    rest: float = _REST
    timeout: float = _TIMEOUT
    _connection: SMTP | None = field(init=False, default=None)
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _free_at: float = field(init=False, default=0.0)
    _shut: tuple[float, DeliveryFailed] | None = field(init=False, default=None)
    _closing: asyncio.TimerHandle | None = field(init=False, default=None)
    _ending: asyncio.Task[None] | None = field(init=False, default=None)

    @classmethod
    def to(cls, address: SmtpAddress, sender: str) -> Post:
        """The post to a server, as safe as it can be reached."""
        plain: Tls = "plain" if is_this_machine(address.host) else "starttls"
        return cls(address, sender, "tls" if address.is_tls else plain)

    async def carry(self, recipient: str, message: bytes) -> None:
        """Hand over one mail. Raises DeliveryFailed."""
        async with self._turn:
            self._keep_open()
            if self._shut is not None and _now() < self._shut[0]:
                raise self._shut[1]
            await self._not_too_fast()
            try:
                await self._handed_over(recipient, message)
            finally:
                self._free_at = _now() + self.pause
                self._close_later()

    async def close(self) -> None:
        """Give the connection back."""
        self._keep_open()
        async with self._turn:
            await self._hang_up()

    async def _not_too_fast(self) -> None:
        if (wait := self._free_at - _now()) > 0:
            await asyncio.sleep(wait)

    async def _handed_over(self, recipient: str, message: bytes) -> None:
        was_kept = self._connection is not None
        try:
            await self._send(recipient, message)
        except asyncio.CancelledError:
            self._drop()  # in the middle of a mail: nothing more can be said on this connection
            raise
        except (SMTPException, OSError) as failure:
            await self._unless_good(failure)
            if was_kept and isinstance(failure, SMTPServerDisconnected):
                # It had been kept, and the server closed it meanwhile: that says nothing about this mail.
                await self._handed_over(recipient, message)
                return
            # From None: the failure quotes the address, and whatever is logged is read by more people than a guest list.
            raise _without(recipient, _failed(failure)) from None

    async def _send(self, recipient: str, message: bytes) -> None:
        connection = await self._open()
        await connection.sendmail(self.sender, recipient, message)

    async def _open(self) -> SMTP:
        if self._connection is not None:
            return self._connection
        connection = SMTP(
            hostname=self.address.host,
            port=self.address.port,
            username=self.address.user or None,
            password=self.address.password or None,
            local_hostname=self.sender.rpartition("@")[2],
            timeout=self.timeout,
            use_tls=self.tls == "tls",
            start_tls=self.tls == "starttls",
            tls_context=self.trust,
        )
        try:
            await connection.connect()
        except (SMTPException, OSError) as failure:
            connection.close()
            refusal = _failed(failure, is_about_mail=False)
            self._shut = (_now() + self.rest, refusal)
            raise refusal from failure
        self._connection, self._shut = connection, None
        return connection

    async def _unless_good(self, failure: Exception) -> None:
        """Give up the connection, unless the server only refused a mail; 421 announces that it closes."""
        is_answer = isinstance(failure, SMTPResponseException | SMTPRecipientsRefused)
        if not is_answer or getattr(failure, "code", 0) == SMTPStatus.domain_unavailable:
            await self._hang_up()

    async def _hang_up(self) -> None:
        connection = self._drop()
        if connection is not None and connection.is_connected:
            with suppress(SMTPException, OSError):
                await connection.quit(timeout=_GOODBYE)

    def _drop(self) -> SMTP | None:
        connection, self._connection = self._connection, None
        return connection

    def _keep_open(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _close_later(self) -> None:
        if self._connection is not None:
            self._closing = asyncio.get_running_loop().call_later(_IDLE, self._close_now)

    def _close_now(self) -> None:
        self._closing = None
        self._ending = asyncio.get_running_loop().create_task(self.close())


def is_this_machine(host: str) -> bool:
    """Whether mail to ``host`` stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _now() -> float:
    return asyncio.get_running_loop().time()


def _without(recipient: str, failure: DeliveryFailed) -> DeliveryFailed:
    """The failure without the address, which servers like to repeat; whoever is told of it is told the address anyway."""
    bare = re.sub(rf"<?{re.escape(recipient)}>?:?\s*", "", failure.reason, flags=re.IGNORECASE)
    return replace(failure, reason=bare)


def _failed(failure: Exception, *, is_about_mail: bool = True) -> DeliveryFailed:
    """What a failure means for the mail."""
    if isinstance(failure, SMTPRecipientsRefused) and failure.recipients:
        return _refused(failure.recipients[0])
    is_about_us = isinstance(failure, SMTPAuthenticationError | SMTPSenderRefused)  # the operator can mend it
    if isinstance(failure, SMTPResponseException) and is_about_mail and not is_about_us:
        return _refused(failure)
    return DeliveryFailed(permanent=False, reason=_reason(_trouble(failure)), retry_after=_PUT_OFF)


def _trouble(failure: Exception) -> str:
    """What is wrong between us and the server; never what was said to log in."""
    match failure:
        case SMTPAuthenticationError():
            return f"the mail server refuses the login ({failure.code})"
        case SMTPResponseException():
            return f"the mail server says {failure.code} {failure.message}"
        case ssl.SSLCertVerificationError():
            return "the mail server's certificate cannot be trusted"
        case TimeoutError():
            return "the mail server does not answer"
        case SMTPException() if not isinstance(failure, ConnectionError):
            return f"the mail server: {failure.message}"
    return "the mail server cannot be reached"


def _refused(answer: SMTPResponseException) -> DeliveryFailed:
    reason = _reason(f"{answer.code} {answer.message}")
    if answer.code >= 500:
        return DeliveryFailed(permanent=True, reason=reason)
    return DeliveryFailed(permanent=False, reason=reason, retry_after=_PUT_OFF)


def _reason(words: str) -> str:
    return shorten(one_line(words), _LONGEST_REASON)
