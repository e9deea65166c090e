"""The checklist: one tap a tick, tabs, pages, what changed and what was cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from meetbot.standard.needs import Equipment, Needs
from tests.handlers.floor.conftest import Floor


async def opened(floor: Floor, start: str = "2026-11-24 14:00", end: str = "2026-11-24 16:00", **fields: Any) -> int:
    """A booking with Alan's list open, an hour before it."""
    found = floor.book(start, end, **fields)
    await floor.until("2026-11-24 13:00")
    await floor.open(floor.alan)
    return found


async def test_the_list_of_a_meeting_as_an_attendant_sees_it(floor: Floor):
    await opened(floor)

    assert floor.alan.last.text == (
        "Boardroom · 14:00–16:00\nBudget 2027\nHollow square, 21 places\n👤 Nobody has taken it yet\n\n"
        "Next: 13:00 Open and air the room"
    )
    assert floor.alan.last.rows == [
        ["▸ Prepare 0/7", "Before 0/6"],
        ["During 0/1", "After 0/17"],
        ["⬜ 13:00 Open and air the room"],
        ["⬜ 13:10 Set the tables"],
        ["⬜ 13:15 Set the chairs × 24"],
        ["⬜ 13:20 Paper and pencils × 21"],
        ["⬜ 13:20 Set the teacups × 21"],
        ["⬜ 13:30 Prepare the smoking area"],
        ["⬜ 13:30 Signs in the lobby and at… × 2"],
        ["🔍 Details", "🗺 Plan", "‹ Tasks"],
        ["📄 Papers", "🧹 Cleaners"],
        ["⚠️ Report", "✋ Take"],
    ]


async def test_one_tap_ticks_and_one_tap_unticks(floor: Floor):
    await opened(floor)

    ticked = await floor.press(floor.alan, "⬜ 13:10 Set the tables")
    unticked = await floor.press(floor.alan, "✅ 13:10 Set the tables", ticked)

    assert (ticked.buttons[0], ticked.buttons[5]) == ("▸ Prepare 1/7", "✅ 13:10 Set the tables")
    assert (unticked.buttons[0], unticked.buttons[5]) == ("▸ Prepare 0/7", "⬜ 13:10 Set the tables")


async def test_a_tap_is_one_edit_of_one_message(floor: Floor):
    await opened(floor)
    before = floor.alan.last
    edits = len(before.edits)

    after = await floor.press(floor.alan, "⬜ 13:10 Set the tables", before)

    assert (floor.alan.last.message_id, len(after.edits)) == (before.message_id, edits + 1)


async def test_the_same_tap_twice_leaves_it_ticked(floor: Floor):
    await opened(floor)
    shown = floor.alan.last

    for _ in range(2):
        floor.alan.presses("Set the tables", shown)
    await floor.service.settle()

    now = floor.alan.message(shown.message_id)
    assert now is not None
    assert "✅ 13:10 Set the tables" in now.buttons


async def test_two_attendants_tick_the_same_item_at_once(floor: Floor):
    found = await opened(floor)
    bea = await floor.open(floor.bea, "第一会议室")

    floor.alan.presses("Set the tables")
    floor.bea.presses("摆台型", bea)
    await floor.service.settle()

    both = [floor.alan.last, floor.bea.message(bea.message_id)]
    assert [each.buttons[5] for each in both if each] == ["✅ 13:10 Set the tables", "✅ 13:10 摆台型"]
    entry = floor.service.look(lambda session: checklists.checklist(session, found, floor.now).entry("room.tables"))
    assert entry.tick is not None


async def test_what_one_ticks_the_other_sees(floor: Floor):
    await opened(floor)
    bea = await floor.open(floor.bea, "第一会议室")

    await floor.press(floor.alan, "Set the tables")

    now = floor.bea.message(bea.message_id)
    assert now is not None
    assert "✅ 13:10 摆台型" in now.buttons


