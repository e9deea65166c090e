"""The local chat over a real loopback port: the bot by HTTP, the page's API, and who is turned away."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument
from telegram.error import InvalidToken, NetworkError, TimedOut
from telegram.request import HTTPXRequest

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.pageapi import PageApi
from meetbot.localchat.people import User
from meetbot.localchat.routes import routes
from meetbot.localchat.webhook import SECRET_HEADER, serve_webhook
from tests.localchat.conftest import START
from tests.localchat.pictures import png

NEXT_DUE = START + timedelta(minutes=20)


@pytest.fixture
def address(chat: LocalChat) -> Iterator[str]:
    """The chat on a free port, served by a thread of its own."""

    async def next_due() -> datetime:
        return NEXT_DUE

    app = Starlette(routes=list(routes(chat, next_due, "Asia/Shanghai")))
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    chat.end_streams()
    thread.join()
    listener.close()


@pytest.fixture
async def remote(chat: LocalChat, address: str) -> AsyncIterator[Bot]:
    async with bot_at(address, chat.token) as bot:
        yield bot


def bot_at(address: str, token: str) -> Bot:
    """The library's bot with its own HTTP client."""
    direct = {"trust_env": False}
    return Bot(
        token,
        base_url=f"{address}/local/bot",
        base_file_url=f"{address}/local/file/bot",
        request=HTTPXRequest(httpx_kwargs=direct),
        get_updates_request=HTTPXRequest(httpx_kwargs=direct),
    )


@pytest.fixture
async def page(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client


async def test_the_bot_talks_to_it_as_to_telegram(chat: LocalChat, remote: Bot, olga: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("是", callback_data="y")]])
    await remote.send_message(
        olga.id, "<b>茶 😀</b> & more".replace("&", "&amp;"), parse_mode="HTML", reply_markup=markup
    )
    await remote.send_photo(olga.id, png(), caption="图")
    await remote.send_media_group(olga.id, [InputMediaDocument(b"one", filename="1.txt"), InputMediaDocument(b"two")])
    olga.presses("是")
    olga.sends_document(b"BEGIN:VCALENDAR", "会议.ics")

    press, document = await remote.get_updates(timeout=5)

    assert press.callback_query is not None
    assert await press.callback_query.answer("好")
    assert document.message is not None
    assert document.message.document is not None
    file = await document.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
    assert [(message.html, message.photo, message.document) for message in olga.received] == [
        ("<b>茶 😀</b> &amp; more", None, None), ("图", png(), None), ("", None, b"one"), ("", None, b"two"),
    ]  # fmt: skip
    assert olga.alerts == ["好"]


@pytest.mark.parametrize(
    "request_of",
    [
        lambda url: httpx.Request("GET", url, params={"chat_id": 1000, "text": "hi"}),
        lambda url: httpx.Request("POST", url, params={"chat_id": 1000}, data={"text": "hi"}),
        lambda url: httpx.Request(
            "POST", url, json={"chat_id": 1000, "text": "hi", "reply_markup": {"inline_keyboard": []}}
        ),
        lambda url: httpx.Request("POST", url, data={"chat_id": "1000", "text": "hi"}, files={"unused": b"x"}),
    ],
)
async def test_parameters_come_in_any_of_telegrams_forms(
    chat: LocalChat, address: str, page: httpx.AsyncClient, olga: User, request_of: Any
) -> None:
    answer = await page.send(request_of(f"{address}/local/bot{chat.token}/sendMessage"))

    assert (answer.status_code, answer.json()["result"]["text"]) == (200, "hi")
    assert olga.last.text == "hi"


async def test_a_refusal_has_telegrams_envelope(chat: LocalChat, page: httpx.AsyncClient) -> None:
    chat.fault("getMe", "flood", retry_after=9)

    flood = await page.get(f"/local/bot{chat.token}/getMe")
    unknown = await page.get(f"/local/bot{chat.token}/sendRichMessage")
    broken = await page.post(
        f"/local/bot{chat.token}/getMe", content=b"{", headers={"Content-Type": "application/json"}
    )

    assert (flood.status_code, flood.json()) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 9",
            "parameters": {"retry_after": 9},
        },
    )
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found: method not found")
    assert broken.status_code == 400


