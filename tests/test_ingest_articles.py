"""Articles: what a page says, without its furniture; metadata of pages and official texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.clean import Paragraph
from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.furniture import date_line, read_article
from ingest.places import province_of

ROOT = Path(__file__).resolve().parents[1]
SPECIMENS = ROOT / "tests" / "specimens" / "ingest"
CORPUS = ROOT.parent / "shared" / "corpus"
LIMITS = ReadLimits()


def _read(path: Path) -> ReadDocument:
    return read_document(path, path.name, LIMITS)


def _corpus(folder: str, part: str) -> Path:
    found = sorted((CORPUS / folder).glob(f"{part}*")) if (CORPUS / folder).is_dir() else []
    if not found:
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    return found[0]


@pytest.mark.parametrize(
    ("part", "published", "province", "headline", "passages"),
    [
        ("000", date(2022, 11, 28), "Thái Bình", "Giám sát việc thực hiện phong trào", 6),
        ("001", date(2022, 9, 30), "Bến Tre", "tiêu chí thi đua, hình thức khen thưởng", 14),
        ("002", date(2022, 11, 9), "Bắc Kạn", "trên địa bàn tỉnh", 12),
        ("003", None, "Lạng Sơn", "Từ ngày 9 - 10/11", 9),
        ("004", None, None, "Lãnh đạo huyện Mộc Châu dự Gala", 12),
    ],
)
def test_article_headline_date_and_province(
    part: str, published: date | None, province: str | None, headline: str, passages: int
) -> None:
    document = _read(_corpus("articles", part))
    assert document.record.kind == "bai_viet"
    assert document.record.issued_on == published
    assert document.record.province == province
    assert headline in document.record.title
    assert len(document.passages) == passages


@pytest.mark.parametrize(
    ("part", "gone", "kept"),
    [
        ("000", ["lượt xem", "GMT", "Tiến Đạt", "phát biểu tại buổi"], ["2,4%", "28,7 tỷ đồng"]),
        ("001", ["Ảnh:", "Huyền Thu", "BÌNH LUẬN", "Chia sẻ"], ["giảm 20% tổng số hộ nghèo/năm"]),
        ("002", ["Skip", "Sign In", "HTX Thiên An, thôn Nà Ít, xã Vi hương, huyện Bạch Thông\n",
                 "Hoàng Huế", "Cập nhật lúc"], ["511/KH-UBND", "151/QĐ-BTĐKT"]),
        ("003", ["Thu Thủy", "\nĐoàn Giám sát làm việc với huyện Cao Lộc\n"], ["Tết Sum vầy"]),
        ("004", ["banner", "anh tin bai", "Đăng nhập", "online", "CHỈ ĐẠO"], ["18,5%", "17,82%"]),
    ],
)  # fmt: skip
def test_furniture_goes_and_facts_stay(part: str, gone: list[str], kept: list[str]) -> None:
    document = _read(_corpus("articles", part))
    text = "\n".join(passage.text for passage in document.passages) + "\n"
    assert [word for word in gone if word in text] == []
    assert [word for word in kept if word not in text] == []


def test_criteria_stand_under_their_heading() -> None:
    document = _read(_corpus("articles", "001"))
    passage = next(p for p in document.passages if "dưới 5%" in p.text)
    assert passage.section == "Tiêu chí thi đua, hình thức khen thưởng"
    assert passage.breadcrumb.endswith(f" › {passage.section}")


def test_a_web_page_is_read_like_its_article() -> None:
    document = _read(SPECIMENS / "bai-viet.html")
    record = document.record
    assert record.title == "Bắc Kạn đẩy mạnh phong trào thi đua vì người nghèo"
    assert record.issued_on == date(2022, 11, 8)
    assert record.province == "Bắc Kạn"
    assert record.url == "backan.gov.vn/a"
    text = "\n".join(passage.text for passage in document.passages)
    assert "417 nhà đại đoàn kết" in text
    assert not any(word in text for word in ("Trang chủ", "Ảnh:", "Bản quyền", "Minh Anh"))


def test_a_page_that_is_a_law_keeps_every_article() -> None:
    document = _read(SPECIMENS / "nghi-dinh.html")
    assert document.record.number == "12/2025/NĐ-CP"
    assert document.record.issued_on == date(2025, 1, 12)
    labels = [h.label for h in document.outline if h.label.startswith("Điều")]
    assert labels == [f"Điều {number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("30/09/2022 - 05:41", date(2022, 9, 30)),
        ("Thứ 2, 28/11/2022 | 20:05:12", date(2022, 11, 28)),
        ("( Cập nhật lúc: 09/11/2022  )", date(2022, 11, 9)),
        ("Ngày đăng: 31/12/2023, 10 giờ 05 phút", date(2023, 12, 31)),
        ("Chủ nhật, 30/02/2023", None),
        ("Ngày 30/09/2022, đoàn công tác về xã", None),
        ("Kế hoạch năm 2022", None),
    ],
)
def test_date_lines(line: str, expected: date | None) -> None:
    assert date_line(line) == expected


def test_a_date_is_never_invented() -> None:
    body = "Sáng 15/12, đoàn công tác của tỉnh đã trao nhà cho hộ nghèo tại xã biên giới của huyện."
    article = read_article([Paragraph("Trao nhà đại đoàn kết cho hộ nghèo"), Paragraph(body)], {})
    assert article.published_on is None
    assert article.headline == "Trao nhà đại đoàn kết cho hộ nghèo"
    assert [paragraph.text for _, paragraph in article.body] == [body]


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("UBND tỉnh Sơn La phối hợp với tỉnh Điện Biên; tỉnh Sơn La chủ trì.", "Sơn La"),
        ("tỉnh Sơn La và tỉnh Điện Biên", None),
        ("Công ty tại TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("Bến Tre đồng khởi; UBND tỉnh giao Đài Bến Tre.", "Bến Tre"),
        ("Cả nước thi đua vì người nghèo", None),
    ],
)
def test_province(text: str, province: str | None) -> None:
    assert province_of(text) == province


LAW = [
    ("161-2026", "161/2026/NĐ-CP", "Nghị định", "Chính phủ", "2026-05-15", "2026-07-01"),
    ("nghi-dinh-154", "154/2026/NĐ-CP", "Nghị định", "Chính phủ", "2026-05-15", "2026-07-01"),
    ("nghi-dinh-232", "232/2026/NĐ-CP", "Nghị định", "Chính phủ", "2026-06-26", "2026-07-01"),
    ("nghi-dinh-276", "276/2026/NĐ-CP", "Nghị định", "Chính phủ", "2026-07-08", "2026-07-08"),
    ("nghi-quyet", "66.22/2026/NQ-CP", "Nghị quyết", "Chính phủ", "2026-07-09", "2026-08-15"),
    ("thong-tu-60", "60/2026/TT-BTC", "Thông tư", "Bộ Tài chính", "2026-05-31", "2026-05-31"),
]


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(("part", "number", "kind", "issuer", "issued", "start"), LAW)
def test_official_metadata_with_and_without_declarations(
    tmp_path: Path,
    part: str,
    number: str,
    kind: str,
    issuer: str,
    issued: str,
    start: str,
    declared: bool,
) -> None:
    path = _corpus("law", part)
    if not declared:
        lines = path.read_text(encoding="utf-8").split("\n")
        if lines[0] == "---":
            lines = lines[lines.index("---", 1) + 1 :]
        bare = tmp_path / path.name
        text = "\n".join(line for line in lines if not line.startswith("|"))
        bare.write_text(text, encoding="utf-8")
        path = bare
    record = _read(path).record
    found = (record.kind, record.number, record.type_name, record.issuer, str(record.issued_on))
    assert found == ("van_ban", number, kind, issuer, issued)
    assert str(record.effective_from) == start
    assert not any("Thuộc tính" in p.text or "Số hiệu" in p.text for p in _read(path).passages)


def test_an_end_of_force_is_read_from_the_text() -> None:
    assert _read(_corpus("law", "nghi-quyet")).record.effective_to == date(2027, 2, 28)
    record = _read(SPECIMENS / "nghi-dinh-sua-doi.txt").record
    assert (record.effective_from, record.effective_to) == (date(2025, 4, 10), date(2026, 12, 31))


def test_a_provincial_decision_names_its_province_and_signer() -> None:
    record = _read(SPECIMENS / "quyet-dinh-kem-ke-hoach.txt").record
    assert record.number == "1234/QĐ-UBND"
    assert record.issuer == "Ủy ban nhân dân tỉnh Bến Tre"
    assert record.province == "Bến Tre"
    assert record.signer == "Nguyễn Văn An"
    assert record.issued_on == record.effective_from == date(2022, 8, 5)


@pytest.mark.parametrize(
    ("name", "number", "type_name", "issued"),
    [
        ("2003-A-15.rtf", "94/1998/NĐ-CP", "Nghị định", date(1998, 11, 17)),
        ("2003-A30.rtf", "117/2000/TT-BTC", "Thông tư", date(2000, 12, 21)),
        ("2006-16EZE_TT01.06GopvonDNNVV.pdf", "01/2006/TT-NHNN", "Thông tư", date(2006, 2, 20)),
        ("2006-19412_QD115.04TTg_BLTch_DNNVV.pdf", "115/2004/QĐ-TTg", "Quyết định",
         date(2004, 6, 25)),
        ("synthetic-vni-2003-02144qd.docx", "144/2002/QĐ/BTC", "Quyết định", date(2002, 11, 22)),
    ],
)  # fmt: skip
def test_old_documents_are_identified(name: str, number: str, type_name: str, issued: date) -> None:
    record = _read(_corpus("legacy", name)).record
    assert (record.number, record.type_name, record.issued_on) == (number, type_name, issued)


def test_who_wrote_an_article_and_what_its_pictures_show_is_kept_beside_the_passages() -> None:
    record = _read(_corpus("articles", "001")).record
    assert record.author == "Huyền Thu"
    assert record.captions == (
        "Trao quà cho hộ nghèo ở xã Phú Hưng, TP. Bến Tre. Ảnh: Hoàng Trung",
    )
    assert _read(_corpus("articles", "003")).record.author == "Thu Thủy - Nguyệt Hà"
    assert _read(_corpus("articles", "004")).record.author == ""
