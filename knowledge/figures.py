"""The case in a Vietnamese text: figures by year-end, place and submission year, never guessed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any, Literal

from knowledge.messages import Messages
from knowledge.numbers import Number, YearMark, decimal_text, scan, whole
from knowledge.places import AdminUnits, Place, find_place
from knowledge.text import fold, normalize, squeeze

_LONGEST = 10_000  # characters; a longer text is a document, not somebody's figures
_FEWEST_HOUSEHOLDS = 100  # fewer are never taken for all the households of a commune
PROGRAMME = "vi-nguoi-ngheo-2021-2025"

AmbiguityCode = Literal[
    "alternatives", "approximate", "bound", "change_percent", "change_without_base", "conflict",
    "decimal_count", "forecast", "hardship_list", "near_poor_included", "negative",
    "not_year_end", "province", "too_long", "unclear_number", "unit_unclear", "year_not_over",
    "year_unknown",
]  # fmt: skip

FIELDS = ("households", "poor_households", "poor_rate")

_ROLES = ("mixed", "near", "subset", "poor", "total", "rate", "count")
_CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("mixed", r"(?:\b(?:t[iy] le|so) )?(?:\bho )?\bngheo(?: va|,| \+|/|-"
                  r"| hoac) ?(?:ho )?can ngheo"),
        ("near", r"(?:\b(?:t[iy] le|tong so|so) )?(?:\bho )?\bcan ngheo\b|\bhcn\b"),
        ("subset", r"\bho ngheo (?:la )?(?:nguoi |dong bao )?(?:dan toc|dtts|bao tro|co cong"
                   r"|khong co kha)"
                   r"|\bho (?:dan toc|dtts|kha|giau|trung binh|chinh sach|moi|phat sinh)\b"
                   r"|(?:\bho )?(?:ngheo )?(?:\b(?:da|moi|duoc|vuon len) )*(?:\bthoat"
                   r"|\bra khoi dien|\btai) ngheo"
                   r"|(?:\bho )?\bngheo moi\b|\bngheo phat sinh\b"),
        ("none", r"\b(?:khong con|khong co|het|xoa het|sach)(?: ho){0,2} ngheo\b(?! nao khong)"),
        ("rate", r"\b(?:t[iy] le|tl)(?: phan tram| %)?(?: (?:so )?(?:ho )?(?:con )?ngheo\b| hn\b)?"
                 r"(?: da chieu)?|\btlhn\b"),
        ("poor", r"\b(?:tong )?(?:so )?(?:luong )?(?:ho(?: con| thuoc dien)? ngheo"
                 r"|hn)\b(?: da chieu)?"
                 r"|(?<!nguoi )(?<!giam )(?<!chuan )(?<!thoat )(?<!huyen )(?<!xa )\bngheo\b"),
        ("total", r"\btong(?: cong)?(?: co)?(?: so)?(?: ho)?(?: dan| gia dinh)?(?: cu)?"
                  r"(?: (?:toan|cua|trong) (?:xa|huyen|phuong|thi tran))?\b|\btsh\b"
                  r"|\b(?:so )?ho (?:dan|gia dinh)(?: cu)?\b|\b(?:so )?ho toan (?:xa|phuong"
                  r"|huyen)\b"),
        ("count", r"\bso ho\b"),
        ("forecast", r"\b(?:uoc(?: tinh| dat| thuc hien)?|du kien|du bao|du tinh|phan dau|muc tieu"
                     r"|chi tieu|ke hoach)\b"),
        ("to", r"->|=>|→|⇒|\b(?:giam|ha|tang|rut|keo|tut)?(?: (?:dan|manh|tiep|them))*"
               r" ?\b(?:xuong|con|len|ve)(?: (?:chi|muc|lai|den|con|khoang))*\b"),
        ("change", r"\b(?:giam|tang|bot|ha)\b(?: (?:duoc|them|di|tiep|binh quan|bq|manh|nhanh))*"),
        ("hedge", r"\b(?:khoang|chung|tam|gan|hon|xap xi|uoc chung|vai|co chung|doi)\b|~|≈"),
        ("bound", r"\b(?:duoi|tren|toi thieu|toi da|it nhat|chua den|khong qua|vuot|qua|nhieu hon"
                  r"|it hon|thap hon|cao hon)\b|[<>≥≤]=?"),
        ("from", r"\btu\b"),
    )
)  # fmt: skip
_UNIT = re.compile(
    r" *(?:(?P<points>diem(?: phan tram| %)?\b)|(?P<rate>%|phan tram\b)|(?P<count>ho\b|hn\b))"
)
_ONWARD = re.compile(r" *(?:%|phan tram|ho(?: ngheo)?)? *(?:tro (?:len|xuong)|hoac (?:hon|it hon))")
_PER_YEAR = re.compile(r" *(?:%|ho(?: ngheo)?|diem(?: phan tram)?) *(?:/|moi|mot|hang) *nam\b")
_FOR_WHOM = re.compile(r"\b(?:cho|giup|ho tro|trao|van dong|doi voi)(?: duoc| them)? $")
_CLAUSE = re.compile(r"[,;\n?!]|\.(?!\w)")
_OR = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:hoac|hay(?: la)?) *(?:la |con )?")
_NEXT = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:,|;|va|,? va) *")
_SPAN = re.compile(r" *(?:%|ho(?: ngheo)?)? *(?:-|–|den) *")
_OVER = re.compile(r"[ (]*(?:ho(?: ngheo)?)? *(?:/|tren|trong|cua)(?: tong)?(?: so)? *")
_QUIET = re.compile(
    r"(?:[\s:=()/&+|*•,;–-]|->|→|\b(?:la|co|dat|o|muc|chi|va|roi|den|nam|cac|cuoi|dau|vao|trong"
    r"|lan luot"
    r"|tuong ung|theo thu tu|ho|ngheo|hn|sau do|tiep|tiep theo|thi|so|gom|duoc|nay|tai|hien"
    r"|ghi nhan"
    r"|phan tram|diem|toan|xa|tinh|ket thuc|%|het|bang)\b|%)*"
)
_LIST_GAP = re.compile(r"(?:[\s,;/&()|–-]|\b(?:va|nam|cuoi|cac|den|het|toi)\b)*")
_SUBMIT = re.compile(
    r"\b(?:trinh|de nghi|de xuat|xet|nop|gui|dang ky|(?<!bang )(?<!giay )khen(?: thuong)?|ho so"
    r"|lam ho so|dot)\b"
)
_SUBMIT_TAIL = re.compile(
    r"(?: |:|\b(?:khen|thuong|vao|trong|dip|ho so|de nghi|thi dua|len|tinh|cap|tren|bang khen"
    r"|giay khen|cua|chu"
    r"|tich|ubnd|thu tuong|dot|ky|cho|xet|duyet|trinh|phong trao|hoi dong|nop|di|la|xa|huyen|o"
    r"|don vi"
    r"|tap the|cong nhan|lai|tong ket|dau|cuoi)\b)*"
)
_SUBMIT_LEAD = re.compile(
    r"(?: |,|\b(?:nay|xin|trong|tu|xa|phuong|huyen|toi|minh|em|don vi|se|thi|dinh|du|kien|muon|co"
    r"|duoc|dc|de|lam|tinh|lap"
    r"|chung|ta|bon|ben|nha|ho so|dang|can|ma|vay|cung|the|la|neu)\b)*"
)
_QUALIFIES = re.compile(
    r"\b(?:co )?(?:dat|du dieu kien|du tieu chuan|duoc (?:khen|trinh|xet|de nghi)|dc khen)\b"
)
_ELIGIBLE = re.compile(
    r"\b(?:dat|du)(?: (?:tieu (?:chuan|chi)|yeu cau|dieu kien|dk|muc"
    r"|chuan))? (?:de )?(?:\w+ ){0,4}?"
    r"(?:khong|ko|k|kg|hok|hong|chua)\b|\bco (?:dat|du)\b|\bdu (?:dieu kien|tieu chuan|dk"
    r"|tieu chi)\b"
    r"|\b(?:duoc|dc|co) (?:\w+ ){0,3}(?:khen|trinh|xet|de nghi)\b|\bdat hay\b|\bmoi dat\b"
    r"|\bla dat\b"
    r"|\b(?:trinh|de nghi|xet|nop)\b.{0,40}\b(?:duoc|dc|on|ok) (?:khong|ko|k|chua|hong|hok)\b"
    r"|\b(?:kiem tra|tinh|xem|xet|tinh toan|check) (?:giup|ho|dum|gium|cho|lai|thu)\b|\bthi sao\b"
    r"|\bthi (?:co )?(?:duoc|dc|dat)\b|\bkiem tra\b"
)
_FACT = re.compile(
    r"\b(?:dung|phai|chinh xac)(?: vay| the)? (?:khong|ko|k|hong|hok|chu|chua)\b|\bco (?:dung"
    r"|phai)\b"
    r"|\bdung hay sai\b|\b(?:vi|tai) sao\b|\bnguon nao\b|\bo dau\b"
)
_CRITERIA = re.compile(
    r"\bbao nhieu\b|\bnhom nao\b|\bap dung\b|\bmuc nao\b|\btieu chi nao\b|\bquy dinh\b"
    r"|\btinh the nao\b"
    r"|\bnhu the nao\b|\bla gi\b|\bloai nao\b|\bdieu kien gi\b|\bra sao\b"
)
_ASKS = re.compile(
    r"\?|\bbao nhieu\b|\b(?:khong|ko|chua|hok)\W*$|\b(?:gi|nao|sao|dau|ai)\W*$|\bvi sao\b"
    r"|\btai sao\b"
)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Something a text leaves open; to be asked or remarked on, never guessed.

    Attributes:
        code: what is open, see :data:`AmbiguityCode`.
        year: year-end concerned, where known.
        words: the words or numbers as written.
        blocking: the figure was left out of the case until the person answers; otherwise it is a
            remark (a forecast figure is in the case, and marked).
    """

    code: AmbiguityCode
    year: int | None
    words: tuple[str, ...]
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What was understood of a text.

    Attributes:
        case: input of the calculator (design, section 5); holds only what was understood. Rates
            are strings with a decimal comma, counts are whole numbers of ``hộ``.
        has_figures: at least one figure with its year was read.
        is_check: the text asks whether a unit qualifies, or states the figures of one; false for
            questions about criteria and for questions of fact.
        ambiguities: what could not be read for sure.
        understood: for each figure of the case, in order, the words it was read from.
    """

    case: dict[str, Any]
    has_figures: bool
    is_check: bool
    ambiguities: tuple[Ambiguity, ...] = ()
    understood: tuple[str, ...] = ()


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    kind: str
    number: Number | None = None
    mark: YearMark | None = None
    clause: int = 0


@dataclass(slots=True)
class _Value:
    """A number with what its surroundings say about it."""

    token: _Token
    number: Number
    unit: str = ""  # rate, count, points, or empty when nothing beside the number says
    role: str = ""  # one of _ROLES, or empty
    change: int = 0  # -1 fell by, +1 rose by
    doubt: AmbiguityCode | None = None
    forecast: bool = False
    aside: bool = False  # in parentheses
    after_to: bool = False
    from_: bool = False


@dataclass(frozen=True, slots=True)
class _Fact:
    year: int
    name: str  # one of FIELDS
    value: int | str
    raw: str
    soft: bool = False  # "120 hộ" without saying which households
    level: bool = False  # after "còn", "xuống": what is left, never the total


class _Reader:
    """One reading of one text; the steps run in the order of the methods."""

    def __init__(self, text: str, asked_on: date) -> None:
        self.text = normalize(text)
        self.folded = fold(self.text)
        self.asked_on = asked_on
        self.open: list[Ambiguity] = []
        self.facts: list[_Fact] = []
        self.changes: list[tuple[int | None, _Value]] = []
        self.submission: int | None = None
        self.tokens = self._tokenize()

    def _tokenize(self) -> list[_Token]:
        """Return numbers, years and cue words in order, each with the index of its clause."""
        blank = list(self.folded)
        tokens: list[_Token] = []
        for found in scan(self.text, self.asked_on):
            blank[found.start : found.end] = "#" * (found.end - found.start)
            if isinstance(found, Number):
                tokens.append(_Token(found.start, found.end, "number", number=found))
            else:
                tokens.append(_Token(found.start, found.end, "year", mark=found))
        breaks = [match.start() for match in _CLAUSE.finditer("".join(blank))]
        for kind, pattern in _CUES:
            for match in pattern.finditer("".join(blank)):
                start, end = match.span()
                blank[start:end] = "#" * (end - start)
                tokens.append(_Token(start, end, kind))
        tokens.sort(key=lambda token: token.start)
        self.blank = "".join(blank)
        for token in tokens:
            token.clause = bisect_left(breaks, token.start)
            if token.kind == "none":
                zero = Number(token.start, token.end, self.text[token.start : token.end], 0, "0")
                token.kind, token.number = "number", zero
        return tokens

    # --- submission year ---------------------------------------------------------------------

    def take_submission(self) -> None:
        """Find the year of submission and take its mention out of the tokens."""
        marks = [t for t in self.tokens if t.mark and t.mark.calendar]
        verbs = list(_SUBMIT.finditer(self.folded))
        chosen = [t for t in marks if self._after_verb(t, verbs)]
        chosen = chosen or [t for t in marks if self._before_verb(t, verbs)][-1:]
        chosen = chosen or [t for t in marks if self._bare_this_year(t)][:1]
        years = sorted({t.mark.calendar for t in chosen if t.mark and t.mark.calendar})
        if len(years) == 1:
            self.submission = years[0]
        elif years:
            self._ask("conflict", None, *map(str, years))
        self.tokens = [t for t in self.tokens if t not in chosen]

    def _after_verb(self, token: _Token, verbs: list[re.Match[str]]) -> bool:
        """Tell whether the year completes a verb of submission: "trình khen năm 2025"."""
        gap_colon = self.folded[: token.start].rstrip().endswith(":")
        if gap_colon and self._beside_number(token, 1):
            return False
        return any(
            verb.end() <= token.start
            and _SUBMIT_TAIL.fullmatch(self.folded, verb.end(), token.start)
            for verb in verbs
        )

    def _before_verb(self, token: _Token, verbs: list[re.Match[str]]) -> bool:
        """Tell whether a verb of submission follows the year: "năm 2024 xã trình khen"."""
        if self._beside_number(token, -1) and self._value_first(token):
            return False
        if any(
            verb.start() >= token.end
            and _SUBMIT_LEAD.fullmatch(self.folded, token.end, verb.start())
            for verb in verbs
        ):
            return True
        year = token.mark.calendar if token.mark else None
        others = [t.mark.calendar or 0 for t in self.tokens if t.mark and t is not token]
        verdict = _QUALIFIES.search(self.folded, token.end)
        return bool(
            verdict
            and _SUBMIT_LEAD.fullmatch(self.folded, token.end, verdict.start())
            and all((year or 0) > other for other in others)
        )

    def _value_first(self, token: _Token) -> bool:
        """Tell whether the clause puts its numbers before their years: "64 hộ năm 2023"."""
        first = next(
            t for t in self.tokens if t.clause == token.clause and t.kind in ("number", "year")
        )
        return first.kind == "number"

    def _bare_this_year(self, token: _Token) -> bool:
        """Tell whether "năm nay" stands alone, not beside a figure."""
        current = bool(token.mark and token.mark.current and token.mark.moment == "plain")
        return current and not self._beside_number(token, -1) and not self._beside_number(token, 1)

    def _beside_number(self, token: _Token, step: int) -> bool:
        """Tell whether the nearest year or number on one side, in the clause, is a number."""
        at = self.tokens.index(token) + step
        while 0 <= at < len(self.tokens) and self.tokens[at].clause == token.clause:
            if self.tokens[at].kind in ("number", "year"):
                return self.tokens[at].kind == "number"
            at += step
        return False

    # --- what each number is -----------------------------------------------------------------

    def classify(self) -> None:
        """Say of each number what its neighbours say: unit, role, change, doubt."""
        self.values: dict[int, _Value] = {}
        self.taken: set[int] = set()  # cue words that belong to the number before them
        for index, token in enumerate(self.tokens):
            if token.kind == "number":
                self.values[index] = self._value(index)
        for (index, value), (after, other) in pairwise(self.values.items()):
            gap = self.folded[value.number.end : other.number.start]
            if _OR.fullmatch(gap) or (_SPAN.fullmatch(gap) and self._is_span(index, after)):
                value.doubt = other.doubt = "alternatives"
            if value.change and "lan luot" in self.blank[: value.number.start]:
                other.change = value.change if _NEXT.fullmatch(gap) else other.change
        self._share_units()

    def _is_span(self, index: int, after: int) -> bool:
        """Tell "90-100 hộ" (one figure, uncertain) from a list or "từ 90 đến 100"."""
        first, second = self.values[index], self.values[after]
        clause = [t for t in self.tokens if t.clause == first.token.clause]
        alone = sum(t.kind == "number" for t in clause) == 2
        ranged = any(t.mark and t.mark.moment == "range" for t in clause)
        return alone and not ranged and not first.from_ and first.unit in ("", second.unit)

    def _value(self, index: int) -> _Value:
        token = self.tokens[index]
        number = token.number
        if number is None:
            raise AssertionError(token)
        value = _Value(token, number)
        if token.end - token.start > 3 and "ngheo" in self.folded[token.start : token.end]:
            value.unit, value.role = "count", "poor"
            return value
        unit = _UNIT.match(self.folded, number.end)
        value.unit = "count" if number.total is not None else (unit.lastgroup or "" if unit else "")
        value.aside = self.folded[: number.start].rstrip().endswith("(")
        value.forecast = self._is_forecast(index)
        self._look_left(index, value)
        self._look_right(index, value)
        if _FOR_WHOM.search(self.folded[: number.start]):
            value.role = "subset"
        if value.unit == "count" and number.count is None:
            value.doubt = "decimal_count" if number.rate else "unclear_number"
        if re.search(r"(?:\bcon|\bco|\bla|[:=(]) *[-−]$", self.folded[: number.start]):
            value.doubt = "negative"
        return value

    def _look_left(self, index: int, value: _Value) -> None:
        """Read the cue words of the clause between the number and the one before it."""
        at = index - 1
        while at >= 0:
            cue = self.tokens[at]
            adjacent = not self.folded[cue.end : value.number.start].strip()
            if cue.clause != value.token.clause or cue.kind in ("number", "year"):
                self._over(cue, value)
                return
            if cue.kind == "change":
                if not value.after_to and not (value.from_ and self._leads_on(index)):
                    value.change = 1 if self.folded.startswith("tang", cue.start) else -1
                return
            if cue.kind in _ROLES and at not in self.taken:
                value.role = value.role or cue.kind
            elif cue.kind == "to":
                value.after_to = True
            elif cue.kind == "from":
                value.from_ = not value.after_to
            elif adjacent and cue.kind in ("hedge", "bound"):
                value.doubt = "approximate" if cue.kind == "hedge" else "bound"
            at -= 1

    def _leads_on(self, index: int) -> bool:
        """Tell whether "xuống", "còn" or "->" follows in the clause."""
        clause = self.tokens[index].clause
        return any(t.kind == "to" and t.clause == clause for t in self.tokens[index + 1 :])

    def _is_forecast(self, index: int) -> bool:
        """Tell whether "ước", "dự kiến" stand before the number in its clause."""
        for token in reversed(self.tokens[:index]):
            if token.kind == "number" or token.clause != self.tokens[index].clause:
                return False
            if token.kind == "forecast":
                return True
        return False

    def _over(self, cue: _Token, value: _Value) -> None:
        """Read "98 hộ nghèo trên 2000 hộ": the number after the stroke is the total."""
        if cue.kind != "number" or cue.number is None or value.role in ("poor", "near"):
            return
        between = self.folded[cue.number.end : value.number.start]
        if _OVER.fullmatch(between):
            value.role, value.doubt, value.unit = "total", None, "count"

    def _look_right(self, index: int, value: _Value) -> None:
        """Read the words that follow the number: "hộ cận nghèo", "trở lên", "(ước)"."""
        number = value.number
        if _ONWARD.match(self.folded, number.end):
            value.doubt = "bound"
        if index + 1 >= len(self.tokens):
            return
        cue = self.tokens[index + 1]
        gap = self.folded[number.end : cue.start]
        if cue.kind == "forecast" and re.fullmatch(r"[ %a-z]*\( *", gap):
            value.forecast = True
        if cue.kind not in _ROLES or gap.strip() not in ("", "%", "phan tram"):
            return
        if not re.match(r"ho |hn|hcn|can|ngheo|thoat|tai|da |moi |duoc ", self.folded[cue.start :]):
            return
        following = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        if value.role and following and following.kind == "number":
            between = self.folded[cue.end : following.start]
            if re.fullmatch(r"[ :=]*(?:(?:la|con|co) *)?", between):
                return  # "hộ nghèo 120 hộ cận nghèo 80": the words belong to the next number
        value.role = "subset" if value.role == "subset" else cue.kind
        self.taken.add(index + 1)

    # --- units of bare numbers ---------------------------------------------------------------

    def _share_units(self) -> None:
        """Give bare numbers the unit of the listing they stand in, and headings their role."""
        metric, heading, last_rate = "", "", None
        for index, token in enumerate(self.tokens):
            if token.kind in _ROLES:
                metric = "rate" if token.kind == "rate" else "count"
                behind = self.values.get(index - 1)
                if self._leads_to_year(index) and not (behind and behind.role == token.kind):
                    heading = "poor" if token.kind in ("rate", "count") else token.kind
            value = self.values.get(index)
            if value is None:
                continue
            if not value.unit and not value.change:
                value.unit = self._bare_unit(index, value, metric, last_rate)
            if value.role in ("", "count", "rate"):
                apart = heading == "poor" or (heading == "total" and value.unit == "rate")
                value.role = "" if apart else heading
            elif heading != value.role and not value.aside:
                heading = heading if self._local(index) else ""
            if value.unit in ("rate", "count") and not value.aside and not value.change:
                metric = value.unit
            if value.unit == "rate" and not value.change and value.number.rate:
                last_rate = Decimal(value.number.rate.replace(",", "."))

    def _leads_to_year(self, index: int) -> bool:
        """Tell whether a cue word heads a listing: a year comes before the next number."""
        for token in self.tokens[index + 1 :]:
            if token.kind in ("year", "number"):
                return token.kind == "year"
            if token.kind in _ROLES:
                return False
        return False

    def _local(self, index: int) -> bool:
        """Tell whether a number is not the first after a year in its clause."""
        for token in reversed(self.tokens[:index]):
            if token.kind in ("year", "number") or token.clause != self.tokens[index].clause:
                return token.kind != "year"
        return True

    def _ahead(self, index: int) -> str:
        """Return the unit that a later number of the same listing states, if any."""
        for at in range(index + 1, len(self.tokens)):
            if self.tokens[at].kind in _ROLES:
                return ""
            other = self.values.get(at)
            if other and other.unit and not other.aside and not other.change:
                return other.unit
        return ""

    def _bare_unit(self, index: int, value: _Value, metric: str, last_rate: Decimal | None) -> str:
        """Decide whether a number without a unit is a rate or a count; empty when unclear."""
        number, ahead = value.number, self._ahead(index)
        if value.role in ("total", "near", "subset", "count") and number.count is not None:
            return "count"
        if number.count is None:
            rates = metric == "rate" or "%" in self.folded or value.role == "rate"
            return "rate" if rates and number.rate else ""
        if value.role == "rate":
            return "rate" if number.count <= 100 else ""
        units = {metric, ahead} - {""}
        if not units:
            return "count" if re.search(r"\b(?:ho|hn)\b(?! so)", self.folded) else ""
        if units == {"count"} or number.count > 100:
            return "count"
        if last_rate is not None and number.count > last_rate * 3:
            return "count" if "count" in units else ""
        return "rate" if units == {"rate"} else ""

    # --- years -------------------------------------------------------------------------------

    def settle_years(self) -> None:
        """Give "đầu năm", "cuối năm" and "năm sau" their year from the one spoken of."""
        marks = [t for t in self.tokens if t.mark]
        active: int | None = None
        for at, token in enumerate(marks):
            mark = token.mark
            if mark is None:
                continue
            if mark.moment in ("bare_start", "bare_end"):
                known = active or next(
                    (t.mark.years[-1] for t in marks[at:] if t.mark and t.mark.years), None
                )
                if known:
                    end_of = known - 1 if mark.moment == "bare_start" else known
                    token.mark = replace(mark, years=(end_of,))
                continue
            if mark.moment == "next" and active:
                token.mark = replace(mark, years=(active + 1,))
                active += 1
            if token.mark and token.mark.years:
                active = token.mark.calendar or token.mark.years[-1]

    def assign(self) -> None:
        """Attach every number to a year-end: listings, then pairs, then clause by clause."""
        self.given: dict[int, tuple[int, ...]] = {}
        self._align_lists()
        self._align_pairs()
        self._align_clauses()

    def _items(self) -> list[int]:
        return [i for i, token in enumerate(self.tokens) if token.kind in ("number", "year")]

    def _quiet(self, first: int, second: int) -> bool:
        """Tell whether only connecting words stand between two tokens."""
        start, end = self.tokens[first].end, self.tokens[second].start
        return bool(_QUIET.fullmatch(self.folded, start, end))

    def _year_runs(self) -> Iterator[list[int]]:
        """Yield maximal runs of year mentions that stand in a list."""
        run: list[int] = []
        for index in [*self._items(), None]:
            mark = self.tokens[index].mark if index is not None else None
            listed = mark is not None and mark.moment in ("end", "plain", "range")
            joined = run and listed and index is not None and self._listed(run[-1], index)
            if run and not joined:
                yield run
                run = []
            if listed and index is not None:
                run.append(index)

    def _listed(self, last: int, index: int) -> bool:
        """Tell whether two years stand in one list: "2021, 2022", not "98 hộ 2021, 2022 còn"."""
        before, after = self.tokens[last], self.tokens[index]
        if before.clause != after.clause and self._beside_number(before, -1):
            return False
        return bool(_LIST_GAP.fullmatch(self.folded, before.end, after.start))

    def _chains(self, indexes: list[int]) -> list[list[int]]:
        """Split neighbouring numbers into chains of one sort joined by connecting words."""
        chains: list[list[int]] = []
        for index in indexes:
            value = self.values[index]
            last = chains[-1][-1] if chains else None
            if (
                last is not None
                and self._sort(self.values[last]) == self._sort(value)
                and self._quiet(last, index)
            ):
                chains[-1].append(index)
            else:
                chains.append([index])
        return chains

    @staticmethod
    def _sort(value: _Value) -> tuple[str, str, int]:
        role = value.role if value.role in ("total", "near", "subset", "mixed") else ""
        return (value.unit, role, value.change)

    def _align_lists(self) -> None:
        """Match "2022, 2023, 2024" with as many numbers, before or after."""
        items = self._items()
        for run in self._year_runs():
            years = [y for i in run for y in (self.tokens[i].mark or _NO_MARK).years]
            if len(years) < 2:
                continue
            first, last = items.index(run[0]), items.index(run[-1])
            after = self._stretch(items[last + 1 :])
            before = self._stretch(items[:first][::-1])[::-1]
            fitting = [c for c in self._chains(after) if len(c) == len(years)]
            if not fitting or not self._quiet_start(run[-1], after[0]):
                fitting = [c for c in self._chains(before)[-1:] if len(c) == len(years)]
            if not fitting and len(after) == 1 and not self._beside_number(self.tokens[run[0]], -1):
                self.given[after[0]] = ()
                self.values[after[0]].doubt = "year_unknown"
            for chain in fitting:
                for index in chain:
                    if self.values[index].doubt == "alternatives":
                        self.values[index].doubt = None
                self.given.update({i: (y,) for i, y in zip(chain, years, strict=True)})

    def _quiet_start(self, year: int, number: int) -> bool:
        """Tell whether a listing starts near its years: no sentence ends between them."""
        return not re.search(
            r"[?!]|\.\s", self.folded[self.tokens[year].end : self.tokens[number].start]
        )

    def _stretch(self, indexes: list[int]) -> list[int]:
        """Return the numbers up to the next year that have no year yet."""
        found: list[int] = []
        for index in indexes:
            if self.tokens[index].mark or index in self.given:
                break
            found.append(index)
        return found

    def _align_pairs(self) -> None:
        """Read "năm 2022 từ 120 xuống còn 90": start and end of one year."""
        items = self._items()
        for at, (first, second) in enumerate(pairwise(items)):
            pair = self.values.get(first), self.values.get(second)
            if not pair[0] or not pair[1] or first in self.given or second in self.given:
                continue
            if pair[0].change or pair[1].change:
                continue
            linked = any(t.kind == "to" for t in self.tokens[first + 1 : second])
            near = self.tokens[second].clause - self.tokens[first].clause <= int(pair[0].from_)
            if not linked or not near or self._sort(pair[0])[0] != self._sort(pair[1])[0]:
                continue
            years = self._pair_years(items, at, pair[0])
            self.given[first], self.given[second] = years
            if not years[0]:
                self._leave_chain(items[at:])

    def _leave_chain(self, items: list[int]) -> None:
        """Ask about "120 -> 90 -> 70": numbers one after the other with too few years."""
        before = items[0]
        for index in items:
            value = self.values.get(index)
            linked = before == index or any(t.kind == "to" for t in self.tokens[before + 1 : index])
            if value is None or not linked:
                return
            self.given[index], value.doubt, before = (), "year_unknown", index

    def _pair_years(
        self, items: list[int], at: int, first: _Value
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the years of the two numbers at ``items[at]`` and the next; empty if unclear."""
        clause = self.tokens[items[at + 1]].clause
        after = self.tokens[items[at + 2]] if at + 2 < len(items) else None
        follows = after if after and after.mark and after.clause == clause else None
        chained = bool(after and after.number and self.tokens[items[at + 2] - 1].kind == "to")
        before = next(
            (self.tokens[i] for i in reversed(items[:at])
             if self.tokens[i].mark or self._same_field(i, first)), None,
        )  # fmt: skip
        leads = before if before and before.mark else None
        one = leads.mark.years if leads and leads.mark else ()
        two = follows.mark.years if follows and follows.mark else ()
        if chained or len(one) > 1 or len(two) > 1:
            return (), ()
        if two and one and leads and leads.clause == first.token.clause:
            return one, two
        if two:
            return (two[0] - 1,), two
        stated_end = bool(leads and leads.mark and leads.mark.moment == "end")
        if one and (first.from_ or not stated_end):
            return (one[0] - 1,), one
        return (), ()

    def _same_field(self, index: int, value: _Value) -> bool:
        other = self.values.get(index)
        return bool(other and other.unit == value.unit and not other.change)

    def _align_clauses(self) -> None:
        """Attach the rest within each clause, or to the year last spoken of."""
        items = self._items()
        pending: list[int] = []
        active: _Token | None = None
        for clause in dict.fromkeys(self.tokens[i].clause for i in items):
            inside = [i for i in items if self.tokens[i].clause == clause]
            years = [i for i in inside if self.tokens[i].mark]
            loose = [i for i in inside if self.tokens[i].number and i not in self.given]
            if years:
                for index in loose:
                    self._give(index, self._year_beside(index, inside))
                if not loose and len(years) == 1 and len(inside) == 1:
                    pending = self._give_pending(pending, self.tokens[years[0]])
                active = self.tokens[years[-1]]
            for index in loose if not years else []:
                if active and self._slot_free(index, active) and not self._lone_total(index):
                    self._give(index, active)
                else:
                    pending.append(index)
            if pending and loose and self._among(clause) and loose[0] not in pending:
                self._among_total(pending, self.given.get(loose[0], ()))
                pending = []
        self._leave_pending(pending)

    def _give(self, index: int, token: _Token) -> None:
        mark = token.mark or _NO_MARK
        self.given[index] = mark.years if len(mark.years) == 1 else ()
        if not self.given[index] and not self.values[index].change:
            code: AmbiguityCode = "not_year_end" if mark.moment == "middle" else "year_unknown"
            self.values[index].doubt = self.values[index].doubt or code
        elif mark.current and not self.values[index].doubt:
            self.values[index].doubt = "not_year_end"

    def _year_beside(self, index: int, inside: list[int]) -> _Token:
        """Return the year a number belongs to in a clause that names one or more."""
        before = [self.tokens[i] for i in inside if i < index and self.tokens[i].mark]
        after = [self.tokens[i] for i in inside if i > index and self.tokens[i].mark]
        if after and re.fullmatch(
            r"[ a-z%]{0,12}\( *", self.folded[self.tokens[index].end : after[0].start]
        ):
            return after[0]
        year_first = self.tokens[inside[0]].mark is not None
        return (before[-1] if before else after[0]) if year_first or not after else after[0]

    def _slot_free(self, index: int, active: _Token) -> bool:
        """Tell whether the year last spoken of has no figure of this sort yet."""
        years = (active.mark or _NO_MARK).years
        value = self.values[index]
        for other, given in self.given.items():
            rival = self.values[other]
            if given == years and self._sort(rival) == self._sort(value):
                soft = value.role == "" and rival.role == "poor"
                if not (soft or (rival.role == "" and value.role == "poor")):
                    return False
        return True

    def _lone_total(self, index: int) -> bool:
        """Tell "…, tổng số hộ 2000" after a listing of years: one total, no year of its own."""
        totals = [i for i, v in self.values.items() if v.role == "total" or v.number.total]
        years = {t.mark.years for t in self.tokens[:index] if t.mark and t.mark.years}
        return totals == [index] and len(years) > 1

    def _give_pending(self, pending: list[int], token: _Token) -> list[int]:
        """Attach waiting numbers to a year that follows them alone; totals keep waiting."""
        for index in pending:
            if self.values[index].role != "total":
                self._give(index, token)
        return [i for i in pending if self.values[i].role == "total"]

    def _among(self, clause: int) -> bool:
        first = next(t for t in self.tokens if t.clause == clause)
        return "trong do" in self.folded[max(0, first.start - 24) : first.end + 24]

    def _among_total(self, pending: list[int], years: tuple[int, ...]) -> None:
        """Read "tổng số 2000 hộ, trong đó 98 hộ nghèo cuối 2021"."""
        for index in pending:
            self.given[index] = years
            if self.values[index].role == "":
                self.values[index].role = "total"

    def _leave_pending(self, pending: list[int]) -> None:
        """Attach what waits to the only year of the text; otherwise ask."""
        years = {y for t in self.tokens if t.mark for y in t.mark.years}
        for index in pending:
            value = self.values[index]
            if len(years) == 1:
                self.given[index] = tuple(years)
            else:
                self.given[index] = ()
                value.doubt = value.doubt or "year_unknown"

    # --- facts -------------------------------------------------------------------------------

    def state_facts(self) -> None:
        """Turn numbers with years into facts; open what must be asked."""
        for index, value in self.values.items():
            year = next(iter(self.given.get(index, ())), None)
            if value.role in ("near", "subset"):
                continue
            if value.change:
                if not _PER_YEAR.match(self.folded, value.number.end) or year:
                    self.changes.append((year, value))
                continue
            code = self._obstacle(value, year)
            if code:
                self._ask(code, year, value.number.raw)
            elif year is not None:
                self._state(year, value)

    @staticmethod
    def _obstacle(value: _Value, year: int | None) -> AmbiguityCode | None:
        """Return why a number cannot be a figure of the case, or ``None``."""
        if value.doubt:
            return value.doubt
        if value.role == "mixed":
            return "near_poor_included"
        if value.unit not in ("rate", "count"):
            return "unit_unclear"
        return "year_unknown" if year is None else None

    def _state(self, year: int, value: _Value) -> None:
        number = value.number
        if value.forecast:
            self._ask("forecast", year, number.raw, blocking=False)
        elif year >= self.asked_on.year:
            self._ask("year_not_over", year, number.raw, blocking=False)
        if value.unit == "rate":
            self._add(year, "poor_rate", number.rate, value)
        elif number.total is not None and number.count is not None:
            self._add(year, "poor_households", number.count, value)
            self._add(year, "households", number.total, value)
        elif number.count is not None:
            name = "households" if value.role == "total" else "poor_households"
            self._add(year, name, number.count, value)

    def _add(self, year: int, name: str, amount: int | str, value: _Value) -> None:
        soft = value.role == "" and value.number.total is None and name == "poor_households"
        self.facts.append(_Fact(year, name, amount, value.number.raw, soft, value.after_to))

    def _ask(
        self, code: AmbiguityCode, year: int | None, *words: str, blocking: bool = True
    ) -> None:
        found = Ambiguity(code, year, words, blocking)
        if found not in self.open:
            self.open.append(found)

    def weigh_facts(self) -> dict[int, dict[str, _Fact]]:
        """Return one fact per year and field; contradictions are opened, changes carried out."""
        self.facts = [self._as_total(fact) for fact in self.facts]
        table: dict[int, dict[str, _Fact]] = {}
        clashes: set[tuple[int, str]] = set()
        for fact in self.facts:
            held = table.setdefault(fact.year, {}).setdefault(fact.name, fact)
            if _amount(held.value) != _amount(fact.value):
                clashes.add((fact.year, fact.name))
        for year, name in sorted(clashes):
            rivals = [f.raw for f in self.facts if (f.year, f.name) == (year, name)]
            self._ask("conflict", year, *dict.fromkeys(rivals))
            del table[year][name]
        self._carry_changes(table)
        return {year: table[year] for year in sorted(table) if table[year]}

    def _as_total(self, fact: _Fact) -> _Fact:
        """Read an unqualified "2000 hộ" beside far fewer poor households as the total."""
        if not fact.soft or fact.level or not isinstance(fact.value, int):
            return fact
        poor = [f for f in self.facts if f.name == "poor_households" and f is not fact]
        told = [f.value for f in poor if f.year == fact.year and not f.soft]
        amounts = [value for value in (f.value for f in poor) if isinstance(value, int)]
        many = fact.value >= _FEWEST_HOUSEHOLDS
        beside = [value for value in told if isinstance(value, int) and (value or many)]
        larger = bool(beside) and fact.value > max(beside)
        if larger or (amounts and many and fact.value > 5 * max(amounts)):
            return replace(fact, name="households")
        return fact

    def _carry_changes(self, table: dict[int, dict[str, _Fact]]) -> None:
        """Work out "giảm 20 hộ" from the year before; a change that cannot be is asked about."""
        for year, value in sorted(self.changes, key=lambda change: change[0] or 0):
            number = value.number
            name = "poor_households" if value.unit == "count" else "poor_rate"
            level = table.get(year or 0, {}).get(name)
            base = table.get((year or 0) - 1, {}).get(name)
            if (
                value.unit == "count"
                and number.count is not None
                and year
                and base
                and not value.doubt
            ):
                after = int(base.value) + value.change * number.count
                if level is None:
                    raw = f"{base.raw} → {number.raw}"
                    table.setdefault(year, {})[name] = _Fact(year, name, after, raw)
                elif level.value != after:
                    self._ask("conflict", year, level.raw, number.raw)
                    del table[year][name]
            elif not table.get(year or 0):
                code: AmbiguityCode = "change_without_base"
                self._ask(code if value.unit == "count" else "change_percent", year, number.raw)


