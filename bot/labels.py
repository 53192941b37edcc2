"""What is written on a button whose choice is a command to carry out, with its code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.messages import Messages
from knowledge.text import fold

_UPLOAD = re.compile(r"/themvanban (?P<verb>nap|huy) [0-9a-f]+")
_ITEM = re.compile(r"/chuatraloi [0-9a-z]+ (?P<verb>duyet|bo|dong|go)(?: \d+)?")


def labels_of(choices: Sequence[str], messages: Messages) -> dict[str, str]:
    """Return the labels of those ``choices`` that are such commands.

    Args:
        choices: what buttons stand for.
        messages: sections ``upload.button`` and ``items.button``.
    """
    labels = dict[str, str]()
    for choice in choices:
        typed = fold(choice)
        for section, form in (("upload", _UPLOAD), ("items", _ITEM)):
            if found := form.fullmatch(typed):
                labels[choice] = messages(f"{section}.button.{found['verb']}")
    return labels
