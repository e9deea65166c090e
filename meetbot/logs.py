"""
What the log looks like: one event a line, with the fields that belong to it, and never a token in it.

``lines`` for people (time, level, who, what, ``name=value``), ``json`` for machines. Everything that is logged while an update
or a message is in hand bears its fields (structlog's ``bound_contextvars``), also from a thread behind the seam.
"""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from traceback import format_exception
from types import TracebackType
from typing import Literal

from structlog.contextvars import merge_contextvars
from structlog.processors import JSONRenderer, format_exc_info
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, WrappedLogger

Style = Literal["lines", "json"]

# A bot token: the bot's number, a colon, and the secret part.
_TOKEN = re.compile(r"(?<!\d)(\d{6,}):[\w-]{30,}")
# What a URL says before the host: user and password of a database, a mail server, a proxy.
_PASSWORD = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
QUIET = {"telegram": logging.WARNING, "httpx": logging.WARNING, "apscheduler": logging.WARNING,
          "aiohttp": logging.WARNING, "alembic": logging.WARNING, "uvicorn": logging.WARNING}  # fmt: skip


def set_up_logs(style: Style) -> None:
    """Write the log to standard error; libraries only when something is wrong. The process's last words, too."""
    sys.excepthook = last_words
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(style))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught, on standard error: as Python says it, but for what must not be told."""
    sys.stderr.write(_struck_out("".join(format_exception(kind, error, trace))))


def formatter(style: Style) -> logging.Formatter:
    """Renders the records of the standard library's loggers, which is what every module and library logs with."""
    render = JSONRenderer(ensure_ascii=False, default=str) if style == "json" else _line
    return _Redacted(
        processors=[ProcessorFormatter.remove_processors_meta, format_exc_info, render],
        foreign_pre_chain=[merge_contextvars, add_log_level, add_logger_name, ExtraAdder(), _stamp],
    )


class _Redacted(ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return _struck_out(super().format(record))


def _struck_out(words: str) -> str:
    return _PASSWORD.sub("***", _TOKEN.sub(r"\1:***", words))


def _stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """When it was logged, in UTC."""
    moment = datetime.fromtimestamp(event["_record"].created, UTC)
    event["time"] = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return event


def _line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    head = f"{event.pop('time')} {event.pop('level').upper()} {event.pop('logger')}: {event.pop('event')}"
    trouble = event.pop("exception", "")
    fields = "".join(f" {name}={value!r}" for name, value in sorted(event.items()))
    return f"{head}{fields}\n{trouble}" if trouble else f"{head}{fields}"