_DOUBTS = frozenset({"not_year_end", "year_unknown"})
_NO_MARK = YearMark(0, 0, "", "plain")


def _amount(value: int | str) -> Decimal:
    return Decimal(str(value).replace(",", "."))


def _place_entry(place: Place) -> dict[str, Any]:
    """Return the place in the shape of the calculator's input, known keys only."""
    entry: dict[str, Any] = {}
    for key in ("province", "kind", "name"):
        if getattr(place, key) is not None:
            entry[key] = getattr(place, key)
    if place.listed_as is not None:
        entry["listed_as"] = list(place.listed_as)
    return entry


def _wants_check(folded: str, place: Place, years: int, doubtful: bool) -> bool:
    """Tell a check of a unit's own figures from a question about criteria or about a fact."""
    asks = bool(_ASKS.search(folded))
    eligible = bool(_ELIGIBLE.search(folded))
    criteria = bool(_CRITERIA.search(folded))
    if years == 0:
        return (doubtful and not asks) or (place.own and eligible and not criteria)
    if eligible:
        return True
    if _FACT.search(folded):
        return False
    if asks:
        return years > 1 or (place.own and not criteria)
    return place.own or place.kind is not None or years > 1 or not place.named


def read_case(
    text: str,
    *,
    asked_on: date,
    province: str | None = None,
    programme: str = PROGRAMME,
    units: AdminUnits | None = None,
) -> CaseReading:
    """Return the case a Vietnamese text describes, holding only what was understood for sure.

    Figures are year-end figures of poor households, all households and the poor-household rate;
    "đầu năm 2023" is year-end 2022, "năm ngoái" counts from ``asked_on``. Thresholds, near-poor
    households, document numbers, dates and money are no figures. Of a text of more than 10,000
    characters nothing is read (``too_long``).

    Args:
        text: a question, statement or pasted table, with or without diacritics.
        asked_on: the day the text was written.
        province: province to assume when the text leads to none.
        programme: programme the case belongs to.
        units: knows old districts; see :func:`knowledge.places.find_place`.
    """
    if len(text) > _LONGEST:
        empty: dict[str, Any] = {"programme": programme, "place": {}, "figures": []}
        return CaseReading(empty, False, False, (Ambiguity("too_long", None, ()),))
    rest, tabled = read_table(normalize(text))
    reader = _Reader(rest, asked_on)
    reader.facts.extend(tabled)
    reader.take_submission()
    reader.classify()
    reader.settle_years()
    reader.assign()
    reader.state_facts()
    table = reader.weigh_facts()
    place = find_place(text, province=province, units=units)
    if place.rivals:
        reader.open.append(Ambiguity("province", None, place.rivals))
    if place.hardship:
        reader.open.append(Ambiguity("hardship_list", None, (), blocking=False))
    folded = fold(text)
    doubtful = any(item.year or item.code in _DOUBTS for item in reader.open)
    check = _wants_check(folded, place, len(table), doubtful)
    if not check and _ASKS.search(folded) and not (place.own and not _FACT.search(folded)):
        table, reader.open = {}, []
    if not check and not table:
        reader.open = []
    case: dict[str, Any] = {"programme": programme, "place": _place_entry(place)}
    if reader.submission is not None:
        case["submission_year"] = reader.submission
    case["figures"] = [
        {"year": year} | {name: facts[name].value for name in FIELDS if name in facts}
        for year, facts in table.items()
    ]
    raw = tuple(facts[name].raw for facts in table.values() for name in FIELDS if name in facts)
    return CaseReading(case, bool(table), check, tuple(reader.open), raw)


