"""Sentences of a passage, cut so that each can be quoted verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.text import UPPER, fold

_END = re.compile(rf"""(?<=[.!?…])["”’)\]]*\s+(?=["“‘(\[]?[{UPPER}\d]|[-•*–]\s)""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:TP|Tp|tp|TX|Tx|TT|Q|P|Đ/c|đ/c|ThS|Th\.S|PGS|GS|TS|BS|KS|CN|St|v\.v|vv|"
    r"[A-ZĐ]|\d{1,2}|[IVX]{1,4}|[a-zđ])[.]$"
)
_MARKER = re.compile(r"\s*(?:(?:\d{1,3}[.,)]|[a-zđ]\)|[-–•*+])\s+)+")
_CLAUSE = re.compile(r"[,;:.]\s+")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 420
"""Characters above which a sentence is also cut at its semicolons."""


def split_sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` in order, without list markers such as ``1.`` or ``a)``.

    Each occurs in ``text`` as it stands.
    """
    sentences: list[str] = []
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        start = marker.end() if marker else 0
        for match in _END.finditer(line):
            if _ABBREVIATION.search(line[start : match.start()].rstrip('"”’)]')):
                continue
            sentences += _cut_long(line[start : match.end()].strip())
            start = match.end()
        sentences += _cut_long(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _cut_long(sentence: str) -> list[str]:
    if len(sentence) <= _LONGEST:
        return [sentence]
    return [part.strip() for part in re.split(r"(?<=;)\s+", sentence)]


def excerpt(text: str, limit: int, weights: Mapping[str, float]) -> str:
    """Return the stretch of ``text`` that holds most of the weighted words, «…» where it is cut.

    Args:
        text: a sentence or passage.
        limit: greatest length in characters, the marks of cutting included.
        weights: folded word to its worth.
    """
    if len(text) <= limit:
        return text
    held = [(m.start(), weights.get(fold(m.group()), 0.0)) for m in _WORD.finditer(text)]
    starts = [0, *(match.end() for match in _CLAUSE.finditer(text))]

    def worth(start: int) -> float:
        return sum(weight for at, weight in held if start <= at < start + limit - 2)

    best = max(starts, key=lambda start: (worth(start), -start))
    if best == 0:
        return shorten(text, limit)
    return "…" + shorten(text[best:], limit - 1)


def shorten(text: str, limit: int) -> str:
    """Return ``text`` cut at a word so that it has at most ``limit`` characters, with «…»."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", 0, limit - 1)
    return text[: cut if cut > 0 else limit - 1].rstrip(" ,;:-") + "…"
