"""The office looks after people: finds them, gives roles, lets them go; everybody keeps their own details."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Booking
from meetbot.booking.service import Wish, book
from meetbot.checklists import service as checklists
from meetbot.defects import service as defects
from meetbot.localchat.people import User
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import Member, ensure_admins, member
from meetbot.settings import Site
from meetbot.standard.needs import Needs
from tests.factories import NOW, at
from tests.harness import Harness


def known(service: Harness, user: User) -> Member:
    found = service.look(lambda session: member(session, user.id))
    assert found is not None
    return found


def books(service: Harness, user: User, start: str = "2026-11-24 14:00", end: str = "2026-11-24 16:00") -> int:
    """A booking of this person, made without the chat."""
    wish = Wish(at(start), at(end), 10, "general", "oval", Needs(), "Budget", None)
    site: Site = service.service.parts.site

    def make(session: Session) -> int:
        made = book(session, wish, known(service, user), NOW, site)
        assert made.id is not None
        return made.id

    with service.database.writing() as session:
        return make(session)


async def test_the_list_pages_and_finds_people_by_any_part_of_their_name(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    for number in range(9):
        service.person(f"Person {number}", Role.ORGANISER, department="Legal")
    await service.settle()

    ada.says("/people")
    await service.settle()
    assert ada.last.text == "🪪 People\n10 people have access."
    assert ada.last.rows[-3:] == [["‹", "1/2", "›"], ["🔎 Search"], ["✉️ Invite"]]
    ada.presses("›")
    await service.settle()
    assert [row[0] for row in ada.last.rows[:2]] == ["Person 7 · Organiser", "Person 8 · Organiser"]
    ada.presses("Search")
    await service.settle()
    ada.sends_sticker()
    await service.settle()
    assert ada.last.text == "I search by words. Please write one."
    ada.says("SON 3")
    await service.settle()
    assert ada.last.text == "🪪 People\n10 people have access.\n🔎 “SON 3”: 1 found"
    assert ada.last.rows == [["Person 3 · Organiser"], ["✖ Whole list", "🔎 Search again"], ["✉️ Invite"]]


async def test_a_role_is_given_and_taken_with_one_tap_and_the_menu_follows(service: Harness) -> None:
    ada, olga = service.person("Ada", Role.ADMIN), service.person("Olga", Role.ORGANISER, language="zh")
    await service.settle()

    ada.says("/people olga")
    await service.settle()
    ada.presses("Olga")
    await service.settle()
    assert ada.last.text == (
        "👤 Olga · № 2\nOrganiser\n🏢 Finance\n☎ no phone number\n🌐 中文\n🕑 here since Mon 23 Nov 2026\n\n"
        "Tap a role to give it or take it away."
    )
    ada.presses("Supervisor")
    await service.settle()

    assert known(service, olga).roles == {Role.ORGANISER, Role.SUPERVISOR}
    assert ada.last.rows[1] == ["✅ Supervisor", "⬜ Maintenance"]
    assert "defects" in olga.commands
    ada.presses("✅ Supervisor")
    await service.settle()
    assert known(service, olga).roles == {Role.ORGANISER}
    assert "defects" not in olga.commands


async def test_who_loses_the_role_for_it_gives_open_work_back(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    alan = service.person("Alan", Role.ATTENDANT, Role.SUPERVISOR, Role.MAINTENANCE)
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    booking_id = books(service, olga)
    with service.database.writing() as session:
        checklists.take(session, booking_id, known(service, alan), NOW)
        broken = defects.report(session, known(service, olga), NOW, words="Lamp")
        defects.assign(session, broken.id or 0, known(service, alan).id, known(service, ada), NOW)

    def in_hand() -> tuple[list[int], list[int | None]]:
        takers = service.look(lambda session: checklists.takers(session, booking_id))
        mending = service.look(lambda session: [each.assignee_id for each in defects.open_defects(session)])
        return [taker.person_id for taker in takers], mending

    me = known(service, alan).id
    ada.says("/people alan")
    await service.settle()
    ada.presses("Alan")
    for role, left in (("Supervisor", ([me], [me])), ("Maintenance", ([me], [None])), ("Attendant", ([], [None]))):
        await service.settle()
        ada.presses(f"✅ {role}")
        await service.settle()
        assert in_hand() == left


async def test_the_last_admin_stays(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    ada.says("/people ada")
    await service.settle()
    ada.presses("Ada")
    await service.settle()

    ada.presses("✅ Admin")
    await service.settle()

    assert ada.alerts[-1].startswith("Ada is the only admin.")
    assert known(service, ada).roles == {Role.ADMIN}


async def test_who_leaves_hands_bookings_on_and_open_work_back(service: Harness) -> None:
    ada, olga = (
        service.person("Ada", Role.ADMIN),
        service.person("Olga", Role.ORGANISER, Role.ATTENDANT, Role.MAINTENANCE),
    )
    oscar = service.person("Oscar", Role.ORGANISER)
    await service.settle()
    booking_id = books(service, olga)
    with service.database.writing() as session:
        checklists.take(session, booking_id, known(service, olga), NOW)
        broken = defects.report(session, known(service, ada), NOW, words="Lamp")
        defects.assign(session, broken.id or 0, known(service, olga).id, known(service, ada), NOW)

    ada.says("/people olga")
    await service.settle()
    ada.presses("Olga")
    await service.settle()
    ada.presses("They leave")
    await service.settle()
    assert ada.last.text == "🚪 Olga leaves\n1 booking to come: to whom does it pass?"
    ada.presses("Oscar")
    await service.settle()
    assert ada.last.text == (
        "🚪 Olga leaves?\n"
        "📅 1 booking passes to Oscar.\n"
        "📋 Meetings they had taken wait for somebody else.\n"
        "🔧 1 defect returns to the pool.\n"
        "🔒 They can do nothing here any more. What they did stays theirs."
    )
    ada.presses("Yes, they leave")
    await service.settle()

    assert service.look(lambda session: session.exec(select(Booking.organiser_id)).all()) == [known(service, oscar).id]
    assert service.look(lambda session: checklists.takers(session, booking_id)) == ()
    assert service.look(lambda session: [each.assignee_id for each in defects.open_defects(session)]) == [None]
    assert service.look(lambda session: member(session, olga.id)) is None
    assert olga.commands == ["start"]
    assert "🚪 left on Mon 23 Nov 2026, 10:00" in ada.last.text
    olga.says("/my")
    await service.settle()
    assert olga.last.text == (
        "Your access ended on Mon 23 Nov 2026, 10:00. If you need it again, send /start to ask for it."
    )
    olga.says("/start")
    await service.settle()
    assert olga.last.text == (
        "Welcome to Riverside House\nHere you book meeting rooms, and everything in them is prepared and served.\n\n"
        "Your access ended on Mon 23 Nov 2026, 10:00. Ask for it again: the office decides, and I tell you at once."
    )
    assert olga.last.rows[0] == ["🔑 Ask for access"]


async def test_a_booking_made_meanwhile_is_not_left_to_nobody(service: Harness) -> None:
    ada, olga = service.person("Ada", Role.ADMIN), service.person("Olga", Role.ORGANISER)
    await service.settle()
    ada.says("/people olga")
    await service.settle()
    ada.presses("Olga")
    await service.settle()
    ada.presses("They leave")
    await service.settle()
    books(service, olga)

    ada.presses("Yes, they leave")
    await service.settle()

    assert ada.last.text == "🚪 Olga leaves\n1 booking to come: to whom does it pass?"
    assert known(service, olga).roles == {Role.ORGANISER}


async def test_everybody_keeps_their_own_details(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    olga.presses("My details")
    await service.settle()
    olga.presses("Phone")
    await service.settle()

    olga.says("ring me")
    await service.settle()
    assert olga.last.text.startswith("That is no phone number I can read.")
    olga.shares_contact("+8613812345678")
    await service.settle()
    assert "☎ +8613812345678" in olga.last.text
    olga.presses("Department")
    await service.settle()
    olga.says("<Legal> & Co")
    await service.settle()
    assert "🏢 <Legal> & Co" in olga.last.text
    olga.presses("Phone")
    await service.settle()
    olga.presses("Remove the number")
    await service.settle()

    assert (known(service, olga).phone, known(service, olga).department) == ("", "<Legal> & Co")


@pytest.mark.parametrize(
    ("said", "kept"), [("/lang zh", "zh"), ("/lang 中文", "zh"), ("/lang ENGLISH", "en"), ("/lang fr", "en")]
)
async def test_a_language_that_is_named_is_spoken_at_once(service: Harness, said: str, kept: str) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    olga.says(said)
    await service.settle()

    assert known(service, olga).language == kept
    assert olga.last.text.startswith("您好" if kept == "zh" else "Which" if said == "/lang fr" else "Hello")


async def test_the_language_changes_texts_and_menu(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    olga.says("/lang")
    await service.settle()
    olga.presses("中文")
    await service.settle()

    assert olga.last.text == "您好，Olga\n组织者 · Finance\n\n📅 预订会议室，座位、茶水等一并安排。"
    assert known(service, olga).language == "zh"
    olga.says("/help")
    await service.settle()
    assert olga.last.text.startswith("我能为您做的\n组织者 · Finance\n\n/book：")


async def test_help_names_the_commands_of_ones_roles_and_no_others(service: Harness) -> None:
    max_ = service.person("Max", Role.MAINTENANCE)
    await service.settle()

    max_.says("/help")
    await service.settle()

    named = [line.split(":")[0][1:] for line in max_.last.text.splitlines() if line.startswith("/")]
    assert named == max_.commands
    assert "defects" in named
    assert not {"book", "people", "tasks"} & set(named)


async def test_cancel_drops_whatever_was_begun(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    olga.says("/report The door squeaks")
    await service.settle()

    olga.says("/cancel")
    await service.settle()
    assert olga.last.text == "Cancelled. Nothing was saved of what you had begun."
    olga.says("/cancel")
    await service.settle()
    assert olga.last.text == "Nothing was open."


async def test_an_admin_from_the_settings_gets_their_own_name_when_they_first_write(service: Harness) -> None:
    with service.database.writing() as session:
        ensure_admins(session, [5001], NOW)

    wei = service.person("王伟", language="zh")
    await service.settle()

    assert wei.last.text.startswith("您好，王伟\n管理员\n")


async def test_who_blocks_the_bot_is_noted_until_they_take_it_back(service: Harness) -> None:
    ada, olga, sam = service.person("Ada", Role.ADMIN), service.person("Olga", Role.ORGANISER), service.person("Sam")
    await service.settle()

    olga.blocks()
    sam.blocks()
    await service.settle()
    ada.says("/people olga")
    await service.settle()
    ada.presses("Olga")
    await service.settle()
    assert "📵 not reached since Mon 23 Nov 2026, 10:00" in ada.last.text
    olga.unblocks()
    await service.settle()

    assert service.look(lambda session: session.exec(select(Person.unreachable_since)).all()) == [None, None]


async def test_an_admin_hears_whom_a_message_did_not_reach_and_how_to_ring_them(service: Harness) -> None:
    ada, alan, max_ = (
        service.person("Ada", Role.ADMIN),
        service.person("Alan", Role.ATTENDANT),
        service.person("Max", Role.MAINTENANCE),
    )
    await service.settle()
    with service.database.writing() as session:
        session.exec(select(Person).where(Person.telegram_id == max_.id)).one().phone = "110 22"
    max_.blocks()
    alan.says("/report The door squeaks")
    await service.settle()

    alan.presses("Boardroom")
    await service.settle()

    assert ada.last.text == (
        "📵 Max was not reached\n"
        "It was about defect 1.\n"
        "Telegram says: Forbidden: bot was blocked by the user\n"
        "☎ 110 22: please ring them up."
    )


async def test_whom_telegram_refuses_is_noted_until_they_start_again(service: Harness) -> None:
    alan, max_ = service.person("Alan", Role.ATTENDANT), service.person("Max", Role.MAINTENANCE)
    await service.settle()
    service.chat.conversations.put_chat({**max_.raw, "standing": "blocked"})  # and the update about it was lost
    alan.says("/report The door squeaks")
    await service.settle()
    alan.presses("Boardroom")
    await service.settle()
    unreachable = select(Person.unreachable_since).where(Person.telegram_id == max_.id)
    assert service.look(lambda session: session.exec(unreachable).one()) == NOW

    service.chat.conversations.put_chat({**max_.raw, "standing": "member"})
    max_.starts()
    await service.settle()

    assert service.look(lambda session: session.exec(unreachable).one()) is None


async def test_a_role_that_is_taken_ends_what_was_begun_with_it(service: Harness) -> None:
    ada, alan = service.person("Ada", Role.ADMIN), service.person("Alan", Role.ATTENDANT, Role.SUPERVISOR)
    await service.settle()
    alan.says("/report The door squeaks")
    ada.says("/people alan")
    await service.settle()
    ada.presses("Alan")
    await service.settle()

    ada.presses("✅ Supervisor")
    await service.settle()
    alan.says("hello")
    await service.settle()

    assert alan.last.text == "I did not expect a message just now. Send /help to see what I can do."


async def test_a_platform_that_refuses_the_menus_does_not_stop_the_answer(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    service.chat.fault("setMyCommands", "server_error", times=5)
    await service.settle()

    assert olga.last.text.startswith("Hello, Olga\n")
