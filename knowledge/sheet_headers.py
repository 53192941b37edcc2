"""What one column header means: a figure of a year-end, a fact of the unit, or nothing used here.

A figure's header may hold only words known to describe that figure. Whatever holds another word
("thoát nghèo", "dân tộc thiểu số", "đầu năm", "kế hoạch") is another figure and is never used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from knowledge.text import fold, squeeze

FigureMeaning = Literal["households", "poor_households", "poor_rate"]
"""A figure of one year-end, by its key in a case."""

Meaning = Literal[
    "households", "poor_households", "poor_rate",
    "province", "kind", "name", "listed_as", "submission_year",
    "district", "note", "ordinal", "near_poor", "other",
]  # fmt: skip
"""What a column holds; ``other`` and ``near_poor`` are never used."""

FIGURES: tuple[FigureMeaning, ...] = get_args(FigureMeaning)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BASIS = re.compile(
    r"\(?(?:theo )?(?:chuan (?:ho )?ngheo(?: da chieu)? )?(?:moi )?"
    r"(?:giai doan |gd )20\d\d ?- ?20\d\d\)?"
    r"|\(?(?:theo )?(?:nghi dinh|nd|quyet dinh|qd|thong tu|tt)(?: so)? ?\d+/20\d\d/[a-z-]+\)?"
)
_AT = re.compile(r"\btai (?=thoi diem|ngay|dia ban|xa|huyen)")  # not "tái nghèo"
_NUMBERING = re.compile(r"[(\[]\s*\d{1,2}\s*[)\]]")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_TOKEN = re.compile(r"[a-z]+|\d+|%")

_FILLER = _words(
    "so luong cuoi nam den tinh thoi diem ngay ket qua ra soat theo hang duoc phe duyet"
    " chinh thuc co la cua o tren dia ban toan xa huyen phuong don vi dvt hien dan cu gia dinh"
    " da chieu t thang het"
)
_TOTAL = _words("tong ho ts tsh tsho")
_POOR = _words("ho tong ts ngheo hn shn")
_RATE = _words("ty ti le tl tyle tile % ho ngheo hn tlhn tln phan tram")
_RATE_MARKS = _words("le tl tyle tile % tlhn tln")
_POOR_MARKS = _words("ngheo hn shn tlhn tln")
_TOTAL_MARKS = _words("tong ho ts tsh tsho")
_NEAR_POOR = re.compile(r"\bcan ngheo\b|\bh?cn\b|\bhcn\b|\bcnn\b")
_MULTIDIMENSIONAL = re.compile(r"\bngheo da chieu\b")

_NAME = _words("ten xa phuong thi tran tt don vi hanh chinh dia ban dvhc hoac va cac cap cu")
_NAME_MARKS = _words("ten xa phuong vi ban dvhc")
_WORDINGS: dict[Meaning, tuple[str, ...]] = {
    "province": (
        "tinh", "ten tinh", "thuoc tinh", "tinh tp", "tinh thanh", "tinh thanh pho", "tinh cu",
        "tinh thanh pho truc thuoc trung uong", "ten tinh thanh pho", "tinh truoc sap xep",
    ),
    "district": (
        "huyen", "ten huyen", "thuoc huyen", "quan huyen", "huyen ghi chu", "huyen thi xa",
        "huyen thi xa thanh pho", "huyen tx tp", "huyen tp", "huyen thanh pho", "cap huyen",
        "ten huyen thanh pho", "ten huyen thi xa thanh pho",
    ),
    "kind": (
        "loai", "loai don vi", "loai dvhc", "loai don vi hanh chinh", "loai hinh", "cap",
        "loai hinh don vi", "cap don vi", "cap hanh chinh", "kieu don vi",
    ),
    "listed_as": (
        "danh muc", "thuoc danh muc", "danh sach", "thuoc danh sach", "dien", "thuoc dien",
        "bai ngang", "xa bai ngang", "bai ngang ven bien", "xa bai ngang ven bien",
        "thuoc xa bai ngang ven bien", "xa dao", "bai ngang xa dao", "bai ngang ven bien xa dao",
        "xa bai ngang ven bien xa dao", "xa dac biet kho khan", "xa dbkk",
    ),
    "submission_year": (
        "nam trinh", "nam trinh khen", "nam trinh khen thuong", "nam de nghi", "nam nop ho so",
        "nam de nghi khen thuong", "nam trinh ho so", "nam khen thuong", "nam xet",
        "nam xet khen thuong", "nam du kien trinh",
    ),
    "note": (
        "ghi chu", "luu y", "dien giai",
    ),
    "ordinal": (
        "stt", "tt", "so tt", "so thu tu", "ma", "ma so", "ma xa", "ma don vi", "ma dvhc",
    ),
}  # fmt: skip
_PHRASES = {words: meaning for meaning, listed in _WORDINGS.items() for words in listed}
_NOT_A_NAME = frozenset({"don vi tinh", "dvt", "don vi lap", "don vi bao cao"})


@dataclass(frozen=True, slots=True)
class Header:
    """What a header means.

    Attributes:
        meaning: what the column holds.
        year: the year whose end a figure describes; ``None`` for other columns.
    """

    meaning: Meaning
    year: int | None = None


@lru_cache(maxsize=4096)  # the search for the header asks for each text several times
def read_header(text: str) -> Header | None:
    """Return what the header of a column means, ``None`` when it is blank.

    Capitals, diacritics, line breaks and the usual abbreviations do not matter. A figure without a
    year, with several, or of another day than the end of a year is ``other``.

    Args:
        text: header as written; the texts of a header of several rows are joined from the top.
    """
    folded = squeeze(fold(text))
    if not folded:
        return None
    plain = _NUMBERING.sub(" ", _AT.sub("", _BASIS.sub(" ", folded)))
    words = " ".join(re.findall(r"[a-z0-9%]+", plain))
    if not words:
        return Header("other")
    phrase = _PHRASES.get(words)
    if phrase is not None:
        return Header(phrase)
    if _NEAR_POOR.search(words):
        return Header("near_poor")
    return _figure(plain) or _name(words) or Header("other")


def _figure(plain: str) -> Header | None:
    years: set[int] = set()

    def take(match: re.Match[str]) -> str:
        if (int(match[1]), int(match[2])) != (31, 12):
            return " other day "
        years.add(int(match[3]) % 100 + 2000)
        return " "

    rest = _DAY.sub(take, plain)
    years |= {int(year) for year in _YEAR.findall(rest)}
    tokens = set(_TOKEN.findall(_YEAR.sub(" ", rest)))
    if tokens >= {"31", "12"}:
        tokens -= {"31", "12"}
    if len(years) != 1:
        return None
    meaning = _figure_meaning(tokens - _FILLER, plain)
    return None if meaning is None else Header(meaning, years.pop())


def _figure_meaning(tokens: set[str], plain: str) -> FigureMeaning | None:
    # "Tỷ lệ nghèo đa chiều" without "hộ nghèo" counts poor and near-poor households together.
    together = _MULTIDIMENSIONAL.search(plain) and "ho ngheo" not in plain
    if tokens & _RATE_MARKS:
        of_others = "ho" in tokens and not tokens & _POOR_MARKS
        return "poor_rate" if tokens <= _RATE and not (together or of_others) else None
    if tokens & _POOR_MARKS:
        return "poor_households" if tokens <= _POOR and not together else None
    return "households" if tokens & _TOTAL_MARKS and tokens <= _TOTAL else None


def _name(words: str) -> Header | None:
    tokens = set(words.split())
    named = tokens & _NAME_MARKS and tokens <= _NAME and words not in _NOT_A_NAME
    return Header("name") if named else None


def is_bare_rate(text: str) -> bool:
    """Tell whether a header says "tỷ lệ" without saying of what."""
    tokens = set(_TOKEN.findall(fold(text)))
    return bool(tokens & _RATE_MARKS) and not tokens & _POOR_MARKS


def says_percent(text: str) -> bool:
    """Tell whether a header gives per cent as its unit."""
    return "%" in text or "phan tram" in squeeze(fold(text))
