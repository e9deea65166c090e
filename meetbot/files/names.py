"""What a file may be called: a name to show, never a place to write to."""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

from meetbot.texts import one_line

LONGEST_NAME = 120
# A longer ending is no file type but a sentence with a dot in it.
_LONGEST_SUFFIX = 16
# Either slash, because the sender's system is not ours; the others are what some system forbids in a name.
_SLASHES = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def file_name(given: str, mime: str) -> str:
    """The last part of ``given``, at most 120 characters with its ending kept; "file" and the type's ending for none."""
    last = _SLASHES.split(one_line(given))[-1]
    name = _FORBIDDEN.sub("_", last).strip(" .")
    return _shortened(name) if name else "file" + (mimetypes.guess_extension(mime) or "")


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    kept = suffix if len(suffix) <= _LONGEST_SUFFIX else ""
    return name[: LONGEST_NAME - len(kept)].rstrip(" .") + kept
