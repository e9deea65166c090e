"""What the people did, held against the rows: what is lost, what was done twice, what was said twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, BookingChange
from meetbot.checklists.models import Take, Tick
from meetbot.db import Database
from meetbot.defects.models import Defect, DefectGrade, DefectPhoto, Resolution
from meetbot.files.models import StoredFile
from meetbot.inbox.models import InboxUpdate
from meetbot.people.models import Person
from meetbot.reminders.asking import Asking
from meetbot.reminders.claims import Process
from meetbot.reminders.due import agenda
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.failures import RULE
from meetbot.requests.models import RequestStep, ServiceRequest
from meetbot.settings import read_site
from tests.chaos.chat import Carried
from tests.chaos.ledger import Ledger

CONFIG = Path(__file__).parents[2] / "config"
_OVERLAPS = text(
    "SELECT count(*) FROM reservation a JOIN reservation b ON a.room_id = b.room_id AND a.id < b.id"
    " AND a.from_at < b.until_at AND b.from_at < a.until_at WHERE a.is_active AND b.is_active"
)
HEADER = "| kind | expected | found | lost | twice |\n| --- | --- | --- | --- | --- |"


@dataclass
class Line:
    """One kind of thing. ``missing`` names what is lost, ``doubled`` what was done more than once."""

    kind: str
    expected: int
    missing: list[str]
    doubled: list[str]

    def __str__(self) -> str:
        found = self.expected - len(self.missing)
        return f"| {self.kind} | {self.expected:,} | {found:,} | {len(self.missing)} | {len(self.doubled)} |"

    @property
    def is_right(self) -> bool:
        return not self.missing and not self.doubled


@dataclass
class Repeats:
    """Messages that arrived more than once. ``in_flight``: the first copy's process was killed before it marked it."""

    messages: int
    in_flight: int
    others: list[str]


@dataclass
class Account:
    """The whole of it. ``threads``: how each of the silences came about."""

    lines: list[Line]
    repeats: Repeats
    outcomes: Counter[str]
    silences: list[str]
    mistakes: list[str]
    threads: list[list[str]] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return (
            all(line.is_right for line in self.lines)
            and not self.repeats.others and not self.silences and not self.mistakes
        )  # fmt: skip

    @property
    def losses(self) -> list[str]:
        """What was lost, done twice or said twice."""
        found = [f"lost: {line.kind}: {what}" for line in self.lines for what in line.missing]
        found += [f"twice: {line.kind}: {what}" for line in self.lines for what in line.doubled]
        found += [f"said twice, not in flight: {what}" for what in self.repeats.others]
        return [*found, *self.mistakes]

    @property
    def complaints(self) -> list[str]:
        """And who waited for a minute in vain."""
        return [*self.losses, *(f"waited in vain: {what}" for what in self.silences)]


def settled(
    database: Database, ledger: Ledger, carried: Sequence[Carried], killed: set[int], now: datetime, mistakes: list[str]
) -> Account:
    """The account, once nothing is in hand any more."""
    with database.reading() as session:
        people = {person.telegram_id: person.id or 0 for person in session.exec(select(Person))}
        lines = [
            _updates(session, ledger), _presses(ledger), _answers(ledger, carried), _bookings(session, ledger, people),
            _moves(session, ledger), _cancellations(session, ledger), _takes(session, ledger, people),
            _ticks(session, ledger), _rounds(session, ledger), _requests(session, ledger), _steps(session, ledger),
            _defects(session, ledger), _photos(session, ledger), _grades(session, ledger), _mended(session, ledger),
            _dues(session, carried, now), _overlaps(session),
        ]  # fmt: skip
        outcomes = Counter(str(row.outcome) for row in session.exec(select(Sent)))
    return Account(lines, _repeats(carried, killed), outcomes, list(map(str, ledger.silences)), mistakes)


def _line(kind: str, expected: Iterable[Any], found: Counter[Any], *, is_exact: bool = False) -> Line:
    """``found`` counts what the rows say; where ``is_exact``, what nobody expected counts as done twice, too."""
    wanted = Counter(expected)
    missing = [str(each) for each in (wanted - found).elements()]
    more = found - wanted if is_exact else Counter({each: found[each] - wanted[each] for each in wanted})
    return Line(kind, wanted.total(), missing, [str(each) for each in (+more).elements()])


