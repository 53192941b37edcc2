"""Scans made for tests: texts set on A4 pages as offices set them, then spoiled as scanners do.

A program in Tesseract's place gives the words of the pages, so that tests need no Tesseract.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.tesseract import forget_installation

_INCHES = (8.27, 11.69)
_MARGIN, _LEADING = 0.9, 1.35  # inches; line height in parts of the letter height

TABLE = [
    ["STT", "Huyện, thành phố", "Hộ nghèo đầu năm", "Chỉ tiêu giảm"],
    ["1", "Ba Bể", "3.215 hộ", "420 hộ"],
    ["2", "Chợ Đồn", "2.108 hộ", "310 hộ"],
    ["3", "Na Rì", "2.790 hộ", "385 hộ"],
]

SetWord = tuple[str, tuple[int, int, int, int], tuple[int, int]]
"""A word, its box in pixels, the numbers of its paragraph and line."""


@dataclass(slots=True)
class Paper:
    """Pages of a document, filled from top to bottom.

    Attributes:
        dots: resolution, dots per inch.
        points: size of the letters.
        family: font family; "serif" is matplotlib's own.
        pages: the pages so far.
        words: of each page the words in order.
        body: the paragraphs and cells.
    """

    dots: int = 200
    points: float = 13
    family: str = "serif"
    pages: list[Image.Image] = field(default_factory=list)
    words: list[list[SetWord]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    _top: float = 0
    _paragraph: int = 0
    _line: int = 0

    def heads(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Set two columns beside each other, as in a letterhead; a line after "*" is bold."""
        start = self._room(max(len(left), len(right)))
        for at in range(max(len(left), len(right))):
            self._top = start + at * self._height
            self._paragraph += 1
            for lines, centre in ((left, 0.27), (right, 0.68)):
                if at < len(lines):
                    text = lines[at]
                    self._centred(text.lstrip("*"), centre, bold=text.startswith("*"))
        self._top += 1.6 * self._height

    def centred(self, *lines: str, bold: bool = True) -> None:
        """Set lines in the middle of the page."""
        self._paragraph += 1
        for line in lines:
            self._top = self._room(1)
            self._line += 1
            self._centred(line, 0.5, bold=bold)
            self._top += self._height
        self._top += self._height * 0.3

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """Set a paragraph, both edges straight, its first line indented."""
        self.body.append(text)
        font, indent = self._font(bold), 0.4 * self.dots
        lines = list(_broken(text, font, self._width, indent))
        self._paragraph += 1
        for number, words in enumerate(lines):
            shift = indent if number == 0 else 0
            gap = font.getlength(" ")
            if number < len(lines) - 1 and len(words) > 1:
                free = self._width - shift - sum(font.getlength(word) for word in words)
                gap = free / (len(words) - 1)
            self._top = self._room(1)
            self._line += 1
            self._set(words, self._margin + shift, self._top, font, gap)
            self._top += self._height
        self._top += self._height * 0.25

    def table(self, rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """Set a table with ruled lines; ``shares`` are the widths of its columns."""
        font, pad = self._font(bold=False), 0.06 * self.dots
        for row in rows:
            self.body += row
            cells = [
                list(_broken(cell, font, share * self._width - 2 * pad, 0))
                for cell, share in zip(row, shares, strict=True)
            ]
            tall = max(map(len, cells))
            self._top = self._room(tall + 1)
            left, bottom = self._margin, self._top + tall * self._height + pad
            self._paragraph += 1
            for lines, share in zip(cells, shares, strict=True):
                right = left + share * self._width
                box = (left, self._top, right, bottom)
                self._draw.rectangle(box, outline=40, width=max(self.dots // 100, 1))
                for number, words in enumerate(lines):
                    top = self._top + number * self._height
                    self._set(words, left + pad, top, font, font.getlength(" "))
                left = right
            self._top = bottom
        self._top += self._height * 0.5

    @property
    def _height(self) -> float:
        return self.points / 72 * self.dots * _LEADING

    @property
    def _margin(self) -> float:
        return _MARGIN * self.dots

    @property
    def _width(self) -> float:
        return (_INCHES[0] - 2 * _MARGIN) * self.dots

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.pages[-1])

    def _font(self, bold: bool) -> ImageFont.FreeTypeFont:
        return font_of(self.family, self.points, self.dots, bold=bold)

    def _room(self, lines: int) -> float:
        """Return where the next lines stand; a full page is followed by a new one."""
        bottom = (_INCHES[1] - _MARGIN) * self.dots
        if not self.pages or self._top + lines * self._height > bottom:
            size = (round(_INCHES[0] * self.dots), round(_INCHES[1] * self.dots))
            self.pages.append(Image.new("L", size, 255))
            self.words.append([])
            return self._margin
        return self._top

    def _centred(self, text: str, centre: float, *, bold: bool) -> None:
        font = self._font(bold)
        left = centre * _INCHES[0] * self.dots - font.getlength(text) / 2
        self._set(text.split(), left, self._top, font, font.getlength(" "))

    def _set(
        self,
        words: Sequence[str],
        left: float,
        top: float,
        font: ImageFont.FreeTypeFont,
        gap: float,
    ) -> None:
        for word in words:
            self._draw.text((left, top), word, font=font, fill=30)
            right = left + font.getlength(word)
            box = (round(left), round(top), round(right), round(top + self._height / _LEADING))
            self.words[-1].append((word, box, (self._paragraph, self._line)))
            left = right + gap


def font_of(family: str, points: float, dots: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return a font of matplotlib's."""
    wanted = font_manager.FontProperties(family=family, weight="bold" if bold else "normal")
    return ImageFont.truetype(font_manager.findfont(wanted), points / 72 * dots)


def tesseract_table(words: Sequence[SetWord]) -> str:
    """Return the words of a page as Tesseract would give them."""
    head = "level page_num block_num par_num line_num word_num left top width height conf text"
    rows = ["\t".join(head.split())]
    for text, (left, top, right, bottom), (paragraph, line) in words:
        place = (5, 1, 1, paragraph, line, 1, left, top, right - left, bottom - top, 96, text)
        rows.append("\t".join(map(str, place)))
    return "\n".join(rows) + "\n"


def spoiled(page: Image.Image, seed: int, *, degrees: float = 0.6, noise: int = 12) -> Image.Image:
    """Return a page as a scanner gives it: askew, blurred a little, grey and speckled."""
    random = np.random.default_rng(seed)
    askew = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    grey = np.asarray(askew.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.int16)
    grey = grey - 12 + random.normal(0, noise, grey.shape).astype(np.int16)
    specks = random.random(grey.shape)
    grey[specks < 0.0006] = 20
    grey[specks > 0.9994] = 250
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def save(pages: Sequence[Image.Image], path: Path, dots: int) -> Path:
    """Write pages as one file: ``.pdf`` and ``.tif`` hold several, ``.png`` and ``.jpg`` one."""
    first, *others = [page.copy() for page in pages]  # Pillow notes on a page how it was saved
    more = {"save_all": True, "append_images": others} if others else {}
    size = {"resolution": dots} if path.suffix == ".pdf" else {"dpi": (dots, dots)}
    first.save(path, **size, **more)
    return path


@cache
def plan(dots: int) -> Paper:
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


def put_stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, tables: Sequence[str]) -> None:
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


def _broken(
    text: str, font: ImageFont.FreeTypeFont, width: float, indent: float
) -> Iterator[list[str]]:
    """Yield the words of each line."""
    line: list[str] = []
    room = width - indent
    for word in text.split():
        if line and font.getlength(" ".join([*line, word])) > room:
            yield line
            line, room = [], width
        line.append(word)
    if line:
        yield line
