"""Scans: pages set as offices set them, spoiled as scanners do, read by Tesseract.

The real Tesseract reads them where it is installed with Vietnamese. A stand-in that gives the
words of each page in their places reads them everywhere, so that all but recognition is tested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import ExifTags, Image, ImageDraw

from ingest.document import ReadDocument, ReadLimits, read_document
from ingest.draft import draft_entries
from ingest.page_image import prepare
from ingest.page_text import Word, read_words, set_page
from ingest.scan import recognised_page
from ingest.tesseract import forget_installation, ocr_present
from knowledge.adapters.files import load_messages
from knowledge.errors import DocumentError
from tests.scans import TABLE, Paper, plan, put_stand_in, save, spoiled, tesseract_table

LIMITS = ReadLimits()
Engine = Callable[[Sequence[Paper]], None]


@pytest.fixture(autouse=True)
def _look_for_tesseract_anew() -> Iterator[None]:
    yield
    forget_installation()


@pytest.fixture(params=["stand-in", pytest.param("real", marks=pytest.mark.slow)])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Engine:
    """Give a function that is told of the papers whose pages will be read, in order."""

    def stand_in(papers: Sequence[Paper]) -> None:
        pages = [words for paper in papers for words in paper.words]
        put_stand_in(tmp_path, monkeypatch, [tesseract_table(words) for words in pages])

    return stand_in if request.param == "stand-in" else lambda _: None


def _read(path: Path) -> ReadDocument:
    return read_document(path, path.name, LIMITS)


def _refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as refused:
        _read(path)
    assert path.name in str(refused.value)
    return refused.value.code


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
    paper = plan(200 if is_real else 100)
    engine([paper])
    path = save(_askew(paper, is_real), tmp_path / f"quet{suffix}", paper.dots)
    if is_real and not ocr_present():
        assert _refusal(path) == ("no_text_layer" if suffix == ".pdf" else "needs_ocr")
        return
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
    page = spoiled(plan(150).pages[0], 3, noise=6)
    if way == "upside down":
        page = page.rotate(180)
    else:
        shadow = Image.linear_gradient("L").rotate(90).resize(page.size)
        dark = shadow.point(lambda grey: 140 + grey * 9 // 20)
        page = Image.composite(page, Image.new("L", page.size, 0), dark)
    path = save([page], tmp_path / "quet.png", 150)
    if ocr_present():
        assert _read(path).record.number == "145/KH-SNV"
    else:
        assert _refusal(path) == "needs_ocr"


@pytest.mark.slow
def test_a_signature_stamp_is_no_text_layer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digital signature leaves words on a scan: the picture is read all the same."""
    paper = plan(100)
    path = tmp_path / "quet.pdf"
    figure = Figure(figsize=(8.27, 11.69))
    figure.figimage(paper.pages[0], cmap="gray")
    figure.text(0.6, 0.97, "Signed by: So Noi vu, 15.03.2023 10:11:12 +07:00", size=8)
    figure.savefig(path, dpi=100)
    put_stand_in(tmp_path, monkeypatch, [tesseract_table(paper.words[0])])
    document = _read(path)
    assert document.record.number == "145/KH-SNV"
    assert "Signed" not in document.text


def test_pages_that_are_pictures_are_told_without_tesseract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan is refused; of a text with scans in it the pages are named that were not read."""
    scan = save(plan(100).pages, tmp_path / "quet.pdf", 100)
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
                figure.figimage(plan(100).pages[1], cmap="gray")
            pdf.savefig(figure, dpi=100)
    document = _read(mixed)
    assert any("Trang 2, 4-5 chỉ là ảnh" in notice for notice in document.notices)
    assert not any("OCR); đề nghị đối chiếu" in notice for notice in document.notices)


def test_a_page_is_straightened_and_its_table_found() -> None:
    paper = plan(100)
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
    photo.info["dpi"] = (600, 600)
    assert prepare(photo).dots == 100


@pytest.mark.slow
def test_a_photograph_is_turned_as_the_camera_was_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = plan(100)
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = 6  # its top is on the right
    path = tmp_path / "chup.jpg"
    paper.pages[0].transpose(Image.Transpose.ROTATE_90).save(path, exif=held, quality=95)
    put_stand_in(tmp_path, monkeypatch, [tesseract_table(paper.words[0])])
    rows = [line for line in _read(path).text.splitlines() if line.startswith("| ")]
    assert rows == ["| " + " | ".join(row) + " |" for row in TABLE]


def test_a_digit_overlooked_in_a_table_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tesseract passes over a lone digit at times; a figure must not fall out of a table."""
    paper = plan(100)
    page = [word for word in paper.words[0] if word[0] not in ("1", "2", "3")]
    (grid,) = prepare(paper.pages[0]).grids
    tops = accumulate((low - high + 16 for high, low in pairwise(grid.across[1:])), initial=30)
    again = [
        (digit, (20, top, 30, top + 10), (1, top)) for digit, top in zip("123", tops, strict=False)
    ]
    put_stand_in(tmp_path, monkeypatch, [tesseract_table(page), tesseract_table(again)])
    blocks = recognised_page(paper.pages[0], 1)
    (table,) = [block.rows for block in blocks if block.rows]
    assert [[cell.text for cell in row] for row in table] == TABLE


@pytest.mark.slow
def test_damaged_and_oversized_images_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_stand_in(tmp_path, monkeypatch, [])  # it has no page to give, and fails
    whole = save(plan(100).pages[:1], tmp_path / "a.png", 100)
    broken = tmp_path / "b.png"
    broken.write_bytes(whole.read_bytes()[:3000])
    vast = tmp_path / "c.png"
    Image.new("1", (8_000, 8_000)).save(vast)  # 1 MB on disk
    for path in (whole, broken, vast):
        assert _refusal(path) == "unreadable"


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
