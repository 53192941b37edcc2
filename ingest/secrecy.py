"""Refuse what must not be stored: documents stamped MẬT, TỐI MẬT or TUYỆT MẬT.

The three degrees are those of the Law on the Protection of State Secrets (117/2025/QH15, before it
29/2018/QH14); a stamp stands alone on its line, in its column or in its cell near the top of the
first page, or in a page header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, pairwise

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
_LETTERHEAD = re.compile(
    r"^\W*(?:ỦY BAN|UỶ BAN|UBND|HĐND|HỘI ĐỒNG|BỘ|SỞ|BAN|CỤC|CÔNG AN|BỘ CHỈ HUY|TỈNH|HUYỆN|XÃ|PHƯỜNG"
    r"|ĐẢNG|VĂN PHÒNG|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG)\b|CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐẢNG CỘNG SẢN"
    r"|^\W*S[ốỐ]\s*:"
)
_LIST_MARKS = ("-", "+", "•", "*")
_AMOUNT = re.compile(r"\s*\d[\d.,]*\s*(?:%|[^\W\d]{1,8})?\s*")
"""A cell of data: a number, or a number with its unit."""
_IN_NAME = re.compile(r"(?:^|[\W_])(?:TUYỆT|TỐI|TUYET|TOI)[\s_.-]*(?:MẬT|MAT)(?:[\W_]|$)")
_BRACKETED = re.compile(r"[(\[{]\s*M[ẬA]T\s*[)\]}]|(?:^|[_-])\s*MẬT\s*(?:[_-]|\.\w+$)")


def is_secret(lines: Iterable[str]) -> bool:
    """Tell whether a document bears a secrecy stamp near its top.

    Ordinary words ("bí mật nhà nước", "mật ong") never count: the stamp must be the whole of a
    line, or of one column of it, apart from a label such as "Độ mật:" and a copy number. The
    word "Mật" in small letters is also honey and a name: it counts only where it stands alone
    under a letterhead. A text below whose letterhead several degrees stand alone speaks about them
    and bears none.

    Args:
        lines: the document's lines, from the first; decomposed letters and letter spacing are fine.
    """
    top = list(islice(filter(None, (normalize(line).strip() for line in lines)), _TOP_LINES))
    has_letterhead = any(map(_LETTERHEAD.search, top[:_LETTERHEAD_LINES]))
    below: set[str] = set()
    for at, text in enumerate(top):
        in_letterhead = at < _LETTERHEAD_LINES
        if len(text) > _LONGEST_LINE or not _may_bear_stamp(text):
            continue
        cells = [cell for cell in _COLUMNS.split(text) if cell.strip()]
        if _labelled(cells) or (in_letterhead and _BESIDE_LETTERHEAD.search(text)):
            return True
        is_listed = text.startswith(_LIST_MARKS)
        is_row = text.startswith("|")
        if is_row and (not in_letterhead or any(map(_AMOUNT.fullmatch, cells))):
            continue  # a row of data
        stands_alone = has_letterhead and in_letterhead and not (is_listed or is_row)
        found = {_stamp(cell, in_small_letters=stands_alone) for cell in (text, *cells)} - {""}
        if found and in_letterhead and not (is_listed or is_row):
            return True
        below |= found
    return len(below) == 1


def _may_bear_stamp(text: str) -> bool:
    return "ậ" in text.lower() or "mat" in fold(text).replace(" ", "")


def is_secret_name(file: str) -> bool:
    """Tell whether a file's name bears a stamp: ``"KH-12 (MẬT).docx"``, ``"TOI MAT_bao cao.pdf"``.

    Args:
        file: name or path; of a path only the last part counts.
    """
    name = normalize(file).rpartition("/")[2]
    return bool(_IN_NAME.search(name) or _BRACKETED.search(name))


def _stamp(cell: str, *, in_small_letters: bool) -> str:
    """Return the degree a cell consists of, without diacritics; empty for any other cell.

    Args:
        cell: a line, or one column of it.
        in_small_letters: whether "Mật" alone counts where it is not in capitals.
    """
    squeezed = _NOT_LETTERS.sub("", fold(cell))
    bare = _COPY.sub("", _LABEL.sub("", squeezed)).strip(":")
    letters = [letter for letter in cell if letter.isalpha()]
    capitals = all(letter.isupper() for letter in letters)
    if capitals:
        bare = _KIND.sub("", bare)
    if bare not in _STAMPS:
        return ""
    if "ậ" in cell.lower():
        labelled = bare != squeezed
        return bare if bare != "mat" or capitals or labelled or in_small_letters else ""
    return bare if bare != "mat" and capitals else ""


def _labelled(cells: list[str]) -> bool:
    pairs = pairwise(cells)
    return any(
        _NOT_LETTERS.sub("", fold(left)).strip(":") == "domat"
        and _stamp(right, in_small_letters=True)
        for left, right in pairs
    )
