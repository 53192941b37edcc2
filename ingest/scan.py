"""Page images and scanned PDF files to text, by Tesseract with its Vietnamese model."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.office import Extract, pages_left_out

_LANGUAGE = "vie"
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
_SECONDS_PER_PAGE = 120
MOST_PAGES = 200
"""Pages of one file that are recognised; recognition takes several seconds a page."""


class ScanError(Exception):
    """Recognition failed: the image is damaged, or took too long."""


@cache
def ocr_present() -> bool:
    """Tell whether Tesseract and its Vietnamese model are installed."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    command = [program, "--list-langs"]
    listed = subprocess.run(command, capture_output=True, timeout=30, check=False)  # noqa: S603 - our own program
    return _LANGUAGE in (listed.stdout + listed.stderr).decode("utf-8", "replace").split()


def extract_image(path: Path) -> Extract:
    """Return the text of a page image; a file of several images has several pages.

    Raises:
        ScanError: see the class.
    """
    extract = Extract(wrapped=True)
    for number, text in enumerate(_recognised(path).split("\f"), start=1):
        _add(extract, text, number)
    return extract


def extract_scanned_pdf(path: Path, max_pages: int) -> Extract:
    """Return the text of a PDF whose pages are images.

    Args:
        path: the file.
        max_pages: pages after this one, or after :data:`MOST_PAGES`, are not read, and a notice
            says so.

    Raises:
        ScanError: see the class.
    """
    extract = Extract(wrapped=True)
    with tempfile.TemporaryDirectory() as folder:
        most = min(max_pages, MOST_PAGES)
        for number, image in _page_images(path, most, Path(folder)):
            _add(extract, _recognised(image), number)
            image.unlink()
    extract.notices += pages_left_out(_page_count(path), most)
    return extract


def _page_count(path: Path) -> int:
    import pypdfium2  # type: ignore[import-untyped]

    with pypdfium2.PdfDocument(path) as pdf:
        return len(pdf)


def _page_images(path: Path, pages: int, folder: Path) -> Iterator[tuple[int, Path]]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        for index in range(min(len(pdf), pages)):
            target = folder / f"{index}.png"
            bitmap = pdf[index].render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH, grayscale=True)
            bitmap.to_pil().save(target)
            yield index + 1, target


def _recognised(image: Path) -> str:
    program = shutil.which("tesseract") or "tesseract"
    command = [program, str(image), "stdout", "-l", _LANGUAGE, "--psm", "3"]
    try:
        # The path is given whole, so no file name is taken for an option.
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=_SECONDS_PER_PAGE, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ScanError(image.name) from error
    return done.stdout.decode("utf-8", "replace")


def _add(extract: Extract, text: str, page: int) -> None:
    for line in text.strip().splitlines():
        extract.add(line, page)
