"""The addresses of calendars, as somebody tries them who has none: what was one yesterday answers as what never was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from meetbot.booking.feeds import make_feed, revoke
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.serving import feeds, plans
from meetbot.web.application import web_app
from meetbot.web.metrics import Metrics
from tests.harness import Harness


@pytest.fixture
async def gone(service: Harness) -> dict[str, str]:
    """Secrets that lead nowhere, by why; and one that leads somewhere."""
    olga, alan = service.person("Olga", Role.ORGANISER), service.person("Alan", Role.ATTENDANT)
    await service.settle()

    def make(session: Session) -> dict[str, str]:
        now = service.clock.now()
        there, renewed, left = (
            make_feed(session, _member(session, olga.id), "mine", now),
            make_feed(session, _member(session, olga.id), "house", now),
            make_feed(session, _member(session, alan.id), "work", now),
        )
        revoke(session, renewed.id or 0, _member(session, olga.id), now)
        session.exec(select(Person).where(Person.telegram_id == alan.id)).one().deactivated_at = now
        return {
            "there": there.secret, "revoked": renewed.secret, "of somebody who left": left.secret, "unknown": "x" * len(there.secret),
            "nearly": there.secret[:-1] + ("A" if there.secret[-1] != "A" else "B"), "its digest": there.secret_sha256,
            "longer": f"{there.secret}x", "shorter": there.secret[:-1], "in capitals": there.secret.swapcase(),
        }  # fmt: skip

    with service.database.writing() as session:
        return make(session)


async def test_a_revoked_secret_answers_as_an_unknown_one(service: Harness, gone: dict[str, str]) -> None:
    there = gone.pop("there")
    application = web_app(
        find_feed=feeds(service.service), find_plan=plans(service.service), probes={}, metrics=Metrics()
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://meet") as web:
        answers = {
            (answer.status_code, answer.content, tuple(sorted(answer.headers.items())))
            for secret in gone.values()
            for path in (f"/ical/{secret}.ics", f"/ical/{secret}/plans/1.png")
            for headers in ({}, {"If-None-Match": "*"})
            for _ in range(20)  # asking often is as little answered as asking once
            for answer in [await web.get(path, headers=headers)]
        }
        nowhere = await web.get("/ical/a/b")
        found = await web.get(f"/ical/{there}.ics")

    assert answers == {(404, b"Not Found", tuple(sorted(nowhere.headers.items())))}
    assert (nowhere.content, found.status_code) == (b"Not Found", 200)


async def test_a_secret_is_compared_by_its_digest_alone(service: Harness, gone: dict[str, str]) -> None:
    """How long a comparison takes tells at most of the digest, of which nobody can choose the next character."""
    find, asked = feeds(service.service), {}

    for why, secret in gone.items():
        with _asked(service) as statements:
            await find(secret)
        asked[why] = statements

    for why, secret in gone.items():
        assert sha256(secret.encode()).hexdigest() in str(asked[why])
        assert secret not in str(asked[why])
    unknown = {why: [words for words, _ in asked[why]] for why in gone if why not in {"there", "of somebody who left"}}
    assert [words for words in unknown.values() if words != unknown["unknown"]] == []


def _member(session: Session, telegram_id: int) -> Member:
    found = member(session, telegram_id)
    assert found is not None
    return found


@contextmanager
def _asked(service: Harness) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile, and with what values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, values))

    event.listen(service.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(service.database.engine, "before_cursor_execute", note)
