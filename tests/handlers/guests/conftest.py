"""A floor at work with a mail server on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from meetbot.mail.post import Post
from meetbot.settings import SmtpAddress
from tests.handlers.conftest import CONFIG
from tests.handlers.floor.conftest import floor
from tests.harness import Harness, open_harness
from tests.mail.server import MailServer, mail_server

__all__ = ["floor"]
FROM = "meetings@riverside.example"


@pytest.fixture
async def mails() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def service(tmp_path: Path, mails: MailServer) -> AsyncIterator[Harness]:
    """The running service, with mail."""
    post = Post(SmtpAddress("127.0.0.1", mails.port, is_tls=False), FROM, "plain", pause=0.0, rest=0.0, timeout=60.0)
    url = f"smtp://127.0.0.1:{mails.port}"
    async with open_harness(tmp_path, CONFIG, post=post, smtp_url=url, mail_from=FROM) as harness:
        yield harness
