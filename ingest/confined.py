"""Run one command's work in a child of its own, within the limits of reading a file."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress

from ingest.pacing import Clock, ProcessorClock, tell
from ingest.worker import OUT_OF_MEMORY, Caps, limit, lost
from knowledge.adapters.command import run_command

_BEGINS, _ENDS = b"[", b"]"
"""What the child writes before and after each page of a scan."""


def run_confined(action: Callable[[], int], caps: Caps, file: str) -> int:
    """Run ``action`` in a child that prints for this process, and return its exit status.

    Args:
        action: what to do; expected errors become one line and a status, as in every command.
        caps: see :class:`ingest.worker.Caps`; what is printed is not limited.
        file: the file at hand, for the sentence of a refusal.

    Raises:
        DocumentError: ``took_too_long``, ``page_took_too_long``, ``too_much_memory`` or
            ``reader_lost``.
    """
    pages, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(pages)
        _act(action, caps, told)
    os.close(told)
    clock = Clock(caps.seconds, caps.page_seconds)
    ended = False
    try:
        ended = _follow(pages, clock)
    finally:
        os.close(pages)
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not ended:
        raise lost(clock.code, caps, file)
    code = os.waitstatus_to_exitcode(status)
    if code == OUT_OF_MEMORY:
        raise lost("too_much_memory", caps, file)
    if code < 0:
        raise lost(clock.code if code == -signal.SIGXCPU else "reader_lost", caps, file)
    return code


def _act(action: Callable[[], int], caps: Caps, told: int) -> None:
    """Do the work of the child and end it."""
    status = OUT_OF_MEMORY
    try:
        os.setsid()
        clock: ProcessorClock = limit(caps)

        def page(begins: bool) -> None:
            clock.page(begins)
            os.write(told, _BEGINS if begins else _ENDS)

        tell(page)
        status = run_command(action)
    except MemoryError:
        pass  # the parent says it
    finally:
        os._exit(status)


def _follow(pages: int, clock: Clock) -> bool:
    """Count the time of the child until it ends; tell whether it ended in time."""
    waiting = select.poll()
    waiting.register(pages, select.POLLIN)
    while waiting.poll(clock.left * 1000):
        mark = os.read(pages, 1)
        if not mark:  # the child has gone
            return True
        clock.page(mark == _BEGINS)
    return False