async def test_an_order_that_the_standard_sets_is_kept(floor: Floor):
    await opened(floor)
    before = await floor.press(floor.alan, "^Before 0/6$")

    after = await floor.press(floor.alan, "unit on", before)

    assert after == before
    assert floor.alan.alerts[-1] == "Not yet. First comes: Air conditioning: mains on."


async def test_a_chosen_tab_stays_when_somebody_else_ticks(floor: Floor):
    await opened(floor)
    shown = await floor.press(floor.alan, "^Before 0/6$")
    await floor.open(floor.bea, "第一会议室")

    await floor.press(floor.bea, "摆台型")

    now = floor.alan.message(shown.message_id)
    assert now is not None
    assert now.buttons[:3] == ["Prepare 1/7", "▸ Before 0/6", "During 0/1"]


async def test_when_a_phase_is_done_the_next_one_shows_by_itself(floor: Floor):
    found = await opened(floor)
    keys = [
        entry.item.key
        for entry in floor.service.look(lambda session: checklists.checklist(session, found, floor.now)).entries
        if entry.item.phase == "prepare"
    ]
    for key in keys[1:]:
        floor.do(lambda session, by, key=key: checklists.tick(session, found, key, by, floor.now), floor.bea)
    await floor.service.settle()

    shown = await floor.press(floor.alan, "Open and air the room")

    assert shown.buttons[:2] == ["Prepare 7/7", "▸ Before 0/6"]
    assert shown.text.endswith("Next: 13:00 Air conditioning: mains on")


async def test_more_than_eight_items_come_in_pages_that_open_where_work_is_left(floor: Floor):
    await opened(floor, needs=Needs(equipment=tuple(Equipment)[:5], banner=True))
    first = floor.alan.last
    for label in [label for label in first.buttons if label.startswith("⬜")]:
        shown = await floor.press(floor.alan, label.removesuffix("…"))

    assert (first.rows[-4], shown.rows[-4]) == (["‹", "1/2", "›"], ["‹", "2/2", "›"])
    assert (len([b for b in first.buttons if "⬜" in b]), "▸ Prepare 8/13" in shown.buttons) == (8, True)


async def test_sixty_items_fit_telegram(floor: Floor):
    needs = Needs(
        fruit=True, smoking=True, rostrum=True, lectern=True, flowers=True, banner=True, nameplates=True,
        equipment=(Equipment.PROJECTOR, Equipment.SCREEN, Equipment.SOUND, Equipment.MICROPHONES),
    )  # fmt: skip
    await opened(floor, needs=needs, meeting_type="leadership", title="年" * 200)

    assert len(floor.alan.last.buttons) < 30
    assert "年…" in floor.alan.last.text


async def test_what_changed_is_to_be_seen_again(floor: Floor):
    found = await opened(floor)
    await floor.press(floor.alan, "Set the teacups × 21")

    floor.do(lambda session, by: booking.change(session, found, by, floor.now, floor.site, heads=24))
    await floor.service.settle()
    changed = floor.with_button(floor.alan, "teacups")
    seen = await floor.press(floor.alan, "teacups", changed)

    assert "🔁 13:20 Set the teacups × 26" in changed.buttons
    assert "✅ 13:20 Set the teacups × 26" in seen.buttons


async def test_a_button_of_an_item_that_is_gone_says_so_and_shows_the_list(floor: Floor):
    found = await opened(floor, needs=Needs(fruit=True))
    stale = floor.alan.last

    floor.do(lambda session, by: booking.change(session, found, by, floor.now, floor.site, needs=Needs()))
    floor.alan.presses("Fruit plates", stale)
    await floor.service.settle()

    assert floor.alan.alerts[-1] == "This is no longer on the list: the booking changed."
    now = floor.alan.message(stale.message_id)
    assert now is not None
    assert not [label for label in now.buttons if "Fruit" in label]


