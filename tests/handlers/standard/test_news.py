"""A new version reaches those who work by what it changes; they confirm, the late ones are asked once, the office sees who read it."""

from __future__ import annotations

from sqlmodel import col, select

from meetbot.localchat.people import Message, User
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from tests.handlers.standard.conftest import House
from tests.handlers.standard.test_publishing import SECOND, asked, sends


async def publish(house: House, text: str) -> Message:
    await asked(house)
    shown = await sends(house, text)
    return await house.presses(house.ada, "✅ Publish", shown)


def changed(text: str, en: tuple[str, str], zh: tuple[str, str]) -> str:
    for before, after in (en, zh):
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


B1 = changed(
    SECOND,
    (
        "en: Boiled water is ready in the room before the meeting.",
        "en: Two flasks of boiled water are ready in the room before the meeting.",
    ),
    ("zh: 会前在会议室备好开水。", "zh: 会前在会议室备好两壶开水。"),
)


def last_news(who: User, words: str) -> Message:
    return next(message for message in reversed(who.messages) if words in message.text)


async def test_those_who_work_by_a_changed_clause_see_it_before_and_after_and_confirm_in_one_tap(house: House) -> None:
    done = await publish(house, B1)
    assert "3 people work by what it changes: they are told and confirm that they have read it." in done.text

    told = last_news(house.alan, "Version 2")
    assert told.text == (
        "📣 Version 2 of the service standard\n"
        "In force since Mon 23 Nov 2026, 10:00. Meetings booked before keep their version.\n"
        "What changes in your work since version 1: 1 clause\n\n"
        "✏️ B1 was: Boiled water is ready in the room before the meeting.\n"
        "Now: Two flasks of boiled water are ready in the room before the meeting.\n\n"
        "Please confirm when you have read it."
    )
    assert last_news(house.bea, "第 2 版").text == (
        "📣 会务服务标准第 2 版\n"
        "2026年11月23日 周一 10:00 起执行。此前预订的会议仍按原版服务。\n"
        "与第 1 版相比，您的工作有 1 条变化：\n\n"
        "✏️ B1 原为：会前在会议室备好开水。\n"
        "现为：会前在会议室备好两壶开水。\n\n"
        "看完请确认。"
    )
    assert not any("Version 2" in message.text for message in house.olga.messages)

    read = await house.presses(house.alan, "✅ I have read it", told)
    assert read.text.endswith("✅ You confirmed that you have read it: Mon 23 Nov 2026, 10:00")
    assert "✅ I have read it" not in read.buttons


async def test_who_has_not_confirmed_is_asked_once_on_the_next_working_day(house: House) -> None:
    await publish(house, B1)
    await house.presses(house.alan, "✅ I have read it", last_news(house.alan, "Version 2"))
    before = len(house.alan.messages)

    await house.service.advance(hours=24)
    assert [message for message in house.sun.messages if "Not confirmed yet" in message.text] != []
    assert last_news(house.bea, "还没有确认阅读").text.startswith("⏰ 您还没有确认阅读，一分钟就能看完：\n📣")
    assert len(house.alan.messages) == before

    await house.service.advance(days=20)
    assert len([message for message in house.sun.messages if "Not confirmed yet" in message.text]) == 1


async def test_the_office_sees_who_has_read_it(house: House) -> None:
    done = await publish(house, B1)
    await house.presses(house.alan, "✅ I have read it", last_news(house.alan, "Version 2"))

    shown = await house.presses(house.ada, "👁 Who has read it", done)

    assert shown.text == (
        "👁 Who has read version 2\n1 of 3 have confirmed.\n\n"
        "⏳ Sun (Supervisor)\n⏳ 贝贝 (Attendant)\n✅ Alan (Attendant), Mon 23 Nov 2026, 10:00"
    )


async def test_nobody_but_the_office_sees_who_has_read_it(house: House) -> None:
    shown = await house.says(house.sun, "/standard")

    house.sun.forges("st.who:1:0", shown)
    await house.service.settle()

    assert house.sun.alerts == ["This is not yours to use. If you think it should be, ask the office for the role."]


async def test_somebody_who_comes_later_finds_the_changes_and_is_not_asked(house: House) -> None:
    await publish(house, B1)
    await house.service.advance(minutes=5)
    nora = house.service.person("Nora", Role.ATTENDANT)
    with house.service.database.writing() as session:
        grant = session.exec(
            select(RoleGrant).join(Person, col(Person.id) == col(RoleGrant.person_id)).where(Person.name == "Nora")
        ).one()
        grant.granted_at = house.service.clock.now()
        session.add(grant)
    await house.service.advance(days=2)

    shown = await house.says(nora, "/standard")
    found = await house.presses(nora, "📣 What changed", shown)

    assert "B1 was: Boiled water" in found.text
    assert "✅ I have read it" not in found.buttons
    assert not any("Not confirmed" in message.text for message in nora.messages)


async def test_much_that_changes_is_read_page_by_page_and_confirmed_at_the_end(house: House) -> None:
    text = SECOND
    lines = text[text.index("\nclauses:\n") :].splitlines()
    longer = "\n".join(f"{line} Seen to with great care." if line.startswith("      en: ") else line for line in lines)
    await publish(house, text[: text.index("\nclauses:\n")] + longer + "\n")

    told = last_news(house.alan, "Version 2")
    pages = 0
    while (on := next((each for each in told.buttons if each.startswith("Read on")), None)) is not None:
        assert "✅ I have read it" not in told.buttons
        told = await house.presses(house.alan, on, told)
        pages += 1

    assert pages > 2
    assert (await house.presses(house.alan, "✅ I have read it", told)).text.endswith("Mon 23 Nov 2026, 10:00")


async def test_a_version_that_changes_nobodys_work_is_told_to_nobody(house: House) -> None:
    done = await publish(house, SECOND.replace("later_minutes: 5 ", "later_minutes: 6 "))

    assert "work by what it changes" not in done.text
    assert not any("Version 2" in message.text for message in house.alan.messages)


async def test_a_quantity_is_told_in_words_and_a_formula_that_has_none_as_it_is(house: House) -> None:
    text = SECOND.replace("quantity: places\n", "quantity: ceil(places / 3)\n", 1)
    assert text != SECOND

    await publish(house, text)

    assert "Quantity: one for each place → one for every 3 places" in last_news(house.alan, "Version 2").text
    assert "数量：每座 1 份 → 每 3 座 1 份" in last_news(house.bea, "第 2 版").text


async def test_work_that_changes_is_told_as_those_who_do_it_speak(house: House) -> None:
    text = changed(
        SECOND.replace("minutes: -15}\n    thing: lights", "minutes: -10}\n    thing: lights").replace(
            "has_saucers: true ", "has_saucers: false "
        ),
        ("    also: [P2, T1.8, T2.7]\n", "    also: [P2, T1.8]\n"),
        ("zh: 会前在会议室备好开水。", "zh: 会前在会议室备好两壶开水。"),
    )
    await publish(house, text)

    told = last_news(house.alan, "Version 2").text.split("\n\n")[1:-1]
    assert [each.splitlines() for each in told] == [
        [
            "✏️ B3 Lights go on as people arrive, as far as they are needed.",
            "• Lights as needed changes:",
            "When it is done: 15 min before the start → 10 min before the start",
        ],
        [
            "✏️ T1.5 Each cup stands on its saucer, or on a coaster where there are none, or the…",
            "• Saucers under the cups changes:",
            "yes → no",
        ],
    ]
    assert "B1 原为：会前在会议室备好开水。" in last_news(house.bea, "第 2 版").text
