"""What each number is, by the words beside it: unit, role, change, doubt."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from knowledge.figures.cues import ROLES
from knowledge.figures.numerals import Number
from knowledge.figures.tokens import Token, Wording
from knowledge.figures.values import Unit, Value, Values

_BEFORE = 60  # characters; what is said directly before a number is shorter

_FEW = 300  # households; no unit has fewer
_MANY_TIMES = 3  # how often the households may hold the poor ones beside them
_RATE = re.compile(r" *(?:%|phan tram\b)")
_COUNT = re.compile(r" *(?:ho\b(?! so\b(?! (?:voi|nam)\b))|hn\b)")
_POINTS = re.compile(r" *diem(?: phan tram| %)?\b")
_ONWARD = re.compile(r" *(?:%|phan tram|ho(?: ngheo)?)? *(?:tro (?:len|xuong)|hoac (?:hon|it hon))")
_FOR_WHOM = re.compile(
    r"\b(?:cho|giup|ho tro|trao|van dong|doi voi|tang qua|tham(?: hoi)?|xay(?: nha)?(?: cho)?"
    r"|sua chua|giai quyet|tap huan)(?: duoc| them)? $"
    r"|\b(?:cong nhan moi|phat sinh(?: moi)?|bo sung(?: moi)?|tai ngheo)(?: them)?(?: la)? $"
)
_HEARSAY = re.compile(
    r"\b(?:hinh nhu|nghe noi|nghe dau|chac la|(?:khong|ko|chua) chac|nho mang mang|doan la|co le)\b"
    r"[^.;?!\n]*$"
)
_MINUS = re.compile(r"(?:^|[^\w%)])[-–]$|−$|\b(?:con|co|la|bi) am $")
"""What makes a number negative: "2022 -5 hộ"; "2022 - 80 hộ" and "120-90" only part numbers."""
_OVER = re.compile(r"[ (]*(?:ho(?: ngheo)?|hn)? *(?:/|tren|trong|cua)(?: tong)?(?: so)? *")
_OR = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:hoac|hay(?: la)?) *(?:la |con )?")
_SPAN = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:-|–|den) *")
_AND = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:,|;|va|,? va) *")
_AND_ALSO = re.compile(
    r" *(?:%|ho(?: ngheo)?|diem(?: phan tram| %)?)?"
    r"(?: *va|,? *\(?(?:trong |vao )?(?:nam )?20[12]\d\)? *(?:va|,|;)) *(?:tiep )?"
)
_OPENING = re.compile(r"[ %a-z]*\( *(?:so(?: lieu)? )?")
_PERCENT = re.compile(r"\s*(?:%|phan tram)?\s*")
_WITHIN = re.compile(r" *(?:trong|cua|ca)? *")
_STATES = re.compile(r" *(?:la|duoc|:|=)+ *")
_OWN_CUE = re.compile(r"ho |hn|hcn|can|ngheo|thoat|tai|da |moi |duoc ")
_LEAD_IN = re.compile(r"[ :=]*(?:(?:la|con|co) *)?")


def classify(wording: Wording) -> Values:
    """Return every number of a text with what its neighbours say."""
    values: Values = {}
    for index, token in enumerate(wording.tokens):
        if token.number is not None:
            values[index] = _value(wording, values, index, token.number)
    for first, second in pairwise(list(values)):
        _compare(wording, values, first, second)
    return values


def _value(wording: Wording, values: Values, index: int, number: Number) -> Value:
    """Return one number with what the words on both sides of it say."""
    folded = wording.folded
    if "ngheo" in folded[number.start : number.end]:  # "không còn hộ nghèo"
        return Value(number, unit="count", role="poor")
    before = folded[max(0, number.start - _BEFORE) : number.start]
    value = Value(
        number,
        unit=_stated_unit(folded, number),
        aside=before.rstrip().endswith("("),
        forecast=_is_forecast(wording, index),
    )
    value = _look_left(wording, values, index, value)
    value = _look_right(wording, index, value)
    if _FOR_WHOM.search(before):
        value = replace(value, role="subset")
    if _HEARSAY.search(before) and value.doubt is None:
        value = replace(value, doubt="approximate")
    if _MINUS.search(before):
        return replace(value, doubt="negative")
    if number.total and number.total < _FEW and _is_most(number.count or 0, number.total):
        return replace(value, doubt="alternatives")  # "80/85 hộ nghèo": two numbers of the poor?
    if value.unit == "count" and number.count is None:
        return replace(value, doubt="decimal_count" if number.rate else "unclear_number")
    return value


def _is_most(count: int, total: int) -> bool:
    """Tell a number that is more than three quarters of another, and not above it."""
    return 3 * total < 4 * count <= 4 * total


def _stated_unit(folded: str, number: Number) -> Unit:
    """Return the unit written after a number; a fraction is one of households."""
    if number.total is not None or _COUNT.match(folded, number.end):
        return "count"
    if _RATE.match(folded, number.end):
        return "rate"
    return "points" if _POINTS.match(folded, number.end) else ""


def _is_forecast(wording: Wording, index: int) -> bool:
    """Tell whether "ước", "dự kiến" stand before a number in its clause."""
    for token in reversed(wording.tokens[:index]):
        if token.kind == "number" or token.clause != wording.tokens[index].clause:
            return False
        if token.kind == "forecast":
            return True
    return False


def _look_left(wording: Wording, values: Values, index: int, value: Value) -> Value:
    """Read the cue words of the clause between a number and the one before it."""
    if index and _parts(wording, index - 1):
        return replace(value, role="near")
    clause = wording.tokens[index].clause
    for at in range(index - 1, -1, -1):
        cue = wording.tokens[at]
        if cue.clause != clause or cue.kind in ("number", "year"):
            if at == index - 1 and (fall := _dated_change(wording, at, index)):
                return replace(value, change=_sign(wording, fall))
            return _over(wording, at, index, value)
        if cue.kind == "change":
            led_on = value.after_from and _leads_on(wording, index)
            return value if value.after_to or led_on else replace(value, change=_sign(wording, cue))
        owner = values.get(at - 1)
        if not (owner and owner.owns_next):
            value = _heed(wording, cue, value)
    return value


def _dated_change(wording: Wording, year: int, index: int) -> Token | None:
    """Return the word of change in "giảm trong năm 2022: 31", else ``None``."""
    cue = wording.tokens[year - 1] if year else None
    if wording.tokens[year].mark is None or cue is None or cue.kind != "change":
        return None
    told = wording.joined(year - 1, year, _WITHIN) and wording.joined(year, index, _STATES)
    return cue if told else None


def _heed(wording: Wording, cue: Token, value: Value) -> Value:
    """Return a number with what one cue word before it says."""
    if cue.kind in ROLES:
        return replace(value, role=value.role or cue.kind)
    if cue.kind == "to":
        return replace(value, after_to=True)
    if cue.kind == "from":
        return replace(value, after_from=not value.after_to)
    adjacent = not wording.folded[cue.end : value.number.start].strip()
    if adjacent and cue.kind == "without":
        return replace(value, role="near")
    if adjacent and cue.kind in ("hedge", "bound"):
        return replace(value, doubt="approximate" if cue.kind == "hedge" else "bound")
    return value


def _sign(wording: Wording, cue: Token) -> int:
    """Return 1 for a word of growth, -1 for a word of decline."""
    return 1 if wording.folded.startswith("tang", cue.start) else -1


def _leads_on(wording: Wording, index: int) -> bool:
    """Tell whether "xuống", "còn" or an arrow follows in the clause."""
    clause = wording.tokens[index].clause
    return any(t.kind == "to" and t.clause == clause for t in wording.tokens[index + 1 :])


def _over(wording: Wording, before: int, index: int, value: Value) -> Value:
    """Read "98 hộ nghèo trên 2000 hộ": the number after the stroke is the total."""
    folded = wording.folded
    if wording.tokens[before].number is None or value.role in ("poor", "near"):
        return value
    in_list = "/" in (
        folded[wording.tokens[before].start - 1 :][:1],
        folded[value.number.end :][:1],
    )
    if wording.joined(before, index, _OVER) and not in_list:
        return replace(value, role="total", doubt=None, unit="count")
    return value


def _look_right(wording: Wording, index: int, value: Value) -> Value:
    """Read the words that follow a number: "hộ cận nghèo", "trở lên", "(ước)"."""
    if _ONWARD.match(wording.folded, value.number.end):
        value = replace(value, doubt="bound")
    if index + 1 >= len(wording.tokens):
        return value
    cue = wording.tokens[index + 1]
    for at in range(index + 1, min(index + 3, len(wording.tokens))):
        if wording.tokens[at].kind == "forecast" and wording.joined(index, at, _OPENING):
            value = replace(value, forecast=True)
    if cue.kind not in ROLES or not wording.joined(index, index + 1, _PERCENT):
        return value
    if not _OWN_CUE.match(wording.folded, cue.start) or _heads_next(wording, index, value):
        return value
    kind = "poor" if _parts(wording, index + 1) else cue.kind
    role = "subset" if value.role == "subset" else kind
    return replace(value, role=role, owns_next=True)


def _parts(wording: Wording, index: int) -> bool:
    """Tell "85 hộ nghèo, cận nghèo 90 hộ", two numbers, from a number of both together."""
    if wording.tokens[index].kind != "mixed" or not 0 < index < len(wording.tokens) - 1:
        return False
    both = wording.tokens[index - 1].number and wording.tokens[index + 1].number
    beside = wording.joined(index - 1, index, _PERCENT) and wording.joined(
        index, index + 1, _LEAD_IN
    )
    return bool(both) and beside


def _heads_next(wording: Wording, index: int, value: Value) -> bool:
    """Tell whether the words after a number belong to the next: "hộ nghèo 120 hộ cận nghèo 80"."""
    after = index + 2
    if not value.role or after >= len(wording.tokens) or wording.tokens[after].number is None:
        return False
    return wording.joined(index + 1, after, _LEAD_IN)


def _compare(wording: Wording, values: Values, first: int, second: int) -> None:
    """Read two neighbouring numbers together: alternatives, or two changes in one list."""
    value, other = values[first], values[second]
    spans = wording.joined(first, second, _SPAN) and _is_span(wording, values, first, second)
    if spans or wording.joined(first, second, _OR):
        value, other = replace(value, doubt="alternatives"), replace(other, doubt="alternatives")
    if other.role == "total" and not value.unit and wording.joined(first, second, _OVER):
        value = replace(value, unit="count")  # "98 trên tổng 2000"
    respectively = wording.folded.find("lan luot", 0, value.number.start) >= 0
    if value.change and wording.joined(first, second, _AND if respectively else _AND_ALSO):
        other = replace(other, change=value.change)
    values[first], values[second] = value, other


def _is_span(wording: Wording, values: Values, first: int, second: int) -> bool:
    """Tell "90-100 hộ" (one figure, uncertain) from a list or "từ 90 đến 100"."""
    clause = wording.tokens[first].clause
    inside = [token for token in wording.tokens if token.clause == clause]
    alone = sum(token.kind == "number" for token in inside) == 2
    ranged = any(token.mark and token.mark.moment == "range" for token in inside)
    value, unit = values[first], values[second].unit
    first_count, second_count = values[first].number.count, values[second].number.count
    if values[first].role == "poor" and (second_count or 0) > _MANY_TIMES * (first_count or 0):
        return False  # "80 hộ nghèo - 2.010 hộ"
    return alone and not ranged and not value.after_from and value.unit in ("", unit)
