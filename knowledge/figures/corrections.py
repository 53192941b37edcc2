"""A correction of the stored case: "sửa 2022 = 85", "85 chứ không phải 80", "bỏ số 2022"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.changes import CaseChange, facts_of
from knowledge.figures.numerals import Number
from knowledge.figures.reading import read_case
from knowledge.figures.stored import fact_by_old, settle_bare
from knowledge.figures.tokens import tokenize
from knowledge.places import AdminUnits, find_place
from knowledge.text import fold, normalize

_LONGEST = 500  # characters; a longer text is no correction of a figure
_NOT = r"(?:khong|ko|k|hong|chang) (?:phai|fai)(?: la)?"
_STRIKES = re.compile(
    r"\b(?:bo|xoa|huy|loai|go)(?: (?:di|het|giup|dum|gium|ra|bot|qua|cho|toi|em|minh))* (?:so(?:"
    r" lieu)?|cac"
    r"|nam|ty le|ti le|tl|tong|ho ngheo|hn|toan bo|tat ca|het|cai|con so|20[12]\d|tinh|don vi|du"
    r" lieu)\b"
)
_SETS = re.compile(
    r"\b(?:sua(?! doi| nha| chua)|chinh(?: sua)? lai|dieu chinh|cap nhat lai|dinh chinh|dinh chanh"
    r"|(?:bi |xin loi )?nham|lon roi|(?:ghi|go|nhap|danh|viet|noi|bao|dua) (?:sai|nham|lon)|doi lai"
    r"|doi thanh|sai roi|bi sai|thay bang|thuc ra|moi dung|dung ra|dung la|dung hon|phai la"
    r"|doi (?:xa|phuong|thi tran|huyen|tinh|nam trinh))\b"
    r"|\bsua\b(?= lai| thanh| so| nam| 20)"
)
_YEAR_SAID = re.compile(
    r"\bnam (?:trinh|nop|de nghi|xet)(?: khen)?(?: thuong)?(?: ho so)? *(?:(?:la|:|=) *)?20\d\d"
)
_CONTRAST = re.compile(
    rf"(?:,? *(?P<rather>chu|ma))? *\b{_NOT} (?P<not_this>(?:[^,;.\n]|[.,](?=\d))*?)"
    r"(?=,(?!\d)|;|\.(?!\d)|\n|$)"
)
_RATHER = re.compile(rf"\b{_NOT} (?P<not_this>[^;.\n]*?),? *(?:ma |ma la |la |moi la )(?P<but>.+)")
_NUMERAL = r"\d[\d.,]*"
_FROM_TO = re.compile(
    rf"\b(?:sua|doi|chinh)\b[^;\n]*?\b({_NUMERAL}) *(?:%|ho)? *(?:thanh|sang|len|xuong|->|=>) *"
    rf"({_NUMERAL})|\b({_NUMERAL}) *(?:%|ho)? *(?:sua|doi)(?: lai)? (?:thanh|sang) *({_NUMERAL})"
)
_OTHER_YEAR = re.compile(r"\b(20[12]\d) *(?:thanh|sang) *(?:nam )?(20[12]\d)\b")
_OTHER_PLACE = re.compile(
    r"\b(?:xa|phuong|thi tran|huyen|tinh)\b[^\d]*? (?:thanh|sang) (?=[^\d]*$)"
)
_SAID_WORDS = re.compile(
    r"\b(?:xin |cho |de |nho |giup )*(?:toi |em |minh |ban |bot )?(?:sua(?: lai)?|chinh(?:"
    r" sua)?(?: lai)?"
    r"|dieu chinh(?: lai)?|cap nhat lai|dinh chinh|dinh chanh|xin loi|(?:bi )?nham(?: roi)?|lon roi"
    r"|(?:ghi|go|nhap|danh|viet|noi|bao|dua) (?:sai|nham|lon)|doi lai|sai roi|bi sai|thuc ra|moi"
    r" dung"
    r"|dung ra|dung hon)\b"
)
_BECOMES = re.compile(r"\b(?:doi )?(?:thanh|bang|sang)\b|\b(?:dung|phai) la\b")
_FIELDS = (
    ("poor_rate", re.compile(r"\b(?:t[iy] le|tl|tlhn)\b|%")),
    ("households", re.compile(r"\btong\b|\bho dan\b")),
    ("poor_households", re.compile(r"\b(?:ho ngheo|hn)\b")),
    ("submission_year", re.compile(r"\bnam (?:trinh|nop|de nghi|xet)\b")),
    ("province", re.compile(r"\btinh\b")),
    ("listed_as", re.compile(r"\b(?:bai ngang|xa dao)\b")),
)
_CLAUSE = re.compile(r"[;\n]|,(?!\d)|\.(?!\w)")
_ASKS = re.compile(r"\?|\b(?:bao nhieu|the nao|lam sao|ra sao|gi|nao|o dau)\b|\b(?:khong|ko|chua)$")


def read_correction(
    text: str,
    *,
    asked_on: date,
    case: Mapping[str, Any] | None = None,
    units: AdminUnits | None = None,
) -> CaseChange | None:
    """Read a correction of the stored case.

    A number without a unit is of the field that held the value it replaces, else of the field the
    stored case leaves no doubt about; otherwise ``unit_unclear`` is asked.

    Args:
        text: what was written.
        asked_on: the day it was written.
        case: the stored case in the calculator's input shape.
        units: knows old districts; see :func:`knowledge.places.find_place`.

    Returns:
        what is set and struck out; ``None`` when the text is no correction.
    """
    text = normalize(text).strip()
    folded = fold(text)
    spoken = any(pattern.search(folded) for pattern in (_SETS, _YEAR_SAID, _CONTRAST, _FROM_TO))
    if len(text) > _LONGEST or not (spoken or _strikes(text, folded)):
        return None
    removed, kept = _struck(text, asked_on)
    stored = case or {}
    if not (_SETS.search(folded) or _FROM_TO.search(folded) or _denies(text)):
        kept = kept if _YEAR_SAID.search(folded) else ""
    change = (
        _other_year(kept, stored)
        or _replaced(kept, asked_on, stored)
        or _set(kept, asked_on, stored, units)
    )
    change = CaseChange(change.facts, removed=removed, ambiguities=change.ambiguities)
    return None if change.says_nothing else change


def _strikes(text: str, folded: str) -> re.Match[str] | None:
    """Find "bỏ số 2022"; typed with marks, "bộ" and "bố" are other words."""
    match = _STRIKES.search(folded)
    typed = text[match.start() : match.start() + 2].lower() if match else ""
    return None if match and fold(typed) == "bo" and typed not in ("bỏ", "bo") else match


def _struck(text: str, asked_on: date) -> tuple[tuple[tuple[int | None, str | None], ...], str]:
    """Return the facts struck out, and the text without the clauses that say so."""
    removed: list[tuple[int | None, str | None]] = []
    kept: list[str] = []
    for clause in re.split(r"(?<=[;\n])|(?<=,)(?!\d)|(?<=\.)(?!\w)", text):
        folded = fold(clause)
        strike = _strikes(clause, folded)
        if strike is None or _SETS.search(folded):
            kept.append(clause)
            continue
        said = folded[strike.start() :]
        named = [name for name, pattern in _FIELDS if pattern.search(said)]
        wording = tokenize(clause, asked_on)
        years = [year for token in wording.tokens for year in token.years]
        if any(token.number for token in wording.tokens):
            kept.append(clause)
        elif named[:1] and named[0] in ("submission_year", "province", "listed_as"):
            removed.append((None, named[0]))
        elif years or named or re.search(r"\b(?:tat ca|toan bo|het|cac)\b", said):
            fields: list[str | None] = [*named] or [None]
            ends: list[int | None] = [*years] or [None]
            removed.extend((year, name) for year in ends for name in fields)
    return tuple(dict.fromkeys(removed)), "".join(kept)


def _denies(text: str) -> bool:
    """Tell whether what "không phải" denies is a number or a place, as a correction's is."""
    _, denied = _without_denied(text)
    place = find_place(denied)
    return bool(re.search(r"\d", denied) or place.kind or place.province or place.listed_as)


