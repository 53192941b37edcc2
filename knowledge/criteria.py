"""Questions about the fall a unit must reach to be proposed for an award, and their rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.places import find_provinces
from knowledge.question_words import QuestionWords
from knowledge.ratios import Ratio, ratio
from knowledge.rules import RuleSet, UnitClass, province_key
from knowledge.text import fold, normalize, squeeze, syllables

_ASKS = re.compile(
    r"\b(?:bao nhieu|bao nhiu|may|muc nao|the nao|ra sao|gi|nao|khac nhau|bn|tieu chi|muc giam"
    r"|nguong)\b"
)
_FALL = re.compile(r"\b(?:giam|ha|keo giam|nguong|tieu chi|muc|dieu kien|quy dinh)\b")
_DUTY = re.compile(
    r"\b(?:phai|can|yeu cau|muc giam|nguong|tieu chi|dieu kien|quy dinh|ap dung|muon|duoc khen"
    r"|trinh khen|xet khen|khen thuong|moi dc|moi duoc)\b"
)
_JUDGED = re.compile(r"\bxet (?:the nao|ra sao|muc nao|theo muc)\b")
"""Asks for the criteria by itself, of communes on a list: "xã đảo thì xét thế nào"."""

_KINDS = {
    "huyện": re.compile(r"\b(?:cap )?huyen\b(?! ngheo)"),
    "xã": re.compile(r"\b(?:cap )?xa\b(?! hoi)"),
    "phường": re.compile(r"\bphuong\b(?! cham| phap| tien)"),
    "thị trấn": re.compile(r"\bthi tran\b"),
}
_LISTINGS = {
    "bãi ngang ven biển": re.compile(r"\bbai ngang\b|\bven bien\b"),
    "xã đảo": re.compile(r"\bxa (?:hai )?dao\b"),
}
_RATE = re.compile(
    r"(?P<side>duoi|nho hon|thap hon|chua den|tren|hon|tu|dung|bang|co|la)?\s*"
    r"(?P<value>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:%|phan tram)(?P<up>\s*(?:ho ngheo\s*)?tro len)?"
)
_CLAIM = re.compile(
    r"\b(?:giam|ha)(?: duoc| it nhat| tu)?\s*(?P<value>\d{1,2}(?:[.,]\d{1,2})?)\s?"
    r"(?:%|phan tram|diem)"
)
_CONFIRMS = re.compile(
    r"\b(?:dung|phai|du|duoc|dung hay) (?:khong|ko|sai|chua)\b|\bco (?:dung|phai)\b"
)
_OWN = re.compile(r"\b(?:toi|minh|em|chung|ta)\b")
"""Speaks of the reader's own unit: a case to be judged, no rule to be confirmed."""
_CLAIM_WORDS = frozenset(syllables("chi du khong ko sai hay chua dung"))
_ENOUGH = Decimal("0.01")
_WORDS = frozenset(
    syllables(
        "muc giam ho ngheo ty le ti da chieu quy dinh yeu cau tieu chi chuan nguong moi nam"
        " hang hang"
        " huyen xa phuong thi tran bai ngang ven bien dao tong so phai tro len it nhat diem"
        " phan tram"
        " duoi tren cap de trinh khen thuong duoc xet tinh cu co cuoi ap dung doi voi dac biet kho"
        " khan vung can ha keo dat muon moi dc dieu kien bao nhieu nhiu may gi nao the ra sao khac"
        " nhau giua cac nhung loai nhom thuoc thi la mot trong lien tuc truoc khi don vi dia phuong"
        " thi dua phong trao giai doan va hay hoac voi lam xong hon tu dung bang bn vay a nhe nhi"
        " ho dbkk thoat xep vao toi thieu"
    )
)


