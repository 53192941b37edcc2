"""Document numbers, and what their letters say: kind and issuing body."""

from __future__ import annotations

import re

from knowledge.kinds import KIND_OF_LETTERS
from knowledge.text import UPPER

TYPES = {**KIND_OF_LETTERS, "TTg": "Công văn"}
"""From the letters of a number to the kind; a letter of the Prime Minister's office has none."""
ISSUERS = {
    "CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước", "QH": "Quốc hội",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội", "VPCP": "Văn phòng Chính phủ", "BTC": "Bộ Tài chính",
    "BNV": "Bộ Nội vụ", "BCA": "Bộ Công an", "BQP": "Bộ Quốc phòng", "BYT": "Bộ Y tế",
    "BTP": "Bộ Tư pháp", "BCT": "Bộ Công Thương", "BXD": "Bộ Xây dựng",
    "BGDĐT": "Bộ Giáo dục và Đào tạo", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BKHCN": "Bộ Khoa học và Công nghệ", "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BGTVT": "Bộ Giao thông vận tải", "BTTTT": "Bộ Thông tin và Truyền thông",
    "BDTTG": "Bộ Dân tộc và Tôn giáo", "BTĐKT": "Ban Thi đua - Khen thưởng Trung ương",
    "NHNN": "Ngân hàng Nhà nước Việt Nam", "TTCP": "Thanh tra Chính phủ", "UBDT": "Ủy ban Dân tộc",
    "MTTW": "Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "TW": "Ban Chấp hành Trung ương Đảng",
    "UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân",
}  # fmt: skip
"""Abbreviations of issuing bodies as they stand in numbers."""
_UNMARKED = {"QD": "QĐ", "ND": "NĐ", "CD": "CĐ", "L": "LCT"}
"""Kinds as typed without diacritics, where that is no other kind; an order of the President."""
NUMBER = (
    r"(?:\d{1,5}\s?[-–]\s?(?:NQ|QĐ|CT|KL|HD|TB|KH|CTr|CV|BC|QC|QyĐ|ĐA|TTr)\s?/\s?"
    rf"[{UPPER}][{UPPER}]{{1,5}}(?![\w/-])"
    r"|\d{1,5}[a-z]?(?:\.\d{1,3})?\s*/\s*(?:(?:19|20)\d{2}\s*/\s*)?"
    rf"[{UPPER}][\wĐđ]*(?:(?:\s?[-–]\s?|\s?/\s?)[{UPPER}][\wĐđ]*){{0,4}})"
)
"""Pattern of a number, spaces and all: ``117 /2000/TT-BTC``; of the Party, ``47-NQ/TU``."""


def clean_number(text: str) -> str | None:
    """Return a document number without the spaces typists put in it: ``"117/2000/TT-BTC"``."""
    found = re.search(NUMBER, text)
    return re.sub(r"\s+", "", found.group()).replace("–", "-") if found else None


def number_codes(number: str | None) -> tuple[str, str]:
    """Return the kind and issuer codes of a number: ``60/2026/TT-BTC`` gives TT and BTC."""
    if not number:
        return "", ""
    parts = re.split(r"[/\-]", number)[1:]
    codes = [part for part in parts if not part.isdigit()]
    if not codes:
        return "", ""
    if codes[0].startswith(("QH", "UBTVQH")):
        return ("L" if codes[0].startswith("QH") else "PL"), re.sub(r"\d", "", codes[0])
    kind = _UNMARKED.get(codes[0]) or (codes[0] if codes[0] in TYPES else "")
    if kind:
        return kind, codes[1] if len(codes) > 1 else ""
    return "CV", codes[0]


def issuer_codes(number: str | None) -> tuple[str, ...]:
    """Return the issuer codes of a number; a joint circular has several."""
    kind, first = number_codes(number)
    if not number or not first:
        return ()
    codes = [part for part in re.split(r"[/\-]", number)[1:] if part and not part.isdigit()]
    return tuple(codes[1:]) if kind in ("TTLT", "NQLT") else (first,)
