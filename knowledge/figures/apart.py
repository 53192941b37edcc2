"""Numbers set apart: of other units, of some of the poor households, of something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from knowledge.figures.tokens import Wording
from knowledge.figures.values import Value, Values

_AMONG = re.compile(r"\btrong (?:do|so do|so nay)\b")
_AMONG_ASIDE = re.compile(r"\( *trong (?:do|so do)(?: co)? *$")
_SENTENCE_END = re.compile(r"[?!\n;]|\.(?!\w)")
_SCOPE_END = re.compile(rf"{_SENTENCE_END.pattern}|\)")
_BRACKET = re.compile(r"[ a-z%]*\( *")
_TARGET = re.compile(
    r"\b(?:chi tieu|ke hoach|muc tieu|nghi quyet)(?: (?:duoc|giao|de ra|huyen|tinh|tren|hang nam))*"
    r"(?: la)? *$"
)
_MEASURED_BY = re.compile(
    r"\b(?:quy dinh|tieu chi|yeu cau|nguong|(?:tinh|xet|ap dung) theo|ap dung|muc giam)(?: theo)?"
    r"(?: muc)?(?: (?:la|giam|phai|toi thieu|it nhat))* *$"
)
"""What a threshold follows: "quy định 20%", "tính theo 20% hay 2%"."""
_SORT = re.compile(r" *ho (?!ngheo|dan|trong|tren|nam|cuoi)[a-z]")
"""Households of some sort, as in "85 hộ nghèo (12 hộ BTXH)"."""
_RIVAL = re.compile(r" *(?:%|phan tram)? *(?:hay|hoac)(?: la| theo| muc)* *")
_MAKING = re.compile(
    r"[^;.\n(]*\b(?:chiem|tuc|tuong duong|tuong ung|ung voi|t[iy] le|tl)\b(?: t[iy] le)?"
    r"[ :=]*(?:la )?"
)
_OTHER_SHARE = re.compile(
    r"\b(?:giai ngan|bao phu|bhyt|bao hiem y te|bao hiem|hai long|hoan thanh|thanh toan|tang truong"
    r"|lao dong|nuoc sach|nuoc hop ve sinh|internet|suy dinh duong|do thi hoa|ke hoach|dan so"
    r"|tre em|tap huan|dong thuan|tiep can)\b[^,;.\d%]*$"
)
_SHARE = re.compile(
    r" *(?:%|phan tram) *(?:(?:so |tong so )?(?:ho ngheo|ho dan|ho can ngheo|ho|hn)(?: nay| do)?"
    r"(?: da)? (?:duoc|dc|co (?!ty|ti)|da|tham gia|thoat|vay|su dung|khong)|ke hoach|chi tieu"
    r"|muc tieu|so voi|cua nam|cua cuoi nam|dan so|nguoi dan|kinh phi|tong kinh phi)"
)
_REACHES = re.compile(r"\b(?:dat|du|giam|qua|toi)(?: (?:duoc|du|den|toi|muc|moc|nguong|them))* *$")
_ASKED = re.compile(
    r" *(?:%|diem %|diem phan tram|phan tram)?(?: *(?:/|moi|mot) *nam)?,? "
    r"(?:(?:hay|chua|duoc|gi) )?(?:khong|ko|k|chua|hong|hok|hem)\b"
    r"(?! (?:con|co|doi|thay doi|biet|ro|tinh|ke)\b)"
)
"""A threshold asked about: "đạt 20% không", "đủ 2%/năm chưa"."""
_ATTAINED = re.compile(r"\bdat(?: duoc| muc)? *$")
"""Before a rate not said to be of the poor: "2023 chỉ đạt 19%", a fall more likely than a level."""
_FALLS = re.compile(
    r"\b(?:t[iy] le|muc|toc do|so)(?: ho)? giam(?: (?:t[iy] le|so))?(?: ho)?(?: ngheo)?\b"
    r"(?![^.;\n]*\b(?:con|xuong)\b)"
)
"""Heads a list of falls: "mức giảm tỷ lệ hộ nghèo 2022: 2,1%; 2023: 2,0%"."""
_LEVELS = re.compile(r"\b(?:t[iy] le|(?<!tong )so) (?:ho )?ngheo\b|\bcon\b|[?!\n]|\.(?!\w)")
_TIMES = re.compile(r"\b(?:chi )?bang $")
_OF_OTHERS = r"(?:tinh|nuoc|quan|thanh pho|tp|vung|khu vuc|huyen)"
_ELSEWHERE = re.compile(
    rf"\b(?:toan|ca|binh quan(?: chung)?(?: cua)?|trung binh(?: cua)?|muc chung(?: cua)?)"
    rf" (?:toan |ca )?{_OF_OTHERS}\b"
    r"|(?<!nhap voi )(?<!nhap vao )(?<!nhap cung )"
    r"\b(?:xa|phuong|don vi) (?:ben|khac|ban|lan can)\b"
    rf"|(?:(?<=[.;\n?!] )|(?<=[\n])|^) *(?:tinh|huyen)\b"
)
_HERE = re.compile(
    r"\b(?:rieng|xa|phuong|thi tran|tt|don vi|dia phuong|ben (?:em|minh|toi))\b(?! (?:ben|khac|ban"
    r"|lan can)\b)"
)
_WHOLE = re.compile(r"\b(?:ca|toan|chung) (?:xa|phuong|thi tran)\b")
_HAMLET = re.compile(r"\b(?:ap|thon|khom|khu pho|to dan pho|buon) (?:\d+|[a-z])\b")
_ENDS_WITH_SCOPE = re.compile(
    rf" *(?:%|ho)?(?: ngheo)? *\(?(?:la )?(?:cua|muc(?: chung)?(?: cua)?)? *(?:toan|ca)"
    rf" {_OF_OTHERS}\b"
)


def set_apart(wording: Wording, values: Values, kind: str | None) -> Values:
    """Mark the numbers that say nothing of the unit's own households, for them to be left out.

    Args:
        wording: the text.
        values: its numbers.
        kind: kind of the unit the text is about; figures of "toàn huyện" are others' unless it is
            a district or unknown.
    """
    apart: Values = {}
    falls = [match.end() for match in _FALLS.finditer(wording.folded)]
    levels = [match.end() for match in _LEVELS.finditer(wording.folded)]
    of_falls = _Scopes(falls, levels)
    values = _without_thresholds(wording, values)
    previous: Value | None = None
    among = False
    scopes = _scopes(wording.folded)
    for index, value in values.items():
        value = _share(wording, value)
        if value.unit == "rate" and not value.change and of_falls.is_elsewhere(value.number.start):
            value = replace(value, doubt=value.doubt or "change_percent")
        if previous is not None:
            value = _beside(wording, previous, value)
        if _AMONG_ASIDE.search(wording.before(value.number.start)):
            if among and value.role in (
                "",
                "count",
            ):  # "(trong đó 12 hộ ...)", then "(trong đó 11)"
                value = replace(value, role="subset")
            among = value.role == "subset"
        if kind not in (None, "huyện") and _is_elsewhere(wording, value, scopes):
            value = replace(value, role="subset")
        apart[index] = previous = value
    return apart


def _without_thresholds(wording: Wording, values: Values) -> Values:
    """Leave out "20%" and "2%" beside counts, where no rate is told: they are the thresholds."""
    rates = [value for value in values.values() if value.unit == "rate" and not value.change]
    bare = [value for value in rates if value.role == "" and value.number.raw in ("20", "2")]
    counted = any(value.unit == "count" for value in values.values())
    if not counted or len(bare) < len(rates):
        return values
    return {
        index: replace(value, role="subset") if value in bare else value
        for index, value in values.items()
    }


def _share(wording: Wording, value: Value) -> Value:
    """Read "95% hộ nghèo được vay" and "bằng 80% năm 2021": no poverty rates."""
    before = wording.before(value.number.start)
    if _ASKED.match(wording.folded, value.number.end) and _REACHES.search(before):
        return replace(value, role="subset")
    if value.unit != "rate" or value.change:
        return value
    if value.role == "" and _ATTAINED.search(before):
        return replace(value, doubt="change_percent")
    if _TIMES.search(before):
        return replace(value, doubt="change_percent")
    other = (
        _SHARE.match(wording.folded, value.number.end)
        or _OTHER_SHARE.search(before)
        or _TARGET.search(before)
        or _MEASURED_BY.search(before)
    )
    return replace(value, role="subset") if other else value


def _beside(wording: Wording, previous: Value, value: Value) -> Value:
    """Read a number by the one before it: "cận nghèo 110 (5,47%)", "64 hộ nghèo, trong đó 12"."""
    between = wording.folded[previous.number.end : value.number.start]
    if previous.role == "subset" and value.unit == "rate" and _RIVAL.fullmatch(between):
        return replace(value, role="subset")
    if (
        previous.role in ("near", "subset")
        and value.role in ("", "rate")
        and (
            (value.aside and _BRACKET.fullmatch(between))
            or (value.unit == "rate" and _MAKING.fullmatch(between))
        )
    ):
        return replace(value, role=previous.role)
    sort = _SORT.match(wording.folded, value.number.end)
    if previous.role == "poor" and value.role == "" and value.aside and sort:
        return replace(value, role="subset")
    among = previous.role == "poor" and value.role in ("", "count") and value.unit == "count"
    if among and _AMONG.search(between) and not _SENTENCE_END.search(between):
        return replace(value, role="subset")
    return value


@dataclass(frozen=True, slots=True)
class _Scopes:
    """Where a text begins to speak of others, and where it is back at the unit itself.

    Attributes:
        elsewhere: offsets after the words for others, in order.
        back: offsets after the words for the unit itself, or the end of a sentence, in order.
    """

    elsewhere: list[int]
    back: list[int]

    def is_elsewhere(self, offset: int) -> bool:
        """Tell whether an offset lies where the text speaks of others."""
        told = bisect_right(self.elsewhere, offset)
        returned = bisect_right(self.back, offset)
        if not told:
            return False
        return not returned or self.back[returned - 1] <= self.elsewhere[told - 1]


def _scopes(folded: str) -> _Scopes:
    """Return where a text speaks of the district, the province, another commune or a hamlet."""
    hamlets = _WHOLE.search(folded) and [m.end() for m in _HAMLET.finditer(folded)]
    elsewhere = hamlets or [m.end() for m in _ELSEWHERE.finditer(folded)]
    back = [m.end() for pattern in (_HERE, _SCOPE_END) for m in pattern.finditer(folded)]
    return _Scopes(elsewhere, sorted(back))


def _is_elsewhere(wording: Wording, value: Value, scopes: _Scopes) -> bool:
    """Tell whether a number is said of the district, the province or another commune."""
    ends = _ENDS_WITH_SCOPE.match(wording.folded, value.number.end)
    return bool(ends) or scopes.is_elsewhere(value.number.start)
