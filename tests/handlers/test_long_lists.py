"""A list of thirty has pages and a search, whatever it is a list of; what is not found says what to do."""

from __future__ import annotations

import pytest

from meetbot.booking.imports.subscriptions import subscribe
from meetbot.lost.service import find, hand_over
from meetbot.people.roles import Role
from meetbot.people.service import ask_access, member
from meetbot.requests import cleaning
from meetbot.standard import proposals
from tests.factories import NOW
from tests.handlers.booking.conftest import Organiser, organiser, restarted
from tests.harness import Harness

NOTHING = "🔎 “unicorn”: nothing is called so. Try a shorter word, or see the whole list."
NOTHING_ZH = "🔎 “独角兽”：没有找到。请换个更短的词，或查看全部。"


def thirty_colleagues(service: Harness) -> None:
    """Person 01 to Person 30; every third is in Legal."""
    for number in range(1, 31):
        department = "Finance" if number % 3 else "Legal"
        service.person(f"Person {number:02}", Role.ORGANISER, department=department)


async def searches(who: Organiser, words: str) -> None:
    await who.presses("🔎 Search")
    await who.says(words)


async def searches_again(who: Organiser, words: str) -> None:
    await who.presses("🔎 Search again")
    await who.says(words)


# -- people ------------------------------------------------------------------------------------------------------------------


async def test_thirty_people_have_pages_and_are_found_by_department(service: Harness, ada: Organiser) -> None:
    thirty_colleagues(service)
    await ada.says("/people")
    assert ada.buttons[8:] == ["‹", "1/4", "›", "🔎 Search", "✉️ Invite"]

    await searches(ada, "legal")

    assert ada.text == "🪪 People\n31 people have access.\n🔎 “legal”: 10 found"
    assert ada.buttons[:2] == ["Person 03 · Organiser", "Person 06 · Organiser"]
    async with restarted(service):
        await ada.presses("›")
        assert ada.buttons[:2] == ["Person 27 · Organiser", "Person 30 · Organiser"]
        await ada.presses("✖ Whole list")
        assert ada.text == "🪪 People\n31 people have access."


async def test_nobody_found_among_the_people_says_what_to_do(ada: Organiser) -> None:
    await ada.says("/people unicorn")

    assert ada.text == f"🪪 People\n1 person has access.\n{NOTHING}"
    assert ada.buttons == ["✖ Whole list", "🔎 Search again", "✉️ Invite"]


# -- who asks for access -----------------------------------------------------------------------------------------------------


async def thirty_strangers(service: Harness) -> None:
    """They ask, and the office is told of each."""
    with service.database.writing() as session:
        for number in range(30):
            ask_access(session, 9000 + number, f"Stranger {number:02}", "Legal" if number % 3 else None, "en", NOW)
    await service.settle()


async def test_thirty_requests_for_access_have_pages_and_are_found_by_name(service: Harness, ada: Organiser) -> None:
    await thirty_strangers(service)
    await ada.says("/people")
    await ada.presses("🔑 Requests: 30")
    assert (ada.text, ada.buttons[8:]) == ("Who waits for access", ["‹", "1/4", "›", "🔎 Search", "‹ People"])

    await searches(ada, "ger 29")

    assert (ada.text, ada.buttons[0]) == ("Who waits for access\n🔎 “ger 29”: 1 found", "Stranger 29")


async def test_requests_for_access_in_chinese(service: Harness) -> None:
    lin = await organiser(service, "林", Role.ADMIN, language="zh")
    await thirty_strangers(service)
    await lin.says("/people")
    await lin.presses("🔑 申请：30")
    await lin.presses("🔎 查找")

    await lin.says("独角兽")

    assert lin.text == f"待处理的申请\n{NOTHING_ZH}"


# -- to whom bookings pass ---------------------------------------------------------------------------------------------------


async def test_who_takes_over_is_found_among_thirty(service: Harness, ada: Organiser) -> None:
    olga = await organiser(service)
    await olga.books("tomorrow 9:00-10:00 6 people general meeting")
    thirty_colleagues(service)
    await ada.says("/people olga")
    await ada.presses("Olga")
    await ada.presses("🚪 They leave…")
    assert ada.buttons[8:] == ["‹", "1/4", "›", "🔎 Search", "‹ They stay"]
    await ada.presses("›")
    assert ada.buttons[9] == "2/4"

    await searches(ada, "30")

    assert ada.text == "🚪 Olga leaves\n1 booking to come: to whom does it pass?\n🔎 “30”: 1 found"
    await ada.presses("Person 30")
    assert ada.text.startswith("🚪 Olga leaves?\n📅 1 booking passes to Person 30.")


