"""How much memory the process keeps for itself."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8  # (malloc.h of the GNU library)


def share_one_arena() -> None:
    """
    Have all threads take memory from one place. Call it before the first of them begins.

    The GNU library gives every thread a place of its own, so that threads need not wait for each other; Python lets one of them
    work at a time anyway, and each place keeps what it once had. Other libraries know no such thing, and nothing happens.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