# --- pasted tables -------------------------------------------------------------------------------

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("", r"can ngheo|thoat|\btang\b|\bgiam\b|\btt\b|\bstt\b"),
        ("poor_rate", r"t[iy] le|\btl\b|%"),
        ("poor_households", r"ngheo|\bhn\b"),
        ("households", r"\btong\b|\bho dan\b|\bso ho\b|\btsh\b"),
        ("year", r"\bnam\b|thoi diem"),
    )
)
_LABEL_WORDS = re.compile(
    r"t[iy] le(?: (?:ho )?(?:can )?ngheo)?(?: \(?%\)?)?|(?:so )?ho can ngheo|(?:so )?ho ngheo"
    r"|tong(?: so)?(?: ho)?(?: dan)?|so ho(?: dan)?|nam"
)
_CELL_SPLIT = re.compile(r"\t|\||;| {2,}")
_CELL_YEAR = re.compile(r"(?:(?:cuoi|het) )?(?:nam )?(20[12]\d)")
_CELL_NUMBER = re.compile(r"(\d[\d.,]*)(?: ?(%|ho(?: ngheo| dan)?))?")


def _label(cell: str) -> str | None:
    """Return the field a header cell names, empty for one to skip, ``None`` for no label."""
    if re.search(r"\d", cell):
        return None
    return next((name for name, pattern in _LABELS if pattern.search(cell)), None)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL_SPLIT.split(line.strip().strip("|"))]


