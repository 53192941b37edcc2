"""Cuts a long text into messages: at a paragraph, a line, a sentence, a word, in that order."""

from __future__ import annotations

import re
import unicodedata

# Places to cut, best first; a cut falls after the match, so white space ends the earlier piece.
_BREAKS = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<!\d)[.!?…;]['\"”’»)\]]*\s+"),  # not after "Điều 5."
    re.compile(r"\s+"),
)
_LEAST_FILL = 4  # a break in the first quarter of a piece is passed over for a lesser one later
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units, the unit of Telegram's limits."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int) -> list[str]:
    """Cut ``text`` into pieces that joined give ``text`` again.

    A piece never ends inside a letter with its marks, a joined emoji or a flag, unless that alone
    is over the limit. White space at a cut ends the earlier piece.

    Args:
        text: any text.
        limit: greatest length of a piece in UTF-16 code units, at least 2.

    Returns:
        The pieces in order; none for an empty text.
    """
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = _furthest(text, start, limit)
        if end < len(text):
            end = _best_break(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _furthest(text: str, start: int, limit: int) -> int:
    """Return the greatest ``end`` such that ``text[start:end]`` keeps the limit."""
    end = min(len(text), start + limit)
    excess = utf16_length(text[start:end]) - limit
    while excess > 0:
        end -= 1
        excess -= 2 if text[end] > "\uffff" else 1
    return end


def _best_break(text: str, start: int, end: int) -> int:
    """Return where to cut ``text`` after ``start`` and not after ``end``."""
    least = start + (end - start) // _LEAST_FILL
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, start, end)]
        if ends and ends[-1] > least:
            return ends[-1]
    cut = end
    while cut > start and not _is_boundary(text, cut):
        cut -= 1
    return cut if cut > start else end


def _is_boundary(text: str, index: int) -> bool:
    """Tell whether readers see two characters, not one, on both sides of ``index``."""
    before, after = text[index - 1], text[index]
    if unicodedata.category(after).startswith("M") or _JOINER in (before, after):
        return False
    if ord(after) in _SKIN_TONES:
        return False
    if ord(after) in _FLAG_LETTERS:
        letters = index
        while letters > 0 and ord(text[letters - 1]) in _FLAG_LETTERS:
            letters -= 1
        return (index - letters) % 2 == 0
    return True
