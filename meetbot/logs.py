"""What the log looks like: one line an event, its fields as ``name=value``, and never a token in it."""

from __future__ import annotations

import logging
import re
import sys
import time

# A bot token: the bot's number, a colon, and the secret part.
_TOKEN = re.compile(r"(?<!\d)(\d{6,}):[\w-]{30,}")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = {"telegram": logging.WARNING, "httpx": logging.WARNING, "apscheduler": logging.WARNING,
          "aiohttp": logging.WARNING, "alembic": logging.WARNING, "uvicorn": logging.WARNING}  # fmt: skip


class Lines(logging.Formatter):
    """Time in UTC, level, who, what, and the fields that came with it."""

    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the name is logging's)
        fields = "".join(f" {name}={value!r}" for name, value in vars(record).items() if name not in _KNOWN)
        return super().formatMessage(record) + fields

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(r"\1:***", super().format(record))


def set_up_logs() -> None:
    """Write the log to standard error; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
