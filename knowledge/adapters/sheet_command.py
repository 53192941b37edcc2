"""The commands that check a spreadsheet of units and write the workbook to fill in."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Any

from tqdm import tqdm

from knowledge.adapters.workbook_guard import MAX_BYTES, refusal
from knowledge.adapters.workplace import Workplace
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.ports import SheetChecker


def add_sheet_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``check FILE``."""
    parser.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="bảng .xlsx hoặc .csv")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="TỆP.xlsx", help="tệp kết quả (mặc định: bên tệp gốc)"
    )
    parser.add_argument("--province", metavar="TỈNH", help="tỉnh, cho dòng không ghi tỉnh")
    parser.add_argument("--year", type=int, metavar="NĂM", help="năm trình, cho dòng không ghi năm")


def add_template_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``template OUT``."""
    parser.add_argument("output", type=Path, metavar="TỆP.xlsx", help="nơi ghi tệp mẫu")
    parser.add_argument("--force", action="store_true", help="ghi đè tệp đã có")


def check_sheet(options: argparse.Namespace, checker: SheetChecker, work: Workplace) -> int:
    """Check the file named on the command line and write the result.

    Raises:
        DocumentError: a file cannot be read, used or written; nothing is written then.
    """
    messages: Messages = work.messages
    source: Path = options.file
    content = _read(source, messages)
    output: Path = options.output or source.with_name(
        f"{source.stem}{messages('sheet.result_suffix')}.xlsx"
    )
    _require_xlsx(output, messages)
    if output.exists() and output.samefile(source):
        raise DocumentError("same_file", messages("sheet.same_file", path=source))
    # openpyxl warns of what it cannot keep; the summary sheet says that in the reader's language.
    warnings.filterwarnings("ignore", module="openpyxl")
    checked = checker.check(
        source.name,
        content,
        province=options.province,
        submission_year=options.year,
        on=work.today(),
        progress=_ProgressBar(messages("sheet.progress")),
    )
    _write(output, checked.content, messages)
    summary = checked.summary.removesuffix(".")
    sys.stdout.write(messages("sheet.saved", summary=summary, path=output) + "\n")
    return 0


class _ProgressBar:
    """A bar on standard error that appears with the first rows, so not over a refused file."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._label, unit=" dòng", mininterval=0.2)
        bar = self._bar
        bar.update(done - bar.n)
        if done == total:
            bar.close()


def write_template(options: argparse.Namespace, checker: SheetChecker, messages: Messages) -> int:
    """Write the workbook to fill in.

    Raises:
        DocumentError: the file exists, or cannot be written.
    """
    output: Path = options.output
    _require_xlsx(output, messages)
    if output.exists() and not options.force:
        raise DocumentError("exists", messages("sheet.exists", path=output))
    _write(output, checker.template(), messages)
    sys.stdout.write(messages("sheet.template_saved", path=output) + "\n")
    return 0


def _require_xlsx(output: Path, messages: Messages) -> None:
    if output.suffix.lower() != ".xlsx":
        raise DocumentError("not_xlsx", messages("sheet.not_xlsx", path=output))


def _read(path: Path, messages: Messages) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal("too_large", messages, limit=MAX_BYTES // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        sentence = messages("sheet.unreadable", path=path, reason=reason)
        raise DocumentError("unreadable", sentence) from error


def _write(path: Path, content: bytes, messages: Messages) -> None:
    """Write a file as a whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or error
        sentence = messages("sheet.unwritable", path=path, reason=reason)
        raise DocumentError("unwritable", sentence) from error
