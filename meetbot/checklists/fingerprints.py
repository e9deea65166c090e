"""
Whether what was done is still what is asked, after a booking changed.

A tick keeps the fingerprint that its item had: "9f86d081884c@29384756/29384700", a digest of what was asked, the moment
that it served and the end of the use before it in the same room (both in minutes since 1970). A tick must be seen again

1. when the item asks for something else: another quantity, wording, evidence, room or (for what stands in the room) layout;
2. when the moment moved further than the phase bears: what is set up stays set up for half a day; what holds for a moment
   (air conditioning, boiled water, the post at the door, the look around after the end) only for the ten minutes within
   which a moved meeting counts as the same. An item's due time has no other part in it: when it was to be done does not
   matter once it was done. For the inspection the planned end counts, so an extension calls for a new look, while telling
   later when the meeting really ended does not;
3. when somebody else used the room since, whom nobody knew of when it was ticked (D1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

# booking.schedule rises at the same distance.
SLIGHT = timedelta(minutes=10)
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """
    What an item asks. ``bears`` is how far ``moment`` may move; a round has no moment, its name says when it was.

    ``used_until`` is when the use before this meeting ends; none where nobody was there, or it does not matter.
    """

    digest: str
    moment: datetime | None = None
    used_until: datetime | None = None
    bears: timedelta = SLIGHT

    def __str__(self) -> str:
        return "".join((self.digest, _minutes("@", self.moment), _minutes("/", self.used_until)))

    def still_holds(self, then: str, ticked_at: datetime) -> bool:
        """Whether a tick of ``ticked_at``, made when the fingerprint was ``then``, answers what is asked today."""
        old = parsed(then)
        return self.digest == old.digest and not self._moved_from(old) and not self._used_since(old, ticked_at)

    def _moved_from(self, old: Fingerprint) -> bool:
        if self.moment is None or old.moment is None:
            return False
        return abs(self.moment - old.moment) > self.bears

    def _used_since(self, old: Fingerprint, ticked_at: datetime) -> bool:
        if self.used_until is None or (old.used_until is not None and self.used_until <= old.used_until):
            return False
        return self.used_until > ticked_at


def digest_of(asked: Iterable[object]) -> str:
    """A short digest of the values that make up what is asked."""
    return blake2b("\x1f".join(map(str, asked)).encode(), digest_size=6).hexdigest()


def parsed(text: str) -> Fingerprint:
    """The fingerprint that a tick kept."""
    rest, _, free = text.partition("/")
    digest, _, moment = rest.partition("@")
    return Fingerprint(digest, _moment(moment), _moment(free))


def _minutes(mark: str, moment: datetime | None) -> str:
    return "" if moment is None else f"{mark}{int(moment.timestamp()) // 60}"


def _moment(minutes: str) -> datetime | None:
    return datetime.fromtimestamp(int(minutes) * 60, UTC) if minutes else None
