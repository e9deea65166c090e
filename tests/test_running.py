from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from sqlmodel import select
from telegram.error import InvalidToken

from meetbot.booking.feeds import make_feed, revoke
from meetbot.commands import main
from meetbot.db import Database
from meetbot.migrations import upgrade
from meetbot.people.models import Person
from meetbot.people.service import member
from meetbot.running import run
from meetbot.settings import Settings
from meetbot.web.errors import CannotListen, Exposed, NoPublicAddress
from tests.factories import NOW
from tests.handlers.servers import BotApi, bot_api

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the sample config; any free port."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.setenv("MEETBOT_HTTP", "127.0.0.1:0")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", "sqlite:///live.db")
    for name in ("MEETBOT_TOKEN", "MEETBOT_UPDATES", "MEETBOT_PUBLIC_URL", "MEETBOT_API_URL", "MEETBOT_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@asynccontextmanager
async def running() -> AsyncIterator[str]:
    """The bot while it runs; the line it said."""
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    life = asyncio.create_task(run(Settings(), said.put_nowait, stop))
    saying = asyncio.create_task(said.get())
    await asyncio.wait({life, saying}, return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        saying.cancel()
        await life
    try:
        yield saying.result()
    finally:
        stop.set()
        await life


async def get(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(address)


def telegram(status: int = 200) -> BotApi:
    async def respond(request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        if status != 200:
            return web.json_response({"ok": False, "error_code": status, "description": "Unauthorized"}, status=status)
        if method == "getUpdates":
            await asyncio.Event().wait()
        me = {"id": 1, "is_bot": True, "first_name": "meetbot", "username": "meetbot"}
        return web.json_response({"ok": True, "result": me if method == "getMe" else True})

    return BotApi(respond)


def go_live(monkeypatch: pytest.MonkeyPatch, api: BotApi, **more: str) -> None:
    for name, value in {"TOKEN": TOKEN, "API_URL": api.url, **more}.items():
        monkeypatch.setenv(f"MEETBOT_{name}", value)


async def test_without_a_token_the_local_chat_is_served_and_the_bot_is_ready(place: Path) -> None:
    async with running() as line:
        address = next(word for word in line.split() if word.startswith("http"))
        assert (await get(f"{address}readyz")).json() == {
            "database": True, "writing": True, "guard": True, "schema": True, "ticker": True, "updates": True, "disk": True,
        }  # fmt: skip
        state = (await get(f"{address}local/api/state")).json()

    assert [person["chat"]["hint"] for person in state["people"]] == ["organiser", "attendant", "admin"]
    assert (place / "var" / "local.db").exists()
    assert not (place / "live.db").exists()


async def test_the_local_chat_goes_on_after_a_restart() -> None:
    for _ in range(2):
        async with running():
            pass

    database = Database("sqlite:///var/local.db")
    with database.reading() as session:
        assert sorted(session.exec(select(Person.name))) == ["Ada", "Alan", "Olga"]
    database.close()


async def test_the_local_chat_is_not_served_to_other_machines(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("MEETBOT_HTTP", "0.0.0.0:0")

    with pytest.raises(Exposed):
        await run(Settings())

    assert not (place / "var").exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            lambda place: (place / "var/local-chat.db").write_text("no database at all"),
            (
                "var/local-chat.db: the local chat's messages cannot be read (file is not a database); "
                "remove the file, they are only for trying"
            ),
        ),
        (
            lambda place: (place / "var/local.db").write_text("no database at all"),
            "the database file is damaged (file is not a database); put a backup back with: bot.py restore FILE",
        ),
        (
            lambda place: _lose_guard(place / "var/local.db"),
            (
                "sqlite:///var/local.db: the guard against double booking is missing; "
                "put a backup back with: bot.py restore FILE"
            ),
        ),
    ],
)
def test_a_damaged_file_is_one_line(
    damage: Callable[[Path], object], words: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "var").mkdir()
    damage(place)

    assert main([]) == 1

    assert capsys.readouterr().err.strip().splitlines()[-1] == words


def _lose_guard(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER reservation_no_overlap_insert")
    database.close()


def test_a_taken_port_is_one_line_and_nothing_is_begun(
    monkeypatch: pytest.MonkeyPatch, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("MEETBOT_HTTP", f"127.0.0.1:{port}")
        monkeypatch.setattr("meetbot.logs.set_up_logs", lambda _style: None)

        assert main([]) == 1

    assert capsys.readouterr().err.strip() == (
        f"127.0.0.1:{port} is taken by another program; stop it, or set MEETBOT_HTTP to another port"
    )
    assert not (place / "var").exists()


async def test_a_token_that_telegram_does_not_know_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async with bot_api(telegram(401).respond) as api:
        go_live(monkeypatch, api)
        with pytest.raises(InvalidToken):
            await run(Settings())


async def test_a_telegram_that_is_out_of_reach_at_the_start_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("MEETBOT_API_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
    monkeypatch.setenv("MEETBOT_TOKEN", TOKEN)
    stop = asyncio.Event()
    said: list[str] = []

    life = asyncio.create_task(run(Settings(), said.append, stop))
    while "Telegram cannot be reached" not in caplog.text and not life.done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    stop.set()
    await life

    assert said == []
    assert TOKEN not in caplog.text


async def test_with_a_token_the_bot_polls_and_uses_the_live_database(
    monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    async with bot_api(telegram().respond) as api:
        go_live(monkeypatch, api)
        async with running():
            while not any(seen.path.endswith("getUpdates") for seen in api.received):  # noqa: ASYNC110
                await asyncio.sleep(0)

    assert (place / "live.db").exists()
    assert not (place / "var").exists()
    assert {seen.path.rpartition("/")[0] for seen in api.received} == {f"/bot{TOKEN}"}


async def test_a_webhook_is_set_with_a_secret_that_is_not_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    async with bot_api(telegram().respond) as api:
        go_live(monkeypatch, api, UPDATES="webhook", PUBLIC_URL="https://meet.example.org/")
        async with running():
            while not any(seen.path.endswith("setWebhook") for seen in api.received):  # noqa: ASYNC110
                await asyncio.sleep(0)

    (call,) = [seen for seen in api.received if seen.path.endswith("setWebhook")]
    assert call.fields["url"] == f"https://meet.example.org/telegram/{call.fields['secret_token']}"
    assert "secretsecret" not in call.fields["url"]


async def test_a_webhook_needs_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETBOT_TOKEN", TOKEN)
    monkeypatch.setenv("MEETBOT_UPDATES", "webhook")

    with pytest.raises(NoPublicAddress):
        await run(Settings())


async def test_the_address_is_free_again_when_the_start_failed(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    (place / "live.db").write_text("dear diary " * 1000)
    async with bot_api(telegram().respond) as api:
        go_live(monkeypatch, api)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
        monkeypatch.setenv("MEETBOT_HTTP", f"127.0.0.1:{port}")
        with pytest.raises(Exception, match="file is not a database"):
            await run(Settings())
        (place / "live.db").unlink()

        with pytest.raises(CannotListen), socket.create_server(("127.0.0.1", port)):
            await run(Settings())
        async with running():
            pass


async def test_a_feed_is_served_until_it_is_revoked(place: Path) -> None:
    async with running() as line:
        root = line[line.index("http") :].split("/  ")[0]
        database = Database(f"sqlite:///{place}/var/local.db")
        with database.writing() as session:
            olga = member(session, 1001)
            assert olga is not None
            feed = make_feed(session, olga, "mine", NOW)
        shown = await get(f"{root}/ical/{feed.secret}.ics")
        with database.writing() as session:
            revoke(session, feed.id or 0, olga, NOW)
        gone = await get(f"{root}/ical/{feed.secret}.ics")
        database.close()

    assert (shown.status_code, shown.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert shown.text.startswith("BEGIN:VCALENDAR")
    assert gone.status_code == 404
