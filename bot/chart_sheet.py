"""The page a picture is drawn on: places in pixels, texts that are fitted into their room."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle

WIDTH, HEIGHT = 1080, 1350
"""Size of the picture in pixels."""

MARGIN = 54
"""Pixels left free on each side."""

INK, PALE = "#1c2126", "#5b6670"

_DPI = 150
_SMALLEST = 0.6
"""Share of its size to which a text may shrink before it is cut or broken within words."""
_LINE_SPACING = 1.2
_WHITE_SPACE = re.compile(r"[^\S\u00a0]+")  # a no-break space holds its neighbours together
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


class Sheet:
    """One picture in the making.

    Attributes:
        figure: what has been drawn so far.
    """

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
        canvas = FigureCanvasAgg(self.figure)
        self._renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        # DejaVu Sans comes with matplotlib and holds every Vietnamese letter.
        self._files = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
        self._glyphs = {
            bold: frozenset(get_font(str(file)).get_charmap()) for bold, file in self._files.items()
        }

    def fill(self, top: float, bottom: float, colour: str) -> None:
        """Fill the whole width between two heights, counted in pixels from the top."""
        low, high = 1 - bottom / HEIGHT, 1 - top / HEIGHT
        self.figure.add_artist(Rectangle((0, low), 1, high - low, color=colour, linewidth=0))

    def axes(self, top: float, bottom: float) -> Axes:
        """Return an empty plot between the margins and two heights."""
        return self.figure.add_axes(
            (MARGIN / WIDTH, 1 - bottom / HEIGHT, 1 - 2 * MARGIN / WIDTH, (bottom - top) / HEIGHT),
            frameon=False,
            xticks=[],
            yticks=[],
        )

    def write(
        self,
        text: str,
        at: float,
        *,
        size: float,
        colour: str = INK,
        bold: bool = False,
        lines: int = 1,
        upwards: bool = False,
    ) -> float:
        """Write a text between the margins.

        Args:
            text: any text; what the font does not hold is left out.
            at: height of its upper edge, or of its lower one when ``upwards``.
            size: in points, where the room allows.
            colour: of the letters.
            bold: whether to write in bold.
            lines: how many it may take; what does not fit is cut.
            upwards: whether ``at`` is the lower edge.

        Returns:
            Height of the other edge.
        """
        shown, fitting = self._fitted(text, WIDTH - 2 * MARGIN, size, bold=bold, lines=lines)
        drawn = self.figure.text(
            MARGIN / WIDTH,
            1 - at / HEIGHT,
            shown,
            fontproperties=self._font(fitting, bold=bold),
            color=colour,
            va="bottom" if upwards else "top",
            linespacing=_LINE_SPACING,
            parse_math=False,
        )
        height: float = drawn.get_window_extent(self._renderer).height
        return at - height if upwards else at + height

    def label(
        self,
        axes: Axes,
        text: str,
        at: tuple[float, float],
        away: tuple[float, float],
        room: float,
        *,
        size: float,
        colour: str = INK,
        bold: bool = False,
        boxed: bool = True,
        lines: int = 2,
    ) -> None:
        """Write a text beside a point of a plot, at most ``room`` pixels wide, never cut.

        Args:
            axes: the plot.
            text: any text.
            at: the point, in the plot's own numbers.
            away: distance from the point in pixels, to the right and up; a negative one puts the
                text on that side, zero to the right centres it.
            room: greatest width.
            size: in points, where the room allows.
            colour: of the letters.
            bold: whether to write in bold.
            boxed: whether to whiten what lies behind.
            lines: lines it may run over before it is set smaller.
        """
        shown, fitting = self._fitted(text, room, size, bold=bold, lines=lines, cut=False)
        side = "center" if away[0] == 0 else "left" if away[0] > 0 else "right"
        axes.annotate(
            shown,
            at,
            xytext=away,
            textcoords="offset pixels",
            fontproperties=self._font(fitting, bold=bold),
            color=colour,
            ha=side,
            ma=side,
            va="bottom" if away[1] > 0 else "top",
            linespacing=_LINE_SPACING,
            annotation_clip=False,
            parse_math=False,
            zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
            if boxed
            else None,
        )

    def font(self, size: float) -> FontProperties:
        """Return the page's font, for texts that matplotlib places itself."""
        return self._font(size, bold=False)

    def _font(self, size: float, *, bold: bool) -> FontProperties:
        return FontProperties(fname=str(self._files[bold]), size=size)

    def _fitted(
        self, text: str, room: float, size: float, *, bold: bool, lines: int, cut: bool = True
    ) -> tuple[str, float]:
        """Return ``text`` in lines no wider than ``room``, and the size at which they are."""
        glyphs = self._glyphs[bold]
        composed = unicodedata.normalize("NFC", text)
        words = _WHITE_SPACE.sub(
            " ", "".join(c for c in composed if ord(c) in glyphs or c.isspace())
        ).split(" ")
        shrunk = size
        while shrunk > size * _SMALLEST:
            found = self._wrapped(words, room, shrunk, bold=bold)
            widest = max((self._width(line, shrunk, bold=bold) for line in found), default=0)
            if len(found) <= lines and widest <= room:
                return "\n".join(found), shrunk
            shrunk -= 0.5
        found = self._wrapped(self._broken(words, room, shrunk, bold), room, shrunk, bold=bold)
        if cut and len(found) > lines:
            found = [*found[: lines - 1], self._cut(found[lines - 1], room, shrunk, bold)]
        return "\n".join(found), shrunk

    def _wrapped(self, words: list[str], room: float, size: float, *, bold: bool) -> list[str]:
        lines: list[str] = []
        for word in words:
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._width(longer, size, bold=bold) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _broken(self, words: list[str], room: float, size: float, bold: bool) -> list[str]:
        """Return the words, those wider than ``room`` in pieces."""
        pieces = []
        for word in " ".join(words).replace("\u00a0", " ").split(" "):
            piece = ""
            for letter in word:
                if piece and self._width(piece + letter, size, bold=bold) > room:
                    pieces.append(piece)
                    piece = ""
                piece += letter
            pieces.append(piece)
        return pieces

    def _cut(self, line: str, room: float, size: float, bold: bool) -> str:
        while line and self._width(line + "…", size, bold=bold) > room:
            line = line[:-1]
        return line.rstrip(" ,") + "…"

    def _width(self, text: str, size: float, *, bold: bool) -> float:
        font = self._font(size, bold=bold)
        width, _, _ = self._renderer.get_text_width_height_descent(text, font, ismath=False)
        return float(width)