def _tabled_fact(year: int, name: str, cell: str) -> _Fact | None:
    match = _CELL_NUMBER.fullmatch(cell)
    if not match or name not in FIELDS:
        return None
    if name == "poor_rate":
        return _Fact(year, name, decimal_text(match.group(1)), cell)
    count = whole(match.group(1))
    return _Fact(year, name, count, cell) if count is not None else None


def _row_facts(labels: list[str | None], cells: list[str]) -> list[_Fact] | None:
    """Read a row whose columns are named by ``labels``; ``None`` when it is no such row."""
    if "year" not in labels or len(cells) != len(labels):
        return None
    year = _CELL_YEAR.fullmatch(cells[labels.index("year")])
    if not year:
        return None
    facts = [_tabled_fact(int(year.group(1)), label or "", cell)
             for label, cell in zip(labels, cells, strict=True)]  # fmt: skip
    return [fact for fact in facts if fact]


def _column_facts(years: list[str], cells: list[str]) -> list[_Fact] | None:
    """Read a row named by its first cell whose columns are years."""
    name = _label(cells[0]) if cells else None
    if name is None or len(cells) != len(years):
        return None
    facts = [
        _tabled_fact(int(year.group(1)), name, cell)
        for head, cell in zip(years[1:], cells[1:], strict=True)
        if (year := _CELL_YEAR.fullmatch(head))
    ]
    return [fact for fact in facts if fact]