async def test_a_wrong_token_opens_nothing(chat: LocalChat, address: str, page: httpx.AsyncClient, olga: User) -> None:
    olga.sends_document(b"secret")

    with pytest.raises(InvalidToken):
        async with bot_at(address, "1:wrong"):
            pass
    assert (await page.get("/local/file/bot1:wrong/documents/file_1.bin")).status_code == 401
    assert (await page.get(f"/local/file/bot{chat.token}/documents/file_99.bin")).status_code == 404


async def test_a_cut_line_and_a_silent_one_are_seen_as_such(chat: LocalChat, remote: Bot, olga: User) -> None:
    chat.fault("sendMessage", "cut")
    with pytest.raises(NetworkError):
        await remote.send_message(olga.id, "never arrives")

    chat.fault("sendMessage", "timeout")
    with pytest.raises(TimedOut):
        await remote.send_message(olga.id, "arrives", read_timeout=0.2)

    while not olga.messages:  # noqa: ASYNC110  (a server in a thread of its own, perhaps slower than the client's patience)
        await asyncio.sleep(0.01)
    assert [message.text for message in olga.messages] == ["arrives"]


async def test_an_aborted_poll_takes_nothing_away(
    chat: LocalChat, remote: Bot, page: httpx.AsyncClient, olga: User
) -> None:
    poll = asyncio.create_task(page.get(f"/local/bot{chat.token}/getUpdates?timeout=30", timeout=60))
    while not chat.updates._waiting:  # noqa: ASYNC110  (in the server's thread)
        await asyncio.sleep(0.01)
    poll.cancel()
    while chat.updates._waiting:  # until the server has noticed
        await page.get("/local/api/state")
    update_id = olga.says("still there")
    chat.redeliver(update_id)

    assert [update.update_id for update in await remote.get_updates(offset=update_id + 1, timeout=5)] == [update_id]


async def test_the_webhook_is_reached_by_http(chat: LocalChat, remote: Bot, olga: User) -> None:
    got: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def hook(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.split("content-length: ")[1].split()[0])
        secret = head.split(f"{SECRET_HEADER.lower()}: ")[1].split()[0]
        await got.put((secret, json.loads(await reader.readexactly(size))["message"]["text"]))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hook, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        serving = asyncio.create_task(serve_webhook(chat))
        await remote.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        olga.says("1")
        assert await got.get() == ("s3cret", "1")
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


