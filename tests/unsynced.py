"""
No test cuts the power, so none waits for the disk: SQLite writes without asking it to keep what it was given. A process that is
killed loses nothing by that.

Imported before any database is opened.
"""

import meetbot.db

setattr(  # noqa: B010
    meetbot.db,
    "SQLITE_PRAGMAS",
    (*(each for each in meetbot.db.SQLITE_PRAGMAS if "synchronous" not in each), "synchronous=OFF"),
)
