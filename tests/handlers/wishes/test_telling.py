"""The organiser tells what is special about a meeting; it reaches those who prepare it, with the item that it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import select

from meetbot.booking.meeting import meeting, plan_of
from meetbot.localchat.people import Message, User
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.standard.needs import AudioPiece, Needs
from tests.handlers.floor.conftest import Floor

ANTHEM, AWARD = b"ID3 anthem" * 200, b"ID3 award" * 200


@pytest.fixture
async def wishes(floor: Floor) -> Message:
    """Olga's special wishes about a meeting on Wednesday at 14:00."""
    floor.book("2026-11-25 14:00", "2026-11-25 16:00")
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Boardroom")
    return await floor.press(floor.olga, "Special wishes", floor.olga.last)


async def say(floor: Floor, who: User, words: str) -> Message:
    who.says(words)
    await floor.service.settle()
    return who.last


def needs(floor: Floor) -> Needs:
    return Needs.model_validate(floor.booking(1).needs)


def now(who: User, message: Message) -> Message:
    return who.message(message.message_id) or message


async def test_the_bookings_card_lists_what_can_still_be_told(floor: Floor, wishes: Message):
    card = await floor.press(floor.olga, "‹ Booking", wishes)
    assert (
        "✨ You can still tell me: the banner's words, flags, microphone places, audio pieces, breaks, anything else."
        in (card.text)
    )

    card = await floor.press(floor.olga, "Special wishes", card)
    card = await floor.press(floor.olga, "Nothing more needed", card)
    card = await floor.press(floor.olga, "‹ Booking", card)
    assert "You can still tell me" not in card.text


async def test_the_banners_words_stand_with_the_item(floor: Floor, wishes: Message):
    question = await floor.press(floor.olga, "Banner", wishes)
    assert question.text.splitlines()[0] == "🎏 What shall the banner say?"
    await say(floor, floor.olga, "Welcome <all> & sundry")
    assert "🎏 Banner: “Welcome <all> & sundry”" in floor.olga.last.text

    await floor.until("2026-11-25 13:14")
    listed = await floor.open(floor.alan)
    page = await floor.press(floor.alan, "Hang the banner", listed)
    assert "🎏 Banner: “Welcome <all> & sundry”" in page.text.splitlines()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_card_comes_down_below_the_words_that_were_typed(floor: Floor, wishes: Message, language: str):
    with floor.service.database.writing() as session:
        session.exec(select(Person).where(Person.telegram_id == floor.olga.id)).one().language = language
    question = await floor.press(floor.olga, "Banner", wishes)

    card = await say(floor, floor.olga, "Welcome")

    head = {"en": "✨ Special wishes · booking 1", "zh": "✨ 特别要求 · 预订 1"}[language]
    assert card.text.splitlines()[0] == head
    assert [each.message_id for each in floor.olga.messages[-2:]] == [card.message_id - 1, card.message_id]
    assert not floor.olga.messages[-2].is_from_bot
    assert now(floor.olga, question).buttons == []
    await floor.press(floor.olga, "Lectern|讲台", card)
    assert floor.olga.last.message_id == card.message_id
    assert any(label.startswith("✅ 🗣") for label in floor.olga.last.buttons)


