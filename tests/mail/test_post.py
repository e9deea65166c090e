"""Mails are handed to a real server: encrypted, in one connection, and with a word on whether to try again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from meetbot.mail.post import Post, is_this_machine
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.settings import SmtpAddress, smtp_address
from tests.mail.server import HANG_UP, PASSWORD, USER, MailServer, mail_server, server_tls, trusting

SENDER = "meet@riverside.example"
BODY = b"Subject: Hello\r\n\r\nHello\r\n.\r\nAnd more\r\n"
SOON = timedelta(minutes=1)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def post(server: MailServer) -> AsyncIterator[Post]:
    post = quick(Post.to(smtp_address(f"smtp://127.0.0.1:{server.port}"), SENDER))
    yield post
    await post.close()


def quick(post: Post) -> Post:
    post.pause = post.rest = 0.0
    post.timeout = 60.0  # longer than a busy machine takes
    return post


async def refusal(post: Post, recipient: str = "ada@x.org") -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as refused:
        await post.carry(recipient, BODY)
    return refused.value


async def test_mails_go_out_whole_in_one_connection(server: MailServer, post: Post) -> None:
    for guest in ("ada@x.org", "bob@y.cn", "cy@z.org"):
        await post.carry(guest, BODY)

    assert [(mail.sender, mail.recipients, mail.content) for mail in server.mails] == [
        (SENDER, [guest], BODY) for guest in ("ada@x.org", "bob@y.cn", "cy@z.org")
    ]
    assert server.connections == 1


async def test_mails_asked_for_at_once_go_one_after_the_other(server: MailServer, post: Post) -> None:
    await asyncio.gather(*(post.carry(f"guest{n}@x.org", BODY) for n in range(20)))

    assert (len(server.mails), server.connections) == (20, 1)


async def test_a_pause_lies_between_two_mails(server: MailServer, post: Post) -> None:
    post.pause = 0.05
    loop = asyncio.get_running_loop()
    began = loop.time()

    for n in range(4):
        await post.carry(f"guest{n}@x.org", BODY)

    assert loop.time() - began >= 3 * 0.05


async def test_a_recipient_that_does_not_exist_is_final_and_the_next_mail_goes_on(
    server: MailServer, post: Post
) -> None:
    server.refuses["ada@x.org"] = "550 5.1.1 No such user"

    assert await refusal(post) == DeliveryFailed(permanent=True, reason="550 5.1.1 No such user")
    await post.carry("bob@y.cn", BODY)
    assert (len(server.mails), server.connections) == (1, 1)


async def test_what_the_server_says_is_kept_without_the_address(server: MailServer, post: Post) -> None:
    server.refuses["ada@x.org"] = "550 5.1.1 <Ada@X.org>: Recipient address rejected: User unknown"

    assert (await refusal(post)).reason == "550 5.1.1 Recipient address rejected: User unknown"


async def test_a_recipient_put_off_is_tried_again_later(server: MailServer, post: Post) -> None:
    server.refuses["ada@x.org"] = "451 4.7.1 Greylisted"

    assert await refusal(post) == DeliveryFailed(permanent=False, reason="451 4.7.1 Greylisted", retry_after=SOON)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("554 5.7.1 Looks like spam", DeliveryFailed(True, "554 5.7.1 Looks like spam")),
        ("452 4.2.2 Mailbox full", DeliveryFailed(False, "452 4.2.2 Mailbox full", SOON)),
        ("421 4.3.2 Going down", DeliveryFailed(False, "421 4.3.2 Going down", SOON)),
    ],
)
async def test_what_the_server_says_to_the_mail_itself_counts(
    server: MailServer, post: Post, answer: str, failure: DeliveryFailed
) -> None:
    server.answers.append(answer)

    assert await refusal(post) == failure
    await post.carry("ada@x.org", BODY)
    assert len(server.mails) == 1


async def test_a_server_that_hangs_up_during_a_mail_is_tried_again_later(server: MailServer, post: Post) -> None:
    server.answers.append(HANG_UP)

    failure = await refusal(post)

    assert (failure.permanent, failure.reason, server.mails) == (False, "the mail server cannot be reached", [])
    await post.carry("ada@x.org", BODY)
    assert (len(server.mails), server.connections) == (1, 2)


async def test_a_kept_connection_that_the_server_closed_costs_no_mail(server: MailServer, post: Post) -> None:
    await post.carry("ada@x.org", BODY)
    await server.stop()
    await server.start()
    await asyncio.sleep(0)

    await post.carry("bob@y.cn", BODY)

    assert [mail.recipients for mail in server.mails] == [["ada@x.org"], ["bob@y.cn"]]


async def test_a_server_that_is_down_is_left_alone_for_a_while(server: MailServer, post: Post) -> None:
    await server.stop()
    post.rest = 60.0
    first = await refusal(post)
    await server.start()

    assert (first.permanent, first.reason) == (False, "the mail server cannot be reached")
    assert await refusal(post) == first
    assert server.connections == 0


async def test_a_server_that_says_nothing_is_given_up() -> None:
    over = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1")
    post = Post.to(SmtpAddress("127.0.0.1", listening.sockets[0].getsockname()[1], is_tls=False), SENDER)
    post.timeout = 0.1

    failure = await refusal(post)

    assert (failure.permanent, failure.reason) == (False, "the mail server does not answer")
    over.set()
    listening.close()
    await asyncio.sleep(0.01)


# -- encryption and login ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_mail_is_encrypted_and_the_login_is_sent_inside(tls: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with mail_server(tls=server_tls(), with_login=True, is_tls_from_the_start=tls == "tls") as server:
        address = SmtpAddress("localhost", server.port, tls == "tls", USER, PASSWORD)
        post = quick(Post(address, SENDER, tls, trusting()))  # type: ignore[arg-type]

        await post.carry("ada@x.org", BODY)
        await post.close()

    assert len(server.mails) == 1
    assert PASSWORD not in f"{post!r} {address!r}"
    assert not any(PASSWORD in record.getMessage() for record in caplog.records if record.name.startswith("meetbot"))


async def test_a_wrong_password_is_tried_again_and_never_said() -> None:
    async with mail_server(tls=server_tls(), with_login=True) as server:
        post = quick(
            Post(SmtpAddress("localhost", server.port, False, USER, "secret-17"), SENDER, "starttls", trusting())
        )

        failure = await refusal(post)

    assert (failure.permanent, failure.reason) == (False, "the mail server refuses the login (535)")
    assert "secret-17" not in repr((failure, failure.__cause__, post))


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    async with mail_server(tls=server_tls()) as server:
        post = quick(Post(SmtpAddress("localhost", server.port, is_tls=False), SENDER, "starttls"))

        failure = await refusal(post)

    assert (failure.permanent, server.mails) == (False, [])
    assert "certificate" in failure.reason


async def test_without_encryption_no_mail_leaves_this_machine(server: MailServer) -> None:
    post = quick(Post(SmtpAddress("localhost", server.port, False, USER, PASSWORD), SENDER, "starttls"))

    failure = await refusal(post)

    assert (failure.permanent, server.mails) == (False, [])
    assert "STARTTLS" in failure.reason


@pytest.mark.parametrize(
    ("host", "tls"),
    [("127.0.0.1", "plain"), ("localhost", "plain"), ("::1", "plain"), ("mail.example.org", "starttls"), ("10.0.0.1", "starttls")],
)  # fmt: skip
def test_only_on_this_machine_mail_may_be_plain(host: str, tls: str) -> None:
    assert Post.to(SmtpAddress(host, 25, is_tls=False), SENDER).tls == tls
    assert Post.to(SmtpAddress(host, 465, is_tls=True), SENDER).tls == "tls"
    assert is_this_machine(host) == (tls == "plain")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("smtp://mail.example.org", SmtpAddress("mail.example.org", 587, is_tls=False)),
        ("smtps://mail.example.org", SmtpAddress("mail.example.org", 465, is_tls=True)),
        ("smtp://meet:p%40ss%3Aw%2Frd@mail.example.org:2525/", SmtpAddress("mail.example.org", 2525, False, "meet", PASSWORD)),
        ("smtps://a%40x.org:b@[::1]:465", SmtpAddress("::1", 465, True, "a@x.org", "b")),
    ],
)  # fmt: skip
def test_the_address_of_a_server_is_read(url: str, address: SmtpAddress) -> None:
    assert smtp_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:99999", "smtp://host:0", "smtp://host:x",
        "smtp://user@host", "smtp://user:p@ss@host/x", "smtp://h/?a=b", "smtp://[::1",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="write smtp://") as refused:
        smtp_address(url)

    assert "p@ss" not in str(refused.value)
