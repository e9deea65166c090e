"""A meeting that attendants are called for: what a message that nobody asked for is in the tests of faults."""

from __future__ import annotations

from sqlmodel import Session, col, select

from meetbot.booking.service import Wish, book
from meetbot.checklists.models import Take
from meetbot.localchat.people import User
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from tests.factories import at
from tests.harness import Harness

CALL = "✋ Who takes"


class House:
    """Olga's meeting tomorrow, told to Alan and Beth; Ada is the office."""

    def __init__(self, service: Harness) -> None:
        self.service = service
        self.ada = service.person("Ada", Role.ADMIN)
        self.olga = service.person("Olga", Role.ORGANISER)
        self.alan = service.person("Alan", Role.ATTENDANT)
        self.beth = service.person("Beth", Role.ATTENDANT)

    def books(self, title: str = "Budget", room: str = "boardroom") -> None:
        wish = Wish(
            at("2026-11-24 14:00"), at("2026-11-24 16:00"), heads=10, meeting_type="general", layout="oval", title=title, room=room
        )  # fmt: skip
        with self.service.database.writing() as session:
            olga = member(session, self.olga.id)
            assert olga is not None
            book(session, wish, olga, self.service.clock.now(), self.service.service.parts.site)

    def calls(self, user: User) -> int:
        """How many calls to take a meeting the person has received."""
        return sum(CALL in message.text for message in user.received)

    def outcomes(self, user: User) -> list[SentOutcome | None]:
        """What became of the calls that the person was sent."""

        def look(session: Session) -> list[SentOutcome | None]:
            wanted = (
                select(Sent)
                .join(Person, col(Person.id) == col(Sent.recipient_id))
                .where(Sent.rule == "call_to_take", col(Person.telegram_id) == user.id)
            )
            return [sent.outcome for sent in session.exec(wanted)]

        return self.service.look(look)

    def takers(self) -> list[str]:
        """Who has taken a meeting."""
        wanted = select(Person.name).join(Take, col(Take.person_id) == col(Person.id)).order_by(col(Take.id))
        return self.service.look(lambda session: list(session.exec(wanted)))
