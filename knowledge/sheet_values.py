"""What one cell says: a count, a rate, a listing, a year, the level of a unit. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal

from knowledge.messages import Messages
from knowledge.sheet_cells import SheetCell, SheetValue, shown
from knowledge.sheet_layout import Column
from knowledge.text import fold, has_diacritics, normalize, squeeze, unify

Cells = Mapping[int, SheetCell]
"""The cells of one row that are not empty, by column from 1."""

_MOST_PLACES = 10
"""Decimals of a rate in %. A formula's result has more only because a division does not end; two
rates of counted households that differ at all differ long before the tenth decimal."""
_PLAUSIBLE_RATE = 10**6
_LONGEST = 200  # characters of a cell; a longer one is no figure and no name
_SHOWN = 40  # characters of a value in a sentence

_PLACEHOLDER = re.compile(r"[-–—._…/*?x]+", re.IGNORECASE)
_HOUSEHOLDS = re.compile(r"\s*hộ\s*$", re.IGNORECASE)
_PLAIN_RATE = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_YEAR_WORD = re.compile(r"^năm\s+", re.IGNORECASE)
_MARKS = frozenset({"x", "co", "1", "v", "yes", "true", "dung", "thuoc"}) | {"✓", "✔"}
_DENIALS = frozenset({"", "khong", "k", "ko", "0", "-", "–", "false", "khong thuoc", "khong co"})
_DENIED = re.compile(r"^(?:khong|ko|chua)\b")
_KIND_SPELLINGS = {
    "x": "xã", "xa": "xã", "p": "phường", "phuong": "phường", "tt": "thị trấn",
    "thi tran": "thị trấn", "h": "huyện", "huyen": "huyện", "tx": "thị xã", "thi xa": "thị xã",
    "tp": "thành phố", "thanh pho": "thành phố", "q": "quận", "quan": "quận",
}  # fmt: skip
_NAME_PREFIX = re.compile(
    r"(?P<word>thị trấn|thi tran|thị xã|thi xa|thành phố|thanh pho|xã|xa|phường|phuong|huyện|huyen"
    r"|quận|quan)\s+\S|(?P<short>t\.?t|t\.?x|t\.?p|x|p|h|q)(?:\.\s*|\s+)\S|(?P<ward>p)\s*\d"
)
_MERGED = re.compile(
    r"\b(?:sap nhap|sat nhap|hop nhat|chia tach|tach (?:ra|tu|xa|thanh)|thanh lap moi"
    r"|moi thanh lap|nhap (?:tu|xa|vao)|giai the|dieu chinh dia gioi)\b"
)
_NOT_MERGED = re.compile(
    r"\b(?:khong|chua)\b[^.;,]{0,30}\b(?:sap nhap|sat nhap|hop nhat|chia tach|giai the)\b"
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that cannot be used, and why, in words."""

    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """A value for the calculator's case; ``remark`` says how the cell was understood."""

    value: str | int | Decimal | list[str] | None
    remark: str | None = None


RateReading = Literal["percent", "fraction"]


class CellValues:
    """Turns cells into values of a case.

    Args:
        messages: section ``sheet.cell``.
        percent_columns: columns of rates that :func:`columns_in_percent` found to count per cent.
    """

    def __init__(self, messages: Messages, percent_columns: frozenset[int]) -> None:
        self._messages = messages
        self._percent_columns = percent_columns

    def unusable(self, cell: SheetCell, column: Column) -> Refused | None:
        """Return why a cell holds nothing that can be used, ``None`` when it does."""
        if cell.state in ("uncalculated", "merged"):
            return self._refused(cell.state)
        if cell.state == "error":
            return self._refused("error", value=brief(cell.value))
        if isinstance(cell.value, date | time | timedelta):
            return self._refused("date", value=brief(cell.value))
        if isinstance(cell.value, bool) and column.meaning != "listed_as":
            return self._refused("logical")
        if isinstance(cell.value, str) and len(cell.value) > _LONGEST:
            return self._refused("too_long", limit=_LONGEST)
        return None

    def count(self, cell: SheetCell) -> Read | Refused:
        """Return a number of households as it is written, for the calculator to check."""
        value = cell.value
        if isinstance(value, str):
            if _PLACEHOLDER.fullmatch(value.strip()):
                return self._refused("placeholder", value=brief(value))
            return Read(_HOUSEHOLDS.sub("", normalize(value)).strip())
        if cell.unit != "plain":
            return self._refused("percent_count", value=brief(value))
        return Read(_number(value))

    def rate(self, cell: SheetCell, column: Column, counted: Decimal | None) -> Read | Refused:
        """Return a rate in %, exact.

        A cell formatted as per cent holds a fraction. A plain number up to 1 may be either: it
        counts per cent when the counts of the same year-end say so or else when its column does,
        and is refused otherwise.

        Args:
            cell: the rate.
            column: its column.
            counted: rate by the counts of the same year-end, in %, ``None`` when not known.
        """
        value = cell.value
        if isinstance(value, str):
            text = squeeze(value)
            if _PLACEHOLDER.fullmatch(text):
                return self._refused("placeholder", value=brief(value))
            if not _PLAIN_RATE.fullmatch(text):
                return Read(text)  # with a per cent sign, or for the calculator to refuse
            return self._plain_rate(Decimal(text.replace(",", ".")), cell, column, counted)
        number = Decimal(_number(value))
        if cell.unit == "fraction":
            return Read(_written(100 * number, cell.decimals))
        if cell.unit == "percent":
            return Read(_written(number, cell.decimals))
        return self._plain_rate(number, cell, column, counted)

    def _plain_rate(
        self, number: Decimal, cell: SheetCell, column: Column, counted: Decimal | None
    ) -> Read | Refused:
        written = _written(number, cell.decimals)
        if not 0 < number <= 1:
            return Read(written)
        reading = None if counted is None else _agreeing(number, counted)
        if reading is None and column.number in self._percent_columns:
            reading = "percent"
        if reading is None:
            shares = {"value": shown(number), "percent": shown(_written(100 * number, 0))}
            return self._refused("rate_unit", **shares)
        read = written if reading == "percent" else _written(100 * number, 0)
        remark = self._messages("sheet.cell.rate_read", value=shown(number), rate=shown(read))
        return Read(read, remark)

    def listing(self, cell: SheetCell, column: Column) -> Read | Refused:
        """Return the official lists a unit is on."""
        text = squeeze(fold(shown(cell.value)))
        if text in _DENIALS or _DENIED.match(text):
            return Read([])
        if text in _MARKS:
            text = squeeze(fold(column.text))
            named = _named_lists(text)
            return Read(named) if len(named) == 1 else self._refused("listing_unnamed")
        named = _named_lists(text)
        if not named and re.search(r"dac biet kho khan|\bdbkk\b", text):
            return self._refused("listing_hardship")
        return Read(named or [shown(cell.value)])

    def year(self, cell: SheetCell) -> Read:
        """Return a year of submission as written."""
        value = cell.value
        if isinstance(value, str):
            text = _YEAR_WORD.sub("", squeeze(value))
            return Read(int(text) if text.isascii() and text.isdigit() else text)
        return Read(_number(value))

    def text(self, cell: SheetCell) -> Read:
        """Return a name, on one line."""
        return Read(squeeze(shown(cell.value)))

    def _refused(self, reason: str, **values: object) -> Refused:
        return Refused(self._messages(f"sheet.cell.{reason}", **values))