def read_table(text: str) -> tuple[str, list[_Fact]]:
    """Take a pasted table out of a text.

    Understood are tables whose rows are years under a header of measures, and tables whose rows
    are measures under a header of years; cells are parted by tabs, bars or several spaces.

    Returns:
        the text without the lines of the table, and the facts read from them.
    """
    facts: list[_Fact] = []
    rest: list[str] = []
    reads: Callable[[list[str]], list[_Fact] | None] | None = None
    for line in text.split("\n"):
        folded = fold(line)
        cells = _cells(folded)
        if re.fullmatch(r"[\s|:+-]+", line) and reads:
            continue
        row = reads(cells) if reads else None
        if row is None and reads and len(cells) == 1:
            row = reads(folded.split())
        header = None if row is not None else _header(folded, cells)
        if row is not None:
            facts.extend(row)
        elif header:
            reads = header
        else:
            reads = reads if not line.strip() else None
            rest.append(line)
    return "\n".join(rest), facts


def _header(folded: str, cells: list[str]) -> Callable[[list[str]], list[_Fact] | None] | None:
    """Return the reader of the rows below, when a line is the header of a table."""
    if len(cells) == 1:
        cells = [match.group() for match in _LABEL_WORDS.finditer(folded)]
        if _LABEL_WORDS.sub("", folded).strip(" ()%,-"):
            return None
    labels = [_label(cell) for cell in cells]
    if "year" in labels and len(set(labels) & set(FIELDS)) >= 1 and None not in labels:
        return partial(_row_facts, labels)
    if len(cells) > 2 and all(_CELL_YEAR.fullmatch(cell) for cell in cells[1:]):
        return partial(_column_facts, cells)
    return None