def _updates(session: Session, ledger: Ledger) -> Line:
    done = session.exec(select(InboxUpdate.update_id).where(col(InboxUpdate.done_at).is_not(None))).all()
    ids = [each.update_id for each in ledger.said] + [each.update_id for each in ledger.pressed]
    return _line("presses and messages in the inbox, done", ids, Counter(done))


def _presses(ledger: Ledger) -> Line:
    return _line(
        "presses answered",
        (each.query_id for each in ledger.pressed),
        Counter(each.query_id for each in ledger.pressed if each.answer is not None),
    )


def _answers(ledger: Ledger, carried: Sequence[Carried]) -> Line:
    """That a message was answered by at least one message, a reaction or an edit."""
    causes = {each.cause for each in carried}
    ids = [each.update_id for each in ledger.said]
    return _line("messages answered", ids, Counter(id for id in ids if f"update {id}" in causes))


def _bookings(session: Session, ledger: Ledger, people: dict[int, int]) -> Line:
    rows = session.exec(select(BookingChange, Booking).join(Booking).where(BookingChange.verb == "book")).all()
    first = Counter((booking.organiser_id, booking.id) for _, booking in rows)
    made = [(people[each.organiser], each.id) for each in ledger.booked]
    return _line("bookings", made, first, is_exact=True)


def _moves(session: Session, ledger: Ledger) -> Line:
    """Every move is in the history once, and the meeting stands where it was moved to last."""
    history = session.exec(select(BookingChange).where(BookingChange.verb == "move")).all()
    stands = {booking.id: booking.starts_at for booking in session.exec(select(Booking))}
    line = _line(
        "moves", ((each.id, n) for each in ledger.booked for n, _ in enumerate(each.moves)), _numbered(history),
        is_exact=True,
    )  # fmt: skip
    line.missing += [
        f"booking {each.id} stands at {stands.get(each.id)} instead of {each.starts_at}" for each in ledger.booked
        if stands.get(each.id) != each.starts_at
    ]  # fmt: skip
    return line


def _numbered(history: Sequence[BookingChange]) -> Counter[Any]:
    seen: Counter[int] = Counter()
    found: Counter[Any] = Counter()
    for change in history:
        found[(change.booking_id, seen[change.booking_id])] += 1
        seen[change.booking_id] += 1
    return found


def _cancellations(session: Session, ledger: Ledger) -> Line:
    history = session.exec(select(BookingChange.booking_id).where(BookingChange.verb == "cancel")).all()
    gone = session.exec(select(Booking.id).where(col(Booking.cancelled_at).is_not(None))).all()
    line = _line(
        "cancellations", (each.id for each in ledger.booked if each.is_cancelled), Counter(history), is_exact=True
    )
    line.missing += [f"booking {id} is not cancelled" for id in {*history} - {*gone}]
    return line


def _takes(session: Session, ledger: Ledger, people: dict[int, int]) -> Line:
    rows = session.exec(select(Take).where(col(Take.released_at).is_(None))).all()
    made = [(each.number, people[each.person]) for each in ledger.heard("ck.take")]
    return _line("meetings taken", made, Counter((row.booking_id, row.person_id) for row in rows))


def _ticks(session: Session, ledger: Ledger) -> Line:
    """Ticks and counts. An item has one tick that stands, whoever pressed it, so two people's presses are one."""
    made = {(each.number, each.rest(2)) for each in ledger.heard("ck.t")}
    made |= {(each.number, each.rest(3)) for each in ledger.heard("ck.n")}
    return _line("ticks and counts", made, _standing(session))


def _rounds(session: Session, ledger: Ledger) -> Line:
    made = {(each.number, each.rest(1)) for each in ledger.heard("rd.done")}
    return _line("rounds done", made, _standing(session))


def _standing(session: Session) -> Counter[Any]:
    return Counter((row.booking_id, row.item) for row in session.exec(select(Tick)) if row.undone_at is None)


def _requests(session: Session, ledger: Ledger) -> Line:
    rows = session.exec(select(ServiceRequest)).all()
    return _line(
        "requests",
        ((each.number, each.arguments[1]) for each in ledger.heard("rq.ask")),
        Counter((row.booking_id, str(row.kind)) for row in rows),
        is_exact=True,
    )


def _steps(session: Session, ledger: Ledger) -> Line:
    rows = session.exec(select(RequestStep)).all()
    names = {"rq.go": "taken", "rq.done": "done"}
    made = {(each.number, names[each.verb]) for each in ledger.heard(*names)}
    return _line("requests taken and done", made, Counter((row.request_id, str(row.step)) for row in rows))