# -- what was left behind ----------------------------------------------------------------------------------------------------


def thirty_finds(service: Harness, finder: Organiser) -> None:
    """Umbrella 1 to umbrella 30; every fifth was taken along by somebody."""
    with service.database.writing() as session:
        by = member(session, finder.user.id)
        assert by is not None
        for number in range(1, 31):
            made = find(session, by, NOW, words=f"Umbrella {number}")
            if number % 5 == 0:
                hand_over(session, made.id or 0, by, NOW, to=f"Guest {number}")


async def test_thirty_finds_have_pages_and_a_find_is_found_by_what_it_is(service: Harness) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    thirty_finds(service, sun)
    await sun.says("/lost")
    assert sun.buttons[8:12] == ["‹", "1/3", "›", "🔎 Search"]
    await sun.presses("›")
    assert sun.buttons[9] == "2/3"

    await searches(sun, "brella 2")

    assert sun.text == "🧳 24 things wait to be fetched\n🔎 “brella 2”: 10 found\nThe oldest comes first."
    assert sun.buttons[:3] == [
        "🧳 2 Somewhere else: Umbrella 2",
        "🧳 12 Somewhere else: Umbrella 12",
        "🧳 21 Somewhere else: Umbrella 21",
    ]
    await sun.presses("🧳 27", "‹ All finds")
    assert sun.buttons[9] == "1/3"


async def test_what_was_handed_over_is_found_by_who_has_it(service: Harness) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    thirty_finds(service, sun)
    await sun.says("/lost")
    await sun.presses("📦 Handed over")
    assert sun.text.splitlines()[:2] == ["Handed over in the last year", "✅ 5 Umbrella 5 → Guest 5, 10:00"]
    assert len(sun.text.splitlines()) == 7

    await sun.forges("ls.find:gone")
    await sun.says("guest 30")

    assert sun.text.splitlines()[1:] == ["🔎 “guest 30”: 1 found", "✅ 30 Umbrella 30 → Guest 30, 10:00"]


async def test_the_list_of_finds_follows_the_facts_and_what_was_found_stays(service: Harness) -> None:
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await sun.says("/lost")
    whole = sun.last
    await sun.says("/lost umbrella")
    found = sun.last

    thirty_finds(service, sun)
    await service.settle()

    shown = [
        each.text.splitlines()[0]
        for each in sun.user.received
        if each.message_id in {whole.message_id, found.message_id}
    ]
    assert shown == ["🧳 24 things wait to be fetched", "🧳 Nothing waits to be fetched"]


async def test_finds_in_chinese(service: Harness) -> None:
    lin = await organiser(service, "林", Role.SUPERVISOR, language="zh")
    thirty_finds(service, lin)
    await lin.says("/lost 独角兽")
    assert lin.text == f"🧳 有 24 件遗留物品待领\n{NOTHING_ZH}"

    await lin.presses("📦 已移交的")

    assert lin.text.splitlines()[:2] == ["近一年已移交", "✅ 5 Umbrella 5 → Guest 5，10:00"]


# -- proposals ---------------------------------------------------------------------------------------------------------------


def thirty_proposals(service: Harness, maker: Organiser) -> None:
    """Proposals on B1; the last ten are noted for the next version."""
    with service.database.writing() as session:
        by = member(session, maker.user.id)
        assert by is not None
        for number in range(1, 31):
            made = proposals.propose(session, 1, "B1", f"Flask {number:02}", by, NOW)
            if number > 20:
                proposals.accept(session, made.id or 0, by, NOW)


