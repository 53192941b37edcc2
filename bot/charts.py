"""Draws the picture of a verdict: a portrait PNG that is read on a phone.

Imports matplotlib, so whoever wires the assistant imports this module late. Only the object API
is used: no global state of pyplot, no window, no display.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from threading import Lock
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bot.chart_data import ChartData, RequiredLevel, chart_data, is_strict
from bot.chart_labels import short_decimal
from bot.chart_sheet import HEIGHT, MARGIN, PALE, WIDTH, Sheet
from knowledge.messages import Messages
from knowledge.ratios import Ratio, in_vietnamese

_COLOURS = {
    "met": "#1b6e37",
    "not_met": "#a8231c",
    "insufficient_data": "#8a5200",
    "undetermined": "#454f59",
}
_SIGNS = {"met": "✓", "not_met": "✗", "insufficient_data": "?", "undetermined": "?"}
_GIVEN, _REQUIRED = "#14477d", "#b25400"
_DASHES = (0, (3, 2))
_BAND = 180  # height of the verdict, in pixels
_AROUND = 90  # room for labels above the highest level and below zero, in pixels
_CLEAR = 0.2  # of the height of the plot
_GAP = 12  # between a point and its label, in pixels

# Matplotlib promises nothing about threads; a picture takes a fraction of a second.
_ONE_AT_A_TIME = Lock()


def draw_chart(
    case: Mapping[str, Any], determination: Mapping[str, Any], messages: Messages
) -> bytes | None:
    """Return the picture of a verdict as PNG, 1080 x 1350 pixels; safe to call from threads.

    Args:
        case: in the calculator's input shape.
        determination: in the calculator's output shape.
        messages: sections ``chart`` and ``answer.mark``.

    Returns:
        The file; ``None`` when fewer than two year-ends are known.

    Raises:
        CaseError: ``case`` is not a case.
    """
    with _ONE_AT_A_TIME:
        figure = build_figure(case, determination, messages)
        if figure is None:
            return None
        target = BytesIO()
        figure.savefig(target, format="png", metadata={"Software": None})
        return target.getvalue()


def build_figure(
    case: Mapping[str, Any], determination: Mapping[str, Any], messages: Messages
) -> Figure | None:
    """Return the picture before it is made pixels; see :func:`draw_chart`."""
    data = chart_data(case, determination, messages)
    if data is None:
        return None
    sheet = Sheet()
    top = _head(sheet, case, determination, data, messages)
    bottom = _foot(sheet, determination, data, messages)
    _Plot(sheet, data, messages, top, bottom).draw()
    return sheet.figure


def _head(
    sheet: Sheet,
    case: Mapping[str, Any],
    determination: Mapping[str, Any],
    data: ChartData,
    messages: Messages,
) -> float:
    """Write the verdict and whose it is; return how far down that reaches (pixels)."""
    verdict = determination["verdict"]
    sheet.fill(0, _BAND, _COLOURS[verdict])
    title = f"{_SIGNS[verdict]} {messages(f'chart.verdict.{verdict}')}"
    down = sheet.write(title, 30, size=31, colour="white", bold=True)
    about = "chart.about_supposed" if determination.get("supposed") else "chart.about"
    sheet.write(messages(about), down + 14, size=15, colour="white")
    down = sheet.write(_unit(case, messages), _BAND + 26, size=17, bold=True, lines=3)
    if case.get("submission_year"):
        submission = messages("chart.submission", year=case["submission_year"])
        down = sheet.write(submission, down + 12, size=14, colour=PALE)
    heading = messages(f"chart.{data.measure}")
    return sheet.write(heading, down + 24, size=15, colour=_GIVEN, bold=True)


def _unit(case: Mapping[str, Any], messages: Messages) -> str:
    place: Mapping[str, Any] = case.get("place") or {}
    kind, name = place.get("kind") or "", place.get("name") or ""
    known = name if name.lower().startswith(kind.lower()) else f"{kind} {name}"
    unit = known.strip() or kind or messages("chart.unit")
    return ", ".join(filter(None, (unit[:1].upper() + unit[1:], place.get("province"))))


def _foot(
    sheet: Sheet, determination: Mapping[str, Any], data: ChartData, messages: Messages
) -> float:
    """Write the results by year and the source, from the bottom up; return where they begin."""
    shown = determination.get("evidence_id") or determination["determination_id"]
    identity = messages("chart.identity", id=shown)
    up = sheet.write(identity, HEIGHT - 28, size=11, colour=PALE, lines=2, upwards=True)
    for document in {finding["source"]["document"]: None for finding in data.findings}:
        source = messages("chart.source", document=document)
        up = sheet.write(source, up - 8, size=11, colour=PALE, lines=2, upwards=True)
    up -= 16
    if data.others:
        up = sheet.write(messages("chart.others"), up - 8, size=13, lines=2, upwards=True)
    for finding in reversed(data.findings):
        verdict = finding["verdict"]
        result = f"{_SIGNS[verdict]} {_result(finding, messages)}"
        colour = _COLOURS[verdict]
        up = sheet.write(result, up - 12, size=14, colour=colour, bold=True, lines=2, upwards=True)
    return up - 26


def _result(finding: Mapping[str, Any], messages: Messages) -> str:
    limit = in_vietnamese(finding["limit"])
    shown = {
        "year": finding["year"],
        "limit": messages("chart.over", limit=limit) if is_strict(finding) else limit,
        "unit": finding["unit"],
        "mark": messages(f"answer.mark.{finding['verdict']}"),
    }
    if finding["value"] is None:
        undetermined = finding["verdict"] == "undetermined"
        return messages("chart.zero_base" if undetermined else "chart.unknown", **shown)
    value: str = finding["value"]
    key = "chart.rise" if value.startswith("-") else "chart.fall"
    return messages(key, value=short_decimal(value.removeprefix("-"), finding["limit"]), **shown)


class _Plot:
    """The year-ends and the required levels between two heights of the sheet (pixels)."""

    def __init__(
        self, sheet: Sheet, data: ChartData, messages: Messages, top: float, bottom: float
    ) -> None:
        legend, years = 46, 56  # heights below the plot
        self._legend = bottom - legend
        self._sheet, self._data, self._messages = sheet, data, messages
        self._axes = sheet.axes(top + 6, bottom - legend - years)
        self._ends = {end.year: end for end in data.year_ends}
        self._levels = {level.year: level for level in data.required}
        self._first = data.year_ends[0].year
        values = [end.value for end in data.year_ends] + [level.value for level in data.required]
        self._highest = max(map(_exact, filter(None, values))) or Fraction(1)
        last = len(data.year_ends) - 1
        self._axes.set_xlim(-0.35, last + 0.95)  # labels stand to the right of their points
        self._column = (WIDTH - 2 * MARGIN) / (last + 1.3)
        around = _AROUND / (bottom - legend - years - top - 6 - 2 * _AROUND)
        self._axes.set_ylim(-around, 1 + around)
        self._floor = -around

    def draw(self) -> None:
        """Draw everything."""
        self._axes.axhline(0, color=PALE, linewidth=1)
        for level in self._data.required:
            self._draw_required(level)
        for before, after in pairwise(self._data.year_ends):
            if before.value is not None and after.value is not None:
                xs, ys = zip(
                    self._at(before.year, before.value),
                    self._at(after.year, after.value),
                    strict=True,
                )
                self._axes.plot(xs, ys, color=_GIVEN, linewidth=3, zorder=3)
        for year in self._ends:
            self._draw_year_end(year)
        self._draw_legend()

    def _at(self, year: int, value: Ratio) -> tuple[float, float]:
        """Return where a level lies: exact until here, a share of the highest from here on."""
        return year - self._first, float(_exact(value) / self._highest)

    def _draw_required(self, level: RequiredLevel) -> None:
        start, end = self._at(level.year - 1, level.start), self._at(level.year, level.value)
        xs, ys = zip(start, end, strict=True)
        (line,) = self._axes.plot(xs, ys, color=_REQUIRED, linewidth=2.5, zorder=3.5)
        line.set_linestyle(_DASHES)
        if level.value.numerator < 0:  # down to where the line meets zero, then no further
            line.set_clip_path(
                Rectangle((-1, 0), len(self._ends) + 2, 2, transform=self._axes.transData)
            )
            end = self._at(level.year, Ratio(0, 1))
        else:
            self._axes.plot(*end, color=_REQUIRED, marker="_", markersize=18, markeredgewidth=3.5)
        # On the side of the point where the year-end's own label is not.
        self._label(level.label, end, above=level.standing in (None, -1), colour=_REQUIRED)

    def _draw_year_end(self, year: int) -> None:
        end, x = self._ends[year], year - self._first
        text = self._messages("chart.year_end", year=year)
        self._sheet.label(self._axes, text, (x, self._floor), (0, -8), self._column - 8, size=12.5)
        if end.value is None:
            self._axes.plot(x, 0, color="white", marker="o", markersize=11, markeredgecolor=PALE)
            missing = self._messages("chart.missing")
            room = self._column - 8
            self._sheet.label(self._axes, missing, (x, 0), (0, -_GAP), room, size=12, colour=PALE)
            return
        at = self._at(year, end.value)
        self._axes.plot(*at, color=_GIVEN, marker="o", markersize=9, zorder=4)
        level = self._levels.get(year)
        above = level is None or level.standing != -1
        self._label(end.label, at, above=above, colour=_GIVEN, left=self._is_climb(year))

    def _is_climb(self, year: int) -> bool:
        """Tell whether the line climbs to a year-end, clear of the last label, and on from it."""
        values = [
            self._ends[y].value if y in self._ends else None for y in (year - 1, year, year + 1)
        ]
        if None in values:
            return False
        before, here, after = (self._at(year, value)[1] for value in values if value)
        return after > here > before + _CLEAR

    def _label(
        self,
        text: str,
        at: tuple[float, float],
        *,
        above: bool,
        colour: str,
        left: bool = False,
    ) -> None:
        """Write a level to the upper right of its point, or to the lower left.

        Where poverty falls, all lines come from the upper left and leave to the lower right; where
        it climbs, the upper left is free.
        """
        away = (-_GAP if left or not above else _GAP, _GAP if above else -_GAP)
        room = self._column - 2 * _GAP
        self._sheet.label(self._axes, text, at, away, room, size=13, colour=colour, bold=True)

    def _draw_legend(self) -> None:
        handles = [Line2D([], [], color=_GIVEN, linewidth=3, marker="o", markersize=9)]
        labels = [self._messages("chart.given")]
        if self._data.required:
            handles.append(Line2D([], [], color=_REQUIRED, linewidth=2.5, linestyle=_DASHES))
            labels.append(self._messages("chart.required"))
        self._sheet.figure.legend(
            handles,
            labels,
            loc="upper center",
            bbox_to_anchor=(0.5, 1 - self._legend / HEIGHT),
            ncols=len(handles),
            frameon=False,
            prop=self._sheet.font(12.5),
            borderaxespad=0,
        )


def _exact(value: Ratio) -> Fraction:
    return Fraction(value.numerator, value.denominator)
