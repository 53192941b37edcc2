"""Scans: pages set as offices set them, spoiled as scanners do, read by Tesseract.

The real Tesseract reads them where it is installed with Vietnamese. A stand-in that gives the
words of each page in their places reads them everywhere, so that all but recognition is tested.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import ExifTags, Image, ImageDraw

from ingest import pacing
from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.draft import draft_entries
from ingest.misreadings import mend_recognised
from ingest.pacing import MOST_PAGES, Clock
from ingest.page_image import prepare
from ingest.page_text import Word, read_words, set_page
from ingest.readers import open_readers
from ingest.scan import recognised_page
from ingest.tesseract import forget_installation, ocr_present
from knowledge.adapters.files import load_messages, load_settings
from knowledge.errors import DocumentError
from tests.conftest import ROOT
from tests.scans import Paper, save, spoiled, tesseract_table

LIMITS = ReadLimits()
REAL = pytest.param("real", marks=pytest.mark.slow)
ENGINES = ["stand-in", *([REAL] if ocr_present() else [])]
Engine = Callable[[Sequence[Paper]], None]

TABLE = [
    ["STT", "Huyện, thành phố", "Hộ nghèo đầu năm", "Chỉ tiêu giảm"],
    ["1", "Ba Bể", "3.215 hộ", "420 hộ"],
    ["2", "Chợ Đồn", "2.108 hộ", "310 hộ"],
    ["3", "Na Rì", "2.790 hộ", "385 hộ"],
]


@cache
def _plan(dots: int) -> Paper:
    """A plan of two pages in the layout of Decree 30/2020/NĐ-CP, with invented figures."""
    paper = Paper(dots=dots)
    paper.heads(
        ["UBND TỈNH BẮC KẠN", "*SỞ NỘI VỤ", "", "Số: 145/KH-SNV"],
        ["*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "*Độc lập - Tự do - Hạnh phúc", "",
         "Bắc Kạn, ngày 15 tháng 3 năm 2023"],
    )  # fmt: skip
    paper.centred("KẾ HOẠCH", "Tổ chức thực hiện phong trào thi đua giảm nghèo", "năm 2023")
    paper.paragraph(
        "Căn cứ Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022 của Thủ tướng "
        "Chính phủ về việc ban hành Kế hoạch tổ chức thực hiện Phong trào thi đua;"
    )
    paper.paragraph("I. MỤC ĐÍCH, YÊU CẦU", bold=True)
    paper.paragraph("1. Mục đích")
    paper.paragraph(
        "a) Phát huy sức mạnh tổng hợp của cả hệ thống chính trị, khơi dậy ý chí tự "
        "lực, tự cường vươn lên thoát nghèo của người dân."
    )
    paper.paragraph("b) Phấn đấu tỷ lệ hộ nghèo đa chiều giảm từ 2,0% đến 2,5%/năm.")
    paper.paragraph("2. Yêu cầu")
    paper.paragraph("Các cơ quan, đơn vị triển khai thiết thực, tránh phô trương, hình thức.")
    paper.paragraph("II. CHỈ TIÊU", bold=True)
    paper.table(TABLE, (0.1, 0.4, 0.28, 0.22))
    paper.paragraph("III. TỔ CHỨC THỰC HIỆN", bold=True)
    for number in range(1, 9):
        paper.paragraph(
            f"{number}. Ủy ban nhân dân các huyện, thành phố căn cứ kế hoạch này xây "
            "dựng kế hoạch của địa phương, báo cáo trước ngày 15 tháng 11 hằng năm."
        )
    paper.heads(["*Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT."],
                ["*GIÁM ĐỐC", "", "*Hoàng Văn Bền"])  # fmt: skip
    return paper


@pytest.fixture(params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """Give a function that is told of the papers whose pages will be read, in order."""

    def stand_in(papers: Sequence[Paper]) -> None:
        pages = [words for paper in papers for words in paper.words]
        _stand_in(tmp_path, monkeypatch, [tesseract_table(words) for words in pages])

    yield stand_in if request.param == "stand-in" else lambda _: None
    forget_installation()


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, tables: Sequence[str]) -> None:
    """Put a program in Tesseract's place that gives one table after the other."""
    place = folder / "bin"
    place.mkdir()
    for number, table in enumerate(tables):
        (place / f"{number}.tsv").write_text(table, encoding="utf-8")
    program = place / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --list-langs ]; then printf "eng\\nvie\\n"; exit 0; fi\n'
        f'cd "{place}" || exit 1\n'
        "cat > /dev/null\n"
        "n=$(cat count 2> /dev/null || echo 0)\n"
        "echo $((n + 1)) > count\n"
        '[ -f "$n.sh" ] && . "./$n.sh"\n'
        'cat "$n.tsv"\n',
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(place), prepend=os.pathsep)
    forget_installation()


