"""Waiting for what another thread or process does: as long as a busy machine may need, no longer.

A test that waits too short a time fails on a machine that does ten things at once; a long deadline
costs nothing, as the wait ends with what is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Wait until ``condition`` holds; tell whether it did."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
