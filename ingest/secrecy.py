"""Refuse what must not be stored: documents stamped MẬT, TỐI MẬT or TUYỆT MẬT.

The three degrees are those of the Law on the Protection of State Secrets (29/2018/QH14); a stamp
stands alone on its line or in its column near the top of the first page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from knowledge.text import fold, normalize

_TOP_LINES = 60
"""Non-empty lines, from the first, in which a stamp is looked for."""
_LONGEST_LINE = 200
"""Characters of the longest line a stamp shares with the letterhead's columns."""
_COLUMNS = re.compile(r"\t+|\||\s{3,}")
_NOT_LETTERS = re.compile(r"[^0-9a-zđ:]")
_LABEL = re.compile(r"^(?:muc)?do(?:bao)?mat:?|^dongdau(?:domat)?:?|^domatvanban:?")
_COPY = re.compile(r"(?:banso|sobans?o?)[0-9:]*$")
_STAMPS = {"mat", "toimat", "tuyetmat"}


def is_secret(lines: Iterable[str]) -> bool:
    """Tell whether a document bears a secrecy stamp near its top.

    Ordinary words ("bí mật nhà nước", "mật ong") never count: the stamp must be the whole of a
    line, or of one column of it, apart from a label such as "Độ mật:" and a copy number.

    Args:
        lines: the document's lines, from the first; decomposed letters and letter spacing are fine.
    """
    seen = 0
    for line in lines:
        text = normalize(line).strip()
        if not text:
            continue
        seen += 1
        if seen > _TOP_LINES:
            break
        if len(text) > _LONGEST_LINE:
            continue
        if "ậ" in text.lower() or "mat" in fold(text).replace(" ", ""):
            cells = [cell for cell in _COLUMNS.split(text) if cell.strip()]
            if any(map(_is_stamp, [text, *cells])) or _labelled(cells):
                return True
    return False


def _is_stamp(cell: str) -> bool:
    squeezed = _NOT_LETTERS.sub("", fold(cell))
    bare = _LABEL.sub("", squeezed)
    bare = _COPY.sub("", bare).strip(":")
    if bare not in _STAMPS:
        return False
    letters = [letter for letter in cell if letter.isalpha()]
    return "ậ" in cell.lower() or (bare != "mat" and all(letter.isupper() for letter in letters))


def _labelled(cells: list[str]) -> bool:
    pairs = pairwise(cells)
    return any(_NOT_LETTERS.sub("", fold(left)).strip(":") == "domat" and _is_stamp(right)
               for left, right in pairs)  # fmt: skip