# Who is turned away.


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:8080"}, 403),
        ({"Host": ""}, 403),
        ({"Host": "localhost:8080", "Origin": "http://localhost:8080"}, 200),
        ({"Host": "localhost:8080", "Origin": "http://localhost:9090"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
@pytest.mark.parametrize("door", ["/local/api/clock", "/local/bot{token}/getMe"])
async def test_other_sites_and_names_rebound_to_loopback_are_turned_away(
    chat: LocalChat, page: httpx.AsyncClient, door: str, headers: dict[str, str], status: int
) -> None:
    answer = await page.post(door.format(token=chat.token), json={"speed": 1}, headers=headers)

    assert answer.status_code == status


async def test_the_page_may_be_opened_from_a_link_elsewhere(page: httpx.AsyncClient) -> None:
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert (await page.get("/", headers=visit)).status_code == 200
    assert (await page.get("/", headers={"Host": "evil.example"})).status_code == 403


# The page.


async def test_the_page_is_served_whole_and_loads_nothing_from_elsewhere(page: httpx.AsyncClient) -> None:
    html, css, script = [await page.get(path) for path in ("/", "/local/page/page.css", "/local/page/page.js")]

    assert [part.headers["content-type"].partition(";")[0] for part in (html, css, script)] == [
        "text/html", "text/css", "text/javascript",
    ]  # fmt: skip
    assert "default-src 'none'" in html.headers["content-security-policy"]
    for part in (html, css, script):
        assert "//cdn" not in part.text
        assert "@import" not in part.text
    assert (await page.get("/local/page/../store.py")).status_code == 404
    assert (await page.get("/local/page/nothing.js")).status_code == 404


async def test_the_state_shows_everybody_and_the_clock(
    chat: LocalChat, page: httpx.AsyncClient, bot: Bot, olga: User
) -> None:
    await bot.set_my_commands([("book", "Book a room")])
    await bot.send_message(olga.id, "hi")

    state = (await page.get("/local/api/state")).json()

    assert state["clock"] == {"now": START.isoformat(), "speed": 0.0, "zone": "Asia/Shanghai"}
    assert state["bot"]["username"] == "meetbot_local_bot"
    (person,) = state["people"]
    assert person["chat"]["first_name"] == "Olga"
    assert [message["text"] for message in person["messages"]] == ["hi"]
    assert person["commands"] == [{"command": "book", "description": "Book a room"}]


async def test_what_people_do_on_the_page_reaches_the_bot(page: httpx.AsyncClient, bot: Bot, olga: User) -> None:
    await bot.send_message(
        olga.id, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    )
    number, person = olga.last.message_id, f"/local/api/people/{olga.id}"

    await page.post(f"{person}/text", json={"text": "hello", "reply_to": number})
    await page.post(f"{person}/press", json={"message_id": number, "data": "y"})
    await page.post(f"{person}/edit", json={"message_id": olga.messages[-1].message_id, "text": "hello!"})
    await page.post(f"{person}/file", data={"as": "photo", "caption": "scratch"}, files={"file": ("a.png", png())})
    await page.post(f"{person}/file", data={"as": "photo"}, files={"file": ("broken.png", b"no picture")})
    await page.post(f"{person}/sticker", json={"emoji": "🎉"})
    await page.post(f"{person}/contact", json={"phone": "123"})
    await page.post(f"{person}/block", json={"blocked": True})
    await page.post(f"{person}/block", json={"blocked": False})

    text, press, edit, photo, paper, sticker, contact, blocked, unblocked = await bot.get_updates()
    assert text.message is not None
    assert text.message.reply_to_message is not None
    assert text.message.reply_to_message.text == "x"
    assert press.callback_query is not None
    assert press.callback_query.data == "y"
    assert edit.edited_message is not None
    assert edit.edited_message.text == "hello!"
    assert photo.message is not None
    assert (photo.message.caption, len(photo.message.photo)) == ("scratch", 2)
    assert paper.message is not None
    assert paper.message.document is not None
    assert sticker.message is not None
    assert sticker.message.sticker is not None
    assert contact.message is not None
    assert contact.message.contact is not None
    assert [change.my_chat_member and change.my_chat_member.new_chat_member.status for change in (blocked, unblocked)] == [
        "kicked", "member",
    ]  # fmt: skip


async def test_nonsense_from_the_page_is_refused(page: httpx.AsyncClient, bot: Bot, olga: User) -> None:
    await bot.send_message(olga.id, "x")
    person = f"/local/api/people/{olga.id}"

    answers = [
        await page.post(f"{person}/text", json={"text": "  "}),
        await page.post(f"{person}/text", content=b"nonsense"),
        await page.post(f"{person}/text", json=["text"]),
        await page.post(f"{person}/edit", json={"message_id": olga.last.message_id, "text": "not mine"}),
        await page.post(f"{person}/file", data={"as": "photo"}),
        await page.post("/local/api/people/4711/text", json={"text": "x"}),
        await page.post("/local/api/clock", json={"speed": "fast"}),
        await page.post("/local/api/clock", json={"speed": 1e9}),
        await page.get("/local/api/files/none"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 400, 400, 404, 400, 400, 404]
    assert await bot.get_updates() == ()


async def test_a_stranger_has_to_write_first(chat: LocalChat, page: httpx.AsyncClient, bot: Bot) -> None:
    added = (await page.post("/local/api/people", json={"name": "Nina", "language": "zh-hans"})).json()
    stranger = chat.user(added["chat"]["id"])

    with pytest.raises(Exception, match="can't initiate conversation"):
        await bot.send_message(stranger.id, "x")
    await page.post(f"/local/api/people/{stranger.id}/text", json={"text": "/start"})
    await bot.send_message(stranger.id, "Welcome")

    assert (stranger.name, stranger.raw["language_code"], stranger.last.text) == ("Nina", "zh-hans", "Welcome")


async def test_who_was_let_in_is_shown_with_their_roles_and_no_longer_as_a_stranger(chat: LocalChat) -> None:
    known: dict[int, list[str]] = {}

    async def roles_of(telegram_id: int) -> list[str]:
        return known.get(telegram_id, [])

    api = PageApi(chat, _nothing_due, "UTC", roles_of)
    nina = chat.user(9001, "Nina", hint="stranger")
    assert (await api.shown(nina))["chat"]["hint"] == "stranger"

    known[nina.id] = ["attendant", "supervisor"]

    assert (await api.shown(nina))["chat"]["hint"] == "attendant supervisor"
    assert (await api.complete({"kind": "commands"}))["hints"] == {nina.id: "attendant supervisor"}
    assert (await api.complete({"kind": "chat", "chat": nina.raw}))["chat"]["hint"] == "attendant supervisor"


async def _nothing_due() -> None:
    return None


async def test_the_clock_can_be_sped_up_and_jumps_to_what_is_due(
    page: httpx.AsyncClient, clock: SimulatedClock
) -> None:
    jumped = (await page.post("/local/api/clock", json={"jump": True})).json()
    running = (await page.post("/local/api/clock", json={"speed": 600})).json()

    assert (jumped["now"], jumped["jumped_to"]) == (NEXT_DUE.isoformat(), NEXT_DUE.isoformat())
    assert (running["speed"], clock.speed) == (600, 600)


async def test_pictures_are_shown_and_other_files_only_downloaded(
    page: httpx.AsyncClient, bot: Bot, olga: User
) -> None:
    photo = await bot.send_photo(olga.id, png())
    paper = await bot.send_document(olga.id, b"<script>alert(1)</script>", filename="x.html")
    assert paper.document is not None

    shown = await page.get(f"/local/api/files/{photo.photo[0].file_id}")
    kept = await page.get(f"/local/api/files/{paper.document.file_id}")

    assert (shown.content, shown.headers["content-type"]) == (png(), "image/png")
    assert (kept.headers["content-type"], kept.headers["content-disposition"]) == (
        "application/octet-stream",
        "attachment",
    )
    assert "sandbox" in kept.headers["content-security-policy"]


async def test_changes_are_streamed_as_they_happen(
    page: httpx.AsyncClient, bot: Bot, olga: User, clock: SimulatedClock
) -> None:
    async with page.stream("GET", "/local/api/events") as stream:
        lines = stream.aiter_lines()
        hello = await _next(lines)
        sent = await bot.send_message(olga.id, "1")
        await bot.edit_message_text("2", olga.id, sent.message_id)
        await bot.delete_message(olga.id, sent.message_id)
        await bot.set_my_commands([("book", "Book")])
        clock.advance(timedelta(hours=1))
        seen = [await _next(lines) for _ in range(5)]

    assert (hello["kind"], hello["zone"]) == ("hello", "Asia/Shanghai")
    new, edited, removed, commands, moved = seen
    assert [new["message"]["text"], edited["message"]["text"]] == ["1", "2"]
    assert (removed["kind"], removed["message_id"]) == ("removed", sent.message_id)
    assert commands["menus"] == {str(olga.id): [{"command": "book", "description": "Book"}]}
    assert moved["now"] == clock.now().isoformat()


async def test_the_stream_ends_when_the_server_wants_to_stop(chat: LocalChat, page: httpx.AsyncClient) -> None:
    async with page.stream("GET", "/local/api/events") as stream:
        lines = stream.aiter_lines()
        await _next(lines)
        chat.end_streams()
        rest = [line async for line in lines]

    assert rest == [""]


async def _next(lines: AsyncIterator[str]) -> dict[str, Any]:
    async for line in lines:
        if line.startswith("data: "):
            event: dict[str, Any] = json.loads(line.removeprefix("data: "))
            return event
    raise AssertionError("the stream ended")
