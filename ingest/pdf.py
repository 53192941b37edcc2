"""PDF files to lines of text: the text layer where a page has one, else its picture recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]

from ingest.encoding import FontRun
from ingest.office import Extract, TextBlock, pages_left_out, to_extract
from ingest.pacing import MOST_PAGES
from ingest.refusals import sentences
from ingest.tesseract import ocr_present

_STAMP_LETTERS = 400
"""Letters up to which the text layer of a picture of a page is only a stamp put on it."""
_PICTURE_SHARE = 0.5
"""Share of a page that a picture of it covers."""
_DRAWN_LETTERS = 100
"""Shapes on a page without letters from which they may be letters drawn as outlines."""
_FINEST_DOTS = 300
_LARGEST_SIDE = 9_000
"""Pixels of the longer side of a rendered page."""
_POINTS_PER_INCH = 72


def extract_pdf(path: Path, max_pages: int) -> Extract:
    """Return the text of a PDF, page by page.

    A page that is a picture is recognised where Tesseract is installed, even when a digital
    signature left some words on it.

    Args:
        path: the file.
        max_pages: pages after this one are not read, and a notice says so.

    Raises:
        ScanError: Tesseract failed.
        Exception: whatever pdfplumber raises on a damaged or locked file.
    """
    blocks: list[TextBlock] = []
    recognised, unread = 0, list[int]()
    with pdfplumber.open(path) as pdf:
        pages = len(pdf.pages)
        most = max_pages
        for page in pdf.pages[:max_pages]:
            if _is_picture(page) and ocr_present():
                if recognised == MOST_PAGES:
                    most = page.page_number - 1
                    break
                blocks += _recognised(path, page)
                recognised += 1
            else:
                if _is_picture(page):
                    unread.append(page.page_number)
                blocks.extend(_page_blocks(page))
            page.close()
    extract = to_extract(blocks, wrapped=True)
    extract.notices += pages_left_out(pages, most)
    extract.recognised = bool(recognised)
    if unread:
        pages_unread = _page_ranges(unread)
        extract.notices.append(sentences()("ingest_read.pictures_unread", pages=pages_unread))
    return extract


def _page_ranges(numbers: Sequence[int]) -> str:
    """Return rising page numbers as an official writes them: ``"2, 5-7"``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _is_picture(page: Any) -> bool:
    """Tell whether a page is a scan: a picture covers it, and hardly a word is written on it."""
    letters = sum(1 for character in page.chars if str(character["text"]).isalnum())
    if not letters:
        return bool(page.images) or len(page.curves) + len(page.rects) >= _DRAWN_LETTERS
    # Some scanners cut a page into strips.
    covered = sum(float(image["width"]) * float(image["height"]) for image in page.images)
    return letters <= _STAMP_LETTERS and covered >= _PICTURE_SHARE * float(page.width * page.height)


def _recognised(path: Path, page: Any) -> list[TextBlock]:
    """Return what stands on the picture of a page, at the resolution at which it was scanned."""
    from ingest.scan import recognised_page  # late: only scans need what it loads

    widths = [
        float(image["srcsize"][0]) / float(image["width"])
        for image in page.images
        if float(image["width"]) >= _PICTURE_SHARE * float(page.width)
    ]
    dots = min(max(widths) * _POINTS_PER_INCH, _FINEST_DOTS) if widths else _FINEST_DOTS
    dots = min(dots, _LARGEST_SIDE * _POINTS_PER_INCH / float(max(page.width, page.height)))
    with pypdfium2.PdfDocument(path) as pdf:
        bitmap = pdf[page.page_number - 1].render(scale=dots / _POINTS_PER_INCH, grayscale=True)
        picture = bitmap.to_pil()
    picture.info["dpi"] = (dots, dots)
    return recognised_page(picture, page.page_number)


def _page_blocks(page: Any) -> Iterator[TextBlock]:
    """Yield the paragraphs and tables of one PDF page from top to bottom."""
    number = int(page.page_number)
    cursor = 0.0
    for table in sorted(page.find_tables(), key=lambda found: float(found.bbox[1])):
        yield from _band(page, cursor, table.bbox[1], number)
        font = _main_font(page.crop(table.bbox, strict=False).chars)
        rows = [[FontRun(cell or "", font) for cell in row] for row in table.extract()]
        yield TextBlock(rows=rows, page=number)
        cursor = table.bbox[3]
    yield from _band(page, cursor, page.height, number)


def _band(page: Any, top: float, bottom: float, number: int) -> Iterator[TextBlock]:
    """Yield the lines between two heights, each in the font most of it is set in."""
    if bottom - top >= 1:
        lines = page.crop((0, top, page.width, bottom)).extract_text_lines()
        runs = [FontRun(f"{line['text']}\n", _main_font(line["chars"])) for line in lines]
        if runs:
            yield TextBlock(runs=runs, page=number)


def _main_font(characters: list[dict[str, Any]]) -> str:
    counts = Counter(str(character.get("fontname") or "") for character in characters)
    return counts.most_common(1)[0][0] if counts else ""
