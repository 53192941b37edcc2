"""What a sentence must hold to answer a kind of question: a date, a figure, a name, a number."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.question import Question
from knowledge.references import find_references
from knowledge.text import LOWER, UPPER, fold, normalize
from knowledge.written_figures import dates_in, figures_in, years_in

_CAPITAL = rf"[{UPPER}][{LOWER}]*"
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đoàn|Vương|Trịnh|Trương|"
    "Đinh|Lâm|Mai|Cao|Hà|Lương|Tạ|Tô|Chu|Châu|Quách|Thái|Nông|Triệu|Hứa|Vi|Lò|Giàng|Tòng|Quàng|Lưu|Phùng|La|Kim|Thạch"
)  # fmt: skip
_PERSON = re.compile(
    rf"\b(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à|[Đđ]/c)\s+(?:{_CAPITAL}\s+){{1,3}}{_CAPITAL}"
    rf"|\b(?:{_SURNAMES})\s+(?:{_CAPITAL}\s+){{0,2}}{_CAPITAL}\b|\b(?:{_SURNAMES}) [{UPPER}][{LOWER}]+\b"
)
_BODY = re.compile(
    r"\b(?:Ban|Sở|Bộ|Hội|Ủy ban|UBND|Mặt trận|MTTQ|Ngân hàng|Công ty|Liên đoàn|Đoàn|Chủ tịch|Giám đốc"
    r"|Thủ tướng|Chính phủ|Quốc hội|Hiệp hội|Phòng|Cục|Vụ|Tổng cục|Văn phòng|Thanh tra|Kho bạc|HTX|Hợp tác xã"
    r"|Trung tâm|Viện|Trường|Báo|Đài|Tổ|Cơ quan|Đơn vị|Người|Thủ trưởng|Bộ trưởng|Tòa án|Công an|Trưởng)\b"
    r"|\b(?:người đứng đầu|cơ quan|đơn vị|ủy ban|chủ tịch|doanh nghiệp|hộ|tổ chức|người|cấp)\b"
)  # fmt: skip
_PLACE = re.compile(
    rf"\b(?:tại|ở|thuộc|thôn|xã|huyện|tỉnh|phường|ấp|bản|thành phố|TP\.?|gửi|đến|về|trụ sở|địa bàn|trong)\s+\w*\s?[{UPPER}]"
    rf"|\b(?:tại|ở|gửi|đến|về)\s+\w+"
)
_UNIT_NAME = {
    "tinh": rf"\b[Tt]ỉnh\s+[{UPPER}]|\b[Tt]hành phố\s+[{UPPER}]|\bTP\.?\s?[{UPPER}]",
    "thanh pho": rf"\b[Tt]hành phố\s+[{UPPER}]|\bTP\.?\s?[{UPPER}]",
    "huyen": rf"\b[Hh]uyện\s+[{UPPER}]|có\s+[{UPPER}]", "xa": rf"\b[Xx]ã\s+[{UPPER}]",
    "phuong": rf"\b[Pp]hường\s+[{UPPER}]", "thon": rf"\b[Tt]hôn\s+[{UPPER}]",
    "ap": rf"\b[Ấấ]p\s+[{UPPER}]", "thi tran": rf"\b[Tt]hị trấn\s+[{UPPER}]",
}  # fmt: skip
_UNIT_PATTERN = {unit: re.compile(pattern) for unit, pattern in _UNIT_NAME.items()}
_DURATION = re.compile(
    r"\b\d{1,3}\s*(?:\(\w+\)\s*)?(?:năm|tháng|tuần|ngày|giờ|phút)\b"
    r"|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:năm|tháng|tuần|ngày|giờ)\b"
)
_MONTH = re.compile(r"\btháng \d{1,2}\b|\bquý (?:[IV]+|\d)\b|\bnăm (?:19|20)\d\d\b|\b(?:Thứ|thứ) \w+")
_EVENT = re.compile(
    r"\b(?:khi|sau khi|trước khi|kể từ ngày|trước ngày|từ ngày|hằng năm|hàng năm|hằng tháng|định kỳ)\b",
    re.IGNORECASE,
)
_SPELLED_COUNT = r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|hơn một|một nửa)"
_REASON = re.compile(r"\b(?:vì|do|bởi|nhằm|để|nên|lý do)\b", re.IGNORECASE)
_REFERRED = re.compile(r"\b(?:Kế hoạch|Quyết định|Nghị định|Thông tư|Nghị quyết|Luật|Chỉ thị|Hướng dẫn|Thông báo|Công văn)\b")

MUST_FIT = frozenset(
    {"quantity", "duration", "time", "document", "identity", "role", "unit", "place"}
)
"""Kinds of which a sentence without what is asked for is no answer."""


def fits(question: Question, sentence: str) -> bool:
    """Tell whether a sentence holds what a question asks for; true where it asks for no kind."""
    fit = _FITS.get(question.kind)
    if fit is not None and not fit(question, sentence):
        return False
    return "reason" not in question.forms or bool(_REASON.search(sentence))


def persons(sentence: str) -> list[str]:
    """Return the names of persons in a sentence, with the word that leads to them."""
    return [match.group() for match in _PERSON.finditer(sentence)]


def _fits_quantity(question: Question, sentence: str) -> bool:
    figures = figures_in(sentence)
    if question.percent or "%" in question.counted:
        return any(figure.unit in ("%", "diem") for figure in figures)
    folded = fold(normalize(sentence))
    if question.counted and not _is_money(question):
        plain = question.counted
        for unit in plain:
            if re.search(rf"\d[\d.,]*\)?\s+(?:\w+\s+){{0,2}}{re.escape(unit)}\b", folded):
                return True
            if re.search(rf"\b{fold(_SPELLED_COUNT)}\s+{re.escape(unit)}\b", folded):
                return True
        return _is_reduction(question) and bool(figures)
    if question.money:
        return any(figure.unit == "dong" for figure in figures) or (
            not _is_money(question) and bool(figures)
        )
    return bool(figures)


def _is_money(question: Question) -> bool:
    return any(unit.split()[0] in ("tien", "dong", "kinh", "trieu", "ty") for unit in question.counted)


def _is_reduction(question: Question) -> bool:
    """Tell whether a fall is asked for: "giảm bao nhiêu hộ nghèo" may be answered in %."""
    return " giam " in f" {question.folded} "


def _fits_time(question: Question, sentence: str) -> bool:
    if " nam nao" in f" {question.folded}" or " nam may" in f" {question.folded}":
        return bool(years_in(sentence))
    return bool(
        dates_in(sentence)
        or years_in(sentence)
        or _MONTH.search(sentence)
        or _EVENT.search(sentence)
        or re.search(r"\bngày \d{1,2}\b", sentence)
    )


def _fits_duration(_question: Question, sentence: str) -> bool:
    return bool(_DURATION.search(sentence))


def _fits_identity(question: Question, sentence: str) -> bool:
    if not persons(sentence):
        return bool(question.roles) is False and bool(_BODY.search(sentence)) and not question.names
    return all(holds_role(role, sentence) for role in question.roles)


def holds_role(role: str, sentence: str) -> bool:
    """Tell whether a sentence names a post itself, not that of a deputy."""
    folded = fold(normalize(sentence))
    deputy = r"(?<!pho )" if not role.startswith("pho ") else ""
    return bool(re.search(rf"{deputy}\b{re.escape(role)}\b", folded))


def _fits_role(_question: Question, sentence: str) -> bool:
    return bool(_ROLE.search(fold(normalize(sentence))))


_ROLE = re.compile(
    r"\b(?:chu tich|truong|giam doc|bi thu|thu tuong|bo truong|vien|chu nhiem|uy vien|pho|chanh|thu ky)\b"
)


def _fits_person(_question: Question, sentence: str) -> bool:
    return bool(persons(sentence) or _BODY.search(sentence))


def _fits_document(_question: Question, sentence: str) -> bool:
    return bool(find_references(sentence)) or bool(_REFERRED.search(sentence) and years_in(sentence))


def _fits_place(_question: Question, sentence: str) -> bool:
    return bool(_PLACE.search(sentence))


def _fits_unit(question: Question, sentence: str) -> bool:
    return bool(_UNIT_PATTERN[question.unit].search(sentence))


_FITS: dict[str, Callable[[Question, str], bool]] = {
    "quantity": _fits_quantity,
    "duration": _fits_duration,
    "time": _fits_time,
    "person": _fits_person,
    "identity": _fits_identity,
    "role": _fits_role,
    "document": _fits_document,
    "place": _fits_place,
    "unit": _fits_unit,
}
