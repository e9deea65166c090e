"""Files go when the house has kept them long enough, and not while somebody needs them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from meetbot.booking.models import Room
from meetbot.clock import SimulatedClock
from meetbot.db import Database
from meetbot.defects.service import add_photo, report, resolve
from meetbot.files.errors import FileDropped
from meetbot.files.models import StoredFile
from meetbot.files.service import keep, stored
from meetbot.housekeeping import Housekeeping
from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import Incoming, mark_done, take_in
from meetbot.looks.models import Look
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.privacy.retention import drop_old_files
from meetbot.seam import Seam
from meetbot.settings import Site, read_site
from tests.factories import NOW

LONG_AFTER = NOW + timedelta(days=731)


@pytest.fixture
def site() -> Site:
    return read_site(Path(__file__).parents[2] / "config")


@pytest.fixture
def ada(session: Session, people: dict[Role, Person]) -> Member:
    found = member(session, people[Role.ADMIN].telegram_id)
    assert found is not None
    return found


def a_photo(session: Session, content: bytes, at: datetime = NOW) -> int:
    return keep(session, content, "image/jpeg", "photo.jpg", at).id or 0


def a_room(session: Session) -> int:
    room = Room(code="small", position=0, spec={"code": "small", "name": {"en": "Small room", "zh": "小会议室"}})
    session.add(room)
    session.flush()
    return room.id or 0


def test_a_photo_goes_after_two_years_and_the_defect_it_showed_stays(session: Session, site: Site, ada: Member) -> None:
    photo = a_photo(session, b"a loose leg")
    defect = report(session, ada, NOW, words="a leg is loose")
    add_photo(session, defect.id or 0, photo, ada, NOW)
    resolve(session, defect.id or 0, "glued", ada, NOW)

    assert drop_old_files(session, NOW + timedelta(days=730), site) == 0
    assert drop_old_files(session, LONG_AFTER, site) == 1
    assert drop_old_files(session, LONG_AFTER, site) == 0

    session.expire_all()
    assert session.get_one(StoredFile, photo).content == b""
    with pytest.raises(FileDropped) as refusal:
        stored(session, photo)
    assert refusal.value == FileDropped(LONG_AFTER)
    assert defect.words == "a leg is loose"


def test_what_somebody_still_needs_is_kept(session: Session, site: Site, ada: Member) -> None:
    mended, open_one, look = (a_photo(session, content) for content in (b"old", b"open", b"how it should look"))
    defect = report(session, ada, NOW, words="still loose")
    add_photo(session, defect.id or 0, open_one, ada, NOW)
    session.add(Look(room_id=a_room(session), layout="oval", file_id=look, set_by=ada.id, set_at=NOW))

    drop_old_files(session, LONG_AFTER, site)

    session.expire_all()
    assert [session.get_one(StoredFile, each).dropped_at for each in (mended, open_one, look)] == [
        LONG_AFTER,
        None,
        None,
    ]


def test_the_same_bytes_sent_again_are_there_again(session: Session, site: Site) -> None:
    photo = a_photo(session, b"a loose leg")
    drop_old_files(session, LONG_AFTER, site)

    assert a_photo(session, b"a loose leg", LONG_AFTER) == photo

    session.flush()
    assert stored(session, photo).content == b"a loose leg"
    assert drop_old_files(session, LONG_AFTER + timedelta(days=1), site) == 0


async def test_once_a_day_answered_updates_and_old_files_go(database: Database, site: Site) -> None:
    with database.writing() as session:
        photo = a_photo(session, b"a loose leg")
        take_in(session, [Incoming(1, 7, "{}"), Incoming(2, 7, "{}")], NOW)
        mark_done(session, [1], NOW)
    seam = Seam(database)

    await Housekeeping(seam, SimulatedClock(LONG_AFTER), site).tidy()

    with database.reading() as session:
        assert session.get_one(StoredFile, photo).dropped_at == LONG_AFTER
        assert (session.get(InboxUpdate, 1), session.get_one(InboxUpdate, 2).done_at) == (None, None)
    seam.close()
