"""A file on disk to lines of Unicode text, or one sentence saying why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from ingest.decode import decode
from ingest.encoding import convert_text
from ingest.office import Extract, extract_office, libreoffice_present
from ingest.packages import check_package, margin_lines
from ingest.refusals import refusal, sentences
from ingest.secrecy import is_secret, is_secret_name
from ingest.tesseract import ocr_present
from ingest.web import main_text
from ingest.word97 import NotWord97Error
from knowledge.errors import DocumentError
from knowledge.text import normalize

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
WEB_SUFFIXES = frozenset({".html", ".htm"})
OFFICE_SUFFIXES = frozenset({".pdf", ".docx", ".doc", ".rtf", ".xlsx", ".pptx"})
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
READABLE_SUFFIXES = TEXT_SUFFIXES | WEB_SUFFIXES | OFFICE_SUFFIXES | IMAGE_SUFFIXES
"""Suffixes worth trying when a folder is read; anything else is refused as unsupported."""

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGE_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_FOREIGN_MAGIC = (b"GIF8", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
                  b"SQLite format 3")  # fmt: skip
_OFFICE_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\xa0\xad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_LONG_WORD = re.compile(r"\S{301,}")
_FONT_NAMES = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a single file may cost.

    Attributes:
        max_bytes: size on disk, bytes.
        max_characters: characters of text once read.
        max_pages: pages of a PDF.
        max_unpacked_bytes: size of an Office file once unpacked, bytes.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_characters: int = 20_000_000
    max_pages: int = 2_000
    max_unpacked_bytes: int = 400 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of one file, complete and in order, furniture included.

    Attributes:
        lines: lines in NFC; tables are Markdown rows.
        pages: page number from 1 of each line, ``None`` where the format has no pages.
        form: ``text``, ``web``, ``pdf``, ``docx``, ``doc``, ``rtf``, ``xlsx``, ``pptx`` or
            ``image``.
        wrapped: whether a paragraph may run over several lines.
        declared: ``title``, ``date`` (ISO) and ``url`` a web page states about itself.
        notices: sentences for the person who brought the file.
        recognised: whether letters were recognised on pictures of pages.
    """

    lines: tuple[str, ...]
    pages: tuple[int | None, ...]
    form: str
    wrapped: bool
    declared: dict[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    recognised: bool = False

    @property
    def text(self) -> str:
        """The whole text, lines joined."""
        return "\n".join(self.lines)


def read_text(path: Path, file: str, limits: FileLimits) -> ReadText:
    """Return the text of a file, whatever its format.

    Args:
        path: the file.
        file: the name to use in messages.
        limits: see :class:`FileLimits`.

    Raises:
        DocumentError: ``missing``, ``empty``, ``too_large``, ``unsupported``, ``binary``,
            ``unreadable``, ``encrypted``, ``no_text_layer``, ``needs_libreoffice``,
            ``needs_ocr``, ``too_long``, ``bomb``, ``entities`` or ``secret``.
    """
    if is_secret_name(file):
        raise refusal("secret", file)
    data = _load(path, file, limits)
    form = _form(path, data, file)
    if form in ("text", "web"):
        extract, declared, notices = _from_text(data, form, file)
    else:
        _check_package(path, data, form, file, limits)
        extract, declared = _from_office(path, form, file, limits), {}
        notices = tuple(extract.notices)
        if is_secret(margin_lines(path, form)):
            raise refusal("secret", file)
    if sum(map(len, extract.lines)) > limits.max_characters:
        raise refusal("too_long", file, limit=limits.max_characters)
    lines = tuple(line.rstrip() for line in _normal("\n".join(extract.lines)).split("\n"))
    lines, cut = _shorten_words(lines)
    if not any(character.isalnum() for line in lines for character in line):
        raise refusal("no_text_layer" if form == "pdf" else "empty", file)
    if is_secret(lines):
        raise refusal("secret", file)
    fonts = tuple(
        sentences()("ingest_read.converted", font=_FONT_NAMES.get(name, name))
        for name in extract.encodings
    )
    if cut:
        notices = (*notices, sentences()("ingest_read.words_shortened", count=cut))
    if extract.recognised:
        notices = (*notices, sentences()("ingest_read.recognised"))
    return ReadText(
        lines,
        tuple(extract.pages),
        form,
        extract.wrapped,
        declared,
        (*fonts, *notices),
        extract.recognised,
    )


def _normal(text: str) -> str:
    """Return ``normalize(text)``, without its cost where there is nothing to clean."""
    return normalize(text) if _ODD.search(text) else unicodedata.normalize("NFC", text)


def _load(path: Path, file: str, limits: FileLimits) -> bytes:
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            limit = f"{limits.max_bytes / 1024 / 1024:.0f}"
            raise refusal("too_large", file, limit=limit)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise refusal("missing", file) from error
    except OSError as error:
        raise refusal("unreadable", file) from error
    if not data.strip():
        raise refusal("empty", file)
    return data


def _form(path: Path, data: bytes, file: str) -> str:
    """Tell the format from the bytes, and from the suffix only for plain text and HTML."""
    suffix = path.suffix.lower()
    magic = _magic_form(path, data, file)
    if magic:
        return magic
    if suffix not in READABLE_SUFFIXES and suffix:
        raise refusal("unsupported", file)
    if suffix in OFFICE_SUFFIXES | IMAGE_SUFFIXES:
        raise refusal("unreadable", file)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_web = suffix in WEB_SUFFIXES or start.startswith((b"<!doctype html", b"<html"))
    return "web" if is_web else "text"


def _magic_form(path: Path, data: bytes, file: str) -> str:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if data.removeprefix(b"\xef\xbb\xbf").startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_OLE2):
        # A locked .docx is an OLE2 container around an "EncryptedPackage" stream.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refusal("encrypted", file)
        return "doc"
    if data.startswith(b"PK\x03\x04"):
        return _package_form(path, file)
    if data.startswith(_IMAGE_MAGIC):
        return "image"
    if data.startswith(_FOREIGN_MAGIC):
        raise refusal("unsupported", file)
    return ""