def _read(path: Path) -> ReadDocument:
    return read_document(path, path.name, LIMITS)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def _askew(paper: Paper, engine_is_real: bool) -> list[Image.Image]:
    """Spoil the pages; only the real engine finds words that were turned."""
    turns = (0.7, -1.1) if engine_is_real else (0.0, 0.0)
    return [
        spoiled(page, number, degrees=turns[number % 2]) for number, page in enumerate(paper.pages)
    ]


@pytest.mark.parametrize("suffix", [".pdf", pytest.param(".tif", marks=pytest.mark.slow)])
def test_a_scanned_plan_is_identified_and_taken_apart(
    engine: Engine, request: pytest.FixtureRequest, tmp_path: Path, suffix: str
) -> None:
    is_real = "real" in request.node.callspec.id
    paper = _plan(200 if is_real else 100)
    engine([paper])
    path = save(_askew(paper, is_real), tmp_path / f"quet{suffix}", paper.dots)
    document = _read(path)
    record = document.record
    assert (record.number, record.type_name) == ("145/KH-SNV", "Kế hoạch")
    assert (record.issuer, str(record.issued_on)) == ("Sở Nội vụ", "2023-03-15")
    assert [heading.label for heading in document.outline] == [
        "phần mở đầu", "mục I", "mục II", "mục III",
    ]  # fmt: skip
    first = document.outline[1]
    assert first.parts == ("khoản 1", "điểm a khoản 1", "điểm b khoản 1", "khoản 2")
    rows = [line for line in document.text.splitlines() if line.startswith("| ")]
    assert rows == ["| " + " | ".join(row) + " |" for row in TABLE]
    assert {passage.page for passage in document.passages} == {1, 2} or len(paper.pages) == 1
    assert any("OCR" in notice for notice in document.notices)
    written = _words(" ".join(paper.body))
    lost = written - _words(document.text)
    assert sum(lost.values()) <= (0.04 * sum(written.values()) if is_real else 0), lost
    bases = [line for _, text in draft_entries(document, {}, load_messages())
             for line in text.splitlines() if "type: basis" in line]  # fmt: skip
    assert len(bases) == 1
    assert "666/QĐ-TTg" in bases[0]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["upside down", "in shadow"])
def test_a_page_scanned_badly_is_read_or_tesseract_asked_for(tmp_path: Path, way: str) -> None:
    page = spoiled(_plan(200).pages[0], 3, noise=6)
    if way == "upside down":
        page = page.rotate(180)
    else:
        shadow = Image.linear_gradient("L").rotate(90).resize(page.size)
        dark = shadow.point(lambda grey: 140 + grey * 9 // 20)
        page = Image.composite(page, Image.new("L", page.size, 0), dark)
    path = save([page], tmp_path / "quet.png", 200)
    if ocr_present():
        assert _read(path).record.number == "145/KH-SNV"
        return
    with pytest.raises(DocumentError) as refused:
        _read(path)
    assert refused.value.code == "needs_ocr"


def test_a_signature_stamp_is_no_text_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digital signature leaves words on a scan: the picture is read all the same."""
    paper = _plan(100)
    path = tmp_path / "quet.pdf"
    figure = Figure(figsize=(8.27, 11.69))
    figure.figimage(paper.pages[0], cmap="gray")
    figure.text(0.6, 0.97, "Signed by: So Noi vu, 15.03.2023 10:11:12 +07:00", size=8)
    figure.savefig(path, dpi=100)
    _stand_in(tmp_path, monkeypatch, [tesseract_table(paper.words[0])])
    document = _read(path)
    assert document.record.number == "145/KH-SNV"
    assert "Signed" not in document.text
    forget_installation()


def test_pages_that_are_pictures_are_told_without_tesseract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan is refused; of a text with scans in it the pages are named that were not read."""
    scan = save(_plan(100).pages, tmp_path / "quet.pdf", 100)
    monkeypatch.setenv("PATH", str(tmp_path))
    forget_installation()
    with pytest.raises(DocumentError) as refused:
        _read(scan)
    assert refused.value.code == "no_text_layer"
    assert "quet.pdf" in str(refused.value)
    assert "tesseract-ocr-vie" in str(refused.value)
    mixed = tmp_path / "lan.pdf"
    with PdfPages(mixed) as pdf:
        for text in ("Xã rà soát hộ nghèo hằng năm.", "", "Tỉnh giao chỉ tiêu cho xã.", "", ""):
            figure = Figure(figsize=(8.27, 11.69))
            if text:
                figure.text(0.1, 0.8, text)
            else:
                figure.figimage(_plan(100).pages[1], cmap="gray")
            pdf.savefig(figure, dpi=100)
    document = _read(mixed)
    assert any("Trang 2, 4-5 chỉ là ảnh" in notice for notice in document.notices)
    assert not any("OCR); đề nghị đối chiếu" in notice for notice in document.notices)
    forget_installation()


def test_a_page_is_straightened_and_its_table_found() -> None:
    paper = _plan(100)
    sheet = prepare(spoiled(paper.pages[0], 1, degrees=1.3))
    (grid,) = sheet.grids
    assert (len(grid.across), len(grid.down)) == (len(TABLE) + 1, len(TABLE[0]) + 1)
    blank = prepare(Image.new("RGB", (827, 1169), "white"))
    assert blank.grids == ()


def test_a_frame_around_the_page_is_no_table() -> None:
    page = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, 787, 1129), outline=0, width=2)
    for row in range(3):
        for column in range(2):
            left, top = 100 + 300 * column, 500 + 60 * row
            draw.rectangle((left, top, left + 300, top + 60), outline=0, width=2)
    (grid,) = prepare(page).grids
    assert (len(grid.across), len(grid.down)) == (4, 3)
    assert abs(grid.across[0] - 500) < 5


