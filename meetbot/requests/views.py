"""Requests with everything that became of them, read in a fixed number of questions however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from meetbot.booking.models import Booking, Room
from meetbot.errors import NotFound
from meetbot.people.members import Member
from meetbot.people.service import names
from meetbot.requests.models import AnswerKind, RequestStep, ServiceRequest

# Nobody waits for tea of yesterday.
REQUEST_HOLDS = timedelta(hours=12)


@dataclass(frozen=True)
class Answer:
    """One step with the name of who made it."""

    step: AnswerKind
    by: int
    name: str
    at: datetime
    words: str


@dataclass(frozen=True)
class RequestView:
    """One request as it stands."""

    request: ServiceRequest
    booking: Booking
    room: Room
    asker: str
    answers: tuple[Answer, ...]

    @property
    def id(self) -> int:
        assert self.request.id is not None
        return self.request.id

    @property
    def is_open(self) -> bool:
        return self.request.closed_at is None

    @property
    def taken(self) -> Answer | None:
        """Who is on the way."""
        return next((each for each in self.answers if each.step is AnswerKind.TAKEN), None)

    @property
    def end(self) -> Answer | None:
        """What closed it."""
        return next((each for each in self.answers if each.step is not AnswerKind.TAKEN), None)

    @property
    def time_to_answer(self) -> timedelta | None:
        """From asking to the first answer; none while nobody has answered."""
        answered = self.request.answered_at
        return answered - self.request.asked_at if answered else None

    def is_of(self, member: Member) -> bool:
        """Whether they asked for it, or it is asked for their meeting."""
        return member.id in {self.request.asked_by, self.booking.organiser_id}

    def may_be_seen_by(self, member: Member) -> bool:
        return member.is_staff or self.is_of(member)


def view(session: Session, request_id: int) -> RequestView:
    """The request, for whoever was found to be entitled to it. Raises NotFound."""
    found = _views(session, session.exec(select(ServiceRequest).where(ServiceRequest.id == request_id)).all())
    if not found:
        raise NotFound
    return found[0]


def seen_by(session: Session, request_id: int, by: Member) -> RequestView:
    """The request. Raises NotFound also when they may not know of it."""
    found = view(session, request_id)
    if not found.may_be_seen_by(by):
        raise NotFound
    return found


def of_booking(session: Session, booking_id: int, since: datetime) -> list[RequestView]:
    """What was asked for a meeting and is open or was closed after ``since``, in the order it was asked."""
    wanted = select(ServiceRequest).where(
        ServiceRequest.booking_id == booking_id,
        or_(col(ServiceRequest.closed_at).is_(None), col(ServiceRequest.closed_at) > since),
    )
    return _views(session, session.exec(wanted.order_by(col(ServiceRequest.id))).all())


def open_requests(session: Session, now: datetime) -> list[RequestView]:
    """What somebody waits for, the longest waiting first; nobody waits for a cancelled meeting."""
    wanted = (
        select(ServiceRequest)
        .join(Booking, col(Booking.id) == ServiceRequest.booking_id)
        .where(
            col(Booking.cancelled_at).is_(None),
            col(ServiceRequest.closed_at).is_(None),
            col(ServiceRequest.asked_at) > now - REQUEST_HOLDS,
        )
    )
    return _views(session, session.exec(wanted.order_by(col(ServiceRequest.id))).all())


def _views(session: Session, requests: Sequence[ServiceRequest]) -> list[RequestView]:
    if not requests:
        return []
    ids = [request.id for request in requests]
    steps = session.exec(
        select(RequestStep).where(col(RequestStep.request_id).in_(ids)).order_by(col(RequestStep.id))
    ).all()
    who = names(session, [*(request.asked_by for request in requests), *(step.by for step in steps)])
    held = session.exec(
        select(Booking, Room)
        .join(Room, col(Room.id) == Booking.room_id)
        .where(col(Booking.id).in_({request.booking_id for request in requests}))
    )
    places = {booking.id: (booking, room) for booking, room in held}
    return [
        RequestView(
            request,
            *places[request.booking_id],
            asker=who.get(request.asked_by, ""),
            answers=tuple(
                Answer(step.step, step.by, who.get(step.by, ""), step.at, step.words)
                for step in steps
                if step.request_id == request.id
            ),
        )
        for request in requests
    ]
