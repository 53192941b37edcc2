"""What recognition mistakes in a scan, put right where the right reading is certain.

Numbers of documents and of sections follow rules, so letters among their digits can be told;
specks at the edge of a line are no words. Words are left as they were read, but for a few that
exist in one spelling only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.markers import APPENDIX, DIVISION, roman_value, to_roman
from knowledge.kinds import KIND_OF_LETTERS
from knowledge.text import LOWER, UPPER

_AS_DIGITS = str.maketrans("lI|Oo", "11100")
_LETTERS = "|".join(sorted(KIND_OF_LETTERS, key=len, reverse=True))
_FIGURE = r"[\dlI|Oo]"
_NUMBER = re.compile(
    rf"(?<![\w/])(?P<digits>{_FIGURE}{{1,4}})(?P<year>/{_FIGURE}{{4}})?"
    rf"(?P<rest>/(?:(?:{_LETTERS})\s?[-–]\s?[{UPPER}]|(?P<assembly>(?:UBTV)?QH){_FIGURE}{{1,2}}\b))"
)
_SECTION = re.compile(
    rf"^(?P<printed>[IVXHLTl1|]{{1,5}})\s*[.,:]\s+(?P<title>[{UPPER}][^{LOWER}]{{3,}})$"
)
_AS_ROMAN = str.maketrans({"H": "II", "l": "I", "1": "I", "|": "I", "L": "I", "T": "I"})
_SPECKS = re.compile(r"^[_:;,.`'ˆ~=|¿¡‹›°^]+\s+(?=\S)|(?<=\S)\s+[_`'ˆ~=|¿¡‹›°^]+$")
_ONE_SPELLING = (
    (re.compile(r"\b([Cc])hỉ tiết\b(?! kiệm)"), r"\1hi tiết"),
    (re.compile(r"\b([Tt])[ốõ] chức\b"), r"\1ổ chức"),
    (re.compile(r"\bTỐ CHỨC\b"), "TỔ CHỨC"),
    (re.compile(r"\b([Hh])ăng năm\b"), r"\1ằng năm"),
    (re.compile(r"\b([Bb])ố sung\b"), r"\1ổ sung"),
)
"""Words that no Vietnamese text spells so."""


def mend_recognised(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a scan with certain misreadings put right; their count stays."""
    return _numbered([_mended(line) for line in lines])


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


def _numbered(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines, the Roman numerals of sections in capitals put right by their run."""
    out = list(lines)
    for run in _runs(lines):
        numerals = _in_order([section["printed"] for _, section in run])
        for (at, section), numeral in zip(run, numerals, strict=True):
            if numeral:
                out[at] = f"{numeral}. {section['title']}"
    return tuple(out)


def _runs(lines: Sequence[str]) -> Iterator[list[tuple[int, re.Match[str]]]]:
    """Yield the sections, with their places, between parts that number them anew."""
    run: list[tuple[int, re.Match[str]]] = []
    for at, line in enumerate(lines):
        if (section := _SECTION.match(line)) is not None:
            run.append((at, section))
        elif DIVISION.match(line) or APPENDIX.match(line):
            yield run
            run = []
    yield run


def _in_order(printed: Sequence[str]) -> Iterator[str]:
    """Yield the numeral meant by each one printed; ``""`` leaves it as it is."""
    if not any(roman_value(numeral) > 1 for numeral in printed):
        yield from [""] * len(printed)  # they are numbered "1.", or are no sections
        return
    last = 0
    for numeral, after in zip(printed, [*printed[1:], ""], strict=True):
        read, following = numeral.translate(_AS_ROMAN), to_roman(last + 1)
        value = roman_value(numeral)
        # Numbers may start anew, so the next one must bear it out; only "II" never opens a run.
        is_sure = value == last > 1 or after.translate(_AS_ROMAN) == to_roman(last + 2)
        if read == following or (is_sure and _differ_by_a_stroke(read, following)):
            last += 1
            yield following
        else:
            last = value or last
            yield ""


def _differ_by_a_stroke(one: str, other: str) -> bool:
    return one.replace("I", "") == other.replace("I", "") and abs(len(one) - len(other)) == 1
