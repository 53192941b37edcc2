"""Markdown headings of a digitised text, and those under which no text of the document stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.text import fold

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$", re.DOTALL)
_ASIDES = re.compile(
    r"^(?:thong tin van ban|trich yeu|ghi chu so hoa|ghi chu|danh sach dieu khoan|muc luc"
    r"|van ban (?:thay the|lien quan)|can cu phap ly)\b"
)
_WORDLESS = re.compile(r"^[\d\W]*$")


@dataclass(frozen=True, slots=True)
class MarkdownHeading:
    """A heading.

    Attributes:
        level: 1 to 6.
        title: its words.
        is_aside: whether what follows is the digitiser's own: a summary, a table of contents.
        is_wordless: whether it has no words, as where a page number was taken for a heading.
    """

    level: int
    title: str
    is_aside: bool
    is_wordless: bool


def read_heading(text: str) -> MarkdownHeading | None:
    """Return the heading a paragraph is, ``None`` for any other paragraph."""
    found = _HEADING.match(text) if text[0] == "#" else None
    if found is None:
        return None
    title = found.group(2).strip()
    key = " ".join(fold(title).replace(":", " ").split())
    is_aside = _ASIDES.match(key) is not None
    return MarkdownHeading(len(found.group(1)), title, is_aside, _WORDLESS.match(title) is not None)