async def test_a_banner_with_other_words_is_to_be_seen_again(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Banner", wishes)
    await say(floor, floor.olga, "Welcome")
    await floor.until("2026-11-25 13:14")
    await floor.press(floor.alan, "Hang the banner", await floor.open(floor.alan))
    listed = await floor.press(floor.alan, "✅ Done")
    listed = await floor.press(floor.alan, "‹ Back to the list", floor.alan.last) if "✅ 13:15 Hang" not in str(
        listed.buttons) else listed  # fmt: skip
    assert any(label.startswith("✅") and "banner" in label for label in listed.buttons)

    await floor.press(floor.olga, "Banner", floor.olga.last)
    await say(floor, floor.olga, "Welcome all")
    assert any(label.startswith("🔁") and "banner" in label for label in now(floor.alan, listed).buttons)


async def test_who_took_the_meeting_hears_of_several_wishes_once(floor: Floor, wishes: Message):
    from meetbot.checklists import service as checklists

    floor.do(lambda session, by: checklists.take(session, 1, by, floor.now), floor.bea)
    await floor.service.settle()
    await floor.press(floor.olga, "Banner", wishes)
    await say(floor, floor.olga, "Welcome")
    await floor.press(floor.olga, "Flags", floor.olga.last)
    await say(floor, floor.olga, "2 national flag, company flag")
    await floor.service.advance(minutes=10)

    told = [each.text for each in floor.bea.received if "补充了" in each.text]
    assert len(told) == 1
    assert told[0].splitlines()[0] == "💬 Olga 补充了这场会议的要求"
    assert told[0].splitlines()[-2:] == ["🎏 会标：“Welcome”", "🚩 2 面旗：national flag, company flag"]


async def test_flags_are_chosen_by_number_or_typed_with_what_they_are(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Flags", wishes)
    card = await floor.press(floor.olga, "^2$")
    assert "🚩 2 flags" in card.text.splitlines()

    await floor.press(floor.olga, "Flags", card)
    await say(floor, floor.olga, "many")
    assert floor.olga.last.text == "How many flags? Please begin with the number, up to 99."
    await say(floor, floor.olga, "１面 国旗")
    assert (needs(floor).flags, needs(floor).flags_words) == (1, "国旗")

    await floor.press(floor.olga, "Flags", floor.olga.last)
    await floor.press(floor.olga, "No flags")
    assert needs(floor).flags == 0


async def test_microphones_are_placed_and_drawn(floor: Floor, wishes: Message):
    question = await floor.press(floor.olga, "Microphones", wishes)
    question = await floor.press(floor.olga, "⬜ chair's place", question)
    assert "✅ chair's place" in question.buttons
    await say(floor, floor.olga, "5, 7")

    assert "🎤 Microphones: chair's place, seat 5, seat 7" in floor.olga.last.text.splitlines()
    plan = floor.service.look(lambda session: plan_of(meeting(session, 1)))
    assert sorted(next(seat.label for seat in plan.seats if seat.id == each.seat) for each in plan.microphones) == [
        "1", "5", "7",
    ]  # fmt: skip

    await floor.until("2026-11-25 13:00")
    page = await floor.press(floor.alan, "Place and test the microp.*× 3", await floor.open(floor.alan))
    assert "🎤 Microphones: chair's place, seat 5, seat 7" in page.text.splitlines()


async def test_microphones_in_words_stay_words(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Microphones", wishes)
    await say(floor, floor.olga, "two handheld ones for the audience")
    assert "🎤 Microphones: two handheld ones for the audience" in floor.olga.last.text.splitlines()

    await floor.press(floor.olga, "Microphones", floor.olga.last)
    question = await floor.press(floor.olga, "As usual")
    assert "At the moment: where the standard puts them." in question.text.splitlines()


async def test_what_the_room_does_not_have_is_not_offered(floor: Floor):
    floor.book("2026-11-25 14:00", "2026-11-25 16:00", room="room-301", heads=10)
    floor.olga.says("/my")
    await floor.service.settle()
    await floor.press(floor.olga, "Room 301")
    card = await floor.press(floor.olga, "Special wishes", floor.olga.last)

    assert not any("Microphones" in label for label in card.buttons)


async def test_audio_pieces_reach_the_attendant_with_the_item(floor: Floor, wishes: Message):
    question = await floor.press(floor.olga, "Audio pieces", wishes)
    floor.olga.sends_document(ANTHEM, "anthem.mp3", "audio/mpeg")
    floor.olga.sends_document(AWARD, "award/../<b>.wav", "")
    await floor.service.settle()
    assert [line for line in now(floor.olga, question).text.splitlines() if line[0].isdigit()] == [
        "1. anthem.mp3", "2. _b_.wav",
    ]  # fmt: skip

    await floor.until("2026-11-25 13:00")
    page = await floor.press(floor.alan, "Play the audio.*× 2", await floor.open(floor.alan))
    assert "🎵 2 audio pieces: anthem.mp3, _b_.wav" in page.text.splitlines()
    await floor.press(floor.alan, "Send me all 2", page)
    sent = floor.alan.received[-2:]
    assert [each.text for each in sent] == ["🎵 1. anthem.mp3", "🎵 2. _b_.wav"]
    assert [each.document for each in sent] == [ANTHEM, AWARD]


async def test_an_audio_piece_is_taken_out_again(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Audio pieces", wishes)
    floor.olga.sends_document(ANTHEM, "anthem.mp3", "audio/mpeg")
    await floor.service.settle()
    assert needs(floor).audio == (AudioPiece(file=1, name="anthem.mp3"),)

    question = await floor.press(floor.olga, "✖ anthem.mp3")
    assert (needs(floor).audio, [label for label in question.buttons if "anthem" in label]) == ((), [])


async def test_what_is_no_audio_is_not_taken(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Audio pieces", wishes)
    sends: list[Callable[[], object]] = [
        lambda: floor.olga.says("the anthem"),
        lambda: floor.olga.sends_document(b"%PDF", "notes.pdf", "application/pdf"),
        floor.olga.sends_sticker,
    ]
    for send in sends:
        send()
        await floor.service.settle()
        assert floor.olga.last.text == "I wait for audio: a piece of music, a voice message, or a file such as an mp3."
    assert needs(floor).audio == ()


async def test_nobody_else_hears_the_pieces_or_reads_the_wishes(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Audio pieces", wishes)
    floor.olga.sends_document(ANTHEM, "anthem.mp3", "audio/mpeg")
    await floor.service.settle()
    oscar = floor.service.person("Oscar", Role.ORGANISER)
    await floor.service.settle()
    before = len(oscar.received)
    for code in ("ws.play:1", "ws.card:1", "ws.done:1", "ws.ask:1:banner", "ws.audio:1", "ws.mute:1:1", "ws.turn:1:beam",
                 "ws.mic:1:chair", "ws.flags:1:4", "ws.none:1:wish", "br.show:1", "br.set:1:29000000:15", "br.drop:1:1"):  # fmt: skip
        oscar.forges(code, oscar.last)
        await floor.service.settle()

    assert all("anthem" not in each.text for each in oscar.received[before:])
    assert needs(floor) == Needs(audio=(AudioPiece(file=1, name="anthem.mp3"),))


@pytest.mark.parametrize(
    "code", ["ws.ask:1:gold", "ws.turn:1:gold", "ws.mic:1:gold", "ws.none:1:gold", "ws.flags:1:1000"]
)
async def test_a_forged_wish_changes_nothing(floor: Floor, wishes: Message, code: str):
    floor.olga.forges(code, wishes)
    await floor.service.settle()

    assert needs(floor) == Needs()


async def test_words_after_back_are_no_wish(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Anything else", wishes)
    await floor.press(floor.olga, "‹ Back")
    await say(floor, floor.olga, "thank you")

    assert needs(floor).wish == ""
    assert floor.olga.last.text == "I did not expect a message just now. Send /help to see what I can do."


async def test_too_many_words_are_refused_with_the_limit(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Anything else", wishes)
    await say(floor, floor.olga, "x" * 301)
    assert floor.olga.last.text == "That is 301 characters long; there is room for 300. Please send it shorter."
    await say(floor, floor.olga, "a ramp\nat the door")
    assert needs(floor).wish == "a ramp at the door"


async def test_projection_lectern_and_the_title_on_signs_are_one_tap_each(floor: Floor, wishes: Message):
    for label in ("📽 Projection", "🗣 Lectern", "🪧 Title on signs"):
        card = await floor.press(floor.olga, f"⬜ {label}", floor.olga.last)
        assert f"✅ {label}" in card.buttons
    assert "🪧 The title stands on the signs" in card.text.splitlines()


# -- asked again -----------------------------------------------------------------------------------------------------------


async def test_the_day_before_the_organiser_is_asked_again_with_what_is_known(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Flags", wishes)
    await floor.press(floor.olga, "^2$")
    await floor.until("2026-11-24 14:00")

    lines = floor.olga.last.text.splitlines()
    assert lines[0] == "🙋 Your meeting is coming up · booking 1"
    assert "🚩 2 flags" in lines
    assert lines[-1] == (
        "Do you need projection or anything else special? What I know by Wed 25 Nov 2026, 13:00 is prepared in good time."
    )
    thanks = await floor.press(floor.olga, "Nothing more needed", floor.olga.last)
    assert thanks.text.splitlines()[-1] == (
        "✅ Thank you: nothing more is needed. If something comes up after all, tell me here."
    )


async def test_who_needs_nothing_more_is_not_asked_again(floor: Floor, wishes: Message):
    await floor.press(floor.olga, "Nothing more needed", wishes)
    before = len(floor.olga.received)
    await floor.until("2026-11-25 12:00")

    assert not any("coming up" in each.text for each in floor.olga.received[before:])


async def test_the_attendant_sees_that_the_banners_words_are_still_to_come(floor: Floor):
    floor.book("2026-11-25 14:00", "2026-11-25 16:00", needs=Needs(banner=True))
    await floor.until("2026-11-25 13:14")
    listed = await floor.press(floor.alan, "Details", await floor.open(floor.alan))
    page = await floor.press(floor.alan, "Hang the banner", listed)

    assert "🎏 Banner: its words are still to come" in page.text.splitlines()