def test_a_resolution_that_fits_no_paper_is_not_believed() -> None:
    photo = Image.new("L", (827, 1169), 255)
    for stated, dots in ((100, 100), (96, 96), (20, 100), (600, 100)):
        photo.info["dpi"] = (stated, stated)
        assert prepare(photo).dots == dots


@pytest.mark.slow
def test_a_photograph_is_turned_as_the_camera_was_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = _plan(100)
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = 6  # its top is on the right
    path = tmp_path / "chup.jpg"
    paper.pages[0].transpose(Image.Transpose.ROTATE_90).save(path, exif=held, quality=95)
    _stand_in(tmp_path, monkeypatch, [tesseract_table(paper.words[0])])
    rows = [line for line in _read(path).text.splitlines() if line.startswith("| ")]
    assert rows == ["| " + " | ".join(row) + " |" for row in TABLE]
    forget_installation()


def test_a_digit_overlooked_in_a_table_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tesseract passes over a lone digit at times; a figure must not fall out of a table."""
    paper = _plan(100)
    page = [word for word in paper.words[0] if word[0] not in ("1", "2", "3")]
    (grid,) = prepare(paper.pages[0]).grids
    tops = accumulate((low - high + 16 for high, low in pairwise(grid.across[1:])), initial=30)
    again = [
        (digit, (20, top, 30, top + 10), (1, top)) for digit, top in zip("123", tops, strict=False)
    ]
    _stand_in(tmp_path, monkeypatch, [tesseract_table(page), tesseract_table(again)])
    blocks = recognised_page(paper.pages[0], 1)
    (table,) = [block.rows for block in blocks if block.rows]
    assert [[cell.text for cell in row] for row in table] == TABLE
    forget_installation()


def test_damaged_and_oversized_images_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, monkeypatch, [])  # it has no page to give, and fails
    whole = save(_plan(100).pages[:1], tmp_path / "a.png", 100)
    broken = tmp_path / "b.png"
    broken.write_bytes(whole.read_bytes()[:3000])
    vast = tmp_path / "c.png"
    Image.new("1", (8_000, 8_000)).save(vast)  # 1 MB on disk
    for path in (whole, broken, vast):
        with pytest.raises(DocumentError) as refused:
            _read(path)
        assert refused.value.code == "unreadable", path.name
    forget_installation()


def test_specks_are_no_words_and_columns_stay_apart() -> None:
    line = (1, 1, 1)
    words = [
        Word("UBND", 10, 10, 60, 24, line, 95), Word("TỈNH", 66, 10, 110, 24, line, 95),
        Word("CỘNG", 300, 10, 350, 24, line, 95), Word("HÒA", 356, 10, 400, 24, line, 95),
    ]  # fmt: skip
    assert set_page(words, ()) == ["UBND TỈNH   CỘNG HÒA"]
    head = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n"
    table = head + "5\t1\t1\t1\t1\t1\t5\t5\t9\t9\t12.5\t`\n5\t1\t1\t1\t1\t2\t20\t5\t9\t9\t91\thộ\n"
    assert [word.text for word in read_words(table)] == ["hộ"]


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("_ Căn cứ Luật số 136/2025/QHI5;", "Căn cứ Luật số 136/2025/QH15;"),
        ("Số: l45/KH-SNV", "Số: 145/KH-SNV"),
        ("Nghị định số 154/2O26/NĐ-CP", "Nghị định số 154/2026/NĐ-CP"),
        ("quy định chỉ tiết một số điều", "quy định chi tiết một số điều"),
        ("Tố chức thực hiện `", "Tổ chức thực hiện"),
        ("chỉ tiêu giảm nghèo, tố giác", "chỉ tiêu giảm nghèo, tố giác"),
        ("I/KH và l/năm", "I/KH và l/năm"),
        ("| l | Ba Bể |", "| l | Ba Bể |"),
        ("chỉ tiết kiệm được 2% kinh phí", "chỉ tiết kiệm được 2% kinh phí"),
    ],
)
def test_certain_misreadings_are_put_right(read: str, mended: str) -> None:
    assert mend_recognised([read]) == (mended,)


@pytest.mark.parametrize(
    "printed",
    [("I.", "II.", "III.", "IV."), ("1.", "1I.", "II.", "IV."), ("L.", "H.", "HI.", "IV."),
     ("I.", "II.", "II.", "IV,"), ("I.", "II.", "IIl.", "IV.")],
)  # fmt: skip
def test_sections_in_capitals_are_numbered_on(printed: Sequence[str]) -> None:
    titles = ("MỤC ĐÍCH, YÊU CẦU", "CHỈ TIÊU", "NHIỆM VỤ", "TỔ CHỨC THỰC HIỆN")
    lines = [f"{mark} {title}" for mark, title in zip(printed, titles, strict=True)]
    assert mend_recognised(lines) == tuple(
        f"{mark}. {title}" for mark, title in zip(("I", "II", "III", "IV"), titles, strict=True)
    )


def test_the_last_section_repeats_no_number() -> None:
    lines = ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "II. TỔ CHỨC THỰC HIỆN")
    assert mend_recognised(lines) == (*lines[:2], "III. TỔ CHỨC THỰC HIỆN")


@pytest.mark.parametrize(
    "lines",
    [
        ("1. MỤC ĐÍCH, YÊU CẦU", "2. CHỈ TIÊU", "11. TỔ CHỨC THỰC HIỆN"),
        ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "PHỤ LỤC 2", "I. BIỂU MẪU", "II. CÁCH GHI"),
        ("I. MỤC ĐÍCH", "II. CHỈ TIÊU", "I. BIỂU MẪU", "II. CÁCH GHI"),
        ("II. CHỈ TIÊU", "TX. PHỔ YÊN", "T.P HỒ CHÍ MINH"),
    ],
)
def test_other_numbers_in_capitals_are_left(lines: tuple[str, ...]) -> None:
    assert mend_recognised(lines) == lines


def test_pages_have_a_time_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now[0])
    clock = Clock(10, 60)
    now[0] += 4
    assert (clock.left, clock.code) == (6, "took_too_long")
    for _ in range(20):  # a long scan
        clock.page(begins=True)
        assert (clock.left, clock.code) == (60, "page_took_too_long")
        now[0] += 50
        clock.page(begins=False)
    assert (clock.left, clock.code) == (6, "took_too_long")
    clock.page(begins=True)
    now[0] += 61
    assert clock.left == 0


def test_no_file_gets_time_for_more_pages_than_are_read() -> None:
    clock = Clock(10, 60)
    for _ in range(MOST_PAGES + 1):
        clock.page(begins=True)
        clock.page(begins=False)
    assert clock.left == 0


@pytest.mark.slow
def test_a_page_over_its_time_is_killed_and_the_next_file_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = _plan(100)
    tables = [tesseract_table(words) for words in paper.words]
    _stand_in(tmp_path, monkeypatch, [*tables, *tables])
    (tmp_path / "bin" / "1.sh").write_text("echo $$ > slow\nsleep 60\n", encoding="utf-8")
    path = save(paper.pages, tmp_path / "quet.tif", 100)
    limits = {"scan_page_seconds": 3, "processes": 1}
    settings = load_settings(ROOT / "config.yaml").ingest.model_copy(update=limits)
    with open_readers(settings) as readers:
        first, second = (readers.read(path, path.name).result() for _ in range(2))
    assert first.code == "page_took_too_long"
    assert "quá 3 giây" in first.reason
    assert second.document is not None
    slow = Path("/proc") / (tmp_path / "bin" / "slow").read_text(encoding="utf-8").strip() / "stat"
    assert not slow.exists() or slow.read_text(encoding="utf-8").split()[2] == "Z"
    forget_installation()
