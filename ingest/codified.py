"""Codified texts (Bộ pháp điển): whose điều each coded điều is, and since when it is in force."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ingest.dates import read_date
from ingest.kinds import ACTS
from ingest.markers import CROSS_REFERENCE
from ingest.parts import Node
from knowledge.passages import Attribution

_SOURCE = re.compile(
    rf"^\(\s*((?:Điều|Khoản|Điểm|Mục|Phần|Chương|Phụ lục)\s+[^(]*?)\s+(?:của\s+)?({ACTS})\s+"
    r"(?:số\s+)?"
    r"(\d[\w./\-–]*)"
)
_ISSUED = re.compile(r"\bngày\s+(\d{1,2}/\d{1,2}/\d{4})\s+của\b(?!.*\bngày\s+\d{1,2}/\d{1,2}/\d{4}\s+của\b)")  # fmt: skip  # noqa: E501
_RELATED = re.compile(
    r"Điều \d+\.[\d.]+[A-ZĐ]+\.[^;]*?(?=;|\)\s*$|\s+của (?:Luật|Nghị|Thông|Quyết))"
)
_EFFECTIVE = re.compile(r"có hiệu lực(?: thi hành)?(?: kể)? từ ngày\s+(\d{1,2}/\d{1,2}/\d{4})")


@dataclass(frozen=True, slots=True)
class Source:
    """The parenthesis under a coded điều."""

    clause: str
    number: str
    issued_on: date | None
    effective_from: date | None


def read_source(text: str) -> Source | None:
    """Return the source a parenthesis names, or ``None`` when it is an ordinary parenthesis."""
    found = _SOURCE.match(text)
    if found is None:
        return None
    issued = _ISSUED.search(text)
    effective = _EFFECTIVE.search(text)
    return Source(
        clause=" ".join(found.group(1).split()),
        number=found.group(3).rstrip(".,;"),
        issued_on=read_date(issued.group(1)) if issued else None,
        effective_from=read_date(effective.group(1)) if effective else None,
    )


@dataclass(slots=True)
class Codes:
    """What a codified text has told so far.

    Attributes:
        used: whether any coded điều was met.
        wants_source: whether the next parenthesis may be the source of the open điều.
    """

    used: bool = False
    wants_source: bool = False
    _seen: set[str] = field(default_factory=set)
    _by_prefix: dict[str, Attribution] = field(default_factory=dict)
    _issued: dict[str, date] = field(default_factory=dict)
    _prefix: str = ""

    def open(self, code: str) -> tuple[str, Attribution | None, bool]:
        """Open a coded điều.

        Args:
            code: ``"8.2.NĐ.1.5"``.

        Returns:
            The label by the source's own number (``"Điều 5"``), the source where an earlier điều
            of the same document named it, and whether this code was read before (the text
            repeats every điều, shortened, in a list at its end).
        """
        self.used = self.wants_source = True
        known = code in self._seen
        self._seen.add(code)
        self._prefix, _, last = code.rpartition(".")
        label = f"Điều {last}"
        earlier = self._by_prefix.get(self._prefix)
        if earlier is None:
            return label, None, known
        return label, Attribution(earlier.document, label, earlier.issued_on), known

    def take_note(self, text: str, node: Node | None) -> bool:
        """Keep the cross-references "(Điều này có nội dung liên quan đến …)" with their điều.

        Returns:
            Whether the paragraph is such a note; a note that names no coded điều keeps its words.
        """
        if CROSS_REFERENCE.match(text) is None:
            return False
        if node is not None:
            named = [
                " ".join(found.group().split()).rstrip(" ;)") for found in _RELATED.finditer(text)
            ]
            (node.parent or node).related.extend(named or [text.strip("() ")])
        return True

    def take_source(self, text: str) -> Attribution | None:
        """Return the attribution a parenthesis gives the open điều, and remember its document."""
        source = read_source(text) if self.wants_source and text[:1] == "(" else None
        if source is None:
            return None
        self.wants_source = False
        if source.issued_on is not None:
            self._issued.setdefault(source.number, source.issued_on)
        attribution = Attribution(
            document=source.number,
            clause=source.clause,
            issued_on=self._issued.get(source.number),
            effective_from=source.effective_from,
        )
        self._by_prefix[self._prefix] = attribution
        return attribution
