"""khal imports files; vdirsyncer carries a feed into a Radicale server and follows it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import icalendar
import pytest

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, cancel_dates
from meetbot.booking.service import cancel, move
from meetbot.people.roles import Role
from meetbot.web.application import web_app
from meetbot.web.metrics import Metrics
from meetbot.web.server import WebServer
from tests.booking.conftest import wish
from tests.clients.conftest import House, program, run
from tests.factories import NOW, SHANGHAI, at

TITLE = "预算 🎉; with, marks"


def wall(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


# -- khal ----------------------------------------------------------------------------------------------------------------------


@dataclass
class Khal:
    """A calendar of its own, and a clock in Shanghai."""

    folder: Path

    def _run(self, *command: str | Path) -> str:
        return run(program("khal"), "-c", self.folder / "config", *command, HOME=str(self.folder), TZ="Asia/Shanghai")

    def opens(self, content: bytes) -> None:
        """A person opens the file."""
        file = self.folder / "sent.ics"
        file.write_bytes(content)
        self._run("import", "--batch", "-a", "meetings", file)

    def shows(self) -> list[str]:
        """What it lists: start, title, and a mark where it is cancelled."""
        listed = self._run(
            "list", "-a", "meetings", "--day-format", "", "--format", "{start} {title}{cancelled}", "2026-11-20", "90d"
        )
        return [line.strip() for line in listed.splitlines() if line.strip()]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    (tmp_path / "meetings").mkdir()
    (tmp_path / "config").write_text(
        f"[calendars]\n[[meetings]]\npath = {tmp_path / 'meetings'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    return Khal(tmp_path)


def test_khal_follows_a_meeting_by_its_files(house: House, khal: Khal) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    booking = house.desk.book(title=TITLE)
    khal.opens(house.file(booking))
    assert khal.shows() == [f"2026-11-24 14:00 {TITLE}"]

    move(
        house.session,
        booking.id or 0,
        olga,
        at("2026-11-24 15:00"),
        at("2026-11-24 17:00"),
        house.desk.now,
        house.desk.site,
    )
    khal.opens(house.requested(booking))
    assert khal.shows() == [f"2026-11-24 15:00 {TITLE}"]

    cancel(house.session, booking.id or 0, olga, house.desk.now)
    khal.opens(house.file(booking))
    [line] = khal.shows()
    assert "CANCELLED" in line
    assert line.replace("CANCELLED", "").strip() == f"2026-11-24 15:00 {TITLE}"


def test_khal_shows_every_date_of_a_series_and_leaves_a_cancelled_one_out(house: House, khal: Khal) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    series = house.series.book(Repeat(unit=Unit.WEEK, count=4), wish(title="Weekly"))
    khal.opens(house.series_file(series.id or 0))
    dates = house.series.dates(series)
    assert khal.shows() == [f"{wall(each.starts_at)} Weekly" for each in dates]

    cancel(house.session, dates[1].id or 0, olga, house.desk.now)
    move(
        house.session,
        dates[2].id or 0,
        olga,
        at("2026-12-09 15:00"),
        at("2026-12-09 17:00"),
        house.desk.now,
        house.desk.site,
    )
    khal.opens(house.series_file(series.id or 0))
    standing = [each for each in house.series.dates(series) if each.cancelled_at is None]
    assert khal.shows() == [f"{wall(each.starts_at)} Weekly" for each in standing]

    cancel_dates(house.session, dates[0].id or 0, Scope.ALL, olga, house.desk.now)
    khal.opens(house.series_file(series.id or 0))
    assert all("CANCELLED" in line for line in khal.shows())


# -- vdirsyncer and Radicale ---------------------------------------------------------------------------------------------------


@dataclass
class Kept:
    """A feed as the web side takes it."""

    body: bytes
    etag: str = "1"
    last_modified: datetime = NOW


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    """The address of an empty calendar on a server of its own."""
    port, root = free_port(), tmp_path / "radicale"
    server = subprocess.Popen(
        [program("radicale"), "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none",
         "--storage-filesystem-folder", str(root), "--logging-level", "error"],
    )  # fmt: skip
    try:
        _until(lambda: _answers(port))
        calendar = f"http://127.0.0.1:{port}/ann/meetings/"
        for method, address in (("MKCOL", f"http://127.0.0.1:{port}/ann/"), ("MKCALENDAR", calendar)):
            with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=10):
                pass
        yield calendar
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.05)
    raise TimeoutError


def stored(calendar: str) -> list[str]:
    """What the server holds: start, state, title."""
    with urllib.request.urlopen(calendar, timeout=10) as answer:
        content = answer.read()
    return sorted(
        f"{wall(event.start)} {event['STATUS']} {event['SUMMARY']}"  # type: ignore[arg-type]
        for event in icalendar.Calendar.from_ical(content).events
    )


async def test_vdirsyncer_carries_the_feed_into_radicale_and_follows_it(
    house: House, radicale: str, tmp_path: Path
) -> None:
    olga, feeds = house.desk.staff[Role.ORGANISER], {"secret": Kept(house.feed())}

    async def find(secret: str) -> Kept | None:
        return feeds.get(secret)

    web = WebServer("127.0.0.1", free_port())
    await web.start(web_app(find_feed=find, probes={}, metrics=Metrics()))
    config = tmp_path / "vdirsyncer"
    config.write_text(
        f'[general]\nstatus_path = "{tmp_path / "status"}"\n'
        '[pair meetings]\na = "feed"\nb = "server"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage feed]\ntype = "http"\nurl = "http://127.0.0.1:{web.port}/ical/secret.ics"\n'
        f'[storage server]\ntype = "caldav"\nurl = "{radicale}"\nusername = "ann"\npassword = "x"\n',
        encoding="utf-8",
    )

    async def synchronised() -> list[str]:
        feeds["secret"] = Kept(house.feed())
        for command in (["discover"], ["sync"]):
            await asyncio.to_thread(run, program("vdirsyncer"), "-c", config, *command, HOME=str(tmp_path))
        return await asyncio.to_thread(stored, radicale)

    try:
        booking = house.desk.book(title=TITLE)
        series = house.series.book(
            Repeat(unit=Unit.WEEK, count=3), wish("2026-11-25 10:00", "2026-11-25 11:00", title="Weekly")
        )
        dates = house.series.dates(series)
        weekly = [f"{wall(each.starts_at)} CONFIRMED Weekly" for each in dates]
        assert await synchronised() == [f"2026-11-24 14:00 CONFIRMED {TITLE}", *weekly]

        move(
            house.session,
            booking.id or 0,
            olga,
            at("2026-11-24 15:00"),
            at("2026-11-24 17:00"),
            house.desk.now,
            house.desk.site,
        )
        cancel(house.session, dates[1].id or 0, olga, house.desk.now)
        weekly[1] = weekly[1].replace("CONFIRMED", "CANCELLED")
        assert await synchronised() == [f"2026-11-24 15:00 CONFIRMED {TITLE}", *weekly]

        cancel_dates(house.session, dates[0].id or 0, Scope.ALL, olga, house.desk.now)
        weekly = [line.replace("CONFIRMED", "CANCELLED") for line in weekly]
        assert await synchronised() == [f"2026-11-24 15:00 CONFIRMED {TITLE}", *weekly]
    finally:
        await web.stop()
