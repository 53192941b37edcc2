"""Structure and passages: the parts of official texts, their labels, size and identity."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import markers
from ingest.chunk import PassageSize, split_long
from ingest.document import ReadDocument, ReadLimits, read_document

ROOT = Path(__file__).resolve().parents[1]
SPECIMENS = ROOT / "tests" / "specimens" / "ingest"
LAW = ROOT.parent / "shared" / "corpus" / "law"
LIMITS = ReadLimits()
HEADER = (
    "CHÍNH PHỦ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 9001/2025/NĐ-CP\nNGHỊ ĐỊNH\nVề việc thử\n"
)


def _read(path: Path) -> ReadDocument:
    return read_document(path, path.name, LIMITS)


def _text(tmp_path: Path, body: str, name: str = "thu.txt") -> ReadDocument:
    path = tmp_path / name
    path.write_text(HEADER + body, encoding="utf-8")
    return _read(path)


def _law(part: str) -> ReadDocument:
    found = sorted(LAW.glob(f"*{part}*")) if LAW.is_dir() else []
    if not found:
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    return _read(found[0])


def _articles(document: ReadDocument) -> list[str]:
    return [h.label for h in document.outline if h.label.startswith("Điều")]


@pytest.mark.parametrize(
    ("part", "count"),
    [
        ("161-2026", 7),
        ("nghi-dinh-154", 45),
        ("nghi-dinh-232", 19),
        ("nghi-dinh-276", 5),
        ("nghi-quyet-66.22", 10),
        ("thong-tu-60", 22),
    ],
)
def test_every_dieu_of_a_law_file_is_found_once(part: str, count: int) -> None:
    assert _articles(_law(part)) == [f"Điều {number}" for number in range(1, count + 1)]


@pytest.mark.parametrize("part", ["154", "232", "276", "161", "60-2026", "binh-dang", "chinh-sach"])
def test_passages_keep_to_size_and_lose_no_word(part: str) -> None:
    document = _law(part)
    assert all(len(passage.text.split()) <= 200 for passage in document.passages)
    raw = Path(document.record.path).read_text(encoding="utf-8")
    start = re.search(r"(?m)^#* *Điều \d", raw)
    assert start is not None
    end = re.search(r"Nơi nhận:|TM\. CHÍNH PHỦ|Danh sách điều khoản", raw)
    body = raw[start.start() : end.start() if end else None]
    kept = " ".join(f"{p.breadcrumb} {p.text}" for p in document.passages)
    words = set(re.findall(r"[^\W\d_]{3,}", re.sub(r"(?m)^\((?:Điều|Chương) .*$", "", body)))
    assert len(words - set(re.findall(r"[^\W\d_]{3,}", kept))) <= len(words) // 50


def test_codified_articles_are_cited_by_their_own_source() -> None:
    document = _law("binh-dang-gioi")
    assert len(_articles(document)) == 100
    first = document.passages[0]
    assert first.attribution is not None
    assert first.attribution.document == "73/2006/QH11"
    assert first.attribution.clause == first.section == "Điều 1"
    assert str(first.attribution.issued_on) == "2006-11-29"
    assert str(first.attribution.effective_from) == "2007-07-01"
    assert all(passage.attribution for passage in document.passages)
    assert "70/2008/NĐ-CP" in {p.attribution.document for p in document.passages if p.attribution}
    assert not any("này có nội dung liên quan đến" in p.text for p in document.passages)
    assert document.record.effective_from is None
    opening = next(heading for heading in document.outline if heading.label == "Điều 1")
    assert opening.source == "73/2006/QH11"
    assert opening.related == ("Điều 8.5.LQ.16. Tư vấn về phòng, chống bạo lực gia đình",)
    assert sum(bool(heading.related) for heading in document.outline) > 20


def test_scanned_chapters_and_points_are_numbered_right() -> None:
    document = _law("nghi-dinh-154")
    chapters = [h.label for h in document.outline if h.label.startswith("Chương")]
    assert chapters == [f"Chương {markers.to_roman(n)}" for n in range(1, 10)]
    fourth = next(h for h in document.outline if h.label == "Điều 4")
    assert "điểm d khoản 1" in fourth.parts
    assert "điểm đ khoản 1" in fourth.parts


def test_a_dieu_on_one_line_is_taken_apart() -> None:
    document = _law("nghi-quyet-66.22")
    second = next(h for h in document.outline if h.label == "Điều 2")
    assert second.title == "Nguyên tắc phát triển công dân số"
    assert second.parts == ("khoản 1", "khoản 2", "khoản 3")
    assert not any("Nơi nhận" in passage.text for passage in document.passages)


def test_a_dieu_on_one_line_is_taken_apart_when_a_margin_cuts_it(tmp_path: Path) -> None:
    line = (
        "Điều 1. Trách nhiệm của các cơ quan, tổ chức về bảo đảm môi trường số 1. Cơ quan có "
        "trách nhiệm: a) Thiết kế quy trình; b) Tổ chức thực hiện; c) Hướng dẫn công dân; d) Công "
        "khai kết quả; đ) Báo cáo cấp trên. 2. Tổ chức có trách nhiệm: a) Tham gia; b) Giám sát. "
        "3. Công dân chấp hành quy định tại Điều 5 Nghị định này."
    )
    parts = ("khoản 1", *(f"điểm {x} khoản 1" for x in "abcdđ"), "khoản 2", "điểm a khoản 2",
             "điểm b khoản 2", "khoản 3")  # fmt: skip
    other = "\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày ký, các cơ quan thi hành.\n"
    for width in (60, 72, 80, 94, len(line)):
        body = textwrap.fill(line, width, break_on_hyphens=False)
        (first, _) = _text(tmp_path, body + other).outline
        assert (first.label, first.parts) == ("Điều 1", parts), width


def test_quoted_articles_open_nothing() -> None:
    document = _read(SPECIMENS / "nghi-dinh-sua-doi.txt")
    assert _articles(document) == ["Điều 1", "Điều 2"]
    assert document.outline[1].parts == ("khoản 1", "khoản 2", "khoản 3")
    assert "“Điều 2. Đối tượng áp dụng\n1. Hộ nghèo" in document.passages[1].text


def test_an_annexed_plan_is_read_after_the_signature() -> None:
    document = _read(SPECIMENS / "quyet-dinh-kem-ke-hoach.txt")
    labels = [heading.label for heading in document.outline]
    assert labels == [
        "phần mở đầu",
        "Điều 1",
        "Điều 2",
        "Điều 3",
        "Kế hoạch",
        "mục I Kế hoạch kèm theo",
        "mục II Kế hoạch kèm theo",
        "mục III Kế hoạch kèm theo",
    ]
    assert document.passages[2].text == "Quyết định này có hiệu lực kể từ ngày ký."
    plan = next(h for h in document.outline if h.label.startswith("mục I K"))
    assert plan.parts == ("khoản 1", "điểm a khoản 1", "điểm b khoản 1", "khoản 2")


def test_a_plan_has_sections_and_its_table_keeps_its_header() -> None:
    document = _read(SPECIMENS / "ke-hoach.txt")
    second = next(h for h in document.outline if h.label == "mục II")
    assert second.parts == ("khoản 1", "điểm 1.1 khoản 1", "điểm 1.2 khoản 1", "khoản 2")
    table = next(p for p in document.passages if p.text.startswith("|"))
    assert table.section == "khoản 2 mục II"
    assert table.text.splitlines()[0] == "| TT | Huyện | Chỉ tiêu giảm |"


def test_a_long_table_repeats_its_header(tmp_path: Path) -> None:
    rows = "\n".join(f"| {n} | Xã số {n} thuộc huyện thứ {n} | {n}% |" for n in range(1, 60))
    document = _text(
        tmp_path, f"Điều 1. Danh sách\n\n| TT | Tên xã | Tỷ lệ |\n|---|---|---|\n{rows}\n"
    )
    tables = [passage for passage in document.passages if "Xã số" in passage.text]
    assert len(tables) > 2
    assert all(t.text.startswith("| TT | Tên xã | Tỷ lệ |\n") for t in tables)
    assert sum(t.text.count("Xã số") for t in tables) == 59


def test_an_annex_that_is_one_table_stands_in_the_outline(tmp_path: Path) -> None:
    rows = "| TT | Xã |\n|---|---|\n| 1 | Xã A |\n"
    document = _text(tmp_path, f"Điều 1. Ban hành danh mục.\nPhụ lục I\nDANH MỤC\n\n{rows}")
    assert [h.label for h in document.outline] == ["Điều 1", "Phụ lục I"]
    assert document.passages[-1].section == "Phụ lục I"


def test_a_letter_without_parts_keeps_every_line(tmp_path: Path) -> None:
    path = tmp_path / "cong-van.txt"
    path.write_text(
        "BỘ NỘI VỤ\nSố: 9999/BNV-TĐKT\nV/v khen thưởng\nHà Nội, ngày 9 tháng 9 năm 2024\n"
        "Kính gửi: Các bộ, ngành\n\nBộ Nội vụ nhận được văn bản về khen thưởng\n\n"
        "Về việc này, Bộ có ý kiến như sau\n\nĐề nghị thực hiện đúng quy định.\n",
        encoding="utf-8",
    )
    text = "\n".join(passage.text for passage in _read(path).passages)
    assert "nhận được văn bản" in text
    assert "ý kiến như sau" in text
    assert "Kính gửi" not in text


def test_a_short_article_is_cited_whole_even_with_one_point(tmp_path: Path) -> None:
    body = "Điều 3. Hồ sơ\n1. Gồm:\na) Đơn đề nghị;\n2. Nộp tại xã.\n"
    assert [passage.section for passage in _text(tmp_path, body).passages] == ["Điều 3"]


def test_labels_read_as_an_official_writes_them(tmp_path: Path) -> None:
    long = "hộ nghèo được hỗ trợ theo quy định của pháp luật " * 9
    body = "Điều 33. Nội dung hỗ trợ\n" + "".join(
        f"{number}. Khoản {number} quy định:\na) {long.strip()};\nb) {long.strip()};\nc) Hết.\n"
        for number in (1, 2)
    )
    sections = [passage.section for passage in _text(tmp_path, body).passages]
    assert sections == [
        "điểm a khoản 1 Điều 33",
        "điểm b và điểm c khoản 1 Điều 33",
        "điểm a khoản 2 Điều 33",
        "điểm b và điểm c khoản 2 Điều 33",
    ]


def test_short_khoan_are_packed_and_never_cut(tmp_path: Path) -> None:
    clause = "Hộ nghèo thuộc diện được xem xét hỗ trợ theo quy định của cấp có thẩm quyền. " * 3
    body = "Điều 1. Phạm vi\n" + "".join(f"{n}. {clause.strip()}\n" for n in range(1, 6))
    document = _text(tmp_path, body)
    assert [p.section for p in document.passages] == [
        "khoản 1 và khoản 2 Điều 1",
        "khoản 3 và khoản 4 Điều 1",
        "khoản 5 Điều 1",
    ]
    assert "\n".join(p.text for p in document.passages).count(clause.strip()) == 5


def test_wrapped_lines_are_joined_and_page_numbers_dropped(tmp_path: Path) -> None:
    lines = [
        "Điều 1. Phạm vi điều chỉnh",
        "1. Nghị định này quy định việc hỗ trợ hộ nghèo, hộ cận nghèo theo quy định tại",
        "khoản 2 Điều 5 và hướng dẫn việc tổ chức thực hiện ở cấp xã theo khoản 1",
        "Điều 9. Luật này được áp dụng chung cho các địa phương trong cả nước, bao gồm",
        "7",
        "cả các xã đặc biệt khó khăn vùng bãi ngang ven biển và hải đảo trên toàn quốc.",
        "Điều 2. Hiệu lực",
        "Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2025.",
    ]
    document = _text(tmp_path, "\n".join(lines))
    assert _articles(document) == ["Điều 1", "Điều 2"]
    assert document.passages[0].text == " ".join(lines[1:4] + lines[5:6])


def test_header_and_signature_are_no_passages() -> None:
    for document in (_read(SPECIMENS / "ke-hoach.txt"), _read(SPECIMENS / "nghi-dinh-sua-doi.txt")):
        text = "\n".join(passage.text for passage in document.passages)
        for gone in ("CỘNG HÒA", "Độc lập", "Nơi nhận", "Trần Thị Bích", "Hồ Đức Phớc"):
            assert gone not in text


def test_breadcrumbs_name_document_chapter_and_article() -> None:
    passage = _law("nghi-dinh-154").passages[1]
    assert passage.breadcrumb.startswith("Nghị định 154/2026/NĐ-CP › Chương I. ")
    assert passage.breadcrumb.endswith(" › Điều 1. Phạm vi điều chỉnh")
    assert "Nghị định 154" not in passage.text


def test_unchanged_passages_keep_their_identity(tmp_path: Path) -> None:
    body = (
        "Điều 1. Một\nNội dung thứ nhất của văn bản.\nĐiều 2. Hai\nNội dung thứ hai của văn bản.\n"
    )
    before = {p.text: p.id for p in _text(tmp_path, body).passages}
    after = {p.text: p.id for p in _text(tmp_path, body.replace("thứ nhất", "đầu")).passages}
    assert len(set(before.values())) == len(before)
    shared = set(before) & set(after)
    assert len(shared) == len(before) - 1
    assert all(before[text] == after[text] for text in shared)


@given(st.lists(st.sampled_from(["hộ", "nghèo.", "Xã", "giảm;", "2%,", "năm"]), max_size=900))
def test_splitting_keeps_every_word_within_size(words: list[str]) -> None:
    parts = split_long(" ".join(words), PassageSize(120, 200))
    assert " ".join(parts).split() == words
    assert all(len(part.split()) <= 200 for part in parts)


def test_one_endless_word_is_cut() -> None:
    parts = split_long("x" * 50_000, PassageSize())
    assert parts
    assert all(len(part) <= 50_000 for part in parts)


@pytest.mark.parametrize(
    ("numeral", "value"), [("IV", 4), ("XIX", 19), ("IIII", 0), ("HI", 0), ("", 0)]
)
def test_roman_numerals(numeral: str, value: int) -> None:
    assert markers.roman_value(numeral) == value


@given(st.text(max_size=300))
def test_any_text_gives_a_structure(text: str) -> None:
    from ingest.clean import to_paragraphs
    from ingest.read import ReadText
    from ingest.structure import parse_structure

    lines = tuple(text.split("\n"))
    nodes = parse_structure(to_paragraphs(ReadText(lines, (None,) * len(lines), "text", True)))
    assert all(node.pieces for node in nodes)
