"""The province a text speaks of, by its name before or after the mergers of 2025."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.places import PROVINCES

_PROVINCES = "|".join(map(re.escape, sorted(PROVINCES, key=len, reverse=True)))
_NAME = re.compile(rf"(?<!\w)(?:{_PROVINCES})(?!\w)", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?<!\w)(?:tỉnh|UBND tỉnh|Tỉnh ủy|HĐND tỉnh|thành phố|TP\.?)\s+({_PROVINCES})(?!\w)",
    re.IGNORECASE,
)
_CITIES = {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"}
_OF_A_PROVINCE = re.compile(
    r"\b(?:UBND|Tỉnh ủy|toàn|của|địa bàn|cấp)\s+tỉnh\b|\bTỉnh ủy\b", re.IGNORECASE
)
_TWICE = 2
_SPELLING = {name.lower(): name for name in PROVINCES}


def province_of(text: str) -> str | None:
    """Return the province a text is clearly about, or ``None``.

    It is the one most often written as "tỉnh X" (or "thành phố X" for the five cities); failing
    that, the only province named, when it is named twice and the text speaks as a province does
    ("UBND tỉnh", "Tỉnh ủy").
    """
    named: Counter[str] = Counter()
    for found in _NAMED.finditer(text):
        name = _SPELLING[found.group(1).lower()]
        if found.group(0).lower().startswith(("thành phố", "tp")) and name not in _CITIES:
            continue
        named[name] += 1
    if named:
        (best, count), *others = named.most_common(2)
        return best if not others or others[0][1] < count else None
    mentions = Counter(_SPELLING[found.lower()] for found in _NAME.findall(text))
    if len(mentions) == 1 and _OF_A_PROVINCE.search(text):
        name, count = mentions.popitem()
        return name if count >= _TWICE else None
    return None
