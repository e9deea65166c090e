from __future__ import annotations

import logging
from collections.abc import Callable

import httpx
import pytest

from meetbot.web.application import web_app
from meetbot.web.feeds import Patience
from meetbot.web.metrics import Metrics
from tests.web.conftest import Calendar, Side

BODY = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:会议\r\nEND:VCALENDAR\r\n".encode()
LONG = BODY * 100


async def test_an_unknown_secret_looks_like_a_page_that_is_not_there(web: httpx.AsyncClient) -> None:
    assert (await web.get("/ical/nobody.ics")).status_code == 404
    assert (await web.get("/ical/a/b.ics")).status_code == 404
    assert (await web.get("/ical/.ics")).status_code == 404


async def test_a_feed_is_a_calendar_with_a_tag_and_a_date(web: httpx.AsyncClient, side: Side) -> None:
    side.feeds["s1"] = Calendar(BODY)

    answer = await web.get("/ical/s1.ics")

    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["etag"] == 'W/"v1"'
    assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 02:00:00 GMT"
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_the_address_of_a_feed_is_passed_on_to_nobody(web: httpx.AsyncClient, side: Side) -> None:
    side.feeds["s1"] = Calendar(BODY)

    answers = [await web.get("/ical/s1.ics", headers=headers) for headers in ({}, {"If-None-Match": '"v1"'})]

    told = [(each.status_code, each.headers["referrer-policy"], each.headers["x-robots-tag"]) for each in answers]
    assert told == [(200, "no-referrer", "noindex"), (304, "no-referrer", "noindex")]


async def test_looking_only_at_the_head_tells_the_same_without_the_body(web: httpx.AsyncClient, side: Side) -> None:
    side.feeds["s1"] = Calendar(BODY)

    whole, head = await web.get("/ical/s1.ics"), await web.head("/ical/s1.ics")

    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(whole.headers))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": 'W/"v1"'}, 304),
        ({"If-None-Match": '"v1"'}, 304),
        ({"If-None-Match": '"v0", W/"v1"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"v0"'}, 200),
        ({"If-None-Match": '"v0"', "If-Modified-Since": "Mon, 23 Nov 2026 02:00:00 GMT"}, 200),
        ({"If-Modified-Since": "Mon, 23 Nov 2026 02:00:00 GMT"}, 304),
        ({"If-Modified-Since": "Mon, 23 Nov 2026 01:59:59 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Modified-Since": "Mon, 23 Nov 2026 02:00:00"}, 200),
    ],
)
async def test_a_program_hears_when_nothing_changed(
    web: httpx.AsyncClient, side: Side, headers: dict[str, str], status: int
) -> None:
    side.feeds["s1"] = Calendar(BODY)

    answer = await web.get("/ical/s1.ics", headers=headers)

    assert (answer.status_code, answer.content) == (status, BODY if status == 200 else b"")
    assert answer.headers["etag"] == 'W/"v1"'


@pytest.mark.parametrize(
    ("accepts", "is_packed"),
    [("gzip, deflate, br", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False), ("br", False)],
)
async def test_a_long_feed_is_packed_for_whoever_can_unpack_it(
    web: httpx.AsyncClient, side: Side, accepts: str, is_packed: bool
) -> None:
    side.feeds["s1"] = Calendar(LONG)

    answer = await web.get("/ical/s1.ics", headers={"Accept-Encoding": accepts})

    assert answer.content == LONG
    assert ("content-encoding" in answer.headers, int(answer.headers["content-length"]) < len(LONG)) == (
        is_packed, is_packed,
    )  # fmt: skip


async def test_the_secret_is_not_logged(web: httpx.AsyncClient, side: Side, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    side.feeds["verysecret"] = Calendar(BODY)

    await web.get("/ical/verysecret.ics")

    # httpx is the program that asks here, not the bot.
    assert [record for record in caplog.records if "verysecret" in record.getMessage() and record.name != "httpx"] == []


async def test_an_address_that_is_fetched_without_pause_has_to_wait(
    web: httpx.AsyncClient, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.feeds |= {"s1": Calendar(BODY), "s2": Calendar(BODY)}
    monkeypatch.setattr(Patience, "wait", stands_still(Patience.wait))

    statuses = [(await web.get("/ical/s1.ics")).status_code for _ in range(31)]

    assert statuses == [*[200] * 30, 429]
    refused = await web.get("/ical/s1.ics")
    assert (refused.content, 1 <= int(refused.headers["retry-after"]) <= 2) == (b"Too Many Requests", True)
    assert (await web.get("/ical/s2.ics")).status_code == 200


def stands_still(wait: Callable[[Patience, str], int]) -> Callable[[Patience, str], int]:
    """Without a pause is without a pause, however slow the machine."""

    def at_once(self: Patience, secret: str) -> int:
        self._clock = lambda: 0.0
        return wait(self, secret)

    return at_once


def test_patience_comes_back_with_time_and_forgets_who_asked_longest_ago() -> None:
    now = [0.0]
    patience = Patience(2, 0.5, lambda: now[0])

    assert [patience.wait("s1") for _ in range(4)] == [0, 0, 2, 2]
    now[0] = 2.0
    assert [patience.wait("s1"), patience.wait("s1")] == [0, 2]
    for number in range(10_000):
        patience.wait(str(number))
    assert patience.wait("s1") == 0


async def test_a_guess_looks_the_same_whatever_it_hits(web: httpx.AsyncClient, side: Side) -> None:
    side.feeds["s1"] = Calendar(BODY)
    del side.feeds["s1"]  # revoked

    answers = [
        (answer.status_code, answer.content, dict(answer.headers))
        for answer in [
            await web.get(path) for path in ("/ical/s1.ics", "/ical/x.ics", f"/ical/{'x' * 5000}.ics", "/ical/%00.ics")
        ]
    ]

    assert answers == [answers[0]] * 4


async def test_a_plan_is_a_picture_behind_the_feeds_secret() -> None:
    async def find_plan(secret: str, number: int) -> bytes | None:
        return b"PNG" if (secret, number) == ("s1", 17) else None

    async def find_feed(_secret: str) -> Calendar | None:
        return None

    application = web_app(find_feed=find_feed, find_plan=find_plan, probes={}, metrics=Metrics())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://meet") as web:
        shown = await web.get("/ical/s1/plans/17.png")
        guessed = [
            await web.get(path)
            for path in (
                "/ical/s2/plans/17.png",
                "/ical/s1/plans/18.png",
                f"/ical/s1/plans/{10**30}.png",
                "/ical/s2.ics",
            )
        ]

    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, b"PNG", "image/png")
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert [(each.status_code, each.content) for each in guessed] == [(404, b"Not Found")] * 4
