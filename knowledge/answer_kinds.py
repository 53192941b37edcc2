"""What a sentence must hold to answer a kind of question: a date, a figure, a name, a number."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.amounts import fits_quantity
from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.text import LOWER, UPPER, fold, normalize, syllables

_CAPITAL = rf"[{UPPER}][{LOWER}]*"
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đoàn|Vương|Trịnh"
    "|Trương|Đinh|Lâm|Mai|Cao|Hà|Lương|Tạ|Tô|Chu|Châu|Quách|Thái|Nông|Triệu|Hứa|Vi|Lò|Giàng|Tòng"
    "|Quàng|Lưu|Phùng|La|Kim|Thạch"
)
_PERSON = re.compile(
    rf"\b(?:[Đđ]ồng chí|[Ôô]ng|[Bb]à|[Đđ]/c)\s+(?:{_CAPITAL}\s+){{1,3}}{_CAPITAL}"
    rf"|\b(?:{_SURNAMES})\s+(?:{_CAPITAL}\s+){{0,2}}{_CAPITAL}\b"
)
_BODY = re.compile(
    r"\b(?:Ban|Sở|Bộ|Hội|Ủy ban|UBND|Mặt trận|MTTQ|Ngân hàng|Công ty|Liên đoàn|Đoàn|Chủ tịch"
    r"|Giám đốc|Thủ tướng|Chính phủ|Quốc hội|Hiệp hội|Phòng|Cục|Vụ|Tổng cục|Văn phòng|Thanh tra"
    r"|Kho bạc|HTX|Hợp tác xã|Trung tâm|Viện|Trường|Báo|Đài|Tổ|Cơ quan|Đơn vị|Người|Thủ trưởng"
    r"|Bộ trưởng|Tòa án|Công an|Trưởng)\b"
    r"|\b(?:người đứng đầu|cơ quan|đơn vị|ủy ban|chủ tịch|doanh nghiệp|hộ|tổ chức|người|cấp)\b"
)
_BODY_NAME = 20
"""Characters after "Sở" or "Ban" in which its name begins."""
_PLACE = re.compile(
    r"\b(?:tại|ở|thuộc|thôn|xã|huyện|tỉnh|phường|ấp|bản|thành phố|TP\.?|trụ sở|địa bàn|trong)"
    rf"\s+\w*\s?[{UPPER}]|\b(?:tại|ở|gửi|đến|về)\s+\w+"
)
_UNIT_NAMES = {
    "tinh": "[Tt]ỉnh|[Tt]hành phố|TP", "thanh pho": "[Tt]hành phố|TP", "huyen": "[Hh]uyện|có",
    "xa": "[Xx]ã", "phuong": "[Pp]hường", "thon": "[Tt]hôn", "ap": "[Ấấ]p",
    "thi tran": "[Tt]hị trấn", "bo": "[Bb]ộ", "so": "[Ss]ở",
}  # fmt: skip
_UNIT_PATTERN = {
    unit: re.compile(rf"\b(?:{words})\.?\s+[{UPPER}]") for unit, words in _UNIT_NAMES.items()
}
_DURATION = re.compile(
    r"\b\d{1,3}\s*(?:\(\w+\)\s*)?(?:năm|tháng|tuần|ngày|giờ|phút)\b"
    r"|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) (?:năm|tháng|tuần|ngày|giờ)\b"
)
_HOW_OFTEN = re.compile(r"\bmot lan\b|\blan nua\b|\bthuong xuyen\b")
_FREQUENCY = re.compile(
    r"\b(?:[Hh]ằng|[Hh]àng|[Mm]ỗi) (?:năm|tháng|quý|tuần|ngày)\b|\b[Đđ]ịnh kỳ\b"
    r"|\b(?:năm|tháng|quý|tuần) (?:một|1|hai|2) lần\b"
)
_MONTH = re.compile(r"\btháng \d{1,2}\b|\bquý (?:[IV]+|\d)\b|\bnăm (?:19|20)\d\d\b|\b[Tt]hứ \w+")
_DAY = re.compile(r"\bngày \d{1,2}\b")
_ASKS_DAY = re.compile(r"\b(?:ngay (?:nao|may|bao nhieu)|hom nao)\b|^ngay [a-z]")
_EVENT = re.compile(
    r"\b(?:khi|kể từ ngày|trước ngày|từ ngày|hằng năm|hàng năm|hằng tháng|định kỳ)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:chu tich|truong|giam doc|bi thu|thu tuong|bo truong|vien|chu nhiem|uy vien|pho|chanh"
    r"|thu ky)\b"
)
_REASON = re.compile(r"\b(?:vì|do|bởi|nhằm|để|nên|lý do)\b", re.IGNORECASE)
_SIGNER = re.compile(
    r"\b(?:ai|(?:nguoi|dong chi|ong|ba|lanh dao|vi) nao) (?:da |la nguoi )?ky\b|\bnguoi ky\b"
)
_SIGNED = re.compile(r"\bký\b|\bKT\.|\bNgười ký\b")
_ISSUE = re.compile(r"\b(?:ban hanh|ky)\b")
_QUOTED = re.compile(r"[“\"‘'][^”\"’']{3,}[”\"’']|\b(?:mang|có) tên|\btên (?:là|gọi)\b")
_REFERRED = re.compile(
    r"\b(?:Kế hoạch|Quyết định|Nghị định|Thông tư|Nghị quyết|Luật|Chỉ thị|Hướng dẫn|Thông báo"
    r"|Công văn)\b"
)

MUST_FIT = frozenset(
    {"quantity", "duration", "time", "document", "identity", "person", "role", "unit", "place"}
)
"""Kinds of which a sentence without what is asked for is no answer."""


def fits(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence holds what a question asks for; true where it asks for no kind."""
    fit = _FITS.get(question.kind)
    if fit is not None and not fit(question, sentence):
        return False
    return "reason" not in question.forms or bool(_REASON.search(sentence.text))


