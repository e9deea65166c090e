"""What takes long in a big database is said before it begins, with how long about, so that nobody ends it for hanging."""

import logging

from sqlalchemy import Connection, func, select, table

_log = logging.getLogger(__name__)
# With fewer rows than this, nothing takes longer than a second or two.
WORTH_SAYING = 50_000


def announce(connection: Connection, name: str, what: str, seconds_per_million: int) -> None:
    """
    Log that ``what`` is about to be built on the rows of a table, how many they are and about how long it takes.

    Everything is one transaction: ended in the middle, it leaves the database as it was, and the next start begins again.
    """
    rows = connection.scalar(select(func.count()).select_from(table(name))) or 0
    if rows < WORTH_SAYING:
        return
    _log.warning(
        "building %s on %s rows: about %d s, and nobody books meanwhile; broken off, it leaves everything as it was",
        what, f"{rows:,}", max(1, round(rows * seconds_per_million / 1_000_000)),
    )  # fmt: skip
