from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

import pytest
from aiohttp import web
from telegram import Bot, InputFile, InputMediaPhoto, Message
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from meetbot.handlers.transport import LARGEST_ANSWER, AiohttpRequest, CutOff, Timeouts
from tests.handlers.servers import BotApi, Respond, bot_api, http_proxy, socks5_proxy

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private", "first_name": "A"}}


@pytest.fixture(autouse=True)
def _no_proxy_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@asynccontextmanager
async def a_bot(root: str, proxy: str | None = None, timeouts: Timeouts | None = None) -> AsyncIterator[Bot]:
    request = AiohttpRequest(proxy, timeouts or Timeouts())
    bot = Bot(TOKEN, f"{root}/bot", f"{root}/file/bot", request=request, get_updates_request=request)
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


def result(value: object) -> Respond:
    async def respond(request: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": value})

    return respond


def refusal(status: int, description: str, **parameters: int) -> Respond:
    async def respond(request: web.Request) -> web.StreamResponse:
        body = {"ok": False, "error_code": status, "description": description}
        return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)

    return respond


async def never(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.mark.parametrize(
    ("respond", "error", "words"),
    [
        (refusal(400, "Bad Request: chat not found"), BadRequest, "Chat not found"),
        (refusal(401, "Unauthorized"), InvalidToken, "Unauthorized"),
        (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, "bot was blocked by the user"),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict, "terminated by other getUpdates"),
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), RetryAfter, "Retry in 0:00:03"),
        (refusal(500, "Internal Server Error"), NetworkError, "Internal Server Error"),
        (refusal(502, "Bad Gateway"), NetworkError, "Bad Gateway"),
        (cut, CutOff, "aiohttp.ServerDisconnectedError"),
    ],
)
async def test_what_telegram_refuses_arrives_as_telegrams_error(
    respond: Respond, error: type[Exception], words: str
) -> None:
    async with bot_api(respond) as api, a_bot(api.url) as bot:
        with pytest.raises(error, match=words) as caught:
            await bot.send_message(5, "hello")

    assert type(caught.value) is error
    assert TOKEN not in repr(caught.value)


async def test_buttons_of_messages_are_not_taken_apart() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Tick", "callback_data": "ck.t:1"}]]}
    chat = {"id": 7, "type": "private", "first_name": "Alan"}
    shown = {"message_id": 3, "date": 1, "chat": chat, "text": "9 items", "reply_markup": keyboard}
    presser = {"id": 7, "is_bot": False, "first_name": "Alan"}
    press = {"id": "5", "from": presser, "chat_instance": "1", "data": "ck.t:1", "message": shown}

    updates = [{"update_id": 1, "callback_query": press}, {"update_id": 2, "message": shown}]

    async with bot_api(result(updates)) as api, a_bot(api.url) as bot:
        pressed, written = await bot.get_updates()
    async with bot_api(result(shown)) as api, a_bot(api.url) as bot:
        edited = await bot.edit_message_text("9 items", 7, 3)

    assert pressed.callback_query is not None
    messages = [pressed.callback_query.message, written.message, edited]
    shows = [(each.message_id, each.text, each.reply_markup) for each in messages if isinstance(each, Message)]
    assert shows == [(3, "9 items", None)] * 3
    assert pressed.callback_query.data == "ck.t:1"


async def test_an_answer_that_does_not_come_is_a_timeout() -> None:
    async with bot_api(never) as api, a_bot(api.url, timeouts=Timeouts(read=0.01, read_sent=0.01)) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "hello")


async def test_a_request_may_have_timeouts_of_its_own() -> None:
    async with bot_api(never) as api, a_bot(api.url) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "hello", read_timeout=0.01)


async def test_a_full_pool_is_a_timeout_that_says_nothing_was_sent() -> None:
    async with bot_api(never) as api:
        request = AiohttpRequest(connection_pool_size=1)
        async with request:
            first = asyncio.create_task(request.do_request(api.url, "GET"))
            while not api.received:  # noqa: ASYNC110  (the other side of a socket has no event to wait for)
                await asyncio.sleep(0)
            with pytest.raises(TimedOut, match="before the request was sent"):
                await request.do_request(api.url, "GET", pool_timeout=0.005, connect_timeout=0.005)
            first.cancel()