async def test_thirty_proposals_have_pages_and_those_noted_come_last(service: Harness, ada: Organiser) -> None:
    thirty_proposals(service, ada)
    await service.settle()
    await ada.says("/standard")
    await ada.presses("💡 Proposals (20)")
    assert ada.text == "💡 Proposals\n20 wait for an answer."
    assert ada.buttons[7:] == ["B1 Flask 08", "‹", "1/4", "›", "🔎 Search", "‹ Chapters"]
    await ada.presses("›", "›")
    assert ada.text.splitlines()[3:5] == ["Noted for the next version", "• B1: Flask 21 (Ada)"]
    assert ada.buttons[:5] == ["B1 Flask 17", "B1 Flask 18", "B1 Flask 19", "B1 Flask 20", "‹"]

    await searches(ada, "b1 ask 2")

    assert ada.text.splitlines()[2] == "🔎 “b1 ask 2”: 12 found"
    assert ada.buttons[:3] == ["B1 Flask 02", "B1 Flask 12", "B1 Flask 20"]


async def test_proposals_in_chinese(service: Harness) -> None:
    lin = await organiser(service, "林", Role.ADMIN, language="zh")
    thirty_proposals(service, lin)
    await service.settle()
    await lin.says("/standard")
    await lin.forges("pr.list")
    await lin.presses("🔎 查找")

    await lin.says("独角兽")

    assert lin.text.splitlines()[-1] == NOTHING_ZH
    assert lin.buttons[:2] == ["✖ 查看全部", "🔎 重新查找"]


# -- calls for the cleaners --------------------------------------------------------------------------------------------------


async def test_thirty_calls_have_pages_and_are_found_by_why(service: Harness, ada: Organiser) -> None:
    clara = await organiser(service, "Clara", Role.CLEANER)
    with service.database.writing() as session:
        by = member(session, ada.user.id)
        assert by is not None
        for number in range(1, 31):
            cleaning.call(session, by, NOW, f"Spilt {number:02}", room_id=1)
    await service.settle()
    await clara.says("/tasks")
    assert clara.buttons[8:] == ["‹", "1/4", "›", "🔎 Search"]
    await clara.presses("›")
    assert clara.buttons[9] == "2/4"

    await searches(clara, "spilt 30")

    assert clara.text == "🧹 30 calls are open\n🔎 “spilt 30”: 1 found\nThe longest waiting comes first."
    await searches_again(clara, "unicorn")
    assert clara.text == f"🧹 30 calls are open\n{NOTHING}"


# -- calendars that rooms follow ---------------------------------------------------------------------------------------------


async def test_thirty_calendars_have_pages_and_are_found_by_room_or_address(service: Harness, ada: Organiser) -> None:
    with service.database.writing() as session:
        by = member(session, ada.user.id)
        assert by is not None
        for number in range(1, 31):
            room = "room-301" if number % 3 else "boardroom"
            subscribe(session, room, f"https://c{number:02}.example/a.ics", by, NOW)
    await ada.says("/calendar")
    await ada.presses("📥 Calendars that rooms follow")
    assert ada.buttons[8:] == ["‹", "1/4", "›", "🔎 Search", "➕ Follow a calendar"]

    await searches(ada, "第一会议室")
    assert ada.text.splitlines()[2] == "🔎 “第一会议室”: 10 found"
    await searches_again(ada, "c29")
    assert ada.text.splitlines()[2:] == [
        "🔎 “c29”: 1 found", "", "⏳ Room 301 · c29.example · not looked at yet",
    ]  # fmt: skip
    await searches_again(ada, "unicorn")
    assert (ada.text.splitlines()[2], ada.buttons[-1]) == (NOTHING, "➕ Follow a calendar")


# -- forged ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["heirs", "heirs/", "heirs/0", "heirs/x", "heirs/99999999999999999999", "people/7"])
async def test_forged_lists_of_something_do_no_harm(service: Harness, ada: Organiser, name: str) -> None:
    await ada.says("/people")

    await ada.forges(f"ls.all:{name}")

    assert not any("Something went wrong" in each for each in (*ada.user.alerts, ada.text))


@pytest.mark.parametrize(
    "name", ["people", "access", "heirs/1", "finds", "gone", "proposals", "calls", "calendars", "follow"]
)
async def test_the_lists_of_the_office_are_the_offices(service: Harness, name: str) -> None:
    olga = await organiser(service)
    await olga.says("/my")

    await olga.forges(f"ls.all:{name}")

    assert not {
        "‹ People",
        "✉️ Invite",
        "‹ They stay",
        "📦 Handed over",
        "‹ All finds",
        "‹ Chapters",
        "➕ Follow a calendar",
        "‹ Back",
    } & set(olga.buttons)


@pytest.fixture
async def ada(service: Harness) -> Organiser:
    return await organiser(service, "Ada", Role.ADMIN)
