"""A sent file becomes the version in force, or is refused with its mistakes and nothing changes."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session, func, select

from meetbot.booking.standards import current_standard
from meetbot.errors import NotAllowed
from meetbot.mistakes import line as told
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import Member, members
from meetbot.standard.errors import NoSuchVersion
from meetbot.standard.models import StandardVersion
from meetbot.standard.publishing import publish as publish_upload
from meetbot.standard.publishing import read_upload, version_named
from meetbot.standard.service import seed
from meetbot.yamlfiles import ConfigProblems
from tests.standard.samples import SHIPPED, SHIPPED_TEXT

FILE = "conference-service@2.yaml"
SECOND = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1).replace("minutes: -40", "minutes: -35")


@pytest.fixture
def ada(session: Session, people: dict[Role, Person], now: datetime) -> Member:
    seed(session, SHIPPED, now)
    return _member(session, people[Role.ADMIN])


def publish(session: Session, content: bytes, file: str, by: Member, now: datetime) -> StandardVersion:
    return publish_upload(session, read_upload(content, file), by, now)


def _member(session: Session, person: Person) -> Member:
    assert person.id is not None
    return members(session, [person.id])[person.id]


def _count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(StandardVersion)).one()


def test_a_good_file_is_in_force_at_once_and_kept_byte_for_byte(session: Session, ada: Member, now: datetime):
    row = publish(session, SECOND.encode(), FILE, ada, now)

    assert current_standard(session).id == row.id
    assert (row.number, row.body, row.published_by) == (2, SECOND, ada.id)
    assert version_named(session, "conference-service", 2) == row


def test_the_same_bytes_once_more_are_the_same_version(session: Session, ada: Member, now: datetime):
    first = publish(session, SECOND.encode(), FILE, ada, now)

    assert publish(session, SECOND.encode(), FILE, ada, now).id == first.id
    assert _count(session) == 2


def test_a_mark_at_the_start_that_windows_writes_does_no_harm(session: Session, ada: Member, now: datetime):
    assert publish(session, b"\xef\xbb\xbf" + SECOND.encode(), FILE, ada, now).body == SECOND


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "a mapping of keys"),
        (b"name: [", 1, "not valid YAML"),
        (SECOND.encode("utf-16"), 1, "not UTF-8"),
        (SECOND.encode("gbk", "replace"), 8, "not UTF-8"),
        (b"x" * 5_000_000, 1, "over 2,000,000 bytes"),
        (SHIPPED_TEXT.replace("小", "x").replace("# The", "# the", 1).encode(), 5, "version 1 is in force"),
        (
            SECOND.replace("name: conference-service", "name: other-house", 1).encode(),
            4,
            "works by 'conference-service'",
        ),
        (SECOND.replace("quantity: places + spare_chairs", "quantity: places + chairz").encode(), None, "'chairz'"),
        (SECOND.replace("quantity: places + spare_chairs", "quantity: places // 0").encode(), None, "zero"),
        (SECOND.replace("after: [lock.lights]", "after: [lock.door]").encode(), None, "a circle"),
        (SECOND.replace("key: lock.air", "key: lock.lights").encode(), None, "already used"),
    ],
)
def test_a_broken_file_is_refused_by_line_and_nothing_changes(
    session: Session, ada: Member, now: datetime, content: bytes, line: int | None, says: str
):
    with pytest.raises(ConfigProblems) as refused:
        publish(session, content, FILE, ada, now)

    problems = refused.value.problems
    assert any(says in told(each) for each in problems), problems
    assert line is None or problems[0].line == line, problems
    assert all(each.file == FILE for each in problems)
    assert _count(session) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_office_publishes(
    session: Session, ada: Member, people: dict[Role, Person], now: datetime, role: Role
):
    with pytest.raises(NotAllowed):
        publish(session, SECOND.encode(), FILE, _member(session, people[role]), now)


def test_a_version_that_was_never_published_is_not_there(session: Session, ada: Member):
    with pytest.raises(NoSuchVersion):
        version_named(session, "conference-service", 3)
