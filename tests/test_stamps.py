"""Stamps of secrecy on scans: framed, askew, misread; a stamped scan is never stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ingest.page_image import Sheet
from ingest.read import FileLimits, read_text
from ingest.stamps import degree_meant, framed
from ingest.tesseract import forget_installation, ocr_present
from knowledge.errors import DocumentError
from tests.scans import Paper, font_of, plan, save, spoiled


def _stamp(text: str, dots: int, degrees: float) -> Image.Image:
    font = font_of("serif", 14, dots, bold=True)
    size = (round(font.getlength(text) + 0.2 * dots), round(0.38 * dots))
    stamp = Image.new("L", size, 255)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((1, 1, size[0] - 2, size[1] - 2), outline=80, width=dots // 70)
    draw.text((0.1 * dots, 0.05 * dots), text, font=font, fill=80)
    return stamp.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


@pytest.mark.parametrize(
    ("lines", "in_frames", "degree"),
    [
        (["UBND TỈNH", "MẬT"], [], "MẬT"),
        (["TUYẾỆT MẬT"], [], "TUYỆT MẬT"),
        (["TỐI MẬI"], [], "TỐI MẬT"),
        (["KẾ HOẠCH"], ["TỎI MẬT"], "TỐI MẬT"),
        (["KẾ HOẠCH"], ["T LMẬT"], "MẬT"),
        (["Mật", "mật ong"], [], ""),
        (["BÍ MẬT", "MẬT ĐỘ", "TỔ CHỨC"], ["HỎA TỐC", "Đến ngày"], ""),
    ],
)
def test_a_degree_is_told_although_a_letter_is_wrong(
    lines: list[str], in_frames: list[str], degree: str
) -> None:
    assert degree_meant(lines, in_frames) == degree


def test_what_stands_in_an_askew_frame_is_found_and_table_cells_are_not() -> None:
    page = Image.new("L", (827, 1169), 255)
    page.paste(_stamp("TỐI MẬT", 100, 4), (90, 160))
    draw = ImageDraw.Draw(page)
    for column in range(3):
        draw.rectangle((100 + 200 * column, 400, 300 + 200 * column, 430), outline=0)
    draw.rectangle((90, 700, 200, 740), outline=0)  # in the lower half
    (inside,) = framed(Sheet(page, 100, ()))
    ink = inside.point(lambda grey: 255 * (grey < 128)).getbbox()
    assert ink is not None
    assert inside.width - (ink[2] - ink[0]) > 24  # the letters are left, the frame is not


@pytest.mark.slow
def test_a_stamped_scan_is_refused_with_and_without_tesseract(tmp_path: Path) -> None:
    paper: Paper = plan(150)
    page = paper.pages[0].copy()
    page.paste(_stamp("TỐI MẬT", 150, 2.5), (75, 38))
    path = save([spoiled(page, 1, degrees=0.4)], tmp_path / "quet.png", 150)
    forget_installation()
    with pytest.raises(DocumentError) as refused:
        read_text(path, path.name, FileLimits())
    assert refused.value.code == ("secret" if ocr_present() else "needs_ocr")
