"""How far the nameplates of a meeting are, and what the organiser has to do next (T1.9, P10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from sqlmodel import Session, col, select

from meetbot.booking.meeting import Meeting
from meetbot.layouts.errors import DoesNotFit
from meetbot.nameplates.models import NameEntry, NameList
from meetbot.nameplates.seating import digest_of
from meetbot.nameplates.service import Names, seating_of


class Step(StrEnum):
    """What is to be done next; ``DONE``: the cards stand in the room."""

    NAMES = "names"
    TEXT = "text"
    SEATS = "seats"
    PLACED = "placed"
    DONE = "done"


def next_steps(session: Session, meetings: Iterable[Meeting]) -> dict[int, Step]:
    """By booking id, for the meetings that want nameplates; read in two questions however many they are."""
    wanting = [each for each in meetings if each.needs.nameplates]
    if not wanting:
        return {}
    ids = [each.id for each in wanting]
    lists = {row.booking_id: row for row in session.exec(select(NameList).where(col(NameList.booking_id).in_(ids)))}
    entries: dict[int, list[NameEntry]] = defaultdict(list)
    rows = select(NameEntry).where(col(NameEntry.booking_id).in_(ids)).order_by(col(NameEntry.rank))
    for entry in session.exec(rows):
        entries[entry.booking_id].append(entry)
    return {each.id: step_of(each, Names(lists.get(each.id), tuple(entries[each.id]))) for each in wanting}


def step_of(meeting: Meeting, names: Names) -> Step:
    """The first step that is not done, as the meeting is now."""
    if not names.entries:
        return Step.NAMES
    if not names.is_text_checked:
        return Step.TEXT
    if not names.are_seats_checked(_seats(meeting, names)):
        return Step.SEATS  # also where the room or its layout changed after the cards were placed
    return Step.DONE if names.is_placed else Step.PLACED


def _seats(meeting: Meeting, names: Names) -> str:
    """The digest of who sits where; empty where the layout does not fit."""
    try:
        return digest_of(seating_of(meeting, names.guests))
    except DoesNotFit:
        return ""
