"""
Which function answers which update. Each area lists its commands, presses and answers; menus, help and the
authorisation suite are made from the same lists.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from meetbot.people.roles import Role

EVERYBODY = frozenset(Role)

Handle = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Command:
    """``/name``: who may use it (none: strangers too) and how the menu describes it (an English message id)."""

    name: str
    do: Handle
    description: str
    roles: frozenset[Role] | None = EVERYBODY
    in_menu: bool = True


@dataclass(frozen=True)
class Press:
    """
    A button's verb: the kinds of its arguments and who may press it (none: strangers too).

    ``is_one_act``: its function does nothing before it reads or writes through its turn, as with a single ``turn.act``. Then the
    sender is looked up in that very transaction (``Turn.is_sender_sure``), which saves everybody one of two.
    """

    verb: str
    do: Handle
    arguments: tuple[type[int | str], ...] = ()
    roles: frozenset[Role] | None = EVERYBODY
    is_one_act: bool = False


@dataclass(frozen=True)
class Answer:
    """A plain message that a draft of this kind awaits. ``do(turn, draft)`` reads the turn's text, photo or document."""

    kind: str
    do: Handle
    roles: frozenset[Role] | None = EVERYBODY


@dataclass(frozen=True)
class Area:
    """One area of the conversation."""

    commands: Sequence[Command] = ()
    presses: Sequence[Press] = ()
    answers: Sequence[Answer] = ()


@dataclass(frozen=True)
class Routes:
    """All areas together. Raises ValueError when two areas claim the same name."""

    commands: dict[str, Command] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, areas: Iterable[Area]) -> Routes:
        routes = cls()
        for area in areas:
            for known, more in (
                (routes.commands, {each.name: each for each in area.commands}),
                (routes.presses, {each.verb: each for each in area.presses}),
                (routes.answers, {each.kind: each for each in area.answers}),
            ):
                if twice := known.keys() & more.keys():
                    raise ValueError(f"claimed by two areas: {sorted(twice)}")
                known.update(more)  # type: ignore[arg-type]
        return routes
