"""The commands, presses and answers of the booking conversation."""

from __future__ import annotations

from meetbot.handlers import plans
from meetbot.handlers.booking import (
    answers,
    calendar,
    cancelling,
    card,
    choices,
    confirm,
    conversation,
    errors,
    messages,
    mine,
    needs,
    organiser,
    prepared,
    questions,
    repeating,
    rooms,
    whole,
)
from meetbot.handlers.booking.series import asking, clash
from meetbot.handlers.booking.series import card as series_card
from meetbot.handlers.booking.series import errors as series_errors
from meetbot.handlers.booking.sketch import BOOKING, CHANGE
from meetbot.handlers.routing import Answer, Area, Command, Press
from meetbot.people.roles import STAFF, Role

# They fill registers when they are imported: words for errors, renderers of messages, the screens of the conversation.
REGISTERED = (asking, clash, errors, series_errors, messages, needs, organiser, prepared, questions, whole)

BOOKERS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})
_SEES_PLANS = BOOKERS | STAFF

AREA = Area(
    commands=(
        Command("book", conversation.book, "Book a room", BOOKERS),
        Command("my", mine.my, "My bookings", BOOKERS),
        Command("rooms", rooms.rooms, "Rooms, their layouts and when they are busy", BOOKERS),
        Command("calendar", calendar.calendar, "Meetings in your calendar program"),
    ),
    presses=(
        Press("bk.new", conversation.anew, (int, int), BOOKERS),
        Press("bk.here", conversation.in_room, (str,), BOOKERS),
        Press("bk.page", conversation.page, (int, int, str, int), BOOKERS),
        Press("bk.go", choices.go, (int, int, str), BOOKERS),
        Press("bk.day", choices.day, (int, int, str), BOOKERS),
        Press("bk.at", choices.moment, (int, int, int), BOOKERS),
        Press("bk.slot", choices.slot, (int, int, int, str), BOOKERS),
        Press("bk.len", choices.length, (int, int, int), BOOKERS),
        Press("bk.heads", choices.heads, (int, int, int), BOOKERS),
        Press("bk.type", choices.kind, (int, int, str), BOOKERS),
        Press("bk.room", choices.room, (int, int, str), BOOKERS),
        Press("bk.layout", choices.layout, (int, int, str), BOOKERS),
        Press("bk.need", choices.need, (int, int, str), BOOKERS),
        Press("bk.org", choices.organiser, (int, int, int), BOOKERS),
        Press("bk.names", choices.everybody, (int, int), BOOKERS),
        Press("bk.rep", choices.repeat, (int, int, str), BOOKERS),
        Press("bk.ends", choices.series_end, (int, int, str), BOOKERS),
        Press("bk.shut", choices.closed_days, (int, int, str), BOOKERS),
        Press("bk.clash", choices.clash, (int, int, str), BOOKERS),
        Press("bk.clroom", choices.clash_room, (int, int, str), BOOKERS),
        Press("bk.cltime", choices.clash_time, (int, int, int), BOOKERS),
        Press("bk.clopen", choices.clash_open, (int, int), BOOKERS),
        Press("bk.clskip", choices.clash_skip, (int, int), BOOKERS),
        Press("bk.over", choices.overwrite, (int, int, int), BOOKERS),
        Press("bk.rest", confirm.confirm_rest, (int, int, str), BOOKERS),
        Press("bk.titled", choices.leftover, (int, int, int), BOOKERS),
        Press("bk.untitle", choices.untitled, (int, int), BOOKERS),
        Press("bk.closed", choices.closed_all_the_same, (int, int), BOOKERS),
        Press("bk.book", confirm.confirm, (int, int, str), BOOKERS),
        Press("bk.drop", confirm.drop, (int, int), BOOKERS),
        Press("bk.show", card.show, (int,), BOOKERS),
        Press("bk.card", card.back, (int,), BOOKERS),
        Press("bk.edit", conversation.edit, (int, str), BOOKERS),
        Press("bk.plan", plans.send_plan, (int,), _SEES_PLANS),
        Press("bk.series", series_card.show, (int,), BOOKERS),
        Press("bk.sics", series_card.calendar_file, (int,), BOOKERS),
        Press("bk.scope", conversation.edit_dates, (int, str, str), BOOKERS),
        Press("bk.scancel", cancelling.confirm_dates, (int, str), BOOKERS),
        Press("bk.ics", answers.calendar_file, (int,), BOOKERS),
        Press("bk.cancel", cancelling.ask, (int,), BOOKERS),
        Press("bk.cancel2", cancelling.confirm, (int,), BOOKERS),
        Press("bk.again", repeating.repeat, (int,), BOOKERS),
        Press("bk.my", mine.upcoming, (int,), BOOKERS),
        Press("bk.past", mine.past, (int,), BOOKERS),
        Press("bk.others", mine.others, (int,), BOOKERS),
        Press("bk.rooms", rooms.page, (int,), BOOKERS),
        Press("bk.rm", rooms.room, (str,), BOOKERS),
        Press("bk.view", plans.room_plan, (str, str), BOOKERS),
        Press("bk.feed", calendar.feed, (str,)),
        Press("bk.renew", calendar.renew, (str,)),
        Press("bk.off", calendar.turn_off, (str,)),
    ),
    answers=(Answer(BOOKING, conversation.said, BOOKERS), Answer(CHANGE, conversation.said, BOOKERS)),
)
