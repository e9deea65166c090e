"""
Statements that are built once and run all the time: their text, and how their values are turned, is kept.

SQLAlchemy works out anew at every execution which text a statement has, how each value is bound and what becomes of each
column: 40 microseconds where the database needs 5. Here that is done once a statement, a database and a number of values in an
IN. The text goes to the driver by the session's own connection, so transactions, events and errors are as ever, and the
columns' types turn the values, so what comes back is what a query by the session gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Executable, Insert, literal_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

# Longer INs are left to SQLAlchemy: each number of values is a text of its own to keep.
_MOST_IN = 64
_MOST_STATEMENTS = 512
_KNOWN = "connection of the transaction"
# The limit of a statement that is kept, written out: PostgreSQL plans a prepared statement once and for all, but anew each time
# (0.3 ms) where for all it knows the limit may be a million.
ONE: ColumnElement[int] = literal_column("1")
Turn = Callable[[Any], Any] | None  # none: the value stays as it is


def fetch(session: Session, statement: Executable, **values: Any) -> Sequence[Any]:
    """
    The rows that a statement of columns, built once, gives; none for one that only writes.

    ``values`` are all that it asks for. What the session has not written yet is written first, as for any other query.
    """
    if session.autoflush:
        session.flush()
    connection = _connection(session)
    compiled = _compiled(statement, connection.dialect, tuple(values) if isinstance(statement, Insert) else None)
    sizes = tuple([len(values[name]) for name in compiled.lists])
    if sizes and max(sizes) > _MOST_IN:
        result = connection.execute(statement, values)
        return result.all() if result.returns_rows else ()
    text = compiled.text(sizes, values)
    return compiled.turned(execute(connection, text.text, text.bound(values)))


def _connection(session: Session) -> Connection:
    """
    ``session.connection()``, asked for once a transaction: it takes as long as a small statement. Behind a savepoint it is
    asked for anew, because only then the session sets it.
    """
    known: tuple[object, Connection] | None = session.info.get(_KNOWN)
    if known is not None and known[0] is _innermost(session) and session.is_active:
        return known[1]
    connection = session.connection()
    session.info[_KNOWN] = _innermost(session), connection
    return connection


def _innermost(session: Session) -> object:
    return session.get_nested_transaction() or session.get_transaction()


def execute(connection: Connection, text: str, values: Any = ()) -> Sequence[Any]:
    """
    The rows that a text with its values in the driver's way gives, by the driver's own cursor: half the time of
    ``exec_driver_sql``, which does the same and more.

    Its errors are raised as SQLAlchemy's, and a connection that is lost is given up as SQLAlchemy does it. Where somebody listens
    to what is executed, SQLAlchemy executes it.
    """
    if connection.dispatch.before_cursor_execute or connection.dispatch.after_cursor_execute:
        result = connection.exec_driver_sql(text, values)
        return result.all() if result.returns_rows else ()
    driver, dialect = connection.connection, connection.dialect
    cursor = driver.cursor()
    try:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else ()
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, driver, cursor)
        told = DBAPIError.instance(
            text, values, error, dialect.loaded_dbapi.Error, connection_invalidated=is_lost, dialect=dialect
        )
        if is_lost:
            connection.invalidate(error)
        raise told from error
    finally:
        cursor.close()


def holds_any(session: Session, kind: type[SQLModel]) -> bool:
    """Whether the session has read rows of this kind, which a statement that goes past it would leave behind."""
    return any(isinstance(row, kind) for row in session.identity_map.values())


def insert_row(session: Session, statement: Executable, row: SQLModel) -> None:
    """
    ``row`` in the database by ``statement``, an INSERT that was built once and returns the id; the object is the session's
    own from now on. What the session has not written yet is written first.

    For the paths that everybody waits on: a flush takes four times as long.
    """
    session.flush()
    [(row.id,)] = fetch(session, statement, **row.model_dump(exclude={"id"}))
    make_transient_to_detached(row)
    session.add(row)


@lru_cache(maxsize=_MOST_STATEMENTS)
def _compiled(statement: Executable, dialect: Dialect, filled: tuple[str, ...] | None) -> _Compiled:
    return _Compiled(statement, dialect, filled)


class _Compiled:
    """A statement for one database; ``filled`` are the columns for which an INSERT has values."""

    def __init__(self, statement: Any, dialect: Dialect, filled: tuple[str, ...] | None) -> None:
        self._dialect = dialect
        self._compiler = statement.compile(dialect=dialect, column_keys=filled)
        self._texts: dict[tuple[int, ...], _Text] = {}
        self._columns = [_from_driver(each.type, dialect) for each in getattr(statement, "exported_columns", ())]
        self.lists = tuple(name for name, bind in self._compiler.binds.items() if bind.expanding and bind.required)

    def text(self, sizes: tuple[int, ...], values: Mapping[str, Any]) -> _Text:
        """What it says to the database where its lists have these ``sizes``, as those of ``values`` have."""
        if sizes not in self._texts:
            self._texts[sizes] = self._written(values)
        return self._texts[sizes]

    def _written(self, values: Mapping[str, Any]) -> _Text:
        state = self._compiler.construct_expanded_state(values, escape_names=False)
        listed = {place: (name, n) for name, all_ in state.parameter_expansion.items() for n, place in enumerate(all_)}
        order = state.positiontup or tuple(state.parameters)
        places = []
        for place in order:
            name, index = listed.get(place, (place, None))
            turn = _to_driver(self._compiler.binds[name].type, self._dialect)
            said = state.parameters[place]
            places.append(_Place(name if name in values else "", index, turn, turn(said) if turn else said))
        return _Text(state.statement, tuple(places), None if state.positiontup else order)

    def turned(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows as the columns' types have them."""
        if not any(self._columns):
            return rows
        return [
            tuple([value if turn is None else turn(value) for turn, value in zip(self._columns, row, strict=True)])
            for row in rows
        ]


@dataclass(frozen=True, slots=True)
class _Place:
    """One value in a text: the ``index``-th of the list, or the value, called ``name``; without a name always ``said``."""

    name: str
    index: int | None
    turn: Turn
    said: Any


@dataclass(frozen=True, slots=True)
class _Text:
    """What goes to the driver. ``names`` are those of the places, for a driver that wants them by name."""

    text: str
    places: tuple[_Place, ...]
    names: tuple[str, ...] | None

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values in the way of the driver."""
        bound = []
        for place in self.places:
            if not place.name:
                bound.append(place.said)
                continue
            value = values[place.name] if place.index is None else values[place.name][place.index]
            bound.append(value if place.turn is None else place.turn(value))
        return tuple(bound) if self.names is None else dict(zip(self.names, bound, strict=True))


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
