"""Those who serve read the guide and look themselves over when a shift begins."""

from __future__ import annotations

import pytest

from tests.handlers.standard.conftest import House


async def test_an_attendant_reads_how_to_meet_an_angry_guest(house: House) -> None:
    await house.says(house.alan, "/guide")
    await house.presses(house.alan, "Difficult moments")
    card = await house.presses(house.alan, "An angry guest")

    assert card.text.splitlines()[:3] == [
        "An angry guest · Difficult moments",
        "",
        "• Let the guest speak to the end; do not explain, do not blame a colleague.",
    ]
    assert card.rows == [["📖 C5", "📖 C1"], ["‹ Difficult moments", "‹ Guide"]]


async def test_the_guide_is_searched_in_chinese(house: House) -> None:
    found = await house.says(house.bea, "/guide 握手")
    assert found.text == "🔎 握手\n找到 1 张卡片。"

    assert (await house.presses(house.bea, "握手")).text.startswith("握手 · 礼节礼貌")
    assert (await house.presses(house.bea, "‹ 查找结果")).text == found.text


async def test_the_guide_asks_for_words(house: House) -> None:
    await house.says(house.alan, "/guide")
    await house.presses(house.alan, "🔎 Search")

    assert "No card speaks of it" in (await house.says(house.alan, "zebra <b>")).text


async def test_the_clause_that_a_card_explains_shows_it_but_not_how_to_meet_an_upset_guest(house: House) -> None:
    await house.says(house.olga, "/standard C5")
    clause = await house.presses(house.olga, "C5")

    assert "📘 Listening" in clause.text
    assert "abusive" not in clause.text


async def test_organisers_have_no_guide_and_no_self_check(house: House) -> None:
    for command in ("/guide", "/shift"):
        assert (await house.says(house.olga, command)).text.startswith("This is not yours to use.")


async def test_an_attendant_looks_over_themselves_when_the_shift_begins(house: House) -> None:
    check = await house.says(house.alan, "/shift")
    assert check.text.splitlines()[0] == "🪞 Self-check · Mon 23 Nov 2026, 10:00"
    assert "6 points left." in check.text

    for label in ("Uniform", "Shoes", "Hair", "Make-up", "Nails", "Fresh"):
        check = await house.presses(house.alan, label, check)
    assert check.text.endswith("✅ All is in order. Have a good shift!")

    # The same shift has the same self-check, also from the guide.
    await house.says(house.alan, "/guide")
    again = await house.presses(house.alan, "🪞 Self-check")
    assert again.text == check.text
    assert "1 point left." in (await house.presses(house.alan, "✅ Hair", again)).text


async def test_a_press_on_somebody_elses_self_check_is_refused(house: House) -> None:
    await house.says(house.alan, "/shift")
    shown = await house.says(house.bea, "/guide")

    house.bea.forges("sh.t:1:1:hair", shown)
    await house.service.settle()

    assert len(house.bea.alerts) == 1
    assert "✅" not in str(house.alan.last.buttons)


@pytest.mark.parametrize("code", ["gd.part:x", "gd.card:c:x", "sh.t:99:1:hair", "sh.t:1:7:hair", "gd.found"])
async def test_a_forged_button_breaks_nothing(house: House, code: str) -> None:
    shown = await house.says(house.alan, "/guide")

    house.alan.forges(code, shown)
    await house.service.settle()

    assert "wrong on my side" not in str([house.alan.last.text, *house.alan.alerts])