async def test_a_cancelled_meeting_says_so_and_offers_nothing(floor: Floor):
    found = await opened(floor)
    stale = floor.alan.last

    floor.do(lambda session, by: booking.cancel(session, found, by, floor.now))
    floor.alan.presses("Set the tables", stale)
    await floor.service.settle()

    now = floor.alan.message(stale.message_id)
    assert now is not None
    assert now.text.endswith("❌ Cancelled. Nothing is to be done any more.")
    assert now.buttons == ["‹ Tasks"]
    assert floor.alan.alerts[-1] == "This meeting was cancelled. Nothing is to be done for it any more."


@pytest.mark.parametrize(
    "code",
    ["ck.t:{id}::no.such", "ck.i:{id}:zz:x", "ck.p:{id}::x", "ck.n:{id}::5:x", "ck.s:{id}::x", "ck.t:99999::x", "ck.show:{id}:🙂"],
)  # fmt: skip
async def test_forged_buttons_break_nothing(floor: Floor, code: str):
    found = await opened(floor)
    shown = floor.alan.last

    floor.alan.forges(code.format(id=found), shown)
    await floor.service.settle()

    now = floor.alan.message(shown.message_id)
    assert now is not None
    assert now.text.startswith("Boardroom")
    assert "went wrong" not in "".join(floor.alan.alerts)


async def test_others_cannot_press_what_is_for_the_staff(floor: Floor):
    found = await opened(floor)

    floor.olga.forges(f"ck.t:{found}::room.tables", floor.olga.last)
    await floor.service.settle()

    assert floor.olga.alerts == ["This is not yours to use. If you think it should be, ask the office for the role."]


async def test_a_meeting_past_midnight_names_its_days(floor: Floor):
    floor.book("2026-11-24 22:00", "2026-11-25 01:00", title="")
    await floor.until("2026-11-24 21:00")
    shown = await floor.open(floor.alan)

    assert shown.text.startswith("Boardroom · 22:00–Wed 25 Nov 01:00\nGeneral meeting\n")
    assert "⬜ 21:00 Open and air the room" in shown.buttons


async def test_taking_and_giving_back(floor: Floor):
    await opened(floor)

    taken = await floor.press(floor.alan, "✋ Take")
    given_back = await floor.press(floor.alan, "↩️ Give back", taken)

    assert "👤 Alan" in taken.text
    assert "👤 Nobody has taken it yet" in given_back.text
    assert given_back.rows[-1] == ["⚠️ Report", "✋ Take"]


async def test_the_plan_comes_as_a_picture_in_the_readers_language(floor: Floor):
    await opened(floor)
    await floor.open(floor.bea, "第一会议室")

    floor.alan.presses("🗺 Plan")
    floor.bea.presses("座位图")
    await floor.service.settle()

    pictures = [floor.alan.last, floor.bea.last]
    assert [each.text.splitlines()[:2] for each in pictures] == [
        ["🗺 Hollow square in Boardroom, 5th floor", "📅 Tue 24 Nov 2026, 14:00–16:00"],
        ["🗺 五楼 第一会议室 · 回字式", "📅 2026年11月24日 周二 14:00–16:00"],
    ]
    assert [each.photo is not None and len(each.photo) > 10_000 for each in pictures] == [True, True]


async def test_many_taps_at_once_end_in_the_latest_state(floor: Floor):
    await opened(floor)
    shown = floor.alan.last
    items = [label for label in shown.buttons if label.startswith("⬜")]

    for label in items:
        floor.alan.presses(label, shown)
    await floor.service.settle()

    now = floor.alan.message(shown.message_id)
    assert now is not None
    assert now.buttons[:2] == ["Prepare 7/7", "▸ Before 0/6"]


async def test_what_is_late_keeps_its_words_and_its_quantity_on_the_button(floor: Floor):
    floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    await floor.until("2026-11-24 13:34")
    early = await floor.open(floor.alan)
    assert "⬜ 13:30 Signs in the lobby and at… × 2" in early.buttons

    await floor.until("2026-11-24 13:35")
    late = await floor.open(floor.alan)

    assert "⬜ ❗13:30 Signs in the lobby and a… × 2" in late.buttons
    assert "⬜ ❗13:20 Set the teacups × 21" in late.buttons
