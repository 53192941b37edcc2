"""The words that Tesseract found on a page, put together to lines and to rows of tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from ingest.page_image import Grid

_COLUMN_GAP = 2.5
"""Space between words, in heights of a line, that parts two columns."""
COLUMNS = "   "
"""What stands between columns: the letterhead is told by it."""
_SURE = 40
"""Confidence, 0 to 100, below which marks without a letter are specks."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page.

    Attributes:
        text: its letters.
        left, top, right, bottom: its place, in pixels.
        line: block, paragraph and line it belongs to.
        confidence: 0 to 100.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]
    confidence: float

    def moved(self, right: int, down: int) -> Word:
        """Return the word in another place on the page."""
        return replace(
            self,
            left=self.left + right,
            top=self.top + down,
            right=self.right + right,
            bottom=self.bottom + down,
        )


Part = str | list[list[str]]
"""A line, an empty one between paragraphs, or the rows of a table."""


def read_words(table: str) -> list[Word]:
    """Return the words of Tesseract's table of tab-separated values; specks are left out."""
    words: list[Word] = []
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        left, top, width, height = map(int, fields[6:10])
        confidence = float(fields[10])
        text = fields[11].strip()
        if confidence >= _SURE or any(map(str.isalnum, text)):
            place = (left, top, left + width, top + height)
            block, paragraph, line = map(int, fields[2:5])
            words.append(Word(text, *place, (block, paragraph, line), confidence))
    return words


def mean_confidence(words: Sequence[Word]) -> float:
    """Return how sure the reading of a page is, 0 to 100; 0 for no word."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0


def set_page(words: Sequence[Word], grids: Sequence[Grid]) -> list[Part]:
    """Return the text of a page from top to bottom; the words in a grid go into its cells."""
    parts: list[Part] = []
    given: set[int] = set()
    last: tuple[int, int] | None = None
    for line, group in groupby(words, key=lambda word: word.line):
        outside: list[Word] = []
        for word in group:
            at = next((n for n, grid in enumerate(grids) if _cell(word, grid)), None)
            if at is None:
                outside.append(word)
            elif at not in given:
                given.add(at)
                parts.append(_rows(words, grids[at]))
        if outside:
            if last is not None and last != line[:2]:
                parts.append("")
            parts.append(_line(outside))
            last = line[:2]
    return parts


def _cell(word: Word, grid: Grid) -> tuple[int, int] | None:
    """Return row and column of the cell in whose bounds the middle of a word lies."""
    row = bisect_right(grid.across, (word.top + word.bottom) // 2)
    column = bisect_right(grid.down, (word.left + word.right) // 2)
    inside = 0 < row < len(grid.across) and 0 < column < len(grid.down)
    return (row - 1, column - 1) if inside else None


def empty_cells(words: Sequence[Word], grid: Grid) -> list[tuple[int, int, int, int]]:
    """Return the bounds of the cells in which no word was found: left, top, right, bottom."""
    filled = {_cell(word, grid) for word in words}
    return [
        (left, top, right, bottom)
        for row, (top, bottom) in enumerate(pairwise(grid.across))
        for column, (left, right) in enumerate(pairwise(grid.down))
        if (row, column) not in filled
    ]


def _rows(words: Sequence[Word], grid: Grid) -> list[list[str]]:
    rows: list[list[list[Word]]] = [
        [[] for _ in range(len(grid.down) - 1)] for _ in range(len(grid.across) - 1)
    ]
    for word in words:
        if (cell := _cell(word, grid)) is not None:
            rows[cell[0]][cell[1]].append(word)
    return [[" ".join(word.text for word in _in_order(cell)) for cell in row] for row in rows]


def _in_order(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words of a cell line by line."""
    height = median(word.bottom - word.top for word in words) if words else 1
    line: list[Word] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        if line and word.top + word.bottom - line[-1].top - line[-1].bottom > height:
            yield from sorted(line, key=lambda word: word.left)
            line = []
        line.append(word)
    yield from sorted(line, key=lambda word: word.left)


def _line(words: Sequence[Word]) -> str:
    height = median(word.bottom - word.top for word in words)
    out = words[0].text
    for before, word in pairwise(words):
        wide = word.left - before.right > _COLUMN_GAP * height
        out += (COLUMNS if wide else " ") + word.text
    return out