# --- echo ----------------------------------------------------------------------------------------


def describe_reading(reading: CaseReading, messages: Messages) -> str:
    """Return what was understood, in Vietnamese, for the person to confirm or correct.

    One line for the unit, one per year-end, one per open question or remark; needs the section
    ``figures`` of the messages file.
    """
    case = reading.case
    place = case.get("place", {})
    lines: list[str] = []
    unit = squeeze(f"{place.get('kind', '')} {place.get('name', '')}")
    whole_place = ", ".join(filter(None, (unit, place.get("province"))))
    if whole_place:
        lines.append(messages("figures.place", place=whole_place))
    if place.get("listed_as"):
        lines.append(messages("figures.listed", listings=", ".join(place["listed_as"])))
    for figure in case.get("figures", []):
        parts = [
            messages(f"figures.field.{name}", value=shown(figure[name]))
            for name in FIELDS if name in figure
        ]  # fmt: skip
        lines.append(messages("figures.year", year=figure["year"], parts="; ".join(parts)))
    if "submission_year" in case:
        lines.append(messages("figures.submission", year=case["submission_year"]))
    for open_ in reading.ambiguities:
        lines.append(describe_ambiguity(open_, messages))
    return "\n".join(lines) if lines else messages("figures.nothing")


def describe_ambiguity(ambiguity: Ambiguity, messages: Messages) -> str:
    """Return the question or remark for one ambiguity, in Vietnamese."""
    when = (
        messages("figures.when", year=ambiguity.year)
        if ambiguity.year
        else messages("figures.when_unknown")
    )
    words = messages("figures.or").join(f"“{word}”" for word in ambiguity.words)
    return messages(f"figures.open.{ambiguity.code}", when=when, words=words)


def shown(value: int | str) -> str:
    """Return a count with dots between thousands, or a rate as it is."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