def _defects(session: Session, ledger: Ledger) -> Line:
    return _line("defects", list(ledger.reported), Counter(session.exec(select(Defect.words)).all()), is_exact=True)


def _photos(session: Session, ledger: Ledger) -> Line:
    rows = session.exec(
        select(Defect.words, StoredFile.content)
        .join(DefectPhoto, col(DefectPhoto.defect_id) == Defect.id)
        .join(StoredFile, col(StoredFile.id) == DefectPhoto.file_id)
    ).all()
    return _line(
        "their photos, byte for byte", ledger.reported.items(), Counter((words, bytes(content)) for words, content in rows),
        is_exact=True,
    )  # fmt: skip


def _grades(session: Session, ledger: Ledger) -> Line:
    rows = session.exec(select(DefectGrade)).all()
    made = ((each.number, each.arguments[1]) for each in ledger.heard("df.grade"))
    return _line("defects graded", made, Counter((row.defect_id, str(row.severity)) for row in rows))


def _mended(session: Session, ledger: Ledger) -> Line:
    made = {each.number for each in ledger.heard("df.note")}
    return _line("defects mended", made, Counter(session.exec(select(Resolution.defect_id)).all()))


def _dues(session: Session, carried: Sequence[Carried], now: datetime) -> Line:
    """
    Every due has ended; what was delivered reached the chat's server as this very message, and nothing due is left unclaimed.

    One that ended as failed (it became too late while one bot after the other died) counts as lost unless the office was told.
    """
    rows = session.exec(select(Sent)).all()
    arrived = {(each.cause, each.message_id) for each in carried if each.is_message}
    line = Line("dues", len(rows), [], [])
    for row in rows:
        cause = f"due {row.rule} {row.subject} {row.occurrence} {row.recipient_id}"
        if row.outcome is None or (row.outcome is SentOutcome.FAILED and not _is_told(row, rows)):
            line.missing.append(f"{cause}: {row.outcome} {row.error}")
        elif row.outcome is SentOutcome.DELIVERED and (cause, row.message_id) not in arrived:
            line.missing.append(f"{cause} was marked, and never arrived")
    line.missing += [f"{about} has something due that nobody claimed" for about in left_due(session, now)]
    return line


def _is_told(row: Sent, rows: Sequence[Sent]) -> bool:
    """Whether the office heard, or was to hear itself, that this person was not reached about this."""
    told = (each for each in rows if each.rule == RULE and each.subject == row.subject)
    return row.rule == RULE or any(
        each.occurrence == f"person:{row.recipient_id}" and each.outcome is SentOutcome.DELIVERED for each in told
    )


def left_due(session: Session, now: datetime) -> tuple[str, ...]:
    """What has something due that nobody has claimed, as a process that begins now would see it."""
    return agenda(session, Process("account", is_alone=True, asking=Asking(read_site(CONFIG))), now).subjects


def _overlaps(session: Session) -> Line:
    count = int(session.connection().execute(_OVERLAPS).scalar_one())
    return Line("rooms held twice", 0, [], ["two reservations overlap"] * count)


def _repeats(carried: Sequence[Carried], killed: set[int]) -> Repeats:
    """What an earlier life had said already about the same update, or about the same due."""
    lives: defaultdict[str, dict[int, list[Carried]]] = defaultdict(dict)
    for each in carried:
        if each.is_message and each.cause:
            lives[each.cause].setdefault(each.life, []).append(each)
    found = Repeats(0, 0, [])
    for cause, by_life in lives.items():
        said: list[Carried] = []
        for sent in by_life.values():
            for each in sent:
                before = next((one for one in said if _is_the_same(one, each)), None)
                if before is not None or (cause.startswith("due") and each is not sent[0]):
                    _count(found, each, before, killed)
            said += sent
    return found


def _is_the_same(one: Carried, other: Carried) -> bool:
    """A due is one message, whatever it says by then; an update may be answered by several."""
    return one.chat_id == other.chat_id and (one.cause.startswith("due") or one.says == other.says)


def _count(found: Repeats, again: Carried, before: Carried | None, killed: set[int]) -> None:
    found.messages += 1
    if before is not None and before.life in killed:
        found.in_flight += 1
    else:
        found.others.append(f"{again.cause} to {again.chat_id} by life {again.life}: {again.says[:60]!r}")
