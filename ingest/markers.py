"""The marks that open a part of a Vietnamese text: phần, chương, mục, điều, khoản, điểm, phụ lục.

Names and order of the parts follow Decree 30/2020/NĐ-CP on clerical work and the law on the
promulgation of legal documents; the tolerated spellings are those scanners and typists produce.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from knowledge.text import LOWER, UPPER

_NOISE = r"[#_*~.\s]*"
ROMAN = r"[IVXLC]+"

DIEU = re.compile(
    rf"^{_NOISE}(?:Điều|ĐIỀU|Ðiều)\s+(\d{{1,3}}[a-zđ]?)\s*(?:[.:](?!\d)|[-–](?=\s)|$)\s*(.*)$",
    re.DOTALL,
)
CODE = re.compile(
    rf"^{_NOISE}Điều\s+((?:\d+\.\s?){{1,3}}[A-ZĐ]{{1,5}}(?:\s?\.\s?\d+[a-zđ]?){{1,4}})"
    rf"\s?(?:[.:,](?!\d)|(?=\s[{UPPER}]))\s*(.*)$",
    re.DOTALL,
)
DIVISION = re.compile(
    rf"^{_NOISE}(Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu mục|TIỂU MỤC)\s+"
    rf"((?:[tT]hứ|THỨ)\s+\w+|{ROMAN}[a-z]?|\d{{1,2}}[a-z]?|[HIÌÍVXLl1|]+)\b\s*(?:[.:\-–]\s*(.*)|([{UPPER}][^{LOWER}]*))?$",
    re.DOTALL,
)
APPENDIX = re.compile(
    rf"^{_NOISE}(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+|SỐ\s+)?({ROMAN}|\d{{1,2}}|[A-Z]{{1,3}}))?\b\s*"
    rf"(?:[.:\-–]\s*(.*)|([{UPPER}][^{LOWER}]*))?$",
    re.DOTALL,
)
FORM = re.compile(rf"^{_NOISE}((?=.*\d)Mẫu (?:số )?[\w./\-]*[\w]|Biểu (?:mẫu )?số [\w./\-]*[\w]|MẪU SỐ [\w./\-]*[\w])(?![\w/])\s*[.:]?\s*([{UPPER}][^.;]*)?$")  # fmt: skip  # noqa: E501
ROMAN_ITEM = re.compile(rf"^{_NOISE}({ROMAN})\s*(?:[./)]\s*|[-–]\s*(?=\S))(?=[{UPPER}“\"])(.*)$", re.DOTALL)  # fmt: skip  # noqa: E501
LETTERED = re.compile(rf"^{_NOISE}()([A-EĐGH])\s*[.)/–-]\s*([{UPPER}]{{2}}[^{LOWER}]*)$")
KHOAN = re.compile(rf"^{_NOISE}(\d{{1,3}})\s*(\.(?!\d)|[/)](?=\s)|[-–](?=\s)|[,:](?=\s+[{UPPER}]))\s*(?=\S)")  # fmt: skip  # noqa: E501
DECIMAL = re.compile(rf"^{_NOISE}(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\.?\s+(?=[{UPPER}“\"])")
DIEM = re.compile(rf"^{_NOISE}([a-zđ])\s*(\)|\.\s|[-–]\s)\s*(?=\S)")
BULLET = re.compile(r"^\s*[-–+•●▪*~]\s*\S")
TAIL = re.compile(
    rf"^{_NOISE}(?:Nơi nhận|NƠI NHẬN|XÁC THỰC VĂN BẢN"
    rf"|(?:TM|T/M|KT|TL|TUQ|Q)\s*\.\s*[{UPPER}]{{2,}}|T/?M\s+[{UPPER}]{{2,}}"
    r"|(?:QUYỀN |PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|BỘ TRƯỞNG|GIÁM ĐỐC|THỦ TƯỚNG|TỔNG BÍ THƯ"
    r"|CHỦ TỊCH QUỐC HỘI|CHỦ TỊCH NƯỚC)\s*$)"
)
ATTACHED = re.compile(
    rf"^{_NOISE}(QUY CHẾ|QUY ĐỊNH|KẾ HOẠCH|ĐỀ ÁN|CHƯƠNG TRÌNH|HƯỚNG DẪN|ĐIỀU LỆ|DANH MỤC|PHƯƠNG ÁN"
    rf"|QUY TRÌNH|NỘI QUY|TIÊU CHÍ|BỘ TIÊU CHÍ)\b[^{LOWER}]*$"
)
TABLE_RULE = re.compile(r"^\|(?:\s*:?-{2,}:?\s*\|)+$")
CROSS_REFERENCE = re.compile(
    r"^\((?:Điều|Khoản|Chương|Mục|Phần) này (?:có nội dung liên quan|được hướng dẫn)"
)
SOURCE = re.compile(
    r"^\((?:Điều|Khoản|Điểm|Mục|Phần|Chương|Phụ lục)\s(?:này có nội|này được hướng"
    r"|[^()]{1,80}?(?:Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị)\b)"
)
PREAMBLE = re.compile(r"^[#_*~.\s]*(?:Căn cứ|Theo đề nghị|Xét đề nghị|Xét Tờ trình)\b")
_ADDRESSED = re.compile(r"^[#_*~.\s]*Kính gửi\b")
_ENACTS = re.compile(r"ban hành|quyết định|quyết nghị|thông qua|:\s*$", re.IGNORECASE)
ENDS_SENTENCE = re.compile(r"[.;:!?…]\W*$")
_QUOTE_OPEN = re.compile(
    r"[“\"]\s*(?:Điều\s+\d|\d{1,3}[a-z]?\.\s|[a-zđ]\)|Chương\s|Mục\s|Phụ lục\s|Phần\s)"
)
_QUOTE_CLOSE = re.compile(r"[”\"]\s*(?:[.;,]|và|\.?/\.)?\s*$")
_SENTENCE_WORDS = 7
_MAY_START = re.compile(
    rf"^{_NOISE}(?:[\d|>#+•●▪(–-]|[a-zđ]\s?[).–-]|[A-EGHĐÐPMTNKXQIVL])|^\s*[#*~+-]"
)
LETTERS = "abcdđeghiklmnopqrstuvxy"
_NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def opens_quote(text: str) -> bool:
    """Tell whether ``text`` opens a quoted article, clause or point and does not close it."""
    opened = [found.end() for found in _QUOTE_OPEN.finditer(text)]
    if not opened:
        return False
    rest = text[opened[-1] :]
    return "”" not in rest and '"' not in rest


def closes_quote(text: str) -> bool:
    """Tell whether ``text`` ends a quotation."""
    return _QUOTE_CLOSE.search(text) is not None


def reads_as_sentence(text: str) -> bool:
    """Tell whether a paragraph is a sentence, as against a line of a letterhead or a title."""
    long = len(text.split()) >= _SENTENCE_WORDS
    return long and ENDS_SENTENCE.search(text) is not None and not text.isupper()


def opens_body(text: str) -> bool:
    """Tell whether what follows a paragraph is text, though no part is marked: as in letters.

    The sentence that enacts a text ("Chính phủ ban hành Nghị định …") still leads to its articles.
    """
    if _ADDRESSED.match(text):
        return True
    plain = reads_as_sentence(text) and not PREAMBLE.match(text)
    return plain and not _ENACTS.search(text)


def starts_part(line: str) -> bool:
    """Tell whether a line opens a part, so that it is never joined to the line before it."""
    if not _MAY_START.match(line):
        return False
    return any(
        mark.match(line)
        for mark in (DIEU, CODE, KHOAN, DECIMAL, DIEM, BULLET, ROMAN_ITEM, DIVISION, LETTERED,
                     TAIL, FORM, APPENDIX, PREAMBLE, SOURCE)
    ) or line.startswith(("#", "|", ">"))  # fmt: skip


def next_letter(letter: str) -> str:
    """Return the point that follows ``letter`` (``d``, then ``đ``, then ``e``); ``a`` first."""
    position = LETTERS.find(letter) + 1 if letter else 0
    return LETTERS[position] if 0 <= position < len(LETTERS) else ""


def read_letter(printed: str, previous: str) -> str:
    """Return the point meant by ``printed``: scanners read ``d`` as ``đ`` and repeat letters."""
    expected = next_letter(previous)
    if printed == "đ" and expected == "d":
        return "d"
    return expected if printed == previous and expected else printed


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral in normal form, or 0."""
    total = 0
    for letter, following in zip_longest(numeral, numeral[1:], fillvalue=""):
        value = _ROMAN_VALUES.get(letter, 0)
        total += -value if value < _ROMAN_VALUES.get(following, 0) else value
    return total if to_roman(total) == numeral else 0


def to_roman(number: int) -> str:
    """Return ``number`` (1 to 49) as a Roman numeral."""
    out = "X" * (number // 10)
    rest = number % 10
    for value, numeral in _NUMERALS[1:]:
        while rest >= value:
            out += numeral
            rest -= value
    return out
