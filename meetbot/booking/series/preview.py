"""Looking at a series before it is booked: every date with what becomes of it, all clashes at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.offers import fitting_rooms
from meetbot.booking.rooms import Bookable, bookable
from meetbot.booking.rules import check_heads, check_span, check_step, check_type, clean_title
from meetbot.booking.series.dates import missing_months
from meetbot.booking.series.diary import Diary, read_diary
from meetbot.booking.series.outlook import Choices, Dated, Fate, Outlook, Slot, wish_on
from meetbot.booking.series.rule import Repeat
from meetbot.booking.series.slots import Timetable, slots
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Wish
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.times import Interval

# Of the rooms that fit, so many are looked at for one that is free on every date: the tightest ones.
_MOST_ROOMS = 12


def preview(
    session: Session,
    wish: Wish,
    repeat: Repeat,
    now: datetime,
    site: Site,
    by: Member | None = None,
    choices: Choices | None = None,
    confirmed_closed: bool = False,
) -> Outlook:
    """
    What ``book_series`` would make of the wish, with every date that stands in its way.

    ``wish`` says when the first date begins and ends; a day that is not one of the rule's only says since when. Without a
    room: the tightest that is free on every date, else the one that is free most often. Nothing is written, and the number
    of statements does not grow with the dates.

    Raises what is wrong whatever the date: as ``book``, and EndlessSeries, NoDates, TooManyDates, SeriesTooFarAhead,
    DatesOverlap.
    """
    clean_title(wish.title)
    standard = current_standard(session).standard
    check_span(wish.starts_at, wish.ends_at, site)
    check_step(wish.starts_at, site)
    check_step(wish.ends_at, site)
    check_heads(wish.heads)
    check_type(wish.meeting_type, wish.layout, standard, by)
    table, chosen = Timetable.of(repeat, wish.starts_at, wish.ends_at, site), choices or {}
    found = slots(table, now, chosen, confirmed_closed)
    room, dates = _placed(session, wish, found, chosen, standard, now)
    return Outlook(room, tuple(dates), tuple(missing_months(table.repeat, table.first, found[-1].day)))


def _placed(
    session: Session, wish: Wish, found: Sequence[Slot], choices: Choices, standard: Standard, now: datetime
) -> tuple[Bookable, list[Dated]]:
    """The dates in the room that takes most of them."""
    asked = fitting_rooms(session, wish)[:_MOST_ROOMS]
    others = _others(session, choices)
    diary = _diary(session, [*asked, *others.values()], found, standard)
    best: tuple[int, Bookable, list[Dated]] | None = None
    for room in asked:
        dates = list(judged(wish, found, room, others, choices, diary.copy(), now))
        clashes = sum(dated.fate is Fate.UNDECIDED for dated in dates)
        if best is None or clashes < best[0]:
            best = clashes, room, dates
        if not clashes:
            break
    assert best is not None
    return best[1], best[2]


def _others(session: Session, choices: Choices) -> dict[str, Bookable]:
    """The rooms that single dates were given, by code. Raises UnknownRoom."""
    return {code: bookable(session, code) for code in {choice.room for choice in choices.values()} if code}


def _diary(session: Session, rooms: Sequence[Bookable], found: Sequence[Slot], standard: Standard) -> Diary:
    window = Interval(min(slot.starts_at for slot in found), max(slot.ends_at for slot in found))
    return read_diary(session, rooms, window, [slot.ends_at for slot in found], standard)


def judged(
    wish: Wish,
    found: Sequence[Slot],
    room: Bookable,
    others: Mapping[str, Bookable],
    choices: Choices,
    diary: Diary,
    now: datetime,
) -> Iterator[Dated]:
    """Each slot in the room, or in the one it was given; the earlier ones of the series stand in the way of the later."""
    for slot in found:
        if slot.fate is not Fate.BOOKED:
            yield Dated(**vars(slot))
            continue
        choice = choices.get(slot.day)
        place = others[choice.room] if choice and choice.room else room
        wanted = wish_on(wish, slot, place.spec.code)
        try:
            offer = diary.offer(wanted, place, now)
        except MeetbotError as problem:
            yield Dated(**{**vars(slot), "fate": Fate.UNDECIDED, "problem": problem})
            continue
        diary.note(wanted, offer)
        yield Dated(**vars(slot), offer=offer)