def _other_year(text: str, stored: Mapping[str, Any]) -> CaseChange | None:
    """Read "sửa năm 2024 thành 2025": the year of submission, if that is all it can be."""
    match = _OTHER_YEAR.search(fold(text))
    if match is None:
        return None
    old, new = int(match[1]), int(match[2])
    figured = any(figure["year"] == old for figure in stored.get("figures", []))
    if stored.get("submission_year") == old and not figured:
        return CaseChange({"submission_year": new})
    return CaseChange({}, ambiguities=(Ambiguity("unclear_number", old, (match[2],)),))


def _replaced(text: str, asked_on: date, stored: Mapping[str, Any]) -> CaseChange | None:
    """Read "sửa 80 thành 85": the old value tells the year-end and the field."""
    match = _FROM_TO.search(fold(text))
    said = [word for word in match.groups() if word] if match else []
    if len(said) != 2 or re.fullmatch(r"20[12]\d", said[0]):
        return None
    old, new = _number(said[0]), _number(said[1])
    years = {year for t in tokenize(text, asked_on).tokens for year in t.years}
    places = fact_by_old(stored, old) if old and new else []
    places = [place for place in places if not years or place[0] in years]
    if not old or not new or len(places) != 1:
        return CaseChange({}, ambiguities=(Ambiguity("year_unknown", None, (said[1],)),))
    year, field = places[0]
    value = new.rate if field == "poor_rate" else new.count
    if value is None:
        return CaseChange({}, ambiguities=(Ambiguity("decimal_count", year, (new.raw,)),))
    return CaseChange({"figures": [{"year": year, field: value}]})