def _package_form(path: Path, file: str) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise refusal("unreadable", file) from error
    for part, form in _OFFICE_PARTS.items():
        if part in names:
            return form
    raise refusal("unsupported", file)


def _check_package(path: Path, data: bytes, form: str, file: str, limits: FileLimits) -> None:
    if form == "pdf" and b"/Encrypt" in data and _is_locked(path):
        raise refusal("encrypted", file)
    if form in _OFFICE_PARTS.values():
        check_package(path, file, limits.max_unpacked_bytes)


def _is_locked(path: Path) -> bool:
    """Tell whether a PDF asks for a password to be opened (an empty one does not count)."""
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psparser import PSException

    with path.open("rb") as stream:
        try:
            PDFDocument(PDFParser(stream))
        except (PDFPasswordIncorrect, PDFEncryptionError):
            return True
        except PSException:
            return False
    return False


def _from_office(path: Path, form: str, file: str, limits: FileLimits) -> Extract:
    try:
        if form == "image":
            return _from_image(path, file)
        if form == "pdf":
            from ingest.pdf import extract_pdf  # late: it loads what only scans need

            return extract_pdf(path, limits.max_pages)
        return extract_office(path, form)
    except MemoryError:
        raise
    except DocumentError:
        raise
    except NotWord97Error as error:
        code = "unreadable" if libreoffice_present() else "needs_libreoffice"
        raise refusal(code, file) from error
    except Exception as error:  # each parser raises its own; to the reader the file is unreadable
        raise refusal("unreadable", file) from error


def _from_image(path: Path, file: str) -> Extract:
    if not ocr_present():
        raise refusal("needs_ocr", file)
    from ingest.scan import extract_image  # late: see above

    return extract_image(path)


def _from_text(
    data: bytes, form: str, file: str
) -> tuple[Extract, dict[str, str], tuple[str, ...]]:
    text, notices = decode(data, file)
    declared: dict[str, str] = {}
    if form == "web":
        text, declared = main_text(text)
    text, encodings = convert_text(text)
    extract = Extract(encodings=encodings, wrapped=form == "text")
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n"):
        extract.add(line, None)
    return extract, declared, notices


def _shorten_words(lines: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Cut what no Vietnamese word or address can be (over 300 characters without a space)."""
    cut = sum(1 for line in lines if len(line) > 300 for _ in _LONG_WORD.finditer(line))
    if not cut:
        return lines, 0
    return tuple(_LONG_WORD.sub(lambda word: word.group()[:300], line) for line in lines), cut
