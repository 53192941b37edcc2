"""Stamps of secrecy on a scan: in a frame, askew or smudged, where a reading of the page fails.

Form and colour of the stamps are those of the circulars on the protection of state secrets: the
degree in capitals within a rectangular frame, near the top of the first page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

import numpy as np
from PIL import Image
from scipy import ndimage  # type: ignore[import-untyped]

from ingest.page_image import Sheet, ink_of
from knowledge.text import fold

_DEGREES = {"mat": "MẬT", "toimat": "TỐI MẬT", "tuyetmat": "TUYỆT MẬT"}
_SHORTEST_BLURRED = 6
"""Letters from which a degree is told although one letter is wrong."""
_LONGEST = 10
"""Letters of the longest reading of a degree in a frame."""
_TOP = 0.5
"""Share of the page, from its top, in which stamps are looked for."""
_HEIGHTS, _WIDTHS = (0.18, 0.9), (0.45, 2.8)
"""Inches of the smallest and largest frame, an askew one included."""
_HOLLOW, _FULL = 0.45, 0.55
"""Shares of its box: a frame's own ink has no more, with what it encloses it has no less."""
_WHITE = 255


def framed(sheet: Sheet) -> Iterator[Image.Image]:
    """Yield what stands in the small frames in the upper half of a page, without the frames."""
    page = np.asarray(sheet.image)[: round(sheet.image.height * _TOP)]
    ink = ndimage.binary_dilation(ink_of(sheet.image)[: len(page)])  # closes gaps of a stamp
    marks, _ = ndimage.label(ink, structure=np.ones((3, 3)))
    for number, box in enumerate(ndimage.find_objects(marks), start=1):
        height, width = ((side.stop - side.start) / sheet.dots for side in box)
        if not (_HEIGHTS[0] < height < _HEIGHTS[1] and _WIDTHS[0] < width < _WIDTHS[1]):
            continue
        frame = marks[box] == number
        filled = ndimage.binary_fill_holes(frame)
        if frame.mean() <= _HOLLOW and filled.mean() >= _FULL:
            inside = np.where(filled & ~ndimage.binary_dilation(frame), page[box], _WHITE)
            yield Image.fromarray(np.pad(inside.astype(np.uint8), sheet.dots // 8,
                                         constant_values=_WHITE))  # fmt: skip


def degree_meant(lines: Iterable[str], in_frames: Iterable[str]) -> str:
    """Return the degree of secrecy that a page is stamped with; empty for none.

    Args:
        lines: lines, or columns of lines, as recognised.
        in_frames: what was recognised in small frames; all that ends in "MẬT" there is a degree.
    """
    for letters in filter(str.isupper, map(_letters, lines)):
        for plain, degree in _DEGREES.items():
            if _is_reading_of(plain, fold(letters)):
                return degree
    for letters in filter(str.isupper, map(_letters, in_frames)):
        read = fold(letters)
        if read.endswith("mat") and len(read) <= _LONGEST:
            return next((d for plain, d in _DEGREES.items() if _is_reading_of(plain, read)), "MẬT")
    return ""


def _letters(reading: str) -> str:
    return "".join(letter for letter in reading if letter.isalpha())


def _is_reading_of(plain: str, letters: str) -> bool:
    if letters == plain or len(plain) < _SHORTEST_BLURRED:
        return letters == plain
    blocks = SequenceMatcher(None, letters, plain, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return max(len(letters), len(plain)) - same <= 1
