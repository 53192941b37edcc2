"""The frame of every command: expected errors become one line and a status, the rest is a bug."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from knowledge.errors import ConfigError, TroLyError

FAILED = 1
REFUSED = 2


def run_command(main: Callable[[], int]) -> int:
    """Run ``main`` and return the exit status.

    A :class:`ConfigError` or other expected error prints one line on standard error: status 2.
    Ctrl-C gives 130, a closed pipe the shell's usual status. The streams are UTF-8 whatever the
    locale says: a Vietnamese sentence fits few other encodings.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = main()
        sys.stdout.flush()
    except TroLyError as error:
        label = "Lỗi cấu hình" if isinstance(error, ConfigError) else "Lỗi"
        sys.stderr.write(f"{label}: {' '.join(str(error).split())}\n")
        return REFUSED
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    else:
        return status


def leave_at_once(status: int) -> NoReturn:
    """End the process without waiting for threads that are still at work."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
