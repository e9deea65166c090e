"""What the people of a chaos run did and were told: written on their side of the chat, never read from the bot's database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic


@dataclass
class Booked:
    """
    A meeting as its organiser knows it: from their card. ``moves``: the starts it was moved to, one after the other;
    ``is_in_own_room``: where nobody else books.
    """

    organiser: int
    start: datetime
    minutes: int
    id: int = 0
    is_in_own_room: bool = True
    moves: list[datetime] = field(default_factory=list)
    is_cancelled: bool = False

    @property
    def starts_at(self) -> datetime:
        return self.moves[-1] if self.moves else self.start


@dataclass(frozen=True)
class Said:
    """A message that the chat's server took."""

    person: int
    update_id: int
    text: str
    at: float = field(default_factory=monotonic)


@dataclass
class Pressed:
    """A press that the chat's server took. ``answer``: what its note said; none while it is not answered."""

    person: int
    update_id: int
    query_id: str
    code: str
    answer: str | None = None
    at: float = field(default_factory=monotonic)

    @property
    def is_heard(self) -> bool:
        """Whether it was answered without an objection."""
        return self.answer == ""

    @property
    def verb(self) -> str:
        return self.code.partition(":")[0]

    @property
    def arguments(self) -> list[str]:
        return self.code.split(":")[1:]

    @property
    def number(self) -> int:
        """The first argument: which meeting, defect or request."""
        return int(self.arguments[0])

    def rest(self, first: int) -> str:
        """The arguments from there on as one: the key of an item may have a colon of its own."""
        return ":".join(self.arguments[first:])


@dataclass(frozen=True)
class Waited:
    """Somebody waited for something in vain. ``drafts``: what they had begun by then."""

    person: int
    deed: str
    what: str
    since: float
    until: float
    drafts: list[str]

    def __str__(self) -> str:
        return f"{self.person}, {self.deed}: {self.what}"


@dataclass
class Ledger:
    """Everything pressed and said. ``silences``: what somebody waited for and did not get, for as long as they waited."""

    said: list[Said] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)
    booked: list[Booked] = field(default_factory=list)
    reported: dict[str, bytes] = field(default_factory=dict)  # words of a defect -> its photo
    silences: list[Waited] = field(default_factory=list)

    def heard(self, *verbs: str) -> list[Pressed]:
        """The presses with these verbs that were answered without an objection."""
        return [each for each in self.pressed if each.verb in verbs and each.is_heard]
