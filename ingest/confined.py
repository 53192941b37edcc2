"""Run one command's work in a child of its own, within the limits of reading a file."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from ingest.refusals import refusal
from ingest.worker import OUT_OF_MEMORY, Caps, limit
from knowledge.adapters.command import run_command
from knowledge.errors import DocumentError

_LOOK_SECONDS = 0.01


def run_confined(action: Callable[[], int], caps: Caps, file: str) -> int:
    """Run ``action`` in a child that prints for this process, and return its exit status.

    Args:
        action: what to do; expected errors become one line and a status, as in every command.
        caps: see :class:`ingest.worker.Caps`; what is printed is not limited.
        file: the file at hand, for the sentence of a refusal.

    Raises:
        DocumentError: ``took_too_long``, ``too_much_memory`` or ``reader_lost``.
    """
    child = os.fork()
    if child == 0:
        status = OUT_OF_MEMORY
        try:
            os.setsid()
            limit(caps)
            status = run_command(action)
        except MemoryError:
            pass  # the parent says it
        finally:
            os._exit(status)
    deadline = time.monotonic() + caps.seconds
    ended = status = 0
    try:
        while not ended and time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended:
                time.sleep(_LOOK_SECONDS)
    finally:
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if not ended:
        raise _lost("took_too_long", caps, file)
    code = os.waitstatus_to_exitcode(status)
    if code == OUT_OF_MEMORY:
        raise _lost("too_much_memory", caps, file)
    if code < 0:
        raise _lost("took_too_long" if code == -signal.SIGXCPU else "reader_lost", caps, file)
    return code


def _lost(code: str, caps: Caps, file: str) -> DocumentError:
    units = {"took_too_long": caps.seconds, "too_much_memory": caps.memory_bytes // 1024 // 1024}
    return refusal(code, file, limit=units.get(code, 0))
