"""A spreadsheet of units after the check, as channels receive it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.sheet_result import Outcome


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be decided.

    Attributes:
        row: from 1.
        cells: names of the cells at fault, ``("E7",)``; empty when the whole row is.
        reason: the cells and what is wrong with them, in words.
    """

    row: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A checked file.

    Attributes:
        name: name for the file, ``"xa-2024-ket-qua.xlsx"``.
        content: an ``.xlsx`` workbook.
        rows: rows of units, decided or bad.
        by_verdict: rows per outcome; ``skipped`` counts totals and headings, which are not units.
        bad_rows: the rows with outcome ``error``.
        summary: the counts in one sentence.
    """

    name: str
    content: bytes
    rows: int
    by_verdict: Mapping[Outcome, int]
    bad_rows: tuple[BadRow, ...]
    summary: str
