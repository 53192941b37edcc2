"""A page as it was scanned, made straight; its ruled tables found, their lines taken away.

Tesseract loses what stands in a ruled table, so the lines go before it reads, and the words are
put back into the cells by where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter
from scipy import ndimage  # type: ignore[import-untyped]

_PAPER_INCHES = 8.27
"""Width of the sheet where an image does not tell its resolution."""
_PLAUSIBLE_INCHES = (4.0, 13.0)
"""Width of the sheet that a stated resolution must give: cameras state one that means nothing."""
_FINEST_DOTS = 300
"""Resolution to which a finer scan is brought, dots per inch; more gives no better reading."""
_LARGEST_PIXELS = 60_000_000
_WHITE = 255
_SHADE_PIXELS = 16
"""Side of the squares over which the shade of the paper is taken."""
_GRAIN = 0.88
"""Share of the paper's brightness above which a pixel is paper."""
_SPECK_RADIUS = 0.7
"""Pixels over which a page is smoothed, so that its grain is no letter."""
_STEEPEST, _STEP, _FINE_STEP = 4.0, 0.5, 0.1
"""Degrees of skew that are looked for, and how finely."""
_PROBE_WIDTH = 700
"""Width in pixels at which skew is measured."""
_SHORTEST_LINE = 0.35
"""Inches of the shortest line of a table; letters are lower."""
_SOLID = 0.9
"""Share of a line that must be ink."""
_LOWEST_LETTER = 0.05
"""Inches of height under which a mark is a dash or a speck."""
_MEETING = 0.04
"""Inches within which lines meet, or are one."""
_LONG_SHARE = 0.3
"""Share of a table's width or height from which a line parts its rows or columns."""

Pixels = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruled lines of a table, in pixels.

    Attributes:
        across: heights of the lines that part its rows, from the top.
        down: places of the lines that part its columns, from the left.
    """

    across: tuple[int, ...]
    down: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page ready to be read.

    Attributes:
        image: upright, without the lines of tables.
        dots: its resolution, dots per inch.
        grids: its tables, from the top.
    """

    image: Image.Image
    dots: int
    grids: tuple[Grid, ...]


def prepare(page: Image.Image) -> Sheet:
    """Return a page straightened and without ruled lines.

    Raises:
        ValueError: the image is larger than any sheet of paper.
    """
    if page.width * page.height > _LARGEST_PIXELS:
        raise ValueError("image too large")
    dots = _dots(page)
    grey = _on_white(page)
    if dots > _FINEST_DOTS:
        size = (grey.width * _FINEST_DOTS // dots, grey.height * _FINEST_DOTS // dots)
        grey, dots = grey.resize(size, Image.Resampling.LANCZOS), _FINEST_DOTS
    grey = _whitened(grey.filter(ImageFilter.GaussianBlur(_SPECK_RADIUS)))
    angle = _skew(grey)
    if abs(angle) > _FINE_STEP / 2:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_WHITE)
    ink = ink_of(grey)
    length = round(_SHORTEST_LINE * dots)
    across, down = _lines(ink, length, axis=1), _lines(ink, length, axis=0)
    grids, ruled = _grids(across, down, round(_MEETING * dots))
    if grids:
        pixels = np.array(grey)
        pixels[ndimage.binary_dilation(ruled, iterations=2)] = _WHITE
        grey = Image.fromarray(pixels)
    return Sheet(grey, dots, grids)