def _number(numeral: str) -> Number | None:
    wording = tokenize(f"= {numeral.strip('.,')} ,", date.min.replace(year=2000))
    return next((token.number for token in wording.tokens if token.number), None)


def _set(
    text: str, asked_on: date, stored: Mapping[str, Any], units: AdminUnits | None
) -> CaseChange:
    """Read what a correction sets, without what it denies."""
    told, denied = _without_denied(text)
    moved = _OTHER_PLACE.search(fold(told))
    told = told[moved.end() :] if moved else told
    folded = fold(told)
    plain = _BECOMES.sub(lambda m: " la ".ljust(len(m.group())), _SAID_WORDS.sub(_blank, folded))
    said = "".join(
        new if new != was else typed for new, was, typed in zip(plain, folded, told, strict=True)
    ).strip(" ,.:;")
    if _ASKS.search(fold(said)) and not re.search(r"\d *(?:%|ho\b)|=", fold(said)):
        return CaseChange({})
    reading = read_case(said, asked_on=asked_on, units=units)
    facts = facts_of(reading.case)
    place = find_place(denied)
    if place.listed_as and "place" not in facts:
        facts["place"] = {"listed_as": []}
    settled, open_ = settle_bare(reading.ambiguities, said, asked_on, stored, denied)
    merged = {f["year"]: f for f in facts.get("figures", [])}
    for figure in settled:
        merged[figure["year"]] = merged.get(figure["year"], {}) | figure
    if merged:
        facts["figures"] = [merged[year] for year in sorted(merged)]
    return CaseChange(facts, ambiguities=open_)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _without_denied(text: str) -> tuple[str, str]:
    """Part "85 chứ không phải 80" into what holds and what does not."""
    folded = fold(text)
    rather = _RATHER.search(folded)
    if rather and re.search(r"\w", rather["but"]):
        kept = text[: rather.start()] + " " + text[rather.start("but") :]
        return kept, text[rather.start("not_this") : rather.end("not_this")]
    contrast = _CONTRAST.search(folded)
    if contrast:
        kept = text[: contrast.start()] + text[contrast.end() :]
        return kept, text[contrast.start("not_this") : contrast.end("not_this")]
    return text, ""
