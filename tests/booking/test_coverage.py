"""The coverage report: complete, and every claim in it proved on a booking, not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meetbot.booking.errors import LacksEquipment, LayoutNotOffered
from meetbot.booking.meeting import Break, Meeting, may_see_title, plan_of
from meetbot.booking.meeting import meeting as meeting_of
from meetbot.booking.models import Booking, Room
from meetbot.booking.preview import preview
from meetbot.booking.revising import change
from meetbot.booking.service import layout_decided, plan_break, quote, start_break
from meetbot.booking.telling import add_audio, tell_banner, tell_flags, tell_microphones
from meetbot.checklists.adoption import move_over
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.checklists.readiness import RoomState, room_state
from meetbot.checklists.service import found, problem
from meetbot.commands import main
from meetbot.coverage import CLAIMS, CLAUSES, OPEN, coverage, told
from meetbot.handlers.areas import AREAS
from meetbot.handlers.routing import Routes
from meetbot.nameplates.errors import NotCheckedYet
from meetbot.nameplates.reading import Guest
from meetbot.nameplates.seating import digest_of
from meetbot.nameplates.service import check_seats, check_text, names_of, place_cards, seating_of, set_names
from meetbot.papers.covers import sample_setting, setting_of, types_drawn
from meetbot.papers.packing import packing
from meetbot.papers.tableware import tableware_of
from meetbot.people.roles import STAFF, Role
from meetbot.reminders.asking import Asking
from meetbot.reminders.cleaning_reading import cleaning_facts
from meetbot.reminders.due import dues_of
from meetbot.reminders.dues import Due
from meetbot.reminders.lost_reading import find_facts
from meetbot.reminders.matters import FindFacts
from meetbot.reminders.proposal_reading import proposal_facts
from meetbot.reminders.reading import staff as reminded
from meetbot.reminders.request_reading import request_facts
from meetbot.reminders.rules.cleaning import cleaners_called
from meetbot.reminders.rules.lost import chased
from meetbot.reminders.rules.lost import found as find_told
from meetbot.reminders.rules.proposals import proposal_made
from meetbot.reminders.rules.requests import asked
from meetbot.reminders.rules.standard import standard_changed as changed
from meetbot.reminders.standard_reading import standard_facts
from meetbot.requests.cleaning import call
from meetbot.requests.models import RequestKind
from meetbot.requests.service import ask
from meetbot.standard.document import ItemRule, Phase
from meetbot.standard.guide import search_guide
from meetbot.standard.lookup import carried_out, search
from meetbot.standard.needs import AudioPiece, Drink, Equipment, Needs, Told
from meetbot.standard.proposals import propose
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.readings import confirm
from meetbot.standard.self_checks import begin
from tests.booking.conftest import Desk, wish
from tests.checklists.conftest import meeting
from tests.factories import NOW, at
from tests.standard.samples import SHIPPED_TEXT, STANDARD

DAY = "2026-11-25"


def test_every_clause_is_listed_once_and_is_carried_out_or_open() -> None:
    found = coverage(STANDARD)

    assert [each.clause for each in found] == list(CLAUSES)
    assert (len(CLAUSES), len(set(CLAUSES))) == (93, 93)
    assert [each.clause for each in found if not each.where and not each.open] == []
    assert (CLAIMS.keys() | OPEN.keys()) - set(CLAUSES) == set()


def test_every_clause_of_the_file_is_one_of_the_written_standard() -> None:
    assert {clause.id for clause in STANDARD.clauses} - set(CLAUSES) == set()


def test_the_report_counts_and_names_every_clause(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])

    assert main(["standard", "coverage"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines == list(told(STANDARD))
    assert lines[0].startswith("conference-service@1: 93 clauses, ")
    assert "B4    item: before.post; reminder: post" in lines
    assert "D5    open: leave" in lines


# -- items and rounds: found in the checklists of real meetings --------------------------------------------------------------


@cache
def worked_off() -> dict[str, frozenset[str]]:
    """Item or round -> the clauses it carries out in some meeting: of every type, with every need, with and without saucers."""
    found: dict[str, set[str]] = {}
    for item in (item for each in _meetings() for item in items(each)):
        found.setdefault(item.rule.key, set()).update((item.clause, *_also(item)))
    return {key: frozenset(clauses) for key, clauses in found.items()}


def _also(item: Item) -> tuple[str, ...]:
    return (item.rule.clause, *item.rule.also)


def _meetings() -> Iterator[Meeting]:
    breaks = (Break(4, at("2026-11-24 14:45"), at("2026-11-24 15:00")),)
    without_saucers = STANDARD.model_copy(update={"values": STANDARD.values.model_copy(update={"has_saucers": False})})
    everything = Needs(
        fruit=True, smoking=True, rostrum=True, lectern=True, flowers=True, banner=True, nameplates=True,
        equipment=tuple(Equipment), audio=(AudioPiece(file=1, name="anthem.mp3"),), flags=2, wish="A ramp",
    )  # fmt: skip
    water = Needs(drink=Drink.WATER)
    for standard in (STANDARD, without_saucers):
        for kind in standard.types:
            for needs in (kind.needs, everything, water, kind.needs.model_copy(update={"paper": True})):
                of = meeting(meeting_type=kind.key, layout=kind.layouts[0], needs=needs, breaks=breaks)
                yield replace(of, standard=standard)


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if carried_out(STANDARD, clause)])
def test_what_the_report_calls_an_item_stands_in_the_checklist_of_a_meeting(clause: str) -> None:
    claimed = {each.rule.key for each in carried_out(STANDARD, clause)}

    assert {key for key in claimed if clause not in worked_off().get(key, ())} == set()


# -- everything else ---------------------------------------------------------------------------------------------------------

Proof = Callable[[Desk], bool]


def _dues(desk: Desk, booking: Booking) -> set[str]:
    return {due.rule for due in dues_of(desk.session, _id(booking), NOW)}


def _id(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def _booked(desk: Desk, start: str = f"{DAY} 14:00", end: str = f"{DAY} 16:00", **fields: Any) -> Booking:
    return desk.book(start, end, **{"room": "boardroom", **fields})


def _told(rule: str) -> Proof:
    return lambda desk: rule in _dues(desk, _booked(desk))


def _refused(error: type[Exception], **fields: Any) -> Proof:
    def proof(desk: Desk) -> bool:
        with pytest.raises(error):
            _booked(desk, **fields)
        return True

    return proof


def _is_not_free_before_it_is_cleared(desk: Desk) -> bool:
    booking = _booked(desk)
    room = desk.session.get_one(Room, booking.room_id)
    return room_state(desk.session, room, booking.ends_at + timedelta(hours=3)) is RoomState.TO_INSPECT


def _is_due_at_once(desk: Desk) -> bool:
    booking = _booked(desk, "2026-11-23 16:00", "2026-11-23 17:00")
    listed = items(meeting_of(desk.session, _id(booking)))
    return next(item.due_at for item in listed if item.key == "room.open") == booking.told_at == NOW


def _problem_opens_a_defect(desk: Desk) -> bool:
    defect = problem(desk.session, _id(_booked(desk)), "check.water", desk.staff[Role.ATTENDANT], NOW)
    return (defect.item_key, defect.thing) == ("check.water", "drinking_water")


def _title_is_for_few(desk: Desk) -> bool:
    booking = _booked(desk)
    readers = {role for role, reader in desk.staff.items() if may_see_title(reader, booking)}
    return readers == {Role.ORGANISER, *STAFF}


def _plan_shows(desk: Desk, what: Callable[[Meeting], object]) -> bool:
    needs = Needs(equipment=(Equipment.MICROPHONES,))
    return bool(what(meeting_of(desk.session, _id(_booked(desk, needs=needs)))))


def _break_pauses(desk: Desk) -> bool:
    of = meeting_of(desk.session, _id(_booked(desk)))
    pause = Break(1, at(f"{DAY} 14:15"), at(f"{DAY} 14:45"))
    calls = [item.due_at for item in items(replace(of, breaks=(pause,))) if item.rule.key == "refill"]
    return calls != [] and not any(pause.start <= call < at(f"{DAY} 14:45") for call in calls)


def _is_locked_last(desk: Desk) -> bool:
    listed = items(meeting_of(desk.session, _id(_booked(desk))))
    return [item.key for item in listed if item.phase is Phase.AFTER][-3:] == ["lock.lights", "lock.air", "lock.door"]


def _has_places(desk: Desk) -> bool:
    booking = _booked(desk, heads=20)
    return 20 <= booking.places <= 22


def _every_item_says_what_it_is(desk: Desk) -> bool:
    listed = items(meeting_of(desk.session, _id(_booked(desk))))
    told_to = {due.rule for due in dues_of(desk.session, 1, NOW) if due.recipients}
    return all(item.due_at and item.quality.en and item.quality.zh for item in listed) and "call_to_take" in told_to


def _self_check_asks(desk: Desk, clause: str) -> bool:
    asked = {each for card, _ in begin(desk.session, desk.staff[Role.ATTENDANT], NOW).cards for each in card.clauses}
    return clause in asked and "shift" in Routes.of(AREAS).commands


def _booking_keeps_its_version(desk: Desk) -> bool:
    booking = _booked(desk)
    text = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1).replace("minutes: -40", "minutes: -35")
    row = publish(desk.session, read_upload(text.encode(), "conference-service@2.yaml"), desk.staff[Role.ADMIN], NOW)
    assert row.id is not None
    kept = booking.standard_id != row.id
    move_over(desk.session, row.id, desk.staff[Role.ADMIN], NOW)
    return kept and booking.standard_id == row.id


def _changes_are_told_and_confirmed(desk: Desk) -> bool:
    """B1 is served at a booking of today; its new wording is for those who serve it."""
    alan, booking = desk.staff[Role.ATTENDANT], _booked(desk)
    carried = {item.clause for item in items(meeting_of(desk.session, _id(booking)))}
    text = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1).replace(
        "Boiled water is ready", "Hot water is ready"
    )
    row = publish(desk.session, read_upload(text.encode(), "v.yaml"), desk.staff[Role.ADMIN], NOW + timedelta(hours=1))
    told = {
        due.rule: due.recipients
        for each in standard_facts(desk.session, reminded(desk.session, Asking()), NOW)
        for due in changed(each)
    }
    assert row.id is not None
    confirm(desk.session, row.id, alan, NOW + timedelta(hours=2))
    left = standard_facts(desk.session, reminded(desk.session, Asking()), NOW)[0].unread_by
    return "B1" in carried and alan.id in told["standard_changed"] and alan.id not in left


def _change_is_proposed(desk: Desk) -> bool:
    booking = _booked(desk)
    made = propose(desk.session, booking.standard_id, "P7", "Coffee", desk.staff[Role.ATTENDANT], NOW, "place.cups")
    facts = proposal_facts(desk.session, reminded(desk.session, Asking()), NOW, made.id)
    return [due.recipients for each in facts for due in proposal_made(each)] == [(desk.staff[Role.ADMIN].id,)]


def _is_shown_before_it_is_booked(desk: Desk) -> bool:
    wanted, by = wish(f"{DAY} 14:00", f"{DAY} 16:00", room="boardroom"), desk.staff[Role.ORGANISER]
    offer = quote(desk.session, wanted, NOW, desk.site, by)
    promised = items(preview(desk.session, wanted, offer, STANDARD, by, NOW))
    kept = items(meeting_of(desk.session, _id(desk.fulfil(wanted))))
    return [(item.rule.key, item.due_at, item.quantity) for item in promised] == [
        (item.rule.key, item.due_at, item.quantity) for item in kept
    ]


def _request_reaches_the_attendants(desk: Desk) -> bool:
    booking = _booked(desk)
    ask(desk.session, _id(booking), RequestKind.VOLUME, desk.staff[Role.ORGANISER], booking.starts_at)
    facts = request_facts(desk.session, reminded(desk.session, Asking()), booking.starts_at)
    return [due.recipients for each in facts for due in asked(each)] == [(desk.staff[Role.ATTENDANT].id,)]


def _cleaners_are_called(desk: Desk) -> bool:
    booking, alan = _booked(desk), desk.staff[Role.ATTENDANT]
    call(desk.session, alan, booking.ends_at, "Tidy up", booking_id=_id(booking))
    facts = cleaning_facts(desk.session, reminded(desk.session, Asking()), booking.ends_at)
    return [due.recipients for each in facts for due in cleaners_called(each)] == [(desk.staff[Role.CLEANER].id,)]


def _find_reaches_the_organiser(*rules: Callable[[FindFacts], Iterator[Due]]) -> Proof:
    def proof(desk: Desk) -> bool:
        booking = _booked(desk)
        found(desk.session, _id(booking), "after.lost", desk.staff[Role.ATTENDANT], booking.ends_at, "a scarf")
        facts = find_facts(desk.session, reminded(desk.session, Asking()), booking.ends_at)
        told_to = {due.recipients for each in facts for rule in rules for due in rule(each)}
        return told_to == {(booking.organiser_id,)}

    return proof


def _nameplates_are_checked_twice(desk: Desk) -> bool:
    booking, olga = _booked(desk, needs=Needs(nameplates=True)), desk.staff[Role.ORGANISER]
    names = set_names(desk.session, _id(booking), [Guest("Li"), Guest("Wang")], olga, NOW)
    with pytest.raises(NotCheckedYet):
        place_cards(desk.session, _id(booking), olga, NOW)
    check_text(desk.session, _id(booking), olga, NOW)
    seats = digest_of(seating_of(meeting_of(desk.session, _id(booking)), names.guests))
    check_seats(desk.session, _id(booking), seats, olga, NOW)
    place_cards(desk.session, _id(booking), olga, NOW)
    return names_of(desk.session, _id(booking)).is_placed


def _laid(*kinds: str, **fields: Any) -> Proof:
    def proof(desk: Desk) -> bool:
        setting = setting_of(meeting_of(desk.session, _id(_booked(desk, **fields))))
        return {each.kind for each in setting.laid} >= set(kinds)

    return proof


def _stands_as_counted(kind: str, key: str, **fields: Any) -> Proof:
    def proof(desk: Desk) -> bool:
        held = meeting_of(desk.session, _id(_booked(desk, **fields)))
        counted = {item.key: item.quantity for item in items(held)}
        return len(getattr(tableware_of(held, plan_of(held)), kind)) == counted[key]

    return proof


def _has_an_ashtray_at_every_fourth_place(desk: Desk) -> bool:
    booking = _booked(desk, meeting_type="party_branch", needs=Needs(smoking=True))
    listed = items(meeting_of(desk.session, _id(booking)))
    counts = [item.quantity for item in listed if item.clause == "T2.5"]
    return counts == [len(range(0, booking.places, 4))]


def _is_packed(desk: Desk) -> bool:
    booking = _booked(desk)
    return booking.places in {piece.quantity for piece in packing(meeting_of(desk.session, _id(booking)))}


def _banner_and_flags_are_told(desk: Desk) -> bool:
    id, olga = _id(_booked(desk)), desk.staff[Role.ORGANISER]
    tell_banner(desk.session, id, "Budget 2027", olga, NOW)
    tell_flags(desk.session, id, 2, "national flag", olga, NOW)
    found = meeting_of(desk.session, id)
    about = {item.rule.tells: item for item in items(found) if isinstance(item.rule, ItemRule) and item.rule.tells}
    said = {told: found.needs.said(told) for told in about}
    return (said[Told.BANNER], said[Told.FLAGS]) == (("Budget 2027",), (2, "national flag"))


def _microphones_and_audio_are_told(desk: Desk) -> bool:
    id, olga = (
        _id(_booked(desk, needs=Needs(equipment=(Equipment.MICROPHONES, Equipment.SOUND)))),
        desk.staff[Role.ORGANISER],
    )
    usual = {spot.seat for spot in plan_of(meeting_of(desk.session, id)).microphones}
    seat = next(seat.label for seat in plan_of(meeting_of(desk.session, id)).seats if seat.id not in usual)
    tell_microphones(desk.session, id, (seat,), "", olga, NOW, desk.site)
    add_audio(desk.session, id, 7, "anthem.mp3", olga, NOW)
    found = meeting_of(desk.session, id)
    plan = plan_of(found)
    there = {spot.seat for spot in plan.microphones}
    told = {item.rule.tells for item in items(found) if isinstance(item.rule, ItemRule)}
    pieces = found.needs.said(Told.AUDIO)
    return there == {s.id for s in plan.seats if s.label == seat} and Told.AUDIO in told and "anthem.mp3" in str(pieces)


def _break_is_set_at_booking_or_live(desk: Desk) -> bool:
    booking, olga = _booked(desk), desk.staff[Role.ORGANISER]
    plan_break(desk.session, _id(booking), olga, at(f"{DAY} 14:30"), at(f"{DAY} 14:45"), NOW)
    start_break(desk.session, _id(booking), desk.staff[Role.ATTENDANT], at(f"{DAY} 15:10"))
    listed = items(meeting_of(desk.session, _id(booking)))
    return len([item for item in listed if item.rule.key == "break.tidy"]) == 2


def _smoke_free_has_a_smoking_area(desk: Desk) -> bool:
    keys = {item.key for item in items(meeting_of(desk.session, _id(_booked(desk))))}
    return ("room.smoking_area" in keys, "place.ashtrays" in keys) == (True, False)


def _spare_chairs_are_packed(desk: Desk) -> bool:
    meeting = meeting_of(desk.session, _id(_booked(desk, meeting_type="leadership")))
    return {piece.kind: piece.quantity for piece in packing(meeting)}["spare_chairs"] > 0


def _stands_on_the_plan(*kinds: str, **fields: Any) -> Proof:
    def proof(desk: Desk) -> bool:
        counts = plan_of(meeting_of(desk.session, _id(_booked(desk, **fields)))).counts()
        return all(counts.get(kind) for kind in kinds)

    return proof


def _training_asks_by_default(desk: Desk) -> bool:
    booking = _booked(
        desk, room="hall-a", meeting_type="training", layout="classroom", needs=STANDARD.type_("training").needs
    )
    keys = {item.key for item in items(meeting_of(desk.session, _id(booking)))}
    return {"room.lectern", "equip.whiteboard", "equip.projector"} <= keys


def _training_drinks_at_the_side(desk: Desk) -> bool:
    booking = _booked(
        desk, room="hall-a", meeting_type="training", layout="classroom", needs=STANDARD.type_("training").needs
    )
    keys = {item.key for item in items(meeting_of(desk.session, _id(booking)))}
    return {"place.lectern_cup", "place.side_table"} <= keys and not {"place.cups", "place.bottles"} & keys


def _admins_layout_is_on_record(desk: Desk) -> bool:
    booking, ada = _booked(desk, meeting_type="party_branch"), desk.staff[Role.ADMIN]
    change(desk.session, _id(booking), ada, NOW, desk.site, layout="classroom")
    decided = layout_decided(desk.session, _id(booking))
    return decided is not None and decided.by == ada.id and meeting_of(desk.session, _id(booking)).has_layout_of_its_own


def _is_drawn_from_its_clause(desk: Desk, clause: str) -> bool:
    kind = meeting_of(desk.session, _id(_booked(desk))).booking.meeting_type
    _, setting = sample_setting(STANDARD, kind, clause)
    return kind in {each.key for each in types_drawn(STANDARD, clause)} and bool(setting.laid)


def _nameplates_are_asked_for(desk: Desk) -> bool:
    return "names_open" in _dues(desk, _booked(desk, needs=Needs(nameplates=True)))


PROOFS: dict[str, Proof] = {
    "reminder: names_open": _nameplates_are_asked_for,
    "rule: the banner's words and the flags are told by the organiser": _banner_and_flags_are_told,
    "rule: microphones stand where the organiser says, and audio pieces reach the attendant with the item": (
        _microphones_and_audio_are_told
    ),
    "rule: a break is set at booking or live": _break_is_set_at_booking_or_live,
    "rule: a smoking area where there is no ashtray": _smoke_free_has_a_smoking_area,
    "rule: spare chairs are packed": _spare_chairs_are_packed,
    "rule: a lectern is asked for, and stands on the plan": _stands_on_the_plan("lectern", needs=Needs(lectern=True)),
    "rule: lectern, whiteboard and projector are asked for by default": _training_asks_by_default,
    "rule: cups at the side and on the lectern, none at the seats": _training_drinks_at_the_side,
    "rule: an admin's other layout is on record": _admins_layout_is_on_record,
    "drawing: lectern and flowers on the plan": _stands_on_the_plan(
        "lectern", "flowers", meeting_type="training", layout="classroom", needs=Needs(lectern=True, flowers=True)
    ),
    "reminder: cleaners_called": _cleaners_are_called,
    "reminder: find_told": _find_reaches_the_organiser(find_told),
    "reminder: find_chased": _find_reaches_the_organiser(chased),
    "reminder: request_asked": _request_reaches_the_attendants,
    "rule: nameplates are checked twice and then placed": _nameplates_are_checked_twice,
    "drawing: paper and pencil at a place": _laid("paper", "pencil", meeting_type="training", layout="classroom"),
    "drawing: saucer at a place": _laid("saucer", "cup"),
    "drawing: ashtray between two places": _laid("ashtray", needs=Needs(smoking=True)),
    "rule: an ashtray at every fourth place of a party branch meeting": _has_an_ashtray_at_every_fourth_place,
    "card: packing list": _is_packed,
    "card: what will be prepared, and by when, before a booking is confirmed": _is_shown_before_it_is_booked,
    "rule: a room that was used and not cleared is not free": _is_not_free_before_it_is_cleared,
    "reminder: ask_needs": _told("ask_needs"),
    "rule: due at once at short notice": _is_due_at_once,
    "reminder: call_to_take": _told("call_to_take"),
    "reminder: post": _told("post"),
    "reminder: round": _told("round"),
    "rule: a problem opens a defect": _problem_opens_a_defect,
    "rule: a title is shown to its organiser and the staff only": _title_is_for_few,
    "rule: only rooms with the equipment are offered": _refused(
        LacksEquipment, room="room-301", needs=Needs(equipment=(Equipment.VIDEO_CALL,))
    ),
    "drawing: plan": lambda desk: _plan_shows(desk, lambda of: plan_of(of).places == of.booking.places),
    "drawing: ashtrays on the plan": _stands_as_counted("ashtrays", "place.ashtrays", needs=Needs(smoking=True)),
    "drawing: fruit plates on the plan": _stands_as_counted("fruit_plates", "place.fruit", needs=Needs(fruit=True)),
    "drawing: microphones on the plan": lambda desk: _plan_shows(desk, lambda of: plan_of(of).microphones),
    "rule: a break pauses the tea rounds": _break_pauses,
    "rule: locked last and in order": _is_locked_last,
    "rule: as many places as attendees, or slightly more": _has_places,
    "rule: only the type's own layouts are offered": _refused(
        LayoutNotOffered, meeting_type="party_branch", layout="classroom"
    ),
    "rule: every item has a time, a quality text and an owner": _every_item_says_what_it_is,
    "card: guide": lambda desk: bool(search_guide(STANDARD, "angry")) and "guide" in Routes.of(AREAS).commands,
    "card: standard": lambda desk: bool(search(STANDARD, "P7")) and "standard" in Routes.of(AREAS).commands,
    "reminder: standard_changed": _changes_are_told_and_confirmed,
    "reminder: proposal_made": _change_is_proposed,
    "rule: a booking keeps its version until it is moved over": _booking_keeps_its_version,
}


def _claims() -> list[tuple[str, str]]:
    return [(clause, claim) for clause, claims in CLAIMS.items() for claim in claims]


@pytest.mark.parametrize(("clause", "claim"), _claims())
def test_what_the_report_claims_beside_the_items_is_so(desk: Desk, clause: str, claim: str) -> None:
    of_clause = {
        "card: self-check": _self_check_asks,
        "drawing: the set place, from the clause": _is_drawn_from_its_clause,
    }
    proved = of_clause[claim](desk, clause) if claim in of_clause else PROOFS[claim](desk)

    assert proved
