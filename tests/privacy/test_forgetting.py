"""A person asks for their data, and to be forgotten."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlmodel import Session, select

from meetbot.booking.feeds import find as feed_of
from meetbot.booking.feeds import make_feed
from meetbot.booking.models import Room
from meetbot.defects.models import Defect
from meetbot.defects.service import add_photo, report
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotAllowed
from meetbot.files.service import keep
from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import Incoming, take_in
from meetbot.lost.models import HandOver
from meetbot.lost.service import find, hand_over
from meetbot.people import service as people_service
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.privacy.archive import archive
from meetbot.privacy.errors import NoSuchPerson, StillHere
from meetbot.privacy.service import NAMELESS, forget, known
from meetbot.requests.models import CleanerCall
from meetbot.standard.needs import AudioPiece, Needs
from tests.checklists.conftest import furnish
from tests.factories import NOW


def member_of(session: Session, person: Person) -> Member:
    found = people_service.member(session, person.telegram_id)
    assert found is not None
    return found


@pytest.fixture
def ada(session: Session, people: dict[Role, Person]) -> Member:
    return member_of(session, people[Role.ADMIN])


@pytest.fixture
def alan(session: Session, people: dict[Role, Person]) -> Member:
    """An attendant who found a broken chair, photographed it, and has begun another report."""
    found = member_of(session, people[Role.ATTENDANT])
    room = Room(code="small", position=0, spec={"code": "small", "name": {"en": "Small room", "zh": "小会议室"}})
    session.add(room)
    session.flush()
    defect = report(session, found, NOW, room_id=room.id, thing="chairs", words="a leg is loose")
    photo = keep(session, b"jpeg", "image/jpeg", "../chair.jpg", NOW)
    add_photo(session, defect.id or 0, photo.id or 0, found, NOW)
    drafts.start(session, found.telegram_id, "report", {"words": "and a table"}, None, NOW)
    take_in(session, [Incoming(1, found.telegram_id, '{"text": "hello"}'), Incoming(2, 4711, "{}")], NOW)
    return found


def test_everything_about_a_person_is_handed_out_with_their_files(session: Session, alan: Member) -> None:
    packed = ZipFile(BytesIO(archive(known(session, alan.id))))

    data = json.loads(packed.read("data.json"))
    assert data["person"][0] | {"joined_at": None} == {
        "id": alan.id, "telegram_id": alan.telegram_id, "name": "Alan", "department": "Finance", "phone": "", "language": "en",
        "joined_at": None, "deactivated_at": None, "unreachable_since": None, "zone": None,
    }  # fmt: skip
    assert [(each["thing"], each["words"]) for each in data["defect"]] == [("chairs", "a leg is loose")]
    assert [each["fields"] for each in data["draft"]] == [{"words": "and a table"}]
    assert [each["body"] for each in data["inbox_update"]] == ['{"text": "hello"}']
    assert [(each["name"], each["in"]) for each in data["files"]] == [
        ("chair.jpg", f"files/{data['files'][0]['file_id']}")
    ]
    assert packed.read(data["files"][0]["in"]) == b"jpeg"
    assert all(not name.startswith(("/", "..")) for name in packed.namelist())


def test_who_is_still_here_is_not_forgotten(session: Session, alan: Member, ada: Member) -> None:
    with pytest.raises(StillHere) as refusal:
        forget(session, alan.id, ada)

    assert refusal.value == StillHere("Alan")


def test_who_left_and_asks_for_it_has_no_name_any_more_and_their_work_stays(
    session: Session, alan: Member, ada: Member
) -> None:
    feed = make_feed(session, alan, "mine", NOW)
    people_service.deactivate(session, alan.id, ada, NOW)

    forget(session, alan.id, ada)
    forget(session, alan.id, ada)  # twice is once

    person = session.get_one(Person, alan.id)
    assert (person.name, person.department, person.phone, person.telegram_id) == (NAMELESS, "", "", -alan.id)
    assert [(each.words, each.reporter_id) for each in session.exec(select(Defect))] == [("a leg is loose", alan.id)]
    assert session.exec(select(Draft)).all() == []
    assert [each.update_id for each in session.exec(select(InboxUpdate))] == [2]
    assert feed_of(session, feed.secret) is None


def test_the_same_account_comes_back_as_somebody_new(session: Session, alan: Member, ada: Member) -> None:
    people_service.deactivate(session, alan.id, ada, NOW)
    forget(session, alan.id, ada)

    [back] = people_service.ensure_admins(session, [alan.telegram_id], NOW, "Alan")

    assert back.id != alan.id


def test_only_the_office_forgets_people(session: Session, alan: Member, ada: Member) -> None:
    with pytest.raises(NotAllowed):
        forget(session, ada.id, alan)


def test_nobody_is_forgotten_under_a_number_that_nobody_has(session: Session, ada: Member) -> None:
    with pytest.raises(NoSuchPerson):
        forget(session, 999, ada)


def test_the_audio_pieces_of_their_bookings_are_handed_out(session: Session, people: dict[Role, Person]) -> None:
    kept = keep(session, b"ID3", "audio/mpeg", "anthem.mp3", NOW)
    furnish(session, people).book(
        "2026-11-24 14:00", "2026-11-24 16:00", needs=Needs(audio=(AudioPiece(file=kept.id or 0, name="anthem.mp3"),))
    )

    assert [file.name for file in known(session, people[Role.ORGANISER].id or 0).files] == ["anthem.mp3"]


@pytest.mark.parametrize(
    ("name", "written", "left"),
    [
        ("Alan", "Alan · Finance", NAMELESS),
        ("Alan", "given to ALAN at the desk", NAMELESS),
        ("Alan", "Ｂoris and Ａlan", NAMELESS),
        ("Al", "Alan", "Alan"),
        ("Alan", "Alana from Legal", "Alana from Legal"),
        ("张伟", "财务部张伟领走", NAMELESS),
        ("张伟", "李伟", "李伟"),
        ("a.*", "Alan", "Alan"),
    ],
)
def test_where_the_staff_wrote_down_a_name_it_goes_as_well(
    session: Session, alan: Member, ada: Member, name: str, written: str, left: str
) -> None:
    session.get_one(Person, alan.id).name = name
    found = find(session, ada, NOW, words="an umbrella", room_id=1)
    hand_over(session, found.id or 0, ada, NOW, written)
    session.add(CleanerCall(room_id=1, reason="tea", called_by=ada.id, called_at=NOW, cleaned_by=written))
    people_service.deactivate(session, alan.id, ada, NOW)

    forget(session, alan.id, ada)
    forget(session, alan.id, ada)

    session.expire_all()
    assert session.exec(select(HandOver.receiver)).all() == [left]
    assert session.exec(select(CleanerCall.cleaned_by)).all() == [left]
