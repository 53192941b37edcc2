"""Tesseract: whether it is installed with Vietnamese, and what it reads on an image."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from io import BytesIO

from PIL import Image

_LANGUAGE, _ORIENTATION = "vie", "osd"
_LISTING_SECONDS = 30
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
"""Its threads take twice the processor's time for the same page; files are read side by side."""
_ROTATE = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)


class ScanError(Exception):
    """Recognition failed: the image is damaged, or is none."""


@cache
def _languages() -> frozenset[str]:
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listed = subprocess.run(  # noqa: S603 - our own program
        [program, "--list-langs"], capture_output=True, timeout=_LISTING_SECONDS, check=False
    )
    return frozenset((listed.stdout + listed.stderr).decode("utf-8", "replace").split())


def ocr_present() -> bool:
    """Tell whether Tesseract and its Vietnamese model are installed."""
    return _LANGUAGE in _languages()


def forget_installation() -> None:
    """Look for the program anew at the next question."""
    _languages.cache_clear()


def read_words_table(image: Image.Image, dots: int, *, one_block: bool = False) -> str:
    """Return the words on an image as Tesseract's table of tab-separated values.

    Args:
        image: an upright page.
        dots: its resolution, dots per inch.
        one_block: whether it is lines one below the other, and nothing else.

    Raises:
        ScanError: see the class.
    """
    layout = "6" if one_block else "3"
    return _run(image, "-l", _LANGUAGE, "--psm", layout, "--dpi", str(dots), "tsv")


def quarter_turn(image: Image.Image) -> int:
    """Return by how many degrees clockwise a page must be turned to stand upright; 0 if unknown."""
    if _ORIENTATION not in _languages():
        return 0
    try:
        found = _ROTATE.search(_run(image, "-l", _ORIENTATION, "--psm", "0"))
    except ScanError:  # it finds too few letters to tell
        return 0
    return int(found.group(1)) if found else 0


def _run(image: Image.Image, *options: str) -> str:
    written = BytesIO()
    image.save(written, "PPM")  # not compressed: it goes through a pipe
    program = shutil.which("tesseract") or "tesseract"
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no name of a file
            [program, "stdin", "stdout", *options],
            input=written.getvalue(),
            capture_output=True,
            env={**os.environ, **_ONE_THREAD},
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ScanError(program) from error
    return done.stdout.decode("utf-8", "replace")
