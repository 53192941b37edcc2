"""Clauses that a question names ("điểm b khoản 2 Điều 33"), and the passages that hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from knowledge.text import unify

_DIEU = re.compile(r"\b(?:điều|dieu)\s+(\d{1,3}[a-zđ]?)\b")
_KHOAN = re.compile(r"\b(?:khoản|khoan)\s+(\d{1,3})\b")
_DIEM = re.compile(r"\b(?:điểm|diem)\s+([a-zđ]|\d{1,2}(?:\.\d{1,2})+)\b")
_MUC = re.compile(r"\b(?:mục|muc)\s+([ivxl]+)\b")
_PHU_LUC = re.compile(r"\b(?:phụ lục|phu luc)\s+(?:số\s+|so\s+)?([ivxl]+|\d{1,2}|[a-z])\b")
_LISTED = re.compile(r"\bcác (khoản|điểm) ((?:[\wđ.]+(?:, | và ))+[\wđ.]+)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a document, by its numbers as printed; empty where the question gives none."""

    dieu: str = ""
    khoan: str = ""
    diem: str = ""
    muc: str = ""
    phu_luc: str = ""

    def __bool__(self) -> bool:
        return bool(self.dieu or self.muc or self.phu_luc)

    @property
    def label(self) -> str:
        """The place in the order officials write it, ``"điểm b khoản 2 Điều 33"``."""
        parts = (
            ("điểm", self.diem),
            ("khoản", self.khoan),
            ("Điều", self.dieu),
            ("mục", self.muc.upper()),
            ("phụ lục", self.phu_luc.upper()),
        )
        return " ".join(f"{name} {number}" for name, number in parts if number)


def find_clause(question: str) -> Clause:
    """Return the first place a question names; false where it names none.

    Spellings with and without diacritics, in any case, are read.
    """
    text = unify(question)
    found = (pattern.search(text) for pattern in (_DIEU, _KHOAN, _DIEM, _MUC, _PHU_LUC))
    return Clause(*(match.group(1) if match else "" for match in found))


def holds(section: str, clause: Clause) -> bool:
    """Tell whether a passage with a citation label holds a clause, wholly or in part.

    A label without khoản covers the whole điều, one without điểm the whole khoản; a label that
    lists several holds each of them.
    """
    text = unify(section)
    listed: dict[str, list[str]] = {"khoản": [], "điểm": []}
    for name, labels in _LISTED.findall(text):
        listed[name] += re.split(r", | và ", labels)
    khoan, diem = _KHOAN.findall(text) + listed["khoản"], _DIEM.findall(text) + listed["điểm"]
    exact = ((_DIEU, clause.dieu), (_MUC, clause.muc), (_PHU_LUC, clause.phu_luc))
    if any(wanted and wanted not in pattern.findall(text) for pattern, wanted in exact):
        return False
    covers = ((khoan, clause.khoan), (diem, clause.diem))
    return not any(wanted and labels and wanted not in labels for labels, wanted in covers)


def rows_holding(clause: Clause, sections: Mapping[int, str]) -> list[int]:
    """Return the rows whose passage holds a clause, at the finest level that any of them reaches.

    Args:
        clause: the place asked for.
        sections: citation label of each row.
    """
    if not clause:
        return []
    for wanted in (clause, replace(clause, diem=""), replace(clause, diem="", khoan="")):
        rows = [row for row, section in sections.items() if holds(section, wanted)]
        if rows:
            return rows
    return []
