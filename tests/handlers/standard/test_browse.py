"""Everybody with a role can look the standard up, by chapter and by words, in their language."""

from __future__ import annotations

import pytest

from tests.handlers.standard.conftest import House


async def test_an_organiser_opens_a_chapter_and_reads_how_a_clause_is_carried_out(house: House) -> None:
    first = await house.says(house.olga, "/standard")
    assert first.text.startswith("📖 Conference service standard · version 1")
    assert first.rows[:2] == [["Duties", "Appearance"], ["Courtesy", "Preparation"]]

    await house.presses(house.olga, "Before the meeting")
    clause = await house.presses(house.olga, "B2")

    assert clause.text.splitlines()[:8] == [
        "B2 · Before the meeting",
        "The air conditioning is switched on one hour before - the mains first, then the unit.",
        "",
        "How it is carried out",
        "• Air conditioning: mains on · Before · 60 min before the start",
        "The mains switch comes first; the unit is not touched before.",
        "• Air conditioning: unit on · Before · 60 min before the start",
        "Comfortable temperature, no draught on the seats, no rattle.",
    ]
    assert (await house.presses(house.olga, "‹ Before the meeting")).text.startswith("📖 Before the meeting")


async def test_the_standard_is_read_in_chinese_by_who_speaks_chinese(house: House) -> None:
    await house.says(house.bea, "/standard")
    await house.presses(house.bea, "会议准备")

    assert (await house.presses(house.bea, "P5")).text.startswith(
        "P5 · 会议准备\n双手轻提椅背、右膝轻顶，逐一摆到桌后，椅子前沿与桌沿相切。"
    )


async def test_a_long_chapter_has_pages_that_go_round(house: House) -> None:
    await house.says(house.olga, "/standard")
    await house.presses(house.olga, "Preparation")

    assert "P9" in (await house.presses(house.olga, "›")).buttons[0]
    assert "P1" in (await house.presses(house.olga, "›")).buttons[0]


async def test_words_after_the_command_find_clauses_and_lead_back_to_what_was_found(house: House) -> None:
    found = await house.says(house.alan, "/standard nameplates")
    assert found.text == "🔎 nameplates\n2 clauses found."

    await house.presses(house.alan, "P10")

    assert (await house.presses(house.alan, "‹ Found")).text == found.text


async def test_the_bot_asks_for_words_and_takes_the_next_message(house: House) -> None:
    await house.says(house.alan, "/standard")
    await house.presses(house.alan, "🔎 Search")

    house.alan.sends_sticker()
    await house.service.settle()
    assert house.alan.last.text == "I search by words. Please type a word or two."

    assert "P7" in str((await house.says(house.alan, "tray")).buttons)
    # What comes next is about something else.
    assert "did not expect" in (await house.says(house.alan, "thank you")).text


@pytest.mark.parametrize("words", ["<b>zz</b>", "zz" * 2000, "零件🧨"])
async def test_words_that_find_nothing_are_said_back_as_they_were_typed(house: House, words: str) -> None:
    found = await house.says(house.alan, f"/standard {words}")

    assert found.text.startswith(f"🔎 {words[:50]}")
    assert "No clause speaks of it" in found.text


@pytest.mark.parametrize(
    "code", ["st.ch:1:Z:0", "st.ch:99:P:0", "st.ch:1:P:-7", "st.c:1:c:0:Q9", "st.c:1:c:999:P7", "st.found:5"]
)
async def test_a_forged_button_shows_what_there_is_or_says_that_there_is_nothing(house: House, code: str) -> None:
    shown = await house.says(house.olga, "/standard")

    house.olga.forges(code, shown)
    await house.service.settle()

    assert "wrong" not in str([house.olga.last.text, *house.olga.alerts])


async def test_a_stranger_sees_nothing_of_the_standard(house: House) -> None:
    stranger = house.service.person("Eve")

    assert (await house.says(stranger, "/standard")).text == "I do not know you yet. Send /start to ask for access."


async def test_an_item_of_the_checklist_opens_the_clause_it_carries_out(house: House) -> None:
    booking_id = house.book()
    shown = await house.says(house.alan, "/standard")

    house.alan.forges(f"st.item:{booking_id}:p0i:room.open", shown)
    await house.service.settle()

    clause = house.alan.message(shown.message_id)
    assert clause is not None
    assert clause.text.startswith("D8b · Duties\nFor a meeting announced a day or more ahead")
    assert clause.rows == [["D8b", "D1", "D4", "D8c"], ["💡 Propose a change"], ["‹ Back to the item"]]
    assert (await house.presses(house.alan, "‹ Back to the item", clause)).text.startswith("Open and air the room")