def columns_in_percent(columns: Iterable[Column], rows: Iterable[Cells]) -> frozenset[int]:
    """Return the columns of rates whose plain numbers count per cent.

    A number above 1 cannot be a fraction. It speaks for its own column, and for the others whose
    header says "%".
    """
    rates = [column for column in columns if column.meaning == "poor_rate"]
    certain: set[int] = set()
    for cells in rows:
        for column in rates:
            if column.number not in certain and _over_one(cells.get(column.number)):
                certain.add(column.number)
    told = {column.number for column in rates if column.percent} if certain else set()
    return frozenset(certain | told)


def _over_one(cell: SheetCell | None) -> bool:
    if cell is None or cell.unit != "plain" or cell.state == "error":
        return False
    value = cell.value
    if isinstance(value, str) and _PLAIN_RATE.fullmatch(squeeze(value)):
        value = Decimal(squeeze(value).replace(",", "."))
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 1


def kind_of_text(text: str) -> str:
    """Return the level a cell of levels names, abbreviations written out; else the text itself."""
    plain = " ".join(re.findall(r"[a-z]+", fold(text)))
    return _KIND_SPELLINGS.get(plain, text)


def kind_of_name(name: str) -> str | None:
    """Return the level with which a name begins: ``"TT. Mỏ Cày"`` gives ``"thị trấn"``.

    Without diacritics "phuong binh" may be a commune named Phương Bình, so that word alone decides
    nothing unless a number follows.
    """
    text = unify(squeeze(name))
    match = _NAME_PREFIX.match(text)
    if match is None:
        return None
    word = match["word"]
    if word is None:
        return _KIND_SPELLINGS[(match["short"] or match["ward"]).replace(".", "")]
    if not has_diacritics(word):
        if any(map(has_diacritics, text.split())):
            return None  # an accented name that only looks like the word
        if word == "phuong" and not text.split()[1][0].isdigit():
            return None
    return _KIND_SPELLINGS[fold(word)]


def tells_of_merger(text: str) -> bool:
    """Tell whether a text says that a unit was merged, split or newly made."""
    folded = squeeze(fold(text))
    return _MERGED.search(_NOT_MERGED.sub("", folded)) is not None


def brief(value: SheetValue) -> str:
    """Return a value on one line, cut to what fits in a sentence."""
    return squeeze(shown(value)[:_SHOWN])


def _number(value: SheetValue) -> int | Decimal:
    if isinstance(value, int | Decimal):
        return value
    raise TypeError(type(value))


def _agreeing(number: Decimal, counted: Decimal) -> RateReading | None:
    """Return the reading of a plain number that is within 2 % of the counted rate, if one is."""
    if abs(number - counted) * 50 <= counted:
        return "percent"
    return "fraction" if abs(100 * number - counted) * 50 <= counted else None


def _written(rate: Decimal, decimals: int) -> Decimal:
    """Return a rate with the decimals a reader sees, never fewer than it has (up to ten)."""
    if abs(rate) > _PLAUSIBLE_RATE:
        return rate
    exponent = rate.normalize().as_tuple().exponent
    places = max(-exponent if isinstance(exponent, int) else 0, decimals, 0)
    return rate.quantize(Decimal(1).scaleb(-min(places, _MOST_PLACES)))


def _named_lists(text: str) -> list[str]:
    named = []
    if "bai ngang" in text:
        named.append("bãi ngang ven biển")
    if re.search(r"\bdao\b", text):
        named.append("xã đảo")
    return named
