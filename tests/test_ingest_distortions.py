"""The same law however it reaches an office: bare, wrapped, badly scanned, as a page or a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import documents
from ingest.clean import Paragraph
from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.mending import mend_line, mend_lines
from ingest.order import ArticleOrder
from tests.distortions import DISTORTIONS, body

pytestmark = pytest.mark.slow  # whole processes, whole documents


CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
VARIANTS = ("body", "wrapped", "scanned and wrapped", "docx", "html")
LIMITS = ReadLimits()
HEADER = "CHÍNH PHỦ\nSố: 9002/2025/NĐ-CP\nNGHỊ ĐỊNH\nVề việc thử\n"


def _law(part: str) -> Path:
    found = sorted((CORPUS / "law").glob(f"*{part}*")) if CORPUS.is_dir() else []
    if not found:
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    return found[0]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("expected", documents.SINGLE, ids=[law.number for law in documents.SINGLE])
def test_a_single_text_is_identified_and_taken_apart(
    expected: documents.Expected, variant: str
) -> None:
    document = documents.read_variant(_law(expected.part), variant)
    assert document is not None
    assert all(documents.facts(expected, document).values())
    labels = [h.label for h in document.outline if h.label.startswith("Điều")]
    assert labels == [f"Điều {number}" for number in range(1, expected.articles + 1)]
    cited = {re.search(r"Điều \d+", passage.section) for passage in document.passages}
    assert {found.group() for found in cited if found} == set(labels)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("part", documents.CODIFIED)
def test_every_article_of_a_codified_text_has_its_source(part: str, variant: str) -> None:
    path = _law(part)
    expected = documents.coded_sources(path.read_text("utf-8"))
    assert documents.codes(documents.read_variant(path, variant)) == expected


@pytest.mark.parametrize("variant", ["plain", "scanned", "docx", "html"])
def test_khoan_and_diem_survive(variant: str) -> None:
    path = _law("154-2026")
    parts = [
        [(heading.label, heading.parts) for heading in document.outline]
        for name in ("body", variant)
        if (document := documents.read_variant(path, name)) is not None
    ]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("variant", ["wrapped", "scanned and wrapped"])
def test_articles_in_running_text_survive_a_margin(variant: str) -> None:
    """The scan of 66.22 holds every điều on one line; cut at 80 columns it lost half its parts."""
    path = _law("66.22")
    whole, cut = (
        {(heading.label, part) for heading in document.outline for part in heading.parts}
        for name in ("body", variant)
        if (document := documents.read_variant(path, name)) is not None
    )
    assert len(whole) > 45
    assert whole - cut == set()


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("ĐIỀU 3 : Hiệu lực", "Điều 3. Hiệu lực"),
        ("Dieu 3. Hiệu lực", "Điều 3. Hiệu lực"),
        ("Ðiêu l. Phạm vi", "Điều 1. Phạm vi"),
        ("Điều lO. Phạm vi", "Điều 10. Phạm vi"),
        ("Điều 5.[12] Tên", "Điều 5. Tên"),
        ("Điều 5 Phạm vi điều chỉnh", "Điều 5. Phạm vi điều chỉnh"),
        ("### Điểu 12.Tên", "### Điều 12. Tên"),
        ("Ðiêu 8.2.NĐ.1.1. Tên", "Điều 8.2.NĐ.1.1. Tên"),
        ("Chuong II", "Chương II"),
        ("CHUONG II: QUY ĐỊNH", "CHƯƠNG II: QUY ĐỊNH"),
        ("PHU LUC I", "PHỤ LỤC I"),
        ("Noi nhân:", "Nơi nhận:"),
        ("l. Nội dung", "1. Nội dung"),
        ("Căn cú Luật Đất đai", "Căn cứ Luật Đất đai"),
    ],
)
def test_marks_are_mended(line: str, mended: str) -> None:
    assert mend_line(line) == mended


@pytest.mark.parametrize(
    "line",
    [
        "Điều 5 Luật Tiếp công dân", "Điều 8, 9 và 10 của Luật", "Điều kiện 1. Có hộ khẩu",
        "Mục đích, yêu cầu", "Phần thưởng 5 triệu đồng", "Phan Văn An", "Chương trình 135",
        "Điều 30.000 đồng", "điều 5. nội dung", "Mức hỗ trợ 1. Nội dung",
    ],
)  # fmt: skip
def test_sentences_are_left_alone(line: str) -> None:
    assert mend_line(line) == line


def test_a_mark_on_two_lines_is_joined_and_lines_keep_their_count() -> None:
    lines = ("Điều", "5. Tên", "Nội dung.", "Điều", "kiện sống.")
    assert mend_lines(lines) == ("", "Điều 5. Tên", "Nội dung.", "Điều", "kiện sống.")


def _opened(*texts: str) -> list[str]:
    paragraphs = [Paragraph(text) for text in texts]
    order = ArticleOrder(paragraphs)
    numbers: list[str] = []
    for at, text in enumerate(texts):
        found = re.match(r"Điều (\d+[a-z]?)\.", text)
        previous = texts[at - 1] if at else ""
        number = order.number(found.group(1), at, previous, may_restart=False) if found else ""
        if number:
            order.open(number)
            numbers.append(number)
    return numbers


def test_numbers_that_do_not_run_on_open_nothing() -> None:
    assert _opened("Điều 1. A", "theo quy định tại khoản 1", "Điều 9. Luật này.", "Điều 2. B") == [
        "1",
        "2",
    ]
    assert _opened("Điều 1. Sửa đổi như sau:", "Điều 5. Mới", "Điều 6. Mới", "Điều 2. B") == [
        "1",
        "2",
    ]


def test_a_misread_number_is_put_right() -> None:
    assert _opened("Điều 7. A", "Xong.", "Điều 3. B", "Xong.", "Điều 9. C") == ["7", "8", "9"]


def test_inserted_articles_and_gaps_are_kept() -> None:
    assert _opened("Điều 1. A", "Điều 2. B", "Điều 2a. C", "Xong.", "Điều 5. D") == [
        "1",
        "2",
        "2a",
        "5",
    ]


def _read(folder: Path, text: str) -> ReadDocument:
    path = folder / "thu.txt"
    path.write_text(HEADER + text, encoding="utf-8")
    return read_document(path, path.name, LIMITS)


def test_an_unclosed_quotation_swallows_no_article(tmp_path: Path) -> None:
    text = (
        "Điều 1. Sửa đổi, bổ sung một số điều\n1. Sửa đổi Điều 4 như sau:\n“Điều 4. Mức hỗ trợ\n"
        "1. Hộ nghèo được hỗ trợ 100%.\n2. Hộ cận nghèo được hỗ trợ 70%.\n"
        "Điều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.\n"
    )
    labels = [h.label for h in _read(tmp_path, text).outline]
    assert labels == ["Điều 1", "Điều 2"]


def test_quoted_articles_without_marks_open_nothing(tmp_path: Path) -> None:
    text = (
        "Điều 1. Sửa đổi, bổ sung một số điều\n1. Sửa đổi Điều 4 như sau:\nĐiều 4. Mức hỗ trợ\n"
        "Hộ nghèo được hỗ trợ.\nĐiều 5. Hồ sơ\nĐơn đề nghị.\nĐiều 2. Hiệu lực\nTừ ngày ký.\n"
    )
    labels = [h.label for h in _read(tmp_path, text).outline]
    assert labels == ["Điều 1", "Điều 2"]


def test_an_annexed_regulation_has_articles_of_its_own(tmp_path: Path) -> None:
    text = (
        "Căn cứ Luật Thi đua, khen thưởng;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành Quy chế kèm theo.\n"
        "Điều 2. Quyết định này có hiệu lực từ ngày ký./.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n"
        "QUY CHẾ\nXét khen thưởng\nChương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n"
        "Quy chế này quy định việc xét.\nĐiều 2. Nguyên tắc\n1. Công khai.\n2. Dân chủ.\n"
    )
    labels = [h.label for h in _read(tmp_path, text).outline if h.label.startswith("Điều")]
    annexed = [f"Điều {number} Quy chế kèm theo" for number in (1, 2)]
    assert labels == ["Điều 1", "Điều 2", *annexed]


def test_passages_keep_their_identity_when_other_parts_change(tmp_path: Path) -> None:
    raw = body(_law("60-2026").read_text("utf-8"))
    path = tmp_path / "van-ban.md"
    path.write_text(raw, encoding="utf-8")
    before = {p.text: p.id for p in read_document(path, path.name, LIMITS).passages}
    changed = re.sub(r"(?m)^### Điều 3\..*\n", lambda found: found.group() + "Đoạn mới.\n", raw)
    assert changed != raw
    path.write_text(changed, encoding="utf-8")
    after = {p.text: p.id for p in read_document(path, path.name, LIMITS).passages}
    shared = before.keys() & after.keys()
    assert len(before) - len(shared) <= 2
    assert all(before[text] == after[text] for text in shared)


def test_distortions_lose_no_letters() -> None:
    raw = "## VĂN BẢN\nĐiều 1. Một\n1. Hộ nghèo\nxã.\nĐiều 2. Hai\n"
    for name in ("unspaced", "unwrapped", "wrapped"):
        assert "".join(DISTORTIONS[name](raw).split()) == "".join(body(raw).split())
