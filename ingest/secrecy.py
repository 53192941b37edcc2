"""Refuse what must not be stored: documents stamped MẬT, TỐI MẬT or TUYỆT MẬT.

The three degrees are those of the Law on the Protection of State Secrets (117/2025/QH15, before it
29/2018/QH14); a stamp stands alone on its line, in its column or in its cell near the top of the
first page, or in a page header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from knowledge.text import fold, normalize

_TOP_LINES = 60
"""Non-empty lines, from the first, in which a stamp is looked for."""
_LETTERHEAD_LINES = 12
"""Of these, the lines in which a stamp counts whatever the rest of the text lists."""
_LONGEST_LINE = 200
"""Characters of the longest line a stamp shares with the letterhead's columns."""
_COLUMNS = re.compile(r"\t+|\||\s{3,}")
_NOT_LETTERS = re.compile(r"[^0-9a-zđ:]")
_LABEL = re.compile(
    r"^(?:muc)?do(?:bao)?mat(?:cua)?(?:vanban|tailieu)?:?|^dongdau(?:domat)?:?|^domatvanban:?"
)
_KIND = re.compile(r"^(?:tailieu|vanban|hoso|congvan)(?=(?:toi|tuyet)?mat$)")
_COPY = re.compile(r"(?:banso|sobans?o?)[0-9:]*$")
_STAMPS = {"mat", "toimat", "tuyetmat"}
_MARK = r"(?:TUYỆT\s+|TỐI\s+)?MẬT"
# One line of a PDF may hold both columns of a letterhead, parted by a single space.
_BESIDE_LETTERHEAD = re.compile(
    rf"^{_MARK}\s+(?:CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐỘC LẬP|ĐẢNG CỘNG SẢN)"
    r"|^(?:UBND|HĐND|ỦY BAN|UỶ BAN|HỘI ĐỒNG|BỘ|SỞ|BAN|CỤC|CÔNG AN|TỈNH|HUYỆN|XÃ|PHƯỜNG|ĐẢNG)\b"
    rf"(?:(?!\b(?:BÍ|ĐỘ|BẢO|CƠ|VỀ|TÀI LIỆU|VĂN BẢN|QUY ĐỊNH|HÀNH)\b)[^a-zà-ỹ])*\s{_MARK}$"
    rf"|^S[ỐốOo]\s*:.*[(\[]\s*{_MARK}\s*[)\]]",
)
_IN_NAME = re.compile(r"(?:^|[\W_])(?:TUYỆT|TỐI|TUYET|TOI)[\s_.-]*(?:MẬT|MAT)(?:[\W_]|$)")
_BRACKETED = re.compile(r"[(\[{]\s*M[ẬA]T\s*[)\]}]|(?:^|[_-])\s*MẬT\s*(?:[_-]|\.\w+$)")


def is_secret(lines: Iterable[str]) -> bool:
    """Tell whether a document bears a secrecy stamp near its top.

    Ordinary words ("bí mật nhà nước", "mật ong") never count: the stamp must be the whole of a
    line, or of one column of it, apart from a label such as "Độ mật:" and a copy number. A text
    below whose letterhead several degrees stand alone speaks about them and bears none.

    Args:
        lines: the document's lines, from the first; decomposed letters and letter spacing are fine.
    """
    seen = 0
    below: set[str] = set()
    for line in lines:
        text = normalize(line).strip()
        if not text:
            continue
        seen += 1
        if seen > _TOP_LINES:
            break
        if len(text) > _LONGEST_LINE:
            continue
        if "ậ" in text.lower() or "mat" in fold(text).replace(" ", ""):
            cells = [cell for cell in _COLUMNS.split(text) if cell.strip()]
            if _labelled(cells):
                return True
            found = set(filter(None, map(_stamp, [text, *cells])))
            in_letterhead = seen <= _LETTERHEAD_LINES
            if in_letterhead and (_BESIDE_LETTERHEAD.search(text) or _is_mark(found, text)):
                return True
            below |= found
    return len(below) == 1


def is_secret_name(file: str) -> bool:
    """Tell whether a file's name bears a stamp: ``"KH-12 (MẬT).docx"``, ``"TOI MAT_bao cao.pdf"``.

    Args:
        file: name or path; of a path only the last part counts.
    """
    name = normalize(file).rpartition("/")[2]
    return bool(_IN_NAME.search(name) or _BRACKETED.search(name))


def _is_mark(found: set[str], text: str) -> bool:
    """Tell a stamp in the letterhead from the items of a list: "- Tối mật" is one of several."""
    return bool(found) and not text.startswith(("-", "+", "•", "*", "|"))


def _stamp(cell: str) -> str:
    """Return the degree a cell consists of, without diacritics; empty for any other cell."""
    squeezed = _NOT_LETTERS.sub("", fold(cell))
    bare = _COPY.sub("", _LABEL.sub("", squeezed)).strip(":")
    letters = [letter for letter in cell if letter.isalpha()]
    capitals = all(letter.isupper() for letter in letters)
    if capitals:
        bare = _KIND.sub("", bare)
    if bare not in _STAMPS:
        return ""
    return bare if "ậ" in cell.lower() or (bare != "mat" and capitals) else ""


def _labelled(cells: list[str]) -> bool:
    pairs = pairwise(cells)
    return any(_NOT_LETTERS.sub("", fold(left)).strip(":") == "domat" and _stamp(right)
               for left, right in pairs)  # fmt: skip
