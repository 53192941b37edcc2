"""Looks a workbook over before anything opens it: kind of file, size, macros, bombs."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.ratios import grouped

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 200

_MAX_ENTRIES = 2_000
_MAX_UNPACKED = 250_000_000  # bytes of all parts
_MAX_RATIO = 250  # unpacked to packed; sheets of numbers reach 10 to 40
_RATIO_FROM = 5_000_000  # bytes; small parts may be packed tighter
_MAX_CELLS = 2_000_000  # 50,000 rows of 40 columns

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_MACRO_TYPES = b"macroEnabled"
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_LOST_MARKS = {
    "extensions": ("xl/worksheets/", re.compile(rb"<extLst")),
    "shapes": ("xl/drawings/", re.compile(rb"<xdr:sp[ >]")),
}
_LOST_PARTS = {
    "charts": re.compile(r"xl/(?:charts|chartsheets|diagrams)/"),
    "shapes": re.compile(r"xl/(?:activeX|ctrlProps|embeddings|slicers|timelines)/"),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in a workbook besides its cells.

    Attributes:
        lost: keys of sentences (section ``sheet.file``) on what the copy cannot keep.
    """

    lost: tuple[str, ...]


def is_workbook(content: bytes, messages: Messages) -> bool:
    """Tell a workbook (``True``) from what may be CSV.

    Raises:
        DocumentError: ``empty``, ``too_large``, ``password`` or ``format``.
    """
    if len(content) > MAX_BYTES:
        raise refusal("too_large", messages, limit=MAX_BYTES // 1_000_000)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal("empty", messages)
    if content.startswith(_OLE):
        raise refusal("password" if _ENCRYPTED in content else "format", messages)
    if content.startswith(_ZIP):
        return True
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"%pdf", b"<", b"{\\rtf", b"pk", b"\x89png", b"\xff\xd8\xff", b"rar!")):
        raise refusal("format", messages)
    return False


def survey(content: bytes, messages: Messages) -> Survey:
    """Return what a workbook holds besides cells.

    Raises:
        DocumentError: ``format``, ``macros``, ``password``, ``damaged``, ``bomb``, ``entities`` or
            ``too_many_rows``.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _surveyed(archive, messages)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise refusal("damaged", messages) from error


def refusal(code: str, messages: Messages, **values: object) -> DocumentError:
    """Return the error of a file that cannot be used."""
    return DocumentError(code, messages(f"sheet.error.{code}", **values))


def too_many_rows(messages: Messages) -> DocumentError:
    """Return the error of a sheet that is too large."""
    limits = {"limit": grouped(MAX_ROWS), "columns": MAX_COLUMNS}
    return refusal("too_many_rows", messages, **limits)


def _surveyed(archive: ZipFile, messages: Messages) -> Survey:
    parts = archive.infolist()
    _refuse_bomb(parts, messages)
    _refuse_other_kinds(archive, parts, messages)
    cells = 0
    lost = {key for key, mark in _LOST_PARTS.items() if any(mark.match(p.filename) for p in parts)}
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        body = archive.read(part)
        if any(mark in body for mark in _DOCTYPES):
            raise refusal("entities", messages)
        if part.filename.startswith("xl/worksheets/"):
            cells += sum(1 for _ in _CELL.finditer(body))
        if cells > _MAX_CELLS:
            raise too_many_rows(messages)
        lost.update(
            key
            for key, (place, mark) in _LOST_MARKS.items()
            if part.filename.startswith(place) and mark.search(body)
        )
    return Survey(tuple(sorted(lost)))


def _refuse_other_kinds(archive: ZipFile, parts: list[ZipInfo], messages: Messages) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise refusal("password", messages)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal("macros", messages)
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise refusal("format", messages)
    if _MACRO_TYPES in archive.read("[Content_Types].xml"):
        raise refusal("macros", messages)


def _refuse_bomb(parts: list[ZipInfo], messages: Messages) -> None:
    unpacked = sum(part.file_size for part in parts)
    dense = any(
        part.file_size > _RATIO_FROM and part.file_size > _MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > _MAX_ENTRIES or unpacked > _MAX_UNPACKED or dense:
        raise refusal("bomb", messages)