@dataclass(frozen=True, slots=True)
class CriteriaQuestion:
    """What a question asks of the award criteria.

    Attributes:
        provinces: provinces it names.
        kinds: levels it names.
        listings: lists of communes it names.
        rates: ranges or values of the rate it gives, as a rate that lies in them.
        claimed: the fall that is said to be enough, in percent or points; ``None`` for none.
    """

    provinces: tuple[str, ...]
    kinds: frozenset[str]
    listings: frozenset[str]
    rates: tuple[Ratio, ...]
    claimed: Ratio | None = None

    def confirmed(self, unit_class: UnitClass) -> bool | None:
        """Tell whether the fall that is said to be enough is, ``None`` where that is open.

        Args:
            unit_class: the only class it is about.
        """
        if self.claimed is None:
            return None
        if not any(one.accepts(self.claimed) for one in unit_class.requirements):
            return False
        least = any(one.limit == self.claimed for one in unit_class.requirements)
        return True if least else None

    def classes(self, rules: RuleSet) -> list[UnitClass]:
        """Return the classes of a rule set that it is about, in the order of the file."""
        found = []
        for unit_class in rules.classes:
            if unit_class.listings:
                meant = not unit_class.listings.isdisjoint(self.listings)
            else:
                meant = not self.kinds.isdisjoint(unit_class.kinds) and not self.listings
                bounds = unit_class.baseline
                if meant and self.rates and bounds is not None:
                    meant = any(map(bounds.contain, self.rates))
            if meant:
                found.append(unit_class)
        return found


def read_criteria(question: str, asked: QuestionWords) -> CriteriaQuestion | None:
    """Return what a question asks of the criteria, ``None`` when it is about something else.

    A question with words of another subject is not taken, nor one for a year or a document.
    """
    text = squeeze(normalize(question))
    folded = fold(text)
    listings = frozenset(name for name, pattern in _LISTINGS.items() if pattern.search(folded))
    kinds = frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(folded))
    claim = None if _OWN.search(folded) or not _CONFIRMS.search(folded) else _CLAIM.search(folded)
    if not (kinds or listings) or not (claim or _ASKS.search(folded)):
        return None
    judged = bool(listings and _JUDGED.search(folded))
    if not judged and not (_FALL.search(folded) and _DUTY.search(folded)):
        return None
    provinces = find_provinces(text)
    given = _CLAIM.sub(" giam ", folded) if claim else folded
    rest = _RATE.sub(" ", given)
    for province in provinces:
        rest = rest.replace(fold(province), " ")
    rest = re.sub(r"\b(?:cuoi )?(?:nam )?2021(?: ?- ?2025)?\b", " ", rest)
    known = _WORDS | {fold(word) for word in asked.fillers} | (_CLAIM_WORDS if claim else set())
    if not all(word in known for word in syllables(rest)):
        return None
    rates = tuple(_rate(match) for match in _RATE.finditer(given))
    claimed = ratio(Decimal(claim["value"].replace(",", "."))) if claim else None
    return CriteriaQuestion(provinces, kinds, listings, rates, claimed)


def asks_criteria(question: str, asked: QuestionWords) -> bool:
    """Tell whether a question asks for a rule, whatever rate it mentions, and gives no case."""
    return read_criteria(question, asked) is not None


def _rate(match: re.Match[str]) -> Ratio:
    """Return a rate in the range that is given: "dưới 5%" lies a little under 5."""
    value = Decimal(match["value"].replace(",", "."))
    if match["side"] in ("duoi", "nho hon", "thap hon", "chua den"):
        value -= _ENOUGH
    elif match["side"] in ("tren", "hon") and not match["up"]:
        value += _ENOUGH
    return ratio(value)


def rules_for(
    rule_sets: Sequence[RuleSet], provinces: Sequence[str]
) -> tuple[RuleSet | None, tuple[str, ...]]:
    """Return the rule set a question is about, and the provinces it names that have none.

    Args:
        rule_sets: the rules on file.
        provinces: provinces named, or the reader's own; empty for the only one on file.
    """
    if not provinces:
        return (rule_sets[0] if len(rule_sets) == 1 else None), ()
    by_key = {
        province_key(name): rules
        for rules in rule_sets
        for name in (rules.province, *rules.aliases)
    }
    found = [by_key.get(province_key(name)) for name in provinces]
    without = tuple(name for name, rules in zip(provinces, found, strict=True) if rules is None)
    return next((rules for rules in found if rules is not None), None), without
