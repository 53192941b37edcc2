"""What a sentence must hold to answer a kind of question: a date, a figure, a name, a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.matter import Sentence
from knowledge.question import Question
from knowledge.text import LOWER, UPPER, fold, normalize, syllables
from knowledge.written_figures import WrittenFigure

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
_RATE_OF = re.compile(r"\b(?:ty le|ti le) (?:giam )?(\w+) (\w+)")
"""What the rate asked for is a rate of: "tỷ lệ hộ nghèo"."""
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
_SPELLED_COUNT = re.compile(
    r"\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+((?:[^\W\d_]+\s*){1,3})", re.IGNORECASE
)
_EACH_ONE = re.compile(r"\bmỗi [^,;.]{1,40}? một\b", re.IGNORECASE)
"""What tells out one to each and counts nothing: "Mỗi xã phường một sản phẩm"."""
_NEAR_UNIT, _FAR_UNIT = 2, 6
"""Words between a figure and what it counts; more after a word such as "đơn vị"."""
_GENERIC = frozenset({"don", "dai", "tap", "ca"})
_MONEY_WORDS = frozenset({"tien", "dong", "kinh", "trieu", "ty", "von"})
_MEASURES = frozenset(
    syllables(
        "ho xa huyen tinh nguoi nha can thon ap to ha km met tan lan phan diem phieu buoc con cay"
        " sao suat ban the phuong mau loai nhom cap bac vu cuoc dot ky gio ngay thang nam kg"
    )
)
"""Things counted by one syllable; others need two, so that "đại biểu" is not "đại diện"."""
_UNIT_AFTER = 40
"""Characters after a figure in which the word for what it counts is looked for."""
_CHANGE = re.compile(r"\b(?:giam(?! sat| doc)|tang|ha|keo|them)\b")
_AIM = re.compile(
    r"\b(?:muc tieu|chi tieu|phan dau|phai|yeu cau|tieu chi|muc|nguong|dat|ke hoach)\b"
)
_CONDITION = re.compile(r"\bbao nhieu (?:phan tram )?(?:thi|moi|tro|la duoc)\b")
_LIMIT = re.compile(r"\b(?:duoi|tren|tu|it nhat|toi thieu|qua|dat)$")
_LEFT = re.compile(r"\bcon (?:khoang |duoi )?$")
_ROLE = re.compile(
    r"\b(?:chu tich|truong|giam doc|bi thu|thu tuong|bo truong|vien|chu nhiem|uy vien|pho|chanh"
    r"|thu ky)\b"
)
_REASON = re.compile(r"\b(?:vì|do|bởi|nhằm|để|nên|lý do)\b", re.IGNORECASE)
_SIGNER = re.compile(r"\bai (?:da |la nguoi )?ky\b|\bnguoi ky\b")
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


def _fits_quantity(question: Question, sentence: Sentence) -> bool:
    figures = sentence.figures
    if question.percent:
        rates = [figure for figure in figures if figure.unit in ("%", "diem")]
        of = _RATE_OF.search(question.folded)
        if of and not {of[1], of[2]}.intersection(sentence.piece.folded):
            return False
        return bool(rates) and _is_level_or_change(question, sentence, rates)
    if question.counted and not _counts_money(question):
        units = tuple(u for u in question.counted if " " in u or u in _MEASURES)
        units = units or question.counted
        if any(_counts(units, figure, sentence) for figure in figures if figure.unit != "%"):
            return True
        text = _EACH_ONE.sub(" ", sentence.text)
        if any(fold(m[1]).startswith(units) for m in _SPELLED_COUNT.finditer(text)):
            return True
        falls = _CHANGE.search(question.folded) and question.counted[0].startswith("ho")
        return bool(falls) and any(figure.unit == "%" for figure in figures)
    if question.money:
        return any(figure.unit in ("dong", "lan") for figure in figures)
    return bool(figures)


def _counts_money(question: Question) -> bool:
    return question.counted[0].split()[0] in _MONEY_WORDS


def _counts(units: tuple[str, ...], figure: WrittenFigure, sentence: Sentence) -> bool:
    """Tell whether a figure counts what is asked for: "17.000 hộ nghèo", "Hộ nghèo: 1.240"."""
    folded = fold(normalize(sentence.text))
    start, end = figure.span
    number_end = start + len(re.match(r"[\d.,]*\d|", folded[start:]).group())  # type: ignore[union-attr]
    after = re.split(r"[,;:.()]|\d", folded[number_end : end + _UNIT_AFTER])[0].split()
    reach = _FAR_UNIT if after[:1] and after[0] in _GENERIC else _NEAR_UNIT
    for unit in units:
        words = unit.split()
        starts = range(min(reach + 1, len(after)))
        if any(after[at : at + len(words)] == words for at in starts):
            return True
    if sentence.header:
        return any(unit in fold(sentence.header) for unit in units)
    before = re.split(r"[,;.]", folded[:start])[-1]
    return before.rstrip().endswith(":") and any(unit in before for unit in units[:1])


def asks_change(question: Question) -> bool:
    """Tell whether a rise or fall is asked for, or what is aimed at."""
    return bool(_CHANGE.search(question.folded) or _AIM.search(question.folded))


def _is_level_or_change(
    question: Question, sentence: Sentence, figures: Sequence[WrittenFigure]
) -> bool:
    """Tell whether a sentence gives a level where a level is asked for, not a fall or a limit."""
    if asks_change(question) or question.figures or _CONDITION.search(question.folded):
        return True
    folded = fold(normalize(sentence.text))
    changing = False
    for at, figure in enumerate(figures):
        start = figures[at - 1].span[1] if at else 0
        before = folded[start : figure.span[0]]
        words = re.split(r"[,;(]", before)[-1] if re.search(r"[,;(]", before) else before
        if re.search(r"\w", words):
            changing = bool(_CHANGE.search(words)) or bool(_LIMIT.search(words.rstrip()))
            changing = changing and not _LEFT.search(words)
        if not changing:
            return True
    return False


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
    text = normalize(sentence.text)
    folded = fold(text)
    for noun in question.nouns:
        for match in re.finditer(rf"\b{re.escape(noun)}\s+", folded):
            if re.match(rf"[“\"‘'{UPPER}]", text[match.end() :]):
                return True
    return False


def _fits_place(_question: Question, sentence: Sentence) -> bool:
    return bool(_PLACE.search(sentence.text))


def _fits_unit(question: Question, sentence: Sentence) -> bool:
    if re.search(rf"\b(?:nhung|cac|loai) {question.unit} nao\b", question.folded):
        return bool(re.search(rf"\b{question.unit} [a-z]", fold(sentence.text)))
    return bool(_UNIT_PATTERN[question.unit].search(sentence.text))


_FITS: dict[str, Callable[[Question, Sentence], bool]] = {
    "quantity": _fits_quantity,
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
