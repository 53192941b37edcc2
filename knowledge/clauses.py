"""Places in a document ("điểm b khoản 2 Điều 33"), and the passages that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import product

from knowledge.text import unify

_LEVELS = ("phu_luc", "muc", "dieu", "khoan", "diem")
"""From the largest part to the smallest."""
_TOP = frozenset(_LEVELS[:3])
_AND = r"\s*(?:,|\bvà|\bva|\bhoặc|\bhoac)\s+"


def _listed(level: str, names: str, label: str) -> str:
    one = rf"(?:{label})(?![\w/])"
    return rf"(?:{names})\s+(?P<{level}>{one}(?:{_AND}{one})*)"


_NAMED = re.compile(
    r"\b(?:"
    + "|".join(
        (
            _listed("dieu", "điều|dieu", r"\d{1,3}[a-zđ]?"),
            _listed("khoan", "khoản|khoan", r"\d{1,3}[a-zđ]?"),
            _listed("diem", "điểm|diem", r"[a-zđ]\d?|\d{1,2}(?:\.\d{1,2})+"),
            _listed("muc", "mục|muc", r"[ivxl]+"),
            _listed("phu_luc", "phụ lục|phu luc", r"(?:số\s+|so\s+)?(?:[ivxl]+|\d{1,2}|[a-z])"),
        )
    )
    + ")"
)
_WITHIN_ONE = re.compile(r"\s*(?:(?:của|thuộc|tại)\s*)?")
"""What may stand between the parts of one place."""
_NOT_WHOLE = re.compile(
    r"\b(?:cụm từ|từ|đoạn|câu|dòng|gạch đầu dòng|một phần|một số|nội dung|đến|trừ)\b"
)
"""What shows that a scope is less, or more, than the places it names."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in a document, by its numbers as printed; empty where none is given."""

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


def places(text: str) -> list[Clause]:
    """Return the places a text names, in order, spelled with or without diacritics.

    ``"điểm b khoản 1, khoản 3 Điều 6"`` names two, both of Điều 6.
    """
    unified = unify(text)
    chains: list[dict[str, list[str]]] = []
    end = 0
    for token in _NAMED.finditer(unified):
        level = token.lastgroup or ""
        labels = re.split(_AND, re.sub(r"\b(?:số|so)\s+", "", token[level]))
        joined = chains and _WITHIN_ONE.fullmatch(unified, end, token.start())
        if not joined or level in chains[-1]:
            chains.append({})
        chains[-1][level] = labels
        end = token.end()
    _inherit(reversed(chains))  # "khoản 1, khoản 2 Điều 4"
    _inherit(chains)  # "Điều 4 khoản 1, khoản 2"
    return [
        Clause(**dict(zip(chain, labels, strict=True)))
        for chain in chains
        for labels in product(*chain.values())
    ]


def _inherit(chains: Iterable[dict[str, list[str]]]) -> None:
    """Complete each place that names no điều by the larger parts of the place before it."""
    larger: dict[str, list[str]] = {}
    for chain in chains:
        if not _TOP & chain.keys():
            own = min(map(_LEVELS.index, chain))
            chain.update({level: larger[level] for level in _LEVELS[:own] if level in larger})
        larger = chain


def find_clause(question: str) -> Clause:
    """Return the first place a question names; false where it names none."""
    return next(iter(places(question)), Clause())


def holds(section: Iterable[Clause], clause: Clause) -> bool:
    """Tell whether a passage holds a clause, wholly or in part.

    Args:
        section: the places its citation label names; one without khoản covers the whole điều, one
            without điểm the whole khoản.
        clause: the place asked for.
    """
    wanted = {level: label for level, label in asdict(clause).items() if label}
    return any(
        all(
            getattr(place, level) in ((label,) if level in _TOP else ("", label))
            for level, label in wanted.items()
        )
        for place in section
    )


def lies_within(section: str, scope: str) -> bool:
    """Tell whether all of a passage with a citation label lies in a part of its document.

    Args:
        section: the label, ``"điểm b khoản 2 Điều 4"``.
        scope: the part in words, ``"khoản 2 Điều 4 và Điều 7"``; words that do not name whole
            places hold nothing for certain. What belongs to an attached text ("Điều 5 Quy chế kèm
            theo") lies in a part of the attached text only.
    """
    if _NOT_WHOLE.search(unify(scope)) or ("kèm theo" in section) != ("kèm theo" in scope):
        return False
    parts, inner = places(scope), places(section)
    return bool(inner) and all(any(_covers(part, place) for part in parts) for place in inner)


def _covers(part: Clause, place: Clause) -> bool:
    return all(getattr(place, level) == label for level, label in asdict(part).items() if label)


def rows_holding(clause: Clause, sections: Mapping[int, str]) -> list[int]:
    """Return the rows whose passage holds a clause, at the finest level that any of them reaches.

    Args:
        clause: the place asked for.
        sections: citation label of each row.
    """
    if not clause:
        return []
    named = {row: places(section) for row, section in sections.items()}
    for wanted in (clause, replace(clause, diem=""), replace(clause, diem="", khoan="")):
        rows = [row for row, section in named.items() if holds(section, wanted)]
        if rows:
            return rows
    return []
