"""What recognition mistakes in a scan, put right where the right reading is certain.

Numbers of documents and of sections follow rules, so letters among their digits can be told;
specks at the edge of a line are no words. Words are left as they were read, but for a few that
exist in one spelling only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.markers import roman_value, to_roman
from knowledge.kinds import KIND_OF_LETTERS
from knowledge.text import LOWER, UPPER

_AS_DIGITS = str.maketrans("lI|OoSB", "1110058")
_LETTERS = "|".join(sorted(KIND_OF_LETTERS, key=len, reverse=True))
_FIGURE = r"[\dlI|Oo]"
_NUMBER = re.compile(
    rf"(?<![\w/])(?P<digits>{_FIGURE}{{1,4}})(?P<year>/{_FIGURE}{{4}})?"
    rf"(?P<rest>/(?:(?:{_LETTERS})\s?[-–]\s?[{UPPER}]|(?P<assembly>(?:UBTV)?QH){_FIGURE}{{1,2}}\b))"
)
_ROMAN = re.compile(
    rf"^(?P<printed>[IVXHLTl1|]{{1,5}})\s*[.,:]\s*(?P<title>[{UPPER}][^{LOWER}]{{3,}})$"
)
_AS_ROMAN = str.maketrans({"H": "II", "l": "I", "1": "I", "|": "I", "L": "I", "T": "I"})
_SPECKS = re.compile(r"^[_:;,.`'ˆ~=|¿¡‹›°^]+\s+(?=\S)|(?<=\S)\s+[_`'ˆ~=|¿¡‹›°^]+$")
_ONE_SPELLING = (
    (re.compile(r"\b([Cc])hỉ tiết\b"), r"\1hi tiết"),
    (re.compile(r"\b([Tt])[ốõ] chức\b"), r"\1ổ chức"),
    (re.compile(r"\bTỐ CHỨC\b"), "TỔ CHỨC"),
    (re.compile(r"\b([Hh])ăng năm\b"), r"\1ằng năm"),
    (re.compile(r"\b([Bb])ố sung\b"), r"\1ổ sung"),
)
"""Words that no Vietnamese text spells so."""


def mend_recognised(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a scan with certain misreadings put right; their count stays."""
    return tuple(_numbered(map(_mended, lines)))


def _mended(line: str) -> str:
    if line.startswith("|"):
        return line
    line = _NUMBER.sub(_number, _SPECKS.sub("", line))
    for wrong, right in _ONE_SPELLING:
        line = wrong.sub(right, line)
    return line


def _number(found: re.Match[str]) -> str:
    digits, year, rest = found["digits"], found["year"] or "", found["rest"]
    if not any(map(str.isdigit, digits + year)):
        return found.group()
    if found["assembly"]:
        start = len(found["assembly"]) + 1
        rest = rest[:start] + rest[start:].translate(_AS_DIGITS)
    return f"{digits.translate(_AS_DIGITS)}{year.translate(_AS_DIGITS)}{rest}"


def _numbered(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines, sections in capitals with the Roman numeral that comes next."""
    last = 0
    for line in lines:
        found = _ROMAN.match(line)
        if found is None:
            yield line
            continue
        printed = found["printed"].translate(_AS_ROMAN)
        value, following = roman_value(printed), to_roman(last + 1)
        # A stroke too few or too many: "II" twice, "IIII"; the run of numbers tells.
        near = sorted(printed) == sorted(following) or (
            bool(last) and printed.replace("I", "") == following.replace("I", "")
        )
        last = last + 1 if near else value or last
        yield f"{to_roman(last)}. {found['title']}" if last else line