def holds_letters(cell: Image.Image, dots: int) -> bool:
    """Tell whether something as high as a letter stands in a cell of a prepared page."""
    rows = (np.asarray(cell) < _WHITE // 2).any(axis=1)
    return int(rows.sum()) >= _LOWEST_LETTER * dots


def _dots(page: Image.Image) -> int:
    stated = float(page.info.get("dpi", (0, 0))[0])
    low, high = _PLAUSIBLE_INCHES
    if low * stated <= min(page.size) <= high * stated:
        return round(stated)
    return max(round(min(page.size) / _PAPER_INCHES), 1)


def _on_white(page: Image.Image) -> Image.Image:
    if page.mode in ("RGBA", "LA", "PA") or "transparency" in page.info:
        page = page.convert("RGBA")
        page = Image.alpha_composite(Image.new("RGBA", page.size, "white"), page)
    return page.convert("L")


def _whitened(grey: Image.Image) -> Image.Image:
    """Return a page on white paper: shadows and the grain of the paper are no letters."""
    coarse = grey.reduce(_SHADE_PIXELS).filter(ImageFilter.MaxFilter(5))
    paper = coarse.filter(ImageFilter.GaussianBlur(2)).resize(grey.size, Image.Resampling.BILINEAR)
    shares = np.asarray(grey, dtype=np.float32) / np.maximum(np.asarray(paper), 1)
    ink = float(np.percentile(shares[::4, ::4], 1))
    spread = (shares - ink) / max(_GRAIN - ink, 0.1)
    return Image.fromarray((np.clip(spread, 0, 1) * _WHITE).astype(np.uint8))


def ink_of(grey: Image.Image) -> Pixels:
    """Return where there is ink, by Otsu's threshold."""
    pixels = np.asarray(grey)
    counts = np.bincount(pixels[::2, ::2].ravel(), minlength=256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return pixels <= int(np.argmax(np.nan_to_num(apart)))


def _skew(grey: Image.Image) -> float:
    """Return the degrees by which a page must be turned: its lines of text then part best."""
    small = grey.resize((_PROBE_WIDTH, max(_PROBE_WIDTH * grey.height // grey.width, 1)))
    ink = Image.fromarray(ink_of(small).astype(np.uint8) * 255)

    def parting(angle: float) -> int:
        rows = np.asarray(ink.rotate(angle)).sum(axis=1, dtype=np.int64)
        return int((np.diff(rows) ** 2).sum())

    steps = round(_STEEPEST / _STEP)
    best = max((n * _STEP for n in range(-steps, steps + 1)), key=parting)
    fine = round(_STEP / _FINE_STEP)
    return max((best + n * _FINE_STEP for n in range(-fine, fine + 1)), key=parting)


def _lines(ink: Pixels, length: int, axis: int) -> Pixels:
    """Return the pixels of straight lines along an axis that are at least so long."""
    filled = ndimage.uniform_filter1d(ink.astype(np.float32), length, axis=axis) >= _SOLID
    whole: Pixels = ndimage.maximum_filter1d(filled, length, axis=axis) & ink
    return whole


def _grids(across: Pixels, down: Pixels, meeting: int) -> tuple[tuple[Grid, ...], Pixels]:
    """Return the tables that lines make which meet, and the pixels of their lines."""
    lines = across | down
    nets, _ = ndimage.label(ndimage.binary_dilation(lines, iterations=meeting))
    found: list[Grid] = []
    ruled = np.zeros_like(lines)
    for number, box in enumerate(ndimage.find_objects(nets), start=1):
        own = nets[box] == number  # a frame around the page holds other tables
        height, width = own.shape
        rows = _edges((across[box] & own).sum(axis=1) > _LONG_SHARE * width, meeting)
        columns = _edges((down[box] & own).sum(axis=0) > _LONG_SHARE * height, meeting)
        if len(rows) > 1 and len(columns) > 1 and len(rows) + len(columns) > 4:
            found.append(
                Grid(
                    tuple(box[0].start + row for row in rows),
                    tuple(box[1].start + column for column in columns),
                )
            )
            ruled[box] |= lines[box] & own
    return tuple(found), ruled


def _edges(marked: Pixels, meeting: int) -> list[int]:
    """Return the middles of runs of marked places, near ones taken together."""
    places = np.flatnonzero(marked)
    if not len(places):
        return []
    groups = np.split(places, np.flatnonzero(np.diff(places) > meeting) + 1)
    return [int(group.mean()) for group in groups]
