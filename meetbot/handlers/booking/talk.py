"""One conversation about a booking as its screens see it: the draft, what it says, who reads, what went wrong just now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.models import Booking
from meetbot.booking.series.finding import repeat_of, series_of
from meetbot.booking.series.rule import Repeat
from meetbot.booking.service import quote, revision
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Offer, Wish
from meetbot.drafts.models import Draft
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.sketch import Sketch, Step
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Rows, Style, button
from meetbot.handlers.outgoing import Outgoing
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.standard.service import standard_of
from meetbot.texts import Html, Texts


@dataclass(frozen=True)
class Talk:
    """A draft of a booking in front of its reader. ``note`` is a sentence to begin with, ``problem`` what was refused just now."""

    draft_id: int
    version: int
    sketch: Sketch
    reader: Reader
    standard: Standard
    booking: Booking | None = None  # the one that is changed
    rule: Repeat | None = None  # of the series, where several of its dates are changed
    problem: MeetbotError | None = None
    note: Html | None = None
    page: int = 0

    @property
    def texts(self) -> Texts:
        return self.reader.texts

    @property
    def site(self) -> Site:
        return self.reader.parts.site

    @property
    def step(self) -> Step:
        return self.sketch.step

    @property
    def wish(self) -> Wish:
        """Everything that was said, as a wish; all questions have their answers."""
        wish, booking = self.sketch.wish(self.standard), self.booking
        if booking is None:
            return wish
        return replace(wish, tea_every=booking.tea_every, rostrum_every=booking.rostrum_every)

    def press(self, label: str, verb: str, *arguments: object, style: Style | None = None) -> Button:
        """A button of this state of the draft; in a later state it is out of date."""
        return button(label, verb, self.draft_id, self.version, *arguments, style=style)

    def goes(self, label: str, step: Step) -> Button:
        """A button to another step."""
        return self.press(label, "bk.go", step)

    def offer(self, session: Session, wish: Wish) -> Offer:
        """What the wish would get. Raises what stands in its way."""
        now, by, may_be_closed = self.reader.now, self.reader.member, self.sketch.closed_ok
        if self.sketch.booking is None:
            return quote(session, wish, now, self.site, by, may_be_closed)
        return revision(session, self.sketch.booking, by, wish, now, self.site, may_be_closed)

    def at(self, step: Step) -> Talk:
        """The same on another step, for a look only."""
        return replace(self, sketch=self.sketch.shown(step=step))


def talk(session: Session, draft: Draft, reader: Reader) -> Talk:
    """The conversation that ``draft`` is."""
    assert draft.id is not None
    sketch = Sketch.of(draft)
    booking = booking_of(session, sketch.booking) if sketch.booking else None
    standard = standard_of(session, booking.standard_id) if booking else current_standard(session).standard
    rule = repeat_of(series_of(session, sketch.booking)) if sketch.booking and sketch.scope else None
    return Talk(draft.id, draft.version, sketch, reader, standard, booking, rule)


Screen = Callable[[Session, Talk], Outgoing]
_SCREENS: dict[Step, Screen] = {}


def screen(*steps: Step) -> Callable[[Screen], Screen]:
    """Register what the message shows on these steps."""

    def register(function: Screen) -> Screen:
        _SCREENS.update(dict.fromkeys(steps, function))
        return function

    return register


def shown(session: Session, talk: Talk) -> Outgoing:
    """What the message shows now."""
    return _SCREENS[talk.step](session, talk)


def rows(*each: tuple[Button, ...] | Rows) -> Rows:
    """Rows of buttons under each other; empty ones are left out."""
    return tuple(row for part in each for row in _as_rows(part) if row)


def _as_rows(part: tuple[Button, ...] | Rows) -> Rows:
    buttons = tuple(each for each in part if isinstance(each, Button))
    return (buttons,) if buttons else tuple(each for each in part if not isinstance(each, Button))