async def test_a_server_that_is_not_there_is_a_network_error_without_the_token() -> None:
    async with bot_api() as api:
        pass

    async with a_bot(api.url) as bot:
        with pytest.raises(NetworkError, match=r"aiohttp\.ClientConnectorError") as caught:
            await bot.send_message(5, "hello")

    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_broken_address_does_not_show_the_token() -> None:
    async with a_bot("http://127.0.0.1:99999999") as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(5, "hello")

    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_the_token_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        caplog.set_level(logging.DEBUG)  # only from here: python-telegram-bot notes its address when a bot is made
        await bot.send_message(5, "hello")

    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert [line for line in ours if TOKEN in line] == []


async def test_a_request_that_was_not_prepared_is_refused() -> None:
    with pytest.raises(NetworkError, match="not initialized"):
        await AiohttpRequest().post("http://127.0.0.1:1/")


async def test_shutting_down_twice_and_starting_again_works() -> None:
    request = AiohttpRequest()
    await request.shutdown()
    async with bot_api() as api:
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            assert await request.post(f"{api.url}/bot/getMe") is True
            await request.shutdown()
            await request.shutdown()


async def test_parameters_arrive_as_they_were_said() -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        await bot.send_message(5, "a&b=c 会议 🎉\u200f<b>", disable_notification=True)

    (seen,) = api.received
    assert (seen.method, seen.path) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert seen.fields == {"chat_id": "5", "text": "a&b=c 会议 🎉\u200f<b>", "disable_notification": "true"}


async def test_files_arrive_with_their_names() -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        await bot.send_document(5, InputFile(b"BEGIN:VCALENDAR", '会议 "一".ics'), caption="日历")

    (seen,) = api.received
    assert seen.fields == {"chat_id": "5", "caption": "日历"}
    name, mime, content = seen.files["document"]
    assert (name.replace("%22", '"').replace("\\", ""), mime, content) == (
        '会议 "一".ics', "text/calendar", b"BEGIN:VCALENDAR",
    )  # fmt: skip


async def test_a_file_name_cannot_end_the_header() -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        await bot.send_document(5, InputFile(b"x", "a\r\nX-Evil: 1\r\n.txt"))

    (seen,) = api.received
    assert seen.files["document"][0] == "aX-Evil: 1.txt"


async def test_several_files_go_in_one_request() -> None:
    async with bot_api(result([MESSAGE])) as api, a_bot(api.url) as bot:
        await bot.send_media_group(5, [InputMediaPhoto(b"one"), InputMediaPhoto(b"two")])

    (seen,) = api.received
    assert sorted(content for _, _, content in seen.files.values()) == [b"one", b"two"]


async def test_an_upload_of_twenty_megabytes_arrives_whole() -> None:
    content = bytes(range(256)) * 80_000
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        await bot.send_document(5, InputFile(content, "big.bin"))

    assert sha256(api.received[0].files["document"][2]).digest() == sha256(content).digest()


async def test_files_come_from_the_file_address_of_a_server_of_ones_own() -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("getFile"):
            return web.json_response(
                {"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": "photos/1 ä.jpg"}}
            )
        return web.Response(body=b"picture")

    async with bot_api(respond) as api, a_bot(api.url) as bot:
        content = await (await bot.get_file("f")).download_as_bytearray()

    assert bytes(content) == b"picture"
    assert [seen.path for seen in api.received] == [f"/bot{TOKEN}/getFile", f"/file/bot{TOKEN}/photos/1 ä.jpg"]


async def test_connections_are_kept_for_the_next_request() -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        for _ in range(3):
            await bot.send_message(5, "hello")

    assert len(api.connections) == 1


async def test_two_hundred_requests_go_at_once() -> None:
    async with bot_api(result(MESSAGE)) as api, a_bot(api.url) as bot:
        await asyncio.gather(*(bot.send_message(chat, "hello") for chat in range(200)))

    assert sorted(int(seen.fields["chat_id"]) for seen in api.received) == list(range(200))


async def test_a_redirect_is_not_followed() -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    async with bot_api(elsewhere) as api, a_bot(api.url) as bot:
        with pytest.raises(NetworkError):
            await bot.send_message(5, "hello")

    assert len(api.received) == 1


async def says_hello(api: BotApi, root: str, proxy: str | None = None) -> None:
    async with a_bot(root, proxy) as bot:
        await bot.send_message(5, "hello")
        await bot.send_document(5, InputFile(b"x", "x.txt"))
    assert [seen.path for seen in api.received] == [f"/bot{TOKEN}/sendMessage", f"/bot{TOKEN}/sendDocument"]


