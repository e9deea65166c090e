"""A change is proposed where the work is done; the office answers on a card; who proposed it hears the answer."""

from __future__ import annotations

from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.handlers.standard.conftest import House
from tests.standard.samples import SHIPPED_TEXT


def newest(who: User, words: str) -> Message:
    return next(message for message in reversed(who.messages) if words in message.text and message.is_from_bot)


async def proposed(house: House, who: User, words: str) -> Message:
    await house.says(who, "/standard B1")
    await house.presses(who, next(label for label in who.last.buttons if label.startswith("B1")))
    asked = await house.presses(who, next(label for label in who.last.buttons if label.startswith("💡")))
    await house.says(who, words)
    found = who.message(asked.message_id)
    assert found is not None
    return found


async def test_a_clause_is_proposed_to_be_changed_and_the_office_notes_it_for_the_next_version(house: House) -> None:
    shown = await proposed(house, house.alan, "Two flasks for more than 20 guests")
    assert shown.text == (
        "💡 Proposal 1 on B1\nToday: Boiled water is ready in the room before the meeting.\n"
        "Two flasks for more than 20 guests\nProposed by Alan, Mon 23 Nov 2026, 10:00\n\n⏳ Waits for the office's answer."
    )
    assert "✅ Accept" not in shown.buttons

    at_office = newest(house.ada, "Proposal 1")
    answered = await house.presses(house.ada, "✅ Accept", at_office)

    assert answered.text.endswith("✅ Noted for the next version (Ada, Mon 23 Nov 2026, 10:00).")
    assert newest(house.alan, "Proposal 1").text == answered.text
    await house.says(house.ada, "/standard")
    listed = await house.presses(house.ada, "💡 Proposals")
    assert listed.text.endswith("Noted for the next version\n• B1: Two flasks for more than 20 guests (Alan)")
    await house.presses(house.ada, "‹ Chapters")
    await house.presses(house.ada, "📤 Publish a new version")
    await house.presses(house.ada, "📄 Version in force")
    assert (
        house.ada.last.document
        == ("# Accepted for version 2:\n# B1: Two flasks for more than 20 guests\n" + SHIPPED_TEXT).encode()
    )


async def test_a_declined_proposal_comes_back_with_its_reason_in_the_proposers_language(house: House) -> None:
    await proposed(house, house.bea, "改成三壶")
    await house.says(house.ada, "/standard")
    assert "💡 Proposals (1)" in house.ada.last.buttons

    await house.presses(house.ada, "✖ Decline…", newest(house.ada, "Proposal 1"))
    await house.says(house.ada, "One flask is enough")

    assert newest(house.bea, "第 1 号建议").text == (
        "💡 第 1 号建议 · B1\n现行条文：会前在会议室备好开水。\n改成三壶\n贝贝 提出，2026年11月23日 周一 10:00\n\n"
        "✖ 未采纳（Ada，2026年11月23日 周一 10:00）：“One flask is enough”"
    )


async def test_a_change_is_proposed_from_an_item_of_a_checklist(house: House) -> None:
    booking_id = house.book()
    shown = await house.says(house.alan, "/standard")
    house.alan.forges(f"ck.i:{booking_id}:p0i:place.cups", shown)
    await house.service.settle()

    asked = await house.presses(house.alan, "💡 Propose a change", house.alan.message(shown.message_id))
    assert asked.text.startswith("💡 What should P7 say instead?\nTeacups are")
    await house.says(house.alan, "Handles to the left for the left-handed")

    assert newest(house.ada, "Proposal 1 on P7").buttons[:2] == ["✅ Accept", "✖ Decline…"]


async def test_words_that_do_not_fit_leave_the_question_open(house: House) -> None:
    await house.says(house.alan, "/standard B1")
    await house.presses(house.alan, next(label for label in house.alan.last.buttons if label.startswith("B1")))
    await house.presses(house.alan, "💡 Propose a change")

    refused = await house.says(house.alan, "x" * 501)
    assert refused.text == "That would be 501 characters; 500 fit. Please say it more briefly."
    await house.says(house.alan, "Two flasks")

    assert "Two flasks" in newest(house.ada, "Proposal 1").text


async def test_an_organiser_has_no_button_to_propose(house: House) -> None:
    await house.says(house.olga, "/standard B1")
    await house.presses(house.olga, next(label for label in house.olga.last.buttons if label.startswith("B1")))

    assert "💡 Propose a change" not in house.olga.last.buttons


async def test_the_second_of_two_in_the_office_learns_who_was_faster(house: House) -> None:
    eva = house.service.person("Eva", Role.ADMIN)
    await proposed(house, house.alan, "Two flasks")
    first, second = newest(house.ada, "Proposal 1"), newest(eva, "Proposal 1")
    code = second.button("✅ Accept")["callback_data"]

    await house.presses(house.ada, "✅ Accept", first)
    eva.forges(code, second)
    await house.service.settle()

    assert eva.alerts == ["Ada has noted it for the next version already (Mon 23 Nov 2026, 10:00)."]
