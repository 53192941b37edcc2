"""The day a question is asked about: "vào thời điểm tháng 3/2024", "lúc ban hành QĐ 666"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.references import Reference, find_references
from knowledge.text import fold, normalize

IssuedOn = Callable[[Reference], date | None]
"""From a mention of a document to its day of issue, ``None`` when that is not on file."""

_ONE_DAY = timedelta(days=1)
_LONGEST_LEAD = 120
"""Characters before a time in which the words that lead to it are looked for."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The time a question is asked about.

    Attributes:
        first: first day meant.
        last: last day meant; the day for which validity is given.
        words: the words of the question that say so, as written.
        span: where those words stand, with what leads to them, in ``normalize(question)``.
    """

    first: date
    last: date
    words: str
    span: tuple[int, int]

    def without(self, question: str) -> str:
        """Return the question without the words that only say when."""
        text = normalize(question)
        start, end = self.span
        return " ".join(f"{text[:start]} {text[end:]}".split()).lstrip(" ,;:")


_Span = tuple[date, date]
_BACK = {"nam ngoai": 1, "nam truoc": 1, "nam kia": 2, "nam nay": 0}

_YEAR = r"(?:19|20)\d\d"
_PART = r"(?:(?P<part>dau|giua|cuoi|het)\s+)?"
_TIME = re.compile(
    rf"(?<![\w/.-])(?:"
    rf"(?:ngay\s+)?(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?:het\s+)?(?:ngay\s+)?(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month_of_day>\d{{1,2}})\s?[/.-]\s?"
    rf"(?P<year_of_day>{_YEAR}|\d\d)(?!\s?[/-]?\d)"
    rf"|(?:het\s+)?ngay\s+(?P<day_said>\d{{1,2}})\s+thang\s+(?P<month_said>\d{{1,2}})\s*,?\s*"
    rf"(?:nam\s+)?(?P<year_said>{_YEAR})"
    rf"|{_PART}(?:(?:thang\s*|t)(?P<month>\d{{1,2}})"
    rf"(?:\s*(?:[/.-]|,?\s*nam\s)\s*(?P<year_of_month>{_YEAR})|\s+(?P<month_in>nam ngoai|nam nay)"
    rf"|(?![\d/.-]))"
    rf"|(?P<bare_month>\d{{1,2}})/(?P<year_of_bare>{_YEAR})"
    rf"|quy\s+(?P<quarter>i{{1,3}}|iv|[1-4])\s*(?:/|nam|\s)\s*(?P<year_of_quarter>{_YEAR})"
    rf"|(?P<named>nam\s+)?(?P<year>{_YEAR})"
    rf"|(?P<relative>nam ngoai|nam truoc|nam kia|nam nay|thang truoc|hom qua))"
    rf")(?!\w|\s?[-–/]\s?\d)"
)

# What leads to a time and says that the whole question is about it.
_LEAD = re.compile(
    r"\b(?:(?:(?:tinh\s+|xet\s+|cho\s+)?(?:vao|tai|o|den|toi|trong|theo)\s+)?thoi (?:diem|ky|gian)"
    r"(?:\s+(?:la|cua|luc|hoi|vao|nay))?"
    r"|(?:neu\s+)?(?:tinh|xet) (?:den|toi|vao|tai)(?:\s+(?:luc|het))?"
    r"|(?:vao\s+)?(?P<when>hoi|luc))\s*,?\s+$"
)
_WEAK_LEAD = re.compile(r"\b(?:vao|trong|tai|den|o|hoi|khoang|sang)\s+(?:ca\s+)?$")
_SHIFT = re.compile(r"\b(?P<word>truoc|sau|ke tu|tu)\s+$")
_THEN = re.compile(r"\s*,?\s*(?P<then>thi)\b(?! (?:dua|hanh)\b)\s*,?")
# What shows that a bare time belongs to the name of something.
_NAMED_BY_TIME = re.compile(
    r"(?:\b(?:ban hanh|ky|hieu luc(?: thi hanh)?|giai doan|dot|ke hoach|chuong trinh|nhiem vu"
    r"|bao cao|so lieu|ket qua|du toan|tong ket|so ket|ra soat|quyet dinh|nghi dinh|nghi quyet"
    r"|thong tu|luat|chi thi|thong bao|huong dan|phong trao|tu nam|cong van)"
    r"(?:\s+(?:vao|trong|cua|ke|tu|den|truoc|sau|cho))*|\d\s?[-–])\s*(?:ngay\s+)?$"
)
_FIGURE = re.compile(r"\s*(?:la|co|con|chi con|giam con|:)?\s*\d")
# What shows that the question is about the law of a time, not about figures of that time.
_ABOUT_LAW = re.compile(
    r"\bhieu luc|\bap dung|\bhien hanh|\bthay the|\bcon dung\b|\bduoc dung\b"
    r"|\b(?:van ban|nghi dinh|quyet dinh|thong tu|luat|nghi quyet|quy dinh|ke hoach)"
    r"\s+(?:nao|gi|may|so may|so bao nhieu)\b"
)
_ISSUE_BEFORE = re.compile(
    r"\b(?:(?:vao|tai|o|(?P<earlier>truoc))\s+)?(?:luc|khi|hoi|thoi diem|ngay)"
    r"\s+(?:ky\s+)?(?:ban hanh|ra doi|ky)\s+(?:ra\s+|cua\s+)?$"
)
_ISSUE_AROUND = re.compile(
    r"\b(?:(?:vao|tai|o|(?P<earlier>truoc))\s+)?(?:luc|khi|hoi|thoi diem)\s+$"
)
_ISSUE_AFTER = re.compile(r"\s*(?:duoc|moi|vua|dang)?\s*(?:ban hanh|ra doi|ky)\b")
_BETWEEN_NAME_AND_DATE = re.compile(r"\s*(?:,|\()?\s*(?:cua [a-z ,-]{2,50}?\s*)?(?:ban hanh\s+)?$")


def read_as_of(text: str, today: date, issued_on: IssuedOn) -> AsOf | None:
    """Return the time a question is asked about, ``None`` when it names none.

    A month or year stands for its last day, "đầu", "giữa", "cuối" for the first, middle and last.
    Dates that belong to a document ("QĐ 666 ngày 02/6/2022"), to the name of something ("kế hoạch
    năm 2024") or to figures ("hộ nghèo cuối năm 2021") are not such a time.

    Args:
        text: the question, with or without diacritics.
        today: the day "năm ngoái" and a month without a year are counted from.
        issued_on: gives days of issue, for "lúc ban hành QĐ 666".
    """
    original, folded = normalize(text), fold(text)
    references = find_references(text)
    at_issue = _at_issue(original, folded, references, issued_on)
    if at_issue is not None:
        return at_issue
    about_law = bool(_ABOUT_LAW.search(folded))
    bare: AsOf | None = None
    for match in _TIME.finditer(folded):
        if any(r.span[0] < match.end() and match.start() < r.span[1] for r in references):
            continue
        meant = _meant(match, today)
        if meant is None:
            continue
        lead = _before(_LEAD, folded, match.start())
        words = original[slice(*match.span())]
        if lead and _is_said_so(lead, original):
            return AsOf(*meant, words, (lead.start(), _end(match.end(), original, folded)))
        then = _end(match.end(), original, folded) > match.end()
        if bare or not _may_stand_alone(match, folded, then=then, about_law=about_law):
            continue
        if _names_a_document(match, folded, references, meant, issued_on):
            continue
        shifted, start = _shifted(meant, folded, match.start())
        end = _end(match.end(), original, folded)
        bare = AsOf(*shifted, original[start : match.end()], (start, end))
    return bare


def dates_named(text: str, today: date) -> list[tuple[date, tuple[int, int]]]:
    """Return the full dates in a text, whatever they are of, and where each stands."""
    found = (match for match in _TIME.finditer(fold(text)))
    days = [(_meant(m, today), m.span()) for m in found if m["iso"] or m["day"] or m["day_said"]]
    return [(meant[0], span) for meant, span in days if meant is not None]


def _at_issue(
    original: str, folded: str, references: Sequence[Reference], issued_on: IssuedOn
) -> AsOf | None:
    """Return the day of issue where the question says "at the time X was issued"."""
    for reference in references:
        start, end = reference.span
        lead = _before(_ISSUE_BEFORE, folded, start)
        if lead is None:
            lead = _before(_ISSUE_AROUND, folded, start)
            after = _ISSUE_AFTER.match(folded, end)
            if lead is None or after is None:
                continue
            end = after.end()
        day = issued_on(reference)
        if day is not None:
            day -= _ONE_DAY if lead["earlier"] else timedelta()
            span = lead.start(), _end(end, original, folded)
            return AsOf(day, day, original[lead.start() : end], span)
    return None


def _end(at: int, original: str, folded: str) -> int:
    """Return where the words that say when end, the "thì" behind them included."""
    then = _THEN.match(folded, at)
    if then is None or original[slice(*then.span("then"))].lower() not in ("thi", "thì"):
        return at
    return then.end()


def _before(pattern: re.Pattern[str], folded: str, at: int) -> re.Match[str] | None:
    """Return what ``pattern``, which ends in ``$``, finds right before a place."""
    return pattern.search(folded, max(0, at - _LONGEST_LEAD), at)


def _is_said_so(lead: re.Match[str], original: str) -> bool:
    """Tell "hồi", "lúc" from "hội", "lực" where the reader typed the marks."""
    word = original[slice(*lead.span("when"))].lower() if lead["when"] else ""
    return word in ("", "hoi", "hồi", "luc", "lúc")


def _may_stand_alone(match: re.Match[str], folded: str, *, then: bool, about_law: bool) -> bool:
    """Tell whether a time that nothing leads to may be what the question is about."""
    if match["bare_month"] or (
        match["month"] and not (match["year_of_month"] or match["month_in"])
    ):
        return False
    if match["year_of_day"] and len(match["year_of_day"]) == 2:
        return False
    if _before(_NAMED_BY_TIME, folded, match.start()) or _FIGURE.match(folded, match.end()):
        return False
    told = match["named"] or match["part"] or then or _before(_WEAK_LEAD, folded, match.start())
    if match["year"] and not told:
        return False
    return about_law or (then and not match["part"])


def _names_a_document(
    match: re.Match[str],
    folded: str,
    references: Sequence[Reference],
    meant: _Span,
    issued_on: IssuedOn,
) -> bool:
    """Tell whether a date behind a number is the date of that document."""
    for reference in references:
        end = reference.span[1]
        if not end <= match.start() <= end + _LONGEST_LEAD:
            continue
        if not _BETWEEN_NAME_AND_DATE.fullmatch(folded[end : match.start()]):
            continue
        issued = issued_on(reference)
        if issued is None:
            return not (match["year"] and reference.year)
        return meant[0] <= issued <= meant[1]
    return False


def _shifted(meant: _Span, folded: str, start: int) -> tuple[_Span, int]:
    """Return the time meant by "trước", "sau", "từ" with a date, and where the words begin."""
    shift = _before(_SHIFT, folded, start)
    if shift is None:
        weak = _before(_WEAK_LEAD, folded, start)
        return meant, weak.start() if weak else start
    if shift["word"] == "truoc":
        day = meant[0] - _ONE_DAY
    else:
        day = meant[1] + _ONE_DAY if shift["word"] == "sau" else meant[0]
    return (day, day), shift.start()


def _meant(match: re.Match[str], today: date) -> _Span | None:
    """Return the days an expression stands for, ``None`` when there is no such day."""
    try:
        return _day(match) or _month(match, today) or _longer(match, today)
    except ValueError:
        return None


def _day(match: re.Match[str]) -> _Span | None:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
    elif match["day"]:
        year = int(match["year_of_day"])
        year += 2000 if year < 100 else 0
        day = date(year, int(match["month_of_day"]), int(match["day"]))
    elif match["day_said"]:
        day = date(int(match["year_said"]), int(match["month_said"]), int(match["day_said"]))
    else:
        return None
    return day, day


def _month(match: re.Match[str], today: date) -> _Span | None:
    number = match["month"] or match["bare_month"]
    if number is None:
        return None
    month = int(number)
    given = match["year_of_month"] or match["year_of_bare"]
    if given:
        year = int(given)
    elif match["month_in"]:
        year = today.year - (match["month_in"] == "nam ngoai")
    else:
        year = today.year - (month > today.month)
    return _part(date(year, month, 1), date(year, month, monthrange(year, month)[1]), 15, match)


def _longer(match: re.Match[str], today: date) -> _Span | None:
    if match["quarter"]:
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(match["quarter"]) or int(match["quarter"])
        year, last = int(match["year_of_quarter"]), 3 * number
        return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
    relative = match["relative"]
    if relative == "hom qua":
        return today - _ONE_DAY, today - _ONE_DAY
    if relative == "thang truoc":
        last_day = today.replace(day=1) - _ONE_DAY
        return _part(last_day.replace(day=1), last_day, 15, match)
    if relative == "nam nay" and not match["part"]:
        return None  # today, as without it
    year = today.year - _BACK[relative] if relative else int(match["year"])
    if match["part"] == "giua":
        return date(year, 6, 30), date(year, 6, 30)
    return _part(date(year, 1, 1), date(year, 12, 31), 15, match)


def _part(first: date, last: date, middle: int, match: re.Match[str]) -> _Span:
    """Return the first, middle or last day of a stretch where only that part is meant."""
    days = {"dau": first, "giua": first.replace(day=middle), "cuoi": last, "het": last}
    day = days.get(match["part"] or "")
    return (day, day) if day else (first, last)