async def test_everything_goes_through_an_http_proxy() -> None:
    async with bot_api(result(MESSAGE)) as api, http_proxy() as proxy:
        await says_hello(api, api.url, f"http://127.0.0.1:{proxy.port}")

    assert set(proxy.targets) == {api.url.removeprefix("http://")}


async def test_an_http_proxy_is_given_its_login() -> None:
    async with bot_api(result(MESSAGE)) as api, http_proxy() as proxy:
        await says_hello(api, api.url, f"http://user:pass@127.0.0.1:{proxy.port}")

    assert set(proxy.logins) == {"Basic dXNlcjpwYXNz"}


async def test_https_is_tunnelled_through_an_http_proxy_and_its_refusal_shows_no_secret() -> None:
    async with http_proxy() as proxy, a_bot("https://api.example.org", f"http://u:pw@127.0.0.1:{proxy.port}") as bot:
        with pytest.raises(NetworkError, match="502") as caught:
            await bot.send_message(5, "hello")

    assert proxy.targets == ["api.example.org:443"]
    assert TOKEN not in repr(caught.value)
    assert "pw" not in repr(caught.value)


async def test_everything_goes_through_a_socks5_proxy_that_resolves_the_name() -> None:
    async with bot_api(result(MESSAGE)) as api, socks5_proxy() as proxy:
        port = api.url.rpartition(":")[2]
        await says_hello(api, f"http://bot-api.invalid:{port}", f"socks5://127.0.0.1:{proxy.port}")

    assert set(proxy.targets) == {f"bot-api.invalid:{port}"}


async def test_a_socks5_proxy_is_given_its_login() -> None:
    async with bot_api(result(MESSAGE)) as api, socks5_proxy("user", "pass") as proxy:
        await says_hello(api, api.url, f"socks5h://user:pass@127.0.0.1:{proxy.port}")

    assert set(proxy.logins) == {"user:pass"}


async def test_a_socks5_proxy_that_refuses_the_login_is_a_network_error_without_the_password() -> None:
    async with (
        socks5_proxy("user", "right") as proxy,
        a_bot("http://127.0.0.1:1", f"socks5://user:wrongpassword@127.0.0.1:{proxy.port}") as bot,
    ):
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(5, "hello")

    assert "wrongpassword" not in repr(caught.value)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_the_usual_proxy_variables_count(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with bot_api(result(MESSAGE)) as api, http_proxy() as http, socks5_proxy() as socks:
        proxy, port = (http if scheme == "http" else socks), api.url.rpartition(":")[2]
        monkeypatch.setenv("ALL_PROXY" if scheme == "socks5" else "HTTP_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        await says_hello(api, f"http://bot-api.invalid:{port}")

    assert set(proxy.targets) == {f"bot-api.invalid:{port}"}


async def test_no_proxy_is_used_for_what_the_variables_exempt(monkeypatch: pytest.MonkeyPatch) -> None:
    async with http_proxy() as proxy, a_bot("http://bot-api.invalid:1") as bot:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "bot-api.invalid")
        with pytest.raises(NetworkError):
            await bot.send_message(5, "hello")

    assert proxy.targets == []


async def test_no_proxy_of_the_environment_is_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    async with bot_api(result(MESSAGE)) as api, http_proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        await says_hello(api, api.url)

    assert proxy.targets == []


@pytest.mark.parametrize("packed", [False, True])
async def test_a_file_without_end_is_cut_off(packed: bool) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("getFile"):
            return web.json_response({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": "a"}})
        endless = web.StreamResponse()
        if packed:
            endless.enable_compression(web.ContentCoding.gzip)
        await endless.prepare(request)
        for _ in range(10_000):
            await endless.write(bytes(1_000_000))
        return endless

    async with bot_api(respond) as api, a_bot(api.url) as bot:
        file = await bot.get_file("f")
        with pytest.raises(BadRequest, match="ile is too big"):
            await file.download_as_bytearray()


async def test_a_file_that_says_it_is_too_large_is_not_read() -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("getFile"):
            return web.json_response({"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_path": "a"}})
        return web.Response(body=bytes(LARGEST_ANSWER + 1))

    async with bot_api(respond) as api, a_bot(api.url) as bot:
        file = await bot.get_file("f")
        with pytest.raises(BadRequest, match="ile is too big"):
            await file.download_as_bytearray()
