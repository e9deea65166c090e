"""
Calendars that rooms follow, for the office: which, how the last look went, a new one, one less.

The draft "follow" waits for the address: ``room`` is the code of the room that it makes busy.
"""

from __future__ import annotations

from typing import Final

from sqlmodel import Session

from meetbot.booking.imports import subscriptions
from meetbot.booking.imports.errors import BadAddress
from meetbot.booking.imports.models import CalendarFetch, CalendarSubscription, ImportedDate
from meetbot.booking.imports.subscriptions import Followed
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Room
from meetbot.booking.rooms import RoomSpec, bookable, bookables, spec_of
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.keyboards import button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.directory import names
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.texts import Html, Texts, shorten

DRAFT: Final = "follow"
_ADMIN: Final = frozenset({Role.ADMIN})
FOLLOWED: Final = "calendars"
_ROOMS: Final = "follow"


async def show(turn: Turn, page: int) -> None:
    """The calendars that are followed."""
    await turn.write(_forget, turn.user.id)
    await lists.whole(turn, FOLLOWED)


@lists.listed(FOLLOWED, _ADMIN)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts, whole = reader.texts, subscriptions.followed(session, reader.member)
    found = lists.matching(whole, words, lambda each: f"{_names(spec_of(each.room))} {each.host}")
    part = lists.part_of(found, page)
    text = lines(
        texts.t("<b>📥 Calendars that rooms follow</b>"),
        texts.t("What such a calendar holds is busy time of the room. I look at it every half hour."),
        lists.looked_for(texts, words, len(found)),
        "",
        *(_line(texts, each) for each in part.entries),
        None if whole else texts.t("None yet."),
    )
    removing = [
        button(
            texts.plain("✖ {room}: {host}", room=_room(texts, each.room), host=shorten(each.host, 20)),
            "im.unsub",
            each.id,
        )
        for each in part.entries
    ]
    follow = (button(texts.plain("➕ Follow a calendar"), "im.follow", 0),)
    return Outgoing(text, (*in_rows(removing, 1), *lists.foot(texts, FOLLOWED, words, part), follow))


def _names(spec: RoomSpec) -> str:
    return f"{spec.name.en} {spec.name.zh} {spec.code}"


def _room(texts: Texts, room: Room) -> str:
    return spec_of(room).name.in_(texts.language)


def _line(texts: Texts, each: Followed) -> Html:
    values = {"room": _room(texts, each.room), "host": each.host}
    if each.fetch is None:
        return texts.t("⏳ <b>{room}</b> · {host} · not looked at yet", **values)
    if each.fetch.misses:
        return texts.t("⚠️ <b>{room}</b> · {host} · {trouble}", **values, trouble=trouble(texts, each.fetch.trouble))
    return texts.n(
        "✅ <b>{room}</b> · {host} · {count} date",
        "✅ <b>{room}</b> · {host} · {count} dates",
        each.fetch.dates,
        **values,
    )


def trouble(texts: Texts, why: str) -> str:
    """Why a look failed."""
    if why.startswith("status "):
        return texts.plain("the server answers {status}", status=why.removeprefix("status "))
    return {
        "timeout": texts.plain("the server takes too long"),
        "unreachable": texts.plain("the server cannot be reached"),
        "not_public": texts.plain("the address leads into a private network"),
        "no_https": texts.plain("the server leads to an address without https"),
        "too_big": texts.plain("the calendar is too big"),
        "CalendarTooBig": texts.plain("the calendar is too big"),
        "redirects": texts.plain("the server sends me from one address to the next"),
    }.get(why, texts.plain("what comes is no calendar that I can read"))


async def choose_room(turn: Turn, page: int) -> None:
    """Which room shall follow a calendar?"""
    await lists.whole(turn, _ROOMS)


