"""Every kind of document: told by its number, by the line that names it, and in free text."""

from __future__ import annotations

import pytest

from ingest.metadata import read_metadata
from ingest.numbers import number_codes
from knowledge.adapters.files import load_question_words
from knowledge.kinds import KIND_OF_LETTERS, KINDS, WITHOUT_LETTERS, rank
from knowledge.references import find_references
from knowledge.relation_question import read_relation

HEAD = """{issuer}
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{number}
Bắc Kạn, ngày 12 tháng 5 năm 2023
{kind}
Về công tác giảm nghèo năm 2023
Căn cứ Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022;
1. Giảm nghèo bền vững trên toàn tỉnh."""

LETTERS = {
    letters: kind for letters, kind in KIND_OF_LETTERS.items() if letters not in ("L", "HP", "BL")
}


def _kind(kind: str, number: str = "", issuer: str = "ỦY BAN NHÂN DÂN TỈNH BẮC KẠN") -> str:
    lines = HEAD.format(kind=kind, number=number, issuer=issuer).splitlines()
    return read_metadata(lines, {}, lines).type_name


@pytest.mark.parametrize(("letters", "kind"), LETTERS.items(), ids=LETTERS)
def test_the_letters_of_a_number_tell_the_kind(letters: str, kind: str) -> None:
    number = f"31/{letters}-UBND"
    assert KIND_OF_LETTERS[number_codes(number)[0]] == kind
    assert _kind("", f"Số: {number}") == kind
    (reference,) = find_references(f"theo {kind} số {number}")
    assert (reference.kind, reference.number) == (kind, number)


@pytest.mark.parametrize("kind", KINDS)
def test_the_line_tells_the_kind(kind: str) -> None:
    assert _kind(kind.upper()) == kind


@pytest.mark.parametrize(
    ("kind", "number", "line"),
    [
        ("Bộ luật", "Bộ luật số: 45/2019/QH14", "BỘ LUẬT\nLAO ĐỘNG"),
        ("Bộ luật", "Bộ luật số: 45/2019/QH14", "BỘ LUẬT LAO ĐỘNG"),
        ("Luật", "Luật số: 06/2022/QH15", "LUẬT THI ĐUA, KHEN THƯỞNG"),
        ("Pháp lệnh", "Pháp lệnh số: 02/2020/UBTVQH14", "PHÁP LỆNH\nƯU ĐÃI NGƯỜI CÓ CÔNG"),
        ("Nghị quyết", "Nghị quyết số: 24/2021/QH15", "NGHỊ QUYẾT"),
        ("Nghị quyết", "Nghị quyết số: 35/2023/UBTVQH15", "NGHỊ QUYẾT"),
        ("Lệnh", "Số: 03/2022/L-CTN", "LỆNH"),
        ("Quy định", "Số 66-QĐ/TW", "QUY ĐỊNH"),
        ("Quyết định", "Số 99-QĐ/TW", "QUYẾT ĐỊNH"),
        ("Kết luận", "Số 79-KL/TW", "KẾT LUẬN"),
    ],
)  # fmt: skip
def test_kinds_that_share_letters(kind: str, number: str, line: str) -> None:
    assert _kind(line, number, "QUỐC HỘI") == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bo luat 45/2019", "Bộ luật"),
        ("Chương trình số 05-CTr/TU", "Chương trình"),
        ("de an so 06", "Đề án"),
        ("Quy định số 66-QĐ/TW", "Quy định"),
        ("Hợp đồng số 12/HĐ-UBND", "Hợp đồng"),
        ("công điện 12/CĐ-TTg", "Công điện"),
        ("Lệnh số 03/2022/L-CTN", "Lệnh"),
    ],
)
def test_kinds_in_free_text(text: str, kind: str) -> None:
    assert [reference.kind for reference in find_references(text)] == [kind]


@pytest.mark.parametrize(
    "text", ["chương trình 135", "đề án 06", "dự án 3", "phương án 2", "biên bản 12 trang"]
)
def test_a_figure_behind_a_name_numbers_nothing(text: str) -> None:
    assert find_references(text) == []


def test_higher_kinds_come_first() -> None:
    ordered = ["Hiến pháp", "Bộ luật", "Luật", "Nghị quyết", "Nghị định", "Thông tư", "Kế hoạch"]
    assert sorted(ordered, key=rank) == ordered
    assert rank("Thông tư liên tịch") == rank("Thông tư")
    assert len(KINDS) == len(set(KINDS)) == len(KIND_OF_LETTERS) + len(WITHOUT_LETTERS)


def test_a_code_is_asked_for_by_its_title() -> None:
    read = read_relation("Bộ luật Lao động còn hiệu lực không?", load_question_words())
    assert read is not None
    assert (read.asks, read.kind, read.subject) == ("governing", "Bộ luật", "Bộ luật Lao động")
