"""The unit a case is about: province, kind, name and listings, as the text names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from knowledge.text import fold, has_diacritics, normalize, squeeze, syllables, unify
from knowledge.unit_mentions import UnitMention, find_units, several_units, subject_of
from knowledge.unit_names import UnitNames, known_name

_ALL_PROVINCES = (
    "An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định"
    "|Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai"
    "|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình"
    "|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng|Long An|Nam Định"
    "|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh"
    "|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên Huế"
    "|Tiền Giang|Hồ Chí Minh|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái|Huế"
)
PROVINCES: tuple[str, ...] = tuple(_ALL_PROVINCES.split("|"))
"""The 63 provinces before 12/6/2025 and Huế, the only new name among today's 34."""

KINDS: tuple[str, ...] = ("huyện", "xã", "phường", "thị trấn")
"""Kinds of unit the criteria know."""

LISTINGS: tuple[str, ...] = ("bãi ngang ven biển", "xã đảo")
"""Listings that put a commune in a class of its own."""

_ALIASES = {
    "Bắc Cạn": "Bắc Kạn", "Vũng Tàu": "Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu": "Bà Rịa - Vũng Tàu",
    "Đắc Lắc": "Đắk Lắk", "Đăk Lăk": "Đắk Lắk", "Đắc Nông": "Đắk Nông", "Đăk Nông": "Đắk Nông",
    "Kontum": "Kon Tum", "TPHCM": "Hồ Chí Minh", "TP.HCM": "Hồ Chí Minh", "Sài Gòn": "Hồ Chí Minh",
    "Thừa Thiên - Huế": "Thừa Thiên Huế",
}  # fmt: skip
_RESPELLED = frozenset(map(fold, ("Bắc Cạn", "Đắc Lắc", "Đắc Nông", "Kontum")))
"""Other spellings of a whole name, not a part of it nor a name of before."""
_SPELLINGS = {spelling: spelling for spelling in PROVINCES} | _ALIASES
_BY_FOLD = {fold(spelling): name for spelling, name in _SPELLINGS.items()}
_PROVINCE = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(_BY_FOLD, key=len, reverse=True))) + r")(?!\w)"
)
_SPELLED = frozenset(map(unify, _SPELLINGS))
_COMMON_WORDS = frozenset(
    {"son la", "ha nam", "nam dinh", "quang nam", "hue", "long an", "hoa binh"}
)
"""Names that are everyday words without their marks: "Phú Sơn là", "định năm"."""
_LEAD_IN = re.compile(r"(?:\b(?:tinh|tp|thanh pho|o|tai|thuoc|cua)\.? |[,(-] ?)$")
_UNIT_WORD = re.compile(r"\b(?:xa|phuong|thi tran|tt|huyen|ap|thon|cho|song|cau)\.? $")
_SEVERAL_KINDS = re.compile(
    r"\b(?:xa|phuong|thi tran|tt|huyen)(?: ?[,/&] ?| va | hoac | hay | - | )"
    r"(?:xa|phuong|thi tran|tt|huyen)\.? $|\bcap (?:xa|huyen) $"
)
"""Kinds side by side or levels, which name no unit of what follows: "các xã, phường Bến Tre"."""
_NOW = re.compile(
    r"(?:nay|moi|hien|gio|sap nhap|hop nhat|nhap)(?: la| thuoc| vao| ve| voi| tinh| thanh)* $"
)
_BESIDE = re.compile(
    r"(?: (?:toi|minh|em|nha))?(?: ?[,(–-] ?| (?=[^\W\d_]))(?:(?:thuoc|cua|o|ben|tai) )?"
)
_FORMER = re.compile(r"^ *\(?(?:cu|truoc day)\b")
_FORMERLY = re.compile(r"(?:truoc day|truoc|cu|von)(?: la| thuoc| tinh| day)* *$")

_BAI_NGANG = re.compile(r"\bbai ngang\b")
_XA_DAO = re.compile(r"\bxa (?:hai )?dao\b")
_LISTED = ("bãi ngang", "xã đảo", "xã hải đảo")
_NEGATED = re.compile(
    r"\b(?:khong|ko|k|chua|chang)(?: phai| thuoc| la| nam trong| co)*(?: \w+){0,5} $"
)
_HARDSHIP = re.compile(r"\bdac biet kho khan\b|\bdbkk\b")


class AdminUnits(UnitNames, Protocol):
    """What knows the units before 1/7/2025, and which province a district belonged to."""

    def old_province(self, district: str, commune: str, province: str | None) -> str | None:
        """Return the province of a named district, or ``None`` when unknown or not unique.

        Args:
            district: a district, with or without its kind: ``"huyện Ba Tri"``.
            commune: a commune, with or without its kind, or empty.
            province: the province the text names, perhaps today's; ``None`` for none.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """The unit a text is about; ``None`` and empty where the text does not tell.

    Attributes:
        province: old or new province, by its official name.
        kind: one of :data:`KINDS`.
        name: name of the unit as typed.
        listed_as: listings named; ``None`` when none is spoken of, empty when denied.
        named: the province stands in the text (it was not taken from the default).
        own: the text speaks of the asker's unit ("xã tôi") or of a unit by its name.
        rivals: provinces between which the text does not decide.
        hardship: "đặc biệt khó khăn" without saying on which list.
        several: names of two or more units of one level that the text speaks of.
    """

    province: str | None = None
    kind: str | None = None
    name: str | None = None
    listed_as: tuple[str, ...] | None = None
    named: bool = False
    own: bool = False
    rivals: tuple[str, ...] = ()
    hardship: bool = False
    several: tuple[str, ...] = ()


def _mentions(text: str, folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield the provinces named, as start, end and official name."""
    for match in _PROVINCE.finditer(folded):
        start, end = match.span()
        typed, before = text[start:end], folded[:start]
        if has_diacritics(typed):
            if unify(typed) not in _SPELLED:
                continue
        elif (
            match.group() in _COMMON_WORDS
            and not _LEAD_IN.search(before)
            and folded[end:].strip(" ?.!")
            and not all(word[0].isupper() for word in syllables(typed))
        ):
            continue
        if not _UNIT_WORD.search(before) or _SEVERAL_KINDS.search(before):
            yield start, end, _BY_FOLD[match.group()]


