"""A defect from the first photo to the note that says how it was mended."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Closure
from meetbot.booking.service import Wish, book
from meetbot.defects import service as defects
from meetbot.defects.models import Defect, DefectPhoto
from meetbot.files.models import StoredFile
from meetbot.localchat.people import User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.needs import Equipment, Needs
from tests.factories import NOW, at
from tests.harness import Harness
from tests.localchat.pictures import png

LAMP, LAMP_AGAIN = png(40, 30), png(41, 30)


class Crew:
    """An attendant who reports, those who mend, and a supervisor."""

    def __init__(self, service: Harness, language: str = "en") -> None:
        self.service = service
        self.alan = service.person("Alan", Role.ATTENDANT, language=language)
        self.max = service.person("Max", Role.MAINTENANCE, language=language)
        self.ada = service.person("Ada", Role.ADMIN, language=language)
        self.sun = service.person("Sun", Role.SUPERVISOR, language=language)

    async def report(self, words: str = "The lamp flickers", photo: bytes | None = LAMP) -> None:
        """Alan reports it in the boardroom: three steps."""
        self.alan.says("/report")
        await self.service.settle()
        self.alan.presses("Boardroom|第一会议室")
        await self.service.settle()
        if photo:
            self.alan.sends_photo(photo, words)
        else:
            self.alan.says(words)
        await self.service.settle()


@pytest.fixture
async def crew(service: Harness) -> Crew:
    crew = Crew(service)
    await service.settle()
    return crew


def all_defects(service: Harness) -> list[Defect]:
    return service.look(lambda session: list(session.exec(select(Defect)).all()))


# -- reporting ---------------------------------------------------------------------------------------------------------------


async def test_a_photo_with_words_is_a_report_and_the_alert_carries_it(service: Harness, crew: Crew) -> None:
    await crew.report()

    card = "⚠️ Open: defect 1 · Boardroom\nThe lamp flickers\n❔ not graded yet\n📷 1 photo\n👤 Nobody is on it yet\n📣 Alan, Mon 23 Nov 2026, 10:00"
    assert (crew.alan.last.text, crew.alan.last.rows) == (card, [["➕ Add"], ["📷 Photos: 1"]])
    for mender in (crew.max, crew.ada):
        assert (mender.last.text, mender.last.photo) == (card, LAMP)
        assert mender.last.rows == [
            ["▫️ Minor", "❗ Major", "⛔ Blocks room"],
            ["✋ I take it", "👤 Assign to…"],
            ["✅ Mended…", "➕ Add"],
            ["📷 Photos: 1"],
        ]


async def test_a_report_may_begin_with_words_or_a_photo_and_end_with_the_room(service: Harness, crew: Crew) -> None:
    crew.alan.says("/report The <door> squeaks")
    await service.settle()
    crew.alan.sends_photo(LAMP)
    await service.settle()
    assert crew.alan.last.text == "⚠️ Report a defect\nThe <door> squeaks\n📷 1 photo\nWhere is it?"

    crew.alan.presses("Somewhere else")
    await service.settle()

    assert crew.alan.last.text.splitlines()[:2] == ["⚠️ Open: defect 1 · Somewhere else", "The <door> squeaks"]
    assert "⛔ Blocks room" not in crew.max.last.buttons
    assert crew.max.last.photo == LAMP


async def test_an_album_is_one_report_and_asks_once_where_it_is(service: Harness, crew: Crew) -> None:
    crew.alan.says("/report")
    await service.settle()

    crew.alan.sends_album([LAMP, LAMP_AGAIN, png(42, 30)], "Everything is broken")
    await service.settle()
    assert [message.text for message in crew.alan.received[-2:]] == [
        "⚠️ Report a defect\nWhere is it?",
        "⚠️ Report a defect\nEverything is broken\n📷 3 photos\nWhere is it?",
    ]
    crew.alan.presses("Boardroom")
    await service.settle()

    assert "📷 3 photos" in crew.max.last.text


async def test_what_follows_is_added_and_the_alert_shows_it(service: Harness, crew: Crew) -> None:
    await crew.report()
    await service.advance(minutes=1)

    crew.alan.says("And it smells")
    crew.alan.sends_album([LAMP_AGAIN, png(42, 30)])
    await service.settle()

    assert [message.reactions for message in crew.alan.messages[-3:]] == [["👍"]] * 3
    assert "The lamp flickers\nAnd it smells" in crew.alan.last.text
    assert [message.photo is not None for message in crew.max.received[-3:]] == [True, True, True]
    assert crew.max.received[-3].text.splitlines()[1:5] == [
        "The lamp flickers", "And it smells", "❔ not graded yet", "📷 3 photos",
    ]  # fmt: skip
    assert crew.max.last.text == "Defect 1 · Boardroom\n📷 One more photo, from Alan"


@pytest.mark.parametrize("minutes", [0, 1])
async def test_photos_after_a_report_in_words_reach_maintenance_once_each(
    service: Harness, crew: Crew, minutes: int
) -> None:
    crew.alan.says("/report")
    await service.settle()
    crew.alan.presses("Boardroom")
    await service.settle()
    crew.alan.says("The lamp flickers")
    await service.settle()
    await service.advance(minutes=minutes)

    for photo in (LAMP, LAMP_AGAIN):
        crew.alan.sends_photo(photo)
        await service.settle()

    assert [(message.photo, message.text) for message in crew.max.received if message.photo] == [
        (LAMP, "Defect 1 · Boardroom\n📷 Photo of the defect, from Alan"),
        (LAMP_AGAIN, "Defect 1 · Boardroom\n📷 One more photo, from Alan"),
    ]


async def test_what_comes_much_later_is_about_something_else(service: Harness, crew: Crew) -> None:
    await crew.report()

    await service.advance(minutes=11)
    crew.alan.says("What is for lunch?")
    await service.settle()

    assert [each.words for each in all_defects(service)] == ["The lamp flickers"]
    assert "lunch" not in crew.max.last.text


async def test_a_sticker_is_no_report(service: Harness, crew: Crew) -> None:
    crew.alan.says("/report")
    await service.settle()
    crew.alan.presses("Boardroom")
    await service.settle()

    crew.alan.sends_sticker()
    await service.settle()

    assert crew.alan.last.text == "Words and photos I can take; this I cannot. What is wrong?"
    assert all_defects(service) == []


async def test_a_photo_of_25_megabytes_is_refused_with_what_to_do_and_the_report_goes_on(
    service: Harness, crew: Crew
) -> None:
    crew.alan.says("/report")
    await service.settle()
    crew.alan.presses("Boardroom")
    await service.settle()

    crew.alan.sends_document(b"\xff" * (25 * 1024 * 1024), "lamp.jpg", "image/jpeg")
    await service.settle()
    assert crew.alan.last.text == (
        "This file has 25 MB; I can take 10 MB. Send it as a photo, not as a file: then Telegram makes it smaller."
    )
    crew.alan.sends_document(LAMP, "lamp.png", "image/png", "The lamp")
    await service.settle()

    assert crew.max.last.photo == LAMP
    assert service.look(lambda session: session.exec(select(StoredFile.name)).all()) == ["lamp.png"]


async def test_too_many_words_are_refused(service: Harness, crew: Crew) -> None:
    await crew.report("x" * 2001, photo=None)

    assert crew.alan.last.text == (
        "That would be 2001 characters; 2000 fit. Please say it more briefly, or send a photo."
    )
    assert all_defects(service) == []


async def test_a_report_that_is_handled_twice_is_one_defect(service: Harness, crew: Crew) -> None:
    crew.alan.says("/report")
    await service.settle()
    crew.alan.presses("Boardroom")
    await service.settle()
    crew.alan.sends_photo(LAMP, "The lamp flickers")
    updates = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)

    for _ in range(2):
        await service.service.application.process_update(updates[-1])
    await service.settle()

    assert len(all_defects(service)) == 1
    assert len(service.look(lambda session: session.exec(select(DefectPhoto)).all())) == 1


async def test_the_buttons_of_a_report_that_is_begun_twice_after_a_crash_stay_good(
    service: Harness, crew: Crew
) -> None:
    crew.alan.says("/report The lamp flickers")
    updates = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    shown = crew.alan.last
    await service.service.application.process_update(updates[-1])
    crew.alan.presses("Boardroom", shown)
    await service.settle()

    assert [each.words for each in all_defects(service)] == ["The lamp flickers"]


async def test_what_was_said_is_not_lost_when_the_way_to_what_was_left_behind_is_taken_twice_after_a_crash(
    service: Harness, crew: Crew
) -> None:
    crew.alan.says("/report A black umbrella")
    await service.settle()
    crew.alan.presses("It was left behind")
    updates = await service.service.application.bot.get_updates(offset=service.offset, timeout=0)
    await service.settle()
    once = crew.alan.last.text
    await service.service.application.process_update(updates[-1])
    await service.settle()

    assert "A black umbrella" in once
    assert crew.alan.last.text == once


async def test_an_old_room_button_begins_no_report(service: Harness, crew: Crew) -> None:
    crew.alan.says("/report One")
    await service.settle()
    old = crew.alan.last
    crew.alan.says("/report Two")
    await service.settle()

    crew.alan.presses("Boardroom", old)
    await service.settle()

    assert crew.alan.alerts == ["This button is out of date. Send /start for the current menu."]
    assert all_defects(service) == []


async def test_a_long_report_in_emoji_and_markup_fits_under_its_photo(service: Harness, crew: Crew) -> None:
    await crew.report("<b>&🔥" * 190)

    assert crew.max.last.photo == LAMP
    assert crew.max.last.text.startswith("⚠️ Open: defect 1 · Boardroom\n<b>&🔥<b>&🔥")
    crew.max.presses("All the words")
    await service.settle()
    assert crew.max.last.text == "Defect 1 · Boardroom\n" + "<b>&🔥" * 190


# -- mending -----------------------------------------------------------------------------------------------------------------


async def test_grading_closes_the_room_and_every_card_shows_it(service: Harness, crew: Crew) -> None:
    await crew.report()

    crew.max.presses("Blocks room")
    await service.settle()

    for person in (crew.max, crew.ada, crew.alan):
        assert "⛔ blocks the room" in person.last.text
        assert "🚪 The room is closed until it is mended." in person.last.text
    assert crew.max.last.photo == LAMP
    assert crew.max.last.rows[0] == ["▫️ Minor", "❗ Major", "✓ ⛔ Blocks room"]
    assert len(service.look(lambda session: session.exec(select(Closure)).all())) == 1


async def test_one_takes_it_another_is_given_it(service: Harness, crew: Crew) -> None:
    await crew.report()

    crew.ada.presses("I take it")
    await service.settle()
    assert "👤 Yours to mend" in crew.ada.last.text
    assert "👤 Ada is on it" in crew.max.last.text
    crew.ada.presses("Assign to")
    await service.settle()
    assert crew.ada.last.text == "Defect 1 · Boardroom\nWho mends it?"
    crew.ada.presses("Max")
    await service.settle()

    assert "👤 Max is on it" in crew.ada.last.text
    assert crew.max.last.text == (
        "🔧 Yours to mend: defect 1\n📍 Boardroom\nThe lamp flickers\n❔ not graded yet\n👤 Given to you by Ada"
    )
    crew.max.presses("Open the defect")
    await service.settle()
    assert crew.max.last.text.startswith("⚠️ Open: defect 1")
    crew.max.presses("Not me")
    await service.settle()
    assert "👤 Nobody is on it yet" in crew.max.last.text


async def test_a_note_says_how_it_was_mended_and_the_reporter_hears_it(service: Harness, crew: Crew) -> None:
    await crew.report()
    alert = crew.max.last

    crew.max.presses("Mended")
    await service.settle()
    assert crew.max.last.text == "Defect 1 · Boardroom\nWhat was done? Choose, or type a note."
    crew.max.sends_sticker()
    await service.settle()
    assert crew.max.last.text == "Please say in a few words what was done."
    crew.max.says("New <lamp>")
    await service.settle()

    shown = crew.max.message(alert.message_id)
    assert shown is not None
    assert shown.photo == LAMP
    assert shown.text.splitlines()[0] == "✅ Mended: defect 1 · Boardroom"
    assert shown.text.splitlines()[-1] == "🔧 New <lamp> (Max, Mon 23 Nov 2026, 10:00)"
    assert crew.alan.last.text == (
        "✅ Mended: defect 1\n📍 Boardroom\nThe lamp flickers\n🔧 Max: New <lamp>\nThank you for reporting it."
    )


async def test_a_usual_note_is_read_in_ones_own_language(service: Harness, crew: Crew) -> None:
    wang = service.person("王伟", Role.ORGANISER, language="zh")
    await service.settle()
    wang.says("/report 灯坏了")
    await service.settle()
    wang.presses("第一会议室")
    await service.settle()

    crew.sun.says("/defects")
    await service.settle()
    crew.sun.presses("1 Boardroom")
    await service.settle()
    crew.sun.presses("Mended")
    await service.settle()
    crew.sun.presses("Repaired")
    await service.settle()

    assert wang.last.text == "✅ 已修好：故障 1\n📍 第一会议室\n灯坏了\n🔧 Sun：已修理\n感谢您的报告。"


async def test_the_second_of_two_menders_learns_that_it_is_mended(service: Harness, crew: Crew) -> None:
    await crew.report(photo=None)
    for mender in (crew.max, crew.ada):
        mender.presses("Mended")
    await service.settle()

    crew.max.presses("Repaired")
    await service.settle()
    crew.ada.presses("Replaced")
    await service.settle()

    assert crew.ada.alerts[-1] == "Max has mended it already (Mon 23 Nov 2026, 10:00)."


async def test_the_list_shows_the_worst_first(service: Harness, crew: Crew) -> None:
    await crew.report("Lamp", photo=None)
    await crew.report("Door", photo=None)
    crew.max.presses("Major")
    await service.settle()

    crew.max.says("/defects")
    await service.settle()

    assert crew.max.last.text == (
        "🔧 Defects\n2 are open; the worst come first.\n👤 2 wait for somebody.\n"
        "⛔ blocks the room · ❗ major · ❔ not graded yet · ▫️ minor"
    )
    assert crew.max.last.buttons == ["❗ 2 Boardroom: Door", "❔ 1 Boardroom: Lamp", "⚠️ Report a defect"]
    crew.max.presses("2 Boardroom")
    await service.settle()
    assert crew.max.last.buttons[-1] == "‹ All defects"


async def test_without_defects_the_list_says_so(service: Harness, crew: Crew) -> None:
    crew.max.says("/defects")
    await service.settle()

    assert crew.max.last.text == "🔧 Defects\n✅ Nothing is broken that I know of."


# -- who is told, who may see ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["df.show:1:", "df.card:1", "df.pics:1", "df.whole:1", "df.add:1:"])
async def test_somebody_elses_defect_is_shown_to_nobody_whom_it_does_not_concern(
    service: Harness, crew: Crew, code: str
) -> None:
    await crew.report()
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()

    olga.forges(code, olga.last)
    await service.settle()

    assert olga.alerts == ["I cannot find that any more. Send /start for the current menu."]
    assert olga.last.text.startswith("Hello, Olga")


@pytest.mark.parametrize("code", ["df.grade:1:blocking:", "df.give:1:1:", "df.who:1:"])
async def test_a_supervisor_neither_grades_nor_assigns(service: Harness, crew: Crew, code: str) -> None:
    await crew.report()

    crew.sun.forges(code, crew.sun.last)
    await service.settle()

    assert crew.sun.alerts[-1].startswith("This is not yours to use.")


async def test_the_organiser_of_the_next_meeting_that_needs_it_is_told_and_told_when_it_is_over(
    service: Harness, crew: Crew
) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    booking_id = _books(service, olga)
    with service.database.writing() as session:
        alan = member(session, crew.alan.id)
        assert alan is not None
        room = session.exec(select(Closure)).first()
        assert room is None
        defects.report(session, alan, NOW, booking_id=booking_id, thing="projector", words="No picture")
    await service.settle()

    assert olga.last.text == (
        "⚠️ A defect in the way of your meeting\n"
        "📍 Boardroom\n"
        "📅 Mon 23 Nov 2026, 14:00–16:00\n"
        "🔎 Projector: No picture\n"
        "❔ not graded yet\n"
        "👤 Nobody is on it yet\n"
        "I tell you when it is mended. Until then you can choose another room or time."
    )
    assert olga.last.buttons == ["📅 Open the booking"]
    assert crew.sun.last.text.splitlines()[0] == "⚠️ A defect in the way of a meeting"
    assert "📅 In the way of a meeting: Mon 23 Nov 2026, 14:00–16:00" in crew.max.last.text
    crew.max.presses("Mended")
    await service.settle()
    crew.max.presses("Replaced")
    await service.settle()
    assert olga.last.text == (
        "✅ Mended in time for the meeting\n📍 Boardroom\n📅 Mon 23 Nov 2026, 14:00–16:00\n🔎 Projector: No picture"
    )


def _books(service: Harness, user: User) -> int:
    """A meeting this afternoon in the boardroom that needs the projector."""
    needs = Needs(equipment=(Equipment.PROJECTOR,))
    wish = Wish(at("2026-11-23 14:00"), at("2026-11-23 16:00"), 10, "general", "oval", needs, "Budget", "boardroom")

    def make(session: Session) -> int:
        organiser = member(session, user.id)
        assert organiser is not None
        made = book(session, wish, organiser, NOW, service.service.parts.site)
        assert made.id is not None
        return made.id

    with service.database.writing() as session:
        return make(session)
