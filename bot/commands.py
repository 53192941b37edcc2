"""Commands the assistant itself answers, the same in every channel."""

from __future__ import annotations

import re
from typing import NamedTuple

COMMANDS = ("kiemtra", "xem", "bieudo", "vanban", "nguon", "mau")
"""Check a unit step by step, show an evidence message again, draw it, show documents, show the
sources of an answer, ask for the spreadsheet template."""

_ANY_COMMAND = re.compile(r"/([a-z][a-z0-9]*)(?:[_\s]+(\S.*))?", re.IGNORECASE | re.DOTALL)
_COMMAND = re.compile(rf"/({'|'.join(COMMANDS)})(?:[_\s]+(\S.*))?", re.IGNORECASE | re.DOTALL)


class Command(NamedTuple):
    """A command and what follows it, ``"xem"`` and ``"3f9ac1"``."""

    name: str
    argument: str


def read_command(text: str) -> Command | None:
    """Return the command a message is, ``None`` for any other message.

    ``/xem 3f9ac1`` and ``/xem_3f9ac1``, which Telegram makes a link of, are the same.
    """
    found = _COMMAND.fullmatch(text.strip())
    return Command(found[1].lower(), (found[2] or "").strip()) if found else None


def read_any_command(text: str) -> Command | None:
    """Return the command a message is, whether or not anybody answers it."""
    found = _ANY_COMMAND.fullmatch(text.strip())
    return Command(found[1].lower(), (found[2] or "").strip()) if found else None
