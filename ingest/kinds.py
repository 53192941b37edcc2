"""The kind of an official text, from a line that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.kinds import ADMINISTRATIVE, KINDS, LEGAL
from knowledge.text import LOWER, UPPER, fold

TYPE_NAMES = tuple(sorted(KINDS, key=len, reverse=True))
ACTS = "|".join(sorted((*LEGAL.values(), *ADMINISTRATIVE.values()), key=len, reverse=True))
"""Pattern of the kinds that take effect and act on others; agreements and slips do not."""
TYPE_LINE = re.compile(rf"^\W*({'|'.join(TYPE_NAMES)})\W*$", re.IGNORECASE)
TYPE_START = re.compile(rf"^\W*({ACTS})(?=\s+(?:của|số(?!\s*:)|về|liên tịch|\d))", re.IGNORECASE)
_LAW_LINE = re.compile(rf"^\W*(BỘ LUẬT|LUẬT|PHÁP LỆNH)\s+[{UPPER}]{{2}}[^{LOWER}]*$")


def type_of(text: str) -> str:
    """Return the kind a text begins with, in its usual spelling; empty when it names none."""
    key = fold(text).replace("-", " ").strip()
    return next((name for name in TYPE_NAMES if key.startswith(fold(name))), "")


def typed_line(head: Sequence[str]) -> int | None:
    """Return the index of the line that names the kind: "QUYẾT ĐỊNH", "BỘ LUẬT LAO ĐỘNG"."""
    return next(
        (
            at
            for at, line in enumerate(head)
            if TYPE_LINE.match(line) or TYPE_START.match(line) or _LAW_LINE.match(line)
        ),
        None,
    )
