"""What can be wrong with an expression of the standard, and with asking for a standard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError, NotFound


class ExpressionError(MeetbotError):
    """A condition or quantity that cannot be used; ``loading`` finds the words for the editor of the file."""


@dataclass(unsafe_hash=True)
class NotAnExpression(ExpressionError):
    """The text cannot be read as an expression at all."""

    text: str


@dataclass(unsafe_hash=True)
class UnknownName(ExpressionError):
    """``name`` means nothing here; ``nearest`` is the known name that looks most like it, or empty."""

    text: str
    name: str
    nearest: str


@dataclass(unsafe_hash=True)
class NotAvailable(ExpressionError):
    """The language leaves this out on purpose: ``**``, attributes, loops ..."""

    text: str
    what: str


@dataclass(unsafe_hash=True)
class WrongKind(ExpressionError):
    """``part`` of the expression is one kind of value where another is ``wanted``."""

    text: str
    part: str
    wanted: str
    found: str


@dataclass(unsafe_hash=True)
class WrongArguments(ExpressionError):
    """A function got fewer or more arguments than it takes."""

    text: str
    function: str


@dataclass(unsafe_hash=True)
class TooLong(ExpressionError):
    """More than ``limit`` characters."""

    limit: int


@dataclass(unsafe_hash=True)
class TooDeep(ExpressionError):
    """Nested more than ``limit`` levels."""

    text: str
    limit: int


@dataclass(unsafe_hash=True)
class NumberTooLarge(ExpressionError):
    """A number written or worked out is beyond ``limit``."""

    text: str
    limit: int


@dataclass(unsafe_hash=True)
class DividesByZero(ExpressionError):
    """The expression divides by zero for the meeting it was asked about."""

    text: str


@dataclass(unsafe_hash=True)
class BadAmount(ExpressionError):
    """A quantity came out negative or broken: ``value``."""

    text: str
    value: float


@dataclass(unsafe_hash=True)
class MissingFact(ExpressionError):
    """Who asked for the value did not say what ``name`` is."""

    text: str
    name: str


@dataclass(unsafe_hash=True)
class NoStandard(NotFound):
    """No version of any standard has been published."""


@dataclass(unsafe_hash=True)
class NoSuchStandard(NotFound):
    """No published version has this id."""

    standard_id: int


@dataclass(unsafe_hash=True)
class NoSelfCheck(NotFound):
    """The standard in force has no card that is ticked when a shift begins."""


@dataclass(unsafe_hash=True)
class NoSuchSelfCheck(NotFound):
    """No self-check has this id, or it has no such card."""

    check_id: int


@dataclass(unsafe_hash=True)
class NoSuchVersion(NotFound):
    """No version of this name and number has been published."""

    name: str
    number: int


@dataclass(unsafe_hash=True)
class NotAnEdition(MeetbotError):
    """Neither a file nor the name of a published version: ``words``."""

    words: str


@dataclass(unsafe_hash=True)
class NoSuchClause(NotFound):
    """The version has no clause of this id."""

    clause: str


@dataclass(unsafe_hash=True)
class ProposalWordsMissing(MeetbotError):
    """A proposal, or the reason against it, needs words."""


@dataclass(unsafe_hash=True)
class ProposalWordsTooLong(MeetbotError):
    """``length`` characters where ``limit`` fit."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class ProposalAnswered(MeetbotError):
    """Somebody else, called ``by``, has answered it: accepted, or declined."""

    by: str
    is_accepted: bool
    at: datetime
