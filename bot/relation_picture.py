"""Draws a document among its relations: a portrait PNG that is read on a phone.

The document stands in the middle; above it what it acts on, below it what acts on it, in rows of
documents that are related in the same ways. Imports matplotlib, so whoever wires the assistant
imports this module late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from threading import Lock
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from bot.chart_sheet import HEIGHT, INK, MARGIN, PALE, WIDTH, Sheet
from knowledge.document_model import StateCode
from knowledge.document_text import local_name, short_state, vietnamese_date
from knowledge.documents import Document, Register
from knowledge.messages import Messages
from knowledge.relation_links import Direction, Neighbour, neighbours

MOST = 12
"""Documents drawn around one, at most."""

_COLOURS: dict[StateCode, str] = {
    "in_force": "#1b6e37",
    "ended": "#a8231c",
    "replaced": "#a8231c",
    "repealed": "#a8231c",
    "not_yet": "#14477d",
    "period_over": "#8a5200",
    "unknown": "#454f59",
    "unverified": "#454f59",
    "unchecked": "#454f59",
}
_ROW, _GAP = 124, 16  # height of a row where there is room, and what is left free of it, in pixels
_UNDER = 36  # between the document's box and the first row under it
_MIDDLE = 150  # height of the document's own box
_HEAD, _FOOT = 128, 64
_SPINE = MARGIN + 14
_LABEL_FROM, _LABEL_TO = _SPINE + 8, 312
_COLUMNS = ((344, 690), (700, WIDTH - MARGIN + 20))
_ONE_AT_A_TIME = Lock()  # matplotlib promises nothing about threads


class _Row(NamedTuple):
    """Up to two documents related in the same ways; ``label`` is empty where a row goes on."""

    label: str
    others: tuple[Document, ...]


def draw_relations(
    document: Document, register: Register, on: date, messages: Messages
) -> bytes | None:
    """Return the picture of a document's relations as PNG; safe to call from threads.

    Args:
        document: the document in the middle.
        register: its relations, facts only, and the states.
        on: the day states are given for.
        messages: sections ``picture`` and ``register``.

    Returns:
        The file; ``None`` when no relation is on file.
    """
    with _ONE_AT_A_TIME:
        figure = build_relations(document, register, on, messages)
        if figure is None:
            return None
        target = BytesIO()
        figure.savefig(target, format="png", metadata={"Software": None})
        return target.getvalue()


def build_relations(
    document: Document, register: Register, on: date, messages: Messages
) -> Figure | None:
    """Return the picture before it is made pixels; see :func:`draw_relations`."""
    related = neighbours(document, register)
    if not document.is_fact or not related:
        return None
    shown = related[:MOST]
    above = _rows(shown, "outgoing", messages)
    below = _rows(shown, "incoming", messages)
    picture = _Picture(document, register, on, messages, rows=len(above) + len(below))
    return picture.draw(above, below, left_out=len(related) - len(shown))


def _rows(shown: Sequence[Neighbour], direction: Direction, messages: Messages) -> list[_Row]:
    """Return the rows of one side, two documents in each."""
    sorts: dict[str, list[Document]] = {}
    for neighbour in shown:
        if neighbour.direction == direction:
            sorts.setdefault(_label(neighbour, messages), []).append(neighbour.other)
    # What matters most stands next to the document.
    ordered = list(sorts.items())[:: -1 if direction == "outgoing" else 1]
    return [
        _Row("" if at else label, tuple(others[at : at + 2]))
        for label, others in ordered
        for at in range(0, len(others), 2)
    ]


def _label(neighbour: Neighbour, messages: Messages) -> str:
    """Return the words for all that ties a document to the one in the middle."""
    labels = []
    for relation in neighbour.relations:
        partly = relation.scope and relation.type in ("replaces", "repeals")
        side = f"{neighbour.direction}_part" if partly else neighbour.direction
        labels.append(messages(f"picture.{side}.{relation.type}"))
    return "; ".join(dict.fromkeys(labels))


class _Picture:
    """One picture in the making; heights are pixels from the top."""

    def __init__(
        self, document: Document, register: Register, on: date, messages: Messages, *, rows: int
    ) -> None:
        room = HEIGHT - _HEAD - _FOOT - _MIDDLE - _UNDER
        self._row_height = min(_ROW, room // rows)
        self._box_height = self._row_height - _GAP
        self._size = min(15.5, 12.5 * self._box_height / 82)
        self._free = room - rows * self._row_height
        self._document = document
        self._register = register
        self._on = on
        self._say = messages
        self._sheet = Sheet()
        self._axes = self._canvas()

    def _canvas(self) -> Axes:
        axes = self._sheet.figure.add_axes((0, 0, 1, 1), frameon=False, xticks=[], yticks=[])
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(HEIGHT, 0)
        return axes

    def draw(self, above: Sequence[_Row], below: Sequence[_Row], left_out: int) -> Figure:
        """Draw everything and return the figure."""
        heading = self._say("picture.heading", on=vietnamese_date(self._on))
        self._sheet.write(self._say("picture.title"), 30, size=19, bold=True)
        self._sheet.write(heading, 78, size=13, colour=PALE)
        top = _HEAD + self._free / 2
        middle = top + self._row_height * len(above)
        self._spine(top, above, middle, outgoing=True)
        for at, row in enumerate(above):
            self._row(top + at * self._row_height, row, outgoing=True)
        under = middle + _MIDDLE
        self._spine(under, below, under, outgoing=False)
        for at, row in enumerate(below):
            self._row(under + _UNDER + at * self._row_height, row, outgoing=False)
        self._own_box(middle)
        if left_out > 0:
            more = self._say("picture.more", count=left_out)
            self._sheet.write(more, HEIGHT - 24, size=12, colour=PALE, upwards=True)
        return self._sheet.figure

    def _spine(self, top: float, rows: Sequence[_Row], end: float, *, outgoing: bool) -> None:
        """Draw the line that joins the rows of one side to the document."""
        labelled = [at for at, row in enumerate(rows) if row.label]
        if not labelled:
            return
        if outgoing:
            start = top + labelled[0] * self._row_height + self._box_height / 2
            self._axes.plot((_SPINE, _SPINE), (start, end + 20), color=INK, linewidth=2, zorder=1)
        else:
            last = top + _UNDER + labelled[-1] * self._row_height + self._box_height / 2
            self._axes.plot((_SPINE, _SPINE), (last, end), color=INK, linewidth=2, zorder=1)
            self._arrow((_SPINE, end + 30), (_SPINE, end + 1))

    def _row(self, top: float, row: _Row, *, outgoing: bool) -> None:
        """Draw one row: the named arrow and the boxes it joins."""
        level = top + self._box_height / 2
        if row.label:
            left, right = (_SPINE, level), (_COLUMNS[0][0] - 4, level)
            if outgoing:
                self._arrow(left, right)
            else:
                self._axes.plot((_SPINE, right[0]), (level, level), color=INK, linewidth=2)
            self._sheet.label(
                self._axes,
                row.label,
                ((_LABEL_FROM + _LABEL_TO) / 2, level),
                (0, 6),
                _LABEL_TO - _LABEL_FROM,
                size=12.5,
                boxed=False,
            )
        for (left_edge, right_edge), other in zip(_COLUMNS, row.others, strict=False):
            self._box(left_edge, right_edge, top, top + self._box_height, other, size=self._size)

    def _arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._axes.annotate(
            "",
            end,
            start,
            arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2, "mutation_scale": 18},
            annotation_clip=False,
        )

    def _own_box(self, top: float) -> None:
        left, right = MARGIN - 20, WIDTH - MARGIN + 20
        self._box(left, right, top, top + _MIDDLE, self._document, size=20, filled=True)

    def _box(
        self,
        left: float,
        right: float,
        top: float,
        bottom: float,
        document: Document,
        *,
        size: float,
        filled: bool = False,
    ) -> None:
        """Draw one document: its number, and its state by word and colour."""
        held = self._register.state(document, self._on)
        colour = _COLOURS[held.code]
        self._axes.add_patch(
            FancyBboxPatch(
                (left + 6, top + 6),
                right - left - 12,
                bottom - top - 12,
                boxstyle="round,pad=4,rounding_size=10",
                facecolor=colour if filled else "white",
                edgecolor=colour,
                linewidth=2.5,
                zorder=2,
            )
        )
        centre, half = (left + right) / 2, (top + bottom) / 2
        room = right - left - 24
        name = local_name(document, self._say, with_kind=filled)
        ink = "white" if filled else INK
        self._text(name, centre, half, size, ink, room, above=True)
        state = short_state(held, self._say)
        self._text(state, centre, half, size * 0.82, "white" if filled else colour, room)

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        room: float,
        *,
        above: bool = False,
    ) -> None:
        self._sheet.label(
            self._axes,
            text,
            (x, y),
            (0, 1 if above else -5),
            room,
            size=size,
            colour=colour,
            bold=above,
            boxed=False,
            lines=1 if above else 2,
        )
