"""Reading: formats, encodings, legacy fonts, and files that must be refused with one sentence."""

from __future__ import annotations

import dataclasses
import difflib
import pickle
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import word97
from ingest.encoding import convert_text
from ingest.read import FileLimits, read_text
from ingest.secrecy import is_secret
from ingest.tesseract import forget_installation
from knowledge.errors import DocumentError

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"
LEGACY = CORPUS / "legacy"
LIMITS = FileLimits()
SENTENCE = "Hộ nghèo, hộ cận nghèo được hưởng chính sách hỗ trợ của Nhà nước theo quy định."
# The same words as a .VnTime and a VNI file hold them.
TCVN3 = (
    "Uû ban nh©n d©n x· thùc hiÖn chÝnh s¸ch ®èi víi hé nghÌo, hé cËn nghÌo trªn ®Þa bµn; "
    "hµng n¨m tæ chøc rµ so¸t vµ b¸o c¸o Uû ban nh©n d©n cÊp trªn."
)
PLAIN = (
    "Uỷ ban nhân dân xã thực hiện chính sách đối với hộ nghèo, hộ cận nghèo trên địa bàn; "
    "hàng năm tổ chức rà soát và báo cáo Uỷ ban nhân dân cấp trên."
)


def _write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _pdf(folder: Path, name: str, objects: list[bytes], trailer: bytes = b"") -> Path:
    """Write a PDF by hand: the objects given, a cross-reference table, a trailer."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return _write(folder, name, out)


def _page_objects(content: bytes, pages: int = 1) -> list[bytes]:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 3 0 R"
        b"/Resources<</Font<</F 4 0 R>>>>>>"
    )
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + pages))
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * pages,
    ]


def _code(path: Path, limits: FileLimits = LIMITS) -> str:
    with pytest.raises(DocumentError) as caught:
        read_text(path, path.name, limits)
    message = str(caught.value)
    assert path.name in message
    assert "\n" not in message
    return caught.value.code


def _diacritic_accuracy(expected: str, got: str) -> float:
    """Share of the transcript's marked letters that stand in words that came back whole."""

    def words(text: str) -> list[str]:
        return unicodedata.normalize("NFC", text).split()

    def marked(word: str) -> int:
        return sum(c in "đĐ" or len(unicodedata.normalize("NFD", c)) > 1 for c in word)

    left, right = words(expected), words(got)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    kept = sum(
        sum(map(marked, left[start : start + size]))
        for start, _, size in matcher.get_matching_blocks()
    )
    return kept / sum(map(marked, left))


@pytest.mark.parametrize(
    "name",
    [
        "2003-02144qd.doc",
        "2003-A-15.rtf",
        "2003-A30.rtf",
        "2006-16EZE_TT01.06GopvonDNNVV.pdf",
        "2006-19412_QD115.04TTg_BLTch_DNNVV.pdf",
        "synthetic-vni-2003-02144qd.docx",
    ],
)
def test_legacy_fonts_come_back_as_the_transcript(name: str) -> None:
    path = LEGACY / name
    if not path.exists():
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    read = read_text(path, name, LIMITS)
    expected = path.with_name(f"{path.stem}.expected.txt").read_text(encoding="utf-8")
    assert _diacritic_accuracy(expected, read.text) >= 0.97
    assert any("Unicode" in notice for notice in read.notices)


def test_old_word_file_asks_for_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = _write(tmp_path, "cu.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert _code(path) == "needs_libreoffice"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf8.txt", SENTENCE.encode()),
        ("bom.txt", SENTENCE.encode("utf-8-sig")),
        ("utf16.txt", SENTENCE.encode("utf-16")),
        ("utf16le.md", SENTENCE.encode("utf-16-le")),
        ("nfd.txt", unicodedata.normalize("NFD", SENTENCE).encode()),
        ("khong-duoi", SENTENCE.encode()),
        ("trang.html", f"<html><body><p>{SENTENCE}</p></body></html>".encode()),
    ],
)
def test_unicode_comes_through_unchanged(tmp_path: Path, name: str, content: bytes) -> None:
    read = read_text(_write(tmp_path, name, content), name, LIMITS)
    assert read.text.strip() == SENTENCE
    assert read.notices == ()


