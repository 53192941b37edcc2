"""A short reply to the question for one fact: "85", "4,9%", "xã ạ", "chưa có số liệu"."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.determination import Gap
from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.changes import CaseChange, facts_of
from knowledge.figures.classify import classify
from knowledge.figures.number_words import NUMBER_WORDS
from knowledge.figures.numerals import whole
from knowledge.figures.plausible import fits
from knowledge.figures.reading import read_case
from knowledge.figures.tokens import Token, Wording, tokenize
from knowledge.figures.values import Value
from knowledge.places import AdminUnits, find_place, find_provinces
from knowledge.text import fold, squeeze

_LABELS = {
    "poor_rate": "Tỷ lệ hộ nghèo",
    "poor_households": "Số hộ nghèo",
    "households": "Tổng số hộ",
}
_UNITS = {"poor_rate": " phan tram", "poor_households": " ho", "households": " ho"}

_LONGEST = 300  # characters; a longer text is no reply to a question for one fact
_MOST_WORDS = 12  # beside a number with its unit
_CIVIL = re.compile(
    r"^(?:(?:da|thua|vang|u|uh|um|ok|oke|a|em|anh|chi|toi|minh|ong|ba|bac|chu)\b[ ,.:]*)+"
    r"|[ ,.!]*(?:\b(?:a|ah|ak|nha|nhe|nhen|nghen|hen|ne|do|day|roi|thoi|ad|anh|chi|em|ban|bot|nhi)"
    r"\b[ ,.!]*)*[ ,.!]*$"
)
_DECLINES = re.compile(
    r"\b(?:khong|ko|k|kg|hong|hok|chua|chang|hem)(?: \w+){0,2}? (?:biet|nho|ro|nam|co so(?: lieu)?"
    r"|tim (?:ra|thay)|thong ke|tong hop|ra soat|tra duoc|cap nhat|chac|so lieu|co thong tin)\b"
    r"|\b(?:bo qua|de sau|tinh sau|hoi lai sau|quen (?:mat|roi)|chiu|skip|next|mat so lieu"
    r"|(?:khong|ko|chua|k) (?:co|ra)(?: so)? (?:nao|het)|chua co"
    r"|(?:de|cho) (?:\w+ )?(?:hoi|kiem tra|xem|coi|tra) lai|hoi lai|cho (?:chut|ti|xiu)|gui sau)\b"
)
_NONE_LEFT = re.compile(
    r"(?:(?:khong|ko|k|chang|hong) con|het|da het|sach)(?: (?:ho|ngheo|nao|ca|luon|roi|nua|ai"
    r"|mot))*"
    r"|(?:khong|ko|k|hong) (?:con |co )?(?:ho |ai )(?:ngheo )?(?:nao)?(?: ca| het)?"
)
_NO_OR_NONE = re.compile(r"khong(?: co)?|ko(?: co)?")
_FILLER_WORDS = (
    "la co con chi duoc so ho ngheo hn tlhn ty ti le tong cong cuoi nam do thi xa phuong huyen cua"
    " toi em minh o day dung chinh xac tat ca dan khoang chung tam gan hon muc dat cuoi thoi diem"
    " luc khi ay nay bao cao theo so lieu ra soat phan tram % toan bo hien dang duoi tren it nhat"
    " khong qua den hay hoac"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_ASKS = re.compile(
    r"\?|\bbao nhieu\b|\b(?:khong|ko|chua|hok)$|\b(?:gi|nao|sao|dau)\b|\bthe nao\b|\blam sao\b"
)
_VERDICT_ASKED = re.compile(
    r"(?<=[\d%oa])[ ,.]*(?:(?:vay|the|thi|a|roi) )*(?:co )?(?:dat|duoc|dc|du dieu kien)(?:"
    r" \w+){0,2}?"
    r" (?:chua|khong|ko|hong)\W*$"
)
_KINDS = {
    "x": "xã", "xa": "xã", "cap xa": "xã", "p": "phường", "phuong": "phường",
    "cap phuong": "phường", "tt": "thị trấn", "thi tran": "thị trấn", "h": "huyện",
    "huyen": "huyện", "cap huyen": "huyện",
}  # fmt: skip
_KIND_FILLERS = re.compile(
    r"^(?:(?:don vi|cap|thuoc|loai|la|ben|dia phuong|cua|cho|chung|o|mot)\b ?)*"
    r"|(?: (?:toi|minh|em|thoi|cua toi|thuong|binh thuong|chung toi))+$"
)
_PLACE_WORDS = (
    "tinh thanh pho tp o tai thuoc cua toi em minh xa phuong huyen thi tran la cu truoc day nay nhe"
    " don vi ben thuoc ve dia ban nam"
)
_PLACE_FILLERS = frozenset(_PLACE_WORDS.split())
_PREPOSITION = re.compile(r"^(?:o|ở|tai|tại|thuoc|thuộc|ben|bên)\b ?", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:(?:nam|trong|vao|trinh|nop|de nghi|xet|khen|du kien|dinh|la|ho so|dot|se|cua|thi) ?)*"
    r"'?(\d{4}|1[5-9]|2\d|3[0-5])"
)


def read_answer(
    text: str, asked: Gap, *, asked_on: date, units: AdminUnits | None = None
) -> CaseChange | None:
    """Read a short reply to the question for one fact.

    A reply whose written unit is another fact ("85 hộ" when the rate was asked) is that fact of the
    same year-end; several facts in one reply are all taken. A bare number is of the asked fact: a
    rate lies in 0..100, a count is whole; any other is asked about.

    Args:
        text: the reply.
        asked: the fact asked for.
        asked_on: the day of the reply.
        units: knows old districts; see :func:`knowledge.places.find_place`.

    Returns:
        what was said; ``None`` when the text is no answer, such as a new question.
    """
    plain = _CIVIL.sub("", fold(squeeze(text)).strip(" .!,;:")).strip(" .!,;:")
    plain = _VERDICT_ASKED.sub("", plain)
    if not plain or len(text) > _LONGEST:
        return None
    if _declines(plain):
        return CaseChange({}, declined=True)
    match asked.fact:
        case "province":
            found = _province(text, plain, asked_on, units)
        case "kind":
            found = _kind(text, plain, units)
        case "submission_year":
            found = _submission_year(plain, asked_on)
        case "programme":
            return None
        case _:
            found = None
    return found or _figures(text, plain, asked, asked_on, units)


def _declines(plain: str) -> bool:
    """Tell "chưa có số liệu", "không nhớ" from a reply that also gives a number."""
    return bool(_DECLINES.search(plain)) and not re.search(r"\d", plain)


def _is_question(plain: str) -> bool:
    return bool(_ASKS.search(plain)) and len(plain.split()) > 3


def _province(text: str, plain: str, asked_on: date, units: AdminUnits | None) -> CaseChange | None:
    """Read a province, or a district that leads to one."""
    named = find_provinces(text) or find_provinces(f"tỉnh {squeeze(text)}")
    if len(named) > 1:
        return CaseChange({}, ambiguities=(Ambiguity("province", None, named),))
    place = find_place(text, units=units)
    if units and not named and not place.province:
        place = find_place(f"huyện {_PREPOSITION.sub('', squeeze(text))}", units=units)
    province = named[0] if named else place.province
    if not province or _is_question(plain) or re.search(r"\d", plain):
        return None
    others = set(re.findall(r"\w+", plain)) - set(fold(province).split()) - _PLACE_FILLERS
    others -= set(fold(f"{place.name or ''} {text if place.name else ''}").split())
    if len(others) > 2:
        return None
    said = facts_of(read_case(text, asked_on=asked_on).case).get("place", {})
    return CaseChange({"place": said | {"province": province}})


def _kind(text: str, plain: str, units: AdminUnits | None) -> CaseChange | None:
    """Read a kind of unit, with the name and the listing given along with it."""
    bare = _KIND_FILLERS.sub("", plain.rstrip(".")).strip()
    if bare in _KINDS:
        return CaseChange({"place": {"kind": _KINDS[bare]}})
    place = find_place(text, units=units)
    if place.kind is None or _is_question(plain) or len(plain.split()) > _MOST_WORDS:
        return None
    if re.search(r"\d *(?:ho|%|/)", plain):
        return None
    said: dict[str, Any] = {"kind": place.kind}
    told = {"name": place.name, "province": place.province}
    said |= {key: value for key, value in told.items() if value}
    if place.listed_as is not None:
        said["listed_as"] = list(place.listed_as)
    return CaseChange({"place": said})


def _submission_year(plain: str, asked_on: date) -> CaseChange | None:
    """Read the year of submission: "2024", "năm nay", "tháng 3/2025"."""
    exact = _YEAR.fullmatch(plain)
    if exact:
        year = int(exact.group(1))
        year += 2000 if year < 100 else 0
        return CaseChange({"submission_year": year}) if 2000 <= year <= 2100 else None
    if _is_question(plain) or len(plain.split()) > _MOST_WORDS:
        return None
    wording = tokenize(plain, asked_on)
    if any(token.number for token in wording.tokens):
        return None
    years = {t.mark.calendar for t in wording.tokens if t.mark and t.mark.calendar}
    if not years and re.search(r"\bnam (?:sau|toi)\b|\bsang nam\b", plain):
        years = {asked_on.year + 1}
    if len(years) > 1:
        rivals = tuple(str(year) for year in sorted(years))
        return CaseChange({}, ambiguities=(Ambiguity("conflict", None, rivals),))
    return CaseChange({"submission_year": years.pop()}) if years else None


def _figures(
    text: str, plain: str, asked: Gap, asked_on: date, units: AdminUnits | None
) -> CaseChange | None:
    """Read a figure of the year-end asked about, or figures with years of their own."""
    label = _LABELS.get(asked.fact)
    if label and asked.year is not None:
        one = _one_number(plain, asked, asked_on)
        if one is not None:
            return one
    wording = tokenize(text, asked_on)
    numbers = [token for token in wording.tokens if token.number]
    if not numbers or _is_question(plain):
        return None
    said = _with_label(text, wording, label)
    if label and asked.year is not None and not any(_is_dated(t) for t in wording.tokens):
        said = f"Cuối năm {asked.year} {said[:1].lower()}{said[1:]}"
    reading = read_case(said, asked_on=asked_on, units=units)
    facts = facts_of(reading.case)
    if not reading.has_figures and (label is None or not reading.ambiguities):
        return None
    return CaseChange(facts, ambiguities=reading.ambiguities)


def _is_dated(token: Token) -> bool:
    """Tell a mention of a year from "cuối năm", which means the year asked about."""
    return token.mark is not None and token.mark.moment != "bare_end"


def _with_label(text: str, wording: Wording, label: str | None) -> str:
    """Return a reply with the asked fact before it, when its numbers do not say what they are."""
    telling = ("rate", "poor", "total", "mixed", "near")
    named = any(t.kind in telling for t in wording.tokens)
    units = [value.unit for value in classify(wording).values()]
    return text if label is None or named or all(units) else f"{label}: {text}"


def _one_number(plain: str, asked: Gap, asked_on: date) -> CaseChange | None:
    """Read a reply that is one number; ``None`` when it is not."""
    year = asked.year or 0
    if _NONE_LEFT.fullmatch(plain) and asked.fact != "households":
        rate = {"poor_rate": "0"} if asked.fact == "poor_rate" else {}
        return _told({"year": year, "poor_households": 0} | rate)
    if re.match(r"[-−] ?\d", plain):
        return _open("negative", year, plain)
    if _NO_OR_NONE.fullmatch(plain):
        return _open("unclear_number", year, plain)
    count = whole(plain)
    if count is not None and fits(count) and asked.fact in ("households", "poor_households"):
        return _told({"year": year, asked.fact: count})  # "2024" is a number here
    said = plain
    if not re.search(r"\d", plain):
        said += _UNITS[asked.fact] if not re.search(r"\b(?:ho|phan tram)\b|%", plain) else ""
    wording = tokenize(said, asked_on)
    values = list(classify(wording).values())
    if len(values) != 1 or any(_is_dated(t) for t in wording.tokens):
        return None
    value = values[0]
    written = bool(value.unit) and said == plain
    number = value.number
    others = re.findall(r"[^\W\d]+", f"{plain[: number.start]} {plain[number.end :]}")
    strange = [word for word in others if word not in _FILLERS | NUMBER_WORDS]
    if _is_question(plain) or len(others) > _MOST_WORDS or (strange and not written):
        return None
    if value.role == "subset":
        return None
    code = _obstacle(value, asked.fact)
    return _open(code, year, number.raw) if code else _of_value(value, asked, year)


def _obstacle(value: Value, fact: str) -> AmbiguityCode | None:
    """Return why a number cannot be taken as the answer to a question for a fact."""
    number, bare = value.number, not value.unit
    if value.change or value.unit == "points":
        return "change_without_base" if value.unit in ("count", "") else "change_percent"
    if value.doubt:
        return value.doubt
    if value.role in ("near", "mixed"):
        return "near_poor_included"
    if not number.rate and number.count is None:
        return "unclear_number"  # "8x", "2k"
    if bare and fact == "poor_rate":
        rate = Decimal(number.rate.replace(",", "."))
        return "unit_unclear" if rate > 100 or number.rate.startswith("0,0") else None
    if number.count is None and value.unit != "rate":
        return "unit_unclear" if bare else "decimal_count"
    return None if fits(number.count or 0) and fits(number.total or 0) else "implausible"


def _of_value(value: Value, asked: Gap, year: int) -> CaseChange:
    """Return what one number with its unit says of the year-end asked about."""
    number = value.number
    if number.total is not None:
        return _told({"year": year, "households": number.total, "poor_households": number.count})
    if value.unit == "rate" or (not value.unit and asked.fact == "poor_rate"):
        return _told({"year": year, "poor_rate": number.rate})
    field = "poor_households" if asked.fact == "poor_rate" else asked.fact
    if value.role in ("total", "poor"):
        field = "households" if value.role == "total" else "poor_households"
    return _told({"year": year, field: number.count})


def _told(figure: dict[str, Any]) -> CaseChange:
    return CaseChange({"figures": [figure]})


def _open(code: AmbiguityCode, year: int, words: str) -> CaseChange:
    return CaseChange({}, ambiguities=(Ambiguity(code, year, (words,)),))
