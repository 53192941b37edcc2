"""Look an Office package over before a parser unpacks it: size, number and density of its parts."""

from __future__ import annotations

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

from ingest.refusals import refusal

_MOST_PARTS = 10_000
_HIGHEST_RATIO = 250
"""Unpacked to packed size of one part; text and tables of real documents reach 10 to 40."""
_RATIO_FROM = 5_000_000
"""Bytes from which that counts; small parts may be packed tighter."""
_XML = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_ENTITIES = tuple("<!ENTITY".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_MARGINS = {
    "docx": re.compile(r"word/(?:header\d*|footer\d*|document)\.xml"),
    "xlsx": re.compile(r"xl/worksheets/\w+\.xml"),
}
_WORD_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>)")
_WORD_BOX = re.compile(rb"<w:txbxContent>.*?</w:txbxContent>", re.DOTALL)
_SHEET_MARGIN = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
_SHEET_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')


def check_package(path: Path, file: str, max_unpacked_bytes: int) -> None:
    """Refuse a package that would cost too much to unpack, or that could reach outside itself.

    Raises:
        DocumentError: ``bomb``, ``too_large``, ``entities`` or ``unreadable``.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            dense = any(
                part.file_size > _RATIO_FROM
                and part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1)
                for part in parts
            )
            if len(parts) > _MOST_PARTS or dense:
                raise refusal("bomb", file)
            if unpacked > max_unpacked_bytes:
                raise refusal("too_large", file, limit=max_unpacked_bytes // 1024 // 1024)
            for part in parts:
                if part.filename.lower().endswith(_XML):
                    body = package.read(part)
                    if any(mark in body for mark in (*_DOCTYPES, *_ENTITIES)):
                        raise refusal("entities", file)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise refusal("unreadable", file) from error


def margin_lines(path: Path, form: str) -> list[str]:
    """Return the lines of page headers, footers and text boxes, where stamps are put.

    Args:
        path: a package that :func:`check_package` has passed.
        form: ``docx`` or ``xlsx``; any other has none.
    """
    wanted = _MARGINS.get(form)
    if wanted is None:
        return []
    found: list[str] = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if wanted.fullmatch(name):
                found += _margins(name, package.read(name))
    return found


def _margins(name: str, xml: bytes) -> list[str]:
    if name.startswith("xl/"):
        texts = [_unescaped(found) for found in _SHEET_MARGIN.findall(xml)]
        return [line for text in texts for line in _SHEET_CODE.sub("\n", text).split("\n")]
    lines: list[str] = []
    for part in _WORD_BOX.findall(xml) if name.endswith("document.xml") else [xml]:
        words = [b"\n" if end else text for text, end in _WORD_TEXT.findall(part)]
        lines += _unescaped(b"".join(words)).split("\n")
    return lines


def _unescaped(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", "replace"))
