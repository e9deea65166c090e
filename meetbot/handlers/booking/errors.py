"""What a refusal about bookings means, in words. Whatever was refused, nothing was booked or changed."""

from __future__ import annotations

from datetime import time

from meetbot.booking import errors
from meetbot.handlers.explain import explains
from meetbot.handlers.names import layout_name
from meetbot.handlers.outgoing import Outgoing
from meetbot.layouts.errors import DoesNotFit, NoPlaces, UnknownLayout
from meetbot.standard.needs import Equipment
from meetbot.texts import Texts
from meetbot.times import NoSuchTime, TwiceTime


@explains(errors.SlotTaken)
def _taken(texts: Texts, error: errors.SlotTaken) -> Outgoing:
    return Outgoing(texts.t("The room is taken {span}, set-up and clearing included. Choose another time or room.",
                            span=texts.span(error.from_at, error.until_at)))  # fmt: skip


@explains(errors.RoomClosed)
def _closed(texts: Texts, error: errors.RoomClosed) -> Outgoing:
    if error.until is None:
        return Outgoing(texts.t("The room is closed, and nobody knows yet until when. Choose another room."))
    return Outgoing(
        texts.t(
            "The room is closed until {moment}. Choose a later time or another room.", moment=texts.moment(error.until)
        )
    )


@explains(errors.BuildingClosed)
def _building_closed(texts: Texts, error: errors.BuildingClosed) -> Outgoing:
    if error.opens is None or error.closes is None:
        return Outgoing(
            texts.t(
                "The building is closed all day on {day}. Choose another day, or book it all the same.",
                day=texts.day(error.day),
            )
        )
    return Outgoing(
        texts.t(
            "On {day} the building is open {opens}–{closes} only. Choose another time, or book it all the same.",
            day=texts.day(error.day),
            opens=_clock(error.opens),
            closes=_clock(error.closes),
        )
    )


@explains(errors.RoomTooSmall)
def _too_small(texts: Texts, error: errors.RoomTooSmall) -> Outgoing:
    layout = layout_name(texts, error.layout)
    if error.capacity == 0:
        return Outgoing(
            texts.t("There is no space for the layout “{layout}” with all that was asked for.", layout=layout)
        )
    return Outgoing(
        texts.n(
            "In the layout “{layout}” the room holds {count} person, and {heads} are coming.",
            "In the layout “{layout}” the room holds {count} people, and {heads} are coming.",
            error.capacity,
            layout=layout,
            heads=error.heads,
        )
    )


@explains(errors.LacksEquipment)
def _lacks(texts: Texts, error: errors.LacksEquipment) -> Outgoing:
    return Outgoing(
        texts.t(
            "The room does not have: {things}. Choose another room, or do without.", things=things(texts, error.missing)
        )
    )


@explains(errors.NoRoomFits)
def _no_room_fits(texts: Texts, error: errors.NoRoomFits) -> Outgoing:
    if error.missing:
        return Outgoing(
            texts.t(
                "No room has all of this together: {things}. Do without some of it, or ask the office to bring it.",
                things=things(texts, error.missing),
            )
        )
    return Outgoing(
        texts.n(
            "No room holds {heads} people in the layout “{layout}”: the largest that has what you need holds {count}.",
            "No room holds {heads} people in the layout “{layout}”: the largest that has what you need holds {count}.",
            error.largest,
            heads=error.heads,
            layout=layout_name(texts, error.layout),
        )
    )


@explains(errors.NoRoomFree)
def _no_room_free(texts: Texts, error: errors.NoRoomFree) -> Outgoing:
    return Outgoing(
        texts.t(
            "Every room that fits is taken {span}. Choose another time.",
            span=texts.span(error.starts_at, error.ends_at),
        )
    )


@explains(errors.InThePast)
def _past(texts: Texts, error: errors.InThePast) -> Outgoing:
    return Outgoing(
        texts.t("{moment} is over. Choose a time that is still to come.", moment=texts.moment(error.starts_at))
    )


@explains(errors.EndBeforeStart)
def _end_before_start(texts: Texts, error: errors.EndBeforeStart) -> Outgoing:
    return Outgoing(
        texts.t(
            "The end ({end}) has to be after the start ({start}).",
            start=texts.moment(error.starts_at),
            end=texts.moment(error.ends_at),
        )
    )


@explains(errors.TooLong)
def _too_long(texts: Texts, error: errors.TooLong) -> Outgoing:
    return Outgoing(texts.t("A meeting can last {limit} at the longest. Book a longer event as several meetings.",
                            limit=texts.length(error.limit)))  # fmt: skip


@explains(errors.TooFarAhead)
def _too_far(texts: Texts, error: errors.TooFarAhead) -> Outgoing:
    return Outgoing(texts.t("Rooms can be booked until {day}. Choose an earlier day.", day=texts.day(error.limit)))


@explains(errors.OffStep)
def _off_step(texts: Texts, error: errors.OffStep) -> Outgoing:
    minutes = int(error.step.total_seconds()) // 60
    return Outgoing(
        texts.t(
            "Meetings begin and end in steps of {minutes} minutes; the nearest is {time}.",
            minutes=minutes,
            time=texts.time(error.nearest),
        )
    )


@explains(errors.BadHeads)
def _bad_heads(texts: Texts, error: errors.BadHeads) -> Outgoing:
    return Outgoing(texts.t("Give the number of people, from 1 to {limit}.", limit=error.limit))