def persons(sentence: str) -> list[str]:
    """Return the names of persons in a sentence, with the word that leads to them."""
    return [match.group() for match in _PERSON.finditer(sentence)]


def _fits_time(question: Question, sentence: Sentence) -> bool:
    if re.search(r"\bnam (?:nao|may)\b", question.folded):
        return bool(sentence.years)
    if _ASKS_DAY.search(question.folded):
        return bool(sentence.dates or _DAY.search(sentence.text))
    if sentence.references and question.documents and _ISSUE.search(question.folded):
        return _dates_document(sentence)
    return bool(
        sentence.dates
        or sentence.years
        or _MONTH.search(sentence.text)
        or _EVENT.search(sentence.text)
        or _DAY.search(sentence.text)
    )


def _dates_document(sentence: Sentence) -> bool:
    """Tell whether a sentence gives the day of a document: "Quyết định 151 ngày 30/9/2022"."""
    if not sentence.dates:
        return False
    ends = [reference.span[1] for reference in sentence.references]
    text = fold(normalize(sentence.text))
    return "ban hanh" in text or any(re.match(r"[^,;.]{0,12}\bngay \d", text[end:]) for end in ends)


def _fits_duration(question: Question, sentence: Sentence) -> bool:
    if _HOW_OFTEN.search(question.folded) and _FREQUENCY.search(sentence.text):
        return True
    return bool(_DURATION.search(sentence.text))


def _fits_identity(question: Question, sentence: Sentence) -> bool:
    if not persons(sentence.text):
        named = bool(question.roles or question.names)
        return not named and bool(_BODY.search(sentence.text))
    return all(holds_role(role, sentence.text) for role in question.roles)


def holds_role(role: str, sentence: str) -> bool:
    """Tell whether a sentence names a post itself, not that of a deputy."""
    folded = fold(normalize(sentence))
    deputy = r"(?<!pho )" if not role.startswith("pho ") else ""
    return bool(re.search(rf"{deputy}\b{re.escape(role)}\b", folded))


def _fits_role(_question: Question, sentence: Sentence) -> bool:
    return bool(_ROLE.search(fold(normalize(sentence.text))))


def _fits_person(question: Question, sentence: Sentence) -> bool:
    if _SIGNER.search(question.folded):
        return bool(_SIGNED.search(sentence.text))
    return bool(persons(sentence.text)) or _names_another_body(question, sentence)


def _names_another_body(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence names a body, or a group of people, that the question does not."""
    asked = set(question.folded.split())
    for match in _BODY.finditer(sentence.text):
        named = syllables(fold(sentence.text[match.start() : match.end() + _BODY_NAME]))
        if not asked.issuperset(named[: len(syllables(match.group())) + 1]):
            return True
    return False


def _fits_document(question: Question, sentence: Sentence) -> bool:
    if not question.unit:
        return bool(sentence.references or _REFERRED.search(sentence.text))
    if any(fold(reference.kind) == question.unit for reference in sentence.references):
        return True
    named = fold(normalize(sentence.text)).replace(f"{question.unit} nay", "")
    return question.unit in named and bool(sentence.years or re.search(r"\bso \d", named))


def _fits_naming(_question: Question, sentence: Sentence) -> bool:
    return bool(_QUOTED.search(sentence.text))


def _fits_which(question: Question, sentence: Sentence) -> bool:
    """Tell whether a sentence names one of what is asked for: "HTX Nhung Lũy", "mô hình “…”"."""
    return named_of_sort(question, sentence) > 0


def named_of_sort(question: Question, sentence: Sentence) -> int:
    """Return how many of the sort asked for in "... nào" a sentence names."""
    text = normalize(sentence.text)
    folded = fold(text)
    ends = {
        match.end()
        for noun in question.nouns
        for match in re.finditer(rf"\b{re.escape(noun)}\s+", folded)
    }
    return sum(bool(re.match(rf"[“\"‘'{UPPER}]", text[end:])) for end in ends)


def _fits_place(_question: Question, sentence: Sentence) -> bool:
    return bool(_PLACE.search(sentence.text))


def _fits_unit(question: Question, sentence: Sentence) -> bool:
    if re.search(rf"\b(?:nhung|cac|loai) {question.unit} nao\b", question.folded):
        return bool(re.search(rf"\b{question.unit} [a-z]", fold(sentence.text)))
    return bool(_UNIT_PATTERN[question.unit].search(sentence.text))


_FITS: dict[str, Callable[[Question, Sentence], bool]] = {
    "quantity": fits_quantity,
    "duration": _fits_duration,
    "time": _fits_time,
    "person": _fits_person,
    "body": _fits_person,
    "identity": _fits_identity,
    "role": _fits_role,
    "document": _fits_document,
    "place": _fits_place,
    "which": _fits_which,
    "naming": _fits_naming,
    "unit": _fits_unit,
}