def test_windows_1258_is_read(tmp_path: Path) -> None:
    decomposed = "Chi\u0301nh sa\u0301ch cho hô\u0323 nghe\u0300o"
    path = _write(tmp_path, "cp1258.txt", decomposed.encode("cp1258"))
    assert read_text(path, "cp1258.txt", LIMITS).text == "Chính sách cho hộ nghèo"


@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
def test_tcvn3_text_is_converted(tmp_path: Path, codec: str) -> None:
    path = _write(tmp_path, "cu.txt", TCVN3.encode(codec))
    read = read_text(path, "cu.txt", LIMITS)
    assert read.text == PLAIN
    assert read.notices == ("Phông TCVN3 (.VnTime) đã được chuyển sang Unicode.",)


def test_word_file_keeps_tables_headings_and_each_font(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Tiêu đề văn bản", 1)
    paragraph = document.add_paragraph()
    paragraph.add_run(TCVN3).font.name = ".VnTime"
    paragraph.add_run(f" {SENTENCE}").font.name = "Times New Roman"
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Huyện", "Tỷ lệ", "Ba Tri", "9,13%"), strict=True):
        cell.text = text
    path = tmp_path / "hai-phong.docx"
    document.save(str(path))
    read = read_text(path, path.name, LIMITS)
    assert "# Tiêu đề văn bản" in read.lines
    assert f"{PLAIN} {SENTENCE}" in read.lines
    assert "| Huyện | Tỷ lệ |" in read.lines
    assert "| Ba Tri | 9,13% |" in read.lines


def test_unicode_word_file_under_a_legacy_font_name_is_not_touched(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph().add_run(SENTENCE).font.name = ".VnTime"
    path = tmp_path / "nham-phong.docx"
    document.save(str(path))
    read = read_text(path, path.name, LIMITS)
    assert SENTENCE in read.lines
    assert read.notices == ()


def test_pdf_gives_pages(tmp_path: Path) -> None:
    path = _pdf(tmp_path, "mot.pdf", _page_objects(b"BT /F 12 Tf 20 200 Td (Ho ngheo) Tj ET"))
    read = read_text(path, path.name, LIMITS)
    assert read.lines == ("Ho ngheo",)
    assert read.pages == (1,)


def test_pages_that_are_not_read_are_told(tmp_path: Path) -> None:
    objects = _page_objects(b"BT /F 12 Tf 20 200 Td (Ho ngheo) Tj ET", pages=3)
    path = _pdf(tmp_path, "ba-trang.pdf", objects)
    whole = read_text(path, path.name, dataclasses.replace(LIMITS, max_pages=3))
    assert (set(whole.pages), whole.notices) == ({1, 2, 3}, ())
    cut = read_text(path, path.name, dataclasses.replace(LIMITS, max_pages=2))
    assert set(cut.pages) == {1, 2}
    (notice,) = cut.notices
    assert notice.startswith("Tệp có 3 trang nhưng chỉ đọc 2 trang đầu")


def test_scanned_pdf_is_refused(tmp_path: Path) -> None:
    assert _code(_pdf(tmp_path, "quet.pdf", _page_objects(b"0 0 10 10 re f"))) == "no_text_layer"


def test_locked_pdf_is_refused(tmp_path: Path) -> None:
    keys = b"<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>" % (b"o" * 32, b"u" * 32)
    objects = [*_page_objects(b"BT (x) Tj ET"), keys]
    trailer = b"/Encrypt 6 0 R/ID[(1234567890123456)(1234567890123456)]"
    assert _code(_pdf(tmp_path, "khoa.pdf", objects, trailer)) == "encrypted"


def test_locked_word_file_is_refused(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert _code(_write(tmp_path, "khoa.docx", content)) == "encrypted"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rong.txt", b"", "empty"),
        ("trang.txt", b" \n\t\n", "empty"),
        ("dau.txt", b"--- *** ...\n", "empty"),
        ("anh.gif", b"GIF89aabc", "unsupported"),
        ("anh.jpg", b"chi la chu", "unreadable"),
        ("bang.csv", b"a,b\n1,2\n", "unsupported"),
        ("rac.txt", bytes(range(256)) * 8, "binary"),
        ("hong.pdf", b"%PDF-1.4\nkhong phai pdf", "unreadable"),
        ("gia.pdf", b"chi la chu", "unreadable"),
        ("hong.docx", b"PK\x03\x04hong", "unreadable"),
    ],
)
def test_refusals_name_the_file_and_the_reason(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert _code(_write(tmp_path, name, content)) == code


def test_missing_and_too_large_files_are_refused(tmp_path: Path) -> None:
    assert _code(tmp_path / "khong-co.txt") == "missing"
    large = _write(tmp_path, "lon.txt", SENTENCE * 10)
    assert _code(large, FileLimits(max_bytes=100)) == "too_large"
    assert _code(large, FileLimits(max_characters=100)) == "too_long"


def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bom.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 2_000_000)
    assert _code(path, FileLimits(max_unpacked_bytes=1_000_000)) == "too_large"


@pytest.mark.parametrize(
    "stamp",
    [
        "MẬT",
        "TỐI MẬT",
        "T U Y Ệ T   M Ậ T",
        unicodedata.normalize("NFD", "TỐI MẬT"),
        "BỘ CÔNG AN          MẬT          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độ mật: Mật",
        "| Độ mật | Tuyệt mật |",
        "**TUYỆT MẬT**",
        "TỐI MẬT - Bản số: 03",
    ],
)
def test_secret_stamps_are_refused(tmp_path: Path, stamp: str) -> None:
    path = _write(tmp_path, "mat.txt", f"ỦY BAN NHÂN DÂN\n{stamp}\nBáo cáo tình hình.\n")
    assert _code(path) == "secret"


@pytest.mark.parametrize(
    "line",
    [
        "Người tiếp công dân phải giữ bí mật họ tên người tố cáo.",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật ong",
        "BÍ MẬT",
        "MẤT",
        "Độ mật: Không",
        "MẶT TRẬN TỔ QUỐC",
    ],
)
def test_ordinary_words_are_no_stamp(line: str) -> None:
    assert not is_secret(["ỦY BAN NHÂN DÂN", line])


def test_a_stamp_far_down_is_quoted_text() -> None:
    assert not is_secret(["Nội dung báo cáo."] * 80 + ["MẬT"])


def test_a_stamp_in_a_word_header_counts(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    path = tmp_path / "dau-trang.docx"
    document.save(str(path))
    assert _code(path) == "secret"


def test_absurd_words_are_shortened(tmp_path: Path) -> None:
    path = _write(tmp_path, "dai.txt", f"{SENTENCE} {'a' * 50_000}")
    read = read_text(path, path.name, LIMITS)
    assert len(read.text) < 500
    assert read.notices


def test_reading_survives_a_child_process(tmp_path: Path) -> None:
    read = read_text(_write(tmp_path, "a.txt", SENTENCE), "a.txt", LIMITS)
    assert pickle.loads(pickle.dumps(read)) == read
    assert pickle.loads(pickle.dumps(read_text)) is read_text


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạếềệộợ ,.", min_size=40, max_size=400))
def test_unicode_vietnamese_is_never_converted(text: str) -> None:
    written = f"{text} Ủy ban nhân dân xã được giao nhiệm vụ rà soát hộ nghèo."
    assert convert_text(written) == (written, ())


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.txt"
    path.write_bytes(data)
    try:
        text = read_text(path, "x.txt", LIMITS).text
    except DocumentError as error:
        text = str(error)
        refused = "x.txt" in text
    else:
        refused = False
    assert refused or unicodedata.is_normalized("NFC", text)


def test_an_image_asks_for_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    forget_installation()
    assert _code(_write(tmp_path, "anh.jpg", b"\xff\xd8\xff\xe0abc")) == "needs_ocr"
    forget_installation()


def test_old_word_file_is_read_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    path = LEGACY / "2003-02144qd.doc"
    if not path.exists():
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    monkeypatch.setenv("PATH", "")
    expected = path.with_name(f"{path.stem}.expected.txt").read_text(encoding="utf-8")
    read = read_text(path, path.name, LIMITS)
    assert _diacritic_accuracy(expected, read.text) >= 0.97


def test_tables_of_an_old_word_file_keep_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Mở đầu\rTT\x07Xã\x07\x071\x07\x07\x07Xem \x13 HYPERLINK x \x14Điều 5\x15.\r"
    monkeypatch.setattr(word97, "_main_text", lambda path: text)
    blocks = word97.read_word97(tmp_path / "cu.doc")
    assert [block for block in blocks if block] == [
        "Mở đầu",
        [["TT", "Xã"], ["1", ""]],
        "Xem Điều 5.",
    ]
