"""Scanners' and typists' spellings of the marks that open a part, put right line by line.

Only the mark is touched ("Ðiêu l :" becomes "Điều 1."), never the words after it; a line that
opens no part comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.text import LOWER, UPPER

_NOISE = r"[#_*~.`'“\s]*"
_E = "eéèẻẽẹêếềểễệ"
_I = "iíìỉĩị"
_U = "uúùủũụưứừửữự"
_A = "aáàảãạăắằẳẵặâấầẩẫậ"
_O = "oóòỏõọôốồổỗộơớờởỡợ"


def _word(pattern: str) -> str:
    """Return a pattern for a word in capitals or with one, its vowels under any marks."""
    small = pattern.format(a=_A, e=_E, i=_I, o=_O, u=_U)
    return f"(?:{small[:1]}{small[1:]}|{small.upper()})"


_DIEU_WORD = (
    f"(?:[ĐÐD][{_I}][{_E}][{_U}]|[ĐÐD][{_I.upper()}][{_E.upper()}][{_U.upper()}])"
)  # fmt: skip
_KINDS = (
    "Luật|Bộ luật|Pháp lệnh|Hiến pháp|Nghị|Quyết|Thông tư|Chỉ thị|Quy|Điều|Hiệp|Công ước|Khoản"
    "|Chương|Mục|Phần|Hợp đồng|Kế hoạch|Hướng dẫn"
)
_FIGURE = r"[\dlIOo|]{1,3}"
_ARTICLE = re.compile(
    rf"^({_NOISE}){_DIEU_WORD}(?:\s*(?=\d+\.\s?\d+\.\s?(?:\d+\.\s?)?[A-ZĐ]{{1,5}}\s?\.)(\d.*)"
    rf"|\s*({_FIGURE})([a-zđ]?)\s*(?:\[\d+\])?\s*(?:[.:;](?!\d)|,(?=\s*$|\s+(?!{_KINDS})[{UPPER}])|[-–](?=\s)|$"
    rf"|(?=\s(?!{_KINDS})[{UPPER}]))\s*(?:\[\d+\])?\s*(.*))$",
    re.DOTALL,
)
_LONGEST_UNPOINTED = 120
"""Characters of the longest line whose "Điều 5" lacks its full stop and still is a heading."""
_DIVISIONS = {
    "Chương": re.compile(rf"^({_NOISE}){_word('Ch[{u}][{o}]ng')}(?=\s|$)"),
    "Tiểu mục": re.compile(rf"^({_NOISE}){_word('T[{i}][{e}][{u}] m[{u}]c')}(?=\s|$)"),
    "Mục": re.compile(rf"^({_NOISE}){_word('M[{u}]c')}(?=\s|$)"),
    "Phần": re.compile(rf"^({_NOISE}){_word('Ph[{a}]n')}(?=\s|$)"),
    "Phụ lục": re.compile(rf"^({_NOISE}){_word('Ph[{u}] ?l[{u}]c')}(?=\s|$)"),
}
_NUMBERED = re.compile(
    rf"^\s*(?:(?:s[ốo]\s+)?(?:[HIÌÍVXLC|l]{{1,5}}|\d{{1,2}}|[A-Z])\s*(?:[.:\-–]|$|\s[{UPPER}][^{LOWER}]*$)"
    r"|th[ứu]\s+\w+\s*(?:[.:\-–]|$)|$)",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(rf"^({_NOISE})N[{_O}]i nh[{_A}]n(?=\s*[:;.])")
_BASIS = re.compile(rf"^({_NOISE})C[{_A}ä]n c[{_U}](?=\s)")
_CLAUSE = re.compile(rf"^({_NOISE})(l|\d[lOo]|l\d|\d\dl)\s?\.\s+(?=[{UPPER}])")
_FIGURES = str.maketrans("lI|Oo", "11100")
_WORD_ALONE = re.compile(rf"^{_NOISE}(?:{_DIEU_WORD}|(?:Chương|CHƯƠNG|Chuong|CHUONG))$")
_MAY_BE_MARK = re.compile(rf"^{_NOISE}[ĐÐDCMPTNl\d]")


def mend_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines with every mark of a part in its right spelling and on one line."""
    return tuple(_mended(lines))


def mend_line(line: str) -> str:
    """Return a line with the mark it opens with in its right spelling.

    ``"ĐIỀU 3 : Hiệu lực"`` and ``"Dieu 3. Hiệu lực"`` give ``"Điều 3. Hiệu lực"``, ``"Chuong II"``
    gives ``"Chương II"``, ``"l. Nội dung"`` gives ``"1. Nội dung"``.
    """
    if not _MAY_BE_MARK.match(line):
        return line
    if (found := _ARTICLE.match(line)) is not None:
        return _article(found, line)
    for name, mark in _DIVISIONS.items():
        if (found := mark.match(line)) is not None and _NUMBERED.match(line[found.end() :]):
            word = name.upper() if line[found.start(1) :].strip(" #_*~.`'")[1:2].isupper() else name
            return f"{found.group(1)}{word}{line[found.end() :]}"
    for mark, word in ((_RECIPIENTS, "Nơi nhận"), (_BASIS, "Căn cứ")):
        if (found := mark.match(line)) is not None:
            return f"{found.group(1)}{word}{line[found.end() :]}"
    if (found := _CLAUSE.match(line)) is not None:
        number = found.group(2).translate(_FIGURES)
        return f"{found.group(1)}{number}. {line[found.end() :]}"
    return line


def _article(found: re.Match[str], line: str) -> str:
    noise, coded, figure, letter, rest = found.groups()
    if coded:
        return f"{noise}Điều {coded}"
    between = line[found.end(4) : found.start(5)]
    unpointed = rest and not between.strip()
    if unpointed and (len(line) > _LONGEST_UNPOINTED or line.rstrip().endswith((",", ";"))):
        return line
    number = figure.translate(_FIGURES)
    if not number.strip("0"):
        return line
    return f"{noise}Điều {number}{letter}. {rest}".rstrip()


def _mended(lines: Sequence[str]) -> Iterator[str]:
    waiting = ""
    for line in lines:
        if waiting:
            if re.match(r"\s*[\dlIVX|]", line):
                yield ""
                line = f"{waiting} {line.strip()}"
            else:
                yield waiting
            waiting = ""
        if line and _WORD_ALONE.match(line):
            waiting = line.rstrip()
        else:
            yield mend_line(line)
    if waiting:
        yield waiting
