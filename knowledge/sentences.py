"""Sentences of a passage, cut so that each can be quoted verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.text import UPPER, fold

_END = re.compile(rf"""(?<=[.!?…])["”’)\]]*\s+(?=["“‘(\[]?[{UPPER}\d]|[-•*–]\s)""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"])(?:TP|Tp|tp|TX|Tx|TT|Q|P|Đ/c|đ/c|ThS|Th\.S|PGS|GS|TS|BS|KS|CN|St|v\.v|vv|"
    r"[A-ZĐ]|\d{1,2}|[IVX]{1,4}|[a-zđ])[.]$"
)
_MARKER = re.compile(r"\s*(?:(?:\d{1,3}[.,)]|[a-zđ]\)|[-–•*+])\s+)+")
_LEVELS = tuple(
    re.compile(rf"\s*(?:{marker})\s")
    for marker in (r"\d{1,3}[.,)]", r"[a-zđ]{1,2}[).]", "[-–•*]", r"\+")
)
_UNMARKED = -1
_CLAUSE = re.compile(r"[,;:.]\s+")
_WORD = re.compile(r"[^\W_]+")
_FEWEST = 3
"""Parts between semicolons that make a long sentence a list without words that lead to it."""
_LONGEST = 420
"""Characters above which a sentence is also cut at its semicolons."""


def split_sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` in order, without list markers such as ``1.`` or ``a)``.

    Each occurs in ``text`` as it stands.
    """
    whole = (sentence for line in text.split("\n") for sentence in _sentences(line))
    return [part for sentence in whole for part in _cut_long(sentence) if part]


def _sentences(line: str) -> list[str]:
    marker = _MARKER.match(line)
    start = marker.end() if marker else 0
    sentences = []
    for match in _END.finditer(line):
        if _ABBREVIATION.search(line[start : match.start()].rstrip('"”’)]')):
            continue
        sentences.append(line[start : match.end()].strip())
        start = match.end()
    return [*sentences, line[start:].strip()]


def lists_in(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the lists of ``text``: as they stand, an empty header, and their items.

    A list is a line that ends with a colon and the lines after it down to the next such line of
    the same or a higher level; its items are the lines of the level right below.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    found = []
    for at, line in enumerate(lines):
        found += _listed_in(line)
        if not line.rstrip().endswith(":"):
            continue
        below = _below(_level(line), lines[at + 1 :])
        if below:
            first = _level(below[0])
            items = [b for b in below if _level(b) <= first]
            shown = tuple(_MARKER.sub("", item, count=1).strip() for item in items)
            found.append(("\n".join([line, *below]), "", shown))
    return found


def items_of(text: str) -> list[str]:
    """Return the lines of the highest level in ``text``, without their markers."""
    lines = [line for line in text.split("\n") if line.strip()]
    top = min((_level(line) for line in lines), default=_UNMARKED)
    return [_MARKER.sub("", line, count=1).strip() for line in lines if _level(line) == top]


def _below(level: int, lines: Sequence[str]) -> list[str]:
    """Return the lines that belong to a lead-in of a level: deeper ones, or one without a mark."""
    below: list[str] = []
    for line in lines:
        deeper = _level(line) > level
        plain = _level(line) == _UNMARKED and all(_level(b) == _UNMARKED for b in below)
        if not deeper and not (plain and level != _UNMARKED):
            break
        below.append(line)
    return below


def _listed_in(line: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the sentences of a line that are cut for their length but are one list."""
    found = []
    for sentence in _sentences(line):
        lead, colon, rest = sentence.partition(": ")
        parts = tuple(part.strip() for part in re.split(r"(?<=;)\s+", rest))
        if len(sentence) > _LONGEST and colon and len(parts) > 1 and ";" not in lead:
            found.append((sentence, "", parts))
            continue
        parts = tuple(re.split(r"(?<=;)\s+", sentence))
        if len(sentence) > _LONGEST and len(parts) >= _FEWEST:
            found.append((sentence, "", parts))
    return found


def _level(line: str) -> int:
    """Return how deep a line of a list stands: 1. above a), a) above -, - above +."""
    for level, marker in enumerate(_LEVELS):
        if marker.match(line):
            return level
    return len(_LEVELS) if line[:1].islower() else _UNMARKED


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


def table_row(header: str, row: str) -> str:
    """Return the cells of a row, each after the name of its column."""
    names, cells = ([c.strip() for c in line.strip("| ").split("|")] for line in (header, row))
    named = zip(names, cells, strict=False)
    return "; ".join(f"{name}: {cell}" for name, cell in named if cell and name != "TT")
