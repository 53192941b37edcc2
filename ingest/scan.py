"""Page images to text: made straight, read by Tesseract, tables put together again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

from ingest.encoding import FontRun
from ingest.office import Extract, TextBlock, pages_left_out, to_extract
from ingest.pacing import MOST_PAGES, page_of_scan
from ingest.page_image import Sheet, holds_letters, prepare
from ingest.page_text import (
    COLUMNS,
    Part,
    Word,
    empty_cells,
    mean_confidence,
    read_words,
    set_page,
)
from ingest.stamps import degree_meant, framed
from ingest.tesseract import quarter_turn, read_words_table

_INSET, _GAP = 0.02, 0.2
"""Inches left out along the lines of a cell, and put between cells that are read again."""
_TOP_PARTS = 24
"""Lines and gaps, from the top, of a letterhead in which a stamp stands."""
_DOUBTFUL = 60
"""Confidence, 0 to 100, under which a page may lie on its side or upside down."""


def extract_image(path: Path) -> Extract:
    """Return the text of a page image; a file of several images has several pages.

    Raises:
        ScanError: Tesseract failed.
        Exception: whatever Pillow raises on a damaged image.
    """
    blocks: list[TextBlock] = []
    with Image.open(path) as file:
        frames = getattr(file, "n_frames", 1)
        for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
            if number > MOST_PAGES:
                break
            upright = ImageOps.exif_transpose(frame)  # a camera notes how it was held
            blocks += recognised_page(upright, number)
    extract = to_extract(blocks, wrapped=True)
    extract.recognised = True
    extract.notices += pages_left_out(frames, MOST_PAGES)
    return extract


def recognised_page(page: Image.Image, number: int) -> list[TextBlock]:
    """Return the lines and tables of one page image.

    Args:
        page: the image; its resolution is in ``info["dpi"]`` where known.
        number: the page's number, from 1.

    Raises:
        ScanError: Tesseract failed.
        ValueError: the image is larger than any sheet of paper.
    """
    with page_of_scan():
        sheet, words = _read(page)
        if mean_confidence(words) < _DOUBTFUL and (turn := quarter_turn(sheet.image)):
            turned = page.rotate(-turn, expand=True)
            turned.info = page.info
            again = _read(turned)
            if mean_confidence(again[1]) > mean_confidence(words):
                sheet, words = again
        parts = set_page(words, sheet.grids)
        if number == 1 and (degree := _degree(sheet, parts)):
            parts.insert(0, degree)
    return [_block(part, number) for part in parts]


def _degree(sheet: Sheet, parts: Sequence[Part]) -> str:
    """Return the degree of secrecy that a first page is stamped with; empty for none."""
    top = [column for part in parts[:_TOP_PARTS] if isinstance(part, str)
           for column in part.split(COLUMNS)]  # fmt: skip
    inside = (
        " ".join(
            word.text for word in read_words(read_words_table(stamp, sheet.dots, one_block=True))
        )
        for stamp in framed(sheet)
    )
    return degree_meant(top, inside)


def _read(page: Image.Image) -> tuple[Sheet, Sequence[Word]]:
    sheet = prepare(page)
    words = read_words(read_words_table(sheet.image, sheet.dots))
    return sheet, words + _overlooked(sheet, words)


def _overlooked(sheet: Sheet, words: Sequence[Word]) -> list[Word]:
    """Return what stands in cells of tables in which nothing was found, mostly a lone digit.

    Such cells are set one below the other and read as a text of their own.
    """
    cells = list(_cells_unread(sheet, words))
    if not cells:
        return []
    gap = round(_GAP * sheet.dots)
    tops = list(accumulate((bottom - top + gap for _, top, _, bottom in cells), initial=gap))
    widest = max(right - left for left, _, right, _ in cells)
    strip = Image.new("L", (widest + 2 * gap, tops[-1]), "white")
    for cell, top in zip(cells, tops, strict=False):
        strip.paste(sheet.image.crop(cell), (gap, top))
    found: list[Word] = []
    for word in read_words(read_words_table(strip, sheet.dots, one_block=True)):
        at = max(bisect_right(tops, (word.top + word.bottom) // 2) - 1, 0)
        left, top, _, _ = cells[at]
        found.append(word.moved(left - gap, top - tops[at]))
    return found


def _cells_unread(sheet: Sheet, words: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    inset = round(_INSET * sheet.dots)
    for grid in sheet.grids:
        for left, top, right, bottom in empty_cells(words, grid):
            cell = (left + inset, top + inset, right - inset, bottom - inset)
            has_room = min(right - left, bottom - top) > 3 * inset
            if has_room and holds_letters(sheet.image.crop(cell), sheet.dots):
                yield cell


def _block(part: Part, number: int) -> TextBlock:
    if isinstance(part, str):
        return TextBlock(runs=[FontRun(f"{part}\n")], page=number)
    return TextBlock(rows=[[FontRun(cell) for cell in row] for row in part], page=number)
