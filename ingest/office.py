"""Office files to lines of text: viparse extracts, tables become Markdown rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viparse.engines.docx import DocxEngine  # type: ignore[import-untyped]
from viparse.engines.legacy import LegacyOfficeEngine  # type: ignore[import-untyped]
from viparse.engines.pptx import PptxEngine  # type: ignore[import-untyped]
from viparse.engines.rtf import RtfEngine  # type: ignore[import-untyped]
from viparse.engines.xlsx import XlsxEngine  # type: ignore[import-untyped]
from viparse.errors import ViparseError  # type: ignore[import-untyped]
from viparse.options import LoadOptions  # type: ignore[import-untyped]

from ingest.encoding import FontRun, convert_runs
from ingest.refusals import sentences
from ingest.word97 import Block, read_word97

_ENGINES: dict[str, Callable[[], Any]] = {
    "docx": DocxEngine,
    "xlsx": XlsxEngine,
    "pptx": PptxEngine,
    "rtf": RtfEngine,
    "doc": LegacyOfficeEngine,
}
# A table that lays out a letterhead or a signature is text, not a table.
_LAYOUT_TABLE = re.compile(
    r"cộng ho[àòa]+ xã hội|độc lập\s*[-–]\s*tự do|nơi nhận\s*:", re.IGNORECASE
)


@dataclass(slots=True)
class Extract:
    """Lines of one file, each with its page.

    Attributes:
        lines: text lines; a table is a run of lines that start with ``|``; an empty line parts
            paragraphs.
        pages: page number from 1 for each line, ``None`` where the format has no pages.
        encodings: legacy encodings that were converted.
        wrapped: whether lines break inside paragraphs.
        recognised: whether letters were recognised on pictures of pages.
        notices: sentences for the person who brought the file.
    """

    lines: list[str] = field(default_factory=list)
    pages: list[int | None] = field(default_factory=list)
    encodings: tuple[str, ...] = ()
    wrapped: bool = False
    recognised: bool = False
    notices: list[str] = field(default_factory=list)

    def add(self, text: str, page: int | None) -> None:
        """Append one line."""
        self.lines.append(text)
        self.pages.append(page)


@dataclass(slots=True)
class TextBlock:
    """A paragraph or a table before its letters are converted.

    Attributes:
        runs: of a paragraph, stretches in one font.
        rows: of a table, its cells.
        heading: level of a heading, 0 for none.
        page: page number from 1, where the format has pages.
    """

    runs: list[FontRun] = field(default_factory=list)
    rows: list[list[FontRun]] = field(default_factory=list)
    heading: int = 0
    page: int | None = None


def libreoffice_present() -> bool:
    """Tell whether the converter that ``.doc`` needs is installed."""
    return shutil.which("soffice") is not None


def extract_office(path: Path, form: str) -> Extract:
    """Return the text of a ``docx``, ``xlsx``, ``pptx``, ``rtf`` or ``doc`` file.

    A ``doc`` is converted by LibreOffice; where that is absent or has no word processor, its text
    is read from the file itself, without fonts and headings.

    Raises:
        viparse.errors.ViparseError: the file is damaged.
        NotWord97Error: LibreOffice could not convert the ``doc`` and it cannot be read without.
        Exception: whatever the parsing library raises on a damaged file.
    """
    try:
        raw = _ENGINES[form]().extract(path, LoadOptions())
    except ViparseError:
        if form != "doc":
            raise
        return to_extract([_word97_block(block) for block in read_word97(path)], wrapped=False)
    blocks = [_office_block(block) for block in raw.signals.get("blocks") or []]
    return to_extract(blocks, wrapped=form == "rtf")


def pages_left_out(pages: int, most: int) -> list[str]:
    """Return the notice that a file has more pages than are read, if it has."""
    if pages <= most:
        return []
    return [sentences()("ingest_read.pages_left_out", pages=pages, most=most)]


def _office_block(block: dict[str, Any]) -> TextBlock:
    fonts = block.get("fonts") or []
    font = str(fonts[0]) if len(fonts) == 1 else ""
    if block.get("type") == "table":
        rows = [[FontRun(str(cell), font) for cell in row] for row in block.get("rows") or []]
        return TextBlock(rows=rows)
    text = str(block.get("text") or "")
    runs = [
        FontRun(str(run["text"]), str(run.get("font") or "")) for run in block.get("runs") or []
    ]
    if "".join(run.text for run in runs) != text:
        runs = [FontRun(text, font)]
    heading = int(block.get("level") or 1) if block.get("type") == "heading" else 0
    return TextBlock(runs=_merge_runs(runs), heading=heading)


def _word97_block(block: Block) -> TextBlock:
    if isinstance(block, str):
        return TextBlock(runs=[FontRun(block)])
    return TextBlock(rows=[[FontRun(cell) for cell in row] for row in block])


def _merge_runs(runs: list[FontRun]) -> list[FontRun]:
    """Join neighbours in one font: a letter of VNI may be split across two runs."""
    merged: list[FontRun] = []
    for run in runs:
        if merged and merged[-1].font == run.font:
            merged[-1] = FontRun(merged[-1].text + run.text, run.font)
        else:
            merged.append(run)
    return merged


def to_extract(blocks: list[TextBlock], *, wrapped: bool) -> Extract:
    """Return blocks as lines, in Unicode; tables as Markdown rows."""
    runs = [
        run for block in blocks for row in [block.runs, *block.rows] for run in row
    ]  # in the order in which they are taken from the stream below
    texts, encodings = convert_runs(runs)
    stream = iter(texts)
    extract = Extract(encodings=encodings, wrapped=wrapped)
    for block in blocks:
        paragraph = "".join(next(stream) for _ in block.runs)
        rows = [[next(stream) for _ in row] for row in block.rows]
        if rows:
            _add_table(extract, rows, block.page)
        else:
            mark = "#" * min(block.heading, 6) + " " if block.heading else ""
            _add_lines(extract, mark + paragraph, block.page)
        if not wrapped or rows:
            extract.add("", block.page)
    return extract


def _add_lines(extract: Extract, text: str, page: int | None) -> None:
    for line in text.splitlines():
        extract.add(line, page)


def _add_table(extract: Extract, rows: list[list[str]], page: int | None) -> None:
    whole = "\n".join(cell for row in rows for cell in row)
    if _LAYOUT_TABLE.search(whole) or max(map(len, rows), default=0) < 2:
        _add_lines(extract, whole, page)
        return
    extract.add("", page)
    for position, row in enumerate(rows):
        cells = [" ".join(cell.split()).replace("|", "/") for cell in row]
        if any(cells):
            extract.add("| " + " | ".join(cells) + " |", page)
        if position == 0:
            extract.add("|" + "---|" * len(cells), page)