@lists.listed(_ROOMS, _ADMIN)
def _rooms(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts = reader.texts
    found = lists.matching(bookables(session), words, lambda each: _names(each.spec))
    part = lists.part_of(found, page, 2 * lists.PER_PAGE)
    choices = [button(each.spec.name.in_(texts.language), "im.into", each.spec.code) for each in part.entries]
    text = lines(
        texts.t("<b>Which room is busy when that calendar says so?</b>"), lists.looked_for(texts, words, len(found))
    )
    back = (button(texts.plain("‹ Back"), "im.subs", 0),)
    return Outgoing(text, (*in_rows(choices, 2), *lists.foot(texts, _ROOMS, words, part), back))


async def ask_address(turn: Turn, code: str) -> None:
    """The next message is the address. Raises UnknownRoom."""
    draft, room = await turn.write(_await_address, turn, code)
    texts = turn.texts
    question = lines(
        texts.t("<b>Send the address of the calendar for {room}</b>", room=room),
        texts.t(
            "It begins with https:// or webcal:// and usually ends with .ics (Google: “Secret address in iCal format”)."
        ),
    )
    message_id = await turn.show(Outgoing(question, ((button(texts.plain("‹ Back"), "im.subs", 0),),)))
    await turn.write(drafts.show_in, draft, message_id)


def _await_address(session: Session, turn: Turn, code: str) -> tuple[Draft, str]:
    room = bookable(session, code).spec.name.in_(turn.texts.language)
    return drafts.start(session, turn.user.id, DRAFT, {"room": code}, "address", turn.now), room


async def take_address(turn: Turn, draft: Draft) -> None:
    """The address was sent. Raises BadAddress, AlreadySubscribed, TooManySubscriptions."""
    if await is_about_something_else(turn, draft, None):
        return
    if not is_concluded(draft):
        if not turn.text:
            raise BadAddress("no_url")
        await turn.write(_subscribe, draft, turn)
    await lists.open_list(turn, FOLLOWED)


def _subscribe(session: Session, draft: Draft, turn: Turn) -> CalendarSubscription:
    made = subscriptions.subscribe(session, str(draft.fields["room"]), turn.text, turn.me, turn.now)
    conclude(session, draft, turn)
    return made


async def ask_removal(turn: Turn, subscription_id: int) -> None:
    """Once more: it opens the room."""
    texts = turn.texts
    rows = (
        (button(texts.plain("✖ Follow it no more"), "im.unsub2", subscription_id, style="danger"),),
        (button(texts.plain("‹ Back"), "im.subs", 0),),
    )
    await turn.show(
        Outgoing(texts.t("Shall the room no longer follow this calendar? What it made busy is free again."), rows)
    )


async def remove(turn: Turn, subscription_id: int) -> None:
    """Followed no more."""
    await turn.write(subscriptions.unsubscribe, subscription_id, turn.me, turn.now)
    await lists.whole(turn, FOLLOWED)


def _forget(session: Session, telegram_id: int) -> None:
    draft = drafts.draft(session, telegram_id, DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


@message_of("calendar_unreachable")
def unreachable(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Which, since when, why; what it said last stays."""
    texts = reader.texts
    subscription = session.get(CalendarSubscription, due.subject_id)
    fetch = session.get(CalendarFetch, due.subject_id)
    room = session.get(Room, subscription.room_id) if subscription else None
    text = lines(
        texts.t("<b>📥 A calendar cannot be read</b>"),
        texts.t("{room} follows it: {trouble}.", room=_room(texts, room) if room else "",
                trouble=trouble(texts, fetch.trouble if fetch else "")),
        texts.t("What it said last stays busy. I go on trying; look whether its address is still right."),
    )  # fmt: skip
    return Outgoing(text, ((button(texts.plain("📥 Calendars that rooms follow"), "im.subs", 0),),))


@message_of("calendar_clash")
def clash(session: Session, due: Due, reader: Reader) -> Outgoing:
    """Room and times, and who has to agree; no word about the meeting (C6)."""
    texts = reader.texts
    date = session.get(ImportedDate, due.subject_id)
    held = meeting(session, int(due.values["booking"]))
    if date is None:
        raise NotFound
    text = lines(
        texts.t("<b>📥 A calendar says that {room} is busy at the time of a meeting</b>", room=_room(texts, held.room)),
        texts.t("Busy: {span}", span=texts.span(date.starts_at, date.ends_at)),
        texts.t("Booking {number} of {name}: {span}", number=held.id,
                name=names(session, [held.booking.organiser_id]).get(held.booking.organiser_id, ""),
                span=texts.span(held.event.start, held.event.end)),
        texts.t("The booking stays. Please agree who moves."),
    )  # fmt: skip
    return Outgoing(text)


PRESSES = (
    Press("im.subs", show, (int,), _ADMIN),
    Press("im.follow", choose_room, (int,), _ADMIN),
    Press("im.into", ask_address, (str,), _ADMIN),
    Press("im.unsub", ask_removal, (int,), _ADMIN),
    Press("im.unsub2", remove, (int,), _ADMIN),
)
ANSWERS = (Answer(DRAFT, take_address, _ADMIN),)
