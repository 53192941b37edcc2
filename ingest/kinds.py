"""The kind of an official text, from a line that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.numbers import TYPES
from knowledge.text import fold

TYPE_NAMES = tuple(sorted(set(TYPES.values()), key=len, reverse=True))
_ANY = "|".join(TYPE_NAMES)
TYPE_LINE = re.compile(rf"^\W*({_ANY})\W*$", re.IGNORECASE)
TYPE_START = re.compile(rf"^\W*({_ANY})(?=\s+(?:của|số(?!\s*:)|về|liên tịch|\d))", re.IGNORECASE)


def type_of(text: str) -> str:
    """Return the kind a text begins with, in its usual spelling; empty when it names none."""
    key = fold(text).replace("-", " ").strip()
    return next((name for name in TYPE_NAMES if key.startswith(fold(name))), "")


def typed_line(head: Sequence[str]) -> int | None:
    """Return the index of the line that names the kind: "QUYẾT ĐỊNH", "Nghị định của …"."""
    return next(
        (at for at, line in enumerate(head) if TYPE_LINE.match(line) or TYPE_START.match(line)),
        None,
    )