def province_mentions(text: str) -> list[tuple[int, int, str]]:
    """Return the provinces a text names: offsets in the normalised text, official name."""
    text = normalize(text)
    return list(_mentions(text, fold(text)))


def find_provinces(text: str) -> tuple[str, ...]:
    """Return the provinces a text names, without repetition, in order.

    Names are matched as whole words, diacritics optional; a name typed with other diacritics
    ("Sơn là") and the name of a commune ("xã Long An") do not count. Where the text says which of
    two names is the former one ("Bến Tre, nay là Vĩnh Long"), only that one is returned: the rules
    stay those of the old unit.
    """
    text = normalize(text)
    folded = fold(text)
    found = list(_mentions(text, folded))
    former = [
        name
        for start, end, name in found
        if _FORMER.match(folded[end:]) or _FORMERLY.search(folded[:start])
    ]
    kept = [name for start, _, name in found if not _NOW.search(folded[:start])]
    return tuple(dict.fromkeys(former or kept or [name for *_, name in found]))


def with_official_names(text: str) -> str:
    """Return a text with provinces that are spelt otherwise under their official name.

    Args:
        text: a question in Vietnamese; "bac can" becomes "Bắc Kạn".
    """
    text = normalize(text)
    parts, done = [], 0
    for start, end, name in _mentions(text, fold(text)):
        if fold(text[start:end]) in _RESPELLED:
            parts += [text[done:start], name]
            done = end
    return "".join([*parts, text[done:]])


def _listings(text: str, folded: str) -> tuple[str, ...] | None:
    """Return the listings a text claims, empty when it denies them, ``None`` when silent."""
    spoken = False
    claimed: list[str] = []
    for listing, pattern in zip(LISTINGS, (_BAI_NGANG, _XA_DAO), strict=True):
        for match in pattern.finditer(folded):
            typed = unify(text[match.start() : match.end()])
            if has_diacritics(typed) and typed not in _LISTED:
                continue  # "xã Đạo Thạnh"
            spoken = True
            clause = re.split(r"[,.;?]", folded[: match.start()])[-1]
            if not _NEGATED.search(clause) and listing not in claimed:
                claimed.append(listing)
    return tuple(claimed) if spoken else None


def _by_district(
    text: str,
    folded: str,
    mentions: list[UnitMention],
    subject: UnitMention | None,
    province: str | None,
    units: AdminUnits,
) -> str | None:
    """Return the province of the district a text names: "huyện Ba Tri", "xã Bảo Thuận (Ba Tri)"."""
    commune = subject.name if subject and subject.kind != "huyện" else ""
    for unit in mentions:
        if unit.name and unit.kind in (None, "huyện"):
            return units.old_province(squeeze(f"{unit.label} {unit.name}"), commune, province)
    for unit in mentions:
        beside = _BESIDE.match(folded, unit.end) if unit.kind else None
        end = known_name(folded, beside.end(), units, district=True) if beside else None
        if beside and end and (beside.end() not in {at for at, _, _ in _mentions(text, folded)}):
            return units.old_province(text[beside.end() : end], unit.name, province)
    return None


def find_place(text: str, *, province: str | None = None, units: AdminUnits | None = None) -> Place:
    """Return the unit a text is about.

    Args:
        text: a question or statement in Vietnamese.
        province: the province to assume when the text leads to none.
        units: asked for the province of a district the text names, when the text names no province
            or one of today's that took in others, and for names typed without capitals or marks.
    """
    text = normalize(text)
    folded = fold(text)
    provinces = frozenset(start for start, _, _ in _mentions(text, folded))
    mentions = find_units(text, folded, provinces, units)
    subject = subject_of(folded, mentions)
    several = several_units(folded, mentions)
    named = find_provinces(text)
    listed = _listings(text, folded)
    found = named[0] if len(named) == 1 else None
    if units and len(named) < 2:
        found = _by_district(text, folded, mentions, subject, found, units) or found
    return Place(
        province=found or (None if named else province),
        kind=subject.kind if subject else ("xã" if listed else None),
        name=subject.name or None if subject else None,
        listed_as=listed,
        named=found is not None,
        own=bool(subject and (subject.own or subject.name))
        or bool(
            re.search(r"\b(?:don vi|dia phuong|ben|cho|noi) (?:toi|minh|em|chung|ta)\b", folded)
        ),
        rivals=named if len(named) > 1 else (),
        hardship=bool(_HARDSHIP.search(folded)) and listed is None,
        several=several,
    )