@explains(errors.BadTitle)
def _bad_title(texts: Texts, error: errors.BadTitle) -> Outgoing:
    return Outgoing(
        texts.t(
            "The title has {length} characters; at most {limit} fit on signs and in calendars. Send a shorter one.",
            length=error.length,
            limit=error.limit,
        )
    )


@explains(errors.UnknownMeetingType)
def _unknown_type(texts: Texts, error: errors.UnknownMeetingType) -> Outgoing:
    return Outgoing(texts.t("There is no such kind of meeting any more. Choose one from the list."))


@explains(errors.LayoutNotOffered)
def _not_offered(texts: Texts, error: errors.LayoutNotOffered) -> Outgoing:
    offered = ", ".join(layout_name(texts, layout) for layout in error.offered)
    return Outgoing(
        texts.t(
            "For this kind of meeting the standard has other layouts: {layouts}. Choose one of them.", layouts=offered
        )
    )


@explains(errors.UnknownRoom)
def _unknown_room(texts: Texts, error: errors.UnknownRoom) -> Outgoing:
    return Outgoing(texts.t("There is no such room to book. /rooms shows what there is."))


@explains(errors.UnknownBooking)
def _unknown_booking(texts: Texts, error: errors.UnknownBooking) -> Outgoing:
    return Outgoing(texts.t("I cannot find this booking. /my shows yours."))


@explains(errors.NotYourBooking)
def _not_yours(texts: Texts, error: errors.NotYourBooking) -> Outgoing:
    return Outgoing(texts.t("This booking is somebody else’s. /my shows yours."))


@explains(errors.AlreadyCancelled)
def _cancelled(texts: Texts, error: errors.AlreadyCancelled) -> Outgoing:
    return Outgoing(texts.t("This booking was cancelled; the room is free again. /book makes a new one."))


@explains(errors.NotStarted)
def _not_started(texts: Texts, error: errors.NotStarted) -> Outgoing:
    return Outgoing(
        texts.t("The meeting begins {moment}; this can be done once it runs.", moment=texts.moment(error.starts_at))
    )


@explains(errors.AlreadyStarted)
def _started(texts: Texts, error: errors.AlreadyStarted) -> Outgoing:
    return Outgoing(
        texts.t("The meeting has been running since {time}: its start and its room stay; its end can still move.",
                time=texts.time(error.starts_at))
    )  # fmt: skip


@explains(errors.MeetingOver)
def _over(texts: Texts, error: errors.MeetingOver) -> Outgoing:
    return Outgoing(texts.t("The meeting was over at {moment}; nothing about it can be changed now. /book makes a new booking.",
                            moment=texts.moment(error.ended_at)))  # fmt: skip


@explains(errors.NotAnOrganiser)
def _not_an_organiser(texts: Texts, error: errors.NotAnOrganiser) -> Outgoing:
    return Outgoing(texts.t("Bookings can only pass to somebody active who may book. Choose somebody else."))


@explains(errors.ChangedMeanwhile)
def _changed_meanwhile(texts: Texts, error: errors.ChangedMeanwhile) -> Outgoing:
    return Outgoing(texts.t("Somebody changed this booking meanwhile. Look at it once more; nothing was saved yet."))


@explains(errors.NotForThem)
def _not_for_them(texts: Texts, error: errors.NotForThem) -> Outgoing:
    return Outgoing(
        texts.t(
            "You can book for colleagues of your own department only. Ask a supervisor or the office to book for others."
        )
    )


@explains(errors.BadBreak)
def _bad_break(texts: Texts, error: errors.BadBreak) -> Outgoing:
    return Outgoing(
        texts.t("A break lies inside the meeting and does not cross another break. Choose another time for it.")
    )


@explains(NoSuchTime)
def _no_such_time(texts: Texts, error: NoSuchTime) -> Outgoing:
    return Outgoing(
        texts.t(
            "The clocks skip {time} on that day. The next time that exists is {next}.",
            time=f"{error.wall:%H:%M}",
            next=texts.moment(error.next_valid),
        )
    )


@explains(TwiceTime)
def _twice(texts: Texts, error: TwiceTime) -> Outgoing:
    return Outgoing(texts.t("The clocks are set back, so {time} comes twice that day. Which one do you mean?",
                            time=f"{error.wall:%H:%M}"))  # fmt: skip


@explains(DoesNotFit, NoPlaces)
def _does_not_fit(texts: Texts, error: DoesNotFit) -> Outgoing:
    return Outgoing(texts.t("That does not fit into the room. Choose another layout or a larger room."))


@explains(UnknownLayout)
def _unknown_layout(texts: Texts, error: UnknownLayout) -> Outgoing:
    return Outgoing(texts.t("There is no such layout. Choose one from the list."))


def things(texts: Texts, equipment: tuple[Equipment, ...]) -> str:
    """Equipment by name, in a list."""
    names = {
        Equipment.PROJECTOR: texts.plain("projector"),
        Equipment.SCREEN: texts.plain("screen"),
        Equipment.SOUND: texts.plain("sound system"),
        Equipment.MICROPHONES: texts.plain("microphones"),
        Equipment.LASER_POINTER: texts.plain("laser pointer"),
        Equipment.WHITEBOARD: texts.plain("whiteboard"),
        Equipment.VIDEO_CALL: texts.plain("video conferencing"),
    }
    return texts.plain(", ").join(names[thing] for thing in equipment)


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
