"""One bot per data folder: two would answer everybody twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import StateUnavailableError
from knowledge.messages import Messages


@contextmanager
def sole_instance(folder: Path, messages: Messages) -> Iterator[None]:
    """Hold the place of the one bot of ``folder``; it is free again when the process ends.

    Raises:
        StateUnavailableError: another one holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "bot.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise StateUnavailableError(messages("telegram.already_running", folder=folder)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StateUnavailableError(
            messages("state.unavailable", place=folder, reason=reason)
        ) from error
    try:
        yield
    finally:
        lock.release()
